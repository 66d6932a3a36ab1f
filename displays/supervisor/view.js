/** Draws the supervisor's page. */
import { busyWords, failure, ticketDialog } from "../shared/actions.js";
import { hourMinute, hourMinuteSecond } from "../shared/clock.js";
import { connectionBadge } from "../shared/connection.js";
import { printerBanners, printLog } from "../shared/prints-view.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import "./chart.js";
import { courseOf } from "./course.js";
import { counterDialog, deviceDialog, noticeDialog, stopDialog } from "./dialogs.js";
import { fairnessDialog } from "./fairness.js";
import { actionFrame, ended, level, tickets } from "./people.js";
import { NOTHING_ASKED, whatIfDialog } from "./what-if.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {{ kind: "stop" } | { kind: "notice" } | { kind: "what-if" } | { kind: "device", id: string } | { kind: "counter", number: string } | { kind: "ticket", asked: import("../shared/actions.js").Asked } | { kind: "fairness" } & import("./fairness.js").Asked} Dialog
 *
 * @typedef {object} Doing
 * @property {Dialog | null} dialog
 * @property {string} search
 * @property {boolean} all
 * @property {string | null} said
 * @property {Undo | null} undo
 * @property {import("./course.js").Today | null} today
 * @property {import("./what-if.js").Asked} whatIf
 *
 * @typedef {{ path: string, body: Record<string, unknown> }} Undo the command that takes the last one back
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {(id: string) => string} officer what somebody at a counter is called
 * @property {import("../shared/live.js").Connection} connection
 * @property {import("../shared/live-model.js").Values} values
 * @property {number | null} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {string} role
 * @property {string} name
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {(path: string, body: Record<string, unknown>, done: string, undo?: Undo | null) => void} send
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
  if (!picture.ready) return html`<main class="gate">${connectionBadge(connection, text, "UTC")}</main>`;
  return html`
    <div class="supervisor" data-connection=${connection.state}>
      <header>
        <h1>${text.name(picture.hallName)}</h1>
        ${connectionBadge(connection, text, picture.timeZone)}
        <time class="number">${now === null ? "" : hourMinuteSecond(now, picture.timeZone)}</time>
        <span class="buttons">
          <a class="button" href="../reports/${location.search}">${text.t("sup-reports")}</a>
          <button @click=${() => frame.set({ dialog: { kind: "notice" } })}>${text.t("sup-notice")}</button>
          <button @click=${() => frame.set({ dialog: { kind: "stop" } })}>${text.t("sup-stop")}</button>
          <button class="what-if-open" @click=${() => frame.set({ dialog: { kind: "what-if" }, whatIf: NOTHING_ASKED })}>${text.t("what-if")}</button>
          <a class="button" href="../history/${location.search}">${text.t("past-open")}</a>
          ${frame.name ? html`<button class="quiet" @click=${frame.signOut}>${text.t("login-out")}</button>` : nothing}
        </span>
      </header>
      <main>
        ${banners(picture, frame)} ${printerBanners(frame.values, text)} ${head(picture, frame)} ${alerts(picture, frame)}
        <div class="columns">
          ${lines(picture, frame)}
          <div class="right">${tiles(picture, frame)} ${devices(picture, frame)} ${course(picture, frame)}</div>
        </div>
        ${notices(picture, frame)} ${tickets(picture, frame)} ${ended(picture, frame)}
        ${printLog(frame.values, picture.timeZone, text)}
      </main>
      ${dialog(picture, frame)}
      ${toast(frame)}
    </div>
  `;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function banners(picture, frame) {
  const { text, progress } = frame;
  return html`
    ${
      picture.clockDoubted
        ? html`<p class="banner warn" role="alert">
            <span>${sign("warn")} ${text.t("sup-clock")}</span>
            ${frame.role === "admin" ? html`<button @click=${() => frame.send("clock/trust", {}, text.t("sup-clock-trusted"))}>${text.t("sup-clock-trust")}</button>` : nothing}
          </p>`
        : nothing
    }
    ${picture.stopped.map(
      (stop) => html`<p class="banner warn">
        <span>${sign("warn")} ${text.t("sup-stopped", { group: stop.group, reason: stop.reason })}</span>
        <button @click=${() => frame.send("issuing/resume", { groups: [stop.group] }, text.t("sup-resumed"))}>${text.t("sup-resume")}</button>
      </p>`,
    )}
    ${
      progress.phase === "failed" && !frame.doing.dialog
        ? html`<div class="banner stop">${failure(frame)}<button @click=${() => frame.set({})}>${text.t("close")}</button></div>`
        : nothing
    }
  `;
}

