/** Draws the voice of a hall and of its zones. */
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { at, written } from "./fields.js";
import { idOf, input, typedIn, words } from "./forms.js";
import {
  addSpan,
  MOST_SPANS,
  removeSpan,
  rhyming,
  SPEECH_FIELDS,
  speechOf,
  typeSpan,
  typeSpeech,
  typeVoice,
  unsaidByLanguages,
  VOICE_FIELDS,
  voiceOf,
} from "./voice.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").Mistake} Mistake
 */

/**
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
export function voiceForm(frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const voice = { voice: voiceOf(config) };
  const alike = rhyming(config);
  return html`
    <p class="mute">${text.t("admin-help-voice")}</p>
    ${alike.length > 0 ? html`<p class="word warn">${sign("warn")} ${text.t("admin-voice-rhyming", { letters: alike.join(", ") })}</p>` : nothing}
    ${unsaidWords(frame)}
    <fieldset class="panel row">
      <legend>${text.t("admin-voice-hall")}</legend>
      <div class="fields">
        ${VOICE_FIELDS.map((field) => input(field, field.path, at(voice, field.path), frame, wrong, (typed) => typeVoice(config, field, typed)))}
      </div>
    </fieldset>
    ${(config.zones ?? []).map((/** @type {any} */ zone, /** @type {number} */ index) => zoneForm(zone, index, frame, wrong))}
  `;
}

/** Counters that a voice cannot say, and what to do. @param {Frame} frame */
export function unsaidWords({ text, doing }) {
  return unsaidByLanguages(doing.unsaid).map(({ languages, counters }) => {
    const named = languages.map((code) =>
      text.has(`admin-language-${code}`) ? text.t(`admin-language-${code}`) : code,
    );
    const words = { counters: counters.join(", "), count: counters.length, languages: named.join(", ") };
    return html`<p class="word warn">${sign("warn")} ${text.t("admin-voice-unsaid", words)}</p>`;
  });
}

/**
 * @param {any} zone
 * @param {number} index
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
function zoneForm(zone, index, frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const speech = speechOf(config, index);
  const name = text.name(zone.name) || zone.code;
  return html`<fieldset class="panel row" data-zone=${zone.code}>
    <legend>${name}</legend>
    <div class="fields">
      ${SPEECH_FIELDS.map((field) => input(field, `zones.${index}.${field.path}`, at({ speech }, field.path), frame, wrong, (typed) => typeSpeech(config, index, field, typed)))}
    </div>
    ${speech.volumes.map((span, place) => spanForm(span, `zones.${index}.speech.volumes.${place}`, index, place, name, frame, wrong))}
    ${wrong.filter((mistake) => mistake.path === `zones.${index}.speech.volumes`).map((mistake) => html`<p class="word stop">${words(mistake, frame)}</p>`)}
    <button ?disabled=${speech.volumes.length >= MOST_SPANS} @click=${() => frame.edit(addSpan(config, index))}>+ ${text.t("admin-span-add")}</button>
  </fieldset>`;
}

/**
 * @param {import("./voice.js").Span} span
 * @param {string} path
 * @param {number} zone
 * @param {number} place
 * @param {string} name of the zone
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
function spanForm(span, path, zone, place, name, frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  return html`<div class="session span">
    ${
      /** @type {const} */ (["from", "to", "percent"]).map((key) => {
        const mistake = wrong.find((entry) => entry.path === `${path}.${key}`);
        const id = idOf(`${path}.${key}`);
        return html`<div class="field">
        <label for=${id}>${text.t(`admin-f-span-${key}`)}</label>
        <input
          id=${id}
          type=${key === "percent" ? "text" : "time"}
          inputmode=${key === "percent" ? "numeric" : nothing}
          aria-invalid=${mistake ? "true" : "false"}
          .value=${key === "percent" ? written("whole", span.percent) : span[key]}
          @change=${(/** @type {Event} */ event) => frame.edit(typeSpan(config, zone, place, key, typedIn(event)))}
        />
        ${mistake ? html`<span class="mistake">${words(mistake, frame)}</span>` : nothing}
      </div>`;
      })
    }
    <button class="danger" aria-label=${text.t("admin-remove", { row: `${name} ${span.from}` })} @click=${() => frame.edit(removeSpan(config, zone, place))}>${icon("x")}</button>
  </div>`;
}
