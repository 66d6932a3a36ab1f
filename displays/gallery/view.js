/** Draws the gallery. Its own words are for developers and stand in English; the parts and pages speak both languages. */
import { failure } from "../shared/actions.js";
import { connectionBadge } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { banner, empty } from "../shared/notes.js";
import { alertWords, badge, icon, sign } from "../shared/parts.js";
import { PICTURES } from "../shared/pictures.js";
import { html, nothing, ref, repeat } from "../vendor/lit.js";
import { act } from "./act.js";
import { address } from "./scenes.js";
import { sentencesOf, turn } from "./turn.js";

/**
 * @typedef {import("./scenes.js").Scene} Scene
 * @typedef {import("./scenes.js").Size} Size
 *
 * @typedef {object} Choice
 * @property {string} page
 * @property {string} size
 * @property {string} language
 * @property {string} theme
 * @property {string} search
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {Record<string, Size[]>} sizes
 * @property {(change: Partial<Choice>) => void} set
 */

/** A page is drawn at most so wide and high, in pixels of the gallery. */
const WIDEST = 560;
const HIGHEST = 640;
/** The place of the parts, beside those of the pages. */
const PARTS = "parts";
const COLOURS = [
  "paper",
  "panel",
  "shade",
  "ink",
  "mute",
  "line",
  "accent",
  "on-accent",
  "call",
  "calm",
  "warn",
  "stop",
];
const STEPS = ["text-small", "text-1", "text-2", "text-3", "text-4", "text-5"];

/**
 * @param {Scene[]} all
 * @param {Choice} choice
 * @param {Frame} frame
 */
export function gallery(all, choice, frame) {
  return html`
    <main class="gallery" lang="en">
      <h1>goiso · gallery</h1>
      ${filters(choice, frame)} ${choice.page === PARTS ? parts(frame) : states(all, choice, frame)}
    </main>
  `;
}

/**
 * @param {Choice} choice
 * @param {Frame} frame
 */
function filters(choice, { text, sizes, set }) {
  const languages = text.languages.map(({ code }) => code);
  const every = Object.values(sizes).flat();
  const names = [...new Set(every.map((size) => size.join("x")))];
  return html`
    <form class="panel filters" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${select("page", choice.page, [PARTS, ...Object.keys(sizes)], (page) => set({ page }))}
      ${select("size", choice.size, ["usual", "all", ...names], (size) => set({ size }))}
      ${select("language", choice.language, languages, (language) => set({ language }))}
      ${select("theme", choice.theme, ["own", "light", "dark"], (theme) => set({ theme }))}
      <label class="field">
        <span>state</span>
        <input type="search" .value=${choice.search} @input=${(/** @type {Event} */ event) => set({ search: /** @type {HTMLInputElement} */ (event.target).value })} />
      </label>
    </form>
  `;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string[]} options
 * @param {(value: string) => void} choose
 */
function select(name, value, options, choose) {
  return html`<label class="field">
    <span>${name}</span>
    <select @change=${(/** @type {Event} */ event) => choose(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${options.map((option) => html`<option ?selected=${option === value}>${option}</option>`)}
    </select>
  </label>`;
}

/**
 * @param {Scene[]} all
 * @param {Choice} choice
 * @param {Frame} frame
 */
function states(all, choice, { text, sizes }) {
  const wanted = choice.search.trim().toLowerCase();
  const found = all.filter(({ page, name }) => page === choice.page && name.includes(wanted));
  const own = sizes[choice.page] ?? [];
  const [usual] = own;
  const shown = own.filter(
    (size) => choice.size === "all" || (choice.size === "usual" ? size === usual : size.join("x") === choice.size),
  );
  if (found.length === 0 || shown.length === 0) return empty("No state of this page has this name and size.");
  const theme = choice.theme === "light" || choice.theme === "dark" ? choice.theme : null;
  return html`<section class="frames" aria-label=${choice.page}>
    ${repeat(
      found.flatMap((scene) => shown.map((size) => ({ scene, size, to: address(scene, choice.language, theme) }))),
      ({ scene, size, to }) => `${scene.name} ${size} ${to}`,
      ({ scene, size, to }) => picture(scene, size, to, text),
    )}
  </section>`;
}

/**
 * One page at its true size, scaled down.
 *
 * @param {Scene} scene
 * @param {Size} size
 * @param {string} to
 * @param {import("../shared/text.js").Text} text
 */
