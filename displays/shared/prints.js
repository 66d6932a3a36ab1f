/**
 * Printers and prints as views tell them. Pure.
 *
 * @typedef {import("./live-model.js").Values} Values
 * @typedef {import("../wire.d.ts").PrinterValue & { code: string }} Printer
 * @typedef {import("../wire.d.ts").PrintValue & { id: string }} Print
 */

/** States in which a printer prints, as far as anybody knows. */
const FINE = ["ok", "silent", "unknown"];

/**
 * @param {Values} values
 * @returns {Printer[]} in the order of their codes
 */
export function printersOf(values) {
  const keys = Object.keys(values).filter((key) => key.startsWith("printer/"));
  return keys.sort().map((key) => ({ code: key.slice("printer/".length), ...values[key] }));
}

/**
 * Printers that somebody has to go to.
 *
 * @param {Values} values
 */
export function troubled(values) {
  return printersOf(values).filter(({ state }) => !FINE.includes(state));
}

/**
 * The printer of a kiosk's slips: the one that names it, else one that names none.
 *
 * @param {Values} values
 * @param {string} kiosk its id
 * @returns {Printer | null}
 */
export function printerOf(values, kiosk) {
  const printers = printersOf(values);
  return (
    printers.find(({ kiosks }) => kiosks.includes(kiosk)) ?? printers.find(({ kiosks }) => kiosks.length === 0) ?? null
  );
}

/**
 * What can be done to every open ticket of a hall with printers.
 *
 * @param {Values} values
 * @returns {import("./tickets.js").TicketAction[]}
 */
export function printAction(values) {
  return printersOf(values).length > 0 ? ["print"] : [];
}

/**
 * Today's prints, the newest first.
 *
 * @param {Values} values
 * @returns {Print[]}
 */
export function printsOf(values) {
  const keys = Object.keys(values).filter((key) => key.startsWith("print/"));
  const prints = keys.map((key) => ({ id: key.slice("print/".length), ...values[key] }));
  return prints.sort((a, b) => Number(b.id.slice(1)) - Number(a.id.slice(1)));
}

/**
 * The device whose browser printed something, by its name where the view tells it; null for a printer of the server's and for a browser
 * of somebody at work.
 *
 * @param {Print} print
 * @param {Values} values
 * @returns {string | null}
 */
export function browserOf({ browser }, values) {
  if (!browser?.startsWith("device/")) return null;
  return values[browser]?.name || browser.slice("device/".length);
}

/**
 * A state of a printer, or what stood in the way of a print, in words; one of a later version stands as it is.
 *
 * @param {string} state
 * @param {import("./text.js").Text} text
 */
export function stateWords(state, text) {
  const id = `printer-${state.replaceAll("_", "-")}`;
  return text.has(id) ? text.t(id) : state;
}
