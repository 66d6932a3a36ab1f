/**
 * The draft of a hall's configuration: editing it, what is wrong with it, and what saving it would change. Pure.
 *
 * The rules have the last word (`bad_config`); what is found here is found while typing, beside the input.
 *
 * @typedef {import("./fields.js").Field} Field
 * @typedef {import("./fields.js").Section} Section
 * @typedef {Record<string, any>} Config
 *
 * @typedef {object} Mistake
 * @property {string} path of the input, with dots: `groups.2.name.vi`
 * @property {string} code of the words
 * @property {Record<string, string | number>} args
 * @property {string} [told] the words themselves, where the server found it
 *
 * @typedef {object} Change one line of the preview
 * @property {string} section
 * @property {"added" | "removed" | "changed" | "moved"} kind
 * @property {string} row what names the row; empty for a section that is no list
 * @property {string} field path inside the row; empty for a whole row
 * @property {string} before as it would stand in the input
 * @property {string} after
 */
import { at, GROUP_LETTERS, isUnread, put, read, SECTIONS, sectionOf, written } from "./fields.js";
import { hourChanges, hourMistakes } from "./hours.js";
import { renamed } from "./rename.js";
import { screenChanges, screenMistakes } from "./screens.js";
import { voiceChanges, voiceMistakes } from "./voice.js";

/** A paper list has at most so many lines, each of so many characters. */
const MOST_PAPERS = 50;
const PAPER_CHARS = 200;
/** On the hall's network, or a printer's device of the server. */
const PRINTER_ADDRESS =
  /^(tcp:([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):[1-9]\d{3,4}|file:\/dev\/(usb\/)?lp\d{1,3}|file:\/dev\/goiso-[\w-]{1,40})$/;
/** How many of each a hall may have; the least comes first. */
const COUNTS = {
  zones: [1, 20],
  groups: [1, GROUP_LETTERS.length],
  services: [0, 500],
  classes: [0, 20],
  counters: [1, 99],
  guarantees: [0, 399],
  printers: [0, 20],
};

/** What no text may have (goiso_queue::text): controls, ends of lines, marks that turn the direction of writing, letters that are none. */
const FORBIDDEN_CHARS =
  /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufdd0-\ufdef\u{e0000}-\u{e007f}]/u;

/** A text has at least one of these, or nothing is seen of it. */
const SEEN_CHARS = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * What was typed into an input; a code that is typed anew goes wherever the old one stood.
 *
 * @param {Config} config
 * @param {Field} field
 * @param {string} path of the input
 * @param {string} typed
 */
export function type(config, field, path, typed) {
  return renamed(config, path, read(field, typed));
}

/**
 * @param {Config} config
 * @param {import("./fields.js").SectionName} name
 */
export function addRow(config, name) {
  const section = sectionOf(name);
  return put(config, section.at, [...rowsOf(config, section), section.blank()]);
}

/**
 * @param {Config} config
 * @param {import("./fields.js").SectionName} name
 * @param {number} index
 */
export function removeRow(config, name, index) {
  const section = sectionOf(name);
  return put(
    config,
    section.at,
    rowsOf(config, section).filter((_, place) => place !== index),
  );
}

/**
 * One place up (-1) or down (1); the order is the order on screens.
 *
 * @param {Config} config
 * @param {import("./fields.js").SectionName} name
 * @param {number} index
 * @param {-1 | 1} by
 */
export function moveRow(config, name, index, by) {
  const section = sectionOf(name);
  const rows = [...rowsOf(config, section)];
  const to = index + by;
  if (to < 0 || to >= rows.length) return config;
  const [row] = rows.splice(index, 1);
  rows.splice(to, 0, row);
  return put(config, section.at, rows);
}

/**
 * @param {Config} config
 * @param {Section} section
 * @returns {any[]}
 */
export function rowsOf(config, section) {
  return section.list ? (at(config, section.at) ?? []) : [at(config, section.at)];
}

/**
 * Where the rows of a section begin.
 *
 * @param {Section} section
 * @param {number} index
 */
export function rowPath(section, index) {
  return section.list ? `${section.at}.${index}.` : section.at === "" ? "" : `${section.at}.`;
}

