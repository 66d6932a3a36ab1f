/** Draws what saving would change. */
import { html, nothing } from "../vendor/lit.js";
import { fieldWords, rowWords, valueWords } from "./preview.js";

/**
 * @typedef {import("./model.js").Change} Change
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("../shared/text.js").Text} Text
 */

/**
 * @param {Change[]} found
 * @param {Config[]} configs where names are looked up: what is in force, and the draft
 * @param {Text} text
 */
export function changeList(found, configs, text) {
  return html`<ul class="changes">
    ${found.map((change) => {
      const row = rowWords(change, configs, text);
      return html`<li>
        <strong>${text.t(`admin-place-${change.section}`)}${row ? ` ${row}` : ""}</strong>
        ${change.field ? `· ${fieldWords(change, text)}` : ""} ${text.t(`admin-change-${change.kind}`)}
        ${change.before ? html`<del>${valueWords(change, change.before, configs, text)}</del>` : nothing}
        ${change.after ? html`<ins>${valueWords(change, change.after, configs, text)}</ins>` : nothing}
      </li>`;
    })}
  </ul>`;
}

/**
 * How many rows of each section come, and every row that goes or changes: for a draft that would replace much at once.
 *
 * @param {Change[]} found
 * @param {Config[]} configs
 * @param {Text} text
 */
export function outline(found, configs, text) {
  /** @type {Map<string, number>} */
  const added = new Map();
  for (const { kind, section } of found) if (kind === "added") added.set(section, (added.get(section) ?? 0) + 1);
  const rest = found.filter(({ kind }) => kind !== "added");
  return html`
    <ul class="changes">
      ${[...added].map(([section, count]) => html`<li><strong>${text.t(`admin-place-${section}`)}</strong> <ins>${text.t("admin-rows-added", { count })}</ins></li>`)}
    </ul>
    ${changeList(rest, configs, text)}
  `;
}
