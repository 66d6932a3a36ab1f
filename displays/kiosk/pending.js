/**
 * One number per wish: the key of a request is kept in the tab until it is answered, so that neither a double press nor a reload
 * takes two numbers.
 */
import { uuidv7 } from "../shared/command.js";

const KEPT = "goiso.kiosk.pending";
/** An older wish belongs to somebody who has gone. */
const STALE_MS = 2 * 60_000;

/**
 * @typedef {{ key: string, body: Record<string, unknown>, at: number }} Pending
 */

/**
 * Begins a wish, or finds the one that is still unanswered.
 *
 * @param {Record<string, unknown>} body
 * @param {Storage} [storage]
 * @param {number} [now]
 * @returns {Pending}
 */
export function begin(body, storage = sessionStorage, now = Date.now()) {
  const before = unanswered(storage, now);
  if (before && JSON.stringify(before.body) === JSON.stringify(body)) return before;
  const pending = { key: uuidv7(now), body, at: now };
  storage.setItem(KEPT, JSON.stringify(pending));
  return pending;
}

/**
 * @param {Storage} [storage]
 * @param {number} [now]
 * @returns {Pending | null}
 */
export function unanswered(storage = sessionStorage, now = Date.now()) {
  try {
    const pending = JSON.parse(storage.getItem(KEPT) ?? "null");
    if (typeof pending?.key !== "string" || typeof pending.at !== "number") return null;
    return now - pending.at < STALE_MS ? pending : null;
  } catch {
    return null;
  }
}

/** @param {Storage} [storage] */
export function answered(storage = sessionStorage) {
  storage.removeItem(KEPT);
}
