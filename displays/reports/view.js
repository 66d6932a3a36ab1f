/** Draws a report: which days, which sheet, its figures, files to take away. */
import { icon, sign } from "../shared/parts.js";
import { classMap, html, nothing, svg } from "../vendor/lit.js";
import "./chart.js";
import {
  cellWords,
  columnsShown,
  dayWords,
  linesOf,
  MAPS,
  mistakeOf,
  mostOf,
  PERIODS,
  SHEETS,
  shadeOf,
  tabLeads,
  amountOf,
} from "./model.js";

/**
 * @typedef {import("./model.js").Sheet} Sheet
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Doing
 * @property {string} period
 * @property {string} sheet
 * @property {string} map
 * @property {string} today
 * @property {import("./model.js").Days} typed
 * @property {import("./model.js").Report | null} report the newest answer
 * @property {"asking" | "slow" | "there" | "failed" | "given-up"} phase
 * @property {string} problem in words
 * @property {string | null} fetching the file that is on its way
 * @property {string} fileProblem why the newest file did not come, in words; empty if it did
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {string} hallName
 * @property {Doing} doing
 * @property {import("./model.js").Days} days
 * @property {(change: Partial<Doing>) => void} set asks again where that needs another answer
 * @property {() => void} again
 * @property {() => void} giveUp ends the question that is on its way
 * @property {() => void} leaveFile ends the file that is on its way
 * @property {(report: string, format: string) => void} take
 */

/** What can be taken away: which report, none for the sheet that is shown, as which file, and its words. */
const FILES = /** @type {const} */ ([
  ["", "xlsx", "rep-xlsx"],
  ["", "csv", "rep-csv"],
  ["", "pdf", "rep-pdf"],
  ["monthly", "xlsx", "rep-all-xlsx"],
  ["monthly", "pdf", "rep-all-pdf"],
]);

/** @param {Frame} frame */
export function page(frame) {
  const { text, hallName, doing, days } = frame;
  const mistake = doing.period === "range" ? mistakeOf(days, doing.today) : null;
  return html`
    <div class="reports">
      <header>
        <h1>${text.t("rep-title")} <small class="mute">${hallName}</small></h1>
        <a class="button" href="../supervisor/${location.search}">${text.t("rep-back")}</a>
      </header>
      <main>
        <section class="choose" aria-label=${text.t("rep-title")}>
          <label class="field">
            <span>${text.t("rep-period")}</span>
            <select @change=${(/** @type {Event} */ event) => frame.set({ period: /** @type {HTMLSelectElement} */ (event.target).value })}>
              ${PERIODS.map((one) => html`<option value=${one} ?selected=${one === doing.period}>${text.t(`rep-${one}`)}</option>`)}
            </select>
          </label>
          ${doing.period === "range" ? range(frame, mistake) : html`<p class="span number">${spanWords(days)}</p>`}
          <span class="buttons">
            ${FILES.map(
              ([report, format, word]) => html`<button
                class=${classMap({ primary: report === "monthly" && format === "pdf" })}
                ?disabled=${doing.fetching !== null || mistake !== null}
                @click=${() => frame.take(report || doing.sheet, format)}
              >
                ${text.t(word)}
              </button>`,
            )}
            <button @click=${() => print()}>${text.t("rep-print")}</button>
          </span>
        </section>
        ${doing.fileProblem === "" ? nothing : html`<p class="word stop" role="alert">${sign("stop")} ${doing.fileProblem}</p>`}
        ${tabs(frame)}
        <section id="sheet" role="tabpanel" aria-labelledby=${`tab-${doing.sheet}`} tabindex="-1">${mistake === null ? body(frame) : nothing}</section>
      </main>
      <div class="toast" ?hidden=${doing.fetching === null}>
        <span role="status">${doing.fetching === null ? "" : text.t("rep-fetching")}</span>
        <button @click=${frame.leaveFile}>${text.t("cancel")}</button>
      </div>
    </div>
  `;
}

/** @param {import("./model.js").Days} days */
function spanWords({ from, to }) {
  if (from === "") return nothing;
  return from === to ? dayWords(from) : `${dayWords(from)} – ${dayWords(to)}`;
}

/** @param {Frame} frame @param {string | null} mistake */
function range({ text, doing, set }, mistake) {
  const field = (/** @type {"from" | "to"} */ end) => html`
    <label class="field">
      <span>${text.t(`rep-${end}`)}</span>
      <input
        type="date"
        .value=${doing.typed[end]}
        max=${end === "from" ? doing.today : nothing}
        aria-invalid=${mistake === null ? nothing : "true"}
        aria-describedby=${mistake === null ? nothing : "mistake"}
        @change=${(/** @type {Event} */ event) =>
          set({ typed: { ...doing.typed, [end]: /** @type {HTMLInputElement} */ (event.target).value } })}
      />
    </label>
  `;
  return html`${field("from")} ${field("to")}
  ${mistake === null ? nothing : html`<p id="mistake" class="word stop" role="alert">${text.t(`problem-${mistake}`)}</p>`}`;
}

