/** Figures of equal width. The font has none of its own, so each digit stands in a box as wide as a nought. */
import { html } from "../vendor/lit.js";

/**
 * @param {string} text
 * @returns {unknown[]}
 */
export function figures(text) {
  return [...text].map((letter) =>
    letter >= "0" && letter <= "9" ? html`<span class="digit">${letter}</span>` : letter,
  );
}
