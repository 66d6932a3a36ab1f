/** Draws the kiosk. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { qr } from "../shared/qr.js";
import { icon, sign } from "../shared/parts.js";
import { linkOf, papersOf, slip } from "../shared/slip.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";
import { paperLine, paperNotice } from "./print-view.js";
import { attendant, pin } from "./attendant.js";
import { cardNumber } from "./card-view.js";
import { groupCard } from "./pieces.js";
import { search } from "./search.js";
import { cardNote, take } from "./take.js";

/**
 * @typedef {import("./model.js").KioskPicture} KioskPicture
 * @typedef {import("./model.js").Place} Place
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {number} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {import("../shared/command.js").Progress} unlocking of the attendant's PIN
 * @property {Place} place
 * @property {import("./model.js").Shown | null} shown the card of whoever stands here
 * @property {boolean} scans whether the kiosk has a scanner
 * @property {string | null} suggested the class that the card's age suggests
 * @property {number | null} idle seconds until the page goes back to the start, once it asks
 * @property {boolean} settled whether the number stands long enough to be taken off the screen
 * @property {number | null} breath seconds without numbers after a rush
 * @property {boolean} large
 * @property {import("../shared/paper.js").Paper} paper
 * @property {import("./print.js").Outcome | null} printed how the print of the number on the screen goes
 * @property {import("../shared/live-model.js").Values} values
 * @property {string} kioskId
 * @property {() => void} again prints the number on the screen once more
 * @property {boolean} contrast
 * @property {boolean} printsList there is paper for lists
 * @property {import("../shared/command.js").Progress} listing a list that is being asked for
 * @property {import("./print.js").Outcome | null} listed how the list comes out
 * @property {(place: Place) => void} go
 * @property {() => void} home
 * @property {() => void} stay
 * @property {() => void} holdOn keeps the number on the screen for longer
 * @property {(number: string) => void} typeCard
 * @property {import("./model.js").Ticket | null} newest the newest number that was taken here
 * @property {() => void} printNewest
 * @property {() => void} forgetCard
 * @property {() => void} clockPressed
 * @property {() => void} unlock
 * @property {() => void} leaveKiosk
 * @property {() => void} take
 * @property {() => void} printList
 * @property {(language: string) => void} speak
 * @property {() => void} enlarge
 * @property {() => void} moreContrast
 */

/**
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
export function kiosk(picture, frame) {
  const { text, connection, now, place } = frame;
  return html`
    <div class=${classMap({ kiosk: true, offline: unreachable(connection) })}>
      <header>
        <div>
          <strong>${text.name(picture.name)}</strong>
          <span class="mute" lang=${text.second}>${text.name2(picture.name)}</span>
        </div>
        <div class="clock" @click=${frame.clockPressed}>
          <span class="mute">${weekdayDate(now, picture.timeZone, text.language)}</span>
          <time>${hourMinute(now, picture.timeZone)}</time>
        </div>
      </header>
      <main>${body(picture, frame)}</main>
      <p class="hidden" role="status" aria-live="assertive">${said(picture, frame)}</p>
      ${frame.idle === null ? nothing : stillThere(frame.idle, frame)}
      <footer>
        <nav>
          ${
            place.screen === "start"
              ? nothing
              : html`<button class="home" @click=${frame.home}>${icon("arrow-left")} ${text.t("kiosk-home")}</button>`
          }
          <span class="gap">
            ${connection.state === "live" ? nothing : connectionBadge(connection, text, picture.timeZone)}
          </span>
          <button @click=${() => frame.enlarge()} aria-pressed=${String(frame.large)}>
            <b aria-hidden="true">${frame.large ? "A−" : "A+"}</b> ${text.t(frame.large ? "kiosk-usual-text" : "kiosk-large-text")}
          </button>
          <button @click=${() => frame.moreContrast()} aria-pressed=${String(frame.contrast)}>
            ${icon("contrast")} ${text.t("kiosk-contrast")}
          </button>
          ${text.others.map(({ code, name }) => html`<button @click=${() => frame.speak(code)} lang=${code}>${name}</button>`)}
        </nav>
      </footer>
    </div>
    ${paperFor(picture, frame)}
  `;
}

/**
 * For the browser's printer: the slip of the number on the screen, or what the procedure that somebody looks at needs.
 *
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function paperFor(picture, frame) {
  const { place } = frame;
  if (place.screen !== "result" && place.screen !== "take") return nothing;
  const service = picture.services.find(({ code }) => code === place.service);
  if (place.screen === "take") return papersOf(service, picture, frame);
  const { ticket } = place;
  const names = {
    group: picture.cards.find(({ code }) => code === ticket.group)?.name,
    service: service?.name,
    priority: picture.classes.find(({ code }) => code === ticket.class)?.name,
  };
  return slip(ticket, picture, names, frame);
}

/** @param {import("../shared/live.js").Connection} connection */
export function unreachable(connection) {
  return connection.state === "offline" || connection.state === "ended";
}

