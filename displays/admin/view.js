/** Draws the administrator's page: the places on the left, one of them on the right. */
import { busyWords, failure } from "../shared/actions.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { devicesPlace } from "./devices.js";
import { SECTIONS } from "./fields.js";
import { hoursForm, sectionForm } from "./forms.js";
import { guide, STEPS } from "./guide.js";
import { kioskPin } from "./kiosk-pin.js";
import { changes, mistakes } from "./model.js";
import { peoplePlace } from "./people.js";
import { printersPlace } from "./printers.js";
import { screensForm } from "./screens-form.js";
import { unsaidWords, voiceForm } from "./voice-form.js";

/**
 * @typedef {import("./fields.js").SectionName | "hours" | "voice" | "screens" | "files" | "people" | "devices"} Place
 * @typedef {import("./model.js").Config} Config
 *
 * @typedef {object} Doing
 * @property {Place} place
 * @property {Config | null} saved
 * @property {Config | null} draft
 * @property {boolean} preview
 * @property {{ of: Config, answer: import("./effect.js").Effect } | null} effect what the draft would do to the people who wait
 * @property {import("./voice.js").Unsaid[]} unsaid
 * @property {string | null} said
 * @property {any[]} people
 * @property {any[]} tokens
 * @property {any[]} devices
 * @property {string} pairCode the code of a screen, as the link in its QR code brought it
 * @property {number | null} guide the step of the first set-up
 * @property {Config | null} before what was in force before the last save
 * @property {any} waiting the screen that waits to be let in
 * @property {{ id: string, what: "rename" | "revoke" } | null} device the device that is being changed
 * @property {{ name: string, token: string } | null} secret
 * @property {string | null} person
 * @property {import("../wire.d.ts").PrintLog | null} prints
 * @property {string | null} trying the printer that is being tried
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {string} hall
 * @property {string} name
 * @property {import("../shared/command.js").Progress} progress
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {(draft: Config) => void} edit
 * @property {(how: "try" | "save") => Promise<void>} save
 * @property {() => Promise<void>} askEffect
 * @property {(hall: string, name: string) => Promise<void>} createHall
 * @property {(file: File) => Promise<void>} readFile
 * @property {() => Promise<void>} exportToml
 * @property {() => void} undo back to what was in force before the last save, as a draft that is looked at first
 * @property {(path: string, body: Record<string, unknown>, done: string) => Promise<void>} post
 * @property {(code: string) => Promise<void>} tryPrinter
 * @property {(code: string) => Promise<void>} lookUp
 * @property {(how: "approve" | "refuse", body: Record<string, unknown>) => Promise<void>} answerDevice
 * @property {(step: number | null) => void} step
 * @property {() => Promise<void>} takeWard
 * @property {() => void} signOut
 */

/** @type {Place[]} */
const PLACES = [
  "hall",
  "hours",
  "zones",
  "groups",
  "services",
  "counters",
  "classes",
  "guarantees",
  "rules",
  "voice",
  "screens",
  "printers",
  "files",
  "people",
  "devices",
];

/** @param {Frame} frame */
export function page(frame) {
  const { text, doing } = frame;
  if (frame.hall === "") return newHall(frame);
  const wrong = doing.draft ? mistakes(doing.draft) : [];
  if (doing.guide !== null) {
    const bad = wrong.some((mistake) => placeOf(mistake.path) === STEPS[doing.guide ?? 0]);
    const form = html`${problems(frame)} ${doing.draft ? place(frame, wrong) : html`<p>${text.t("loading")}</p>`}`;
    return guide(frame, doing.guide, form, bad);
  }
  return html`
    <div class="admin">
      <header>
        <h1>${text.t("admin-title")} · ${doing.saved ? text.name(doing.saved.name) : frame.hall}</h1>
        ${frame.name ? html`<button class="quiet" @click=${frame.signOut}>${text.t("login-out")}</button>` : nothing}
      </header>
      <div class="columns">
        <nav aria-label=${text.t("admin-title")}>
          ${PLACES.map((place) => {
            const bad = wrong.some((mistake) => placeOf(mistake.path) === place);
            return html`<button aria-current=${doing.place === place ? "page" : nothing} @click=${() => frame.set({ place, said: null, secret: null })}>
              ${text.t(`admin-place-${place}`)} ${bad ? html`<span class="stop">${sign("stop")} ${text.t("admin-has-mistakes")}</span>` : nothing}
            </button>`;
          })}
        </nav>
        <main>
          <h2>${text.t(`admin-place-${doing.place}`)}</h2>
          ${
            doing.said
              ? html`<p class="word calm" role="status">
                  ${icon("check")} ${doing.said}
                  ${doing.before && doing.draft === doing.saved ? html`<button class="undo" @click=${() => frame.undo()}>${text.t("admin-undo-save")}</button>` : nothing}
                </p>`
              : nothing
          }
          ${problems(frame)} ${doing.draft ? place(frame, wrong) : html`<p>${text.t("loading")}</p>`}
        </main>
      </div>
      ${bar(frame, wrong)}
    </div>
  `;
}

/**
 * Which place an input belongs to.
 *
 * @param {string} path
 * @returns {Place}
 */
