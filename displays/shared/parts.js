/**
 * The small parts that pages are made of, drawn in the page's own tree so that its styles reach them. Each is seen in the gallery.
 */
import { html, nothing } from "../vendor/lit.js";

/**
 * What something means: as it should be, of no weight, to be looked at, wrong. Each has a colour and a shape; the words come with it.
 *
 * @typedef {"calm" | "plain" | "warn" | "stop"} Meaning
 */

/** @type {Record<Meaning, string>} */
const SHAPES = { calm: "dot", plain: "dot hollow", warn: "triangle", stop: "square" };

/**
 * The shape of a meaning. It is drawn by styles alone, for it must stand when the server does not answer.
 *
 * @param {Meaning} meaning
 */
export function sign(meaning) {
  return html`<i class=${SHAPES[meaning]} aria-hidden="true"></i>`;
}

/**
 * A state in one line: shape, word, colour. It is read out when it changes.
 *
 * @param {Meaning} meaning
 * @param {unknown} words
 */
export function badge(meaning, words) {
  return html`<span class=${`badge ${meaning}`} role="status">${sign(meaning)}${words}</span>`;
}

/**
 * A sentence that must not be missed: what failed and what to do now.
 *
 * @param {unknown} words
 */
export function alertWords(words) {
  return html`<p class="word stop" role="alert">${sign("stop")} ${words}</p>`;
}

/**
 * What holds for the whole page until somebody ends it.
 *
 * @param {"warn" | "stop"} meaning
 * @param {unknown} words
 * @param {unknown} [action] a button
 */
export function banner(meaning, words, action = nothing) {
  return html`<div class=${`banner ${meaning}`} role=${meaning === "stop" ? "alert" : "status"}><span>${sign(meaning)} ${words}</span>${action}</div>`;
}

/**
 * In the place of a list that has nothing in it.
 *
 * @param {unknown} words
 */
export function empty(words) {
  return html`<p class="empty">${words}</p>`;
}

/**
 * A picture in the colour of the text around it. It never stands for a word: one is beside it, or names the button that it is on.
 *
 * @param {import("./pictures.js").Picture} name
 */
export function icon(name) {
  return html`<i class=${`icon icon-${name}`} aria-hidden="true"></i>`;
}