/**
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function body(picture, frame) {
  const { place, connection, text } = frame;
  if (place.screen === "result") return result(place, picture, frame);
  if (place.screen === "pin") return pin(place, frame);
  if (place.screen === "attendant") return attendant(picture, frame);
  if (place.screen === "held") return held(place.held, frame);
  if (picture.closed) return closed(picture.closed, picture, frame);
  if (unreachable(connection)) {
    return html`<section class="state">
      <h1 class="stop">${sign("stop")} ${text.t("kiosk-offline")}</h1>
      <p>${connection.state === "ended" ? endedWords(connection.ended, text) : text.t("kiosk-offline-help")}</p>
      <p class="second" lang=${text.second}>${text.t2("kiosk-offline")}</p>
    </section>`;
  }
  if (frame.breath !== null) {
    return html`<section class="state">
      <h1 tabindex="-1">${text.t("kiosk-breath")}</h1>
      <p class="second" lang=${text.second}>${text.t2("kiosk-breath")}</p>
      <p class="hours">${text.t("kiosk-breath-left", { seconds: frame.breath })}</p>
      <p>${text.t("kiosk-breath-help")}</p>
    </section>`;
  }
  switch (place.screen) {
    case "start":
      return start(picture, frame);
    case "take":
      return take(place, picture, frame);
    case "search":
      return search(place.typed, picture, frame);
    case "card":
      return cardNumber(place, frame);
  }
}

/**
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function start(picture, frame) {
  const { text } = frame;
  return html`
    <section class="start">
      <h1 tabindex="-1">
        ${text.t("kiosk-welcome")} <small class="second" lang=${text.second}>${text.t2("kiosk-welcome")}</small>
      </h1>
      ${picture.notices.map((notice) => html`<p class="notice">${text.name(notice.text)}</p>`)}
      ${paperNotice(frame.values, frame.kioskId, text)}
      ${
        picture.lastTicket === null
          ? nothing
          : html`<p class="notice warn">${sign("warn")} ${text.t("kiosk-last-ticket", { time: hourMinute(picture.lastTicket, picture.timeZone) })}</p>`
      }
      ${cardNote(frame)}
      <ul class="cards" data-count=${picture.cards.length}>
        ${repeat(
          picture.cards,
          (card) => card.code,
          (card) => html`<li>${groupCard(card, frame)}</li>`,
        )}
        ${
          picture.services.length > 0
            ? html`<li>
                <button class="find" @click=${() => frame.go({ screen: "search", typed: "" })}>
                  ${icon("search")}
                  <span>${text.t("kiosk-search")} <small class="second" lang=${text.second}>${text.t2("kiosk-search")}</small></span>
                </button>
              </li>`
            : nothing
        }
      </ul>
    </section>
  `;
}

/**
 * @param {Extract<Place, { screen: "result" }>} place
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function result({ ticket, wish }, picture, frame) {
  const { text } = frame;
  const group = picture.cards.find((card) => card.code === ticket.group);
  return html`
    <section class="result">
      <p class="yours" tabindex="-1">${text.t("kiosk-your-number")} <span class="second" lang=${text.second}>${text.t2("kiosk-your-number")}</span></p>
      <h1 class="number" data-label-length=${ticket.label.length}>${ticket.label}</h1>
      <p class="group">${text.name(group?.name)}</p>
      ${wish ? html`<p class="notice warn">${sign("warn")} ${text.t("kiosk-earlier")}</p>` : nothing}
      <div class="facts">
        <p><b>${ticket.people_ahead ?? 0}</b> <span>${text.t("kiosk-ahead")}</span></p>
        <p><b>${text.range(ticket.wait)}</b> <span>${text.t("kiosk-expected")}</span></p>
      </div>
      <p class="now">${text.t("kiosk-watch")}</p>
      ${paperLine(frame.printed, ticket, frame)}
      <div class="keep">
        ${qr(linkOf(ticket), text.t("kiosk-qr"))}
        <p>${text.t("kiosk-qr")}<br /><span class="second" lang=${text.second}>${text.t2("kiosk-qr")}</span></p>
      </div>
      <div class="ends">
        <button class="done" ?disabled=${!frame.settled} @click=${frame.home}>${text.t("kiosk-done")}</button>
        <button class="hold" @click=${frame.holdOn}>${text.t("kiosk-hold")}</button>
      </div>
    </section>
  `;
}

/**
 * The number that somebody has already, and what to do about it.
 *
 * @param {import("./model.js").Held} mine
 * @param {Frame} frame
 */
