/**
 * The small parts that pages are made of, drawn in the page's own tree so that its styles reach them. Each is seen in the gallery.
 */
import { html, render } from "../vendor/lit.js";

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
  return shape(SHAPES[meaning]);
}

/** One template: another shape is not another element. @param {string} look */
function shape(look) {
  return html`<i class=${look} aria-hidden="true"></i>`;
}

/**
 * Names a component: an element in the page's own tree, so that the page's styles reach it and what it says is read as the page's.
 *
 * @template T
 * @param {string} name
 * @param {(of: T) => { look: string, role?: string, content: unknown }} draw its classes, how it is read out, and what is in it
 */
export function component(name, draw) {
  class Component extends HTMLElement {
    /** @param {T} of the facts it shows; it draws when it is given them */
    set of(of) {
      const { look, role, content } = draw(of);
      this.className = look;
      if (role) this.role = role;
      render(content, this);
    }
  }
  customElements.define(name, Component);
}

component("goiso-badge", (/** @type {[Meaning, unknown]} */ [meaning, words]) => ({
  look: `badge ${meaning}`,
  role: "status",
  content: html`${sign(meaning)}${words}`,
}));

/**
 * A state in one line: shape, word, colour. It is read out when it changes.
 *
 * @param {Meaning} meaning
 * @param {unknown} words
 */
export function badge(meaning, words) {
  return html`<goiso-badge .of=${[meaning, words]}></goiso-badge>`;
}

component("goiso-alert", (words) => ({ look: "word stop", role: "alert", content: html`${sign("stop")} ${words}` }));

/**
 * A sentence that must not be missed: what failed and what to do now.
 *
 * @param {unknown} words
 */
export function alertWords(words) {
  return html`<goiso-alert .of=${words}></goiso-alert>`;
}

/**
 * A picture in the colour of the text around it. It never stands for a word: one is beside it, or names the button that it is on.
 *
 * @param {import("./pictures.js").Picture} name
 */
export function icon(name) {
  return shape(`icon icon-${name}`);
}
