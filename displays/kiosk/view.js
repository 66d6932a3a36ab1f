/** Draws the kiosk. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { qr } from "../shared/qr.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";
import { find, servicesOf } from "./model.js";

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
 * @property {Place} place
 * @property {boolean} large
 * @property {boolean} prints
 * @property {string} origin of the phone page
 * @property {(place: Place) => void} go
 * @property {() => void} take
 * @property {() => void} retry
 * @property {() => void} printList
 * @property {(language: string) => void} speak
 * @property {() => void} enlarge
 */

/** Rows of the letters for searching; marks are not needed. */
const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

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
          <span class="mute">${text.name2(picture.name)}</span>
        </div>
        <div class="clock">
          <span class="mute">${weekdayDate(now, picture.timeZone, text.language)}</span>
          <time>${figures(hourMinute(now, picture.timeZone))}</time>
        </div>
      </header>
      <main>${body(picture, frame)}</main>
      <footer>
        <nav>
          ${
            place.screen === "start"
              ? nothing
              : html`<button class="home" @click=${() => frame.go({ screen: "start" })}>⟵ ${text.t("kiosk-home")}</button>`
          }
          <span class="gap">
            ${connection.state === "live" ? nothing : connectionBadge(connection, text, picture.timeZone)}
          </span>
          <button @click=${() => frame.enlarge()} aria-pressed=${String(frame.large)}>
            <b aria-hidden="true">${frame.large ? "A−" : "A+"}</b> ${text.t(frame.large ? "kiosk-usual-text" : "kiosk-large-text")}
          </button>
          <button @click=${() => frame.speak(text.second)} lang=${text.second}>${text.t2("language-name")}</button>
        </nav>
      </footer>
    </div>
    ${printed(picture, frame)}
  `;
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
  if (place.screen === "result") return result(place.ticket, picture, frame);
  if (picture.closed) return closed(picture.closed, picture, frame);
  if (unreachable(connection)) {
    return html`<section class="state">
      <h1 class="stop">■ ${text.t("kiosk-offline")}</h1>
      <p>${connection.state === "ended" ? endedWords(connection.ended, text) : text.t("kiosk-offline-help")}</p>
      <p class="second">${text.t2("kiosk-offline")}</p>
    </section>`;
  }
  switch (place.screen) {
    case "start":
      return start(picture, frame);
    case "take":
      return take(place, picture, frame);
    case "search":
      return search(place.typed, picture, frame);
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
      <div class="heading">
        <h1>${text.t("kiosk-welcome")} <small class="second">${text.t2("kiosk-welcome")}</small></h1>
        ${
          picture.services.length > 0
            ? html`<button class="find" @click=${() => frame.go({ screen: "search", typed: "" })}>
                <span aria-hidden="true">⌕</span> ${text.t("kiosk-search")}
              </button>`
            : nothing
        }
      </div>
      ${picture.notices.map((notice) => html`<p class="notice">${text.name(notice.text)}</p>`)}
      <ul class="cards" data-count=${picture.cards.length}>
        ${repeat(
          picture.cards,
          (card) => card.code,
          (card) => html`<li>${groupCard(card, frame)}</li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {import("./model.js").Card} card
 * @param {Frame} frame
 */
function groupCard(card, frame) {
  const { text } = frame;
  return html`
    <button
      class="card"
      ?disabled=${card.stopped !== null}
      data-group=${card.code}
      @click=${() => frame.go({ screen: "take", group: card.code, service: null, priority: "ordinary" })}
    >
      <b class="letter" aria-hidden="true">${card.code}</b>
      <span class="name">
        <b>${text.name(card.name)}</b>
        <small class="second">${text.name2(card.name)}</small>
      </span>
      <span class="waiting">
        ${
          card.stopped !== null
            ? html`<span class="stop">■ ${card.stopped || text.t("kiosk-stopped")}</span>`
            : html`<b>${card.waiting === 0 ? text.t("hall-nobody") : text.t("people-waiting", { count: card.waiting })}</b>
                <span>${text.t("kiosk-wait", { range: text.range(card.wait) })}</span>`
        }
      </span>
    </button>
  `;
}

