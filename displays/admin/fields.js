/**
 * The forms of a hall's configuration, as data: which fields each section has, how a value is written into an input, and how what was
 * typed is read back. Pure.
 *
 * @typedef {"text" | "code" | "letter" | "whole" | "minutes" | "rate" | "time" | "choice" | "option" | "letters" | "languages" | "papers" | "address" | "codes"} Kind
 *
 * @typedef {object} Field
 * @property {string} path inside its section, with dots: `name.vi`
 * @property {Kind} kind
 * @property {boolean} [optional] may be left empty
 * @property {number} [least] of a number, in the unit of the input
 * @property {number} [most] of a number, or characters of a text
 * @property {"zones" | "groups" | "classes"} [from] what a choice chooses from
 * @property {string[]} [options] what an option may be
 *
 * @typedef {"hall" | "zones" | "groups" | "services" | "classes" | "counters" | "guarantees" | "printers" | "rules"} SectionName
 *
 * @typedef {object} Section
 * @property {SectionName} name
 * @property {string} at where it stands in the configuration; empty for the configuration itself
 * @property {boolean} list a list of rows
 * @property {string[]} key fields that name a row
 * @property {Field[]} fields
 * @property {() => Record<string, unknown>} blank a new row
 *
 * @typedef {{ typed: string }} Unread what was typed and cannot be read as its kind
 */
import { GROUP_ICONS } from "../shared/group-icons.js";

/** Letters that listeners tell apart and voice packs have. */
export const GROUP_LETTERS = "ABCDEGHKLMNPRSTUVXY";
/** Characters of a name. */
const NAME_CHARS = 60;
/** Lengths of time are at most a day. */
const DAY_MINUTES = 24 * 60;

/** @returns {Field[]} a name in both languages */
const named = (optional = false) => [
  { path: "name.vi", kind: "text", most: NAME_CHARS, optional },
  { path: "name.en", kind: "text", most: NAME_CHARS, optional: true },
];
const noName = () => ({ vi: "", en: "" });

/** @type {Section[]} */
export const SECTIONS = [
  {
    name: "hall",
    at: "",
    list: false,
    key: [],
    fields: [
      ...named(),
      { path: "hotline", kind: "text", most: NAME_CHARS, optional: true },
      { path: "wait_target", kind: "minutes", least: 1, most: DAY_MINUTES },
      { path: "day_starts", kind: "time" },
      { path: "time_zone", kind: "text", most: NAME_CHARS },
    ],
    blank: () => ({}),
  },
  {
    name: "zones",
    at: "zones",
    list: true,
    key: ["code"],
    fields: [{ path: "code", kind: "code" }, ...named()],
    blank: () => ({ code: "", name: noName() }),
  },
  {
    name: "groups",
    at: "groups",
    list: true,
    key: ["code"],
    fields: [
      { path: "code", kind: "letter" },
      ...named(),
      { path: "service_time", kind: "minutes", least: 1, most: DAY_MINUTES },
      { path: "daily_cap", kind: "whole", least: 1, most: 9999, optional: true },
      { path: "icon", kind: "option", options: GROUP_ICONS, optional: true },
    ],
    blank: () => ({ code: "", name: noName(), service_time: 360, daily_cap: null }),
  },
  {
    name: "services",
    at: "services",
    list: true,
    key: ["code"],
    fields: [
      { path: "code", kind: "code" },
      { path: "group", kind: "choice", from: "groups" },
      ...named(),
      { path: "daily_cap", kind: "whole", least: 1, most: 9999, optional: true },
      { path: "papers", kind: "papers", optional: true },
    ],
    blank: () => ({ code: "", group: "", name: noName(), daily_cap: null, papers: [] }),
  },
  {
    name: "classes",
    at: "classes",
    list: true,
    key: ["code"],
    fields: [
      { path: "code", kind: "code" },
      ...named(),
      { path: "rate_milli", kind: "rate", least: 1, most: 100 },
      { path: "head_start", kind: "minutes", least: 0, most: DAY_MINUTES },
      { path: "from_age", kind: "whole", least: 1, most: 120, optional: true },
    ],
    blank: () => ({ code: "", name: noName(), rate_milli: 3000, head_start: 0 }),
  },
  {
    name: "counters",
    at: "counters",
    list: true,
    key: ["number"],
    fields: [
      { path: "number", kind: "code" },
      { path: "zone", kind: "choice", from: "zones" },
      { path: "groups", kind: "letters" },
      { path: "helps_after", kind: "minutes", least: 0, most: DAY_MINUTES, optional: true },
      ...named(true),
    ],
    blank: () => ({ number: "", name: noName(), zone: "", groups: [], helps_after: null }),
  },
  {
    name: "guarantees",
    at: "guarantees",
    list: true,
    key: ["group", "class"],
    fields: [
      { path: "group", kind: "choice", from: "groups" },
      { path: "class", kind: "choice", from: "classes" },
      { path: "within", kind: "minutes", least: 1, most: DAY_MINUTES },
    ],
    blank: () => ({ group: "", class: "ordinary", within: 2700 }),
  },
  {
    name: "printers",
    at: "printers",
    list: true,
    key: ["code"],
    fields: [
      { path: "code", kind: "code" },
      ...named(),
      { path: "address", kind: "address" },
      { path: "paper", kind: "option", options: ["80", "58"] },
      { path: "kiosks", kind: "codes", optional: true },
    ],
    blank: () => ({ code: "", name: noName(), address: "tcp:", paper: "80", kiosks: [] }),
  },
  {
    name: "rules",
    at: "",
    list: false,
    key: [],
    fields: [
      { path: "no_show.calls", kind: "whole", least: 1, most: 100 },
      { path: "no_show.after", kind: "minutes", least: 0, most: DAY_MINUTES },
      { path: "no_show.accessible_after", kind: "minutes", least: 0, most: DAY_MINUTES },
      { path: "no_show.by_itself_after", kind: "minutes", least: 1 / 60, most: DAY_MINUTES, optional: true },
      { path: "park.usual", kind: "minutes", least: 1, most: DAY_MINUTES },
      { path: "park.at_most", kind: "minutes", least: 1, most: DAY_MINUTES },
      { path: "limits.open_tickets", kind: "whole", least: 1, most: 10_000 },
      { path: "limits.person_open", kind: "whole", least: 1, most: 255, optional: true },
      { path: "limits.person_daily", kind: "whole", least: 1, most: 255, optional: true },
      { path: "limits.calls", kind: "whole", least: 1, most: 100 },
      { path: "limits.push_back_places", kind: "whole", least: 1, most: 100 },
      { path: "limits.push_backs", kind: "whole", least: 0, most: 100 },
    ],
    blank: () => ({}),
  },
];