/** Sheets, one of which is chosen; arrows go from one to the next, Home and End to the first and the last. @param {Frame} frame */
function tabs({ text, doing, set }) {
  const go = (/** @type {KeyboardEvent} */ event) => {
    const to = tabLeads(event.key, doing.sheet);
    if (to === null) return;
    event.preventDefault();
    set({ sheet: to });
    document.getElementById(`tab-${to}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${text.t("rep-sheets")} @keydown=${go}>
    ${SHEETS.map(
      (one) => html`<button
        id=${`tab-${one}`}
        role="tab"
        aria-selected=${one === doing.sheet ? "true" : "false"}
        aria-controls="sheet"
        tabindex=${one === doing.sheet ? "0" : "-1"}
        @click=${() => set({ sheet: one })}
      >
        ${text.t(`rep-sheet-${one}`)}
      </button>`,
    )}
  </div>`;
}

/** @param {Frame} frame */
function body(frame) {
  const { text, doing, days } = frame;
  if (doing.phase === "failed") {
    return html`<div class="word stop" role="alert">
      <p>${sign("stop")} ${doing.problem}</p>
      <button class="primary" @click=${frame.again}>${text.t("try-again")}</button>
    </div>`;
  }
  if (doing.phase === "given-up") {
    return html`<div class="waiting" role="status">
      <p>${text.t("rep-given-up")}</p>
      <button class="primary" @click=${frame.again}>${text.t("rep-ask-again")}</button>
    </div>`;
  }
  // Figures of other days never stand under these.
  const own = doing.report?.from === days.from && doing.report.to === days.to;
  const sheet = doing.report?.sheets.find((one) => one.sheet === doing.sheet);
  if (!doing.report || !own || !sheet) {
    return html`<div class="waiting">
      <p class="mute" role="status">${text.t(doing.phase === "slow" ? "rep-asking-long" : "rep-asking")}</p>
      ${doing.phase === "slow" ? html`<progress aria-label=${text.t("rep-asking")}></progress>` : nothing}
      <button @click=${frame.giveUp}>${text.t("cancel")}</button>
    </div>`;
  }
  const { reconciliation: sums } = doing.report;
  const nothingThere = sums.issued === 0 && sums.void === 0;
  return html`
    <p class="sums number" data-issued=${sums.issued}>${text.t("rep-sums", { ...sums })}</p>
    ${
      nothingThere
        ? html`<p class="nothing">${icon("check")} ${text.t("rep-nothing")}</p>`
        : html`${sheet.chart?.kind === "heat" ? maps(frame) : nothing} ${drawing(sheet, frame)} ${table(sheet, frame)}`
    }
  `;
}

/** @param {Frame} frame */
function maps({ text, doing, set }) {
  return html`<div class="buttons maps" role="group" aria-label=${text.t("rep-map")}>
    ${MAPS.map(
      (one) =>
        html`<button aria-pressed=${one === doing.map ? "true" : "false"} @click=${() => set({ map: one })}>${text.t(`rep-map-${one}`)}</button>`,
    )}
  </div>`;
}

/** @param {Sheet} sheet @param {Frame} frame */
function drawing(sheet, { text }) {
  const { chart } = sheet;
  if (chart?.kind !== "lines" || sheet.rows.length < 2) return nothing;
  const names = chart.y.map((place) => text.name(sheet.columns[place]?.title));
  return html`<goiso-days-chart aria-hidden="true" .drawing=${{ data: linesOf(sheet, chart), names }}></goiso-days-chart>`;
}

/** @param {Sheet} sheet @param {Frame} frame */
function table(sheet, { text, doing }) {
  const shown = columnsShown(sheet, doing.map);
  const heat = sheet.chart?.kind === "heat";
  const bars = sheet.chart?.kind === "bars" ? (sheet.chart.y[0] ?? null) : null;
  const most = heat ? mostOf(sheet, shown.slice(1)) : bars === null ? 0 : mostOf(sheet, [bars]);
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.name(sheet.title)}>
    <table class=${classMap({ heat, narrow: shown.length <= 4 })}>
      <thead>
        <tr>
          ${shown.map((place) => {
            const column = sheet.columns[place];
            const title =
              heat && place > 0 ? text.t(`rep-weekday-${column?.key.split("_")[1]}`) : text.name(column?.title);
            return html`<th scope="col" class=${column?.kind === "text" || place === 0 ? "" : "right"}>${title}</th>`;
          })}
        </tr>
      </thead>
      <tbody>
        ${sheet.rows.map(
          (row) => html`<tr>
            ${shown.map((place) => {
              const cell = row[place] ?? null;
              const words = cellWords(cell, text.language);
              const right = cell?.t !== "text" && place > 0;
              if (place === 0) return html`<th scope="row">${words}</th>`;
              const shade = heat ? shadeOf(amountOf(cell), most) : null;
              return html`<td class=${classMap({ right, number: right, [`shade-${shade}`]: shade !== null })}>
                ${words}${place === bars ? bar(amountOf(cell), most) : nothing}
              </td>`;
            })}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** A bar beside a number, so long as it is of the largest. @param {number} value @param {number} most */
function bar(value, most) {
  const width = most > 0 ? Math.round((100 * value) / most) : 0;
  return html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect width=${width} height="10"></rect>`}
  </svg>`;
}
