/**
 * How a hall looks on its screens: its colours, logo and words, and what the wall of each zone shows. Pure. A configuration need not hold
 * any of it; what is absent is as below.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("./model.js").Mistake} Mistake
 * @typedef {import("./model.js").Change} Change
 * @typedef {import("./fields.js").Field} Field
 * @typedef {{ zone: string, arrow: string }} Elsewhere another zone whose calls stand on a wall
 */
import { at, isUnread, put, read, written } from "./fields.js";

const BRAND = { accent_dark: null, accent_light: null, logo: "", invite: noText(), idle: noText() };
const WALL = {
  layout: "auto",
  rows: 5,
  next: 0,
  missed: "hidden",
  ticker: noText(),
  panel: "hidden",
  arrow: "right",
  /** @type {Elsewhere[]} */
  elsewhere: [],
};
export const ARROWS = ["right", "left", "up", "down", "up_right", "up_left", "down_right", "down_left"];
const SHOWN = ["hidden", "shown"];
/** Characters of a text over a number, and of one in the notices' line. */
const NAME_CHARS = 60;
const TICKER_CHARS = 500;
/** Text that is seen from afar stands out from its ground so much. */
const LEAST_CONTRAST = 7;
/** The grounds of dark and light screens on which the accent colour is text. */
const GROUNDS = { accent_dark: ["#0a141d", "#12202c", "#143349"], accent_light: ["#f6f5f0", "#ffffff", "#e9f1f7"] };

/** @type {Field[]} */
export const BRAND_FIELDS = [
  { path: "brand.accent_dark", kind: "text", optional: true },
  { path: "brand.accent_light", kind: "text", optional: true },
  { path: "brand.logo", kind: "text", most: 100, optional: true },
  { path: "brand.invite.vi", kind: "text", most: NAME_CHARS, optional: true },
  { path: "brand.invite.en", kind: "text", most: NAME_CHARS, optional: true },
  { path: "brand.idle.vi", kind: "text", most: NAME_CHARS, optional: true },
  { path: "brand.idle.en", kind: "text", most: NAME_CHARS, optional: true },
];
/** @type {Field[]} */
export const WALL_FIELDS = [
  { path: "wall.layout", kind: "option", options: ["auto", "single", "columns"] },
  { path: "wall.rows", kind: "whole", least: 4, most: 6 },
  { path: "wall.next", kind: "whole", least: 0, most: 5 },
  { path: "wall.missed", kind: "option", options: SHOWN },
  { path: "wall.panel", kind: "option", options: SHOWN },
  { path: "wall.arrow", kind: "option", options: ARROWS },
  { path: "wall.ticker.vi", kind: "text", most: TICKER_CHARS, optional: true },
  { path: "wall.ticker.en", kind: "text", most: TICKER_CHARS, optional: true },
];

function noText() {
  return { vi: "", en: "" };
}

/** @param {Config} config */
export function brandOf(config) {
  return { ...BRAND, ...config.brand };
}

/**
 * @param {Config} config
 * @param {number} zone
 * @returns {typeof WALL}
 */
export function wallOf(config, zone) {
  return { ...WALL, ...config.zones?.[zone]?.wall };
}

/**
 * What was typed into a field of the hall's own look; a colour that was emptied is none.
 *
 * @param {Config} config
 * @param {Field} field
 * @param {string} typed
 */