function held(mine, frame) {
  const { text } = frame;
  const where = mine.counter === null ? "" : text.t("kiosk-held-at", { counter: mine.counter });
  const state = `kiosk-held-${mine.state}`;
  return html`
    <section class="result">
      <p class="yours" tabindex="-1">${text.t("kiosk-held")} <span class="second" lang=${text.second}>${text.t2("kiosk-held")}</span></p>
      <h1 class="number" data-label-length=${mine.label.length}>${mine.label}</h1>
      <p class="now">${text.has(state) ? text.t(state) : ""} ${where}</p>
      <p>${text.t("kiosk-held-help")}</p>
      <button class="primary done" @click=${frame.home}>${text.t("kiosk-done")}</button>
    </section>
  `;
}

/**
 * Asks before the page goes back to the start; any key and any touch is an answer.
 *
 * @param {number} seconds
 * @param {Frame} frame
 */
function stillThere(seconds, frame) {
  const { text } = frame;
  return html`<div class="still panel" role="alertdialog" aria-label=${text.t("kiosk-still")}>
    <p><b>${text.t("kiosk-still")}</b> <span class="second" lang=${text.second}>${text.t2("kiosk-still")}</span></p>
    <p aria-hidden="true">${text.t("kiosk-still-left", { seconds })}</p>
    <button class="primary" @click=${frame.stay}>${text.t("kiosk-still-yes")}</button>
  </div>`;
}

/**
 * What a screen reader says without being asked.
 *
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function said(picture, { place, shown, text, suggested, idle }) {
  if (idle !== null) return text.t("kiosk-still");
  if (place.screen === "result") {
    const { ticket } = place;
    const group = picture.cards.find((card) => card.code === ticket.group);
    const number = `${text.t("kiosk-your-number")}: ${ticket.label}. ${text.name(group?.name)}.`;
    return `${number} ${text.t("kiosk-slip-ahead", { count: ticket.people_ahead ?? 0 })}. ${text.t("kiosk-watch")}`;
  }
  if (place.screen === "held") return `${text.t("kiosk-held")}: ${place.held.label}`;
  if (shown?.phase === "refused") return text.t(`kiosk-card-${shown.why}`);
  if (shown?.phase === "known")
    return `${text.t("kiosk-card-known")} ${suggested ? text.t("kiosk-card-suggests") : ""}`;
  return "";
}

/**
 * @param {import("./model.js").Closed} state
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function closed(state, picture, frame) {
  const { text } = frame;
  const id = `kiosk-closed-${state.kind.replaceAll("_", "-")}`;
  return html`
    <section class="state">
      <h1 tabindex="-1">${text.t(id)}</h1>
      <p class="second" lang=${text.second}>${text.t2(id)}</p>
      ${state.reason ? html`<p>${state.reason}</p>` : nothing}
      ${
        state.issuingFrom === null
          ? nothing
          : html`<p class="hours">${text.t("hall-issuing-from", { time: hourMinute(state.issuingFrom, picture.timeZone) })}</p>`
      }
      ${picture.notices.map((notice) => html`<p class="notice">${text.name(notice.text)}</p>`)}
      ${picture.hotline ? html`<p>${text.t("kiosk-hotline", { number: picture.hotline })}</p>` : nothing}
    </section>
  `;
}

/** @param {{ text: Text, connection: import("../shared/live.js").Connection }} frame */
export function blank({ text, connection }) {
  return html`<div class="blank">
    ${
      connection.state === "ended"
        ? html`<p class="stop" role="alert">${sign("stop")} ${endedWords(connection.ended, text)}</p>`
        : connectionBadge(connection, text, "UTC")
    }
  </div>`;
}
