/** Draws the attendant's way in, behind the hall's PIN, and what lies there. */
import { connectionBadge } from "../shared/connection.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").KioskPicture} KioskPicture
 */

/** A PIN has 4 to 8 digits. */
const SHORTEST = 4;
const LONGEST = 8;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * @param {Extract<import("./model.js").Place, { screen: "pin" }>} place
 * @param {Frame} frame
 */
export function pin(place, frame) {
  const { text, unlocking } = frame;
  const busy = unlocking.phase === "sending" || unlocking.phase === "waiting";
  const type = (/** @type {string} */ typed) =>
    frame.go({ screen: "pin", typed: typed.replace(/\D/g, "").slice(0, LONGEST), wrong: false });
  return html`
    <section class="pin">
      <h1><label for="pin">${text.t("kiosk-pin")}</label></h1>
      <input
        id="pin"
        type="password"
        inputmode="none"
        autocomplete="off"
        maxlength=${LONGEST}
        .value=${place.typed}
        @input=${(/** @type {InputEvent} */ event) => type(/** @type {HTMLInputElement} */ (event.target).value)}
        @keydown=${(/** @type {KeyboardEvent} */ event) => {
          if (event.key === "Enter" && place.typed.length >= SHORTEST) frame.unlock();
        }}
      />
      ${
        place.wrong && unlocking.problem
          ? html`<p class="problem stop" role="alert">${sign("stop")} ${text.problem(unlocking.problem)}</p>`
          : nothing
      }
      <div class="pad">
        ${KEYS.map((key) => html`<button ?disabled=${busy} @click=${() => type(place.typed + key)}>${key}</button>`)}
        <button ?disabled=${busy} aria-label=${text.t("kiosk-delete")} @click=${() => type(place.typed.slice(0, -1))}>${icon("delete")}</button>
        <button ?disabled=${busy} @click=${() => type(`${place.typed}0`)}>0</button>
        <button class="primary" ?disabled=${busy || place.typed.length < SHORTEST} @click=${frame.unlock}>
          ${busy ? text.t("busy-sending") : text.t("kiosk-pin-open")}
        </button>
      </div>
    </section>
  `;
}

/**
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
export function attendant(picture, frame) {
  const { text } = frame;
  return html`
    <section class="attendant">
      <h1 tabindex="-1">${text.t("kiosk-attendant")}</h1>
      <p>${connectionBadge(frame.connection, text, picture.timeZone)}</p>
      <p>${text.t("kiosk-attendant-lifted")}</p>
      <button class="primary" @click=${frame.home}>${text.t("kiosk-attendant-on")}</button>
      <button @click=${() => location.reload()}>${text.t("kiosk-attendant-reload")}</button>
      <button @click=${frame.leaveKiosk}>${text.t("kiosk-attendant-leave")}</button>
    </section>
  `;
}
