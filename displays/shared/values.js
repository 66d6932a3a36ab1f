/**
 * Reading a view: values by the form of their key.
 *
 * @typedef {import("../wire.d.ts").HallValue} HallValue
 * @typedef {import("../wire.d.ts").CallValue} CallValue
 * @typedef {import("../wire.d.ts").LineValue} LineValue
 * @typedef {import("../wire.d.ts").NoticeValue} NoticeValue
 * @typedef {import("../wire.d.ts").CounterValue} CounterValue
 * @typedef {import("../wire.d.ts").StaffTicket} StaffTicket
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {import("../wire.d.ts").DeviceValue} DeviceValue
 * @typedef {import("../wire.d.ts").Named} Named
 * @typedef {import("./live-model.js").Values} Values
 */
import { hourMinute } from "./clock.js";
import { changedKeys } from "./live-model.js";

/**
 * @typedef {object} Kind the values whose keys begin with the same word and `/`
 * @property {Map<string, any>} byId with the rest of their keys
 * @property {Sorted | null} sorted since it was asked for
 *
 * @typedef {object} Sorted in the order of the kind
 * @property {any[]} all
 * @property {(a: any, b: any) => number} order
 */

/**
 * Each view taken apart, and kept so by the keys that frames change: pages draw every second and at every call, and a large hall has
 * hundreds of values.
 *
 * @type {WeakMap<Values, Map<string, Kind>>}
 */
const parts = new WeakMap();

/**
 * Every value whose key begins with a word and `/`.
 *
 * @param {Values} values
 * @param {string} name such as `call`
 * @returns {Kind | undefined}
 */
function under(values, name) {
  const known = parts.get(values);
  const kinds = known ?? new Map();
  const keys = changedKeys.get(values) ?? new Set();
  if (!known) {
    parts.set(values, kinds);
    changedKeys.set(values, keys);
    for (const key in values) keys.add(key);
  }
  for (const key of keys) sortIn(kinds, key, values[key]);
  keys.clear();
  return kinds.get(name);
}

/**
 * @param {Map<string, Kind>} kinds
 * @param {string} key
 * @param {any} value none if it was taken away
 */
function sortIn(kinds, key, value) {
  const end = key.indexOf("/");
  if (end < 0) return;
  const name = key.slice(0, end);
  const id = key.slice(end + 1);
  let kind = kinds.get(name);
  if (!kind) {
    kind = { byId: new Map(), sorted: null };
    kinds.set(name, kind);
  }
  const before = kind.byId.get(id);
  const after = typeof value === "object" ? { id, ...value } : undefined;
  if (after) kind.byId.set(id, after);
  else kind.byId.delete(id);
  if (kind.sorted && !resort(kind.sorted, before, after)) kind.sorted = null;
}

/**
 * Keeps a list as sorting it anew would have it: a frame changes one or two of hundreds.
 *
 * @param {Sorted} sorted
 * @param {any} before goes, if there was one
 * @param {any} after comes, if there is one
 * @returns {boolean} false if it has to be sorted anew: what has another place than before may have it among equals
 */
function resort({ all, order }, before, after) {
  const at = before ? all.indexOf(before) : all.length;
  if (before && after) {
    if (order(before, after) !== 0) return false;
    all[at] = after;
  } else if (before) {
    all.splice(at, 1);
  } else if (after) {
    let place = at;
    while (place > 0 && order(all[place - 1], after) > 0) place -= 1;
    all.splice(place, 0, after);
  }
  return true;
}

/**
 * All of a kind, in an order of its own.
 *
 * @template T
 * @param {Values} values
 * @param {string} name
 * @param {(a: T & { id: string }, b: T & { id: string }) => number} order one and the same for a kind
 * @returns {(T & { id: string })[]} the caller's own list
 */
function inOrder(values, name, order) {
  const kind = under(values, name);
  if (!kind) return [];
  kind.sorted ??= { all: [...kind.byId.values()].sort(order), order };
  return [...kind.sorted.all];
}

/**
 * How many values of a kind there are.
 *
 * @param {Values} values
 * @param {"counter"} kind
 */
export function howMany(values, kind) {
  return under(values, kind)?.byId.size ?? 0;
}

/**
 * @param {Values} values
 * @returns {HallValue | null}
 */
export function hallOf(values) {
  return values.hall ?? null;
}

/**
 * Calls in the order in which they were made.
 *
 * @param {Values} values
 */
export function callsOf(values) {
  return inOrder(values, "call", byTime);
}

