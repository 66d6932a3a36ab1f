/** Draws the search: a field for a keyboard, letters for fingers, what was found. */
import { icon } from "../shared/parts.js";
import { html, live, nothing } from "../vendor/lit.js";
import { find } from "./model.js";
import { groupCard, serviceButton } from "./pieces.js";

/** Rows of the letters for searching; marks are not needed. */
const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/** Nobody types more. */
const TYPED_MAX = 60;

/**
 * @param {string} typed
 * @param {import("./model.js").KioskPicture} picture
 * @param {import("./view.js").Frame} frame
 */
export function search(typed, picture, frame) {
  const { text } = frame;
  const found = find(picture, typed);
  const type = (/** @type {string} */ next) => frame.go({ screen: "search", typed: next.slice(0, TYPED_MAX) });
  const count = found.services.length + found.groups.length;
  const nothingFound = typed.trim() !== "" && count === 0;
  return html`
    <section class="search">
      <h1><label for="typed">${text.t("kiosk-search")}</label></h1>
      <input
        id="typed"
        type="search"
        class="typed"
        inputmode="none"
        autocomplete="off"
        spellcheck="false"
        maxlength=${TYPED_MAX}
        placeholder=${text.t("kiosk-search-hint")}
        .value=${live(typed)}
        @input=${(/** @type {InputEvent} */ event) => type(/** @type {HTMLInputElement} */ (event.target).value)}
      />
      <p class="hidden" role="status">${typed.trim() === "" ? "" : text.t("kiosk-found", { count })}</p>
      <ul class="services">
        ${found.services.map((service) => html`<li>${serviceButton(service, picture, frame)}</li>`)}
        ${found.groups.map((card) => html`<li>${groupCard(card, frame)}</li>`)}
        ${nothingFound ? html`<li class="none">${text.t("kiosk-search-none")}</li>` : nothing}
      </ul>
      <div class="letters">
        ${LETTERS.map(
          (row) =>
            html`<div>${[...row].map((letter) => html`<button tabindex="-1" @click=${() => type(typed + letter)}>${letter}</button>`)}</div>`,
        )}
        <div>
          <button tabindex="-1" class="wide" @click=${() => type(`${typed} `)}>${text.t("kiosk-space")}</button>
          <button tabindex="-1" class="wide" @click=${() => type(typed.slice(0, -1))}>${icon("delete")} ${text.t("kiosk-delete")}</button>
        </div>
      </div>
    </section>
  `;
}
