/** Draws the wall and the display above a counter. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { icon, sign } from "../shared/parts.js";
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
 * @property {Element | null} media what the panel shows
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
    <div
      class=${classMap({ wall: true, stale: stale(connection), "with-panel": picture.panel })}
      data-layout=${picture.layout}
      data-rows=${picture.rows}
    >
      <header>
        ${picture.brand.logo ? logo(picture.brand.logo) : nothing}
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
          ${picture.calm ? calm(picture, picture.calm, text) : largeCalls(picture, text)}
        </section>
        ${picture.history.length > 0 ? history(picture.history, text) : nothing}
        ${picture.panel ? html`<aside class="media" aria-hidden="true">${frame.media}</aside>` : nothing}
      </main>
      ${picture.missed.length > 0 ? missed(picture.missed, text) : nothing} ${lines(picture.lines, text)} ${frame.trouble === "blocked" ? blocked(frame) : ticker(picture, text)}
    </div>
  `;
}

/** The browser wants one press before it sounds: said large in the place of the notices, and mended by that press. @param {Frame} frame */
function blocked({ text, turnOn }) {
  return html`
    <section class="sound-blocked" role="alert">
      ${icon("volume-off")}
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
  return html`<span class="badge warn" role="status">${sign("warn")}${text.t(`sound-${trouble.replaceAll("_", "-")}`)}</span>`;
}

/** "Quầy 12" is as large as it can be; with more letters, as in "Counter 12", smaller. */
const SHORT_COUNTER = 7;

/** @param {ShownCall} call @param {Text} text */
function counterWords(call, text) {
  return text.t("counter", { number: call.counter });
}

/** @param {import("../shared/live.js").Connection} connection */
function stale(connection) {
  return connection.state === "offline" || connection.state === "ended";
}

/** A logo that cannot be read leaves no gap. @param {string} name */
function logo(name) {
  const gone = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).classList.add("gone");
  return html`<img class="logo" alt="" src=${`/media/${encodeURIComponent(name)}`} @error=${gone} />`;
}

/**
 * The hall's own words, or the page's.
 *
 * @param {import("../wire.d.ts").Text | undefined} own
 * @param {string} id
 * @param {Text} text
 */
function ownWords(own, id, text) {
  return own ? { first: text.name(own), second: text.name2(own) } : { first: text.t(id), second: text.t2(id) };
}

/**
 * @param {HallPicture} picture
 * @param {Text} text
 */
function largeCalls(picture, text) {
  const words = ownWords(picture.brand.invite, "hall-invite", text);
  return html`
    <h1>${words.first} <span class="second">${words.second}</span></h1>
    <ul class="calls">
      ${repeat(
        picture.large,
        (call) => call.id,
        (call) => html`
          <li
            class=${classMap({ call: true, fresh: call.fresh, [call.state]: true })}
            data-call=${call.id}
            data-label-length=${call.label.length}
          >
            <span class="label number">${call.label}</span>
            <span class=${classMap({ where: true, long: counterWords(call, text).length > SHORT_COUNTER })}>
              <span class="to">${icon(call.arrow)}</span>
              <span class="counter">${counterWords(call, text)}</span>
            </span>
            <span class="details">
              ${call.zone ? html`<span class="zone">${icon(call.arrow)} ${text.name(call.zone)}</span>` : nothing}
              <span class="group" title=${text.name(call.group)}>${text.name(call.group)}</span>
              ${call.recalled ? html`<span class="recall">${icon("rotate-cw")} ${text.t("hall-recall")}</span>` : nothing}
              ${call.state === "serving" ? html`<span class="calm">${sign("calm")} ${text.t("hall-serving")}</span>` : nothing}
              ${call.saying ? html`<span class="saying">${icon("volume-2")} ${text.t("hall-saying")}</span>` : nothing}
            </span>
          </li>
        `,
      )}
    </ul>
  `;
}

/**
 * @param {HallPicture} picture
 * @param {import("./model.js").Calm} state
 * @param {Text} text
 */
function calm({ timeZone, brand }, state, text) {
  const own = state.kind === "waiting" ? brand.idle : undefined;
  const words = ownWords(own, `hall-calm-${state.kind.replaceAll("_", "-")}`, text);
  const from = state.issuingFrom === null ? null : hourMinute(state.issuingFrom, timeZone);
  const opens = state.opens === null ? null : hourMinute(state.opens, timeZone);
  return html`
    <div class="calm-state">
      <h1>${words.first}</h1>
      <p class="second">${words.second}</p>
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
                ${call.zone ? html`<span class="zone">${icon(call.arrow)} ${text.name(call.zone)}</span>` : nothing}
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
  if (call.saying) return html`<span class="mark saying">${icon("volume-2")} ${text.t("hall-saying")}</span>`;
  switch (call.state) {
    case "calling":
      return call.recalled
        ? html`<span class="mark">${icon("rotate-cw")} ${text.t("hall-recall")}</span>`
        : html`<span class="mark">${icon("play")} ${text.t("hall-calling")}</span>`;
    case "serving":
      return html`<span class="mark calm">${sign("calm")} ${text.t("hall-serving")}</span>`;
    case "missed":
      return html`<span class="mark mute">${sign("plain")} ${text.t("hall-missed")}</span>`;
    case "past":
      return html`<span class="mark mute">${icon("check")} ${text.t("hall-past")}</span>`;
  }
}

