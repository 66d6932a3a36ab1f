/** Draws what a kiosk says of paper. */
import { printerOf, stateWords } from "../shared/prints.js";
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * What stands under a number about its paper.
 *
 * @param {import("./print.js").Outcome | null} outcome
 * @param {import("./model.js").Ticket} ticket
 * @param {{ text: import("../shared/text.js").Text, paper: import("../shared/paper.js").Paper, again: () => void }} frame
 */
export function paperLine(outcome, ticket, { text, paper, again }) {
  if (!outcome) {
    if (paper.copies(ticket) === 0) return nothing;
    return html`<p class="paper">
      ${text.t("kiosk-paper-printed")} <span class="second" lang=${text.second}>${text.t2("kiosk-paper-printed")}</span>
      ${paper.mayCopy(ticket) ? html`<button @click=${again}>${text.t("kiosk-paper-again")}</button>` : nothing}
    </p>`;
  }
  const why = outcome.why ? stateWords(outcome.why, text) : "";
  if (outcome.kind === "printing" || outcome.kind === "printed") {
    return html`<p class="paper" role="status">${text.t(`kiosk-paper-${outcome.kind}`)} <span class="second" lang=${text.second}>${text.t2(`kiosk-paper-${outcome.kind}`)}</span></p>`;
  }
  return html`<div class="paper bad" role="alert">
    <p class="stop">${sign("stop")} ${text.t(`kiosk-paper-${outcome.kind}`, { why })}</p>
    <p><b>${text.t("kiosk-paper-keep")}</b> <span class="second" lang=${text.second}>${text.t2("kiosk-paper-keep")}</span></p>
    <button @click=${again}>${text.t("kiosk-paper-again")}</button>
  </div>`;
}

/**
 * Before anybody takes a number: this kiosk's printer cannot print now.
 *
 * @param {import("../shared/live-model.js").Values} values
 * @param {string} kiosk its id
 * @param {import("../shared/text.js").Text} text
 */
export function paperNotice(values, kiosk, text) {
  const printer = printerOf(values, kiosk);
  if (!printer || ["ok", "paper_low", "silent", "unknown"].includes(printer.state)) return nothing;
  return html`<p class="notice paperless" role="status">${sign("warn")} ${text.t("kiosk-paper-none", { why: stateWords(printer.state, text) })}</p>`;
}
