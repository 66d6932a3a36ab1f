/** Draws an officer's page. */
import { unsaidWords } from "../shared/delivery.js";
import { hourMinute, stopwatch } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { icon, sign } from "../shared/parts.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";
import { dialog } from "./dialog-view.js";
import { keyWord, openKeys } from "./keys.js";
import { keyDialog } from "./keys-view.js";
import { allowed } from "./model.js";

/**
 * @typedef {import("./model.js").CounterPicture} CounterPicture
 * @typedef {import("./model.js").Action} Action
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {(id: string) => string} officer what somebody at a counter is called
 * @property {string | null} me what the log calls whoever is signed in
 * @property {boolean} focused keys come to this page
 * @property {import("../shared/live.js").Connection} connection
 * @property {number} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {boolean} waitsForStream answered, and not yet seen in the stream
 * @property {string | null} said a short remark about what just happened
 * @property {import("./dialog.js").Dialog | null} dialog
 * @property {import("./keys.js").Keys} keys
 * @property {import("./keys.js").KeyDialog | null} choosingKeys
 * @property {boolean} small the page stands in the small window
 * @property {boolean} offersSmall
 * @property {() => void} toggleSmall
 * @property {(keys: import("./keys.js").Keys, dialog: import("./keys.js").KeyDialog | null) => void} setKeys
 * @property {() => void} resetKeys
 * @property {import("./lapsed.js").Lapsed[]} lapsed
 * @property {(ticket: import("./lapsed.js").Lapsed) => void} reinstate
 * @property {() => void} takeOver
 * @property {(how: "switch" | "sign-out") => void} leave
 * @property {(action: Action) => void} press
 * @property {(option: import("./dialog.js").Option, event: MouseEvent) => void} choose
 * @property {(dialog: import("./dialog.js").Dialog | null) => void} setDialog
 * @property {(typed: string) => boolean} type own words or a number; whether it could be read
 * @property {() => void} dismiss
 */

/** Small buttons in the order of their usual keys. @type {import("./keys.js").KeyedAction[]} */
const SMALL = [
  "recall",
  "start",
  "finish",
  "no-show",
  "park",
  "transfer",
  "call",
  "return",
  "close",
  "pause",
  "outcome",
  "undo",
];

/**
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
export function counter(picture, frame) {
  const { text, connection, now } = frame;
  const stale = connection.state === "offline" || connection.state === "ended";
  return html`
    <div class=${classMap({ page: true, stale, asking: frame.dialog !== null || frame.choosingKeys !== null, [picture.state]: true })}>
      <header>
        <h1>${text.t("counter", { number: picture.number })}</h1>
        <span class="officer">${picture.officer === null ? (picture.name ? text.name(picture.name) : "") : frame.officer(picture.officer)}</span>
        <time>${figures(hourMinute(now, picture.timeZone))}</time>
        ${connectionBadge(connection, text, picture.timeZone)}
      </header>
      ${picture.clockDoubted ? html`<p class="bar warn" role="alert">${sign("warn")} ${text.t("counter-clock-doubted")}</p>` : nothing}
      ${frame.focused ? nothing : html`<button class="bar focus" @click=${() => window.focus()}>${text.t("counter-focus")}</button>`}
      ${someoneElse(picture, frame)}
      ${stale ? html`<p class="bar stop" role="alert">${sign("stop")} ${connection.state === "ended" ? endedWords(connection.ended, text) : text.t("counter-offline")}</p>` : nothing}
      <main>
        <section class=${classMap({ person: true, panel: true, empty: !picture.ticket })} aria-live="polite">${person(picture, text)}</section>
        ${frame.choosingKeys ? keyDialog(frame.choosingKeys, frame) : frame.dialog ? dialog(frame.dialog, picture, frame) : controls(picture, frame)}
        ${brief(picture, text)}
        <section class="side">${glance(picture, text)} ${parked(picture, frame)} ${lapsed(frame)} ${today(picture, frame)} ${tools(frame)}</section>
      </main>
    </div>
  `;
}

/** Whether whoever sits here is whoever is signed in; a sample has nobody signed in. @param {CounterPicture} picture @param {Frame} frame */
function sitsHere(picture, { me }) {
  return picture.officer !== null && (me === null || picture.officer === me);
}

