/** Draws the choosing of keys. */
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { KEYED, keyName } from "./keys.js";

/**
 * @param {import("./keys.js").KeyDialog} dialog
 * @param {import("./view.js").Frame} frame
 */
export function keyDialog(dialog, frame) {
  const { text, keys } = frame;
  return html`
    <section class="dialog keys panel" role="dialog" aria-label=${text.t("keys-title")}>
      <h2>${text.t("keys-title")}</h2>
      <p class="mute" role="status">${words(dialog, frame)}</p>
      <ul>
        ${KEYED.map(
          (action) => html`<li>
            <button
              aria-pressed=${dialog.action === action ? "true" : "false"}
              data-action=${action}
              @click=${(/** @type {Event} */ event) => {
                // The key that is pressed next is the chosen one, not a press of this button.
                /** @type {HTMLElement} */ (event.currentTarget).blur();
                frame.setKeys(keys, { action, asking: { kind: "ask" } });
              }}
            >
              ${dialog.action === action ? html`<kbd>…</kbd>` : keys[action].map((key) => html`<kbd>${keyName(key)}</kbd>`)}
              <span>${text.t(`action-${action}`)}</span>
            </button>
          </li>`,
        )}
      </ul>
      <button @click=${frame.resetKeys}><span>${text.t("keys-reset")}</span></button>
      <button @click=${() => frame.setKeys(keys, null)}>${dialog.action === null ? html`<kbd>Esc</kbd>` : nothing}<span>${text.t("keys-done")}</span></button>
    </section>
  `;
}

/**
 * @param {import("./keys.js").KeyDialog} dialog
 * @param {import("./view.js").Frame} frame
 */
function words({ action, asking }, { text }) {
  if (action === null) return text.t("keys-help");
  const name = text.t(`action-${action}`);
  switch (asking.kind) {
    case "ask":
      return text.t("keys-ask", { action: name });
    case "taken":
      return html`<b class="warn">${sign("warn")} ${text.t("keys-taken", { key: keyName(asking.key), by: text.t(`action-${asking.by}`) })}</b>`;
    case "reserved":
      return html`<b class="warn">${sign("warn")} ${text.t("keys-reserved", { key: asking.key })}</b>`;
  }
}