/**
 * @param {Extract<Place, { screen: "take" }>} place
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function take(place, picture, frame) {
  const { text, progress } = frame;
  const card = picture.cards.find((one) => one.code === place.group);
  const service = picture.services.find((one) => one.code === place.service);
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  const services = place.service === null ? servicesOf(picture, place.group) : [];
  return html`
    <section class="take">
      <h1>
        <b class="letter" aria-hidden="true">${place.group}</b>
        <span>${text.name(service?.name ?? card?.name)} <small class="second">${text.name2(service?.name ?? card?.name)}</small></span>
      </h1>
      ${
        service && service.papers.length > 0
          ? html`<div class="papers panel">
              <h2>${text.t("kiosk-papers")}</h2>
              <ul>
                ${service.papers.map((paper) => html`<li>☐ ${text.name(paper)}</li>`)}
              </ul>
              ${frame.prints ? html`<button @click=${() => frame.printList()}>${text.t("kiosk-print-list")}</button>` : nothing}
            </div>`
          : nothing
      }
      ${
        picture.classes.length > 0
          ? html`<fieldset class="priority">
              <legend>${text.t("kiosk-priority")} <small class="second">${text.t2("kiosk-priority")}</small></legend>
              ${[{ code: "ordinary", name: { vi: "", en: "" } }, ...picture.classes].map(
                (one) => html`<button
                  aria-pressed=${String(place.priority === one.code)}
                  ?disabled=${busy}
                  @click=${() => frame.go({ ...place, priority: one.code })}
                >
                  <span aria-hidden="true">${place.priority === one.code ? "◉" : "○"}</span>
                  ${one.code === "ordinary" ? text.t("no") : text.name(one.name)}
                </button>`,
              )}
            </fieldset>`
          : nothing
      }
      ${
        progress.phase === "failed" && progress.problem
          ? html`<p class="problem stop" role="alert">✕ ${text.problem(progress.problem)}</p>`
          : nothing
      }
      <button
        class="primary get"
        ?disabled=${busy}
        @click=${() => (progress.phase === "failed" && progress.problem?.code === "no_answer" ? frame.retry() : frame.take())}
      >
        <b>${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending") : text.t("kiosk-take")}</b>
        ${
          card
            ? html`<span>
                ${card.waiting === 0 ? text.t("hall-nobody") : text.t("people-waiting", { count: card.waiting })} ·
                ${text.t("kiosk-wait", { range: text.range(card.wait) })}
              </span>`
            : nothing
        }
      </button>
      ${
        services.length > 0
          ? html`<h2>${text.t("kiosk-or-service")}</h2>
              <ul class="services">
                ${services.map((one) => html`<li>${serviceButton(one, frame)}</li>`)}
              </ul>`
          : nothing
      }
    </section>
  `;
}

/**
 * @param {import("./model.js").ServiceCard} service
 * @param {Frame} frame
 */
function serviceButton(service, frame) {
  const { text } = frame;
  return html`<button
    class="service"
    @click=${() => frame.go({ screen: "take", group: service.group, service: service.code, priority: "ordinary" })}
  >
    <b class="letter" aria-hidden="true">${service.group}</b>
    <span>${text.name(service.name)} <small class="second">${text.name2(service.name)}</small></span>
  </button>`;
}

