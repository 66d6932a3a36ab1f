/**
 * Parts of pages for people at work: what holds for a whole page, and what stands in the place of an empty list.
 */
import { html, nothing } from "../vendor/lit.js";
import { component, sign } from "./parts.js";

component(
  "goiso-banner",
  (/** @type {{ meaning: "warn" | "stop", words: unknown, action: unknown }} */ { meaning, words, action }) => ({
    look: `banner ${meaning}`,
    role: meaning === "stop" ? "alert" : "status",
    content: html`<span>${sign(meaning)} ${words}</span>${action}`,
  }),
);

/**
 * What holds for the whole page until somebody ends it.
 *
 * @param {"warn" | "stop"} meaning
 * @param {unknown} words
 * @param {unknown} [action] a button
 */
export function banner(meaning, words, action = nothing) {
  return html`<goiso-banner .of=${{ meaning, words, action }}></goiso-banner>`;
}

component("goiso-empty", (words) => ({ look: "empty", content: words }));

/**
 * In the place of a list that has nothing in it.
 *
 * @param {unknown} words
 */
export function empty(words) {
  return html`<goiso-empty .of=${words}></goiso-empty>`;
}
