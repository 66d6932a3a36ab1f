/** Draws the printers: their form, and a button that tries each one that is in force. */
import { busyWords } from "../shared/actions.js";
import { stateWords } from "../shared/prints.js";
import { html, nothing } from "../vendor/lit.js";
import { sectionForm } from "./forms.js";

/** A print is waited for so long before the page says that nobody knows. */
const WAIT_MS = 45_000;
const LOOK_EVERY_MS = 700;

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("../wire.d.ts").PrintLog} PrintLog
 */

/**
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 */
export function printersPlace(frame, wrong) {
  const { text, doing, progress } = frame;
  const kiosks = doing.tokens.filter((token) => token.role === "kiosk" && token.standing !== "disabled");
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  /** @type {{ code: string, name: { vi: string, en: string } }[]} */
  const saved = doing.saved?.printers ?? [];
  return html`
    ${kiosks.length > 0 ? html`<p class="mute">${text.t("admin-printer-kiosks")} ${kiosks.map((token) => html`<code>${token.id}</code> ${token.name} `)}</p>` : nothing}
    ${sectionForm("printers", frame, wrong)}
    ${
      saved.length > 0
        ? html`<section class="panel row" aria-labelledby="try-printers">
            <h3 id="try-printers">${text.t("admin-printer-try")}</h3>
            <p class="mute">${text.t("admin-printer-try-help")}</p>
            <ul class="list">
              ${saved.map(
                (printer) => html`<li class="panel">
                  <span><strong>${text.name(printer.name)}</strong> <span class="mute">${printer.code}</span> ${tried(printer.code, frame)}</span>
                  <button ?disabled=${busy || doing.trying !== null} @click=${() => void frame.tryPrinter(printer.code)}>
                    ${doing.trying === printer.code ? busyWords(frame) : text.t("admin-printer-test")}
                  </button>
                </li>`,
              )}
            </ul>
          </section>`
        : nothing
    }
  `;
}

/**
 * How a printer is, and how the newest test strip went.
 *
 * @param {string} code
 * @param {Frame} frame
 */
function tried(code, { text, doing }) {
  const log = doing.prints;
  const state = log?.printers.find((row) => row.code === code)?.printer.state;
  const test = log?.prints.find((row) => row.print.printer === code && !row.print.ticket)?.print;
  const why = test?.why ? stateWords(test.why, text) : "";
  const bad = test?.state === "failed" || test?.state === "unknown";
  return html`
    ${state ? html`<span class="mute">· ${stateWords(state, text)}</span>` : nothing}
    ${test ? html`<span class=${bad ? "stop" : "calm"} role="status">· ${text.t(`print-${test.state}`, { why })}</span>` : nothing}
  `;
}

/**
 * Prints a test strip and tells how it went, as soon as that is known.
 *
 * @param {string} code
 * @param {object} page
 * @param {string} page.hall
 * @param {import("../shared/command.js").Commander} page.commander
 * @param {() => Promise<PrintLog | null>} page.look reads the print log
 * @param {(log: PrintLog) => void} page.show
 */
export async function tryPrinter(code, { hall, commander, look, show }) {
  const outcome = await commander.send(`/api/v1/halls/${hall}/printers/${code}/test`, {}, { name: "try" });
  if (!outcome.ok) return;
  const until = performance.now() + WAIT_MS;
  while (performance.now() < until) {
    const log = await look();
    if (log) show(log);
    const state = log?.prints.find((row) => row.id === outcome.body.print)?.print.state;
    if (state && state !== "asked") return;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}
