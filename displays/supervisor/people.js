/** Draws the people: who waits longest, who is away, who left the line a short while ago, and what can be done for each. */
import { ticketButtons } from "../shared/actions.js";
import { hourMinute } from "../shared/clock.js";
import { sign } from "../shared/parts.js";
import { aboutTicket } from "../shared/tickets.js";
import { undoOf } from "../shared/undo.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { ROWS_SHOWN, rowsOf } from "./model.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("../shared/text.js").Text} Text
 */

/**
 * Word, shape and colour of a wait against the target.
 *
 * @param {import("../shared/tickets.js").Level} of
 * @param {Text} text
 */
export function level(of, text) {
  const meaning = of === "over" ? "stop" : of === "near" ? "warn" : "calm";
  return html`<span class="level ${of}">${sign(meaning)} ${text.t(`sup-level-${of}`)}</span>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function tickets(picture, frame) {
  const { text, doing } = frame;
  const { shown, count } = rowsOf(picture, doing);
  const actions = actionFrame(picture, frame);
  return html`
    <section class="tickets" aria-labelledby="tickets">
      <div class="title">
        <h2 id="tickets">${text.t("sup-tickets")}</h2>
        ${doing.line === null ? nothing : html`<button class="quiet" @click=${() => frame.set({ line: null })}>${text.t("sup-line-all", { group: doing.line })}</button>`}
        <label class="search"><span class="hidden">${text.t("sup-search")}</span>
          <input type="search" placeholder=${text.t("sup-search")} .value=${doing.search} @input=${(/** @type {InputEvent} */ event) => frame.set({ search: /** @type {HTMLInputElement} */ (event.target).value })} />
        </label>
      </div>
      ${
        shown.length === 0
          ? html`<p class="mute">${text.t("sup-no-tickets")}</p>`
          : html`<ul class="rows">
              ${repeat(
                shown,
                (row) => row.id,
                (row) => html`<li class="panel row" data-row=${row.label}>
                  <strong class="number">${row.label}</strong>
                  <span>${where(row, picture, text)}</span>
                  <span class="mute">${aboutTicket(row, picture.classes, text)}</span>
                  <span class="buttons">${whyButton(row, frame)} ${ticketButtons(row, actions)}</span>
                </li>`,
              )}
            </ul>`
      }
      ${
        count > shown.length || doing.all
          ? html`<button class="quiet" @click=${() => frame.set({ all: !doing.all })}>
              ${doing.all ? text.t("sup-fewer") : text.t("sup-all", { count })}
            </button>`
          : nothing
      }
    </section>
  `;
}

/**
 * Where somebody is, and since when.
 *
 * @param {import("../shared/tickets.js").Row} row
 * @param {Picture} picture
 * @param {Text} text
 */
function where(row, picture, text) {
  const waited = text.t("sup-row-waited", { minutes: Math.floor(row.waitedMs / 60_000) });
  switch (row.state) {
    case "waiting":
      return html`${waited} ${level(row.level, text)}`;
    case "done":
      return `${text.t(`outcome-${row.outcome}`)} · ${waited}`;
    case "parked": {
      const until =
        row.until === null ? "" : ` · ${text.t("sup-until", { time: hourMinute(row.until, picture.timeZone) })}`;
      return `${text.t("state-parked")}${row.reason ? ` · ${row.reason}` : ""}${until}`;
    }
    default:
      return `${text.t(`state-${row.state}`)}${row.counter === null ? "" : ` · ${text.t("counter", { number: row.counter })}`}`;
  }
}

/**
 * Whoever left the line a short while ago, and may have been wronged.
 *
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function ended(picture, frame) {
  const { text } = frame;
  // Whoever is looked for stands among those found.
  if (picture.ended.length === 0 || frame.doing.search.trim() !== "") return nothing;
  const actions = actionFrame(picture, frame);
  return html`
    <section class="tickets" aria-labelledby="ended">
      <h2 id="ended">${text.t("sup-ended")}</h2>
      <ul class="rows">
        ${repeat(
          picture.ended.slice(0, ROWS_SHOWN),
          (row) => row.id,
          (row) => html`<li class="panel row" data-ended=${row.label}>
            <strong class="number">${row.label}</strong>
            <span>${where(row, picture, text)}</span>
            <span class="mute">${aboutTicket(row, picture.classes, text)}</span>
            <span class="buttons">${whyButton(row, frame)} ${ticketButtons(row, actions)}</span>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {import("../shared/tickets.js").Row} row
 * @param {Frame} frame
 */
function whyButton(row, { text, askWhy }) {
  return html`<button class="quiet why" aria-label=${text.t("fair-title", { label: row.label })} @click=${() => askWhy(row.id, row.label)}>${text.t("fair-button")}</button>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @returns {import("../shared/actions.js").Frame}
 */
export function actionFrame(picture, frame) {
  return {
    text: frame.text,
    progress: frame.progress,
    classes: picture.classes,
    groups: picture.groups,
    counters: picture.tiles.map((tile) => ({ number: tile.number, state: tile.kind })),
    ask: (asked) => frame.set({ dialog: { kind: "ticket", asked } }),
    send: (path, body) => {
      const { dialog } = frame.doing;
      const undo = dialog?.kind === "ticket" ? undoOf(dialog.asked) : null;
      frame.send(path, body, frame.text.t("done"), undo);
    },
    close: () => frame.set({ dialog: null }),
  };
}
