/** Draws the box in which a row of a long list is looked for. */
import { html, nothing } from "../vendor/lit.js";

/** A list of fewer rows is seen at a glance. */
const FILTER_FROM = 6;

/**
 * @param {import("./view.js").Frame} frame
 * @param {number} rows how many the whole list has
 * @param {number} shown how many of them are found
 */
export function filterBox({ text, doing, set }, rows, shown) {
  if (rows < FILTER_FROM) return nothing;
  return html`<div class="field filter">
    <label for="filter">${text.t("search")}</label>
    <input id="filter" type="search" autocomplete="off" .value=${doing.filter} @input=${(/** @type {InputEvent} */ event) => set({ filter: /** @type {HTMLInputElement} */ (event.target).value })} />
    <span class="hint" role="status">${text.t("admin-found", { shown, rows })}</span>
  </div>`;
}
