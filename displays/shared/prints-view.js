/** Draws printers in trouble and the print log for people at work. */
import { icon, sign } from "./parts.js";
import { html, nothing } from "../vendor/lit.js";
import { hourMinute } from "./clock.js";
import { browserOf, printsOf, stateWords, troubled } from "./prints.js";

/** Lines of a log that are shown at once. */
const ROWS = 30;

/**
 * One line for each printer that somebody has to go to.
 *
 * @param {import("./live-model.js").Values} values
 * @param {import("./text.js").Text} text
 */
export function printerBanners(values, text) {
  return troubled(values).map(
    ({ name, state }) => html`<p class="banner ${state === "paper_low" ? "warn" : "stop"} printer" role="status">
      <span>${sign(state === "paper_low" ? "warn" : "stop")} ${text.t("print-printer-state", { name: text.name(name), state: stateWords(state, text) })}</span>
    </p>`,
  );
}

/**
 * How the newest print of a ticket went.
 *
 * @param {string} ticket
 * @param {import("./live-model.js").Values} values
 * @param {import("./text.js").Text} text
 */
export function printLine(ticket, values, text) {
  const print = printsOf(values).find((one) => one.ticket === ticket);
  if (!print) return nothing;
  const bad = print.state === "failed" || print.state === "unknown";
  return html`<p class="word ${bad ? "stop" : "calm"} print" role="status">${outcome(print, text)}</p>`;
}

/**
 * @param {import("./prints.js").Print} print
 * @param {import("./text.js").Text} text
 */
function outcome(print, text) {
  const why = print.why ? stateWords(print.why, text) : "";
  return html`${mark(print)} ${text.t(print.browser === undefined ? `print-${print.state}` : "print-handed", { why })}`;
}

/** @param {import("./prints.js").Print} print */
function mark({ state }) {
  if (state === "asked") return icon("ellipsis");
  if (state === "printed" || state === "sent") return icon("check");
  return sign(state === "failed" ? "stop" : "warn");
}

/**
 * What printed it, and who asked: a printer of the server's, or somebody's browser.
 *
 * @param {import("./prints.js").Print} print
 * @param {import("./live-model.js").Values} values
 * @param {import("./text.js").Text} text
 */
function origin(print, values, text) {
  const device = browserOf(print, values);
  if (device !== null) return text.t("print-by-browser", { device });
  const what = print.browser === undefined ? print.printer : text.t("print-by-desk");
  return `${what}${print.by ? ` · ${print.by}` : ""}`;
}

/**
 * What was printed today: first prints that went wrong, every print that was not the first of its ticket, and what browsers printed, of
 * which nobody knows how it went.
 *
 * @param {import("./live-model.js").Values} values
 * @param {string} timeZone
 * @param {import("./text.js").Text} text
 */
export function printLog(values, timeZone, text) {
  const told = printsOf(values).filter(
    ({ copy, state, ticket, browser }) =>
      copy > 1 || !ticket || browser !== undefined || (state !== "printed" && state !== "sent"),
  );
  if (told.length === 0) return nothing;
  return html`<details class="panel prints">
    <summary>${text.t("print-log", { count: told.length })}</summary>
    <ul>
      ${told.slice(0, ROWS).map(
        (print) => html`<li>
          <time>${hourMinute(print.at, timeZone)}</time>
          <strong class="number">${print.label ?? text.t(print.service ? "print-papers" : "print-test")}</strong>
          ${print.copy > 1 ? text.t("print-copy", { copy: print.copy }) : nothing} ${outcome(print, text)}
          <span class="mute">${origin(print, values, text)}</span>
        </li>`,
      )}
    </ul>
  </details>`;
}
