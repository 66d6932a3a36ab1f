/** The dialog that asks what a change would do to the people who come next, before anybody does it. */
import { ask } from "../shared/ask.js";
import { hourMinute } from "../shared/clock.js";
import { modal } from "../shared/modal.js";
import { html, nothing, svg } from "../vendor/lit.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {{ people_tenths: number, p50_s: number, p90_s: number, longer: boolean }} Waits
 * @typedef {object} Told what `POST …/what-if` answers
 * @property {number} runs
 * @property {number} now
 * @property {{ group: string, coming: { within_min: number, before: Waits | null, after: Waits | null }[] }[]} groups
 * @property {{ after_min: number, before: number, after: number }[]} line
 * @typedef {object} Asked
 * @property {"open" | "close" | "groups" | "policy"} kind
 * @property {string} counter
 * @property {boolean} thinking
 * @property {Told | null} told
 * @property {Record<string, unknown> | null} problem
 */

const KINDS = /** @type {const} */ (["open", "close", "groups", "policy"]);
const POLICIES = /** @type {const} */ (["accumulating", "arrival", "priority_first"]);
/** Priority calls in a row, when that policy is tried. */
const AT_MOST = 2;

/** @type {Asked} */
export const NOTHING_ASKED = { kind: "open", counter: "", thinking: false, told: null, problem: null };

/**
 * Counters that a change could be made to.
 *
 * @param {Asked["kind"]} kind
 * @param {Picture["tiles"]} tiles
 */
export function countersFor(kind, tiles) {
  const away = (/** @type {Picture["tiles"][number]} */ tile) => tile.kind === "closed" || tile.kind === "paused";
  if (kind === "policy") return [];
  return tiles.filter((tile) => kind === "groups" || away(tile) === (kind === "open"));
}

/**
 * The longest p90 of both futures, in whole minutes and at least one: the scale of all bars.
 *
 * @param {Told} told
 */
export function scaleOf(told) {
  const waits = told.groups.flatMap(({ coming }) => coming.flatMap(({ before, after }) => [before, after]));
  return Math.max(1, ...waits.map((entry) => (entry === null ? 0 : minutes(entry))));
}

/** @param {Waits} waits */
export function minutes({ p90_s: seconds }) {
  return Math.ceil(seconds / 60);
}

/**
 * @param {Asked} asked
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function whatIfDialog(asked, picture, frame) {
  const { text } = frame;
  const counters = countersFor(asked.kind, picture.tiles);
  const counter = counters.some((tile) => tile.number === asked.counter) ? asked.counter : (counters[0]?.number ?? "");
  const own = picture.tiles.find((tile) => tile.number === counter)?.groups ?? [];
  const set = (/** @type {Partial<Asked>} */ change) =>
    frame.set({ whatIf: { ...asked, told: null, problem: null, ...change } });
  return modal(
    text.t("what-if"),
    html`<form
        class="what-if"
        @submit=${(/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          if (asked.thinking) return;
          const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
          frame.think({ ...asked, counter }, changeOf(asked.kind, counter, form));
        }}
      >
        <p class="mute">${text.t("what-if-lead")}</p>
        <fieldset class="choices">
          <legend>${text.t("what-if-change")}</legend>
          ${KINDS.map((kind) => html`<label class="check"><input type="radio" name="kind" value=${kind} .checked=${asked.kind === kind} @change=${() => set({ kind })} /> <span>${text.t(`what-if-${kind}`)}</span></label>`)}
        </fieldset>
        ${
          asked.kind === "policy"
            ? html`<label class="field"><span>${text.t("what-if-rule")}</span>
                <select name="policy" @change=${() => set({})}>${POLICIES.map((policy) => html`<option value=${policy}>${text.t(`what-if-policy-${policy.replace("_", "-")}`)}</option>`)}</select>
              </label>`
            : counters.length === 0
              ? html`<p>${text.t("what-if-no-counter")}</p>`
              : html`<label class="field"><span>${text.t("what-if-counter")}</span>
                  <select name="counter" .value=${counter} @change=${(/** @type {Event} */ event) => set({ counter: /** @type {HTMLSelectElement} */ (event.target).value })}>
                    ${counters.map((tile) => html`<option value=${tile.number} ?selected=${tile.number === counter}>${text.t("counter", { number: tile.number })} · ${tile.groups.join(" ")}</option>`)}
                  </select>
                </label>`
        }
        ${
          asked.kind === "groups"
            ? html`<fieldset class="choices"><legend>${text.t("what-if-groups-of")}</legend>
                ${picture.groups.map((group) => html`<label class="check"><input type="checkbox" name="group" value=${group.code} ?checked=${own.includes(group.code)} @change=${() => set({})} /> <span><strong>${group.code}</strong> ${text.name(group.name)}</span></label>`)}
              </fieldset>`
            : nothing
        }
        <div role="status">${answer(asked, picture, frame)}</div>
        <div class="buttons">
          <button type="button" @click=${() => frame.set({ dialog: null })}>${text.t("back")}</button>
          <button type="submit" class="primary" ?disabled=${asked.thinking || (asked.kind !== "policy" && counter === "")}>${text.t(asked.thinking ? "what-if-thinking" : "what-if-ask")}</button>
        </div>
      </form>`,
    () => frame.set({ dialog: null }),
  );
}