/**
 * What a choice may choose from: code and name.
 *
 * @param {Config} config
 * @param {"zones" | "groups" | "classes"} from
 * @returns {{ code: string, name: { vi: string, en: string } | null }[]}
 */
export function choices(config, from) {
  const rows = (config[from] ?? []).map((/** @type {any} */ row) => ({ code: row.code, name: row.name }));
  return from === "classes" ? [{ code: "ordinary", name: null }, ...rows] : rows;
}

/**
 * Everything that is wrong with a draft.
 *
 * @param {Config} config
 * @returns {Mistake[]}
 */
export function mistakes(config) {
  /** @type {Mistake[]} */
  const found = [];
  for (const section of SECTIONS) {
    const rows = rowsOf(config, section);
    for (const [index, row] of rows.entries()) {
      for (const field of section.fields) {
        const path = rowPath(section, index) + field.path;
        const wrong = fieldMistake(config, field, at(row, field.path));
        if (wrong) found.push({ path, ...wrong });
      }
    }
    found.push(...countMistakes(section, rows), ...twins(section, rows));
  }
  return [
    ...found,
    ...policyMistakes(config),
    ...nameMistakes(config),
    ...orderMistakes(config),
    ...hourMistakes(config),
    ...voiceMistakes(config),
    ...screenMistakes(config),
  ];
}

/**
 * @param {Config} config
 * @param {Field} field
 * @param {any} value
 * @returns {{ code: string, args: Record<string, string | number> } | null}
 */
function fieldMistake(config, field, value) {
  const wrong = (/** @type {string} */ code, /** @type {Record<string, string | number>} */ args = {}) => ({
    code,
    args,
  });
  if (isUnread(value))
    return value.typed.trim() === "" ? wrong("needed") : wrong(field.kind === "whole" ? "not-whole" : "not-number");
  switch (field.kind) {
    case "text":
      if (!field.optional && !SEEN_CHARS.test(value ?? "")) return wrong("needed");
      if (FORBIDDEN_CHARS.test(value ?? "") || (value && !SEEN_CHARS.test(value))) return wrong("forbidden-chars");
      return [...(value ?? "")].length > (field.most ?? Number.POSITIVE_INFINITY)
        ? wrong("too-long", { most: field.most ?? 0 })
        : null;
    case "code":
      if (!value) return wrong("needed");
      return /^[A-Za-z0-9._-]{1,40}$/.test(value) ? null : wrong("not-code");
    case "letter":
      if (!value) return wrong("needed");
      return value.length === 1 && GROUP_LETTERS.includes(value)
        ? null
        : wrong("not-letter", { letters: GROUP_LETTERS });
    case "time":
      return /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(value ?? "") ? null : wrong("not-time");
    case "choice": {
      if (!value) return wrong("needed");
      return choices(config, field.from ?? "groups").some((choice) => choice.code === value)
        ? null
        : wrong("not-there", { code: value });
    }
    case "option":
      if (field.optional && (value ?? null) === null) return null;
      return field.options?.includes(value) ? null : wrong("needed");
    case "letters": {
      if (!value?.length) return wrong("needed");
      const known = choices(config, "groups").map((choice) => choice.code);
      const missing = value.find((/** @type {string} */ letter) => !known.includes(letter));
      if (missing) return wrong("not-there", { code: missing });
      return new Set(value).size === value.length ? null : wrong("twice");
    }
    case "languages":
      return value?.length ? null : wrong("needed");
    case "address":
      return PRINTER_ADDRESS.test(value ?? "") ? null : wrong("not-printer");
    case "codes": {
      const codes = value ?? [];
      if (codes.some((/** @type {string} */ code) => !/^[A-Za-z0-9._-]{1,40}$/.test(code))) return wrong("not-code");
      return new Set(codes).size === codes.length ? null : wrong("twice");
    }
    case "papers":
      if ((value ?? []).length > MOST_PAPERS) return wrong("too-many", { most: MOST_PAPERS });
      return (value ?? []).some(
        (/** @type {any} */ paper) => [...paper.vi].length > PAPER_CHARS || [...paper.en].length > PAPER_CHARS,
      )
        ? wrong("too-long", { most: PAPER_CHARS })
        : null;
    case "whole":
    case "minutes":
    case "rate": {
      if (value === null || value === undefined) return field.optional ? null : wrong("needed");
      const unit = field.kind === "minutes" ? 60 : field.kind === "rate" ? 1000 : 1;
      const least = field.least ?? 0;
      const most = field.most ?? Number.POSITIVE_INFINITY;
      return value < least * unit || value > most * unit
        ? wrong("out-of-range", { least: Math.round(least * 100) / 100, most })
        : null;
    }
  }
}

