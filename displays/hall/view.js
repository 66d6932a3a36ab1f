/** Draws the wall and the display above a counter. */
import { hourMinute, weekdayDate } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { icon, sign } from "../shared/parts.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").HallPicture} HallPicture
 * @typedef {import("./model.js").ShownCall} ShownCall
 * @typedef {import("./seats.js").Seats} Seats
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {object} Frame
 * @property {Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {number} now hall time
 * @property {Trouble | null} trouble what stands in the way of speech, where there should be some
 * @property {() => void} turnOn somebody pressed the button that lets the browser sound
 * @property {Element | null} media what the panel shows
 * @property {number} turn another one when the logo is to be asked for again
 * @property {{ large: Seats, history: Seats }} seats which elements calls have
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
      class=${classMap({
        wall: true,
        stale: stale(connection),
        telling: connection.state !== "live" || mute(frame.trouble),
        blocked: frame.trouble === "blocked",
        "with-panel": picture.panel,
        "with-history": picture.history.length > 0,
        "with-missed": picture.missed.length > 0,
      })}
      data-layout=${picture.layout}
      data-rows=${picture.rows}
    >
      <header>
        ${picture.brand.logo ? logo(picture.brand.logo, frame.turn) : nothing}
        <div class="hall">
          <strong>${text.name(picture.name)}</strong>
          ${picture.zone ? html`<span class="mute">${text.name(picture.zone)}</span>` : nothing}
        </div>
        ${trouble(frame)} ${connection.state === "live" ? nothing : connectionBadge(connection, text, picture.timeZone)}
        <div class="clock">
          <span class="mute">${weekdayDate(now, picture.timeZone, text.language)}</span>
          <time class="number">${hourMinute(now, picture.timeZone)}</time>
        </div>
      </header>
      <main>
        <section class="large" data-calls=${picture.large.length} aria-live="assertive">
          ${picture.calm ? calm(picture, picture.calm, frame) : largeCalls(picture, frame)}
        </section>
        ${picture.history.length > 0 ? history(picture.history, frame) : nothing}
        ${picture.panel ? html`<aside class="media" aria-hidden="true">${frame.media}</aside>` : nothing}
      </main>
      ${picture.missed.length > 0 ? missed(picture.missed, text) : nothing} ${picture.lines.length > 0 ? lines(picture.lines, text) : nothing} ${frame.trouble === "blocked" ? blocked(frame) : ticker(picture, text)}
    </div>
  `;
}

/** The browser wants one press before it sounds: said large in the place of the notices, and mended by that press. @param {Frame} frame */
function blocked({ text, turnOn }) {
  return html`
    <section class="sound-blocked" role="alert">
      ${icon("volume-off")}
      <p>
        <strong>${text.t("sound-off")}</strong>
        <span lang=${text.second}>${text.t2("sound-off")}</span>
      </p>
      <button @click=${turnOn}>${text.t("sound-turn-on")} <span lang=${text.second}>${text.t2("sound-turn-on")}</span></button>
    </section>
  `;
}

/**
 * What no press mends is for whoever looks after the screen.
 *
 * @param {Trouble | null} trouble
 * @returns {trouble is "lost" | "not_allowed"}
 */
function mute(trouble) {
  return trouble === "lost" || trouble === "not_allowed";
}

/** @param {Frame} frame */
function trouble({ trouble, text }) {
  if (!mute(trouble)) return nothing;
  return html`<span class="badge warn" role="status">${sign("warn")}${text.t(`sound-${trouble.replaceAll("_", "-")}`)}</span>`;
}

/** Lengths of "Quầy 12" and "Counter 12" that call.css knows; in between the next one counts. */
const COUNTER_LENGTHS = [6, 7, 8, 9, 10, 12, 14, 17, 22];

/** @param {string} words */
function lengthOf(words) {
  return COUNTER_LENGTHS.find((length) => words.length <= length) ?? nothing;
}

/** Numbers of these lines are wider. */
const WIDE = /[MW]/;

/** Classes of a call, large or in the history. @param {ShownCall} call */
function looks({ label, state, zone }) {
  return `${state}${zone === null ? "" : " elsewhere"}${WIDE.test(label) ? " wide" : ""}`;
}

/** @param {import("../shared/live.js").Connection} connection */
function stale(connection) {
  return connection.state === "offline" || connection.state === "ended";
}

/**
 * A logo that cannot be read leaves no gap. It is asked for again now and then: it may be there by now, or be another one.
 *
 * @param {string} name
 * @param {number} turn
 */
function logo(name, turn) {
  const tried = (/** @type {Event} */ { target, type }) =>
    /** @type {HTMLElement} */ (target).classList.toggle("gone", type === "error");
  const address = `/media/${encodeURIComponent(name)}?turn=${turn}`;
  return html`<img class="logo" alt="" src=${address} @load=${tried} @error=${tried} />`;
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
 * @param {Frame} frame
 */
function largeCalls(picture, { text, seats }) {
  const words = ownWords(picture.brand.invite, "hall-invite", text);
  return html`
    <h1>${words.first} <span class="second">${words.second}</span></h1>
    <ul class="calls">
      ${repeat(
        seats.large.seat(picture.large),
        ({ seat }) => seat,
        ({ call, place }) => html`
          <li data-place=${place} data-call=${call.id}>
            <div
              class=${`call ${looks(call)}${call.fresh ? " fresh" : ""}`}
              data-label-length=${call.label.length}
              data-counter-length=${lengthOf(counterWords(call, text))}
            >
              <div class="face">
                <span class="label number">${call.label}</span>
                <span class="where">
                  <span class="to">${icon(call.arrow)}</span><span class="counter">${counterWords(call, text)}</span>
                </span>
                <span class="details">
                  ${call.zone ? zone(call, call.zone, text) : nothing}
                  <span class="group" title=${text.name(call.group)}>${text.name(call.group)}</span>
                  ${call.recalled ? html`<span class="recall">${icon("rotate-cw")} ${text.t("hall-recall")}</span>` : nothing}
                  ${call.state === "calling" ? nothing : stateMark(call.state, text)}
                  ${call.saying ? html`<span class="saying">${icon("volume-2")} ${text.t("hall-saying")}</span>` : nothing}
                </span>
              </div>
            </div>
          </li>
        `,
      )}
    </ul>
  `;
}

/**
 * @param {HallPicture} picture
 * @param {import("./model.js").Calm} state
 * @param {Frame} frame
 */
function calm({ timeZone, brand }, state, { text, now }) {
  const own = state.kind === "waiting" ? brand.idle : undefined;
  const words = ownWords(own, `hall-calm-${state.kind.replaceAll("_", "-")}`, text);
  const from = state.issuingFrom === null ? null : hourMinute(state.issuingFrom, timeZone);
  return html`
    <div class="calm-state">
      <h1>${words.first}</h1>
      <p class="second">${words.second}</p>
      ${
        from && (state.kind === "before" || state.kind === "break")
          ? html`<p class="hours">${text.t("hall-issuing-from", { time: from })}</p>`
          : nothing
      }
      ${state.opens === null ? nothing : html`<p class="hours">${opening(state.opens, now, timeZone, text)}</p>`}
    </div>
  `;
}

/**
 * "from 07:30", and of which day if it is another one.
 *
 * @param {number} at
 * @param {number} now
 * @param {string} timeZone
 * @param {Text} text
 */
function opening(at, now, timeZone, text) {
  const time = hourMinute(at, timeZone);
  const day = weekdayDate(at, timeZone, text.language);
  if (day === weekdayDate(now, timeZone, text.language)) return text.t("hall-opens", { time });
  return text.t("hall-opens-day", { time, day });
}

/**
 * @param {ShownCall[]} calls
 * @param {Frame} frame
 */
function history(calls, { text, seats }) {
  return html`
    <section class="history">
      <h2>${text.t("hall-history")} <span class="second">${text.t2("hall-history")}</span></h2>
      <ol>
        ${repeat(
          seats.history.seat(calls),
          ({ seat }) => seat,
          ({ call, place }) => html`
            <li data-place=${place} data-call=${call.id}>
              <div
                class=${`entry ${looks(call)}`}
                data-label-length=${call.label.length}
                data-counter-length=${lengthOf(counterWords(call, text))}
              >
                <span class="label number">${call.label}</span>
                <span class="where">
                  <span class="counter">${counterWords(call, text)}</span>
                  ${call.zone ? zone(call, call.zone, text) : nothing}
                  ${mark(call, text)}
                </span>
              </div>
            </li>
          `,
        )}
      </ol>
    </section>
  `;
}

/**
 * @param {{ counter: string }} call
 * @param {Text} text
 */
function counterWords({ counter }, text) {
  return text.t("counter", { number: counter });
}

/**
 * @param {ShownCall} call
 * @param {import("./model.js").HallText} name
 * @param {Text} text
 */
function zone(call, name, text) {
  return html`<span class="zone" title=${text.name(name)}>${icon(call.arrow)} ${text.name(name)}</span>`;
}

/**
 * What is with a call.
 *
 * @param {ShownCall} call
 * @param {Text} text
 */
function mark(call, text) {
  if (call.saying) return marked("saying", icon("volume-2"), text.t("hall-saying"));
  if (call.state !== "calling") return stateMark(call.state, text);
  return call.recalled
    ? marked("", icon("rotate-cw"), text.t("hall-recall"))
    : marked("", icon("play"), text.t("hall-calling"));
}

/**
 * What became of a call.
 *
 * @param {Exclude<ShownCall["state"], "calling">} state
 * @param {Text} text
 */
function stateMark(state, text) {
  switch (state) {
    case "serving":
      return marked("calm", sign("calm"), text.t("hall-serving"));
    case "missed":
      return marked("mute", sign("plain"), text.t("hall-missed"));
    case "past":
      return marked("mute", icon("check"), text.t("hall-past"));
  }
}

/** @param {string} look @param {unknown} shape @param {string} words */
function marked(look, shape, words) {
  return html`<span class=${`mark ${look}`}>${shape} ${words}</span>`;
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
          (call) => html`<li
            class=${classMap({ wide: WIDE.test(call.label) })}
            data-label-length=${call.label.length}
            data-counter-length=${lengthOf(counterWords(call, text))}
          >
            <span><b class="number">${call.label}</b> <span class="mute">${counterWords(call, text)}</span></span>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/** So many numbers that come next fit whole, where there are many lines and where there are few. */
const NEXT_OF_MANY = 3;
const NEXT_OF_FEW = 5;
const FEW_LINES = 2;
/** A name of more letters has two lines, of smaller letters. */
const LONG_NAME = 26;

/**
 * @param {HallPicture["lines"]} lines
 * @param {Text} text
 */
function lines(lines, text) {
  const next = lines.length > FEW_LINES ? NEXT_OF_MANY : NEXT_OF_FEW;
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
                <span class=${text.name(line.name).length > LONG_NAME ? "name long" : "name"} title=${text.name(line.name)}>
                  ${text.name(line.name)}
                </span>
                <span class=${line.wait === null ? "number unsure" : "number"}>
                  ${
                    line.waiting === 0
                      ? html`<span class="mute">${text.t("hall-nobody")}</span>`
                      : html`<b>${line.waiting}</b> · ${text.range(line.wait)}`
                  }
                </span>
                ${
                  line.next.length > 0
                    ? html`<span class="next"><span class="mute">${text.t("hall-next")}</span> ${line.next.slice(0, next).join("  ")}</span>`
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
      <div class="track"><span>${words || text.t(usualTicker(picture.hours))}</span></div>
    </footer>
  `;
}

/**
 * Nobody is asked to take a number when there are none.
 *
 * @param {HallPicture["hours"]} hours
 */
function usualTicker(hours) {
  switch (hours) {
    case "waiting":
      return "hall-ticker";
    case "before":
    case "break":
    case "last_ticket_out":
      return "hall-ticker-watch";
    case "after":
    case "closed_today":
      return "hall-ticker-closed";
  }
}

/**
 * @param {import("./model.js").DeskPicture} picture
 * @param {Frame} frame
 */
export function desk(picture, frame) {
  const { text, connection, now } = frame;
  const words =
    picture.state === "calling"
      ? ownWords(picture.brand.invite, "desk-invite", text)
      : ownWords(undefined, "desk-serving", text);
  return html`
    <div class=${classMap({ desk: true, stale: stale(connection), [picture.state]: true })}>
      <header>
        <h1>${text.t("counter", { number: picture.counter })}</h1>
        ${picture.name ? html`<span>${text.name(picture.name)}</span>` : nothing}
        <time class="number">${hourMinute(now, picture.timeZone)}</time>
      </header>
      <main>
        ${
          picture.label
            ? html`
                <p class="word">${words.first} ${words.second ? html`<span class="second">${words.second}</span>` : nothing}</p>
                <p class=${classMap({ label: true, number: true, fresh: picture.fresh })} data-label-length=${picture.label.length}>
                  ${picture.label}
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
    <main class="blank">
      ${
        connection.state === "ended"
          ? html`<div class="stop" role="alert"><h1>${sign("stop")} ${endedWords(connection.ended, text)}</h1></div>
              <p class="mute">${text.t("hall-pair-again")}</p>`
          : html`<h1>${connectionBadge(connection, text, "UTC")}</h1>
              ${connection.state === "connecting" ? html`<p class="second">${text.t2("connection-connecting")}</p>` : nothing}`
      }
    </main>
  `;
}
