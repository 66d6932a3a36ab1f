/** Draws the receipt of the order for one ticket: who was called first, why, and what happened to it; to be read and printed. */
import { hourMinute, hourMinuteSecond } from "../shared/clock.js";
import { becauseWords } from "../shared/fairness.js";
import { modal } from "../shared/modal.js";
import { alertWords } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("../shared/fairness.js").Receipt} Receipt
 *
 * @typedef {object} Asked
 * @property {string} id
 * @property {string} label
 * @property {Receipt | null} receipt
 * @property {boolean} failed
 * @property {boolean} taking its paper is on its way
 * @property {string} problem why the paper did not come, in words; empty if it did
 */

/**
 * @param {Asked} asked
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function fairnessDialog({ label, receipt, failed, taking, problem }, picture, frame) {
  const { text } = frame;
  const close = () => frame.set({ dialog: null });
  return modal(
    text.t("fair-title", { label }),
    html`<div class="receipt">
        ${receipt === null ? (failed ? alertWords(text.t("fair-failed")) : html`<p role="status">${text.t("loading")}</p>`) : body(receipt, picture, frame)}
      </div>
      ${problem === "" ? nothing : html`<p class="word stop" role="alert">${problem}</p>`}
      <div class="buttons">
        <button autofocus @click=${close}>${text.t("close")}</button>
        ${
          receipt === null
            ? nothing
            : html`<button ?disabled=${taking} @click=${frame.takePaper}>${text.t("fair-pdf")}</button>
              <button class="primary" @click=${() => window.print()}>${text.t("fair-print")}</button>`
        }
      </div>`,
    close,
  );
}

/**
 * @param {Receipt} receipt
 * @param {Picture} picture
 * @param {Frame} frame
 */
function body(receipt, picture, { text }) {
  const zone = picture.timeZone;
  const className = (/** @type {string | null} */ code) =>
    code === null || code === "ordinary"
      ? ""
      : ` · ${text.name(picture.classes.find((entry) => entry.code === code)?.name) || code}`;
  return html`
    <p class="strong">${text.name(picture.hallName)} · ${receipt.label} · ${text.t("fair-arrived", { time: hourMinute(receipt.issued_at, zone) })}</p>
    <p>${text.t("fair-sum", { later: receipt.later, earlier: receipt.earlier })}</p>
    ${
      receipt.passed.length === 0
        ? html`<p class="mute">${text.t("fair-nobody")}</p>`
        : html`<ol class="passed">
            ${receipt.passed.map(
              (call) => html`<li>
                <strong class="number">${call.label}</strong> ${text.t("fair-called", { time: hourMinute(call.called_at, zone), counter: call.counter ?? "" })}
                <span class="mute">${text.t(`fair-came-${call.came}`, { time: hourMinute(call.arrived_at, zone) })}${className(call.class)}</span>
                <span class="because">${becauseWords(call, text)}${call.why?.reason ? html`: “${call.why.reason}”` : nothing}</span>
              </li>`,
            )}
          </ol>`
    }
    <h3>${text.t("fair-own", { label: receipt.label })}</h3>
    <ol class="own">
      ${receipt.own.map(
        (step) => html`<li><time class="tabular">${hourMinuteSecond(step.at, zone)}</time>
          ${stepWords(step.kind, text)}${step.counter ? ` · ${text.t("counter", { number: step.counter })}` : ""}${step.group ? ` · ${step.group}` : ""}${className(step.class)}</li>`,
      )}
    </ol>
    <p class="proof mute">${text.t("fair-proof", { seq: String(receipt.proof.at.seq) })} <code>${receipt.proof.hash}</code></p>
  `;
}

/**
 * @param {string} kind
 * @param {import("../shared/text.js").Text} text
 */
function stepWords(kind, text) {
  const id = `fair-step-${kind.replaceAll("_", "-")}`;
  return text.has(id) ? text.t(id) : kind;
}
