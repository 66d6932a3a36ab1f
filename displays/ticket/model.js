/**
 * What a citizen's phone shows. Pure: the values of the view `ticket/{token}` in, one of six pictures out.
 *
 * @typedef {import("../wire.d.ts").HallValue} HallValue
 * @typedef {import("../wire.d.ts").MyTicket} MyTicket
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {import("../shared/live.js").Connection} Connection
 *
 * @typedef {object} Common
 * @property {string} id what commands name
 * @property {string} label
 * @property {HallText} group
 * @property {HallText} hallName
 * @property {string} hall the hall's id in addresses
 * @property {string} hotline
 * @property {string} timeZone
 * @property {boolean} accessible called larger and longer
 *
 * @typedef {{ kind: "connecting" }} Connecting
 * @typedef {{ kind: "over" }} Over the link is of another day, or of no ticket
 * @typedef {Common & { kind: "waiting", ahead: number | null, wait: WaitRange | null, advice: "stay" | "near" | "far", pushBacks: number,
 *   pushBackPlaces: number | null, pausedUntil: number | null }} Waiting `pausedUntil`: when counters begin, if they do not work now
 * @typedef {Common & { kind: "called", counter: string, zone: HallText | null, call: string }} Called
 * @typedef {Common & { kind: "serving", counter: string, zone: HallText | null }} Serving
 * @typedef {Common & { kind: "parked", counter: string | null, zone: HallText | null, until: number | null, leftMs: number | null }} Parked
 * @typedef {Common & { kind: "done", outcome: string, rating: number | null, mayRate: boolean }} Done
 * @typedef {Connecting | Over | Waiting | Called | Serving | Parked | Done} TicketPicture
 */

/** With at most so many people ahead a person should not go away. */
export const STAY_AHEAD = 2;
/** With at most so many people ahead, or so short a wait, a person should be in the hall. */
export const NEAR_AHEAD = 6;
/** The same in seconds of the shorter end of the range. */
export const NEAR_WAIT_S = 15 * 60;
/** A comment has at most so many characters. */
export const COMMENT_CHARS = 500;
/** Rated from very dissatisfied to very satisfied. */
export const SCORES = [1, 2, 3, 4, 5];

/**
 * @param {Record<string, any>} values
 * @param {Connection} connection
 * @param {number | null} now hall time
 * @returns {TicketPicture}
 */
export function ticketPicture(values, connection, now) {
  /** @type {HallValue | undefined} */
  const hall = values.hall;
  /** @type {MyTicket | undefined} */
  const mine = values.mine;
  if (connection.ended) return { kind: "over" };
  if (!hall || !mine) return { kind: "connecting" };
  /** @type {Common} */
  const common = {
    id: mine.id,
    label: mine.label,
    group: mine.group.name,
    hallName: hall.name,
    hall: hall.hall,
    hotline: hall.hotline,
    timeZone: hall.time_zone,
    accessible: mine.care === "accessible",
  };
  const where = { counter: mine.counter ?? "", zone: hall.zones.length > 1 ? (mine.zone ?? null) : null };
  switch (mine.state) {
    case "called":
      return { ...common, ...where, kind: "called", call: mine.call ?? "" };
    case "serving":
      return { ...common, ...where, kind: "serving" };
    case "parked":
      return {
        ...common,
        kind: "parked",
        counter: mine.counter ?? null,
        zone: where.zone,
        until: mine.until ?? null,
        leftMs: mine.until === undefined || now === null ? null : Math.max(0, mine.until - now),
      };
    case "done":
      return {
        ...common,
        kind: "done",
        outcome: mine.outcome ?? "served",
        rating: mine.rating ?? null,
        mayRate: mine.outcome === "served" && mine.rating === undefined,
      };
    default: {
      /** @type {WaitRange | null} */
      const wait = values.wait ?? null;
      const ahead = mine.people_ahead ?? null;
      return {
        ...common,
        kind: "waiting",
        ahead,
        wait,
        advice: advice(ahead, wait),
        pushBacks: mine.push_backs_left,
        pushBackPlaces: mine.push_back_places ?? null,
        pausedUntil: pausedUntil(hall.phase, now),
      };
    }
  }
}

