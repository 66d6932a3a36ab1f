/** Draws the wall and the display above a counter. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").HallPicture} HallPicture
 * @typedef {import("./model.js").ShownCall} ShownCall
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {object} Frame
 * @property {Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {number} now hall time
 * @property {Trouble | null} trouble what stands in the way of speech, where there should be some
 * @property {() => void} turnOn somebody pressed the button that lets the browser sound
 *
 * @typedef {"blocked" | "lost" | "not_allowed"} Trouble
 */

/**
 * @param {HallPicture} picture
 * @param {Frame} frame
 */
export function wall(picture, frame) {
  const { text, connection, now } = frame;
  return html`
    <div class=${classMap({ wall: true, stale: stale(connection) })}>
      <header>
        <div class="hall">
          <strong>${text.name(picture.name)}</strong>
          ${picture.zone ? html`<span class="mute">${text.name(picture.zone)}</span>` : nothing}
        </div>
        ${trouble(frame)} ${connection.state === "live" ? nothing : connectionBadge(connection, text, picture.timeZone)}
        <div class="clock">
          <span class="mute">${weekdayDate(now, picture.timeZone, text.language)}</span>
          <time class="number">${figures(hourMinute(now, picture.timeZone))}</time>
        </div>
      </header>
      <main>
        <section class="large" data-calls=${picture.large.length} aria-live="assertive">
          ${picture.calm ? calm(picture.calm, picture.timeZone, text) : largeCalls(picture.large, text)}
        </section>
        ${picture.history.length > 0 ? history(picture.history, text) : nothing}
      </main>
      ${lines(picture.lines, text)} ${frame.trouble === "blocked" ? blocked(frame) : ticker(picture, text)}
    </div>
  `;
}

/** The browser wants one press before it sounds: said large in the place of the notices, and mended by that press. @param {Frame} frame */
function blocked({ text, turnOn }) {
  return html`
    <section class="sound-blocked" role="alert">
      ${MUTED}
      <p>
        <strong>${text.in("vi", "sound-off")}</strong>
        <span>${text.in("en", "sound-off")}</span>
      </p>
      <button @click=${turnOn}>${text.in("vi", "sound-turn-on")} <span>${text.in("en", "sound-turn-on")}</span></button>
    </section>
  `;
}

/** What no press mends is for whoever looks after the screen. @param {Frame} frame */
function trouble({ trouble, text }) {
  if (trouble === null || trouble === "blocked") return nothing;
  return html`<span class="badge warn" role="status"><i class="triangle" aria-hidden="true"></i>${text.t(`sound-${trouble.replaceAll("_", "-")}`)}</span>`;
}

/** A loudspeaker that is off. */
const MUTED = html`<svg class="speaker" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M3 9v6h4l6 5V4L7 9z" fill="currentColor" />
  <path d="m16 9 6 6m0-6-6 6" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
</svg>`;

/** A loudspeaker at work. */
const SPEAKER = html`<svg class="speaker" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M3 9v6h4l6 5V4L7 9z" fill="currentColor" />
  <path d="M16 8.5a5 5 0 0 1 0 7M18.6 5.6a9 9 0 0 1 0 12.8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" />
</svg>`;

/** @param {import("../shared/live.js").Connection} connection */
function stale(connection) {
  return connection.state === "offline" || connection.state === "ended";
}

/**
 * @param {ShownCall[]} calls
 * @param {Text} text
 */
function largeCalls(calls, text) {
  return html`
    <h1>${text.t("hall-invite")} <span class="second">${text.t2("hall-invite")}</span></h1>
    <ul class="calls">
      ${repeat(
        calls,
        (call) => call.id,
        (call) => html`
          <li
            class=${classMap({ call: true, fresh: call.fresh, [call.state]: true })}
            data-call=${call.id}
            data-label-length=${call.label.length}
          >
            <span class="label number">${call.label}</span>
            <span class="where">
              <span class="to" aria-hidden="true">→</span>
              <span class="counter">${text.t("counter", { number: call.counter })}</span>
            </span>
            <span class="details">
              <span>${text.name(call.group)}</span>
              ${call.zone ? html`<span class="zone">↗ ${text.name(call.zone)}</span>` : nothing}
              ${call.recalled ? html`<span class="recall">↻ ${text.t("hall-recall")}</span>` : nothing}
              ${call.state === "serving" ? html`<span class="calm">● ${text.t("hall-serving")}</span>` : nothing}
              ${call.saying ? html`<span class="saying">${SPEAKER} ${text.t("hall-saying")}</span>` : nothing}
            </span>
          </li>
        `,
      )}
    </ul>
  `;
}

/**
 * @param {import("./model.js").Calm} state
 * @param {string} timeZone
 * @param {Text} text
 */
