/** Draws an officer's page. */
import { hourMinute, stopwatch } from "../shared/clock.js";
import { connectionBadge, endedWords } from "../shared/connection.js";
import { figures } from "../shared/figures.js";
import { classMap, html, nothing, repeat } from "../vendor/lit.js";
import { optionsOf } from "./dialog.js";
import { allowed } from "./model.js";

/**
 * @typedef {import("./model.js").CounterPicture} CounterPicture
 * @typedef {import("./model.js").Action} Action
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {number} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {boolean} waitsForStream answered, and not yet seen in the stream
 * @property {string | null} said a short remark about what just happened
 * @property {import("./dialog.js").Dialog | null} dialog
 * @property {(action: Action) => void} press
 * @property {(option: import("./dialog.js").Option) => void} choose
 * @property {(dialog: import("./dialog.js").Dialog | null) => void} setDialog
 * @property {(typed: string) => void} typeReason
 * @property {() => void} dismiss
 */

/** Small buttons in the order of their keys. @type {[Action, string][]} */
const SMALL = [
  ["recall", "0"],
  ["start", "1"],
  ["finish", "2"],
  ["no-show", "3"],
  ["park", "4"],
  ["transfer", "5"],
  ["call", "6"],
  ["return", "7"],
  ["close", "8"],
  ["pause", "9"],
  ["undo", "⌫"],
];

