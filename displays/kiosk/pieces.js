/** Pieces that several screens of the kiosk draw: a group's picture, a group, a procedure. */
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").Card} Card
 */

/**
 * The picture of a group and the letter of its numbers; the letter alone where there is no picture.
 *
 * @param {Card} card
 */
export function cardSign(card) {
  return html`<span class="sign" aria-hidden="true"
    >${card.icon ? html`<i class=${`icon icon-${card.icon}`}></i>` : nothing}<b class="letter">${card.code}</b></span
  >`;
}

/**
 * @param {Card} card
 * @param {Frame} frame
 */
export function groupCard(card, frame) {
  const { text } = frame;
  const none = card.stopped !== null || card.left === 0;
  return html`
    <button
      class="card"
      ?disabled=${none}
      data-group=${card.code}
      @click=${() => frame.go({ screen: "take", group: card.code, service: null, priority: "ordinary" })}
    >
      ${cardSign(card)}
      <span class="name">
        <b>${text.name(card.name)}</b>
        <small class="second" lang=${text.second}>${text.name2(card.name)}</small>
      </span>
      <span class="waiting">
        ${
          none
            ? html`<span class="stop">${sign("stop")} ${card.stopped === null ? text.t("kiosk-none-left") : card.stopped || text.t("kiosk-stopped")}</span>`
            : html`<b>${card.waiting === 0 ? text.t("hall-nobody") : text.t("people-waiting", { count: card.waiting })}</b>
                <span>${waitWords(card.wait, text)}</span>
                ${card.left === null ? nothing : html`<span class="warn">${sign("warn")} ${text.t("kiosk-left", { count: card.left })}</span>`}`
        }
      </span>
    </button>
  `;
}

/**
 * How long somebody may wait, or that it cannot be told yet.
 *
 * @param {import("../wire.d.ts").WaitRange | null} wait
 * @param {import("../shared/text.js").Text} text
 */
export function waitWords(wait, text) {
  return wait ? text.t("kiosk-wait", { range: text.range(wait) }) : text.t("kiosk-wait-unknown");
}

/**
 * @param {import("./model.js").ServiceCard} service
 * @param {import("./model.js").KioskPicture} picture
 * @param {Frame} frame
 */
export function serviceButton(service, picture, frame) {
  const { text } = frame;
  const card = picture.cards.find((one) => one.code === service.group);
  return html`<button
    class="service"
    ?disabled=${card?.stopped !== null || card.left === 0}
    data-service=${service.code}
    @click=${() => frame.go({ screen: "take", group: service.group, service: service.code, priority: "ordinary" })}
  >
    ${card ? cardSign(card) : nothing}
    <span>${text.name(service.name)} <small class="second" lang=${text.second}>${text.name2(service.name)}</small></span>
  </button>`;
}
