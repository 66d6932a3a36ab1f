/**
 * The receipt of the order in words. Pure.
 *
 * @typedef {object} Call one call that went before, as `GET …/tickets/{ticket}/fairness` tells it
 * @property {string} label
 * @property {"later" | "earlier"} came
 * @property {number} arrived_at
 * @property {number} called_at
 * @property {string} because
 * @property {number | null} within_s
 * @property {boolean} helped
 * @property {string | null} held_for
 * @property {string | null} counter
 * @property {string | null} class
 * @property {{ reason?: string | null } | null} why
 *
 * @typedef {object} Receipt
 * @property {string} ticket
 * @property {string} label
 * @property {number} issued_at
 * @property {number} earlier
 * @property {number} later
 * @property {Call[]} passed
 * @property {{ seq: number, at: number, kind: string, counter: string | null, group: string | null, class: string | null }[]} own
 * @property {{ at: { epoch: string, seq: number }, hash: string }} proof
 */

/**
 * Why a call went first, in words.
 *
 * @param {Call} call
 * @param {import("./text.js").Text} text
 */
export function becauseWords(call, text) {
  const id = `fair-because-${call.because.replaceAll("_", "-")}`;
  const minutes = Math.round((call.within_s ?? 0) / 60);
  const words = text.t(text.has(id) ? id : "fair-because-arrival", { minutes, counter: call.held_for ?? "" });
  return call.helped ? `${words}; ${text.t("fair-helped")}` : words;
}
