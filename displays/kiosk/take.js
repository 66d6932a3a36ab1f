/** Draws what stands between the choice and the number: papers, priority, the card, the button. */
import { icon, sign } from "../shared/parts.js";
import { stateWords } from "../shared/prints.js";
import { html, nothing } from "../vendor/lit.js";
import { servicesOf } from "./model.js";
import { cardSides } from "./card-view.js";
import { cardSign, serviceButton, waitWords } from "./pieces.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").KioskPicture} KioskPicture
 * @typedef {import("./model.js").Take} Take
 */

/**
 * @param {Take} place
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
export function take(place, picture, frame) {
  const { text, progress } = frame;
  const card = picture.cards.find((one) => one.code === place.group);
  const service = picture.services.find((one) => one.code === place.service);
  const name = service?.name ?? card?.name;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  const services = place.service === null ? servicesOf(picture, place.group) : [];
  const listed = service && service.papers.length > 0;
  return html`
    <section class="take">
      <h1 tabindex="-1">
        ${card ? cardSign(card) : nothing}
        <span>${text.name(name)} <small class="second" lang=${text.second}>${text.name2(name)}</small></span>
      </h1>
      ${listed ? papers(service.papers, frame) : nothing} ${cardNote(frame)} ${priority(place, picture, frame, busy)}
      ${
        progress.phase === "failed" && progress.problem
          ? html`<p class="problem stop" role="alert">${sign("stop")} ${progress.problem.code === "no_answer" ? text.t("kiosk-no-answer") : text.problem(progress.problem)}</p>`
          : nothing
      }
      <button
        class="primary get"
        ?disabled=${busy}
        @click=${frame.take}
      >
        <b>${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending") : text.t("kiosk-take")}</b>
        ${
          card
            ? html`<span>
                ${card.waiting === 0 ? text.t("hall-nobody") : text.t("people-waiting", { count: card.waiting })} ·
                ${waitWords(card.wait, text)}
              </span>`
            : nothing
        }
      </button>
      ${
        listed
          ? html`<button class="not-ready" ?disabled=${busy} @click=${frame.home}>${text.t("kiosk-not-ready")}</button>`
          : nothing
      }
      ${
        services.length > 0
          ? html`<h2>${text.t("kiosk-or-service")}</h2>
              <ul class="services">
                ${services.map((one) => html`<li>${serviceButton(one, picture, frame)}</li>`)}
              </ul>`
          : nothing
      }
    </section>
  `;
}

/**
 * @param {import("../wire.d.ts").Text[]} list
 * @param {Frame} frame
 */
function papers(list, frame) {
  const { text } = frame;
  return html`<div class="papers panel">
    <h2>${text.t("kiosk-papers")}</h2>
    <ul>
      ${list.map((paper) => html`<li><i class="dot" aria-hidden="true"></i> <span>${text.name(paper)}</span></li>`)}
    </ul>
    ${frame.printsList ? listButton(frame) : nothing}
  </div>`;
}

/** Takes the list home, and says how that goes. @param {Frame} frame */
function listButton({ text, listing, listed, printList }) {
  const busy = listing.phase === "sending" || listing.phase === "waiting" || listed?.kind === "printing";
  return html`<button ?disabled=${busy} @click=${() => printList()}>${text.t("kiosk-print-list")}</button>
    ${listed ? html`<p class=${`list-print ${listed.kind === "printing" || listed.kind === "printed" ? "calm" : "stop"}`} role="status">${listWords(listed, text)}</p>` : nothing}
    ${
      listing.phase === "failed" && listing.problem
        ? html`<p class="list-print stop" role="alert">${sign("stop")} ${text.problem(listing.problem)}</p>`
        : nothing
    }`;
}

/** @param {import("./print.js").Outcome} outcome @param {import("../shared/text.js").Text} text */
function listWords({ kind, why }, text) {
  const fine = kind === "printing" || kind === "printed";
  return html`${sign(fine ? "calm" : "stop")} ${text.t(`kiosk-list-${kind}`, { why: why ? stateWords(why, text) : "" })}`;
}

/**
 * One honest question; the slow call stands apart, because whoever needs it may have no class at all.
 *
 * @param {Take} place
 * @param {KioskPicture} picture
 * @param {Frame} frame
 * @param {boolean} busy
 */
function priority(place, picture, frame, busy) {
  const { text } = frame;
  const classes = [{ code: "ordinary", name: { vi: "", en: "" } }, ...picture.classes];
  return html`
    ${
      picture.classes.length > 0
        ? html`<fieldset class="priority">
            <legend>
              ${text.t("kiosk-priority")} <small class="second" lang=${text.second}>${text.t2("kiosk-priority")}</small>
            </legend>
            ${classes.map(
              (one) => html`<button
                aria-pressed=${String(place.priority === one.code)}
                ?disabled=${busy}
                data-class=${one.code}
                @click=${() => frame.go({ ...place, priority: one.code, by: "person" })}
              >
                ${icon(place.priority === one.code ? "circle-dot" : "circle")}
                ${one.code === "ordinary" ? text.t("no") : text.name(one.name)}
                ${frame.suggested === one.code ? html`<small class="calm">${text.t("kiosk-by-card")}</small>` : nothing}
              </button>`,
            )}
          </fieldset>`
        : nothing
    }
    <button
      class="care"
      aria-pressed=${String(place.care === "accessible")}
      ?disabled=${busy}
      @click=${() => frame.go(place.care ? { ...place, care: undefined } : { ...place, care: "accessible" })}
    >
      ${icon(place.care ? "square-check" : "square")}
      <span>${text.t("kiosk-care")} <small class="second" lang=${text.second}>${text.t2("kiosk-care")}</small></span>
    </button>
  `;
}

/**
 * What became of the card that was shown, in words for its holder.
 *
 * @param {Frame} frame
 */
export function cardNote(frame) {
  const { text, shown } = frame;
  if (shown === null)
    return frame.scans
      ? html`<p class="scan">${cardSides()} <span>${text.t("kiosk-scan")}</span> ${typeIt(frame)}</p>`
      : nothing;
  switch (shown.phase) {
    case "reading":
      return html`<p class="scan">${text.t("kiosk-card-reading")}</p>`;
    case "refused":
      return html`<p class="scan warn">${sign("warn")} <span>${text.t(`kiosk-card-${shown.why}`)}</span>
        ${shown.why === "other" || shown.why === "composing" ? typeIt(frame) : nothing}</p>`;
    case "known":
      return html`<p class="scan calm">
        <span>${icon("check")} ${text.t("kiosk-card-known")} ${frame.suggested ? text.t("kiosk-card-suggests") : nothing}</span>
        <button @click=${frame.forgetCard}>${text.t("kiosk-card-forget")}</button>
      </p>`;
  }
}

/** A card without a code, or one that cannot be read: its number is typed. @param {Frame} frame */
function typeIt({ text, place, go }) {
  const back = place.screen === "take" ? place : null;
  return html`<button @click=${() => go({ screen: "card", typed: "", back })}>${text.t("kiosk-card-type")}</button>`;
}
