/** Draws what a kiosk says of paper, and the paper itself. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { printerOf, stateWords } from "../shared/prints.js";
import { qr } from "../shared/qr.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * What stands under a number about its paper.
 *
 * @param {import("./print.js").Outcome | null} outcome
 * @param {import("./model.js").Ticket} ticket
 * @param {{ text: import("../shared/text.js").Text, paper: import("./print.js").Paper, again: () => void }} frame
 */
export function paperLine(outcome, ticket, { text, paper, again }) {
  if (!outcome) {
    if (paper.copies(ticket) === 0) return nothing;
    return html`<p class="paper">
      ${text.t("kiosk-paper-printed")} <span class="second" lang=${text.second}>${text.t2("kiosk-paper-printed")}</span>
      ${paper.mayCopy(ticket) ? html`<button @click=${again}>${text.t("kiosk-paper-again")}</button>` : nothing}
    </p>`;
  }
  const why = outcome.why ? stateWords(outcome.why, text) : "";
  if (outcome.kind === "printing" || outcome.kind === "printed") {
    return html`<p class="paper" role="status">${text.t(`kiosk-paper-${outcome.kind}`)} <span class="second" lang=${text.second}>${text.t2(`kiosk-paper-${outcome.kind}`)}</span></p>`;
  }
  return html`<div class="paper bad" role="alert">
    <p class="stop">${sign("stop")} ${text.t(`kiosk-paper-${outcome.kind}`, { why })}</p>
    <p><b>${text.t("kiosk-paper-keep")}</b> <span class="second" lang=${text.second}>${text.t2("kiosk-paper-keep")}</span></p>
    <button @click=${again}>${text.t("kiosk-paper-again")}</button>
  </div>`;
}

/**
 * Before anybody takes a number: this kiosk's printer cannot print now.
 *
 * @param {import("../shared/live-model.js").Values} values
 * @param {string} kiosk its id
 * @param {import("../shared/text.js").Text} text
 */
export function paperNotice(values, kiosk, text) {
  const printer = printerOf(values, kiosk);
  if (!printer || ["ok", "paper_low", "silent", "unknown"].includes(printer.state)) return nothing;
  return html`<p class="notice paperless" role="status">${sign("warn")} ${text.t("kiosk-paper-none", { why: stateWords(printer.state, text) })}</p>`;
}

/**
 * The address of the citizen's page, as every slip has it.
 *
 * @param {import("./model.js").Ticket} ticket
 * @param {string} origin where the kiosk itself has come from
 */
export function linkOf(ticket, origin) {
  return ticket.phone_link ?? origin + ticket.phone_url;
}

/**
 * What the browser's printer gets; never seen on the screen.
 *
 * @param {import("./model.js").KioskPicture} picture
 * @param {{ text: import("../shared/text.js").Text, place: import("./model.js").Place, paper: import("./print.js").Paper, origin: string }} frame
 */
export function slip(picture, { text, place, paper, origin }) {
  const { width } = paper;
  if (width === null) return nothing;
  if (place.screen === "result") {
    const { ticket } = place;
    const group = picture.cards.find((card) => card.code === ticket.group);
    const priority = picture.classes.find((one) => one.code === ticket.class);
    const service = picture.services.find((one) => one.code === place.service);
    return html`<article class=${`slip w${width}`}>
      <p class="hall">${text.name(picture.name)}</p>
      ${paper.copies(ticket) > 1 ? html`<p class="copy"><span>${text.t("kiosk-slip-copy")}</span></p>` : nothing}
      <p class="yours">${text.t("kiosk-your-number")}</p>
      <p class="number" data-label-length=${ticket.label.length}>${ticket.label}</p>
      <p class="group">${text.name(group?.name)}</p>
      ${service ? html`<p>${text.name(service.name)}</p>` : nothing}
      ${priority ? html`<p class="priority"><span>${text.name(priority.name)}</span></p>` : nothing}
      <dl>
        <div><dt>${text.t("kiosk-ahead")}</dt><dd>${ticket.people_ahead ?? 0}</dd></div>
        <div><dt>${text.t("kiosk-expected")}</dt><dd>${text.range(ticket.wait)}</dd></div>
      </dl>
      <p class="now">${text.t("kiosk-watch")}</p>
      ${qr(linkOf(ticket, origin), text.t("kiosk-qr"))}
      <p>${text.t("kiosk-qr")}</p>
      <p class="when">${hourMinute(ticket.issued_at, picture.timeZone)} · ${weekdayDate(ticket.issued_at, picture.timeZone, text.language)}</p>
      <p>${text.t("kiosk-slip-valid")}</p>
      ${picture.hotline ? html`<p>${text.t("kiosk-hotline", { number: picture.hotline })}</p>` : nothing}
    </article>`;
  }
  if (place.screen !== "take") return nothing;
  const service = picture.services.find((one) => one.code === place.service);
  return html`<article class=${`slip list w${width}`}>
    <p class="hall">${text.name(picture.name)}</p>
    <h2>${text.name(service?.name)}</h2>
    <ul>
      ${service?.papers.map((one) => html`<li>${icon("square")} <span>${text.name(one)}</span></li>`)}
    </ul>
  </article>`;
}