export function typeBrand(config, field, typed) {
  const colour = field.path.includes("accent");
  const value = colour ? typed.trim().toLowerCase() || null : read(field, typed);
  return put({ ...config, brand: brandOf(config) }, field.path, value);
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {Field} field
 * @param {string} typed
 */
export function typeWall(config, zone, field, typed) {
  const wall = at(put({ wall: wallOf(config, zone) }, field.path, read(field, typed)), "wall");
  return put(config, `zones.${zone}.wall`, wall);
}

/**
 * Where another zone is, seen from a wall; empty if its calls do not stand there.
 *
 * @param {Config} config
 * @param {number} zone
 * @param {string} other
 */
export function arrowTo(config, zone, other) {
  return wallOf(config, zone).elsewhere.find((one) => one.zone === other)?.arrow ?? "";
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {string} other
 * @param {string} arrow
 */
export function pointTo(config, zone, other, arrow) {
  const wall = wallOf(config, zone);
  const rest = wall.elsewhere.filter((one) => one.zone !== other);
  const elsewhere = arrow === "" ? rest : [...rest, { zone: other, arrow }];
  return put(config, `zones.${zone}.wall`, { ...wall, elsewhere });
}

/**
 * The zones that a wall can show beside its own, and those it names that are gone: they can only be taken away.
 *
 * @param {Config} config
 * @param {number} zone
 * @returns {{ code: string, name: { vi: string, en: string } | null }[]}
 */
export function othersOf(config, zone) {
  /** @type {{ code: string, name: { vi: string, en: string } }[]} */
  const zones = config.zones ?? [];
  const own = zones[zone]?.code;
  const known = zones.filter(({ code }) => code !== own);
  const gone = wallOf(config, zone).elsewhere.filter((named) => known.every(({ code }) => code !== named.zone));
  return [...known, ...gone.map((named) => ({ code: named.zone, name: null }))];
}

/**
 * Zones that a wall names and that are none of the hall's others.
 *
 * @param {Config} config
 * @param {number} zone
 * @returns {Mistake[]}
 */
function goneMistakes(config, zone) {
  return othersOf(config, zone)
    .filter(({ name }) => name === null)
    .map(({ code }) => ({ path: `zones.${zone}.wall.elsewhere.${code}`, code: "not-there", args: { code } }));
}

/**
 * @param {Config} config
 * @returns {Mistake[]}
 */
export function screenMistakes(config) {
  const brand = { brand: brandOf(config) };
  const own = BRAND_FIELDS.flatMap((field) => textMistakes(field.path, field, at(brand, field.path)));
  const zones = (config.zones ?? []).flatMap((/** @type {unknown} */ _, /** @type {number} */ zone) => {
    const wall = { wall: wallOf(config, zone) };
    return [
      ...WALL_FIELDS.flatMap((field) => wallMistakes(`zones.${zone}.${field.path}`, field, at(wall, field.path))),
      ...goneMistakes(config, zone),
    ];
  });
  return [...own, ...colourMistakes(config, "accent_dark"), ...colourMistakes(config, "accent_light"), ...zones];
}

/**
 * @param {string} path
 * @param {Field} field
 * @param {any} value
 * @returns {Mistake[]}
 */
function textMistakes(path, field, value) {
  const most = field.most ?? Number.POSITIVE_INFINITY;
  return [...(value ?? "")].length > most ? [{ path, code: "too-long", args: { most } }] : [];
}

/**
 * @param {string} path
 * @param {Field} field
 * @param {any} value
 * @returns {Mistake[]}
 */
function wallMistakes(path, field, value) {
  if (field.kind === "text") return textMistakes(path, field, value);
  if (field.kind !== "whole") return [];
  if (isUnread(value)) return [{ path, code: value.typed.trim() === "" ? "needed" : "not-whole", args: {} }];
  const { least = 0, most = 0 } = field;
  return value >= least && value <= most ? [] : [{ path, code: "out-of-range", args: { least, most } }];
}

/**
 * @param {Config} config
 * @param {"accent_dark" | "accent_light"} which
 * @returns {Mistake[]}
 */
function colourMistakes(config, which) {
  const colour = brandOf(config)[which];
  const path = `brand.${which}`;
  if (colour === null) return [];
  if (!/^#[0-9a-f]{6}$/.test(colour)) return [{ path, code: "not-colour", args: {} }];
  const least = Math.min(...GROUNDS[which].map((ground) => contrast(colour, ground)));
  return least < LEAST_CONTRAST
    ? [{ path, code: `contrast-${which.replace("accent_", "")}`, args: { ratio: least.toFixed(1) } }]
    : [];
}

/**
 * The ratio of WCAG 2.2, 1 to 21.
 *
 * @param {string} one `#rrggbb`
 * @param {string} other
 */
export function contrast(one, other) {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} colour */
function luminance(colour) {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const part = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * @param {Config} before
 * @param {Config} after
 * @returns {Change[]}
 */
export function screenChanges(before, after) {
  /** @param {string} row @param {string} field @param {string} was @param {string} is @returns {Change[]} */
  const differs = (row, field, was, is) =>
    was === is ? [] : [{ section: "screens", kind: "changed", row, field, before: was, after: is }];
  const old = { brand: brandOf(before) };
  const young = { brand: brandOf(after) };
  const own = BRAND_FIELDS.flatMap(({ path, kind }) =>
    differs("", path, written(kind, at(old, path)), written(kind, at(young, path))),
  );
  const zones = (after.zones ?? []).flatMap((/** @type {{ code: string }} */ { code }, /** @type {number} */ zone) => {
    const place = (before.zones ?? []).findIndex((/** @type {{ code: string }} */ one) => one.code === code);
    const was = { wall: wallOf(before, place) };
    const is = { wall: wallOf(after, zone) };
    return [
      ...WALL_FIELDS.flatMap(({ path, kind }) =>
        differs(code, path, written(kind, at(was, path)), written(kind, at(is, path))),
      ),
      ...differs(code, "wall.elsewhere", pointed(was.wall.elsewhere), pointed(is.wall.elsewhere)),
    ];
  });
  return [...own, ...zones];
}

/** @param {Elsewhere[]} elsewhere */
function pointed(elsewhere) {
  return elsewhere.map(({ zone, arrow }) => `${zone} ${arrow}`).join("; ");
}
