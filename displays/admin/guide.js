/**
 * The first set-up, step by step: the forms of the administrator's page in the order in which a hall comes to be, each saved
 * when the next one opens.
 */
import { busyWords } from "../shared/actions.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./view.js").Place} Place
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
 * @param {boolean} bad whether this step has mistakes
 */
export function guide(frame, step, form, bad) {
  const { text, doing, progress } = frame;
  const name = STEPS[step];
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`
    <div class="admin guide">
      <header>
        <h1>${text.t("steps-title")} · ${doing.saved ? text.name(doing.saved.name) : frame.hall}</h1>
        <button class="quiet" @click=${() => frame.step(null)}>${text.t("steps-leave")}</button>
      </header>
      <ol class="steps" aria-label=${text.t("steps-title")}>
        ${STEPS.map(
          (
            one,
            index,
          ) => html`<li aria-current=${index === step ? "step" : nothing} class=${index < step ? "done" : ""}>
            <span aria-hidden="true">${index < step ? icon("check") : index + 1}</span> ${text.t(`admin-place-${one}`)}
          </li>`,
        )}
      </ol>
      ${
        name === undefined
          ? end(frame)
          : html`<main>
              <p class="mute">${text.t("steps-step", { step: step + 1, of: STEPS.length })}</p>
              <h2 tabindex="-1">${text.t(`admin-place-${name}`)}</h2>
              <p class="lead">${text.t(`steps-${name}`)}</p>
              ${
                name === "groups"
                  ? html`<button @click=${() => void frame.takeWard()}>${text.t("steps-ward")}</button>
                      ${doing.said ? html`<p class="word calm" role="status">${icon("check")} ${doing.said}</p>` : nothing}`
                  : nothing
              }
              ${form}
              ${bad ? html`<p class="word stop" role="alert">${sign("stop")} ${text.t("steps-mend")}</p>` : nothing}
            </main>`
      }
      <aside class="bar" aria-label=${text.t("steps-title")}>
        <div class="buttons">
          ${step > 0 ? html`<button @click=${() => frame.step(step - 1)}>${icon("arrow-left")} ${text.t("steps-back")}</button>` : nothing}
          ${
            name === undefined
              ? html`<button class="primary" @click=${() => frame.step(null)}>${text.t("steps-finish")}</button>`
              : html`<button class="primary" ?disabled=${busy || bad} @click=${() => frame.step(step + 1)}>
                  ${busy ? busyWords(frame) : text.t("steps-next")} ${icon("arrow-right")}
                </button>`
          }
        </div>
      </aside>
    </div>
  `;
}

/** Where everything is, and how a screen gets there. @param {Frame} frame */
function end(frame) {
  const { text, doing, hall } = frame;
  const counters = doing.saved?.counters ?? [];
  const link = (/** @type {string} */ path, /** @type {string} */ words) =>
    html`<li class="panel"><strong>${words}</strong> <a href=${path} target="_blank" rel="noopener">${location.host}${path}</a></li>`;
  return html`<main>
    <h2 tabindex="-1">${text.t("steps-done")}</h2>
    <p class="lead">${text.t("steps-done-help")}</p>
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
