/**
 * What a supervisor sees. Pure: the values of the view `hall/{hall}/supervisor` and hall time in, a picture out.
 *
 * @typedef {import("../wire.d.ts").HallValue} HallValue
 * @typedef {import("../wire.d.ts").LineValue} LineValue
 * @typedef {import("../wire.d.ts").CounterValue} CounterValue
 * @typedef {import("../wire.d.ts").StaffTicket} StaffTicket
 * @typedef {import("../wire.d.ts").CallValue} CallValue
 * @typedef {import("../wire.d.ts").NoticeValue} NoticeValue
 * @typedef {import("../wire.d.ts").DeviceValue} DeviceValue
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {import("../wire.d.ts").Text} HallText
 *
 * @typedef {import("../shared/tickets.js").Level} Level
 * @typedef {import("../shared/tickets.js").Row} Row
 *
 * @typedef {object} Line
 * @property {string} code
 * @property {HallText} name
 * @property {number} waiting
 * @property {number | null} longestMs
 * @property {Level} level
 * @property {number} fill the longest wait as a share of the scale of all bars, 0 to 1
 * @property {WaitRange | null} wait for somebody who came now
 * @property {number} priority people of other classes than ordinary
 * @property {number | null} issued today
 * @property {string | null} stopped why no numbers are issued
 * @property {number} serving open counters that serve it
 *
 * @typedef {object} Tile
 * @property {string} number
 * @property {HallText} name
 * @property {string[]} groups
 * @property {"serving" | "called" | "idle" | "paused" | "closed"} kind
 * @property {string | null} officer
 * @property {string | null} label
 * @property {number | null} ms how long it has been so
 * @property {string | null} reason
 * @property {number | null} served
 * @property {import("../wire.d.ts").Delivery | null} delivery of the newest call, while it calls
 * @property {Row | null} row of whoever is there
 *
 * @typedef {object} Device
 * @property {string} id
 * @property {string} name
 * @property {string} role
 * @property {string} zone
 * @property {"good" | "trouble" | "gone" | "silent"} level `silent`: calls are not heard there
 * @property {DeviceFault[]} faults
 * @property {number | null} seenAt
 *
 * @typedef {"never" | "gone" | "silent" | "audio" | "blocked" | "speech" | "paper" | "printer" | "clock" | "rush" | "copied"} DeviceFault
 *
 * @typedef {import("./alerts.js").Alert} Alert
 *
 * @typedef {object} Picture
 * @property {boolean} ready
 * @property {HallText} hallName
 * @property {string} hall
 * @property {string} timeZone
 * @property {boolean} clockDoubted
 * @property {number} targetMin
 * @property {number} targetFill where the target stands on the scale of all bars
 * @property {{ waiting: number, longestMs: number | null, longestGroup: string | null, level: Level, served: number, issued: number, open: number, counters: number }} head
 * @property {Line[]} lines
 * @property {Tile[]} tiles
 * @property {Device[]} devices
 * @property {import("../shared/prints.js").Printer[]} printers those that somebody has to go to
 * @property {Row[]} rows waiting and away, the longest first
 * @property {Row[]} people everybody of today who can still be helped, for whoever looks for one of them
 * @property {Row[]} ended gone from the line a short while ago: they can come back
 * @property {{ id: string, text: HallText, until: number | null, speech: string | null }[]} notices
 * @property {{ group: string, reason: string }[]} stopped
 * @property {Alert[]} alerts
 * @property {import("../wire.d.ts").Named[]} classes
 * @property {import("../wire.d.ts").Named[]} groups
 * @property {import("../wire.d.ts").Named[]} zones
 */

import { alertsOf } from "./alerts.js";
import { printAction, troubled } from "../shared/prints.js";
import { foundBy, levelOf, ticketRows } from "../shared/tickets.js";
import { callsOf, countersOf, devicesOf, hallOf, noticesOf, ticketsOf } from "../shared/values.js";

/** The scale of the bars ends at least here, in targets, so that the target stands at the same place on a quiet day. */
const SCALE_TARGETS = 1.5;
/** Tickets shown before "all" is pressed. */
export const ROWS_SHOWN = 8;
/** A device whose clock is off by more than this is in trouble. */
const CLOCK_OFF_MS = 2_000;
/** With these, calls are not heard. @type {DeviceFault[]} */
const SILENCING = ["silent", "audio", "blocked", "speech"];