/** @param {CallValue & { id: string }} a @param {CallValue & { id: string }} b */
const byTime = (a, b) => a.at - b.at || callNumber(a.id) - callNumber(b.id);

/** @param {string} id `c4725` */
function callNumber(id) {
  return Number(id.slice(1)) || 0;
}

/**
 * Counters in the order of their numbers.
 *
 * @param {Values} values
 */
export function countersOf(values) {
  return inOrder(values, "counter", byNumber);
}

/** Made once, when it is first needed, for making it is what costs. @type {Intl.Collator | undefined} */
let collator;

/**
 * Numbers within words count as numbers: 9 before 10.
 *
 * @param {string} a
 * @param {string} b
 */
function compare(a, b) {
  collator ??= new Intl.Collator("vi", { numeric: true });
  return collator.compare(a, b);
}

/** @param {CounterValue} a @param {CounterValue} b */
const byNumber = (a, b) => compare(a.number, b.number);

/**
 * Tickets in the order in which they were issued.
 *
 * @param {Values} values
 */
export function ticketsOf(values) {
  return inOrder(values, "ticket", byIssue);
}

/** @param {StaffTicket} a @param {StaffTicket} b */
const byIssue = (a, b) => a.issued_at - b.issued_at;

/**
 * Screens, loudspeakers and kiosks in the order of their names.
 *
 * @param {Values} values
 */
export function devicesOf(values) {
  return inOrder(values, "device", byName);
}

/** @param {DeviceValue & { id: string }} a @param {DeviceValue & { id: string }} b */
const byName = (a, b) => compare(a.name, b.name) || compare(a.id, b.id);

/**
 * Notices that still hold, oldest first.
 *
 * @param {Values} values
 * @param {number} now hall time
 */
export function noticesOf(values, now) {
  return inOrder(values, "notice", byAge).filter((notice) => notice.until === undefined || notice.until > now);
}

/** @param {NoticeValue} a @param {NoticeValue} b */
const byAge = (a, b) => a.at - b.at;

/**
 * @typedef {object} Line
 * @property {string} code
 * @property {import("../wire.d.ts").Text} name
 * @property {number} waiting
 * @property {number | null} oldestAt
 * @property {WaitRange | null} wait
 * @property {string[]} next labels that will probably be next, where the hall shows them
 * @property {LineValue | null} value
 *
 * Lines in the hall's order of groups, with what a person who came now would wait.
 *
 * @param {Values} values
 * @returns {Line[]}
 */
export function linesOf(values) {
  const lines = [];
  for (const { code, name } of hallOf(values)?.groups ?? []) {
    /** @type {LineValue | undefined} */
    const value = values[`line/${code}`];
    lines.push({
      code,
      name,
      waiting: value?.waiting ?? 0,
      oldestAt: value?.oldest_at ?? null,
      wait: values[`wait/${code}`] ?? null,
      next: value?.next ?? [],
      value: value ?? null,
    });
  }
  return lines;
}

/**
 * @param {Named[] | undefined} list
 * @param {string | undefined} code
 * @returns {import("../wire.d.ts").Text}
 */
export function nameOf(list, code) {
  return list?.find((named) => named.code === code)?.name ?? { vi: code ?? "", en: code ?? "" };
}

/**
 * @typedef {{ kind: "open" | "before" | "break" | "last_ticket_out" | "after" | "closed_today", issuingFrom: number | null, opens: number | null, lastTicket: number | null, closes: number | null }} Hours
 *
 * Where the day is. A `break` is a `before` in the middle of the day: the next session is still to come.
 *
 * @param {HallValue} hall
 * @param {number} now hall time
 * @returns {Hours}
 */
export function hoursOf(hall, now) {
  const { kind, issuing_from, opens, last_ticket, closes, between } = hall.phase;
  const times = {
    issuingFrom: issuing_from ?? null,
    opens: opens ?? null,
    lastTicket: last_ticket ?? null,
    closes: closes ?? null,
  };
  switch (kind) {
    case "before": {
      const next = issuing_from ?? opens ?? now;
      const midday = hourAt(next, hall.time_zone) >= 12 && hourAt(now, hall.time_zone) >= 10;
      // A server from before this word leaves the page to guess.
      return { kind: (between ?? midday) ? "break" : "before", ...times };
    }
    case "after":
    case "closed_today":
    case "last_ticket_out":
      return { kind, ...times };
    default:
      return { kind: "open", ...times };
  }
}

/**
 * @param {number} at
 * @param {string} timeZone
 */
function hourAt(at, timeZone) {
  return Number(hourMinute(at, timeZone).slice(0, 2));
}
