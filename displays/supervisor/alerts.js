/**
 * What a supervisor has to look at now. Pure: what the page knows in, one sentence and one button each out.
 *
 * @typedef {import("../wire.d.ts").CounterValue} CounterValue
 * @typedef {import("../wire.d.ts").CallValue} CallValue
 * @typedef {import("./model.js").Device} Device
 * @typedef {import("./model.js").DeviceFault} DeviceFault
 * @typedef {import("./model.js").Line} Line
 * @typedef {import("./model.js").Tile} Tile
 *
 * @typedef {object} Alert
 * @property {string} id
 * @property {"line" | "call" | "unsaid" | "device" | "idle" | "long" | "printer"} kind
 * @property {string} subject the line, call, calls, device, counter, printer
 * @property {number} minutes
 * @property {string | null} counter where it is, for calls and people
 * @property {string | null} resume a paused counter that could be opened again
 * @property {string | null} open a closed counter that could be opened
 * @property {number} waiting people in the line, or in the lines of the idle counter
 * @property {boolean} unserved nobody calls from this line
 * @property {string[]} missing screens that have not shown the call
 * @property {string | null} why calls were not said, or a printer does not print
 * @property {string | null} device where something can be done about it
 * @property {DeviceFault[]} faults
 * @property {"called" | "serving" | null} stage of whoever has been at a counter for very long
 * @property {boolean} severe people wait too long, or calls are not heard
 */
import { troubled } from "../shared/prints.js";
import { speechOf } from "../shared/delivery.js";

/** A call that some screen has not painted after so long is worth a sentence. */
const UNSEEN_MS = 3_000;
/** A counter without anybody for so long, while people wait for it. */
const IDLE_MS = 5 * 60_000;
/** Nobody is served for so long as a rule: the person went and was forgotten, or the officer needs help. */
export const LONG_SERVING_MS = 45 * 60_000;
/** Somebody who was called so long ago and is neither served nor recorded as absent. */
export const LONG_CALLED_MS = 10 * 60_000;
/** Reasons for silence that somebody wanted. */
const WANTED = ["quiet", "withdrawn"];

/** @type {Omit<Alert, "id" | "kind" | "subject">} */
const PLAIN = {
  minutes: 0,
  counter: null,
  resume: null,
  open: null,
  waiting: 0,
  unserved: false,
  missing: [],
  why: null,
  device: null,
  faults: [],
  stage: null,
  severe: false,
};

/**
 * Every alert, the severest first; of two that weigh the same the one that concerns more people.
 *
 * @param {object} known
 * @param {Record<string, any>} known.values
 * @param {number} known.now hall time
 * @param {boolean} known.atWork numbers are issued, or those who have one are served
 * @param {Line[]} known.lines
 * @param {Tile[]} known.tiles
 * @param {Device[]} known.devices
 * @param {readonly CounterValue[]} known.counters
 * @param {readonly (CallValue & { id: string })[]} known.calls
 * @returns {Alert[]}
 */
export function alertsOf({ values, now, atWork, lines, tiles, devices, counters, calls }) {
  const all = [
    ...lineAlerts(lines, counters, atWork),
    ...unsaidAlerts(calls, devices, now),
    ...longAlerts(tiles),
    ...idleAlerts(tiles, lines),
    ...callAlerts(calls, devices, now),
    // A device that nobody has set up yet is no news of the day; it stands among the devices.
    ...devices.filter(({ faults }) => faults.length > 0 && !faults.includes("never")).map(deviceAlert),
    ...printerAlerts(values),
  ];
  return all.sort((a, b) => Number(b.severe) - Number(a.severe));
}

/**
 * Lines that wait too long, and during working hours those that nobody calls from.
 *
 * @param {Line[]} lines
 * @param {readonly CounterValue[]} counters
 * @param {boolean} atWork
 * @returns {Alert[]}
 */
function lineAlerts(lines, counters, atWork) {
  const unserved = (/** @type {Line} */ line) => atWork && line.waiting > 0 && line.serving === 0;
  const free = (/** @type {string} */ state, /** @type {Line} */ line) =>
    counters.find((counter) => counter.state === state && counter.groups.includes(line.code))?.number ?? null;
  return lines
    .filter((line) => line.level === "over" || unserved(line))
    .sort((a, b) => (b.longestMs ?? 0) - (a.longestMs ?? 0))
    .map((line) => {
      const resume = free("paused", line);
      return {
        ...PLAIN,
        id: `line/${line.code}`,
        kind: /** @type {const} */ ("line"),
        subject: line.code,
        minutes: Math.floor((line.longestMs ?? 0) / 60_000),
        resume,
        open: resume === null ? free("closed", line) : null,
        waiting: line.waiting,
        unserved: unserved(line),
        severe: true,
      };
    });
}

