/**
 * The hours of a hall: sessions by weekday, holidays, days of their own. Pure.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("./model.js").Mistake} Mistake
 * @typedef {import("./model.js").Change} Change
 *
 * @typedef {object} Session
 * @property {string} issuing_from
 * @property {string} opens
 * @property {string} last_ticket
 * @property {string} closes
 */
import { put } from "./fields.js";

/** From Monday on. */
export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** The times of a session, in the order in which they must come. */
export const TIMES = /** @type {const} */ (["issuing_from", "opens", "last_ticket", "closes"]);
/** Sessions of a day, at most. */
export const MOST_SESSIONS = 8;

/** @type {Session} */
const MORNING = { issuing_from: "07:00", opens: "07:30", last_ticket: "11:15", closes: "11:30" };
/** @type {Session} */
const AFTERNOON = { issuing_from: "13:00", opens: "13:30", last_ticket: "16:45", closes: "17:00" };

/**
 * Always open, or by the week; a new week begins with the usual office hours.
 *
 * @param {Config} config
 * @param {"always" | "weekly"} kind
 */
export function setHoursKind(config, kind) {
  if (config.hours?.kind === kind) return config;
  if (kind === "always") return put(config, "hours", { kind });
  const days = Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, [MORNING, AFTERNOON]]));
  return put(config, "hours", { kind, days, holidays: [], extra_days: {} });
}

/**
 * The lists of sessions: the weekdays, then the days of their own by date.
 *
 * @param {Config} config
 * @returns {{ path: string, day: string, date: boolean, sessions: Session[] }[]}
 */
export function days(config) {
  const hours = config.hours ?? {};
  return [
    ...WEEKDAYS.map((day) => ({ path: `hours.days.${day}`, day, date: false, sessions: hours.days?.[day] ?? [] })),
    ...Object.keys(hours.extra_days ?? {})
      .sort()
      .map((day) => ({ path: `hours.extra_days.${day}`, day, date: true, sessions: hours.extra_days[day] ?? [] })),
  ];
}

/**
 * One session more: after the last one of the day, or the morning.
 *
 * @param {Config} config
 * @param {string} path of the day
 * @param {Session[]} sessions
 */
export function addSession(config, path, sessions) {
  return put(config, path, [...sessions, sessions.length === 0 ? MORNING : AFTERNOON]);
}

/**
 * @param {Config} config
 * @param {string} path of the day
 * @param {Session[]} sessions
 * @param {number} index
 */
export function removeSession(config, path, sessions, index) {
  return put(
    config,
    path,
    sessions.filter((_, place) => place !== index),
  );
}

/**
 * Tuesday to Friday as Monday.
 *
 * @param {Config} config
 */
export function copyMonday(config) {
  const monday = config.hours?.days?.monday ?? [];
  return WEEKDAYS.slice(1, 5).reduce((copy, day) => put(copy, `hours.days.${day}`, monday), config);
}

/**
 * Dates as they stand in their input, one a line.
 *
 * @param {Config} config
 */
export function writtenHolidays(config) {
  return (config.hours?.holidays ?? []).join("\n");
}

/**
 * Dates from an input: ISO, or day/month/year as people write it.
 *
 * @param {string} typed
 * @returns {string[]} what cannot be read stays as it is
 */
export function readDates(typed) {
  return typed
    .split(/[\n,;]+/)
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => {
      const [, day = "", month = "", year = ""] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
      return year === "" ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    });
}

/**
 * Whether there is such a day.
 *
 * @param {string} text
 */
export function isDate(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * A day with sessions of its own, as Saturday mornings are.
 *
 * @param {Config} config
 * @param {string} date
 */
export function addExtraDay(config, date) {
  return put(config, "hours.extra_days", { ...config.hours?.extra_days, [date]: [MORNING] });
}

/**
 * @param {Config} config
 * @param {string} date
 */
export function removeExtraDay(config, date) {
  const { [date]: _gone, ...rest } = config.hours?.extra_days ?? {};
  return put(config, "hours.extra_days", rest);
}

/**
 * @param {Config} config
 * @returns {Mistake[]}
 */
export function hourMistakes(config) {
  if (config.hours?.kind !== "weekly") return [];
  /** @type {Mistake[]} */
  const found = [];
  for (const { path, sessions } of days(config)) {
    if (sessions.length > MOST_SESSIONS) found.push({ path, code: "too-many", args: { most: MOST_SESSIONS } });
    let before = config.day_starts ?? "00:00";
    for (const [index, session] of sessions.entries()) {
      let last = before;
      for (const name of TIMES) {
        const time = session[name] ?? "";
        const at = `${path}.${index}.${name}`;
        if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time)) found.push({ path: at, code: "not-time", args: {} });
        else if (time < last) found.push({ path: at, code: "before", args: { time: last } });
        else last = time;
      }
      if (session.last_ticket === session.issuing_from) {
        found.push({ path: `${path}.${index}.last_ticket`, code: "no-time", args: {} });
      }
      before = last;
    }
  }
  for (const date of config.hours.holidays ?? []) {
    if (!isDate(date)) found.push({ path: "hours.holidays", code: "not-date", args: { date } });
  }
  return found;
}

/**
 * @param {Config} before
 * @param {Config} after
 * @returns {Change[]}
 */
export function hourChanges(before, after) {
  const kind = (/** @type {Config} */ config) => config.hours?.kind ?? "always";
  /** @param {string} field @param {string} was @param {string} is @returns {Change[]} */
  const differs = (field, was, is) =>
    was === is ? [] : [{ section: "hours", kind: "changed", row: "", field, before: was, after: is }];
  const text = (/** @type {Session[]} */ sessions) =>
    sessions.map((session) => TIMES.map((name) => session[name]).join(" ")).join("; ");
  const byDay = (/** @type {Config} */ config) =>
    new Map(kind(config) === "weekly" ? days(config).map((entry) => [entry.day, text(entry.sessions)]) : []);
  const old = byDay(before);
  const young = byDay(after);
  return [
    ...differs("kind", kind(before), kind(after)),
    ...[...new Set([...old.keys(), ...young.keys()])].flatMap((day) =>
      differs(day, old.get(day) ?? "", young.get(day) ?? ""),
    ),
    ...differs("holidays", (before.hours?.holidays ?? []).join(" "), (after.hours?.holidays ?? []).join(" ")),
  ];
}