/**
 * @param {Asked["kind"]} kind
 * @param {string} counter
 * @param {FormData} form
 * @returns {Record<string, unknown>}
 */
function changeOf(kind, counter, form) {
  switch (kind) {
    case "open":
    case "close":
      return { kind, counter };
    case "groups":
      return { kind, counter, groups: form.getAll("group").map(String) };
    case "policy": {
      const policy = String(form.get("policy"));
      return { kind, policy: policy === "priority_first" ? { kind: policy, at_most: AT_MOST } : { kind: policy } };
    }
  }
}

/**
 * @param {Asked} asked
 * @param {Picture} picture
 * @param {Frame} frame
 */
function answer({ told, problem }, picture, { text }) {
  if (problem !== null) return html`<p class="stop">${text.problem(/** @type {any} */ (problem))}</p>`;
  if (told === null) return nothing;
  const scale = scaleOf(told);
  const last = told.line.at(-1);
  return html`
    <ul class="futures">
      ${told.groups.map(({ group, coming }) => {
        const name = text.name(picture.groups.find((known) => known.code === group)?.name);
        return html`<li>
          <strong>${group}</strong> ${name}
          ${coming.map(({ within_min: within, before, after }) => {
            const time = hourMinute(told.now + within * 60_000, picture.timeZone);
            if (before === null || after === null)
              return html`<p class="mute">${text.t("what-if-nobody", { time })}</p>`;
            const words = (/** @type {Waits} */ waits) =>
              text.t(waits.longer ? "what-if-more" : "what-if-minutes", { minutes: minutes(waits) });
            const [was, is] = [minutes(before), minutes(after)];
            const id = is < was ? "what-if-p90" : is > was ? "what-if-p90-up" : "what-if-p90-same";
            return html`<p>${text.t(id, { time, before: words(before), after: words(after) })}</p>
              ${bars(minutes(before) / scale, minutes(after) / scale)}`;
          })}
        </li>`;
      })}
    </ul>
    ${last ? html`<p>${text.t("what-if-line", { time: hourMinute(told.now + last.after_min * 60_000, picture.timeZone), before: last.before, after: last.after })}</p>` : nothing}
    <p class="mute">${text.t("what-if-note", { runs: told.runs })}</p>
  `;
}

/**
 * Before above, after below; the words stand beside them.
 *
 * @param {number} before share of the scale
 * @param {number} after
 */
function bars(before, after) {
  const level = after < before ? "better" : after > before ? "worse" : "same";
  return html`<svg class="future ${level}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="before" width=${(before * 100).toFixed(2)} height="5" /><rect class="after" y="6" width=${(after * 100).toFixed(2)} height="5" />`}
  </svg>`;
}

/**
 * @param {string} hall
 * @param {string | null} token
 * @param {Record<string, unknown>} change
 */
export async function askWhatIf(hall, token, change) {
  return toldOf(await ask(`/api/v1/halls/${hall}/what-if`, token, { body: { change } }));
}

/** @param {import("../shared/ask.js").Answer} answer */
export function toldOf({ status, body }) {
  if (status === 200) return { told: /** @type {Told} */ (body), problem: null };
  return { told: null, problem: body ?? { code: "unavailable", detail: "" } };
}
