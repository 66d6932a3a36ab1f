/**
 * What the wall shows. Pure: values of the view and hall time in, what to draw out.
 */
import { callsOf, countersOf, hallOf, howMany, hoursOf, linesOf, nameOf, noticesOf } from "../shared/values.js";

/** A call stays large at least so long, whatever follows it. */
export const HOLD_MS = 10_000;
/**
 * On a wall whose places are all taken a call stays a little longer, until its place is needed: while people are called every few
 * seconds the numbers keep their size, and do not grow each time one goes and shrink each time one comes.
 */
export const STAY_MS = 15_000;
/** Calls that began to show within this of one another stay together. */
const TOGETHER_MS = 3_000;
/** So many calls share the large area. */
export const LARGE_MAX = 3;
/** A call that is shown first within this of its turn is new, and fades in. */
export const FRESH_MS = 2_000;
/** It counts as new for so long, which is longer than the fade: what is drawn meanwhile does not break it off. */
const FADE_MS = 2_500;
/** Rows of the history, where the hall says nothing else. */
export const HISTORY_ROWS = 5;
/** Columns of the history below the calls. */
const BAND_COLUMNS = 2;
/** A zone with more counters than this has its history in columns, unless the hall says otherwise. */
export const MANY_COUNTERS = 16;
/** Where to go, for a wall that says nothing of it. */
const HERE = "arrow-right";
const ELSEWHERE = "arrow-up-right";
/** @type {Record<string, Arrow>} */
const ARROWS = {
  right: "arrow-right",
  left: "arrow-left",
  up: "arrow-up",
  down: "arrow-down",
  up_right: "arrow-up-right",
  up_left: "arrow-up-left",
  down_right: "arrow-down-right",
  down_left: "arrow-down-left",
};
/** Calls older than this are history no longer. */
const FORGET_MS = 30 * 60_000;
/** A turn that began so long ago is over, and decides about no other any more. */
const OVER_MS = 60_000;
/** The newest calls count all the same: the last of them stay large while nobody else is called. */
const NEWEST = 4 * LARGE_MAX;
/** A wall remembers so many turns before it looks which of them are forgotten. */
const PAINTED_MAX = 400;
/** Where not everything fits, pages turn this often. */
export const PAGE_MS = 8_000;

/**
 * @typedef {import("../shared/values.js").Values} Values
 * @typedef {import("../shared/values.js").CallValue & { id: string }} IdentifiedCall
 * @typedef {import("../wire.d.ts").Text} HallText
 *
 * @typedef {"arrow-right" | "arrow-left" | "arrow-up" | "arrow-down" | "arrow-up-right" | "arrow-up-left" | "arrow-down-right" | "arrow-down-left"} Arrow
 *
 * @typedef {object} ShownCall
 * @property {string} id
 * @property {string} label
 * @property {string} counter
 * @property {HallText} group
 * @property {HallText | null} zone where to go, if that is another zone than the wall's
 * @property {Arrow} arrow the picture that points to the counter, seen from the wall
 * @property {"calling" | "serving" | "missed" | "past"} state
 * @property {boolean} recalled
 * @property {boolean} fresh
 * @property {boolean} saying it is being read out now
 *
 * @typedef {object} Calm
 * @property {"before" | "break" | "last_ticket_out" | "after" | "closed_today" | "waiting"} kind
 * @property {number | null} issuingFrom
 * @property {number | null} opens still to come
 *
 * @typedef {object} HallPicture
 * @property {HallText} name
 * @property {HallText | null} zone
 * @property {string} timeZone
 * @property {ShownCall[]} large
 * @property {Calm["kind"]} hours where the day is
 * @property {Calm | null} calm stands in the large area while nobody is called
 * @property {ShownCall[]} history
 * @property {"side" | "band"} layout the newest call beside its history, or above it
 * @property {number} rows of the history, and in each of its columns
 * @property {{ id: string, label: string, counter: string }[]} missed called, and did not come
 * @property {import("../shared/values.js").Line[]} lines
 * @property {{ id: string, text: HallText }[]} notices
 * @property {HallText | null} ticker stands behind the notices
 * @property {boolean} panel pictures, video and slides have their third of the screen
 * @property {Painted} painted for the next picture's `Place`
 * @property {boolean} quiet a call is new: whatever moves beside it rests
 * @property {import("../wire.d.ts").BrandValue} brand
 */

