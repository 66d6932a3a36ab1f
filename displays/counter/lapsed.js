/**
 * Whoever was away for longer than allowed is out of the line; the server tells it for a while to the counter that sent them. Pure.
 *
 * @typedef {{ id: string, label: string, until: number }} Lapsed
 */

const KEY = "lapsed/";

/**
 * @param {import("./model.js").Values} values
 * @param {number} now hall time
 * @returns {Lapsed[]} whose time was up first
 */
export function lapsedOf(values, now) {
  const keys = Object.keys(values).filter((key) => key.startsWith(KEY));
  return keys
    .map((key) => ({ id: key.slice(KEY.length), .../** @type {import("../wire.d.ts").LapsedValue} */ (values[key]) }))
    .filter((one) => now < one.shown_until)
    .sort((a, b) => a.until - b.until)
    .map(({ id, label, until }) => ({ id, label, until }));
}
