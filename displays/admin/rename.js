/**
 * A code that is typed anew: whatever names its row goes with it, so that renaming a zone leaves no counter standing nowhere. Pure.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {"zones" | "groups" | "classes"} Named a list whose rows are named elsewhere
 */
import { put } from "./fields.js";

const NAMED = /^(zones|groups|classes)\.(\d+)\.code$/;

/**
 * The same draft, in which whatever named the row of an input names it by its new code.
 *
 * @param {Config} config before the code was typed
 * @param {string} path of the input
 * @param {unknown} to the new code
 */
export function renamed(config, path, to) {
  const after = put(config, path, to);
  const [, list = "", place = ""] = NAMED.exec(path) ?? [];
  if (list === "" || typeof to !== "string" || to === "") return after;
  const named = /** @type {Named} */ (list);
  const others = codes(config, named).filter((_, index) => index !== Number(place));
  const from = oldCode(config, named, codes(config, named)[Number(place)] ?? "", others);
  return from === null || others.includes(to) ? after : carried(after, named, from, to);
}

/**
 * What the row was called. One that was emptied, or took another's code by mistake, is the one that is missing.
 *
 * @param {Config} config
 * @param {Named} list
 * @param {string} code
 * @param {string[]} others
 */
function oldCode(config, list, code, others) {
  if (code !== "" && !others.includes(code)) return code;
  const known = [...codes(config, list), "ordinary"];
  const missing = new Set(uses(config, list).filter((use) => use !== "" && !known.includes(use)));
  const [only] = missing;
  return missing.size === 1 && only !== undefined ? only : null;
}

/** @param {Config} config @param {Named} list @returns {string[]} */
function codes(config, list) {
  return (config[list] ?? []).map((/** @type {{ code: string }} */ row) => row.code);
}

/** The codes by which rows of a list are named. @param {Config} config @param {Named} list @returns {string[]} */
function uses(config, list) {
  /** @type {string[]} */
  const found = [];
  mapped(config, list, (code) => {
    found.push(code);
    return code;
  });
  return found;
}

/** @param {Config} config @param {Named} list @param {string} from @param {string} to */
function carried(config, list, from, to) {
  return mapped(config, list, (code) => (code === from ? to : code));
}

/**
 * @param {Config} config
 * @param {Named} list
 * @param {(code: string) => string} map what each code that names a row becomes
 * @returns {Config}
 */
function mapped(config, list, map) {
  const rows = (/** @type {string} */ name) => /** @type {any[]} */ (config[name] ?? []);
  switch (list) {
    case "zones":
      return {
        ...config,
        counters: rows("counters").map((counter) => ({ ...counter, zone: map(counter.zone) })),
        zones: rows("zones").map((zone) => (zone.wall?.elsewhere ? pointing(zone, map) : zone)),
      };
    case "groups":
      return {
        ...config,
        services: rows("services").map((service) => ({ ...service, group: map(service.group) })),
        counters: rows("counters").map((counter) => ({ ...counter, groups: counter.groups.map(map) })),
        guarantees: rows("guarantees").map((guarantee) => ({ ...guarantee, group: map(guarantee.group) })),
      };
    case "classes":
      return {
        ...config,
        guarantees: rows("guarantees").map((guarantee) => ({ ...guarantee, class: map(guarantee.class) })),
      };
  }
}

/** @param {any} zone @param {(code: string) => string} map */
function pointing(zone, map) {
  const elsewhere = zone.wall.elsewhere.map((/** @type {any} */ other) => ({ ...other, zone: map(other.zone) }));
  return { ...zone, wall: { ...zone.wall, elsewhere } };
}
