/** Draws the supervisor's page. */
import { unsaidWords } from "../shared/delivery.js";
import { busyWords, failure, ticketDialog } from "../shared/actions.js";
import { hourMinute, hourMinuteSecond } from "../shared/clock.js";
import { connectionBadge } from "../shared/connection.js";
import { printLog } from "../shared/prints-view.js";
import { icon, sign } from "../shared/parts.js";
import { toast } from "../shared/toast.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import "./chart.js";
import { courseOf } from "./course.js";
import { alerts } from "./alerts-view.js";
import { counterDialog, deviceDialog, noticeDialog, printerDialog, stopDialog } from "./dialogs.js";
import { fairnessDialog } from "./fairness.js";
import { menu } from "./menu.js";
import { actionFrame, ended, level, tickets } from "./people.js";
import { NOTHING_ASKED, whatIfDialog } from "./what-if.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {{ kind: "stop" } | { kind: "notice" } | { kind: "what-if" } | { kind: "device", id: string } | { kind: "printer", code: string } | { kind: "counter", number: string } | { kind: "ticket", asked: import("../shared/actions.js").Asked } | { kind: "fairness" } & import("./fairness.js").Asked} Dialog
 *
 * @typedef {object} Doing
 * @property {Dialog | null} dialog
 * @property {string} search
 * @property {string | null} line whose people alone are shown
 * @property {boolean} all
 * @property {boolean} allAlerts
 * @property {string | null} said
 * @property {Undo | null} undo
 * @property {import("./course.js").Today | null} today
 * @property {import("./what-if.js").Asked} whatIf
 *
 * @typedef {import("../shared/undo.js").Undo} Undo
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {(id: string) => string} officer what somebody at a counter is called
 * @property {import("../shared/live.js").Connection} connection
 * @property {import("../shared/live-model.js").Values} values
 * @property {number | null} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {boolean} busy a command is under way
 * @property {string} role
 * @property {string} name
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {(path: string, body: Record<string, unknown>, done: string, undo?: Undo | null) => void} send
 * @property {(group: string) => void} showLine who waits in a line
 * @property {(id: string, label: string) => void} askWhy for the receipt of the order
 * @property {() => void} takePaper takes the receipt that is open away as a file
 * @property {(asked: import("./what-if.js").Asked, change: Record<string, unknown>) => void} think
 * @property {() => void} signOut
 */

/** The chart's present moves on so often. */
const CHART_STEP_MS = 10_000;

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function page(picture, frame) {
  const { text, connection, now } = frame;
  const { undo } = frame.doing;
  if (!picture.ready) return html`<main class="gate">${connectionBadge(connection, text, "UTC")}</main>`;
  return html`
    <div class="supervisor" data-connection=${connection.state}>
      <header>
        <h1 title=${text.name(picture.hallName)}>${text.name(picture.hallName)}</h1>
        ${connectionBadge(connection, text, picture.timeZone)}
        <time class="number">${now === null ? "" : hourMinuteSecond(now, picture.timeZone)}</time>
        <span class="buttons">
          <button @click=${() => frame.set({ dialog: { kind: "notice" } })}>${text.t("sup-notice")}</button>
          <button @click=${() => frame.set({ dialog: { kind: "stop" } })}>${text.t("sup-stop")}</button>
          <button class="what-if-open" @click=${() => frame.set({ dialog: { kind: "what-if" }, whatIf: NOTHING_ASKED })}>${text.t("what-if")}</button>
          <span class="wide">${seldom(frame)}</span>
          ${menu(text.t("sup-more"), seldom(frame))}
        </span>
      </header>
      ${jumps(picture, frame)}
      <main>
        ${banners(picture, frame)} ${head(picture, frame)} ${alerts(picture, frame)}
        <div class="columns">
          ${lines(picture, frame)}
          <div class="right">${tiles(picture, frame)} ${devices(picture, frame)} ${course(picture, frame)}</div>
        </div>
        ${notices(picture, frame)} ${tickets(picture, frame)} ${ended(picture, frame)}
        ${printLog(frame.values, picture.timeZone, text)}
      </main>
      ${dialog(picture, frame)}
      ${toast({
        text,
        progress: frame.progress,
        telling: frame.doing.dialog !== null,
        said: frame.doing.said,
        undo: undo && (() => frame.send(undo.path, undo.body, text.t("sup-undone"))),
      })}
    </div>
  `;
}