/**
 * @typedef {ReadonlyMap<string, { start: number, seen: number }>} Painted calls that have had their turn: since when, and when it was
 *   first drawn
 *
 * @typedef {object} Place what the screen knows of itself
 * @property {string | null} zone
 * @property {number} linesPerPage
 * @property {number} missedPerPage
 * @property {Painted} [painted] what the picture before this one showed large
 * @property {string | null} [saying] what this screen's loudspeaker says now
 * @property {boolean} [media] there is something for the panel
 *
 * @param {Values} values
 * @param {number} now hall time
 * @param {Place} place
 * @returns {HallPicture | null} null before the first frame
 */
export function hallPicture(values, now, place) {
  const hall = hallOf(values);
  if (!hall) return null;
  const calls = callsOf(values).filter((call) => call.state !== "withdrawn" && now - call.at < FORGET_MS);
  const before = place.painted ?? new Map();
  const turns = schedule(unsettled(calls, before, now), before);
  const large = largeNow(turns, now);
  const painted = begun(turns, now, before, calls);
  const show = (/** @type {IdentifiedCall} */ call) => shown(call, painted.get(call.id), now, hall, place);
  const missed = hall.wall?.missed ? missedOf(calls) : [];
  const elsewhere = { labels: new Set(large.map(({ call }) => call.label)), ids: new Set(missed.map(({ id }) => id)) };
  const panel = hall.wall?.panel === true && place.media === true;
  const layout = layoutOf(hall.wall, panel, howMany(values, "counter"));
  const { rows, places } = roomFor(hall.wall?.rows ?? HISTORY_ROWS, layout);
  const zone = place.zone && hall.zones.length > 1 ? nameOf(hall.zones, place.zone) : null;
  const day = calmOf(hall, now);
  return {
    name: hall.name,
    zone,
    timeZone: hall.time_zone,
    large: large.map(({ call }) => show(call)).reverse(),
    hours: day.kind,
    calm: large.length === 0 ? day : null,
    layout,
    rows,
    history: historyNow(calls, elsewhere, places, now).map(show),
    missed: missed.length > place.missedPerPage ? page(missed, place.missedPerPage, now) : missed,
    lines: pageOfLines(linesNow(linesOf(values), day.kind), place.linesPerPage, now),
    notices: noticesOf(values, now).map(({ id, text }) => ({ id, text })),
    ticker: hall.wall?.ticker.vi ? hall.wall.ticker : null,
    panel,
    painted,
    quiet: (place.saying ?? null) !== null || large.some((turn) => now - turn.start < HOLD_MS),
    brand: hall.brand ?? {},
  };
}

/**
 * @param {import("../wire.d.ts").WallValue | undefined} wall
 * @param {boolean} panel
 * @param {number} counters
 * @returns {HallPicture["layout"]}
 */
function layoutOf(wall, panel, counters) {
  if (panel || wall?.layout === "columns") return "band";
  return wall?.layout !== "single" && counters > MANY_COUNTERS ? "band" : "side";
}

/**
 * Rows of each column, and calls that fit in all of them.
 *
 * @param {number} rows
 * @param {HallPicture["layout"]} layout
 */
function roomFor(rows, layout) {
  if (layout === "side") return { rows, places: rows };
  const each = Math.ceil(rows / BAND_COLUMNS);
  return { rows: each, places: each * BAND_COLUMNS };
}

/**
 * Those who did not come, newest first; whoever was called again since is not one of them.
 *
 * @param {IdentifiedCall[]} calls in their order
 */
function missedOf(calls) {
  const newest = new Map(calls.map((call) => [call.label, call]));
  return [...newest.values()]
    .filter((call) => call.state === "no_show")
    .sort((a, b) => b.at - a.at)
    .map(({ id, label, counter }) => ({ id, label, counter }));
}

/**
 * Calls that have a say in what is large: all since the last whose turn is over, and behind them those whose places they may have
 * waited for. A half hour of calls is looked at once and not at each.
 *
 * @param {IdentifiedCall[]} calls in their order
 * @param {Painted} painted
 * @param {number} now
 */
export function unsettled(calls, painted, now) {
  let from = Math.max(0, calls.length - NEWEST);
  while (from > 0 && !isOver(calls[from - 1], painted, now)) from -= 1;
  /** @type {IdentifiedCall[]} */
  const last = [];
  for (let index = from - 1; index >= 0 && last.length < LARGE_MAX; index--) {
    const call = calls[index];
    // Between them are calls that never had a place.
    if (call && isOver(call, painted, now)) last.unshift(call);
  }
  return [...last, ...calls.slice(from)];
}

/** @param {IdentifiedCall | undefined} call @param {Painted} painted @param {number} now */
function isOver(call, painted, now) {
  if (!call) return false;
  const turn = painted.get(call.id);
  return turn !== undefined && turn.start >= call.at && now - turn.start > OVER_MS;
}

