/**
 * The rules by which a page follows a view of queue.v1. Pure: frames and milliseconds in, a new model out; no socket, no clock. Only the
 * values are changed where they are: a hall has hundreds, a frame a few.
 *
 * @typedef {"connecting" | "live" | "behind" | "offline" | "ended"} Freshness
 * @typedef {{ epoch: string, seq: number }} Position
 * @typedef {Record<string, any>} Values values of a view by key
 *
 * @typedef {object} LiveModel
 * @property {Position | null} position where this page stands in the log
 * @property {Values} values all of the view, those that belong to a position and live facts
 * @property {Values} unlogged of them the live facts: wait ranges, device health
 * @property {boolean} unloggedIsOld a hello went out since the last live frame, so the next one replaces instead of adding
 * @property {number | null} now hall time of the newest frame
 * @property {number} since when following began, on the page's monotonic clock
 * @property {number | null} heardAt the newest frame, on the page's monotonic clock
 * @property {number} attempts connections tried since the last frame
 * @property {{ code: number, why: string } | null} ended the server said not to come back
 *
 * @typedef {object} Bye
 * @property {number} code
 * @property {string} why
 * @property {[number, number] | undefined} again_ms
 *
 * @typedef {{ model: LiveModel, act: "paint" | "ignore" | "hello" | "leave" }} Step
 */

/** Without a frame for so long a page says that it is behind. */
export const BEHIND_MS = 6_000;
/** Without a frame for so long a page says that it is offline, and connects anew. */
export const OFFLINE_MS = 12_000;
/** Close codes from here on mean: do not come back. */
export const STAY_AWAY_FROM = 4100;
/** No pause before the next connection is longer than this. */
export const PAUSE_MAX_MS = 15_000;
/** The pause doubles from here. */
export const PAUSE_FIRST_MS = 500;

/**
 * @param {number} at monotonic milliseconds
 * @returns {LiveModel}
 */
export function begin(at) {
  return {
    position: null,
    values: {},
    unlogged: {},
    unloggedIsOld: false,
    now: null,
    since: at,
    heardAt: null,
    attempts: 0,
    ended: null,
  };
}

/**
 * The first frame of a connection, and the model once it went out.
 *
 * @param {LiveModel} model
 * @param {{ view: string, token?: string | null, device?: string, app?: string }} who
 */
export function hello(model, who) {
  /** @type {Record<string, unknown>} */
  const frame = { type: "hello", view: who.view };
  if (who.token) frame.token = who.token;
  if (who.device) frame.device = who.device;
  if (model.position) frame.at = [model.position.epoch, model.position.seq];
  if (who.app) frame.app = who.app;
  return { frame, model: { ...model, unloggedIsOld: true } };
}

/**
 * A connection is being tried.
 *
 * @param {LiveModel} model
 * @returns {LiveModel}
 */
export function tried(model) {
  return { ...model, attempts: model.attempts + 1 };
}

/**
 * Takes a frame. `hello` means: say hello again from where the model now stands.
 *
 * @param {LiveModel} model
 * @param {any} frame
 * @param {number} at monotonic milliseconds
 * @returns {Step}
 */
export function receive(model, frame, at) {
  const heard = { ...model, heardAt: at, attempts: 0 };
  switch (frame?.type) {
    case "snapshot":
      return {
        model: {
          ...heard,
          position: { epoch: frame.epoch, seq: frame.seq },
          now: frame.now,
          values: change(change({}, frame.set), model.unlogged),
        },
        act: "paint",
      };
    case "update":
      return update(model, heard, frame);
    case "live":
      return { model: live(heard, frame.set), act: "paint" };
    case "bye":
      return {
        model: frame.code >= STAY_AWAY_FROM ? { ...model, ended: { code: frame.code, why: frame.why } } : model,
        act: "leave",
      };
    default:
      // Frames of a later version are passed over, but they show that the server is there.
      return { model: heard, act: "ignore" };
  }
}

/**
 * @param {LiveModel} model
 * @param {LiveModel} heard
 * @param {any} frame
 * @returns {Step}
 */
function update(model, heard, frame) {
  const mine = model.position;
  if (!mine || frame.epoch !== mine.epoch) {
    return { model: { ...heard, position: null }, act: "hello" };
  }
  if (frame.from > mine.seq) return { model: heard, act: "hello" };
  // A beat repeats the position it stands at; nothing in it is new but the time.
  const now = Math.max(frame.now, heard.now ?? frame.now);
  if (frame.seq <= mine.seq) return { model: { ...heard, now }, act: "ignore" };
  return {
    model: {
      ...heard,
      position: { epoch: frame.epoch, seq: frame.seq },
      now: frame.now,
      values: change(heard.values, frame.set),
    },
    act: "paint",
  };
}

/**
 * @param {LiveModel} model
 * @param {Values} set
 * @returns {LiveModel}
 */
function live(model, set) {
  const { values, unlogged, unloggedIsOld } = model;
  /** @type {Values} */
  const gone = {};
  if (unloggedIsOld) for (const key in unlogged) gone[key] = null;
  return {
    ...model,
    values: change(values, { ...gone, ...set }),
    unlogged: change(unloggedIsOld ? {} : unlogged, set),
    unloggedIsOld: false,
  };
}

/** Keys of values that a frame changed, for whoever asks for them. @type {WeakMap<Values, Set<string>>} */
export const changedKeys = new WeakMap();

/** Puts in what a frame sets; null takes a value away. @param {Values} values @param {Values} set */
function change(values, set) {
  for (const key in set) {
    if (set[key] === null) delete values[key];
    else values[key] = set[key];
    changedKeys.get(values)?.add(key);
  }
  return values;
}

/**
 * What a page may honestly say about its data.
 *
 * @param {LiveModel} model
 * @param {number} at monotonic milliseconds
 * @returns {Freshness}
 */
export function freshness(model, at) {
  if (model.ended) return "ended";
  const silent = at - (model.heardAt ?? model.since);
  if (silent >= OFFLINE_MS) return "offline";
  if (model.heardAt === null) return "connecting";
  return silent >= BEHIND_MS ? "behind" : "live";
}

/**
 * How long to wait before the next connection, or null for never again.
 *
 * @param {LiveModel} model
 * @param {Bye | null} bye
 * @param {number} chance from 0 to below 1
 * @returns {number | null}
 */
export function pause(model, bye, chance) {
  if (model.ended) return null;
  if (bye?.again_ms) {
    const [least, most] = bye.again_ms;
    return Math.round(least + chance * (most - least));
  }
  const ceiling = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(model.attempts, 10));
  return Math.round(chance * ceiling);
}
