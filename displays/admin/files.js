/** Configurations and tables as files: in, with every row and what it does; out. */
import { alertWords } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {{ line: number, key: string, what: "same" | "changed" | "added" }} Row a row of a table and what it does
 */

/** @param {Frame} frame */
export function filesPlace(frame) {
  const { text, doing } = frame;
  const unsaved = doing.draft !== doing.saved && doing.rows === null;
  return html`
    <p>${text.t("admin-import-help")}</p>
    <label class="field">
      <span>${text.t("admin-import")}</span>
      <input
        type="file"
        accept=".toml,.csv"
        ?disabled=${unsaved}
        @change=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          const [file] = input.files ?? [];
          if (file) void frame.readFile(file);
          input.value = "";
        }}
      />
      ${unsaved ? html`<span class="hint">${text.t("admin-import-unsaved")}</span>` : nothing}
    </label>
    ${doing.unusable ? alertWords(text.t(`admin-import-${doing.unusable}`)) : nothing}
    ${doing.rows === null ? nothing : rowList(doing.rows, text)}
    <button @click=${() => void frame.exportToml()}>${text.t("admin-export")}</button>
  `;
}

/**
 * Every row of the file; those that change nothing are folded away.
 *
 * @param {Row[]} rows
 * @param {import("../shared/text.js").Text} text
 */
function rowList(rows, text) {
  const line = (/** @type {Row} */ row) =>
    html`<li>${text.t("admin-row-line", { line: row.line })} <strong>${row.key}</strong> ${text.t(`admin-row-${row.what}`)}</li>`;
  const moving = rows.filter((row) => row.what !== "same");
  const still = rows.filter((row) => row.what === "same");
  if (rows.length === 0) return nothing;
  return html`<section class="panel row" aria-labelledby="import-rows">
    <h3 id="import-rows">${text.t("admin-rows", { count: rows.length })}</h3>
    ${moving.length === 0 ? html`<p role="status">${text.t("admin-rows-none")}</p>` : html`<ul class="rows">${moving.map(line)}</ul>`}
    ${
      still.length > 0
        ? html`<details>
            <summary>${text.t("admin-rows-same", { count: still.length })}</summary>
            <ul class="rows">${still.map(line)}</ul>
          </details>`
        : nothing
    }
  </section>`;
}
