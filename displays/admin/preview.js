/** What saving would change, in words: no code of a choice, a row or a rule is left without its name. Pure. */
import { SECTIONS } from "./fields.js";
import { keyOf, rowsOf } from "./model.js";

/**
 * @typedef {import("./model.js").Change} Change
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("../shared/text.js").Text} Text
 */

/** Lists whose rows are named in other lists, by the field that names them. @type {Record<string, "zones" | "groups" | "classes">} */
const NAMES = { zone: "zones", group: "groups", groups: "groups", class: "classes" };
/** Sections without a list whose rows are zones. */
const BY_ZONE = ["voice", "screens"];

/**
 * @param {Change} change
 * @param {Text} text
 */
export function fieldWords(change, text) {
  const id = `admin-f-${change.field.replaceAll(/[._]/g, "-")}`;
  return text.has(id) ? text.t(id) : change.field;
}

/**
 * A row by the name that people gave it, its code in brackets; a row that comes or goes has its name behind it anyway.
 *
 * @param {Change} change
 * @param {Config[]} configs
 * @param {Text} text
 */
export function rowWords(change, configs, text) {
  if (change.row === "") return "";
  if (change.section === "guarantees") {
    const [group = "", kind = ""] = change.row.split(" ");
    return `${codeWords("groups", group, configs, text)}, ${codeWords("classes", kind, configs, text)}`;
  }
  if (BY_ZONE.includes(change.section)) return codeWords("zones", change.row, configs, text);
  const section = SECTIONS.find((one) => one.name === change.section);
  const rows = section ? configs.flatMap((config) => rowsOf(config, section)) : [];
  const row = section && rows.find((one) => keyOf(section, one) === change.row);
  const name = text.name(row?.name);
  return name === "" || change.kind !== "changed" ? change.row : `${name} (${change.row})`;
}

/**
 * The code of a row beside its name, as choices show it.
 *
 * @param {"zones" | "groups" | "classes"} list
 * @param {string} code
 * @param {Config[]} configs
 * @param {Text} text
 */
function codeWords(list, code, configs, text) {
  if (list === "classes" && code === "ordinary") return text.t("admin-ordinary");
  const rows = configs.flatMap((config) => /** @type {any[]} */ (config[list] ?? []));
  const name = text.name(rows.find((row) => row.code === code)?.name);
  if (name === "") return code;
  return list === "groups" ? `${code} ${name}` : name;
}

/**
 * A value in words: an option in its own, a code as the name of its row, anything else as it stands in its input.
 *
 * @param {Change} change
 * @param {string} value
 * @param {Config[]} configs
 * @param {Text} text
 */
export function valueWords(change, value, configs, text) {
  const option = (/** @type {string} */ field, /** @type {string} */ code) => {
    const id = `admin-o-${field.replaceAll(/[._]/g, "-")}-${code}`;
    return text.has(id) ? text.t(id) : code;
  };
  if (change.kind !== "changed") return value;
  const { field } = change;
  if (field === "policy") {
    const [kind = "", most = ""] = value.split(" ");
    const words = text.t(`admin-policy-${kind.replaceAll("_", "-")}`);
    return most === "" ? words : `${words} (${most})`;
  }
  if (field === "kind") return text.t(`admin-hours-${value}`);
  if (field === "voice.languages") {
    return value
      .split(" ")
      .map((code) => (text.has(`admin-language-${code}`) ? text.t(`admin-language-${code}`) : code))
      .join(", ");
  }
  if (field === "wall.elsewhere") {
    const pairs = value.split("; ").map((pair) => pair.split(" "));
    return pairs
      .map(([zone = "", arrow = ""]) => `${codeWords("zones", zone, configs, text)} ${option("wall.arrow", arrow)}`)
      .join("; ");
  }
  const list = NAMES[field];
  if (list) {
    return value
      .split(" ")
      .map((code) => codeWords(list, code, configs, text))
      .join(", ");
  }
  return option(field, value);
}
