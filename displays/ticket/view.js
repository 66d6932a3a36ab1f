/** Draws a citizen's ticket. */
import { hourMinute } from "../shared/clock.js";
import { connectionBadge } from "../shared/connection.js";
import { alertWords, icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").TicketPicture} TicketPicture
 * @typedef {{ kind: "asking" } | { kind: "failed" } | { kind: "told", receipt: import("../shared/fairness.js").Receipt, becauseWords: typeof import("../shared/fairness.js").becauseWords, tell: typeof import("./done.js").toldWhy }} Why
 *
 * @typedef {object} Doing
 * @property {"nothing" | "leaving" | "passing"} step
 * @property {number} score
 * @property {string} comment
 * @property {boolean} sound
 * @property {string} answered the call that its holder has answered
 * @property {Why | null} why
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {import("../shared/command.js").Progress} progress
 * @property {Doing} doing
 * @property {"off" | "blocked" | "on"} alarm
 * @property {boolean} vibrates whether this phone can
 * @property {(change: Partial<Doing>) => void} set
 * @property {(code: string) => void} language
 * @property {() => void} wantSound
 * @property {() => void} leave
 * @property {() => void} pushBack
 * @property {() => void} rate
 * @property {() => void} askWhy
 * @property {() => void} onMyWay
 * @property {typeof import("./done.js").done | null} done once it was loaded
 */

/**
 * @param {TicketPicture} picture
 * @param {Frame} frame
 */
export function page(picture, frame) {
  const { text, connection } = frame;
  const timeZone = "timeZone" in picture ? picture.timeZone : "UTC";
  return html`
    <header>
      <span class="hall">${"hallName" in picture ? text.name(picture.hallName) : ""}</span>
      ${text.others.map(({ code, name }) => html`<button class="quiet" lang=${code} @click=${() => frame.language(code)}>${name}</button>`)}
    </header>
    <main class="card" aria-live="polite">${body(picture, frame)}</main>
    <footer>
      ${picture.kind === "over" ? nothing : connectionBadge(connection, text, timeZone)}
      ${"hotline" in picture && picture.hotline ? html`<a href="tel:${picture.hotline.replace(/[^+\d]/g, "")}">${text.t("ticket-hotline", { number: picture.hotline })}</a>` : nothing}
    </footer>
  `;
}

/**
 * @param {TicketPicture} picture
 * @param {Frame} frame
 */
function body(picture, frame) {
  const { text } = frame;
  switch (picture.kind) {
    case "connecting":
      return html`<p class="lead">${text.t("loading")}</p>`;
    case "over":
      return html`<h1 class="word">${text.t("ticket-over")}</h1>
        <p class="lead">${text.t("ticket-over-help")}</p>`;
    case "waiting":
      return waiting(picture, frame);
    case "called":
      return html`
        ${picture.accessible ? soundSwitch(frame, picture) : nothing}
        <p class="lead strong">${text.t("ticket-called")}</p>
        <h1 class="giant">
          <span class="word-counter">${text.t("ticket-counter")}</span>
          <span class="number">${picture.counter}</span>
        </h1>
        ${picture.zone ? html`<p class="lead">${text.name(picture.zone)}</p>` : nothing}
        <p class="label number">${picture.label}</p>
        ${onMyWay(picture, frame)} ${picture.accessible ? nothing : soundSwitch(frame, picture)} ${leaving(frame)} ${problem(frame)}
      `;
    case "serving":
      return html`
        ${ticketLabel(picture, text)}
        <p class="lead">${text.t("ticket-serving", { counter: picture.counter })}</p>
      `;
    case "parked":
      return html`
        ${ticketLabel(picture, text)}
        <p class="lead strong">${text.t("ticket-parked")}</p>
        ${
          picture.until === null
            ? nothing
            : html`<p class="lead">${text.t(picture.leftMs === 0 ? "ticket-parked-late" : "ticket-parked-until", {
                time: hourMinute(picture.until, picture.timeZone),
                minutes: Math.ceil((picture.leftMs ?? 0) / 60_000),
              })}</p>`
        }
        ${picture.counter ? html`<p>${text.t("ticket-parked-back", { counter: picture.counter })}</p>` : nothing}
        ${leaving(frame)} ${problem(frame)}
      `;
    case "done":
      return frame.done?.(picture, frame) ?? ticketLabel(picture, text);
  }
}

/**
 * @param {import("./model.js").Waiting} picture
 * @param {Frame} frame
 */
function waiting(picture, frame) {
  const { text } = frame;
  return html`
    ${picture.accessible ? soundSwitch(frame, picture) : nothing} ${ticketLabel(picture, text)}
    <dl>
      <div>
        <dt>${text.t("ticket-ahead")}</dt>
        <dd class="number">${picture.ahead ?? "–"}</dd>
      </div>
      <div>
        <dt>${text.t("ticket-wait")}</dt>
        <dd>${text.range(picture.wait)}</dd>
      </div>
    </dl>
    <p class="lead strong">
      ${
        picture.pausedUntil === null
          ? text.t(picture.ahead === 0 ? "ticket-advice-next" : `ticket-advice-${picture.advice}`)
          : text.t("ticket-break", { time: hourMinute(picture.pausedUntil, picture.timeZone) })
      }
    </p>
    ${picture.accessible ? nothing : soundSwitch(frame, picture)}
    ${passing(picture, frame)}
    ${whyNotYet(picture, frame)}
    ${leaving(frame)} ${problem(frame)}
  `;
}

/**
 * @param {{ label: string, group: import("../wire.d.ts").Text }} picture
 * @param {import("../shared/text.js").Text} text
 */
export function ticketLabel(picture, text) {
  return html`
    <p class="mute">${text.t("ticket-number")} · ${text.name(picture.group)}</p>
    <h1 class="label number">${picture.label}</h1>
  `;
}

/**
 * Who was called first and by which rule, on request: numbers alone.
 *
 * @param {import("./model.js").Waiting} picture
 * @param {Frame} frame
 */
function whyNotYet(picture, frame) {
  const { text, doing } = frame;
  const { why } = doing;
  if (why?.kind !== "told") {
    return html`<button class="quiet" ?disabled=${why?.kind === "asking"} @click=${frame.askWhy}>${text.t("ticket-why")}</button>
      ${why?.kind === "failed" ? html`<p class="mute">${text.t("ticket-why-failed")}</p>` : nothing}`;
  }
  return why.tell(why, picture, frame);
}

/**
 * How the phone tells its holder. It stands first and large for whoever needs it most, and says when the browser holds it back.
 *
 * @param {Frame} frame
 * @param {import("./model.js").Waiting | import("./model.js").Called} picture
 */
function soundSwitch({ text, alarm, vibrates, wantSound }, picture) {
  if (alarm === "on") {
    return html`<p class="mute">${sign("calm")} ${text.t(vibrates ? "ticket-sound-on" : "ticket-sound-on-flash")}</p>`;
  }
  const words =
    alarm === "blocked"
      ? "ticket-sound-again"
      : picture.kind === "called" && !picture.accessible
        ? "ticket-sound-now"
        : "ticket-sound";
  return html`<button class=${picture.accessible ? "sound first" : "sound"} @click=${wantSound}>${icon("bell")} ${text.t(words)}</button>
    ${picture.accessible || alarm === "blocked" ? html`<p>${text.t("ticket-sound-touch")}</p>` : nothing}`;
}

/**
 * Letting others pass is asked about: it cannot be taken back.
 *
 * @param {import("./model.js").Waiting} picture
 * @param {Frame} frame
 */
function passing(picture, frame) {
  const { text, doing, progress } = frame;
  if (picture.pushBacks === 0 || doing.step === "leaving") return nothing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  if (doing.step !== "passing") {
    return html`<button ?disabled=${busy} @click=${() => frame.set({ step: "passing" })}>${text.t("ticket-push-back")}</button>`;
  }
  return html`
    <div class="confirm" role="group" aria-label=${text.t("ticket-push-back")}>
      <p>${text.t("ticket-push-back-sure", { count: picture.pushBacks, places: picture.pushBackPlaces ?? "–" })}</p>
      <div class="actions">
        <button class="primary" ?disabled=${busy} @click=${frame.pushBack}>
          ${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending") : text.t("ticket-push-back-yes")}
        </button>
        <button ?disabled=${busy} @click=${() => frame.set({ step: "nothing" })}>${text.t("back")}</button>
      </div>
    </div>
  `;
}

/**
 * @param {import("./model.js").Called} picture
 * @param {Frame} frame
 */
function onMyWay(picture, frame) {
  if (!picture.accessible) return nothing;
  const { text, doing } = frame;
  return doing.answered === picture.call
    ? html`<p class="lead strong">${icon("check")} ${text.t("ticket-on-my-way-said")}</p>`
    : html`<button class="answer" @click=${frame.onMyWay}>${text.t("ticket-on-my-way")}</button>`;
}

/** @param {Frame} frame */
function leaving(frame) {
  const { text, doing, progress } = frame;
  if (doing.step === "passing") return nothing;
  if (doing.step !== "leaving") {
    return html`<button class="quiet" @click=${() => frame.set({ step: "leaving" })}>${text.t("ticket-leave")}</button>`;
  }
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`
    <div class="confirm" role="group" aria-label=${text.t("ticket-leave")}>
      <p>${text.t("ticket-leave-sure")}</p>
      <div class="actions">
        <button class="danger" ?disabled=${busy} @click=${frame.leave}>
          ${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending") : text.t("ticket-leave-yes")}
        </button>
        <button ?disabled=${busy} @click=${() => frame.set({ step: "nothing" })}>${text.t("ticket-leave-no")}</button>
      </div>
    </div>
  `;
}

/** @param {Frame} frame */
export function problem(frame) {
  const { text, progress } = frame;
  if (progress.phase !== "failed" || !progress.problem) return nothing;
  return alertWords(text.problem(progress.problem));
}
