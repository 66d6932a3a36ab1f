/** Draws how a hall looks on its screens: what is its own, and the wall of each zone. */
import { html, nothing } from "../vendor/lit.js";
import { at } from "./fields.js";
import { idOf, input, typedIn, words } from "./forms.js";
import {
  ARROWS,
  arrowTo,
  BRAND_FIELDS,
  brandOf,
  othersOf,
  pointTo,
  typeBrand,
  typeWall,
  WALL_FIELDS,
  wallOf,
} from "./screens.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").Mistake} Mistake
 */

/**
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
export function screensForm(frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const own = { brand: brandOf(config) };
  return html`
    <p class="mute">${text.t("admin-help-screens")}</p>
    <fieldset class="panel row">
      <legend>${text.t("admin-voice-hall")}</legend>
      <div class="fields">
        ${BRAND_FIELDS.map((field) => input(field, field.path, at(own, field.path), frame, wrong, (typed) => typeBrand(config, field, typed)))}
      </div>
    </fieldset>
    ${(config.zones ?? []).map((/** @type {any} */ zone, /** @type {number} */ index) => wallForm(zone, index, frame, wrong))}
  `;
}

/**
 * @param {any} zone
 * @param {number} index
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
function wallForm(zone, index, frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const wall = { wall: wallOf(config, index) };
  return html`<fieldset class="panel row" data-wall=${zone.code}>
    <legend>${text.name(zone.name) || zone.code}</legend>
    <div class="fields">
      ${WALL_FIELDS.map((field) => input(field, `zones.${index}.${field.path}`, at(wall, field.path), frame, wrong, (typed) => typeWall(config, index, field, typed)))}
      ${othersOf(config, index).map((other) => {
        const path = `zones.${index}.wall.elsewhere.${other.code}`;
        const id = idOf(path);
        const mistake = wrong.find((entry) => entry.path === path);
        const arrow = arrowTo(config, index, other.code);
        return html`<div class="field">
          <label for=${id}>${text.t("admin-elsewhere", { zone: (other.name && text.name(other.name)) || other.code })}</label>
          <select id=${id} aria-invalid=${mistake ? "true" : "false"} aria-describedby=${mistake ? `${id}-wrong` : nothing} @change=${(/** @type {Event} */ event) => frame.edit(pointTo(config, index, other.code, typedIn(event)))}>
            <option value="" ?selected=${arrow === ""}>${text.t("admin-o-wall-elsewhere-none")}</option>
            ${ARROWS.map((one) => html`<option value=${one} ?selected=${arrow === one}>${text.t(`admin-o-wall-arrow-${one}`)}</option>`)}
          </select>
          ${mistake ? html`<span class="mistake" id="${id}-wrong">${words(mistake, frame)}</span>` : nothing}
        </div>`;
      })}
    </div>
    ${wall.wall.panel === "shown" ? html`<p class="mute">${text.t("admin-help-panel")}</p>` : nothing}
  </fieldset>`;
}