function placeOf(path) {
  const [first = "", , third = ""] = path.split(".");
  if (first === "voice" || (first === "zones" && third === "speech")) return "voice";
  if (first === "brand" || (first === "zones" && third === "wall")) return "screens";
  if (first === "hours") return "hours";
  if (["no_show", "park", "limits", "policy"].includes(first)) return "rules";
  return SECTIONS.find((section) => section.list && section.at === first)?.name ?? "hall";
}

/**
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 */
function place(frame, wrong) {
  switch (frame.doing.place) {
    case "hours":
      return hoursForm(frame, wrong);
    case "voice":
      return voiceForm(frame, wrong);
    case "screens":
      return screensForm(frame, wrong);
    case "printers":
      return printersPlace(frame, wrong);
    case "files":
      return files(frame);
    case "people":
      return peoplePlace(frame);
    case "devices":
      return html`${devicesPlace(frame)} ${kioskPin(frame)}`;
    default:
      return sectionForm(frame.doing.place, frame, wrong);
  }
}

/** What the server refused: by its code, and the rules' own list. @param {Frame} frame */
function problems(frame) {
  const { progress } = frame;
  const list = progress.phase === "failed" ? progress.problem?.problems : null;
  return html`${failure(frame)}${Array.isArray(list) ? html`<ul class="problems stop">${list.map((line) => html`<li>${line}</li>`)}</ul>` : nothing}`;
}

/**
 * What is to be saved, and what saving would change.
 *
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 */
function bar(frame, wrong) {
  const { text, doing, progress } = frame;
  if (!doing.saved || !doing.draft) return nothing;
  const found = changes(doing.saved, doing.draft);
  if (found.length === 0) return nothing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`
    <aside class="bar" aria-label=${text.t("admin-changes")}>
      ${
        doing.preview
          ? html`<ul class="changes">
              ${found.map(
                (change) => html`<li>
                  <strong>${text.t(`admin-place-${change.section}`)}${change.row ? ` ${change.row}` : ""}</strong>
                  ${change.field ? `· ${fieldWords(change, text)}` : ""} ${text.t(`admin-change-${change.kind}`)}
                  ${change.before ? html`<del>${valueWords(change, change.before, text)}</del>` : nothing} ${change.after ? html`<ins>${valueWords(change, change.after, text)}</ins>` : nothing}
                </li>`,
              )}
            </ul>
            ${unsaidWords(frame)}`
          : nothing
      }
      <div class="buttons">
        <span>${text.t("admin-changed", { count: found.length })}${wrong.length > 0 ? html` · <span class="stop">${sign("stop")} ${text.t("admin-mistakes", { count: wrong.length })}</span>` : nothing}</span>
        <button @click=${() => frame.set({ draft: doing.saved, preview: false })}>${text.t("admin-undo")}</button>
        ${
          doing.preview
            ? html`<button class="primary" ?disabled=${busy || wrong.length > 0} @click=${() => void frame.save("save")}>${busy ? busyWords(frame) : text.t("admin-save")}</button>`
            : html`<button class="primary" ?disabled=${busy || wrong.length > 0} @click=${() => void frame.save("try")}>${busy ? busyWords(frame) : text.t("admin-preview")}</button>`
        }
      </div>
    </aside>
  `;
}

/**
 * @param {import("./model.js").Change} change
 * @param {import("../shared/text.js").Text} text
 */
function fieldWords(change, text) {
  const id = `admin-f-${change.field.replaceAll(/[._]/g, "-")}`;
  return text.has(id) ? text.t(id) : change.field;
}

/**
 * An option in its own words; anything else as it stands in its input.
 *
 * @param {import("./model.js").Change} change
 * @param {string} value
 * @param {import("../shared/text.js").Text} text
 */
function valueWords(change, value, text) {
  const id = `admin-o-${change.field.replaceAll(/[._]/g, "-")}-${value}`;
  return text.has(id) ? text.t(id) : value;
}

/** @param {Frame} frame */
function files(frame) {
  const { text } = frame;
  return html`
    <p>${text.t("admin-import-help")}</p>
    <label class="field">
      <span>${text.t("admin-import")}</span>
      <input
        type="file"
        accept=".toml,.csv"
        @change=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          const [file] = input.files ?? [];
          if (file) void frame.readFile(file);
          input.value = "";
        }}
      />
    </label>
    <button @click=${() => void frame.exportToml()}>${text.t("admin-export")}</button>
  `;
}

/** @param {Frame} frame */
function newHall(frame) {
  const { text, progress } = frame;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`<main class="gate">
    <form
      class="login panel"
      @submit=${(/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
        void frame.createHall(String(form.get("hall")).trim(), String(form.get("name")).trim());
      }}
    >
      <h1>${text.t("admin-new-hall")}</h1>
      <label><span>${text.t("admin-f-name-vi")}</span><input name="name" required maxlength="60" /></label>
      <label>
        <span>${text.t("admin-hall-id")}</span><input name="hall" required pattern="[A-Za-z0-9._\-]{1,40}" />
        <small class="mute">${text.t("admin-hall-id-help")}</small>
      </label>
      ${problems(frame)}
      <button class="primary" type="submit" ?disabled=${busy}>${busy ? busyWords(frame) : text.t("admin-new-hall-go")}</button>
    </form>
  </main>`;
}
