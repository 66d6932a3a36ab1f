/** Draws the people: who waits longest, who is away, who left the line a short while ago, and what can be done for each. */
import { ticketButtons } from "../shared/actions.js";
import { hourMinute } from "../shared/clock.js";
import { plain } from "../shared/text.js";
import { sign } from "../shared/parts.js";
import { html, nothing, repeat } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./view.js").Undo} Undo
 * @typedef {import("../shared/text.js").Text} Text
 */

/** Tickets shown before "all" is pressed. */
const ROWS_SHOWN = 8;

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
  const wanted = plain(doing.search);
  const found = wanted === "" ? picture.rows : picture.rows.filter((row) => row.label.toLowerCase().includes(wanted));
  const shown = doing.all ? found : found.slice(0, ROWS_SHOWN);
  const actions = actionFrame(picture, frame);
  return html`
    <section class="tickets" aria-labelledby="tickets">
      <div class="title">
        <h2 id="tickets">${text.t("sup-tickets")}</h2>
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
                (row) => html`<li class="panel row">
                  <strong class="number">${row.label}</strong>
                  <span>
                    ${row.state === "parked" ? html`${text.t("state-parked")}${row.reason ? ` · ${row.reason}` : ""}${row.until === null ? "" : ` · ${text.t("sup-until", { time: hourMinute(row.until, picture.timeZone) })}`}` : html`${text.t("sup-row-waited", { minutes: Math.floor(row.waitedMs / 60_000) })} ${level(row.level, text)}`}
                  </span>
                  <span class="mute">${about(row, picture, text)}</span>
                  <span class="buttons">${whyButton(row, frame)} ${ticketButtons(row, actions)}</span>
                </li>`,
              )}
            </ul>`
      }
      ${
        found.length > ROWS_SHOWN
          ? html`<button class="quiet" @click=${() => frame.set({ all: !doing.all })}>
              ${doing.all ? text.t("sup-fewer") : text.t("sup-all", { count: found.length })}
            </button>`
          : nothing
      }
    </section>
  `;
}

/**
 * Whoever left the line a short while ago, and may have been wronged.
 *
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function ended(picture, frame) {
  const { text } = frame;
  if (picture.ended.length === 0) return nothing;
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
            <span>${text.t(`outcome-${row.outcome}`)} · ${text.t("sup-row-waited", { minutes: Math.floor(row.waitedMs / 60_000) })}</span>
            <span class="mute">${about(row, picture, text)}</span>
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
 * @param {import("../shared/tickets.js").Row} row
 * @param {Picture} picture
 * @param {Text} text
 */
function about(row, picture, text) {
  const words = [];
  if (row.class !== "ordinary")
    words.push(text.name(picture.classes.find((entry) => entry.code === row.class)?.name) || row.class);
  if (row.accessible) words.push(text.t("ticket-accessible"));
  if (row.dossiers > 1) words.push(text.t("ticket-dossiers", { count: row.dossiers }));
  return words.join(" · ");
}

/**
 * What would take an action back, while nothing else happened to the ticket; the rules have the last word.
 *
 * @param {import("../shared/actions.js").Asked} asked
 * @returns {Undo | null}
 */
export function undoOf({ row, action }) {
  switch (action) {
    case "cancel":
      return { path: `tickets/${row.id}/reinstate`, body: {} };
    case "priority":
      return { path: `tickets/${row.id}/priority`, body: { class: row.class } };
    case "move":
      return { path: `tickets/${row.id}/move`, body: { group: row.group } };
    // Whoever is in line again can be cancelled, but that would not say how they left before.
    case "reinstate":
    case "void":
    // Paper is paper.
    case "print":
      return null;
  }
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
