/** Draws what a supervisor has to look at: each one sentence, and a button that does something about it. */
import { reasonWords } from "../shared/delivery.js";
import { stateWords } from "../shared/prints.js";
import { sign } from "../shared/parts.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { NOTHING_ASKED } from "./what-if.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./model.js").Alert} Alert
 * @typedef {import("./view.js").Frame} Frame
 */

/** So many stand there before "more" is pressed, so that those who wait stay in sight. */
const ALERTS_SHOWN = 4;

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function alerts(picture, frame) {
  const { text, doing } = frame;
  if (picture.alerts.length === 0) return nothing;
  const more = picture.alerts.length - ALERTS_SHOWN;
  const shown = doing.allAlerts ? picture.alerts : picture.alerts.slice(0, ALERTS_SHOWN);
  return html`<section id="alerts" aria-label=${text.t("sup-alerts")}>
    <ul class="alerts">
      ${repeat(
        shown,
        (alert) => alert.id,
        (alert) => html`<li class="panel" data-alert=${alert.id}>
          <span class=${alert.severe ? "stop" : "warn"}>
            ${sign(alert.severe ? "stop" : "warn")} ${alertWords(alert, picture, frame)}
          </span>
          <div class="buttons">${alertButton(alert, picture, frame)}</div>
        </li>`,
      )}
    </ul>
    ${
      more > 0
        ? html`<button class="quiet more-alerts" aria-expanded=${doing.allAlerts} @click=${() => frame.set({ allAlerts: !doing.allAlerts })}>
            ${doing.allAlerts ? text.t("sup-fewer") : text.t("sup-alerts-more", { count: more })}
          </button>`
        : nothing
    }
  </section>`;
}

/**
 * What would help, and before a counter opens, what that would do.
 *
 * @param {Alert} alert
 * @param {Picture} picture
 * @param {Frame} frame
 */
function alertButton(alert, picture, frame) {
  const { text, busy } = frame;
  const show = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    html`<button @click=${act}>${words}</button>`;
  const send = (/** @type {string} */ words, /** @type {() => void} */ act) =>
    html`<button ?disabled=${busy} @click=${act}>${words}</button>`;
  switch (alert.kind) {
    case "line": {
      const { resume, open } = alert;
      const counter = resume ?? open;
      if (counter === null)
        return show(text.t("sup-alert-people", { group: alert.subject }), () => frame.showLine(alert.subject));
      const ahead = html`<button class="quiet" @click=${() => lookAhead(counter, frame)}>${text.t("sup-alert-ahead")}</button>`;
      if (resume !== null) {
        return html`${ahead}${send(text.t("sup-counter-resume", { counter: resume }), () =>
          frame.send(`counters/${resume}/resume`, {}, text.t("sup-counter-resumed", { counter: resume })),
        )}`;
      }
      return html`${ahead}${send(text.t("sup-counter-open", { counter }), () =>
        frame.send(`counters/${counter}/open`, {}, text.t("sup-counter-opened", { counter }), {
          path: `counters/${counter}/close`,
          body: {},
        }),
      )}`;
    }
    case "idle":
    case "long":
      return look(alert, frame);
    case "device":
    case "call":
    case "unsaid": {
      const { device } = alert;
      if (device === null || !picture.devices.some(({ id }) => id === device)) return look(alert, frame);
      return show(text.t("sup-device-help"), () => frame.set({ dialog: { kind: "device", id: device } }));
    }
    case "printer":
      return show(text.t("sup-device-help"), () => frame.set({ dialog: { kind: "printer", code: alert.subject } }));
  }
}

/** The counter where it is. @param {Alert} alert @param {Frame} frame */
function look({ counter }, { text, set }) {
  if (counter === null) return nothing;
  return html`<button @click=${() => set({ dialog: { kind: "counter", number: counter } })}>${text.t("sup-counter-look", { counter })}</button>`;
}

/** What one more counter would do to the waits, asked at once. @param {string} counter @param {Frame} frame */
function lookAhead(counter, frame) {
  frame.set({ dialog: { kind: "what-if" } });
  frame.think({ ...NOTHING_ASKED, counter }, { kind: NOTHING_ASKED.kind, counter });
}

/**
 * @param {Alert} alert
 * @param {Picture} picture
 * @param {Frame} frame
 */
function alertWords(alert, picture, { text }) {
  const { counter, minutes } = alert;
  switch (alert.kind) {
    case "line": {
      const name = text.name(picture.groups.find((group) => group.code === alert.subject)?.name);
      const group = `${alert.subject} ${name}`;
      const words = alert.unserved
        ? text.t("sup-alert-unserved", { group, count: alert.waiting, minutes })
        : text.t("sup-alert-line", { group, minutes });
      return alert.resume === null ? words : `${words} ${text.t("sup-alert-paused", { counter: alert.resume })}`;
    }
    case "idle":
      return text.t("sup-alert-idle", { counter: alert.subject, minutes, count: alert.waiting });
    case "long":
      return text.t(`sup-alert-long-${alert.stage ?? "serving"}`, {
        counter: counter ?? "",
        label: alert.subject,
        minutes,
      });
    case "call":
      return text.t("sup-alert-call", { label: alert.subject, screens: alert.missing.join(", ") });
    case "unsaid":
      return text.t("sup-alert-unsaid", { label: alert.subject, why: reasonWords(alert.why ?? "", text) });
    case "device":
      return `${alert.subject}: ${alert.faults.map((fault) => text.t(`device-${fault}`)).join(", ")}`;
    case "printer": {
      const printer = picture.printers.find(({ code }) => code === alert.subject);
      return text.t("print-printer-state", {
        name: text.name(printer?.name) || alert.subject,
        state: stateWords(alert.why ?? "", text),
      });
    }
  }
}
