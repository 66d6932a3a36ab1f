/** Draws the attendant's way in, behind the hall's PIN, and what lies there. */
import { connectionBadge } from "../shared/connection.js";
import { badge, icon, sign } from "../shared/parts.js";
import { printerOf, stateWords, troubled } from "../shared/prints.js";
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
      ${digitPad(
        place.typed,
        type,
        text,
        busy ? "busy" : "free",
        html`<button class="primary" ?disabled=${busy || place.typed.length < SHORTEST} @click=${frame.unlock}>
          ${busy ? text.t("busy-sending") : text.t("kiosk-pin-open")}
        </button>`,
      )}
    </section>
  `;
}

/**
 * Digits for fingers.
 *
 * @param {string} typed so far
 * @param {(typed: string) => void} type
 * @param {import("../shared/text.js").Text} text
 * @param {"free" | "busy"} state
 * @param {unknown} [last] in the last corner
 */
export function digitPad(typed, type, text, state, last = nothing) {
  const busy = state === "busy";
  return html`<div class="pad">
    ${KEYS.map((key) => html`<button ?disabled=${busy} @click=${() => type(typed + key)}>${key}</button>`)}
    <button ?disabled=${busy} aria-label=${text.t("kiosk-delete")} @click=${() => type(typed.slice(0, -1))}>${icon("delete")}</button>
    <button ?disabled=${busy} @click=${() => type(`${typed}0`)}>0</button>
    ${last}
  </div>`;
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
      ${printerLine(frame)}
      <button class="primary" @click=${frame.home}>${text.t("kiosk-attendant-on")}</button>
      ${newestAgain(frame)}
      <button @click=${() => location.reload()}>${text.t("kiosk-attendant-reload")}</button>
      <button @click=${frame.leaveKiosk}>${text.t("kiosk-attendant-leave")}</button>
    </section>
  `;
}

/** How this kiosk's printer is, if the server prints for it. @param {Frame} frame */
function printerLine({ text, values, kioskId, paper }) {
  const printer = printerOf(values, kioskId);
  if (!printer) return paper.prints ? nothing : html`<p class="mute">${text.t("kiosk-attendant-no-printer")}</p>`;
  const words = text.t("kiosk-attendant-printer", { state: stateWords(printer.state, text) });
  return html`<p>${badge(troubled({ [`printer/${printer.code}`]: printer }).length === 0 ? "calm" : "warn", words)}</p>`;
}

/** The newest number's slip once more: it tries the printer and helps whoever got none. @param {Frame} frame */
function newestAgain({ text, newest, unlocking, printNewest }) {
  if (!newest?.print) return nothing;
  const busy = unlocking.phase === "sending" || unlocking.phase === "waiting";
  return html`<button ?disabled=${busy} @click=${printNewest}>
      ${busy ? text.t("busy-sending") : text.t("kiosk-attendant-again", { label: newest.label })}
    </button>
    ${
      unlocking.phase === "failed" && unlocking.problem
        ? html`<p class="problem stop" role="alert">${sign("stop")} ${text.problem(unlocking.problem)}</p>`
        : nothing
    }`;
}
