/**
 * Why the server refused a configuration or a row of a table, in words; and which of it still stands in the draft. Pure.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("../shared/command.js").Problem} Problem
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Reason
 * @property {string} code
 * @property {number} [line] of a file
 * @property {string} [column] of a table
 * @property {string} [at] where it stands in the configuration: `groups.2.name.vi`
 * @property {string} [what] what a rule speaks of
 *
 * @typedef {object} Told a reason as it is drawn
 * @property {string} words
 * @property {string | null} path of the input that it belongs to, as long as nobody has changed what was refused there
 */
import { at } from "./fields.js";

/** Lengths of time come in seconds; the words say them in the unit that fits. */
const LENGTHS = { found_s: "found", least_s: "least", most_s: "most" };
/** A row of a list, and what stands in it. */
const ROW = /^([a-z_]+)\.(\d+)\.(.+)$/;

/**
 * One of the server's reasons in the page's language; the server's own words where there are none.
 *
 * @param {(Reason & Record<string, any>) | undefined} reason
 * @param {string} words
 * @param {Text} text
 */
export function reasonWords(reason, words, text) {
  const id = `admin-r-${hyphens(reason?.code)}`;
  if (!reason || !text.has(id)) return words;
  const why = text.t(id, factsOf(reason, text));
  if (!reason.line) return why;
  return reason.column
    ? text.t("admin-r-at-column", { line: reason.line, column: reason.column, why })
    : text.t("admin-r-at-line", { line: reason.line, why });
}

/** @param {unknown} code */
function hyphens(code) {
  return String(code).replaceAll("_", "-");
}

/**
 * The facts of a reason as its words need them.
 *
 * @param {Reason & Record<string, any>} reason
 * @param {Text} text
 */
function factsOf(reason, text) {
  const facts = { ...reason };
  for (const [sent, made] of Object.entries(LENGTHS)) {
    if (sent in reason) facts[made] = lengthWords(reason[sent], text);
  }
  if (typeof reason.day === "string") facts.day = dayWords(reason.day, text);
  if (reason.what) facts.what = text.t(`admin-of-${hyphens(reason.what)}`, facts);
  return facts;
}

/** @param {number} seconds @param {Text} text */
function lengthWords(seconds, text) {
  return seconds > 0 && seconds % 60 === 0
    ? text.t("admin-r-minutes", { count: seconds / 60 })
    : text.t("admin-r-seconds", { count: seconds });
}

/** A weekday by its name, a date as people write it. @param {string} day @param {Text} text */
function dayWords(day, text) {
  if (text.has(`admin-day-${day}`)) return text.t(`admin-day-${day}`);
  const [year, month, date] = day.split("-");
  return date ? `${date}/${month}/${year}` : day;
}

/**
 * Everything that a refusal names, in words, and where it stands in the draft of now.
 *
 * @param {Problem | null} problem
 * @param {Config | null} refused the draft that was refused
 * @param {Config | null} draft
 * @param {Text} text
 * @returns {Told[]}
 */
export function toldReasons(problem, refused, draft, text) {
  /** @type {string[]} */
  const words = Array.isArray(problem?.problems) ? problem.problems : [];
  /** @type {(Reason | undefined)[]} */
  const reasons = Array.isArray(problem?.reasons) ? problem.reasons : [];
  return words.map((told, index) => {
    const reason = reasons[index];
    const path = reason?.at && refused && draft ? placeNow(reason.at, refused, draft) : null;
    return { words: reasonWords(reason, told, text), path };
  });
}

/**
 * Where what was refused stands now; null once somebody has changed it.
 *
 * @param {string} path
 * @param {Config} was
 * @param {Config} now
 * @returns {string | null}
 */
function placeNow(path, was, now) {
  const [, list = "", place = "", rest = ""] = ROW.exec(path) ?? [];
  const row = was[list]?.[place];
  // rows that nobody touched are the same objects, wherever they stand by now
  const moved = row && Array.isArray(now[list]) ? now[list].indexOf(row) : -1;
  if (moved >= 0) return `${list}.${moved}.${rest}`;
  return valueAt(was, path) === valueAt(now, path) ? path : null;
}

/**
 * The value of an input; of one that stands for a part of a list, the list.
 *
 * @param {Config} config
 * @param {string} path
 */
function valueAt(config, path) {
  const end = path.lastIndexOf(".");
  const up = end < 0 ? null : at(config, path.slice(0, end));
  return Array.isArray(up) ? up : at(config, path);
}
