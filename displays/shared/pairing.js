/**
 * A screen that belongs to no hall yet: shows a code, a QR code to the administrator's page and a number to compare, and
 * waits to be let in (RFC 8628).
 */
import { sign } from "./parts.js";
import { html, nothing, render } from "../vendor/lit.js";
import { ask } from "./ask.js";
import { Commander } from "./command.js";
import { qr } from "./qr.js";
import { sampleAnswer } from "./sample.js";

/**
 * @typedef {object} Codes
 * @property {string} device_code
 * @property {string} user_code
 * @property {number} match_number
 * @property {number} expires_in_s
 * @property {number} interval_s
 *
 * @typedef {object} Picture what the screen shows
 * @property {"asking" | "waiting" | "expired" | "refused"} phase
 * @property {Codes | null} codes
 * @property {number} minutes how long the code is good, rounded up
 * @property {boolean} away whether the server did not answer the last time
 */

/** Without an answer the server is asked again after this. */
const AGAIN_MS = 5_000;
/** That a code ran out, and that the screen was turned away, stays on the screen so long; then there is a new code. */
const EXPIRED_MS = 4_000;
const REFUSED_MS = 60_000;

const STYLE = new URL("./pairing.css", import.meta.url).href;

/**
 * Shows the pairing screen until this screen is let in.
 *
 * @param {HTMLElement} root
 * @param {import("./text.js").Text} text
 * @param {"hall" | "counter" | "kiosk"} kind
 * @param {boolean} people whether somebody who is signed in needs no pairing here
 * @returns {Promise<any>} who this screen is now, with its token; null for somebody who is signed in
 */
export async function pair(root, text, kind, people) {
  await styled();
  const sample = new URLSearchParams(location.search).get("pairing");
  if (sample !== null) return standStill(root, text, kind, sample);
  /** @type {Picture} */
  let picture = { phase: "asking", codes: null, minutes: 0, away: false };
  let expires = 0;
  /** @type {() => void} */
  let anew = () => {};
  const show = (/** @type {Partial<Picture>} */ change) => {
    picture = { ...picture, ...change, minutes: Math.max(1, Math.ceil((expires - performance.now()) / 60_000)) };
    render(screen(picture, { text, kind, anew: () => anew() }), root);
  };
  const commander = new Commander({ token: () => null });
  const send = (/** @type {string} */ path, /** @type {unknown} */ body) =>
    commander.send(path, body, { name: "pair", giveUpMs: 0 });
  const rest = (/** @type {number} */ ms) =>
    new Promise((done) => {
      const timer = setTimeout(done, ms);
      anew = () => {
        clearTimeout(timer);
        done(undefined);
      };
    });
  for (;;) {
    if (people) {
      const { status } = await ask("/api/v1/me", null);
      if (status === 200) return null;
      if (status !== 401) {
        show({ phase: "asking", codes: null, away: true });
        await wait(AGAIN_MS);
        continue;
      }
    }
    show({ phase: "asking", codes: null });
    const asked = await send("/api/v1/devices/pair", { kind });
    if (!asked.ok) {
      show({ away: true });
      await wait(AGAIN_MS);
      continue;
    }
    /** @type {Codes} */
    const codes = asked.body;
    expires = performance.now() + codes.expires_in_s * 1000;
    let every = codes.interval_s * 1000;
    show({ phase: "waiting", codes, away: false });
    while (picture.phase === "waiting") {
      await wait(every);
      const answer = await send("/api/v1/devices/token", { device_code: codes.device_code });
      if (answer.ok) return answer.body;
      switch (answer.problem.code) {
        case "authorization_pending":
          show({ away: false });
          break;
        case "slow_down":
          every = Number(answer.problem.interval_s) * 1000 || every * 2;
          show({ away: false });
          break;
        case "access_denied":
          show({ phase: "refused", away: false });
          break;
        case "expired_token":
          show({ phase: "expired", away: false });
          break;
        default:
          // A code that ran out is not shown on, server or no server.
          show(performance.now() >= expires ? { phase: "expired", away: true } : { away: true });
      }
    }
    await rest(picture.phase === "refused" ? REFUSED_MS : EXPIRED_MS);
  }
}

/**
 * Shows a sample of this screen and leaves it there: what is in it lets nobody in.
 *
 * @param {HTMLElement} root
 * @param {import("./text.js").Text} text
 * @param {string} kind
 * @param {string} name
 * @returns {Promise<never>}
 */
async function standStill(root, text, kind, name) {
  const { body } = await sampleAnswer(name);
  const anew = () => location.reload();
  render(screen(body ?? { phase: "asking", codes: null, minutes: 0, away: true }, { text, kind, anew }), root);
  return new Promise(() => {});
}

/** @param {number} ms */
function wait(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

/** The page's own style sheets know nothing of this screen. */
function styled() {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = STYLE;
    link.onload = link.onerror = () => done(undefined);
    document.head.append(link);
  });
}

/**
 * @param {Picture} picture
 * @param {{ text: import("./text.js").Text, kind: string, anew: () => void }} frame
 */
export function screen(picture, { text, kind, anew }) {
  const { phase, codes, minutes, away } = picture;
  const address = `${location.origin}/admin/#pair${codes ? `=${codes.user_code}` : ""}`;
  return html`
    <main class="pairing">
      <header>
        <p class="brand">goiso</p>
        <h1>${text.t("pair-title", { kind })}</h1>
      </header>
      ${
        phase === "waiting" && codes
          ? html`
              <section class="codes">
                <p class="label">${text.t("pair-code")}</p>
                <p class="code" translate="no">${[...codes.user_code].map((letter) => html`<span class=${letter === "-" ? "code-dash" : "code-letter"}>${letter}</span>`)}</p>
                <div class="match">
                  <p class="label">${text.t("pair-match")}</p>
                  <p class="number" translate="no">${codes.match_number}</p>
                </div>
              </section>
              <section class="way">
                ${qr(address, text.t("pair-qr"))}
                <ol>
                  <li>${text.t("pair-step-1")} <strong class="address" translate="no">${location.host}/admin</strong></li>
                  <li>${text.t("pair-step-2")}</li>
                  <li>${text.t("pair-step-3")}</li>
                </ol>
              </section>
            `
          : html`<section class="message">
              ${
                phase === "refused"
                  ? html`<p class="stop" role="alert">${sign("stop")} ${text.t("pair-refused")}</p>
                      <button class="primary" @click=${anew}>${text.t("pair-anew")}</button>`
                  : phase === "expired"
                    ? html`<p class="warn" role="status">${sign("warn")} ${text.t("pair-expired")}</p>`
                    : away
                      ? html`<p class="stop" role="status">${sign("stop")} ${text.t("pair-away")}</p>`
                      : html`<p role="status">${text.t("pair-asking")}</p>`
              }
            </section>`
      }
      <footer><p role="status">
        ${
          // Before there is a code it stands in the middle.
          away && phase !== "asking"
            ? html`<span class="stop">${sign("stop")} ${text.t("pair-away")}</span>`
            : phase === "waiting"
              ? html`<span class="calm">${sign("calm")} ${text.t("pair-waiting", { minutes })}</span>`
              : nothing
        }
      </p></footer>
    </main>
  `;
}