/**
 * @param {Section} section
 * @param {any[]} rows
 * @returns {Mistake[]}
 */
function countMistakes(section, rows) {
  if (!section.list) return [];
  const [least = 0, most = 0] = COUNTS[/** @type {keyof typeof COUNTS} */ (section.name)];
  if (rows.length < least) return [{ path: section.at, code: "too-few", args: { least } }];
  return rows.length > most ? [{ path: section.at, code: "too-many", args: { most } }] : [];
}

/**
 * Rows of the same name.
 *
 * @param {Section} section
 * @param {any[]} rows
 * @returns {Mistake[]}
 */
function twins(section, rows) {
  const keys = rows.map((row) => keyOf(section, row));
  const field = section.key[0] ?? "";
  return keys.flatMap((key, index) =>
    key !== "" && keys.indexOf(key) < index ? [{ path: rowPath(section, index) + field, code: "twice", args: {} }] : [],
  );
}

/**
 * @param {Section} section
 * @param {any} row
 */
export function keyOf(section, row) {
  const parts = section.key.map((path) => at(row, path) ?? "");
  return parts.every((part) => part === "") ? "" : parts.join(" ");
}

/**
 * @param {Config} config
 * @returns {Mistake[]}
 */
function policyMistakes(config) {
  if (config.policy?.kind !== "priority_first") return [];
  const most = config.policy.at_most;
  return Number.isInteger(most) && most >= 1 && most <= 100
    ? []
    : [{ path: "policy.at_most", code: "out-of-range", args: { least: 1, most: 100 } }];
}

/**
 * Names that mean something already.
 *
 * @param {Config} config
 * @returns {Mistake[]}
 */
function nameMistakes(config) {
  /** @type {Mistake[]} */
  const found = [];
  for (const [index, { code }] of (config.classes ?? []).entries()) {
    if (code === "ordinary") found.push({ path: `classes.${index}.code`, code: "ordinary", args: {} });
  }
  if (config.time_zone && !isTimeZone(config.time_zone)) found.push({ path: "time_zone", code: "not-zone", args: {} });
  /** @type {Set<string>} */
  const seen = new Set();
  for (const [index, { kiosks }] of (config.printers ?? []).entries()) {
    const twice = (kiosks ?? []).find((/** @type {string} */ kiosk) => seen.has(kiosk));
    if (twice) found.push({ path: `printers.${index}.kiosks`, code: "other-printer", args: { kiosk: twice } });
    for (const kiosk of kiosks ?? []) seen.add(kiosk);
  }
  return found;
}

/** @param {string} name */
function isTimeZone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/**
 * Pairs that must not cross.
 *
 * @param {Config} config
 * @returns {Mistake[]}
 */
function orderMistakes(config) {
  /** @type {Mistake[]} */
  const found = [];
  const { no_show: noShow, park, limits } = config;
  if (noShow && noShow.accessible_after < noShow.after)
    found.push({ path: "no_show.accessible_after", code: "less-than-usual", args: {} });
  if (park && park.at_most < park.usual) found.push({ path: "park.at_most", code: "less-than-usual", args: {} });
  if (noShow && limits && noShow.calls > limits.calls)
    found.push({ path: "no_show.calls", code: "more-than-calls", args: { most: limits.calls } });
  if (typeof config.day_starts === "string" && config.day_starts > "12:00")
    found.push({ path: "day_starts", code: "after-noon", args: {} });
  return found;
}