/**
 * Somebody else opened this counter: what is done here is counted as theirs.
 *
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function someoneElse(picture, frame) {
  if (picture.officer === null || sitsHere(picture, frame)) return nothing;
  const { text } = frame;
  return html`<p class="bar warn else" role="status">
    <span>${sign("warn")} ${text.t("counter-of-another", { officer: frame.officer(picture.officer) })}</span>
    ${picture.ticket ? html`<span class="mute">${text.t("counter-take-later")}</span>` : html`<button @click=${frame.takeOver}>${text.t("counter-take")}</button>`}
  </p>`;
}

/**
 * What is set once and then left alone.
 *
 * @param {Frame} frame
 */
function tools(frame) {
  const { text } = frame;
  return html`
    <p class="tools">
      <button class="quiet" @click=${() => frame.setKeys(frame.keys, openKeys())}>${text.t("keys-open")}</button>
      ${frame.offersSmall ? html`<button class="quiet" @click=${frame.toggleSmall}>${text.t(frame.small ? "window-back" : "window-small")}</button>` : nothing}
      <button class="quiet" @click=${() => frame.leave("switch")}>${text.t("counter-switch")}</button>
      <button class="quiet" @click=${() => frame.leave("sign-out")}>${text.t("login-out")}</button>
    </p>
  `;
}

/**
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function person(picture, text) {
  const { ticket } = picture;
  if (!ticket) {
    const words =
      picture.state === "closed"
        ? "counter-is-closed"
        : picture.state === "paused"
          ? "counter-is-paused"
          : "counter-is-idle";
    return html`
      <p class="nobody">${text.t(words)}</p>
      ${picture.pauseReason ? html`<p>${picture.pauseReason}</p>` : nothing}
      ${picture.state === "closed" ? nothing : html`<p class="mute">${figures(stopwatch(picture.sinceMs))}</p>`}
    `;
  }
  return html`
    <div class="top">
      <p class="label">${figures(ticket.label)}</p>
      <div class="what">
        <p class="group">${text.name(ticket.group)}</p>
        ${ticket.service ? html`<p>${text.name(ticket.service)}</p>` : nothing}
        ${ticket.priority ? html`<p class="priority">${icon("star")} ${text.name(ticket.priority)}</p>` : nothing}
        ${ticket.accessible ? html`<p class="priority">${icon("accessibility")} ${text.t("counter-accessible")}</p>` : nothing}
        ${ticket.dossiers > 1 ? html`<p>${text.t("counter-dossiers", { count: ticket.dossiers })}</p>` : nothing}
      </div>
    </div>
    <p class="facts">
      <b class=${ticket.state === "serving" ? "calm" : "called-word"}>
        ${ticket.state === "serving" ? sign("calm") : icon("play")} ${text.t(ticket.state === "serving" ? "counter-serving" : "counter-called")}
        ${figures(stopwatch(ticket.sinceMs))}
      </b>
      · ${text.t("counter-waited", { minutes: ticket.waitedMinutes })} · ${text.t("counter-calls", { count: ticket.calls })}
      ${ticket.returnTo ? html` · ${text.t("counter-returns-to", { number: ticket.returnTo })}` : nothing}
    </p>
    ${ticket.state === "called" ? html`${delivery(picture.delivery, text)} ${patience(picture.noShow, text)}` : nothing}
    ${picture.why ? html`<p class="why mute">${why(picture.why, picture.passedOver, text)}</p>` : nothing}
  `;
}

/**
 * How long the person still has before a no-show may be recorded: a bar that fills, and words.
 *
 * @param {CounterPicture["noShow"]} noShow
 * @param {Text} text
 */