/**
 * @typedef {{ call: IdentifiedCall, start: number, large: boolean }} Turn
 *
 * When each call gets its place in the large area: at once, unless the places are held by calls not yet long enough there. Whoever
 * has gone to the counter before the place came free needs none, so that the wall never lags behind a busy hall. A turn that has begun
 * stays what it is, whatever becomes of the call.
 *
 * @param {IdentifiedCall[]} calls in their order
 * @param {Painted} painted
 * @returns {Turn[]}
 */
export function schedule(calls, painted) {
  /** @type {Turn[]} */
  const turns = [];
  /** @type {Turn[]} */
  const places = [];
  for (const call of calls) {
    const before = places[places.length - LARGE_MAX];
    const known = painted.get(call.id);
    // Another log may give the same id to a later call.
    const had = known && known.start >= call.at ? known : undefined;
    const start = had?.start ?? (before ? Math.max(call.at, before.start + HOLD_MS) : call.at);
    const large = had !== undefined || start === call.at || call.state === "calling";
    const turn = { call, start: large ? start : call.at, large };
    turns.push(turn);
    if (large) places.push(turn);
  }
  return turns;
}

/**
 * @param {Turn[]} turns
 * @param {number} now
 * @param {Painted} painted
 * @param {IdentifiedCall[]} calls that there are: of others nothing is remembered
 * @returns {Painted} the same one if no turn begins
 */
function begun(turns, now, painted, calls) {
  /** @type {Map<string, { start: number, seen: number }> | null} */
  let next = null;
  for (const { call, start, large } of turns) {
    if (!large || start > now || painted.get(call.id)?.start === start) continue;
    next ??= new Map(painted);
    next.set(call.id, { start, seen: now });
  }
  if (!next) return painted;
  if (next.size > PAINTED_MAX) {
    const there = new Set(calls.map(({ id }) => id));
    for (const id of next.keys()) if (!there.has(id)) next.delete(id);
  }
  return next;
}

/**
 * @param {{ start: number, seen: number } | undefined} turn
 * @param {number} now
 */
function isFresh(turn, now) {
  return turn !== undefined && turn.seen - turn.start < FRESH_MS && now - turn.seen < FADE_MS;
}

/**
 * @param {Turn[]} turns
 * @param {number} now
 */
function largeNow(turns, now) {
  const begun = turns.filter((turn) => turn.large && turn.start <= now);
  const last = begun.at(-1);
  if (!last) return [];
  const held = begun.filter((turn, index) => now - turn.start < timeOf(begun, index));
  const together = begun.filter((turn) => last.start - turn.start < TOGETHER_MS);
  const candidates = held.length > together.length ? held : together;
  return latestOfEach(candidates)
    .filter((turn) => turn.call.state === "calling" || now - turn.start < HOLD_MS || turn.call.state === "serving")
    .slice(-LARGE_MAX);
}

/**
 * How long a call may stand large: longer if all places were taken when its time was over, and nobody has needed its place since.
 *
 * @param {Turn[]} turns that have begun
 * @param {number} index of the call's
 */
function timeOf(turns, index) {
  const [turn, third, next] = [turns[index], turns[index + LARGE_MAX - 1], turns[index + LARGE_MAX]];
  return turn && third && !next && third.start - turn.start < HOLD_MS ? STAY_MS : HOLD_MS;
}

/**
 * One number stands once: a recall takes the place of the call before it.
 *
 * @param {Turn[]} turns
 */
function latestOfEach(turns) {
  return turns.filter((turn, index) => !turns.slice(index + 1).some((later) => later.call.label === turn.call.label));
}

/**
 * @param {IdentifiedCall} call
 * @param {{ start: number, seen: number } | undefined} turn
 * @param {number} now
 * @param {import("../shared/values.js").HallValue} hall
 * @param {Place} place
 * @returns {ShownCall}
 */
function shown(call, turn, now, hall, { zone, saying }) {
  return {
    id: call.id,
    label: call.label,
    counter: call.counter,
    group: nameOf(hall.groups, call.group),
    zone: hall.zones.length > 1 && call.zone !== zone ? nameOf(hall.zones, call.zone) : null,
    arrow: arrowTo(hall, call.zone, zone),
    state: stateOf(call.state),
    recalled: call.number > 1,
    fresh: isFresh(turn, now),
    saying: call.id === saying,
  };
}

/**
 * @param {import("../shared/values.js").HallValue} hall
 * @param {string} to
 * @param {string | null} from
 * @returns {Arrow}
 */
function arrowTo(hall, to, from) {
  const word = hall.wall?.arrows.find((one) => one.zone === to)?.arrow;
  return ARROWS[word ?? ""] ?? (to === from || hall.zones.length < 2 ? HERE : ELSEWHERE);
}