/**
 * When counters begin, if they do not work now: before the day, at noon, and while numbers are given already.
 *
 * @param {import("../wire.d.ts").Phase} phase
 * @param {number | null} now
 */
function pausedUntil({ kind, opens }, now) {
  if (opens === undefined) return null;
  return kind === "before" || (kind === "issuing" && now !== null && now < opens) ? opens : null;
}

/**
 * What to do now. Without an estimate a person is told to be near: being too early costs less than missing a call.
 *
 * @param {number | null} ahead
 * @param {WaitRange | null} wait
 * @returns {"stay" | "near" | "far"}
 */
function advice(ahead, wait) {
  if (ahead === null) return "near";
  if (ahead <= STAY_AHEAD) return "stay";
  if (ahead <= NEAR_AHEAD) return "near";
  return wait !== null && wait.low_s > NEAR_WAIT_S ? "far" : "near";
}

/**
 * Whether a new call came since the last picture: then the phone vibrates and sounds, once for each call and recall.
 *
 * @param {TicketPicture | null} before
 * @param {TicketPicture} after
 * @returns {boolean}
 */
export function rings(before, after) {
  if (after.kind !== "called") return false;
  return before?.kind !== "called" || before.call !== after.call;
}

/** An accessible call is repeated so often until its holder answers, and then stops by itself. */
export const REPEAT_MS = 6_000;
export const REPEATS_FOR_MS = 3 * 60_000;

/**
 * Whether the phone rings once more: an accessible call does until somebody says that they are on their way.
 *
 * @param {TicketPicture} picture
 * @param {{ calledAt: number, rangAt: number, answered: string }} rung of the page's clock; `answered`: the call that was answered
 * @param {number} now on the same clock
 */
export function ringsOn(picture, rung, now) {
  if (picture.kind !== "called" || !picture.accessible || rung.answered === picture.call) return false;
  return now - rung.rangAt >= REPEAT_MS && now - rung.calledAt < REPEATS_FOR_MS;
}

/**
 * What the phone does when its holder is called, as far as the browser allows: one that was not touched since it was loaded neither
 * vibrates nor sounds, and some never vibrate.
 *
 * @param {{ wanted: boolean, silent: boolean, vibrates: boolean, touched: boolean }} phone `silent`: the browser keeps sound back
 * @returns {"off" | "blocked" | "on"}
 */
export function alarm({ wanted, silent, vibrates, touched }) {
  if (!wanted) return "off";
  return silent || (vibrates && !touched) ? "blocked" : "on";
}

/**
 * Whether the screen flashes: where a call cannot be felt, for whoever may not hear it or has asked to be told.
 *
 * @param {TicketPicture} picture
 * @param {{ wanted: boolean, felt: boolean, answered: string }} phone `answered`: the call that was answered
 */
export function flashes(picture, { wanted, felt, answered }) {
  return picture.kind === "called" && !felt && (picture.accessible || wanted) && answered !== picture.call;
}

/**
 * How the phone vibrates: three long pulses are felt in a pocket; an accessible call goes on for twice as long.
 *
 * @param {TicketPicture} picture
 * @returns {number[]}
 */
export function pulses(picture) {
  const three = [600, 250, 600, 250, 600];
  return "accessible" in picture && picture.accessible ? [...three, 500, 1200, 250, 1200] : three;
}

/**
 * The token in the fragment of the link.
 *
 * @param {string} fragment
 * @returns {string | null}
 */
export function tokenOf(fragment) {
  const token = fragment.replace(/^#/, "").split("&")[0] ?? "";
  return /^[A-Za-z0-9_-]{16,200}$/.test(token) ? token : null;
}
