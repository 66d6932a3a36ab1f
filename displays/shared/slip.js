/** Draws what the browser's printer gets: a number's slip, or a list of papers. Never seen on the screen. */
import { html, nothing } from "../vendor/lit.js";
import { hourMinute, weekdayDate } from "./clock.js";
import { icon } from "./parts.js";
import { qr } from "./qr.js";

/**
 * @typedef {import("../wire.d.ts").Text} HallText
 *
 * @typedef {object} Head what stands of the hall
 * @property {HallText} name
 * @property {string} timeZone
 * @property {string} hotline empty if there is none
 *
 * @typedef {object} Names of what a ticket has codes for
 * @property {HallText | undefined} group
 * @property {HallText | undefined} service where one was chosen
 * @property {HallText | undefined} priority unless the class is the ordinary one
 *
 * @typedef {object} Sheet
 * @property {import("./text.js").Text} text
 * @property {import("./paper.js").Paper} paper
 */

/**
 * The address of the citizen's page, as every slip has it: without one of its own the server is where this page has come from.
 *
 * @param {import("../wire.d.ts").Ticket} ticket
 */
export function linkOf(ticket) {
  return ticket.phone_link ?? location.origin + ticket.phone_url;
}

/**
 * @param {import("../wire.d.ts").Ticket} ticket
 * @param {Head} hall
 * @param {Names} names
 * @param {Sheet} sheet
 */
export function slip(ticket, hall, { group, service, priority }, { text, paper }) {
  if (paper.width === null) return nothing;
  return html`<article class=${`slip w${paper.width}`}>
    <p class="hall">${text.name(hall.name)}</p>
    ${paper.copies(ticket) > 1 ? html`<p class="copy"><span>${text.t("kiosk-slip-copy")}</span></p>` : nothing}
    <p class="yours">${text.t("kiosk-your-number")}</p>
    <p class="number" data-label-length=${ticket.label.length}>${ticket.label}</p>
    <p class="group">${text.name(group)}</p>
    ${service ? html`<p>${text.name(service)}</p>` : nothing}
    ${priority ? html`<p class="priority"><span>${text.name(priority)}</span></p>` : nothing}
    <dl>
      <div><dt>${text.t("kiosk-ahead")}</dt><dd>${ticket.people_ahead ?? 0}</dd></div>
      <div><dt>${text.t("kiosk-expected")}</dt><dd>${text.range(ticket.wait)}</dd></div>
    </dl>
    <p class="now">${text.t("kiosk-watch")}</p>
    ${qr(linkOf(ticket), text.t("kiosk-qr"))}
    <p>${text.t("kiosk-qr")}</p>
    <p class="when">${hourMinute(ticket.issued_at, hall.timeZone)} · ${weekdayDate(ticket.issued_at, hall.timeZone, text.language)}</p>
    <p>${text.t("kiosk-slip-valid")}</p>
    ${hall.hotline ? html`<p>${text.t("kiosk-hotline", { number: hall.hotline })}</p>` : nothing}
  </article>`;
}

/**
 * What a procedure needs, to take home.
 *
 * @param {{ name: HallText, papers: HallText[] } | undefined} service
 * @param {Head} hall
 * @param {Sheet} sheet
 */
export function papersOf(service, hall, { text, paper }) {
  if (paper.width === null) return nothing;
  return html`<article class=${`slip list w${paper.width}`}>
    <p class="hall">${text.name(hall.name)}</p>
    <h2>${text.name(service?.name)}</h2>
    <ul>
      ${service?.papers.map((one) => html`<li>${icon("square")} <span>${text.name(one)}</span></li>`)}
    </ul>
  </article>`;
}
