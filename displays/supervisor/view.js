/** Draws the supervisor's page. */
import { busyWords, failure, ticketButtons, ticketDialog } from "../shared/actions.js";
import { hourMinute, hourMinuteSecond } from "../shared/clock.js";
import { connectionBadge } from "../shared/connection.js";
import { plain } from "../shared/text.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { deviceDialog, noticeDialog, stopDialog } from "./dialogs.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {{ kind: "stop" } | { kind: "notice" } | { kind: "device", id: string } | { kind: "ticket", asked: import("../shared/actions.js").Asked }} Dialog
 *
 * @typedef {object} Doing
 * @property {Dialog | null} dialog
 * @property {string} search
 * @property {boolean} all
 * @property {string | null} said
 *
 * @typedef {object} Frame
 * @property {Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {number | null} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {string} role
 * @property {string} name
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {(path: string, body: Record<string, unknown>, done: string) => void} send
 * @property {() => void} signOut
 */

/** Tickets shown before "all" is pressed. */
const ROWS_SHOWN = 8;

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
          <button @click=${() => frame.set({ dialog: { kind: "notice" } })}>${text.t("sup-notice")}</button>
          <button @click=${() => frame.set({ dialog: { kind: "stop" } })}>${text.t("sup-stop")}</button>
          ${frame.name ? html`<button class="quiet" @click=${frame.signOut}>${text.t("login-out")}</button>` : nothing}
        </span>
      </header>
      <main>
        ${banners(picture, frame)} ${head(picture, text)} ${alerts(picture, frame)}
        <div class="columns">${lines(picture, frame)} ${tiles(picture, text)}</div>
        ${devices(picture, frame)} ${notices(picture, frame)} ${tickets(picture, frame)}
      </main>
      ${dialog(picture, frame)}
      <p class="toast" role="status" ?hidden=${!frame.doing.said}>${frame.doing.said ?? ""}</p>
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
            <span><i class="triangle" aria-hidden="true"></i> ${text.t("sup-clock")}</span>
            ${frame.role === "admin" ? html`<button @click=${() => frame.send("clock/trust", {}, text.t("sup-clock-trusted"))}>${text.t("sup-clock-trust")}</button>` : nothing}
          </p>`
        : nothing
    }
    ${picture.stopped.map(
      (stop) => html`<p class="banner warn">
        <span><i class="triangle" aria-hidden="true"></i> ${text.t("sup-stopped", { group: stop.group, reason: stop.reason })}</span>
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
 * @param {Picture} picture
 * @param {Text} text
 */
function head({ head: figures }, text) {
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
      <div>
        <dt>${text.t("sup-open")}</dt>
        <dd class="number">${figures.open}<small>/${figures.counters}</small></dd>
      </div>
    </dl>
  `;
}

/**
 * Word, shape and colour of a wait against the target.
 *
 * @param {import("../shared/tickets.js").Level} of
 * @param {Text} text
 */
function level(of, text) {
  const shape = of === "over" ? "square" : of === "near" ? "triangle" : "dot";
  return html`<span class="level ${of}"><i class=${shape} aria-hidden="true"></i> ${text.t(`sup-level-${of}`)}</span>`;
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
          <i class=${alert.severe ? "square" : "triangle"} aria-hidden="true"></i> ${alertWords(alert, picture, text)}
        </span>
        ${
          alert.resume === null
            ? nothing
            : html`<button
                @click=${() => frame.send(`counters/${alert.resume}/resume`, {}, text.t("sup-counter-resumed", { counter: alert.resume ?? "" }))}
              >
                ${text.t("sup-counter-resume", { counter: alert.resume })}
              </button>`
        }
      </li>`,
    )}
  </ul>`;
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
      const words = text.t("sup-alert-line", { group: `${alert.subject} ${name}`, minutes: alert.minutes });
      return alert.resume === null ? words : `${words} ${text.t("sup-alert-paused", { counter: alert.resume })}`;
    }
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
            <span class="name">${text.name(line.name)} ${line.stopped === null ? nothing : html`<span class="warn">▲ ${text.t("sup-line-stopped")}</span>`}</span>
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
 * @param {Text} text
 */
function tiles(picture, text) {
  return html`
    <section aria-labelledby="tiles">
      <h2 id="tiles">${text.t("sup-counters")}</h2>
      <ul class="tiles">
        ${repeat(
          picture.tiles,
          (tile) => tile.number,
          (tile) => html`<li class="panel tile ${tile.kind}" data-counter=${tile.number}>
            <span class="top"><strong>${text.t("counter", { number: tile.number })}</strong><span class="mute">${tile.groups.join(" ")}</span></span>
            <span class="who number">${tile.label ?? nothing}</span>
            <span class="kind"><i class=${SHAPES[tile.kind]} aria-hidden="true"></i> ${text.t(`sup-tile-${tile.kind}`)}${tile.ms === null ? "" : ` · ${text.t("sup-minutes", { minutes: Math.floor(tile.ms / 60_000) })}`}</span>
            ${tile.reason ? html`<span>${tile.reason}</span>` : nothing}
            ${tile.delivery ? delivery(tile.delivery, text) : nothing}
            <span class="officer mute">${tile.officer ?? ""}${tile.served === null ? "" : html` <span class="served">${text.t("sup-tile-served", { count: tile.served })}</span>`}</span>
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
  return html`<span class=${whole ? "calm" : "warn"}>${whole ? "✓" : "▲"} ${text.t("sup-shown", { shown: delivery.shown, of: delivery.of })}</span>
    ${delivery.said === 0 && delivery.unsaid !== undefined && delivery.unsaid !== "quiet" ? html`<span class="warn">▲ ${text.unsaid(delivery.unsaid)}</span>` : nothing}`;
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
              <i class=${device.level === "good" ? "dot" : device.level === "trouble" ? "triangle" : "square"} aria-hidden="true"></i>
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
function tickets(picture, frame) {
  const { text, doing } = frame;
  const wanted = plain(doing.search);
  const found = wanted === "" ? picture.rows : picture.rows.filter((row) => row.label.toLowerCase().includes(wanted));
  const shown = doing.all ? found : found.slice(0, ROWS_SHOWN);
  const actions = actionFrame(picture, frame);
  return html`
    <section class="tickets" aria-labelledby="tickets">
      <div class="title">
        <h2 id="tickets">${text.t("sup-tickets")}</h2>
        <label class="search"><span class="hidden">${text.t("sup-search")}</span>
          <input type="search" placeholder=${text.t("sup-search")} .value=${doing.search} @input=${(/** @type {InputEvent} */ event) => frame.set({ search: /** @type {HTMLInputElement} */ (event.target).value })} />
        </label>
      </div>
      ${
        shown.length === 0
          ? html`<p class="mute">${text.t("sup-no-tickets")}</p>`
          : html`<ul class="rows">
              ${repeat(
                shown,
                (row) => row.id,
                (row) => html`<li class="panel row">
                  <strong class="number">${row.label}</strong>
                  <span>
                    ${row.state === "parked" ? html`${text.t("state-parked")}${row.reason ? ` · ${row.reason}` : ""}${row.until === null ? "" : ` · ${text.t("sup-until", { time: hourMinute(row.until, picture.timeZone) })}`}` : html`${text.t("sup-row-waited", { minutes: Math.floor(row.waitedMs / 60_000) })} ${level(row.level, text)}`}
                  </span>
                  <span class="mute">${about(row, picture, text)}</span>
                  ${ticketButtons(row, actions)}
                </li>`,
              )}
            </ul>`
      }
      ${
        found.length > ROWS_SHOWN
          ? html`<button class="quiet" @click=${() => frame.set({ all: !doing.all })}>
              ${doing.all ? text.t("sup-fewer") : text.t("sup-all", { count: found.length })}
            </button>`
          : nothing
      }
    </section>
  `;
}

/**
 * @param {import("../shared/tickets.js").Row} row
 * @param {Picture} picture
 * @param {Text} text
 */
function about(row, picture, text) {
  const words = [];
  if (row.class !== "ordinary")
    words.push(text.name(picture.classes.find((entry) => entry.code === row.class)?.name) || row.class);
  if (row.accessible) words.push(text.t("ticket-accessible"));
  if (row.dossiers > 1) words.push(text.t("ticket-dossiers", { count: row.dossiers }));
  return words.join(" · ");
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @returns {import("../shared/actions.js").Frame}
 */
function actionFrame(picture, frame) {
  return {
    text: frame.text,
    progress: frame.progress,
    classes: picture.classes,
    ask: (asked) => frame.set({ dialog: { kind: "ticket", asked } }),
    send: (path, body) => frame.send(path, body, frame.text.t("done")),
    close: () => frame.set({ dialog: null }),
  };
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
    case "ticket":
      return ticketDialog(doing.dialog.asked, actionFrame(picture, frame));
    case "device":
      return deviceDialog(doing.dialog.id, picture, frame);
  }
}
