/** Which days a report is about, and how its cells are written. Pure. */
import { localeOf } from "../shared/text.js";

/**
 * @typedef {{ vi: string, en: string }} Words
 * @typedef {"text" | "day" | "count" | "seconds" | "share" | "score" | "mixed"} Kind
 * @typedef {{ key: string, title: Words, kind: Kind }} Column
 * @typedef {{ t: "text", vi: string, en: string } | { t: "day", v: string } | { t: "count" | "seconds" | "share" | "score", v: number }} Cell
 * @typedef {{ kind: "lines" | "bars" | "heat", x: number, y: number[] }} Chart
 * @typedef {{ sheet: string, title: Words, columns: Column[], rows: (Cell | null)[][], chart: Chart | null }} Sheet
 * @typedef {{ issued: number, served: number, no_show: number, left: number, cancelled: number, expired: number, open: number, void: number }} Reconciliation
 * @typedef {object} Report
 * @property {string} from
 * @property {string} to
 * @property {{ from: string, to: string } | null} before
 * @property {Reconciliation} reconciliation
 * @property {Sheet[]} sheets
 *
 * @typedef {{ from: string, to: string }} Days
 */

export const SHEETS = [
  "summary",
  "groups",
  "counters",
  "hours",
  "days",
  "priority",
  "ratings",
  "estimates",
  "anomalies",
];
export const PERIODS = ["today", "yesterday", "week", "last-week", "month", "last-month", "quarter", "range"];
/** What the map of hours can show, seven columns each. */
export const MAPS = ["arrivals", "wait", "open"];
/** Shades of the map, from nothing to most. */
export const SHADES = 6;

const DAY_MS = 86_400_000;

/** @param {string} day */
const parse = (day) => new Date(`${day}T00:00:00Z`);
/** @param {number} ms */
const written = (ms) => new Date(ms).toISOString().slice(0, 10);

/**
 * The days of a period by its name; a range is what was typed.
 *
 * @param {string} period one of `PERIODS`
 * @param {string} today
 * @param {Days} typed
 * @returns {Days}
 */
export function daysOf(period, today, typed) {
  const now = parse(today);
  const at = now.getTime();
  const monday = at - ((now.getUTCDay() + 6) % 7) * DAY_MS;
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const months = (/** @type {number} */ first, /** @type {number} */ count) => ({
    from: written(Date.UTC(year, first, 1)),
    to: written(Date.UTC(year, first + count, 0)),
  });
  switch (period) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: written(at - DAY_MS), to: written(at - DAY_MS) };
    case "week":
      return { from: written(monday), to: written(monday + 6 * DAY_MS) };
    case "last-week":
      return { from: written(monday - 7 * DAY_MS), to: written(monday - DAY_MS) };
    case "month":
      return months(month, 1);
    case "last-month":
      return months(month - 1, 1);
    case "quarter":
      return months(month - (month % 3), 3);
    default:
      return typed;
  }
}

/**
 * What is wrong with typed days, as the code of the server's answer; null if nothing is.
 *
 * @param {Days} days
 * @param {string} today
 */
export function mistakeOf({ from, to }, today) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || !/^\d{4}-\d{2}-\d{2}$/.test(to)) return "span-missing";
  if (to < from) return "span-backwards";
  if (from > today) return "span-future";
  return null;
}

/** `23/11/2026`. @param {string} day */
export function dayWords(day) {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}

/** `7:05`, or `1:02:05` from an hour on. @param {number} seconds */
export function timeWords(seconds) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/**
 * A cell in the words of a language; a dash where there is nothing to tell.
 *
 * @param {Cell | null | undefined} cell
 * @param {string} language
 */
export function cellWords(cell, language) {
  if (!cell) return "–";
  const number = (/** @type {number} */ value, /** @type {number} */ digits) =>
    value.toLocaleString(localeOf(language), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  switch (cell.t) {
    case "text":
      return language === "vi" ? cell.vi : cell.en;
    case "day":
      return dayWords(cell.v);
    case "count":
      return number(cell.v, 0);
    case "seconds":
      return timeWords(cell.v);
    case "share":
      return `${number(100 * cell.v, 1)} %`;
    case "score":
      return number(cell.v, 2);
  }
}

/** The number in a cell, 0 where there is none. @param {Cell | null | undefined} cell */
export function amountOf(cell) {
  return cell && cell.t !== "text" && cell.t !== "day" ? cell.v : 0;
}

/**
 * The columns of a sheet that are shown: of the map of hours one week.
 *
 * @param {Sheet} sheet
 * @param {string} map one of `MAPS`
 */
export function columnsShown(sheet, map) {
  const all = sheet.columns.map((_, place) => place);
  if (sheet.chart?.kind !== "heat") return all;
  return all.filter((place) => place === 0 || sheet.columns[place]?.key.startsWith(`${map}_`));
}

/**
 * The shade of a value among those of its map, 0 to `SHADES` - 1; 0 is for nothing alone.
 *
 * @param {number} value
 * @param {number} most
 */
export function shadeOf(value, most) {
  if (value <= 0 || most <= 0) return 0;
  return Math.max(1, Math.ceil((value / most) * (SHADES - 1)));
}

/**
 * The sheet that a key leads to among the tabs; null if it leads nowhere.
 *
 * @param {string} key
 * @param {string} sheet
 */
export function tabLeads(key, sheet) {
  const by = (/** @type {number} */ steps) =>
    SHEETS[(SHEETS.indexOf(sheet) + steps + SHEETS.length) % SHEETS.length] ?? null;
  switch (key) {
    case "ArrowRight":
      return by(1);
    case "ArrowLeft":
      return by(-1);
    case "Home":
      return SHEETS[0] ?? null;
    case "End":
      return SHEETS.at(-1) ?? null;
    default:
      return null;
  }
}

/**
 * The largest number of some columns.
 *
 * @param {Sheet} sheet
 * @param {number[]} places
 */
export function mostOf(sheet, places) {
  return Math.max(0, ...sheet.rows.flatMap((row) => places.map((place) => amountOf(row[place]))));
}

/**
 * Days and their lines for the chart: days since 1970, then a line for each column.
 *
 * @param {Sheet} sheet
 * @param {Chart} chart
 */
export function linesOf(sheet, chart) {
  const days = sheet.rows.map((row) => {
    const cell = row[chart.x];
    return cell?.t === "day" ? parse(cell.v).getTime() / DAY_MS : 0;
  });
  return [days, ...chart.y.map((place) => sheet.rows.map((row) => amountOf(row[place])))];
}

/**
 * Where a report that is handed in by itself stands, on one of its ways: the present period is handed in, it is not due yet, it is due and not looked at yet, it fails.
 *
 * @param {import("./deliveries.js").Delivery} delivery
 * @param {import("./deliveries.js").Way} way
 * @param {number} now
 * @returns {"done" | "waits" | "due" | "fails"}
 */
export function standingOf(delivery, way, now) {
  if (way.trouble !== null) return "fails";
  if (delivery.last === null) return "waits";
  if (way.done?.from === delivery.last.from && way.done.to === delivery.last.to) return "done";
  return now < delivery.last.due_at ? "waits" : "due";
}