function calm(state, timeZone, text) {
  const from = state.issuingFrom === null ? null : hourMinute(state.issuingFrom, timeZone);
  const opens = state.opens === null ? null : hourMinute(state.opens, timeZone);
  return html`
    <div class="calm-state">
      <h1>${text.t(`hall-calm-${state.kind.replaceAll("_", "-")}`)}</h1>
      <p class="second">${text.t2(`hall-calm-${state.kind.replaceAll("_", "-")}`)}</p>
      ${
        from && (state.kind === "before" || state.kind === "break")
          ? html`<p class="hours">${text.t("hall-issuing-from", { time: from })}</p>`
          : nothing
      }
      ${opens ? html`<p class="hours">${text.t("hall-opens", { time: opens })}</p>` : nothing}
    </div>
  `;
}

/**
 * @param {ShownCall[]} calls
 * @param {Text} text
 */
function history(calls, text) {
  return html`
    <section class="history">
      <h2>${text.t("hall-history")} <span class="second">${text.t2("hall-history")}</span></h2>
      <ol>
        ${repeat(
          calls,
          (call) => call.id,
          (call) => html`
            <li class=${classMap({ [call.state]: true })} data-call=${call.id} data-label-length=${call.label.length}>
              <span class="label number">${figures(call.label)}</span>
              <span class="where">
                <span class="counter">${text.t("counter", { number: call.counter })}</span>
                ${call.zone ? html`<span class="zone">↗ ${text.name(call.zone)}</span>` : nothing}
                ${mark(call, text)}
              </span>
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

/**
 * @param {ShownCall} call
 * @param {Text} text
 */
function mark(call, text) {
  if (call.saying) return html`<span class="mark saying">${SPEAKER} ${text.t("hall-saying")}</span>`;
  switch (call.state) {
    case "calling":
      return call.recalled
        ? html`<span class="mark">↻ ${text.t("hall-recall")}</span>`
        : html`<span class="mark">▶ ${text.t("hall-calling")}</span>`;
    case "serving":
      return html`<span class="mark calm">● ${text.t("hall-serving")}</span>`;
    case "missed":
      return html`<span class="mark mute">○ ${text.t("hall-missed")}</span>`;
    case "past":
      return html`<span class="mark mute">✓ ${text.t("hall-past")}</span>`;
  }
}

/**
 * @param {HallPicture["lines"]} lines
 * @param {Text} text
 */
function lines(lines, text) {
  return html`
    <section class="lines">
      <h2>${text.t("hall-waiting")}<span class="second">${text.t2("hall-waiting")}</span></h2>
      <ul>
        ${repeat(
          lines,
          (line) => line.code,
          (line) => html`
            <li>
              <b class="letter">${line.code}</b>
              <span class="line">
                <span class="name">${text.name(line.name)}</span>
                <span class="number">
                  ${
                    line.waiting === 0
                      ? html`<span class="mute">${text.t("hall-nobody")}</span>`
                      : html`<b>${line.waiting}</b> · ${text.range(line.wait)}`
                  }
                </span>
              </span>
            </li>
          `,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {HallPicture} picture
 * @param {Text} text
 */
function ticker(picture, text) {
  const words = picture.notices
    .map(({ text: words }) => [text.name(words), text.name2(words)].filter(Boolean).join(" — "))
    .join("   •   ");
  return html`
    <footer class="ticker" role="note">
      <div class="track"><span>${words || text.t("hall-ticker")}</span></div>
    </footer>
  `;
}

/**
 * @param {import("./model.js").DeskPicture} picture
 * @param {Frame} frame
 */
export function desk(picture, frame) {
  const { text, connection, now } = frame;
  return html`
    <div class=${classMap({ desk: true, stale: stale(connection), [picture.state]: true })}>
      <header>
        <strong>${text.t("counter", { number: picture.counter })}</strong>
        ${picture.name ? html`<span>${text.name(picture.name)}</span>` : nothing}
        <time class="number">${figures(hourMinute(now, picture.timeZone))}</time>
      </header>
      <main>
        ${
          picture.label
            ? html`
                <p class="word">${text.t(picture.state === "calling" ? "desk-invite" : "desk-serving")}</p>
                <p class=${classMap({ label: true, number: true, fresh: picture.fresh })} data-label-length=${picture.label.length}>
                  ${figures(picture.label)}
                </p>
                ${picture.recalled ? html`<p class="word">↻ ${text.t("hall-recall")}</p>` : nothing}
              `
            : html`<p class="state">${text.t(`desk-${picture.state}`)}</p>
                ${picture.reason ? html`<p class="word mute">${picture.reason}</p>` : nothing}
                <p class="word second">${text.t2(`desk-${picture.state}`)}</p>`
        }
      </main>
      ${connection.state === "live" ? nothing : html`<footer>${connectionBadge(connection, text, picture.timeZone)}</footer>`}
    </div>
  `;
}

/**
 * Before anything is known.
 *
 * @param {Frame} frame
 */
export function blank(frame) {
  const { text, connection } = frame;
  return html`
    <div class="blank">
      ${
        connection.state === "ended"
          ? html`<p class="stop" role="alert">■ ${endedWords(connection.ended, text)}</p>
              <p class="mute">${text.t("hall-pair-again")}</p>`
          : connectionBadge(connection, text, "UTC")
      }
    </div>
  `;
}
