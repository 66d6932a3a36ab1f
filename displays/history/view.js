/** Draws the hall at an earlier moment. */
import { reasonWords } from "../shared/delivery.js";
import { hourMinute, hourMinuteSecond, weekdayDate } from "../shared/clock.js";
import { printLog } from "../shared/prints-view.js";
import { alertWords, icon } from "../shared/parts.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { keyLeads, MINUTE_MS, NEWEST } from "./model.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./model.js").Moment} Moment
 *
 * @typedef {object} Looking
 * @property {Moment | null} moment
 * @property {string} emptyDay
 * @property {"asking" | "told" | "empty" | "failed"} state
 * @property {number | null} wanted
 * @property {boolean} taking a paper is on its way
 * @property {string} paperProblem why the newest paper did not come, in words; empty if it did
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {Looking} looking
 * @property {(at: number) => void} goTo
 * @property {(day: string) => void} chooseDay
 * @property {(id: string, label: string) => void} takePaper takes a ticket's receipt of the order away as a file
 */

/**
 * @param {Picture | null} picture
 * @param {Frame} frame
 */
export function page(picture, frame) {
  const { text, looking } = frame;
  const { moment } = looking;
  return html`
    <div class="history">
      <header>
        <h1>${text.t("past-title")}${picture ? html` <span class="mute">${text.name(picture.hall.hallName)}</span>` : nothing}</h1>
        <label class="day"><span>${text.t("past-day")}</span>
          <input type="date" .value=${moment?.day ?? looking.emptyDay} @change=${(/** @type {Event} */ event) => frame.chooseDay(/** @type {HTMLInputElement} */ (event.target).value)} />
        </label>
        <button @click=${() => frame.goTo(NEWEST)}>${text.t("past-newest")}</button>
        <a href="../supervisor/${location.search}">${text.t("past-back")}</a>
      </header>
      ${looking.state === "failed" ? html`<div class="failed">${alertWords(text.t("past-failed"))}</div>` : nothing}
      ${picture && moment ? html`<main>${slider(picture, moment, frame)} ${body(picture, frame)}</main>` : empty(frame)}
    </div>
  `;
}

/** @param {Frame} frame */
function empty({ text, looking }) {
  switch (looking.state) {
    case "asking":
      return html`<main><p role="status">${text.t("loading")}</p></main>`;
    case "told":
    case "failed":
      return html`<main></main>`;
    case "empty":
      return html`<main>
        <section class="panel nothing" role="status">
          <h2>${text.t("past-empty")}</h2>
          <p class="mute">${text.t("past-empty-help")}</p>
        </section>
      </main>`;
  }
}

/**
 * @param {Picture} picture
 * @param {Moment} moment
 * @param {Frame} frame
 */