/** @type {HallText} */
const NO_TEXT = { vi: "", en: "" };

/**
 * @param {Record<string, any>} values
 * @param {number | null} at hall time
 * @returns {Picture}
 */
export function supervisorPicture(values, at) {
  const hall = hallOf(values);
  const now = at ?? 0;
  const target = (hall?.wait_target_s ?? 1200) * 1000;
  const counters = countersOf(values);
  const calls = callsOf(values);
  const groups = hall?.groups ?? [];
  const waits = groups.map((group) => {
    /** @type {LineValue | undefined} */
    const line = values[`line/${group.code}`];
    return line?.oldest_at === undefined ? null : Math.max(0, now - line.oldest_at);
  });
  const scale = Math.max(SCALE_TARGETS * target, ...waits.map((ms) => ms ?? 0));
  const lines = groups.map((group, index) =>
    lineOf(hall, values, group, waits[index] ?? null, target, scale, counters),
  );
  const longest = lines.reduce(
    (/** @type {Line | null} */ most, line) => ((line.longestMs ?? -1) > (most?.longestMs ?? -1) ? line : most),
    null,
  );
  const devices = devicesOf(values).map((device) => deviceOf(device));
  const stopped = hall?.stopped ?? [];
  const tickets = ticketsOf(values);
  const ends = new Map(tickets.map((ticket) => [ticket.id, ticket.since]));
  const rows = ticketRows(tickets, now, target, printAction(values)).map((row) =>
    row.state === "waiting" ? { ...row, may: [.../** @type {const} */ (["move"]), ...row.may] } : row,
  );
  const tiles = counters.map((counter) => tileOf(counter, calls, rows, now));
  const atWork = hall?.phase.kind === "issuing" || hall?.phase.kind === "last_ticket_out";
  return {
    ready: hall !== null,
    hallName: hall?.name ?? NO_TEXT,
    hall: hall?.hall ?? "",
    timeZone: hall?.time_zone ?? "UTC",
    clockDoubted: hall?.clock === "doubted",
    targetMin: Math.round(target / 60_000),
    targetFill: target / scale,
    head: {
      waiting: lines.reduce((sum, line) => sum + line.waiting, 0),
      longestMs: longest?.longestMs ?? null,
      longestGroup: longest?.longestMs == null ? null : longest.code,
      level: levelOf(longest?.longestMs ?? null, target),
      served: counters.reduce((sum, counter) => sum + (counter.served ?? 0), 0),
      issued: lines.reduce((sum, line) => sum + (line.issued ?? 0), 0),
      open: tiles.filter((tile) => tile.kind !== "closed" && tile.kind !== "paused").length,
      counters: tiles.length,
    },
    lines,
    tiles,
    devices,
    printers: troubled(values),
    rows: rows.filter((row) => row.state === "waiting" || row.state === "parked"),
    people: rows,
    // The newest first: whoever stands before the desk and says "I was here" went a moment ago.
    ended: rows.filter((row) => row.state === "done").sort((a, b) => (ends.get(b.id) ?? 0) - (ends.get(a.id) ?? 0)),
    notices: noticesOf(values, now).map(({ id, text, until, speech }) => ({
      id,
      text,
      until: until ?? null,
      speech: speech ?? null,
    })),
    stopped,
    alerts: alertsOf({ values, now, atWork, lines, tiles, devices, counters, calls }),
    classes: hall?.classes ?? [],
    groups,
    zones: hall?.zones ?? [],
  };
}

/**
 * @param {HallValue | null} hall
 * @param {Record<string, any>} values
 * @param {import("../wire.d.ts").Named} group
 * @param {number | null} longestMs
 * @param {number} target
 * @param {number} scale
 * @param {readonly CounterValue[]} counters
 * @returns {Line}
 */
function lineOf(hall, values, group, longestMs, target, scale, counters) {
  /** @type {LineValue} */
  const line = values[`line/${group.code}`] ?? { waiting: 0 };
  return {
    code: group.code,
    name: group.name,
    waiting: line.waiting,
    longestMs,
    level: levelOf(longestMs, target),
    fill: (longestMs ?? 0) / scale,
    wait: values[`wait/${group.code}`] ?? null,
    priority: (line.classes ?? [])
      .filter((entry) => entry.class !== "ordinary")
      .reduce((sum, entry) => sum + entry.waiting, 0),
    issued: line.issued ?? null,
    stopped: hall?.stopped?.find((stop) => stop.group === group.code)?.reason ?? null,
    serving: counters.filter((counter) => counter.state === "open" && counter.groups.includes(group.code)).length,
  };
}

