/**
 * The places of the administrator's page, and which of them an input belongs to. Pure.
 *
 * @typedef {import("./fields.js").SectionName | "hours" | "voice" | "screens" | "files" | "people" | "devices"} Place
 */
import { SECTIONS } from "./fields.js";

/** @type {Place[]} */
export const PLACES = [
  "hall",
  "hours",
  "zones",
  "groups",
  "services",
  "counters",
  "classes",
  "guarantees",
  "rules",
  "voice",
  "screens",
  "printers",
  "files",
  "people",
  "devices",
];

/** Whether a path is that of a whole list, which has no input of its own. @param {string} path */
export function isList(path) {
  return SECTIONS.some((section) => section.list && section.at === path);
}

/**
 * Which place an input belongs to.
 *
 * @param {string} path
 * @returns {Place}
 */
export function placeOf(path) {
  const [first = "", , third = ""] = path.split(".");
  if (first === "voice" || (first === "zones" && third === "speech")) return "voice";
  if (first === "brand" || (first === "zones" && third === "wall")) return "screens";
  if (first === "hours") return "hours";
  if (["no_show", "park", "limits", "policy"].includes(first)) return "rules";
  return SECTIONS.find((section) => section.list && section.at === first)?.name ?? "hall";
}
