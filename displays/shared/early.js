/**
 * Opens a page's connection while its modules and words are still on their way: on a weak machine either takes as long as the other. A
 * page that turns out to be somebody else's, or nobody's, does not take it, and the server closes what says nothing.
 */
import { openStream } from "./stream.js";

/** As in session.js and device.js, which are not here yet. */
const KEPT = "goiso.identity";
const PAIRED = "goiso.paired.";

/** @type {WebSocket | null} */
let early = null;

const sample = new URLSearchParams(location.search).has("sample");
const known = sessionStorage.getItem(KEPT) !== null || Object.keys(localStorage).some((key) => key.startsWith(PAIRED));
if (known && !sample) early = openStream();

/** The connection that was opened first, for the first who asks, and a new one for all others. */
export function takeStream() {
  const taken = early;
  early = null;
  const alive = taken?.readyState === WebSocket.CONNECTING || taken?.readyState === WebSocket.OPEN;
  return taken && alive ? taken : openStream();
}
