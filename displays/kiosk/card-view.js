/** Draws where a card has its code, and the pad on which its number is typed. */
import { icon } from "../shared/parts.js";
import { html, svg } from "../vendor/lit.js";
import { CARD_DIGITS } from "./model.js";
import { digitPad } from "./attendant.js";

/**
 * Both sides of a card: on older cards the code stands on the front, on newer ones on the back.
 */
export function cardSides() {
  return html`<svg class="sides" viewBox="0 0 132 40" aria-hidden="true">
    ${side(
      0,
      svg`<rect x="5" y="14" width="13" height="17" rx="2" class="faint" /><path d="M23 20h17M23 25h22M23 30h14" class="line" />`,
    )}
    ${side(
      70,
      svg`<rect x="75" y="8" width="10" height="8" rx="1.5" class="faint" /><path d="M75 24h50M75 29h50M75 34h50" class="line" />`,
    )}
  </svg>`;
}

/**
 * One side with its code in the upper corner.
 *
 * @param {number} x
 * @param {unknown} rest
 */
function side(x, rest) {
  return svg`<rect x=${x + 1} y="1" width="60" height="38" rx="4" class="edge" />
    ${rest}
    <path class="code" d=${`M${x + 45} 5h5v5h-5zM${x + 52} 5h5v5h-5zM${x + 45} 12h5v5h-5zM${x + 52} 12h2v2h-2zM${x + 55} 15h2v2h-2z`} />`;
}

/**
 * The twelve digits in place of a code that cannot be read.
 *
 * @param {Extract<import("./model.js").Place, { screen: "card" }>} place
 * @param {import("./view.js").Frame} frame
 */
export function cardNumber(place, frame) {
  const { text } = frame;
  const type = (/** @type {string} */ typed) =>
    frame.go({ ...place, typed: typed.replace(/\D/g, "").slice(0, CARD_DIGITS) });
  const whole = place.typed.length === CARD_DIGITS;
  return html`
    <section class="pin card-number">
      <h1><label for="card-number">${text.t("kiosk-card-number")}</label></h1>
      <p>${cardSides()}</p>
      <p>${text.t("kiosk-card-sides")}</p>
      <input
        id="card-number"
        inputmode="none"
        autocomplete="off"
        maxlength=${CARD_DIGITS}
        .value=${place.typed}
        @input=${(/** @type {InputEvent} */ event) => type(/** @type {HTMLInputElement} */ (event.target).value)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Enter" && whole) frame.typeCard(place.typed);
        }}
      />
      <p>${text.t("kiosk-card-digits", { count: place.typed.length, of: CARD_DIGITS })}</p>
      ${digitPad(place.typed, type, text, "free")}
      <div class="ends">
        <button class="primary done" ?disabled=${!whole} @click=${() => frame.typeCard(place.typed)}>${icon("check")} ${text.t("kiosk-card-use")}</button>
        <button class="done" @click=${() => frame.go(place.back ?? { screen: "start" })}>${text.t("kiosk-card-without")}</button>
      </div>
    </section>
  `;
}
