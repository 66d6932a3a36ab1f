/** Draws what a changed rule would do to the people who wait now. */
import { icon } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { movedMost, ordersOtherwise } from "./effect.js";

/**
 * @param {import("./effect.js").Effect} effect
 * @param {import("./view.js").Frame} frame
 */
export function effectView(effect, { text, doing }) {
  if (effect.waiting === 0) return html`<p class="mute" role="status">${text.t("effect-nobody")}</p>`;
  const minutes = (/** @type {number | null} */ seconds) =>
    seconds === null ? "–" : text.t("sup-minutes", { minutes: Math.round(seconds / 60) });
  /** @type {any[]} */
  const classes = doing.draft?.classes ?? [];
  const nameOf = (/** @type {string} */ code) =>
    code === "ordinary"
      ? text.t("admin-ordinary")
      : text.name(classes.find((entry) => entry.code === code)?.name) || code;
  const moved = movedMost(effect.people);
  return html`
    <div class="effect" role="status">
      <p>
        <strong>${text.t("effect-summary", { waiting: effect.waiting, up: effect.moved_up, down: effect.moved_down })}</strong>
        <span class="mute">${text.t(effect.counters === "open" ? "effect-open" : "effect-assumed")}</span>
      </p>
      <table>
        <thead>
          <tr><th>${text.t("effect-class")}</th><th>${text.t("effect-waiting")}</th><th>${text.t("effect-longest")}</th><th>${text.t("effect-mean")}</th></tr>
        </thead>
        <tbody>
          ${effect.classes.map(
            (row) => html`<tr>
              <th>${nameOf(row.class)}</th>
              <td>${row.waiting}</td>
              <td>${minutes(row.before.longest_s)} → ${minutes(row.after.longest_s)}</td>
              <td>${minutes(row.before.mean_s)} → ${minutes(row.after.mean_s)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${
        moved.length === 0
          ? html`<p class="mute">${text.t("effect-none")}</p>`
          : html`<ul>
              ${moved.map(
                (person) => html`<li>
                  <b class=${person.by > 0 ? "calm" : "warn"}>${icon(person.by > 0 ? "arrow-up" : "arrow-down")}</b>
                  <strong>${person.label}</strong> <span class="mute">${nameOf(person.class)}</span>
                  ${person.before && person.after ? text.t("effect-place", { before: person.before.place, after: person.after.place }) : text.t(person.after ? "effect-won" : "effect-lost")}
                </li>`,
              )}
            </ul>`
      }
    </div>
  `;
}

/**
 * The button that asks, and what came of it; nothing while the draft orders people as now.
 *
 * @param {import("./view.js").Frame} frame
 * @param {boolean} wrong a draft with mistakes cannot be thought through
 */
export function effectPart(frame, wrong) {
  const { text, doing, progress } = frame;
  if (!ordersOtherwise(doing.saved, doing.draft)) return nothing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`<fieldset class="panel row">
    <legend>${text.t("effect-title")}</legend>
    <p class="mute">${text.t("effect-help")}</p>
    <button ?disabled=${busy || wrong} @click=${() => void frame.askEffect()}>${busy && progress.name === "effect" ? text.t("busy-sending") : text.t("effect-ask")}</button>
    ${doing.effect && doing.effect.of === doing.draft ? effectView(doing.effect.answer, frame) : nothing}
  </fieldset>`;
}
