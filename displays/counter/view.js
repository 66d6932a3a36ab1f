/** Draws an officer's page. */
import { hourMinute, stopwatch } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { icon, sign } from "../shared/parts.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";
import { asksWords, optionsOf, PAGE_KEY, pages, WRITE_KEY } from "./dialog.js";
import { keyName, keyWord, openKeys } from "./keys.js";
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
 * @property {(action: Action) => void} press
 * @property {(option: import("./dialog.js").Option) => void} choose
 * @property {(dialog: import("./dialog.js").Dialog | null) => void} setDialog
 * @property {(typed: string) => void} typeReason
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
/** Fields of an officer's own words. */
const WORDS_CHARS = { outcome: 500, reason: 120 };

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
      ${stale ? html`<p class="bar stop" role="alert">${sign("stop")} ${connection.state === "ended" ? endedWords(connection.ended, text) : text.t("counter-offline")}</p>` : nothing}
      <main>
        <section class="person panel" aria-live="polite">${person(picture, text)}</section>
        ${frame.choosingKeys ? keyDialog(frame.choosingKeys, frame) : frame.dialog ? dialog(frame.dialog, picture, frame) : controls(picture, frame)}
        <section class="side">${glance(picture, text)} ${parked(picture, frame)} ${today(picture, text)} ${tools(frame)}</section>
      </main>
    </div>
  `;
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
    <span class=${ripe ? "warn" : "mute"}>${figures(words)}</span>
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
        ? html`<span class="mute">– ${text.unsaid(of.why)}</span>`
        : html`<span class="warn">${sign("warn")} ${text.unsaid(of.why)}</span>`;
  }
}

/**
 * @param {import("../wire.d.ts").Why} why
 * @param {string | null} passedOver
 * @param {Text} text
 */
function why(why, passedOver, text) {
  const minutes = Math.floor(why.waited_s / 60);
  const id = `why-${why.rule.replaceAll("_", "-")}`;
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
      ${sign("warn")} ${text.t("counter-trying", { action: text.t(`action-${progress.name}`), attempts: progress.attempts })}
    </p>`;
  }
  return frame.said ? html`<p class="remark mute" role="status">${frame.said}</p>` : nothing;
}

/**
 * @param {import("./dialog.js").Dialog} open
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function dialog(open, picture, frame) {
  const { text } = frame;
  const options = optionsOf(open, picture, text);
  const turns = pages(open, picture);
  const title =
    open.action === "call" && open.ticket !== null
      ? "dialog-call-reason"
      : open.action === "outcome" && open.result !== null
        ? "dialog-outcome-note"
        : `dialog-${open.action}`;
  const words = open.action === "outcome" ? "dialog-own-note" : "dialog-own-reason";
  return html`
    <section class="dialog panel" role="dialog" aria-label=${text.t(title)}>
      <h2>${text.t(title)}${open.result ? html` <span class="mute">· ${open.result}</span>` : nothing}</h2>
      <ul>
        ${options.map(
          (option) => html`<li>
            <button @click=${() => frame.choose(option)}>
              ${option.key ? html`<kbd>${keyName(option.key)}</kbd>` : nothing}
              <span><b>${option.title}</b>${option.note ? html`<small class="mute">${option.note}</small>` : nothing}</span>
            </button>
          </li>`,
        )}
      </ul>
      ${
        turns > 1
          ? html`<button @click=${() => frame.setDialog({ ...open, page: open.page + 1 })}>
              <kbd>${PAGE_KEY}</kbd><span>${text.t("dialog-more", { page: (open.page % turns) + 1, pages: turns })}</span>
            </button>`
          : nothing
      }
      ${
        asksWords(open)
          ? html`<form
              @submit=${(/** @type {SubmitEvent} */ event) => {
                event.preventDefault();
                const input = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("reason");
                frame.typeReason(/** @type {HTMLInputElement} */ (input).value);
              }}
            >
              <kbd>${WRITE_KEY}</kbd>
              <input name="reason" maxlength=${open.action === "outcome" ? WORDS_CHARS.outcome : WORDS_CHARS.reason} autocomplete="off" aria-label=${text.t(words)} placeholder=${text.t(words)} />
              <button type="submit">${text.t("dialog-send")}</button>
            </form>`
          : nothing
      }
      ${
        open.action === "park"
          ? html`<button @click=${() => frame.press("park")}>
              <kbd>0</kbd><span>${open.minutes === null ? text.t("park-usual") : text.t("park-minutes", { minutes: open.minutes })}</span>
            </button>`
          : nothing
      }
      ${
        open.action === "transfer"
          ? html`<button role="switch" aria-checked=${String(open.returns)} @click=${() => frame.setDialog({ ...open, returns: !open.returns })}>
              <kbd>0</kbd><span>${icon(open.returns ? "square-check" : "square")} ${text.t("transfer-returns")}</span>
            </button>`
          : nothing
      }
      <button @click=${() => frame.setDialog(null)}><kbd>Esc</kbd><span>${text.t("cancel")}</span></button>
    </section>
  `;
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
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function today(picture, text) {
  const mean = picture.meanServeS;
  return html`<p class="today">
    ${text.t("counter-today", { count: picture.served })}${
      mean === null ? nothing : html` · ${text.t("counter-mean", { time: stopwatch(mean * 1000) })}`
    }
  </p>`;
}

/**
 * @param {{ number: string, state: string, officer: string | null }[]} counters
 * @param {Pick<Frame, "text" | "officer">} frame
 * @param {(number: string) => void} choose
 */
export function chooseCounter(counters, { text, officer }, choose) {
  const words = (/** @type {string} */ state) =>
    text.t(state === "closed" ? "desk-closed" : state === "paused" ? "desk-paused" : "desk-free");
  return html`
    <section class="choose">
      <h1>${text.t("choose-counter")}</h1>
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
    </section>
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