function patience({ secondsLeft, callsNeeded, share }, text) {
  const ripe = secondsLeft === 0 && callsNeeded === 0;
  const words = ripe
    ? text.t("no-show-ripe")
    : [
        secondsLeft > 0 ? text.t("no-show-in", { time: stopwatch(secondsLeft * 1000) }) : "",
        callsNeeded > 0 ? text.t("no-show-after-calls", { count: callsNeeded }) : "",
      ]
        .filter(Boolean)
        .join(" · ");
  return html`<div class="patience">
    <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="4" />
      <rect class=${ripe ? "fill ripe" : "fill"} width=${(share * 100).toFixed(1)} height="4" />
    </svg>
    <span class=${ripe ? "warn" : "mute"}>${words}</span>
  </div>`;
}

/**
 * @param {import("./model.js").DeliveryLine} line
 * @param {Text} text
 */
function delivery(line, text) {
  switch (line.kind) {
    case "none":
      return nothing;
    case "calling":
      return html`<p class="delivery">
        <span class="mute">${icon("ellipsis")} ${text.t("delivery-calling")}</span> ${line.speech.kind === "waiting" ? nothing : speech(line.speech, text)}
      </p>`;
    case "shown":
      return html`<p class="delivery">
        <span class="calm">${icon("check")} ${text.t("delivery-shown", { shown: line.shown, of: line.of })}</span> ${speech(line.speech, text)}
      </p>`;
    case "no_screen":
      return html`<p class="delivery">
        <span class=${line.speech.kind === "said" ? "mute" : "warn"}>${line.speech.kind === "said" ? "–" : sign("warn")} ${text.t("delivery-no-screen")}</span>
        ${speech(line.speech, text)}
      </p>`;
    case "missing":
      return html`<p class="delivery">
        <span class="warn">${sign("warn")} ${text.t("delivery-shown", { shown: line.shown, of: line.of })}</span> ${speech(line.speech, text)}
        <span class="warn">${text.t("delivery-missing", { screens: line.missing.join(", ") })}</span>
      </p>`;
  }
}

/**
 * Quiet hours and a hall without loudspeakers are no faults.
 *
 * @param {import("./model.js").Speech} of
 * @param {Text} text
 */
function speech(of, text) {
  switch (of.kind) {
    case "said":
      return html`<span class="calm">${icon("check")} ${text.t("delivery-said")}</span>`;
    case "waiting":
      return html`<span class="mute">${icon("ellipsis")} ${text.t("delivery-not-said")}</span>`;
    case "no_speaker":
      return html`<span class="mute">– ${text.t("delivery-no-speaker")}</span>`;
    case "unsaid":
      return of.why === "quiet"
        ? html`<span class="mute">– ${unsaidWords(of.why, text)}</span>`
        : html`<span class="warn">${sign("warn")} ${unsaidWords(of.why, text)}</span>`;
  }
}

/**
 * @param {import("../wire.d.ts").Why} why
 * @param {string | null} passedOver
 * @param {Text} text
 */