/**
 * Counters without anybody although people wait for them.
 *
 * @param {Tile[]} tiles
 * @param {Line[]} lines
 * @returns {Alert[]}
 */
function idleAlerts(tiles, lines) {
  return tiles
    .filter((tile) => tile.kind === "idle" && (tile.ms ?? 0) >= IDLE_MS)
    .map((tile) => ({
      ...PLAIN,
      id: `idle/${tile.number}`,
      kind: /** @type {const} */ ("idle"),
      subject: tile.number,
      counter: tile.number,
      minutes: Math.floor((tile.ms ?? 0) / 60_000),
      waiting: lines.filter((line) => tile.groups.includes(line.code)).reduce((sum, line) => sum + line.waiting, 0),
    }))
    .filter((alert) => alert.waiting > 0);
}

/**
 * People who have been at a counter for longer than anybody is served.
 *
 * @param {Tile[]} tiles
 * @returns {Alert[]}
 */
function longAlerts(tiles) {
  /** @type {Alert[]} */
  const found = [];
  for (const { kind, ms, number, label } of tiles) {
    if ((kind !== "serving" && kind !== "called") || label === null) continue;
    if ((ms ?? 0) < (kind === "serving" ? LONG_SERVING_MS : LONG_CALLED_MS)) continue;
    const minutes = Math.floor((ms ?? 0) / 60_000);
    found.push({ ...PLAIN, id: `long/${number}`, kind: "long", subject: label, counter: number, minutes, stage: kind });
  }
  return found;
}

/**
 * @param {readonly (CallValue & { id: string })[]} calls
 * @param {Device[]} devices
 * @param {number} now
 * @returns {Alert[]}
 */
function callAlerts(calls, devices, now) {
  return calls
    .filter(
      (call) => call.state === "calling" && now - call.at >= UNSEEN_MS && (call.delivery?.missing.length ?? 0) > 0,
    )
    .map((call) => {
      const missing = call.delivery?.missing ?? [];
      return {
        ...PLAIN,
        id: `call/${call.id}`,
        kind: /** @type {const} */ ("call"),
        subject: call.label,
        counter: call.counter,
        missing,
        device: devices.find((device) => device.name === missing[0])?.id ?? null,
      };
    });
}

/**
 * Calls that people do not hear. They have one cause as a rule, so they are one sentence for each zone and cause.
 *
 * @param {readonly (CallValue & { id: string })[]} calls
 * @param {Device[]} devices
 * @param {number} now
 * @returns {Alert[]}
 */
function unsaidAlerts(calls, devices, now) {
  /** @type {Map<string, Alert>} */
  const found = new Map();
  for (const call of calls) {
    if (call.state !== "calling" || !call.delivery) continue;
    const speech = speechOf(call.delivery, now - call.at);
    if (speech.kind !== "unsaid" || WANTED.includes(speech.why)) continue;
    const id = `unsaid/${call.zone}/${speech.why}`;
    const before = found.get(id);
    found.set(id, {
      ...PLAIN,
      id,
      kind: "unsaid",
      subject: before ? `${before.subject}, ${call.label}` : call.label,
      counter: before?.counter ?? call.counter,
      why: speech.why,
      device: speakerOf(devices, call.zone),
      severe: true,
    });
  }
  return [...found.values()];
}

/**
 * The loudspeaker of a zone, rather one that is known to be in trouble.
 *
 * @param {Device[]} devices
 * @param {string} zone
 */
function speakerOf(devices, zone) {
  const there = devices.filter(
    (device) => device.zone === zone && (device.role === "announcer" || device.level === "silent"),
  );
  return (there.find((device) => device.level === "silent") ?? there[0])?.id ?? null;
}

/**
 * @param {Device} device
 * @returns {Alert}
 */
function deviceAlert(device) {
  return {
    ...PLAIN,
    id: `device/${device.id}`,
    kind: "device",
    subject: device.name,
    device: device.id,
    faults: device.faults,
    severe: device.level === "silent",
  };
}

/**
 * Printers that somebody has to go to.
 *
 * @param {Record<string, any>} values
 * @returns {Alert[]}
 */
function printerAlerts(values) {
  return troubled(values).map(({ code, state }) => ({
    ...PLAIN,
    id: `printer/${code}`,
    kind: "printer",
    subject: code,
    why: state,
  }));
}
