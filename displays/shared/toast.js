/** One line over the page: what is being done, or what was done and, while it can be had, the way back. */
import { html, nothing } from "../vendor/lit.js";
import { busyWords } from "./actions.js";

/** A word about what was done stays so long. */
export const SAID_MS = 4_000;
/** A word with a way back stays longer. */
export const UNDO_MS = 12_000;

/**
 * @param {object} frame
 * @param {import("./text.js").Text} frame.text
 * @param {import("./command.js").Progress} frame.progress
 * @param {boolean} frame.telling whether something else on the page says what is being done, such as a dialog
 * @param {string | null} frame.said
 * @param {(() => void) | null} frame.undo
 */
export function toast({ text, progress, telling, said, undo }) {
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  const words = busy && !telling ? busyWords({ text, progress }) : said;
  return html`<p class="toast" role="status" ?hidden=${!words}>
    <span>${words ?? ""}</span>
    ${undo === null || said === null ? nothing : html`<button ?disabled=${busy} @click=${undo}>${text.t("sup-undo")}</button>`}
  </p>`;
}