/**
 * @param {CounterValue} counter
 * @param {readonly (CallValue & { id: string })[]} calls
 * @param {Row[]} rows
 * @param {number} now
 * @returns {Tile}
 */
function tileOf(counter, calls, rows, now) {
  const kind =
    counter.state === "paused"
      ? "paused"
      : counter.state === "closed"
        ? "closed"
        : counter.ticket_state === "called"
          ? "called"
          : counter.ticket_state === "serving"
            ? "serving"
            : "idle";
  const call = kind === "called" ? newestCall(calls, counter) : null;
  return {
    number: counter.number,
    name: counter.name,
    groups: counter.groups,
    kind,
    officer: counter.officer ?? null,
    label: counter.label ?? null,
    ms: counter.since === undefined || kind === "closed" ? null : Math.max(0, now - counter.since),
    reason: counter.reason ?? null,
    served: counter.served ?? null,
    delivery: call?.delivery ?? null,
    row:
      rows.find(
        (row) =>
          row.counter === counter.number &&
          row.label === counter.label &&
          (row.state === "called" || row.state === "serving"),
      ) ?? null,
  };
}

/**
 * @param {readonly (CallValue & { id: string })[]} calls
 * @param {CounterValue} counter
 */
function newestCall(calls, counter) {
  return calls
    .filter((call) => call.counter === counter.number && call.label === counter.label && call.state === "calling")
    .reduce(
      (/** @type {CallValue | null} */ newest, call) => (newest === null || call.at > newest.at ? call : newest),
      null,
    );
}

/**
 * @param {DeviceValue & { id: string }} device
 * @returns {Device}
 */
function deviceOf(device) {
  /** @type {DeviceFault[]} */
  const faults = [];
  const health = device.health ?? {};
  const speaks = device.role === "announcer" || typeof health.audio === "string";
  if (device.alarm === "copied" || device.alarm === "rush") faults.push(device.alarm);
  if (!device.connected && device.alarm !== "copied")
    faults.push(device.seen_at === undefined ? "never" : speaks ? "silent" : "gone");
  if (device.connected && typeof health.audio === "string" && health.audio !== "ok") {
    faults.push(health.audio === "blocked" ? "blocked" : "audio");
  }
  if (device.connected && health.speech === "not_allowed") faults.push("speech");
  if (device.connected && typeof health.printer === "string" && health.printer !== "ok") {
    faults.push(health.printer === "paper_out" ? "paper" : "printer");
  }
  if (device.connected && typeof health.clock_ms === "number" && Math.abs(health.clock_ms) > CLOCK_OFF_MS)
    faults.push("clock");
  return {
    id: device.id,
    name: device.name,
    role: device.role,
    zone: device.zone,
    level: levelOfDevice(device, faults),
    faults,
    seenAt: device.seen_at ?? null,
  };
}

/**
 * @param {DeviceValue} device
 * @param {DeviceFault[]} faults
 * @returns {Device["level"]}
 */
function levelOfDevice(device, faults) {
  if (faults.some((fault) => SILENCING.includes(fault))) return "silent";
  if (!device.connected) return "gone";
  return faults.length > 0 ? "trouble" : "good";
}

/**
 * The rows to show: whoever is looked for, wherever they are; else those of one line, or of all, the longest wait first. Who is away to
 * complete papers is shown beside those who wait, not after all of them.
 *
 * @param {Picture} picture
 * @param {{ search: string, line: string | null, all: boolean }} doing
 */
export function rowsOf(picture, { search, line, all }) {
  if (search.trim() !== "") {
    const found = picture.people.filter((row) => foundBy(row, search));
    return { shown: all ? found : found.slice(0, ROWS_SHOWN), count: found.length };
  }
  const found = line === null ? picture.rows : picture.rows.filter((row) => row.group === line);
  if (all) return { shown: found, count: found.length };
  const first = (/** @type {string} */ state) => found.filter((row) => row.state === state).slice(0, ROWS_SHOWN);
  return { shown: [...first("waiting"), ...first("parked")], count: found.length };
}
