/**
 * One number per wish: the key of a request is kept until it is answered, so that neither a double press, a reload nor a browser that
 * was started anew takes two numbers. While it is in doubt no other wish begins: what came of the first is found out before.
 */
import { uuidv7 } from "../shared/command.js";

const KEPT = "goiso.kiosk.pending";
/** An older wish belongs to somebody who has gone. */
const STALE_MS = 2 * 60_000;

/**
 * @typedef {{ key: string, body: Record<string, unknown>, at: number }} Pending
 */

/**
 * Begins a wish, or finds the one that is still unanswered, whatever that one asked for.
 *
 * @param {Record<string, unknown>} body
 * @param {Storage} [storage]
 * @param {number} [now]
 * @returns {Pending}
 */
export function begin(body, storage = localStorage, now = Date.now()) {
  const before = unanswered(storage, now);
  if (before) return before;
  const pending = { key: uuidv7(now), body, at: now };
  storage.setItem(KEPT, JSON.stringify(pending));
  return pending;
}

/**
 * @param {Storage} [storage]
 * @param {number} [now]
 * @returns {Pending | null}
 */
export function unanswered(storage = localStorage, now = Date.now()) {
  try {
    const pending = JSON.parse(storage.getItem(KEPT) ?? "null");
    if (typeof pending?.key !== "string" || typeof pending.at !== "number") return null;
    return now - pending.at < STALE_MS ? pending : null;
  } catch {
    return null;
  }
}

/**
 * Whether a wish asks for what another body asks for.
 *
 * @param {Pending} wish
 * @param {Record<string, unknown>} body
 */
export function asksFor(wish, body) {
  return JSON.stringify(wish.body) === JSON.stringify(body);
}

/** @param {Storage} [storage] */
export function answered(storage = localStorage) {
  storage.removeItem(KEPT);
}