function slider({ hall }, moment, frame) {
  const { text, looking } = frame;
  const zone = hall.timeZone;
  const at = looking.wanted ?? moment.now;
  const step = (/** @type {unknown} */ words, /** @type {number | null} */ to) =>
    html`<button ?disabled=${to === null} @click=${() => to !== null && frame.goTo(to)}>${words}</button>`;
  return html`<section class="panel time" aria-label=${text.t("past-time")}>
    <p class="clock"><time class="number">${hourMinuteSecond(at, zone)}</time> <span>${weekdayDate(at, zone, text.language)}</span></p>
    <div class="track">
      <span class="tabular mute">${hourMinute(moment.from, zone)}</span>
      <input
        type="range"
        aria-label=${text.t("past-time")}
        aria-valuetext=${hourMinuteSecond(at, zone)}
        min=${moment.from}
        max=${Math.max(moment.until, moment.now)}
        step="1"
        .value=${String(at)}
        data-wanted=${looking.wanted ?? nothing}
        @input=${(/** @type {Event} */ event) => frame.goTo(Number(/** @type {HTMLInputElement} */ (event.target).value))}
        @keydown=${(/** @type {KeyboardEvent} */ event) => {
          const leads = keyLeads(event, { ...moment, now: at });
          if (
            !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(
              event.key,
            )
          )
            return;
          event.preventDefault();
          if (leads !== null) frame.goTo(leads);
        }}
      />
      <span class="tabular mute">${hourMinute(moment.until, zone)}</span>
    </div>
    <div class="buttons">
      ${step(text.t("past-minute-back"), Math.max(moment.from, moment.now - MINUTE_MS))} ${step(html`${icon("chevron-left")} ${text.t("past-event-back")}`, moment.before)}
      ${step(html`${text.t("past-event-on")} ${icon("chevron-right")}`, moment.after)} ${step(text.t("past-minute-on"), Math.min(moment.until, moment.now + MINUTE_MS))}
    </div>
    <p class="mute">${text.t("past-keys")}</p>
  </section>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function body({ hall, calls, marks }, { text, looking, takePaper }) {
  const zone = hall.timeZone;
  return html`<section class="panel" aria-labelledby="past-counters">
      <h2 id="past-counters">${text.t("past-counters")}</h2>
      <ul class="tiles">
        ${repeat(
          hall.tiles,
          (tile) => tile.number,
          (tile) => html`<li data-kind=${tile.kind}>
            <strong>${text.t("counter", { number: tile.number })}</strong>
            <span class="number">${tile.label ?? "–"}</span>
            <span class="mute">${text.t(`sup-tile-${tile.kind}`)}${tile.ms === null ? "" : ` · ${text.t("sup-minutes", { minutes: Math.floor(tile.ms / 60_000) })}`}</span>
          </li>`,
        )}
      </ul>
    </section>
    <section class="panel" aria-labelledby="past-lines">
      <h2 id="past-lines">${text.t("past-lines")} <span class="mute">${text.t("past-waiting", { count: hall.head.waiting })}</span></h2>
      <ul class="lines">
        ${repeat(
          hall.lines,
          (line) => line.code,
          (line) => html`<li>
            <strong>${line.code}</strong> <span>${text.name(line.name)}</span>
            <span class="number">${line.waiting}</span>
            <span class="mute">${line.longestMs === null ? "" : text.t("sup-row-waited", { minutes: Math.floor(line.longestMs / 60_000) })}</span>
          </li>`,
        )}
      </ul>
    </section>
    <section class="panel" aria-labelledby="past-calls">
      <h2 id="past-calls">${text.t("past-calls")}</h2>
      ${calls.length === 0 ? html`<p class="mute">${text.t("past-no-calls")}</p>` : nothing}
      ${looking.paperProblem === "" ? nothing : html`<p class="alert" role="alert">${looking.paperProblem}</p>`}
      <ul class="calls">
        ${repeat(
          calls,
          (call) => call.id,
          (call) => html`<li data-state=${call.state}>
            <time class="tabular mute">${hourMinuteSecond(call.at, zone)}</time>
            <strong class="number">${call.label}</strong> <span>${icon("arrow-right")} ${text.t("counter", { number: call.counter })}</span>
            ${paperButton(call, { text, looking, takePaper })}
            <span class="mute">${text.t(`past-call-${call.state.replaceAll("_", "-")}`)} · ${text.t("past-shown", { count: call.shown })} · ${text.t("past-said", { count: call.said })}</span>
          </li>`,
        )}
      </ul>
    </section>
    <section class="panel" aria-labelledby="past-marks">
      <h2 id="past-marks">${text.t("past-marks")}</h2>
      ${marks.length === 0 ? html`<p class="mute">${text.t("past-no-marks")}</p>` : nothing}
      <ul class="marks">
        ${repeat(
          marks,
          (mark) => mark.seq,
          (mark) => html`<li>
            <time class="tabular mute">${hourMinuteSecond(mark.at, zone)}</time>
            <strong>${text.t(`past-mark-${mark.what}`)}</strong> <span class="number">${mark.label ?? mark.item}</span>
            <span class="mute">${mark.devices.join(", ")}${mark.why === null ? "" : ` · ${reasonWords(mark.why, text)}`}</span>
          </li>`,
        )}
      </ul>
    </section>
    ${printLog(looking.moment?.supervisor ?? {}, zone, text)}
    <p class="proof mute">${text.t("fair-proof", { seq: String(looking.moment?.proof.at.seq ?? 0) })} <code>${looking.moment?.proof.hash ?? ""}</code></p>`;
}

/**
 * @param {import("./model.js").Call} call
 * @param {Pick<Frame, "text" | "looking" | "takePaper">} frame
 */
function paperButton({ ticket, label }, { text, looking, takePaper }) {
  if (ticket === null) return nothing;
  const words = text.t("fair-paper", { label });
  return html`<button class="quiet" aria-label=${words} title=${words} ?disabled=${looking.taking} @click=${() => takePaper(ticket, label)}>PDF</button>`;
}