/**
 * What saving would change, in the order of the sections.
 *
 * @param {Config} before
 * @param {Config} after
 * @returns {Change[]}
 */
export function changes(before, after) {
  /** @type {Change[]} */
  const found = [];
  for (const section of SECTIONS) {
    if (!section.list) {
      found.push(...fieldChanges(section, "", at(before, section.at), at(after, section.at)));
      continue;
    }
    const old = byKey(section, rowsOf(before, section));
    const young = byKey(section, rowsOf(after, section));
    for (const [key, row] of young) {
      const was = old.get(key);
      if (was) found.push(...fieldChanges(section, key, was, row));
      else found.push({ section: section.name, kind: "added", row: key, field: "", before: "", after: title(row) });
    }
    for (const [key, row] of old) {
      if (!young.has(key))
        found.push({ section: section.name, kind: "removed", row: key, field: "", before: title(row), after: "" });
    }
    const kept = (/** @type {Map<string, any>} */ rows, /** @type {Map<string, any>} */ others) =>
      [...rows.keys()].filter((key) => others.has(key));
    const from = kept(old, young).join(", ");
    const to = kept(young, old).join(", ");
    if (from !== to) found.push({ section: section.name, kind: "moved", row: "", field: "", before: from, after: to });
  }
  const policy = (/** @type {Config} */ config) =>
    config.policy?.kind === "priority_first" ? `priority_first ${config.policy.at_most}` : (config.policy?.kind ?? "");
  if (policy(before) !== policy(after)) {
    found.push({
      section: "rules",
      kind: "changed",
      row: "",
      field: "policy",
      before: policy(before),
      after: policy(after),
    });
  }
  return [...found, ...hourChanges(before, after), ...voiceChanges(before, after), ...screenChanges(before, after)];
}

/**
 * @param {Section} section
 * @param {any[]} rows
 * @returns {Map<string, any>}
 */
function byKey(section, rows) {
  return new Map(rows.map((row) => [keyOf(section, row), row]));
}

/** @param {any} row */
function title(row) {
  return row?.name?.vi ?? "";
}

/**
 * @param {Section} section
 * @param {string} row
 * @param {any} before
 * @param {any} after
 * @returns {Change[]}
 */
function fieldChanges(section, row, before, after) {
  return section.fields.flatMap((field) => {
    const was = written(field.kind, at(before, field.path));
    const is = written(field.kind, at(after, field.path));
    return was === is
      ? []
      : [
          {
            section: section.name,
            kind: /** @type {const} */ ("changed"),
            row,
            field: field.path,
            before: was,
            after: is,
          },
        ];
  });
}

/**
 * What a new hall begins with: one zone, one line, one counter, office hours.
 *
 * @param {string} name
 * @returns {Config}
 */
export function starter(name) {
  const office = [
    { issuing_from: "07:00", opens: "07:30", last_ticket: "11:15", closes: "11:30" },
    { issuing_from: "13:00", opens: "13:30", last_ticket: "16:45", closes: "17:00" },
  ];
  return {
    name: { vi: name, en: "" },
    time_zone: "Asia/Ho_Chi_Minh",
    day_starts: "03:00",
    hours: {
      kind: "weekly",
      days: Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => [day, office])),
      holidays: [],
      extra_days: {},
    },
    zones: [{ code: "main", name: { vi: "Sảnh chính", en: "Main hall" } }],
    groups: [{ code: "A", name: { vi: "Chứng thực", en: "Certification" }, daily_cap: null, service_time: 360 }],
    services: [],
    classes: [{ code: "elderly", name: { vi: "Người cao tuổi", en: "Elderly" }, rate_milli: 3000, head_start: 0 }],
    counters: [{ number: "1", name: { vi: "", en: "" }, zone: "main", groups: ["A"], helps_after: null }],
    policy: { kind: "accumulating" },
    guarantees: [],
    no_show: { calls: 2, after: 60, accessible_after: 180, by_itself_after: null },
    park: { usual: 1800, at_most: 14400 },
    limits: { open_tickets: 2000, person_open: 1, person_daily: 5, calls: 10, push_back_places: 5, push_backs: 3 },
    wait_target: 1200,
    hotline: "",
  };
}