/**
 * @param {HallPicture["missed"]} missed
 * @param {Text} text
 */
function missed(missed, text) {
  return html`
    <section class="absent" aria-labelledby="absent">
      <h2 id="absent">${text.t("hall-missed-list")} <span class="second">${text.t2("hall-missed-list")}</span></h2>
      <ul>
        ${repeat(
          missed,
          ({ id }) => id,
          ({ label, counter }) => html`<li>
            <b class="number">${figures(label)}</b> <span class="mute">${text.t("counter", { number: counter })}</span>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {HallPicture["lines"]} lines
 * @param {Text} text
 */
function lines(lines, text) {
  return html`
    <section class="lines" aria-labelledby="lines">
      <h2 id="lines">${text.t("hall-waiting")}<span class="second">${text.t2("hall-waiting")}</span></h2>
      <ul>
        ${repeat(
          lines,
          (line) => line.code,
          (line) => html`
            <li>
              <b class="letter">${line.code}</b>
              <span class="line">
                <span class="name" title=${text.name(line.name)}>${text.name(line.name)}</span>
                <span class="number">
                  ${
                    line.waiting === 0
                      ? html`<span class="mute">${text.t("hall-nobody")}</span>`
                      : html`<b>${line.waiting}</b> · ${text.range(line.wait)}`
                  }
                </span>
                ${
                  line.next.length > 0
                    ? html`<span class="next"><span class="mute">${text.t("hall-next")}</span> ${line.next.join("  ")}</span>`
                    : nothing
                }
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
  const standing = picture.ticker ? [picture.ticker] : [];
  const words = [...picture.notices.map((notice) => notice.text), ...standing]
    .map((words) => [text.name(words), text.name2(words)].filter(Boolean).join(" — "))
    .join("   •   ");
  return html`
    <footer class="ticker">
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
        <h1>${text.t("counter", { number: picture.counter })}</h1>
        ${picture.name ? html`<span>${text.name(picture.name)}</span>` : nothing}
        <time class="number">${figures(hourMinute(now, picture.timeZone))}</time>
      </header>
      <main>
        ${
          picture.label
            ? html`
                <p class="word">
                  ${picture.state === "calling" ? ownWords(picture.brand.invite, "desk-invite", text).first : text.t("desk-serving")}
                </p>
                <p class=${classMap({ label: true, number: true, fresh: picture.fresh })} data-label-length=${picture.label.length}>
                  ${figures(picture.label)}
                </p>
                ${picture.recalled ? html`<p class="word">${icon("rotate-cw")} ${text.t("hall-recall")}</p>` : nothing}
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
          ? html`<p class="stop" role="alert">${sign("stop")} ${endedWords(connection.ended, text)}</p>
              <p class="mute">${text.t("hall-pair-again")}</p>`
          : connectionBadge(connection, text, "UTC")
      }
    </div>
  `;
}