/** What is looked at now and then: beside the actions where there is room, else in a menu. @param {Frame} frame */
function seldom({ text, name, signOut }) {
  return html`<a class="button" href="../reports/${location.search}">${text.t("sup-reports")}</a>
    <a class="button" href="../history/${location.search}">${text.t("past-open")}</a>
    ${name ? html`<button class="quiet" @click=${signOut}>${text.t("login-out")}</button>` : nothing}`;
}

/** A phone shows one part of the page at a time. @param {Picture} picture @param {Frame} frame */
function jumps(picture, { text }) {
  return html`<nav class="jumps" aria-label=${text.t("sup-jumps")}>
    ${picture.alerts.length === 0 ? nothing : html`<a href="#alerts">${text.t("sup-jump-alerts", { count: picture.alerts.length })}</a>`}
    <a href="#lines">${text.t("sup-jump-lines")}</a>
    <a href="#tiles">${text.t("sup-counters")}</a>
    <a href="#tickets">${text.t("sup-jump-people")}</a>
  </nav>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function banners(picture, frame) {
  const { text, progress } = frame;
  const failed = progress.phase === "failed" && !frame.doing.dialog;
  if (!picture.clockDoubted && picture.stopped.length === 0 && !failed) return nothing;
  return html`<div class="banners">
    ${
      picture.clockDoubted
        ? html`<p class="banner warn" role="alert">
            <span>${sign("warn")} ${text.t("sup-clock")}</span>
            ${frame.role === "admin" ? html`<button ?disabled=${frame.busy} @click=${() => frame.send("clock/trust", {}, text.t("sup-clock-trusted"))}>${text.t("sup-clock-trust")}</button>` : nothing}
          </p>`
        : nothing
    }
    ${picture.stopped.map(
      (stop) => html`<p class="banner warn" data-stopped=${stop.group}>
        <span>${sign("warn")} ${text.t("sup-stopped", { group: stop.group, reason: stop.reason })}</span>
        <button ?disabled=${frame.busy} @click=${() => frame.send("issuing/resume", { groups: [stop.group] }, text.t("sup-resumed"))}>${text.t("sup-resume")}</button>
      </p>`,
    )}
    ${failed ? html`<div class="banner stop">${failure(frame)}<button @click=${() => frame.set({})}>${text.t("close")}</button></div>` : nothing}
  </div>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function head({ head: figures }, { text, doing: { today } }) {
  const within = today === null || today.called === 0 ? null : Math.round((100 * today.within_target) / today.called);
  const longest =
    figures.longestMs === null ? "–" : text.t("sup-minutes", { minutes: Math.floor(figures.longestMs / 60_000) });
  return html`
    <dl class="head">
      <div><dt>${text.t("sup-waiting")}</dt><dd class="number">${figures.waiting}</dd></div>
      <div class="longest ${figures.level}">
        <dt>${text.t("sup-longest")}</dt>
        <dd class="number">${longest}</dd>
        <dd class="note">${figures.longestGroup === null ? nothing : level(figures.level, text)}${figures.longestGroup ? ` · ${figures.longestGroup}` : ""}</dd>
      </div>
      <div><dt>${text.t("sup-served")}</dt><dd class="number">${figures.served}</dd></div>
      <div><dt>${text.t("sup-issued")}</dt><dd class="number">${figures.issued}</dd></div>
      ${within === null ? nothing : html`<div><dt>${text.t("sup-within")}</dt><dd class="number">${within}<small>%</small></dd></div>`}
      ${today === null ? nothing : html`<div><dt>${text.t("sup-no-shows")}</dt><dd class="number">${today.no_shows}</dd></div>`}
      <div>
        <dt>${text.t("sup-open")}</dt>
        <dd class="number">${figures.open}<small>/${figures.counters}</small></dd>
      </div>
    </dl>
  `;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function lines(picture, { text }) {
  return html`
    <section class="lines" aria-labelledby="lines">
      <h2 id="lines">${text.t("sup-lines")} <span class="mute">· ${text.t("sup-target", { minutes: picture.targetMin })}</span></h2>
      <ul>
        ${repeat(
          picture.lines,
          (line) => line.code,
          (line) => html`<li class="panel line" data-group=${line.code}>
            <strong class="code number">${line.code}</strong>
            <span class="name">${text.name(line.name)}</span>
            <span class="state">
              ${
                line.longestMs === null
                  ? nothing
                  : html`${text.t("sup-line-longest", { minutes: Math.floor(line.longestMs / 60_000) })} ${level(line.level, text)}`
              }
            </span>
            <strong class="count">${line.waiting === 0 ? text.t("sup-nobody") : text.t("people-waiting", { count: line.waiting })}</strong>
            <span class="more mute">
              ${line.stopped === null ? nothing : html`<span class="warn">${sign("warn")} ${text.t("sup-line-stopped")}</span> ·`}
              ${line.serving === 0 ? html`<span class=${line.waiting > 0 ? "stop" : ""}>${text.t("sup-no-counter")}</span>` : text.t("sup-counters-serving", { count: line.serving })}
              ${line.priority > 0 ? ` · ${text.t("sup-priority", { count: line.priority })}` : ""}
              · ${text.t("sup-newcomer", { range: text.range(line.wait) })}
            </span>
            <svg class="bar ${line.level}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="100" height="10" />
              <rect class="fill" width=${(line.fill * 100).toFixed(2)} height="10" />
              <rect class="target" x=${(picture.targetFill * 100).toFixed(2)} width="0.6" height="10" />
            </svg>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * Counters at work as tiles; those that are closed need no more room than their names.
 *
 * @param {Picture} picture
 * @param {Frame} frame
 */
function tiles(picture, frame) {
  const { text } = frame;
  const closed = picture.tiles.filter((tile) => tile.kind === "closed");
  const name = (/** @type {import("./model.js").Tile} */ tile) =>
    html`<button class="name" @click=${() => frame.set({ dialog: { kind: "counter", number: tile.number } })}>${text.t("counter", { number: tile.number })}</button>`;
  return html`
    <section aria-labelledby="tiles">
      <h2 id="tiles">${text.t("sup-counters")}</h2>
      <ul class="tiles">
        ${repeat(
          picture.tiles.filter((tile) => tile.kind !== "closed"),
          (tile) => tile.number,
          (tile) => html`<li class="panel tile ${tile.kind}" data-counter=${tile.number}>
            <span class="top">${name(tile)} <span class="who number">${tile.label ?? nothing}</span></span>
            <span class="kind"><span><i class=${SHAPES[tile.kind]} aria-hidden="true"></i> ${text.t(`sup-tile-${tile.kind}`)}</span> ${tile.ms === null ? nothing : html`<span>${text.t("minutes-short", { minutes: Math.floor(tile.ms / 60_000) })}</span>`}</span>
            ${tile.reason ? html`<span class="reason" title=${tile.reason}>${tile.reason}</span>` : nothing}
            ${tile.delivery && tile.delivery.of > 0 ? delivery(tile.delivery, text) : nothing}
            ${tile.officer === null ? nothing : html`<span class="officer mute" title=${frame.officer(tile.officer)}>${frame.officer(tile.officer)}</span>`}
            <span class="served mute">${tile.groups.join(" ")}${tile.served === null ? "" : ` · ${text.t("sup-tile-served", { count: tile.served })}`}</span>
          </li>`,
        )}
      </ul>
      ${
        closed.length === 0
          ? nothing
          : html`<div class="closed-row">
              <span class="mute"><i class=${SHAPES.closed} aria-hidden="true"></i> ${text.t("sup-tiles-closed", { count: closed.length })}</span>
              <ul>
                ${repeat(
                  closed,
                  (tile) => tile.number,
                  (tile) => html`<li class="closed" data-counter=${tile.number}>${name(tile)}</li>`,
                )}
              </ul>
            </div>`
      }
    </section>
  `;
}

/** @type {Record<import("./model.js").Tile["kind"], string>} */
const SHAPES = { serving: "dot", called: "triangle", idle: "dot hollow", paused: "bars", closed: "square hollow" };

/**
 * @param {import("../wire.d.ts").Delivery} delivery
 * @param {Text} text
 */
function delivery(delivery, text) {
  const whole = delivery.shown >= delivery.of;
  return html`<span class=${whole ? "calm" : "warn"}>${whole ? icon("check") : sign("warn")} ${text.t("sup-shown", { shown: delivery.shown, of: delivery.of })}</span>
    ${delivery.said === 0 && delivery.unsaid !== undefined && delivery.unsaid !== "quiet" ? html`<span class="warn">${sign("warn")} ${unsaidWords(delivery.unsaid, text)}</span>` : nothing}`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function devices(picture, frame) {
  const { text } = frame;
  if (picture.devices.length === 0) return nothing;
  return html`
    <section aria-labelledby="devices">
      <h2 id="devices">${text.t("sup-devices")}</h2>
      <ul class="devices">
        ${repeat(
          picture.devices,
          (device) => device.id,
          (device) => html`<li>
            <button class=${device.level} @click=${() => frame.set({ dialog: { kind: "device", id: device.id } })}>
              ${sign(device.level === "good" ? "calm" : device.level === "trouble" ? "warn" : "stop")}
              ${device.name}${device.level === "good" ? "" : ": "}
              <span class=${device.level === "good" ? "hidden" : ""}>${device.level === "good" ? text.t("device-good") : device.faults.map((fault) => text.t(`device-${fault}`)).join(", ")}</span>
            </button>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * Waiting and served through the day.
 *
 * @param {Picture} picture
 * @param {Frame} frame
 */
function course(picture, { text, now, doing }) {
  if (doing.today === null || doing.today.points.length === 0 || now === null) return nothing;
  const day = courseOf(doing.today, Math.floor(now / CHART_STEP_MS) * CHART_STEP_MS, picture.head.waiting);
  const words = { waiting: text.t("sup-course-waiting"), served: text.t("sup-course-served") };
  return html`
    <section class="course" aria-labelledby="course">
      <div class="title">
        <h2 id="course">${text.t("sup-course")}</h2>
        <p class="key"><i class="waiting" aria-hidden="true"></i> ${words.waiting} <i class="served" aria-hidden="true"></i> ${words.served}</p>
        <p class="mute">
          ${day.peak === null ? nothing : text.t("sup-course-peak", { count: day.peak.waiting, time: hourMinute(day.peak.at, picture.timeZone) })}
        </p>
      </div>
      <div class="panel"><goiso-course aria-hidden="true" .drawing=${{ course: day, timeZone: picture.timeZone, words }}></goiso-course></div>
    </section>
  `;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function notices(picture, frame) {
  const { text } = frame;
  if (picture.notices.length === 0) return nothing;
  return html`
    <section aria-labelledby="notices">
      <h2 id="notices">${text.t("sup-notices")}</h2>
      <ul class="notices">
        ${picture.notices.map(
          (notice) => html`<li class="panel">
            <span>${text.name(notice.text)} ${notice.until === null ? nothing : html`<span class="mute">(${text.t("sup-until", { time: hourMinute(notice.until, picture.timeZone) })})</span>`} ${notice.speech === null ? nothing : html`<span class="mute">· ${text.t("sup-notice-said", { what: said(notice.speech, text) })}</span>`}</span>
            <button ?disabled=${frame.busy} @click=${() => frame.send(`notices/${notice.id}/withdraw`, {}, text.t("sup-withdrawn"))}>${text.t("sup-withdraw")}</button>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {string} speech
 * @param {Text} text
 */
function said(speech, text) {
  const id = `sup-say-${speech.replaceAll("_", "-")}`;
  return text.has(id) ? text.t(id) : speech;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function dialog(picture, frame) {
  const { doing } = frame;
  switch (doing.dialog?.kind) {
    case undefined:
      return nothing;
    case "stop":
      return stopDialog(picture, frame, busyWords(frame));
    case "notice":
      return noticeDialog(picture, frame, busyWords(frame));
    case "what-if":
      return whatIfDialog(doing.whatIf, picture, frame);
    case "ticket":
      return ticketDialog(doing.dialog.asked, actionFrame(picture, frame));
    case "fairness":
      return fairnessDialog(doing.dialog, picture, frame);
    case "counter":
      return counterDialog(doing.dialog.number, picture, frame, busyWords(frame));
    case "device":
      return deviceDialog(doing.dialog.id, picture, frame);
    case "printer":
      return printerDialog(doing.dialog.code, picture, frame);
  }
}