/**
 * @param {string} state
 * @returns {ShownCall["state"]}
 */
function stateOf(state) {
  switch (state) {
    case "calling":
    case "recalled":
      return "calling";
    case "serving":
      return "serving";
    case "no_show":
      return "missed";
    default:
      return "past";
  }
}

/**
 * Calls that stand nowhere else, newest first. People still called come before those who are there already; where even they do not fit,
 * pages turn.
 *
 * @param {IdentifiedCall[]} calls in their order
 * @param {{ labels: Set<string>, ids: Set<string> }} elsewhere numbers that are large, calls of those who did not come
 * @param {number} size
 * @param {number} now
 */
function historyNow(calls, elsewhere, size, now) {
  /** @type {IdentifiedCall[]} */
  const calling = [];
  /** @type {IdentifiedCall[]} */
  const others = [];
  for (let place = calls.length - 1; place >= 0; place--) {
    const call = calls[place];
    if (!call || call.state === "recalled") continue;
    if (call.state !== "calling" && others.length === size) continue;
    if (elsewhere.labels.has(call.label) || elsewhere.ids.has(call.id)) continue;
    (call.state === "calling" ? calling : others).push(call);
  }
  if (calling.length > size) return page(calling, size, now);
  const kept = new Set([...calling, ...others.slice(0, size - calling.length)]);
  return calls.filter((call) => kept.has(call)).reverse();
}

/**
 * In a closed hall nobody waits in most lines, and to say so would sound like an invitation.
 *
 * @param {import("../shared/values.js").Line[]} lines
 * @param {Calm["kind"]} hours
 */
function linesNow(lines, hours) {
  return hours === "after" || hours === "closed_today" ? lines.filter((line) => line.waiting > 0) : lines;
}

/**
 * @param {import("../shared/values.js").Line[]} lines
 * @param {number} size
 * @param {number} now
 */
function pageOfLines(lines, size, now) {
  const waited = lines.filter((line) => line.waiting > 0);
  if (waited.length > size) return page(waited, size, now);
  const kept = new Set(waited);
  for (const line of lines) if (kept.size < size) kept.add(line);
  return lines.filter((line) => kept.has(line));
}

/**
 * @template T
 * @param {T[]} items
 * @param {number} size
 * @param {number} now
 */
function page(items, size, now) {
  const pages = Math.ceil(items.length / size);
  const index = Math.floor(now / PAGE_MS) % pages;
  // The last page is filled up backwards, so that no page is half empty.
  const from = Math.min(index * size, items.length - size);
  return items.slice(from, from + size);
}

/**
 * @param {import("../shared/values.js").HallValue} hall
 * @param {number} now
 * @returns {Calm}
 */
function calmOf(hall, now) {
  const { kind, issuingFrom, opens } = hoursOf(hall, now);
  return { kind: kind === "open" ? "waiting" : kind, issuingFrom, opens: opens !== null && opens > now ? opens : null };
}

/**
 * @typedef {object} DeskPicture the small display above one counter
 * @property {HallText} hall
 * @property {string} timeZone
 * @property {string} counter
 * @property {HallText | null} name
 * @property {string | null} label
 * @property {"closed" | "paused" | "free" | "calling" | "serving"} state
 * @property {string | null} reason
 * @property {boolean} recalled
 * @property {boolean} fresh
 * @property {string} call
 * @property {import("../wire.d.ts").BrandValue} brand
 */

/**
 * @param {Values} values
 * @param {number} now
 * @returns {DeskPicture | null}
 */
export function deskPicture(values, now) {
  const hall = hallOf(values);
  const counter = countersOf(values)[0];
  if (!hall || !counter) return null;
  const call = callsOf(values)
    .filter((one) => one.label === counter.label && one.state !== "withdrawn")
    .at(-1);
  const calling = counter.ticket_state === "called";
  return {
    hall: hall.name,
    timeZone: hall.time_zone,
    counter: counter.number,
    name: counter.name.vi ? counter.name : null,
    label: counter.label ?? null,
    state: deskState(counter.state, counter.label, calling),
    reason: counter.reason ?? null,
    recalled: calling && (call?.number ?? 1) > 1,
    fresh: calling && call !== undefined && now - call.at < FADE_MS,
    call: call?.id ?? "",
    brand: hall.brand ?? {},
  };
}

/**
 * @param {string} state
 * @param {string | undefined} label
 * @param {boolean} calling
 * @returns {DeskPicture["state"]}
 */
function deskState(state, label, calling) {
  if (label) return calling ? "calling" : "serving";
  if (state === "paused") return "paused";
  return state === "closed" ? "closed" : "free";
}
