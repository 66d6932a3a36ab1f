/**
 * The hall at an earlier moment. Pure: what `GET …/history` answers in, a picture out.
 *
 * @typedef {object} Mark
 * @property {number} seq
 * @property {number} at
 * @property {"granted" | "said" | "failed" | "shown"} what
 * @property {string} item
 * @property {string | null} zone
 * @property {string[]} devices
 * @property {string | null} why
 *
 * @typedef {object} Moment
 * @property {{ at: { epoch: string, seq: number }, hash: string }} proof
 * @property {number} now
 * @property {string} day
 * @property {number} from
 * @property {number} until
 * @property {number | null} before
 * @property {number | null} after
 * @property {Record<string, any>} supervisor
 * @property {Record<string, Record<string, any>>} zones
 * @property {Mark[]} marks
 *
 * @typedef {object} Call
 * @property {string} id
 * @property {string} label
 * @property {string | null} ticket whose call it was, where the ticket is of the same moment
 * @property {string} counter
 * @property {string} zone
 * @property {string} state
 * @property {number} at
 * @property {number} shown screens that had painted it
 * @property {number} said loudspeakers that had said it
 * @property {string | null} unsaid
 *
 * @typedef {object} Picture
 * @property {import("../supervisor/model.js").Picture} hall
 * @property {Call[]} calls on the screens then, the newest first
 * @property {(Mark & { label: string | null })[]} marks the newest first
 */
import { callsOf, ticketsOf } from "../shared/values.js";
import { supervisorPicture } from "../supervisor/model.js";

/** Calls that are listed. */
export const CALLS_SHOWN = 12;
/** A press of an arrow key goes so far. */
export const MINUTE_MS = 60_000;
/** A press of a page key goes so far. */
export const PAGE_MS = 15 * MINUTE_MS;
/** Asked for when the newest moment is wanted: the server never looks past now. */
export const NEWEST = Number.MAX_SAFE_INTEGER;

/**
 * @param {Moment} moment
 * @returns {Picture}
 */
export function historyPicture(moment) {
  const known = callsOf(moment.supervisor);
  const tickets = new Map(ticketsOf(moment.supervisor).map((ticket) => [ticket.label, ticket.id]));
  const calls = known
    .map((call) => ({
      id: call.id,
      label: call.label,
      ticket: tickets.get(call.label) ?? null,
      counter: call.counter,
      zone: call.zone,
      state: call.state,
      at: call.at,
      shown: call.delivery?.shown ?? 0,
      said: call.delivery?.said ?? 0,
      unsaid: call.delivery?.unsaid ?? null,
    }))
    .sort((a, b) => b.at - a.at || b.id.localeCompare(a.id, "en", { numeric: true }))
    .slice(0, CALLS_SHOWN);
  const labels = new Map(known.map((call) => [call.id, call.label]));
  const marks = moment.marks.map((mark) => ({ ...mark, label: labels.get(mark.item) ?? null })).reverse();
  return { hall: supervisorPicture(moment.supervisor, moment.now), calls, marks };
}

/**
 * Where a key leads on the slider; none if it leads nowhere.
 *
 * @param {{ key: string, shiftKey: boolean }} press
 * @param {Moment} moment
 * @returns {number | null}
 */
export function keyLeads({ key, shiftKey }, moment) {
  const within = (/** @type {number} */ at) => Math.max(moment.from, Math.min(moment.until, at));
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return shiftKey ? moment.before : within(moment.now - MINUTE_MS);
    case "ArrowRight":
    case "ArrowUp":
      return shiftKey ? moment.after : within(moment.now + MINUTE_MS);
    case "PageDown":
      return within(moment.now - PAGE_MS);
    case "PageUp":
      return within(moment.now + PAGE_MS);
    case "Home":
      return moment.from;
    case "End":
      return moment.until;
    default:
      return null;
  }
}