function picture(scene, [width, height], to, text) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  // The content rules know no style attribute; a property of the element is none.
  const measured = (/** @type {Element | undefined} */ element) => {
    if (!(element instanceof HTMLElement)) return;
    element.style.setProperty("--width", String(width));
    element.style.setProperty("--height", String(height));
    element.style.setProperty("--scale", String(scale));
  };
  return html`<figure ${ref(measured)}>
    <div class="window">
      <iframe src=${to} title=${scene.name} loading="lazy" tabindex="-1" @load=${(/** @type {Event} */ event) => act(/** @type {HTMLIFrameElement} */ (event.target), scene.steps)}></iframe>
    </div>
    <figcaption><a href=${to} target="_blank" rel="noopener">${scene.name}</a> <span class="mute">${width} × ${height}</span> ${turns(scene, text)}</figcaption>
  </figure>`;
}

/** What else may be said there, at the press of a button. @param {Scene} scene @param {import("../shared/text.js").Text} text */
function turns(scene, text) {
  const sentences = sentencesOf(scene, text);
  if (sentences.length === 0) return nothing;
  const next = (/** @type {Event} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    const frame = button.closest("figure")?.querySelector("iframe");
    const now = frame ? turn(frame, sentences, text) : null;
    button.title = now?.id ?? "";
  };
  return html`<button class="quiet" @click=${next}>next of ${sentences.length} sentences</button>`;
}

/** Every part in every state. @param {Frame} frame */
function parts({ text }) {
  const connection = { dataAt: 0, attempts: 3, ended: null };
  const states = /** @type {const} */ (["live", "connecting", "behind", "offline"]);
  const shown = [
    part(
      "Colours",
      html`<ul class="swatches">${COLOURS.map((name) => html`<li class="swatch" ${ref(coloured(name))}>${name}</li>`)}</ul>`,
    ),
    part(
      "Type",
      html`<div class="type">${STEPS.map((name) => html`<p ${ref(sized(name))}>${name} · Mời công dân số Ậ Ễ Ỗ</p>`)}<p>${figures("0123456789 · 11:11")}</p></div>`,
    ),
    part(
      "Buttons",
      html`<div class="buttons">
        <button class="primary">${text.t("login-submit")}</button><button>${text.t("back")}</button>
        <button class="danger">${text.t("ticket-do-cancel")}</button><button class="quiet">${text.t("login-out")}</button>
        <button class="primary" disabled>${text.t("busy-sending")}</button><button disabled>${text.t("back")}</button>
      </div>`,
    ),
    part(
      "States",
      html`${/** @type {const} */ (["calm", "plain", "warn", "stop"]).map((meaning) => html`<p>${badge(meaning, meaning)}</p>`)}`,
    ),
    part(
      "Connection",
      html`${states.map((state) => html`<p>${connectionBadge({ ...connection, state }, text, "UTC")}</p>`)}`,
    ),
    part("What failed", html`${alertWords(text.t("staff-no-server"))}${failure({ text, progress: FAILED })}`),
    part(
      "Banners",
      html`${banner("warn", text.t("sup-clock"))}${banner("stop", text.t("staff-no-server"), html`<button>${text.t("try-again")}</button>`)}`,
    ),
    part(
      "Fields",
      html`<label class="field"><span>${text.t("login-name")}</span><input value="nguyenthingoclan" /></label>
        <label class="field"><span>${text.t("login-password")}</span><input type="password" aria-invalid="true" aria-describedby="mistake" value="123" /><span class="mistake" id="mistake">${sign("stop")} ${text.t("reason")}</span></label>
        <label class="field"><span>${text.t("ticket-class")}</span><select><option>${text.t("guide-service-any")}</option></select></label>
        <label class="check"><input type="checkbox" checked /><span>${text.t("guide-accessible")}</span></label>`,
    ),
    part("Nothing there", empty(text.t("sup-no-tickets"))),
    part("Pictures", html`<p class="buttons">${PICTURES.map((name) => html`<span>${icon(name)} ${name}</span>`)}</p>`),
  ];
  return html`<section class="parts" lang=${text.language} aria-label="parts">${shown}</section>`;
}

/** An answer that never came. @type {import("../shared/command.js").Progress} */
const FAILED = {
  phase: "failed",
  name: "gallery",
  attempts: 3,
  problem: { status: 0, code: "no_answer", title: "", detail: "" },
};

/**
 * @param {string} title
 * @param {unknown} body
 */
function part(title, body) {
  return html`<section class="panel part"><h2 lang="en">${title}</h2>${body ?? nothing}</section>`;
}

/** @param {string} name */
function coloured(name) {
  return (/** @type {Element | undefined} */ element) => {
    if (!(element instanceof HTMLElement)) return;
    const dark = ["ink", "mute", "accent", "calm", "warn", "stop"].includes(name);
    element.style.background = `var(--${name})`;
    element.style.color = dark ? "var(--paper)" : name === "on-accent" ? "var(--accent)" : "var(--ink)";
  };
}

/** @param {string} name */
function sized(name) {
  return (/** @type {Element | undefined} */ element) => {
    if (element instanceof HTMLElement) element.style.fontSize = `var(--${name})`;
  };
}