function why(why, passedOver, text) {
  const minutes = Math.floor(why.waited_s / 60);
  // Ordinary people's wait counts as it is: there is no rate to tell.
  const plain = why.rule === "accumulating" && (why.rate_milli ?? 1000) === 1000;
  const id = plain ? "why-longest" : `why-${why.rule.replaceAll("_", "-")}`;
  const words = text.has(id)
    ? text.t(id, {
        minutes,
        rate: String((why.rate_milli ?? 1000) / 1000),
        within: Math.floor((why.within_s ?? 0) / 60),
        run: why.run ?? 0,
        reason: why.reason ?? "",
      })
    : why.rule;
  return [
    text.t("why", { words }),
    why.helped ? text.t("why-helped") : "",
    passedOver ? text.t("why-passed", { label: passedOver }) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

/**
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function controls(picture, frame) {
  const { text, progress } = frame;
  const can = allowed(picture);
  const main = /** @type {Action[]} */ (["open", "resume", "next"]).find((action) => can.has(action)) ?? "next";
  const busy = progress.phase === "sending" || progress.phase === "waiting" || frame.waitsForStream;
  const small = SMALL.filter((action) => picture.state !== "closed" || can.has(action));
  return html`
    <section class="controls">
      ${remark(frame)}
      <button class="primary next" ?disabled=${busy} @click=${() => frame.press(main)}>
        <span>${text.t(`action-${main}`)}</span>
        <kbd>${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : frame.waitsForStream ? "busy-stream" : "busy-sending") : keyWord(frame.keys, "next")}</kbd>
      </button>
      <div class="small">
        ${repeat(
          small,
          (action) => action,
          (action) => html`
            <button
              class=${classMap({ [action]: true })}
              ?disabled=${busy || !can.has(action)}
              @click=${() => frame.press(action)}
            >
              <kbd>${keyWord(frame.keys, action)}</kbd><span>${label(action, picture, text)}</span>
            </button>
          `,
        )}
      </div>
    </section>
  `;
}

/**
 * @param {Action} action
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function label(action, picture, text) {
  if (action === "undo" && picture.undo) {
    const id = `undo-${picture.undo.replaceAll("_", "-")}`;
    return text.has(id) ? text.t(id) : text.t("action-undo");
  }
  return text.t(`action-${action}`);
}

/** @param {Frame} frame */
function remark(frame) {
  const { text, progress } = frame;
  if (progress.phase === "failed" && progress.problem) {
    return html`<p class="remark stop" role="alert">
      <span>${sign("stop")} ${text.problem(progress.problem)}</span>
      <button @click=${() => frame.dismiss()}>${text.t("close")}</button>
    </p>`;
  }
  if (progress.phase === "waiting") {
    return html`<p class="remark warn" role="status">
      <span>${sign("warn")} ${text.t("counter-trying", { action: text.t(`action-${progress.name}`), attempts: progress.attempts })}</span>
    </p>`;
  }
  return frame.said ? html`<p class="remark mute" role="status">${frame.said}</p>` : nothing;
}

/**
 * The lines in one line, for a window in which they would be out of sight.
 *
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function brief(picture, text) {
  return html`<p class="brief" aria-hidden="true">
    ${picture.lines
      .filter((line) => line.own)
      .map(
        (line) => html`<span class=${classMap({ warn: line.over })}>
          <b>${line.code}</b> ${line.waiting}${line.longestMinutes === null ? nothing : html` · ${line.over ? sign("warn") : nothing} ${line.longestMinutes}′`}
        </span>`,
      )}
    ${picture.parked.length > 0 ? html`<span>${text.t("counter-parked")} ${picture.parked.length}</span>` : nothing}
    <span>${text.t("counter-brief-today", { count: (picture.own ?? picture).served })}</span>
  </p>`;
}

/**
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function glance(picture, text) {
  return html`
    <h2>${text.t("counter-lines")}</h2>
    <ul class="lines">
      ${picture.lines.map(
        (line) => html`<li class=${classMap({ own: line.own })} data-group=${line.code}>
          <b>${line.code}</b>
          <span class="name">${text.name(line.name)}</span>
          <b class="count">${line.waiting}</b>
          <span class=${classMap({ longest: true, warn: line.over, mute: !line.over })}>
            ${
              line.longestMinutes === null
                ? text.t("hall-nobody")
                : html`${line.over ? html`${sign("warn")} ` : nothing}${text.t("counter-longest", { minutes: line.longestMinutes })}`
            }
          </span>
          ${
            line.classes.length === 0
              ? nothing
              : html`<span class="classes">
                  ${line.classes.map(
                    (one) => html`<span class=${one.priority ? "priority" : "mute"}>
                      ${one.priority ? html`${icon("star")} ` : nothing}${text.name(one.name)} ${one.waiting} · ${one.longestMinutes}′
                    </span>`,
                  )}
                </span>`
          }
        </li>`,
      )}
    </ul>
  `;
}

/**
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function parked(picture, { text, keys }) {
  if (picture.parked.length === 0) return nothing;
  return html`
    <h2>${text.t("counter-parked")} <kbd>${keyWord(keys, "return")}</kbd></h2>
    <ul class="parked">
      ${picture.parked.map(
        (ticket) => html`<li>
          <b>${figures(ticket.label)}</b>
          <span class="name">${ticket.reason}</span>
          <span class=${classMap({ warn: (ticket.minutesLeft ?? 1) <= 0, mute: (ticket.minutesLeft ?? 1) > 0 })}>
            ${
              ticket.minutesLeft === null
                ? nothing
                : ticket.minutesLeft > 0
                  ? text.t("parked-left", { minutes: ticket.minutesLeft })
                  : html`${sign("warn")} ${text.t("parked-over")}`
            }
          </span>
        </li>`,
      )}
    </ul>
  `;
}

/**
 * Whose time was up a short while ago.
 *
 * @param {Frame} frame
 */
function lapsed({ lapsed, text, reinstate }) {
  if (lapsed.length === 0) return nothing;
  return html`
    <h2>${text.t("counter-lapsed")}</h2>
    <ul class="parked lapsed">
      ${lapsed.map(
        (ticket) => html`<li>
          <b>${figures(ticket.label)}</b>
          <span class="name mute">${text.t("counter-lapsed-why")}</span>
          <button class="quiet" @click=${() => reinstate(ticket)}>${text.t("counter-reinstate")}</button>
        </li>`,
      )}
    </ul>
  `;
}

/**
 * The officer's own day, whichever counters it was spent at; the counter's where somebody else sits or nobody.
 *
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function today(picture, frame) {
  const { text } = frame;
  const own = sitsHere(picture, frame) ? picture.own : null;
  const { served, meanServeS: mean } = own ?? picture;
  const words = [
    text.t(own ? "counter-today-own" : "counter-today", { count: served }),
    mean === null ? "" : text.t("counter-mean", { time: stopwatch(mean * 1000) }),
    own && own.noShows > 0 ? text.t("counter-no-shows", { count: own.noShows }) : "",
  ];
  return html`<p class="today">${words.filter(Boolean).join(" · ")}</p>`;
}

/**
 * @param {{ number: string, state: string, officer: string | null }[]} counters
 * @param {string | null} why they are asked, if not because they wanted to
 * @param {Pick<Frame, "text" | "officer">} frame
 * @param {(number: string) => void} choose
 */
export function chooseCounter(counters, why, { text, officer }, choose) {
  const words = (/** @type {string} */ state) =>
    text.t(state === "closed" ? "desk-closed" : state === "paused" ? "desk-paused" : "desk-free");
  return html`
    <main class="choose">
      <h1>${text.t("choose-counter")}</h1>
      ${why === null ? nothing : html`<p class="stop" role="alert">${sign("stop")} ${why}</p>`}
      <ul>
        ${counters.map(
          (one) => html`<li>
            <button @click=${() => choose(one.number)}>
              <b>${text.t("counter", { number: one.number })}</b>
              <span class="mute">
                ${one.officer ? officer(one.officer) : words(one.state)}
              </span>
            </button>
          </li>`,
        )}
      </ul>
    </main>
  `;
}

/**
 * What the tab says while the page stands in the small window.
 *
 * @param {Text} text
 * @param {() => void} back
 */
export function elsewhere(text, back) {
  return html`<div class="blank">
    <p>${text.t("window-elsewhere")}</p>
    <button @click=${back}>${text.t("window-back")}</button>
  </div>`;
}