/**
 * What was done, and while it can be had, the way back.
 *
 * @param {Frame} frame
 */
function toast({ doing, text, send }) {
  const { said, undo } = doing;
  return html`<p class="toast" role="status" ?hidden=${!said}>
    <span>${said ?? ""}</span>
    ${undo === null ? nothing : html`<button @click=${() => send(undo.path, undo.body, text.t("sup-undone"))}>${text.t("sup-undo")}</button>`}
  </p>`;
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
      <div class=${figures.level}>
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
function alerts(picture, frame) {
  const { text } = frame;
  if (picture.alerts.length === 0) return nothing;
  return html`<ul class="alerts" aria-label=${text.t("sup-alerts")}>
    ${repeat(
      picture.alerts,
      (alert) => alert.id,
      (alert) => html`<li class="panel">
        <span class=${alert.severe ? "stop" : "warn"}>
          ${sign(alert.severe ? "stop" : "warn")} ${alertWords(alert, picture, text)}
        </span>
        <div class="buttons">${alertButton(alert, picture, frame)}</div>
      </li>`,
    )}
  </ul>`;
}

/**
 * What would help, and before a counter opens, what that would do.
 *
 * @param {import("./model.js").Alert} alert
 * @param {Picture} picture
 * @param {Frame} frame
 */
function alertButton(alert, picture, frame) {
  const { text } = frame;
  const button = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    html`<button @click=${act}>${words}</button>`;
  switch (alert.kind) {
    case "line": {
      const { resume, open } = alert;
      const counter = resume ?? open;
      if (counter === null) return nothing;
      const ahead = html`<button class="quiet" @click=${() => lookAhead(counter, frame)}>${text.t("sup-alert-ahead")}</button>`;
      if (resume !== null) {
        return html`${ahead}${button(text.t("sup-counter-resume", { counter: resume }), () =>
          frame.send(`counters/${resume}/resume`, {}, text.t("sup-counter-resumed", { counter: resume })),
        )}`;
      }
      return html`${ahead}${button(text.t("sup-counter-open", { counter }), () =>
        frame.send(`counters/${counter}/open`, {}, text.t("sup-counter-opened", { counter }), {
          path: `counters/${counter}/close`,
          body: {},
        }),
      )}`;
    }
    case "idle":
      return button(text.t("sup-counter-look", { counter: alert.subject }), () =>
        frame.set({ dialog: { kind: "counter", number: alert.subject } }),
      );
    case "device":
    case "call": {
      const name = alert.kind === "call" ? alert.missing[0] : alert.subject;
      const device = picture.devices.find((entry) => entry.name === name);
      if (!device) return nothing;
      return button(text.t("sup-device-help"), () => frame.set({ dialog: { kind: "device", id: device.id } }));
    }
  }
}

/** What one more counter would do to the waits, asked at once. @param {string} counter @param {Frame} frame */
function lookAhead(counter, frame) {
  frame.set({ dialog: { kind: "what-if" } });
  frame.think({ ...NOTHING_ASKED, counter }, { kind: NOTHING_ASKED.kind, counter });
}

/**
 * @param {import("./model.js").Alert} alert
 * @param {Picture} picture
 * @param {Text} text
 */
function alertWords(alert, picture, text) {
  switch (alert.kind) {
    case "line": {
      const name = text.name(picture.groups.find((group) => group.code === alert.subject)?.name);
      const group = `${alert.subject} ${name}`;
      const words = alert.unserved
        ? text.t("sup-alert-unserved", { group, count: alert.waiting, minutes: alert.minutes })
        : text.t("sup-alert-line", { group, minutes: alert.minutes });
      return alert.resume === null ? words : `${words} ${text.t("sup-alert-paused", { counter: alert.resume })}`;
    }
    case "idle":
      return text.t("sup-alert-idle", { counter: alert.subject, minutes: alert.minutes, count: alert.waiting });
    case "call":
      return text.t("sup-alert-call", { label: alert.subject, screens: alert.missing.join(", ") });
    case "device":
      return `${alert.subject}: ${alert.faults.map((fault) => text.t(`device-${fault}`)).join(", ")}`;
  }
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
            <span class="name">${text.name(line.name)} ${line.stopped === null ? nothing : html`<span class="warn">${sign("warn")} ${text.t("sup-line-stopped")}</span>`}</span>
            <span class="count">${line.waiting === 0 ? text.t("sup-nobody") : text.t("people-waiting", { count: line.waiting })}</span>
            <svg class="bar ${line.level}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
              <rect class="track" width="100" height="10" />
              <rect class="fill" width=${(line.fill * 100).toFixed(2)} height="10" />
              <rect class="target" x=${(picture.targetFill * 100).toFixed(2)} width="0.6" height="10" />
            </svg>
            <span class="state">
              ${
                line.longestMs === null
                  ? nothing
                  : html`${text.t("sup-line-longest", { minutes: Math.floor(line.longestMs / 60_000) })} ${level(line.level, text)}`
              }
            </span>
            <span class="more mute">
              ${line.serving === 0 ? html`<span class=${line.waiting > 0 ? "stop" : ""}>${text.t("sup-no-counter")}</span>` : text.t("sup-counters-serving", { count: line.serving })}
              ${line.priority > 0 ? ` · ${text.t("sup-priority", { count: line.priority })}` : ""}
              · ${text.t("sup-newcomer", { range: text.range(line.wait) })}
            </span>
          </li>`,
        )}
      </ul>
    </section>
  `;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function tiles(picture, frame) {
  const { text } = frame;
  return html`
    <section aria-labelledby="tiles">
      <h2 id="tiles">${text.t("sup-counters")}</h2>
      <ul class="tiles">
        ${repeat(
          picture.tiles,
          (tile) => tile.number,
          (tile) => html`<li class="panel tile ${tile.kind}" data-counter=${tile.number}>
            <span class="top"><button class="name" @click=${() => frame.set({ dialog: { kind: "counter", number: tile.number } })}>${text.t("counter", { number: tile.number })}</button><span class="mute">${tile.groups.join(" ")}</span></span>
            <span class="who number">${tile.label ?? nothing}</span>
            <span class="kind"><i class=${SHAPES[tile.kind]} aria-hidden="true"></i> ${text.t(`sup-tile-${tile.kind}`)}${tile.ms === null ? "" : ` · ${text.t("sup-minutes", { minutes: Math.floor(tile.ms / 60_000) })}`}</span>
            ${tile.reason ? html`<span>${tile.reason}</span>` : nothing}
            ${tile.delivery && tile.delivery.of > 0 ? delivery(tile.delivery, text) : nothing}
            <span class="officer mute">${tile.officer === null ? "" : frame.officer(tile.officer)}${tile.served === null ? "" : html` <span class="served">${text.t("sup-tile-served", { count: tile.served })}</span>`}</span>
          </li>`,
        )}
      </ul>
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
    ${delivery.said === 0 && delivery.unsaid !== undefined && delivery.unsaid !== "quiet" ? html`<span class="warn">${sign("warn")} ${text.unsaid(delivery.unsaid)}</span>` : nothing}`;
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
              ${device.name}
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
            <button @click=${() => frame.send(`notices/${notice.id}/withdraw`, {}, text.t("sup-withdrawn"))}>${text.t("sup-withdraw")}</button>
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
  }
}
