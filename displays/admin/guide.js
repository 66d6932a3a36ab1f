/**
 * The first set-up, step by step: the forms of the administrator's page in the order in which a hall comes to be, each saved
 * when the next one opens. Going back, and leaving, saves nothing and is always possible.
 */
import { busyWords } from "../shared/actions.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { gaps, isLoopback } from "./gaps.js";
import { changes } from "./model.js";
import { outline } from "./preview-view.js";
import { signInAgain } from "./problems.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./places.js").Place} Place
 */

/** @type {Place[]} */
export const STEPS = [
  "hall",
  "hours",
  "zones",
  "groups",
  "services",
  "counters",
  "people",
  "voice",
  "printers",
  "devices",
];

/**
 * Which step an address names, the one after the last being the end; null outside of the guide.
 *
 * @param {string | null} value
 */
export function stepOf(value) {
  const step = value === null ? Number.NaN : Number(value || 0);
  return Number.isInteger(step) && step >= 0 && step <= STEPS.length ? step : null;
}

/**
 * @param {Frame} frame
 * @param {number} step
 * @param {unknown} form the form of this step
 * @param {Place[]} bad places with mistakes, of this step or of others: as long as there are any, nothing can be saved
 */
export function guide(frame, step, form, bad) {
  const { text, doing, progress } = frame;
  const name = STEPS[step];
  const others = bad.filter((place) => place !== name);
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`
    <div class="admin guide">
      <header>
        <h1>${text.t("steps-title")} · ${doing.saved ? text.name(doing.saved.name) : frame.hall}</h1>
        <button class="quiet" @click=${() => frame.step(null, "leave")}>${text.t("steps-leave")}</button>
      </header>
      <nav class="steps" aria-label=${text.t("steps-title")}><ol>
        ${STEPS.map(
          (
            one,
            index,
          ) => html`<li aria-current=${index === step ? "step" : nothing} class=${index < step ? "done" : ""}>
            <span aria-hidden="true">${index < step ? icon("check") : index + 1}</span> ${text.t(`admin-place-${one}`)}
          </li>`,
        )}
      </ol></nav>
      ${
        name === undefined
          ? end(frame)
          : html`<main>
              ${signInAgain(frame)}
              <p class="mute">${text.t("steps-step", { step: step + 1, of: STEPS.length })}</p>
              <h2 tabindex="-1">${text.t(`admin-place-${name}`)}</h2>
              <p class="lead">${text.t(`steps-${name}`)}</p>
              ${name === "groups" ? ward(frame) : nothing}
              ${doing.said ? html`<p class="word calm" role="status">${icon("check")} ${doing.said.words}</p>` : nothing}
              ${form}
              ${name !== undefined && bad.includes(name) ? html`<p class="word stop" role="alert">${sign("stop")} ${text.t("steps-mend")}</p>` : nothing}
              ${
                others.length > 0
                  ? html`<div class="word stop" role="alert">
                      ${sign("stop")} ${text.t("steps-mend-elsewhere")}
                      <span class="buttons">${others.map((place) => html`<button @click=${() => frame.visit(place)}>${text.t(`admin-place-${place}`)}</button>`)}</span>
                    </div>`
                  : nothing
              }
            </main>`
      }
      <aside class="bar" aria-label=${text.t("steps-title")}>
        <div class="buttons">
          ${step > 0 ? html`<button @click=${() => frame.step(step - 1, "leave")}>${icon("arrow-left")} ${text.t("steps-back")}</button>` : nothing}
          ${
            name === undefined
              ? html`<button class="primary" @click=${() => frame.step(null, "leave")}>${text.t("steps-finish")}</button>`
              : html`<button class="primary" ?disabled=${busy || bad.length > 0} @click=${() => frame.step(step + 1, "save")}>
                  ${busy ? busyWords(frame) : text.t("steps-next")} ${icon("arrow-right")}
                </button>`
          }
        </div>
      </aside>
    </div>
  `;
}

/** The ward's template: what it would replace is shown before it does. @param {Frame} frame */
function ward(frame) {
  const { text, doing } = frame;
  const { ward, draft } = doing;
  if (!ward || !draft) return html`<button @click=${() => void frame.askWard()}>${text.t("steps-ward")}</button>`;
  return html`<section class="panel row ward" role="alert">
    <p>${text.t("steps-ward-ask")}</p>
    <div class="outline" tabindex="0" role="group" aria-label=${text.t("admin-changes")}>${outline(changes(draft, ward), [draft, ward], text)}</div>
    <div class="buttons">
      <button class="primary" @click=${() => frame.takeWard()}>${text.t("steps-ward-take")}</button>
      <button @click=${() => frame.set({ ward: null })}>${text.t("steps-ward-leave")}</button>
    </div>
  </section>`;
}

/** What is still missing, where everything is, and how a screen gets there. @param {Frame} frame */
function end(frame) {
  const { text, doing, hall } = frame;
  const counters = doing.saved?.counters ?? [];
  const missing = doing.saved ? gaps(hall, doing.saved, doing.people, doing.tokens) : [];
  const link = (/** @type {string} */ path, /** @type {string} */ words) =>
    html`<li class="panel"><strong>${words}</strong> <a href=${path} target="_blank" rel="noopener">${location.host}${path}</a></li>`;
  return html`<main>
    <h2 tabindex="-1">${text.t(missing.length > 0 ? "steps-almost" : "steps-done")}</h2>
    ${
      missing.length > 0
        ? html`<p class="lead">${text.t("steps-almost-help")}</p>
            <ul class="list gaps">
              ${missing.map(
                ({ what, place, args }) => html`<li class="panel">
                  <span><span class="warn">${sign("warn")}</span> ${text.t(`steps-gap-${what}`, args)}</span>
                  <button @click=${() => frame.visit(place)}>${text.t(`admin-place-${place}`)}</button>
                </li>`,
              )}
            </ul>`
        : nothing
    }
    <p class="lead">${text.t("steps-done-help")}</p>
    ${isLoopback(location.hostname) ? html`<p class="word warn">${sign("warn")} ${text.t("steps-loopback", { host: location.hostname })}</p>` : nothing}
    <ul class="list links">
      ${link(`/hall/?hall=${hall}`, text.t("pair-kind", { kind: "hall" }))}
      ${link(`/kiosk/?hall=${hall}`, text.t("pair-kind", { kind: "kiosk" }))}
      ${counters.slice(0, 1).map((/** @type {any} */ counter) => link(`/counter/?hall=${hall}&counter=${counter.number}`, text.t("counter", { number: counter.number })))}
      ${link(`/supervisor/?hall=${hall}`, text.t("role-supervisor"))}
      ${link(`/desk/?hall=${hall}`, text.t("role-greeter"))}
    </ul>
    <p class="lead">${text.t("steps-pairing")}</p>
  </main>`;
}