/**
 * @param {string} typed
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function search(typed, picture, frame) {
  const { text } = frame;
  const found = find(picture, typed);
  const type = (/** @type {string} */ next) => frame.go({ screen: "search", typed: next });
  const nothingFound = typed.trim() !== "" && found.services.length === 0 && found.groups.length === 0;
  return html`
    <section class="search">
      <h1>${text.t("kiosk-search")}</h1>
      <p class="typed panel" role="status" aria-label=${text.t("kiosk-search")}>
        <span aria-hidden="true">⌕</span> ${typed || html`<span class="mute">${text.t("kiosk-search-hint")}</span>`}
      </p>
      <ul class="services">
        ${found.services.map((service) => html`<li>${serviceButton(service, frame)}</li>`)}
        ${found.groups.map((card) => html`<li>${groupCard(card, frame)}</li>`)}
        ${nothingFound ? html`<li class="none">${text.t("kiosk-search-none")}</li>` : nothing}
      </ul>
      <div class="letters">
        ${LETTERS.map(
          (row) =>
            html`<div>${[...row].map((letter) => html`<button @click=${() => type(typed + letter)}>${letter}</button>`)}</div>`,
        )}
        <div>
          <button class="wide" @click=${() => type(`${typed} `)}>${text.t("kiosk-space")}</button>
          <button class="wide" @click=${() => type(typed.slice(0, -1))}>⌫ ${text.t("kiosk-delete")}</button>
        </div>
      </div>
    </section>
  `;
}

/**
 * @param {import("./model.js").Ticket} ticket
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function result(ticket, picture, frame) {
  const { text } = frame;
  const group = picture.cards.find((card) => card.code === ticket.group);
  return html`
    <section class="result" aria-live="assertive">
      <p class="yours">${text.t("kiosk-your-number")} <span class="second">${text.t2("kiosk-your-number")}</span></p>
      <p class="number" data-label-length=${ticket.label.length}>${ticket.label}</p>
      <p class="group">${text.name(group?.name)}</p>
      <div class="facts">
        <p><b>${ticket.people_ahead ?? 0}</b> <span>${text.t("kiosk-ahead")}</span></p>
        <p><b>${text.range(ticket.wait)}</b> <span>${text.t("kiosk-expected")}</span></p>
      </div>
      <p class="now">${text.t("kiosk-watch")}</p>
      <div class="keep">
        ${qr(frame.origin + ticket.phone_url, text.t("kiosk-qr"))}
        <p>${text.t("kiosk-qr")}<br /><span class="second">${text.t2("kiosk-qr")}</span></p>
      </div>
    </section>
  `;
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
      <h1>${text.t(id)}</h1>
      <p class="second">${text.t2(id)}</p>
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

/**
 * What a printer of 80 mm gets; never seen on the screen.
 *
 * @param {KioskPicture} picture
 * @param {Frame} frame
 */
function printed(picture, frame) {
  const { place, text } = frame;
  if (!frame.prints) return nothing;
  if (place.screen === "result") {
    const { ticket } = place;
    const group = picture.cards.find((card) => card.code === ticket.group);
    return html`<article class="slip">
      <p>${text.name(picture.name)}</p>
      <p>${text.name(group?.name)}</p>
      <p class="number">${ticket.label}</p>
      <p>${text.t("kiosk-slip-ahead", { count: ticket.people_ahead ?? 0 })}</p>
      <p>${text.t("kiosk-wait", { range: text.range(ticket.wait) })}</p>
      <p>${hourMinute(ticket.issued_at, picture.timeZone)} · ${weekdayDate(ticket.issued_at, picture.timeZone, text.language)}</p>
      ${qr(frame.origin + ticket.phone_url, text.t("kiosk-qr"))}
      <p>${text.t("kiosk-watch")}</p>
      ${picture.hotline ? html`<p>${text.t("kiosk-hotline", { number: picture.hotline })}</p>` : nothing}
    </article>`;
  }
  if (place.screen !== "take") return nothing;
  const service = picture.services.find((one) => one.code === place.service);
  return html`<article class="slip list">
    <p>${text.name(picture.name)}</p>
    <h2>${text.name(service?.name)}</h2>
    <ul>
      ${service?.papers.map((paper) => html`<li>☐ ${text.name(paper)}</li>`)}
    </ul>
  </article>`;
}

/** @param {{ text: Text, connection: import("../shared/live.js").Connection }} frame */
export function blank({ text, connection }) {
  return html`<div class="blank">
    ${
      connection.state === "ended"
        ? html`<p class="stop" role="alert">■ ${endedWords(connection.ended, text)}</p>`
        : connectionBadge(connection, text, "UTC")
    }
  </div>`;
}
