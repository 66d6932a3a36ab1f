/**
 * What staff do to one ticket from a list: the buttons, and the dialog that asks for what the command needs.
 *
 * @typedef {import("./tickets.js").Row} Row
 * @typedef {import("./tickets.js").TicketAction} TicketAction
 * @typedef {{ row: Row, action: TicketAction }} Asked
 *
 * @typedef {object} Frame
 * @property {import("./text.js").Text} text
 * @property {import("./command.js").Progress} progress
 * @property {import("../wire.d.ts").Named[]} classes
 * @property {import("../wire.d.ts").Named[]} [groups] where somebody can be moved to
 * @property {{ number: string, state: string }[]} [counters] likewise
 * @property {(asked: Asked) => void} ask
 * @property {(path: string, body: Record<string, unknown>) => void} send relative to the hall
 * @property {() => void} close
 */
import { html, nothing } from "../vendor/lit.js";
import { modal } from "./modal.js";
import { alertWords } from "./parts.js";

/** Characters of a reason. */
const REASON_CHARS = 120;

/**
 * @param {Row} row
 * @param {Frame} frame
 */
export function ticketButtons(row, frame) {
  const { text } = frame;
  return html`<span class="buttons">
    ${row.may.map(
      (action) => html`<button
        class=${action === "cancel" || action === "void" ? "danger" : ""}
        aria-label=${`${text.t(`ticket-do-${action}`)} ${row.label}`}
        @click=${() => frame.ask({ row, action })}
      >
        ${text.t(`ticket-do-${action}`)}
      </button>`,
    )}
  </span>`;
}

/**
 * @param {Asked} asked
 * @param {Frame} frame
 */
export function ticketDialog({ row, action }, frame) {
  const { text, progress } = frame;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    // Whoever was sent away by a counter comes back to it.
    const path = action === "return" ? `counters/${row.counter}/return` : `tickets/${row.id}/${action}`;
    frame.send(path, bodyOf({ row, action }, form));
  };
  return modal(
    text.t(`ticket-ask-${action}`, { label: row.label }),
    html`<form @submit=${submit}>
      ${
        action === "priority"
          ? html`<label class="field">
              <span>${text.t("ticket-class")}</span>
              <select name="class" autofocus>
                ${frame.classes.map((entry) => html`<option value=${entry.code} ?selected=${entry.code === row.class}>${text.name(entry.name)}</option>`)}
              </select>
            </label>`
          : nothing
      }
      ${
        action === "void"
          ? html`<label class="field">
              <span>${text.t("reason")}</span>
              <input name="reason" required maxlength=${REASON_CHARS} autofocus />
            </label>`
          : nothing
      }
      ${action === "move" ? moveField(row, frame) : nothing}
      ${action === "print" || action === "cancel" || action === "reinstate" || action === "return" ? html`<p>${text.t(`ticket-help-${action}`)}</p>` : nothing} ${failure(frame)}
      <div class="buttons">
        <button type="button" @click=${frame.close}>${text.t("back")}</button>
        <button type="submit" class="primary" ?disabled=${busy}>${busy ? busyWords(frame) : text.t(`ticket-do-${action}`)}</button>
      </div>
    </form>`,
    frame.close,
  );
}

/**
 * The lines and the counters at work, without the line that the ticket stands in.
 *
 * @param {Row} row
 * @param {Frame} frame
 */
function moveField(row, { text, groups = [], counters = [] }) {
  return html`<label class="field">
      <span>${text.t("ticket-move-to")}</span>
      <select name="to" autofocus required>
        ${groups
          .filter((group) => group.code !== row.group)
          .map((group) => html`<option value="group ${group.code}">${group.code} · ${text.name(group.name)}</option>`)}
        ${counters
          .filter((counter) => counter.state !== "closed")
          .map(
            (counter) =>
              html`<option value="counter ${counter.number}">${text.t("counter", { number: counter.number })}</option>`,
          )}
      </select>
    </label>
    <p class="mute">${text.t("ticket-help-move")}</p>`;
}

/**
 * @param {Asked} asked
 * @param {FormData} form
 * @returns {Record<string, unknown>}
 */
function bodyOf({ row, action }, form) {
  switch (action) {
    case "priority":
      return { class: String(form.get("class")) };
    case "move": {
      const [kind = "", code = ""] = String(form.get("to")).split(" ");
      return { [kind]: code };
    }
    case "void":
      return { reason: String(form.get("reason")).trim() };
    case "print":
    case "cancel":
    case "reinstate":
      return {};
    case "return":
      return { ticket: row.id };
  }
}

/** @param {{ text: import("./text.js").Text, progress: import("./command.js").Progress }} frame */
export function busyWords({ text, progress }) {
  return text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending");
}

/** What the last command failed with. @param {{ text: import("./text.js").Text, progress: import("./command.js").Progress }} frame */
export function failure({ text, progress }) {
  if (progress.phase !== "failed" || !progress.problem) return nothing;
  return alertWords(text.problem(progress.problem));
}