/**
 * @param {SectionName} name
 * @returns {Section}
 */
export function sectionOf(name) {
  const section = SECTIONS.find((entry) => entry.name === name);
  if (!section) throw new Error(`no section ${name}`);
  return section;
}

/**
 * @param {unknown} value
 * @returns {value is Unread}
 */
export function isUnread(value) {
  return typeof value === "object" && value !== null && "typed" in value;
}

/**
 * A value as it stands in its input.
 *
 * @param {Kind} kind
 * @param {any} value
 * @returns {string}
 */
export function written(kind, value) {
  if (isUnread(value)) return value.typed;
  if (value === null || value === undefined) return "";
  switch (kind) {
    case "minutes":
      return number(value / 60);
    case "rate":
      return number(value / 1000);
    case "letters":
    case "languages":
    case "codes":
      return value.join(" ");
    case "papers":
      return value.map((/** @type {any} */ paper) => (paper.en ? `${paper.vi} | ${paper.en}` : paper.vi)).join("\n");
    case "text":
    case "code":
    case "letter":
    case "whole":
    case "time":
    case "choice":
    case "option":
    case "address":
      return String(value);
  }
}

/** @param {number} value */
function number(value) {
  return String(Math.round(value * 100) / 100);
}

/**
 * What was typed as a value; an empty optional one is null, one that cannot be read stays as it was typed.
 *
 * @param {Field} field
 * @param {string} typed
 * @returns {unknown}
 */
export function read(field, typed) {
  const trimmed = typed.trim();
  switch (field.kind) {
    case "text":
      return typed.normalize("NFC");
    case "option":
      return field.optional && trimmed === "" ? null : trimmed;
    case "code":
    case "choice":
    case "address":
      return trimmed;
    case "codes":
      return trimmed.split(/[\s,;]+/).filter((code) => code !== "");
    case "letter":
      return trimmed.toUpperCase();
    case "time":
      return /^\d:\d\d$/.test(trimmed) ? `0${trimmed}` : trimmed;
    case "letters":
      return [...trimmed.toUpperCase().replace(/[\s,;]+/g, "")];
    case "languages":
      return trimmed
        .toLowerCase()
        .split(/[\s,;]+/)
        .filter((language) => language !== "");
    case "papers":
      return typed
        .normalize("NFC")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => {
          const [vi = "", en = ""] = line.split("|");
          return { vi: vi.trim(), en: en.trim() };
        });
    case "whole":
      if (trimmed === "") return field.optional ? null : { typed };
      return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : { typed };
    case "minutes":
      return scaled(field, typed, 60);
    case "rate":
      return scaled(field, typed, 1000);
  }
}

/**
 * A number with a decimal point or comma, in smaller units.
 *
 * @param {Field} field
 * @param {string} typed
 * @param {number} units
 */
function scaled(field, typed, units) {
  const trimmed = typed.trim().replace(",", ".");
  if (trimmed === "") return field.optional ? null : { typed };
  return /^\d{1,6}(\.\d{1,3})?$/.test(trimmed) ? Math.round(Number(trimmed) * units) : { typed };
}

/**
 * @param {any} from
 * @param {string} path with dots
 */
export function at(from, path) {
  return path === "" ? from : path.split(".").reduce((value, key) => value?.[key], from);
}

/**
 * A copy with another value at a path.
 *
 * @param {any} into
 * @param {string} path with dots; numbers are places in a list
 * @param {unknown} value
 * @returns {any}
 */
export function put(into, path, value) {
  if (path === "") return value;
  const [key = "", ...rest] = path.split(".");
  const inner = put(into?.[key], rest.join("."), value);
  if (Array.isArray(into)) return into.map((entry, index) => (String(index) === key ? inner : entry));
  return { ...into, [key]: inner };
}