/**
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
export function counter(picture, frame) {
  const { text, connection, now } = frame;
  const stale = connection.state === "offline" || connection.state === "ended";
  return html`
    <div class=${classMap({ page: true, stale, [picture.state]: true })}>
      <header>
        <strong>${text.t("counter", { number: picture.number })}</strong>
        <span class="officer">${picture.officer ?? (picture.name ? text.name(picture.name) : "")}</span>
        <time>${figures(hourMinute(now, picture.timeZone))}</time>
        ${connectionBadge(connection, text, picture.timeZone)}
      </header>
      ${picture.clockDoubted ? html`<p class="bar warn" role="alert"><i class="triangle" aria-hidden="true"></i> ${text.t("counter-clock-doubted")}</p>` : nothing}
      ${stale ? html`<p class="bar stop" role="alert"><i class="square" aria-hidden="true"></i> ${connection.state === "ended" ? endedWords(connection.ended, text) : text.t("counter-offline")}</p>` : nothing}
      <main>
        <section class="person panel" aria-live="polite">${person(picture, text)}</section>
        ${frame.dialog ? dialog(frame.dialog, picture, frame) : controls(picture, frame)}
        <section class="side">${glance(picture, text)} ${parked(picture, text)} ${today(picture, text)}</section>
      </main>
    </div>
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
        ${ticket.priority ? html`<p class="priority">★ ${text.name(ticket.priority)}</p>` : nothing}
        ${ticket.accessible ? html`<p class="priority">◆ ${text.t("counter-accessible")}</p>` : nothing}
        ${ticket.dossiers > 1 ? html`<p>${text.t("counter-dossiers", { count: ticket.dossiers })}</p>` : nothing}
      </div>
    </div>
    <p class="facts">
      <b class=${ticket.state === "serving" ? "calm" : "called-word"}>
        ${ticket.state === "serving" ? "●" : "▶"} ${text.t(ticket.state === "serving" ? "counter-serving" : "counter-called")}
        ${figures(stopwatch(ticket.sinceMs))}
      </b>
      · ${text.t("counter-waited", { minutes: ticket.waitedMinutes })} · ${text.t("counter-calls", { count: ticket.calls })}
      ${ticket.returnTo ? html` · ${text.t("counter-returns-to", { number: ticket.returnTo })}` : nothing}
    </p>
    ${ticket.state === "called" ? delivery(picture.delivery, text) : nothing}
    ${picture.why ? html`<p class="why mute">${why(picture.why, picture.passedOver, text)}</p>` : nothing}
  `;
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
        <span class="mute">… ${text.t("delivery-calling")}</span> ${line.speech.kind === "waiting" ? nothing : speech(line.speech, text)}
      </p>`;
    case "shown":
      return html`<p class="delivery">
        <span class="calm">✓ ${text.t("delivery-shown", { shown: line.shown, of: line.of })}</span> ${speech(line.speech, text)}
      </p>`;
    case "missing":
      return html`<p class="delivery">
        <span class="warn">▲ ${text.t("delivery-shown", { shown: line.shown, of: line.of })}</span> ${speech(line.speech, text)}
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
      return html`<span class="calm">✓ ${text.t("delivery-said")}</span>`;
    case "waiting":
      return html`<span class="mute">… ${text.t("delivery-not-said")}</span>`;
    case "no_speaker":
      return html`<span class="mute">– ${text.t("delivery-no-speaker")}</span>`;
    case "unsaid":
      return of.why === "quiet"
        ? html`<span class="mute">– ${text.unsaid(of.why)}</span>`
        : html`<span class="warn">▲ ${text.unsaid(of.why)}</span>`;
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
  const small = SMALL.filter(([action]) => picture.state !== "closed" || can.has(action));
  return html`
    <section class="controls">
      ${remark(frame)}
      <button class="primary next" ?disabled=${busy} @click=${() => frame.press(main)}>
        <span>${text.t(`action-${main}`)}</span>
        <kbd>${busy ? text.t(progress.phase === "waiting" ? "busy-waiting" : "busy-sending") : "Enter"}</kbd>
      </button>
      <div class="small">
        ${repeat(
          small,
          ([action]) => action,
          ([action, key]) => html`
            <button
              class=${classMap({ [action]: true })}
              ?disabled=${busy || !can.has(action)}
              @click=${() => frame.press(action)}
            >
              <kbd>${key}</kbd><span>${label(action, picture, text)}</span>
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
  if (action === "no-show" && picture.state === "called") {
    const { secondsLeft, callsNeeded } = picture.noShow;
    if (callsNeeded > 0) return text.t("no-show-calls", { count: callsNeeded });
    if (secondsLeft > 0) return text.t("no-show-wait", { seconds: secondsLeft });
  }
  return text.t(`action-${action}`);
}

/** @param {Frame} frame */
function remark(frame) {
  const { text, progress } = frame;
  if (progress.phase === "failed" && progress.problem) {
    return html`<p class="remark stop" role="alert">
      <span>✕ ${text.problem(progress.problem)}</span>
      <button @click=${() => frame.dismiss()}>${text.t("close")}</button>
    </p>`;
  }
  if (progress.phase === "waiting") {
    return html`<p class="remark warn" role="status">▲ ${text.t("counter-trying", { attempts: progress.attempts })}</p>`;
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
  const asksReason =
    open.action === "park" || open.action === "pause" || (open.action === "call" && open.ticket !== null);
  return html`
    <section class="dialog panel" role="dialog" aria-label=${text.t(`dialog-${open.action}`)}>
      <h2>${text.t(open.action === "call" && open.ticket !== null ? "dialog-call-reason" : `dialog-${open.action}`)}</h2>
      <ul>
        ${options.map(
          (option) => html`<li>
            <button @click=${() => frame.choose(option)}>
              ${option.key ? html`<kbd>${option.key}</kbd>` : nothing}
              <span><b>${option.title}</b>${option.note ? html`<small class="mute">${option.note}</small>` : nothing}</span>
            </button>
          </li>`,
        )}
      </ul>
      ${
        asksReason
          ? html`<form
              @submit=${(/** @type {SubmitEvent} */ event) => {
                event.preventDefault();
                const input = /** @type {HTMLFormElement} */ (event.target).elements.namedItem("reason");
                frame.typeReason(/** @type {HTMLInputElement} */ (input).value);
              }}
            >
              <input name="reason" maxlength="120" autocomplete="off" aria-label=${text.t("dialog-own-reason")} placeholder=${text.t("dialog-own-reason")} />
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
              <kbd>0</kbd><span>${open.returns ? "☑" : "☐"} ${text.t("transfer-returns")}</span>
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
        (line) => html`<li class=${classMap({ own: line.own })}>
          <b>${line.code}</b>
          <span class="name">${text.name(line.name)}</span>
          <b class="count">${line.waiting}</b>
          <span class=${classMap({ longest: true, warn: line.over, mute: !line.over })}>
            ${
              line.longestMinutes === null
                ? text.t("hall-nobody")
                : html`${line.over ? "▲ " : ""}${text.t("counter-longest", { minutes: line.longestMinutes })}`
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
function parked(picture, text) {
  if (picture.parked.length === 0) return nothing;
  return html`
    <h2>${text.t("counter-parked")} <kbd>7</kbd></h2>
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
                  : html`▲ ${text.t("parked-over")}`
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
 * @param {Text} text
 * @param {(number: string) => void} choose
 */
export function chooseCounter(counters, text, choose) {
  return html`
    <section class="choose">
      <h1>${text.t("choose-counter")}</h1>
      <ul>
        ${counters.map(
          (one) => html`<li>
            <button @click=${() => choose(one.number)}>
              <b>${text.t("counter", { number: one.number })}</b>
              <span class="mute">
                ${one.officer ?? text.t(one.state === "closed" ? "desk-closed" : one.state === "paused" ? "desk-paused" : "desk-free")}
              </span>
            </button>
          </li>`,
        )}
      </ul>
    </section>
  `;
}
