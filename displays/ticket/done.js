/** Draws what few phones need, or only at the end: why others were called first, how a ticket ended, a judgement. Loaded then. */
import { hourMinute } from "../shared/clock.js";
import { html, nothing } from "../vendor/lit.js";
import { COMMENT_CHARS, SCORES } from "./model.js";
import { problem, ticketLabel } from "./view.js";

/**
 * @param {import("./model.js").Done} picture
 * @param {import("./view.js").Frame} frame
 */
export function done(picture, frame) {
  const { text, doing, progress } = frame;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  const outcome = `ticket-done-${picture.outcome.replaceAll("_", "-")}`;
  return html`
    ${ticketLabel(picture, text)}
    <p class="lead strong">${text.t(text.has(outcome) ? outcome : "ticket-done-served")}</p>
    ${picture.rating === null ? nothing : html`<p class="lead">${text.t("ticket-rated", { words: text.t(`score-${picture.rating}`) })}</p>`}
    ${
      picture.mayRate
        ? html`
            <fieldset class="scores">
              <legend>${text.t("ticket-rate")}</legend>
              ${[...SCORES].reverse().map(
                (score) => html`
                  <label class="score">
                    <input
                      type="radio"
                      name="score"
                      value=${score}
                      .checked=${doing.score === score}
                      @change=${() => frame.set({ score })}
                    />
                    <span>${text.t(`score-${score}`)}</span>
                  </label>
                `,
              )}
            </fieldset>
            <label class="comment">
              <span>${text.t("ticket-comment")}</span>
              <textarea
                rows="3"
                maxlength=${COMMENT_CHARS}
                .value=${doing.comment}
                @input=${(/** @type {InputEvent} */ event) => frame.set({ comment: /** @type {HTMLTextAreaElement} */ (event.target).value })}
              ></textarea>
            </label>
            <button class="primary" ?disabled=${busy || doing.score === 0} @click=${frame.rate}>
              ${busy ? text.t("busy-sending") : text.t("ticket-rate-send")}
            </button>
          `
        : nothing
    }
    ${problem(frame)}
  `;
}

/**
 * Who was called first and by which rule, in numbers alone.
 *
 * @param {Extract<import("./view.js").Why, { kind: "told" }>} why
 * @param {import("./model.js").Waiting} picture
 * @param {import("./view.js").Frame} frame
 */
export function toldWhy({ receipt, becauseWords }, picture, frame) {
  const { text } = frame;
  return html`<section class="fair" aria-label=${text.t("ticket-why")}>
    <p>${text.t("ticket-why-sum", { earlier: receipt.earlier, later: receipt.later })}</p>
    ${
      receipt.passed.length === 0
        ? html`<p>${text.t("ticket-why-nobody")}</p>`
        : html`<ol>
            ${receipt.passed.map((call) => html`<li>${text.t("ticket-why-call", { label: call.label, time: hourMinute(call.called_at, picture.timeZone), because: becauseWords(call, text) })}</li>`)}
          </ol>`
    }
    <button class="quiet" @click=${frame.askWhy}>${text.t("ticket-why")}</button>
  </section>`;
}
