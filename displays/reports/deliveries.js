/**
 * Reports that are handed in by themselves: what became of each, what stands in the way, and handing one in at once.
 *
 * @typedef {import("../shared/text.js").Text} Text
 * @typedef {{ from: string, to: string, at: number }} Done
 * @typedef {{ way: "folder" | "mail", to: string[], done: Done | null, trouble: { why: string, times: number, again_at: number } | null }} Way
 * @typedef {object} Delivery
 * @property {string} name
 * @property {string} report
 * @property {string | null} hall
 * @property {string} every
 * @property {string[]} files
 * @property {{ from: string, to: string, due_at: number } | null} last
 * @property {Way[]} ways
 *
 * @typedef {object} State
 * @property {Delivery[] | null} deliveries none before the first answer
 * @property {string | null} sending the name of one that is on its way
 * @property {{ name: string, meaning: "calm" | "stop", words: string } | null} told what became of the newest one that was asked for
 */
import { badge } from "../shared/parts.js";
import { Store } from "../shared/store.js";
import { html, nothing, render } from "../vendor/lit.js";
import { dayWords, standingOf } from "./model.js";

/** A mail server may take so long; the server gives up before. */
const SENT_MS = 150_000;
/** What became of them is asked for so often. */
const LOOK_MS = 60_000;

/** @param {{ from: string, to: string }} days */
function span({ from, to }) {
  return from === to ? dayWords(from) : `${dayWords(from)} – ${dayWords(to)}`;
}

/** `26/11/2026 06:00`, by the clock of whoever looks. @param {number} at */
function moment(at) {
  const when = new Date(at);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${two(when.getDate())}/${two(when.getMonth() + 1)}/${when.getFullYear()} ${two(when.getHours())}:${two(when.getMinutes())}`;
}

/** @param {Delivery} delivery @param {Way} way @param {Text} text @param {number} now */
function wayRow(delivery, way, text, now) {
  const state = standingOf(delivery, way, now);
  const meaning = /** @type {const} */ ({ done: "calm", waits: "plain", due: "warn", fails: "stop" })[state];
  return html`<li data-way=${way.way} data-state=${state}>
    <span class="where"><strong>${text.t(`rep-way-${way.way}`)}</strong> ${way.to.join(", ")}</span>
    ${badge(meaning, text.t(`rep-handed-${state}`))}
    ${way.done === null ? nothing : html`<span class="mute">${text.t("rep-handed-last", { days: span(way.done), at: moment(way.done.at) })}</span>`}
    ${
      way.trouble === null
        ? nothing
        : html`<span class="why">${text.t("rep-handed-why", { why: way.trouble.why, times: way.trouble.times, at: moment(way.trouble.again_at) })}</span>`
    }
  </li>`;
}

/** @param {{ text: Text, state: State, now: number, send: (name: string) => void }} frame */
export function panel({ text, state, now, send }) {
  const { deliveries, sending, told } = state;
  if (deliveries === null) return nothing;
  if (deliveries.length === 0) {
    return html`<section class="deliveries" aria-label=${text.t("rep-handed-title")}>
      <details>
        <summary>${text.t("rep-handed-title")}</summary>
        <p>${text.t("rep-handed-none")}</p>
      </details>
    </section>`;
  }
  return html`<section class="deliveries" aria-labelledby="handed-title">
    <h2 id="handed-title">${text.t("rep-handed-title")}</h2>
    <ul>
      ${deliveries.map(
        (one) => html`<li data-delivery=${one.name}>
          <div class="head">
            <h3>${text.t(`rep-every-${one.every}`)} · ${one.report === "monthly" ? text.t("rep-sheet-monthly") : text.t(`rep-sheet-${one.report}`)}</h3>
            <span class="mute">${one.name} · ${one.files.map((kind) => kind.toUpperCase()).join(", ")}</span>
            ${one.last === null ? nothing : html`<span class="number">${span(one.last)}</span>`}
            <button ?disabled=${sending !== null || one.last === null} @click=${() => send(one.name)}>
              ${sending === one.name ? text.t("rep-handing-in") : text.t("rep-hand-in-now")}
            </button>
          </div>
          <ul>
            ${one.ways.map((way) => wayRow(one, way, text, now))}
          </ul>
          ${told?.name === one.name ? html`<p role=${told.meaning === "stop" ? "alert" : "status"} class=${told.meaning === "stop" ? "word stop" : "word"}>${told.words}</p>` : nothing}
        </li>`,
      )}
    </ul>
  </section>`;
}

/** @param {HTMLElement} root @param {{ text: Text, token: string | null, ask: typeof import("../shared/ask.js").ask }} page */
export function follow(root, { text, token, ask }) {
  const doing = new Store(/** @type {State} */ ({ deliveries: null, sending: null, told: null }));
  const draw = () => render(panel({ text, state: doing.value, now: Date.now(), send }), root);

  async function load() {
    const { status, body } = await ask("/api/v1/deliveries", token);
    // Without an answer the last one stays: it tells its own times.
    if (status === 200) doing.set({ deliveries: body.deliveries });
  }

  /** @param {string} name */
  async function send(name) {
    if (doing.value.sending !== null) return;
    doing.set({ sending: name, told: null });
    const path = `/api/v1/deliveries/${encodeURIComponent(name)}/send`;
    const { status, body } = await ask(path, token, { body: {}, signal: AbortSignal.timeout(SENT_MS) });
    const why = status === 0 ? text.t("staff-no-server") : text.problem(body ?? {});
    doing.set({
      sending: null,
      told:
        status === 200
          ? { name, meaning: "calm", words: text.t("rep-handed-now") }
          : { name, meaning: "stop", words: why },
    });
    await load();
  }

  doing.listen(draw);
  setInterval(() => void load(), LOOK_MS);
  void load();
}
