/**
 * The number on the screen, kept in the tab so that a page that is loaded anew shows it to the end of its time, in the language and the
 * letters of whoever stands there.
 */

const KEPT = "goiso.kiosk.standing";
/** A clock that jumped must not leave a number on the screen for longer. */
const LONGEST_MS = 60_000;
/** The end is kept as exactly as this, so that it is not written at every drawing. */
const STEP_MS = 1_000;

/**
 * @typedef {object} Standing
 * @property {import("./model.js").Ticket} ticket
 * @property {string | null} service
 * @property {"earlier"} [wish]
 * @property {string} language
 * @property {boolean} large
 * @property {boolean} contrast
 */

/**
 * @param {Standing} standing
 * @param {number} leftMs on the screen from now
 * @param {Storage} [storage]
 * @param {number} [now] Unix milliseconds
 */
export function keep(standing, leftMs, storage = sessionStorage, now = Date.now()) {
  const words = JSON.stringify({ ...standing, until: Math.ceil((now + leftMs) / STEP_MS) * STEP_MS });
  if (storage.getItem(KEPT) !== words) storage.setItem(KEPT, words);
}

/**
 * @param {Storage} [storage]
 * @param {number} [now] Unix milliseconds
 * @returns {(Standing & { leftMs: number }) | null}
 */
export function kept(storage = sessionStorage, now = Date.now()) {
  try {
    const { until, ...standing } = JSON.parse(storage.getItem(KEPT) ?? "{}");
    if (typeof standing.ticket?.label !== "string" || !(until > now)) return null;
    return { ...standing, leftMs: Math.min(until - now, LONGEST_MS) };
  } catch {
    return null;
  }
}

/** @param {Storage} [storage] */
export function forget(storage = sessionStorage) {
  storage.removeItem(KEPT);
}
