/** The supervisor's dialogs: stop issuing, post a notice, what a device says of itself. */
import { failure, ticketButtons } from "../shared/actions.js";
import { hourMinuteSecond } from "../shared/clock.js";
import { modal } from "../shared/modal.js";
import { stateWords } from "../shared/prints.js";
import { html, nothing } from "../vendor/lit.js";
import { actionFrame } from "./people.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 * @typedef {import("./view.js").Frame} Frame
 */

const REASON_CHARS = 120;
const NOTICE_CHARS = 500;
/** How long a notice may stand, in minutes; 0 for until it is withdrawn. */
const LENGTHS_MIN = [0, 15, 30, 60, 120];
/** Sentences that the voices have. */
const SENTENCES = ["closing_soon", "issuing_closed", "counter_paused", "prepare", "thanks", "welcome"];
/** What can be said with a notice: nothing, the chime alone, or a sentence. */
const SAYS = ["", "text", ...SENTENCES];

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {string} busy
 */
export function stopDialog(picture, frame, busy) {
  const { text } = frame;
  return modal(
    text.t("sup-stop"),
    html`<form
      @submit=${submit((form) => {
        frame.send(
          "issuing/stop",
          { groups: form.getAll("group").map(String), reason: String(form.get("reason")).trim() },
          text.t("sup-stop-done"),
          { path: "issuing/resume", body: { groups: form.getAll("group").map(String) } },
        );
      }, frame)}
    >
      <fieldset class="choices">
        <legend>${text.t("sup-stop-groups")}</legend>
        ${picture.groups.map((group) => html`<label class="check"><input type="checkbox" name="group" value=${group.code} /> <span><strong>${group.code}</strong> ${text.name(group.name)}</span></label>`)}
      </fieldset>
      <label class="field"><span>${text.t("sup-stop-reason")}</span><input name="reason" required maxlength=${REASON_CHARS} /></label>
      ${failure(frame)} ${buttons(frame, text.t("sup-stop"), busy)}
    </form>`,
    () => frame.set({ dialog: null }),
  );
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {string} busy
 */
export function noticeDialog(picture, frame, busy) {
  const { text } = frame;
  return modal(
    text.t("sup-notice"),
    html`<form
      @submit=${submit((form) => {
        const minutes = Number(form.get("length"));
        frame.send(
          "notices",
          {
            text: { vi: String(form.get("vi")).trim(), en: String(form.get("en")).trim() },
            zones: form.getAll("zone").map(String),
            ...(form.get("speech") ? { speech: String(form.get("speech")) } : {}),
            ...(minutes > 0 && frame.now !== null ? { until: frame.now + minutes * 60_000 } : {}),
          },
          text.t("sup-notice-done"),
        );
      }, frame)}
    >
      <label class="field"
        ><span>${text.t("sup-notice-say")}</span>
        <select name="speech" @change=${(/** @type {Event} */ event) => writeSentence(event, frame)}>
          ${SAYS.map((speech) => html`<option value=${speech}>${text.t(speech === "" ? "sup-say-nothing" : `sup-say-${speech.replaceAll("_", "-")}`)}</option>`)}
        </select>
      </label>
      <label class="field"><span>${text.t("sup-notice-vi")}</span><textarea name="vi" rows="3" required maxlength=${NOTICE_CHARS} lang="vi"></textarea></label>
      <label class="field"><span>${text.t("sup-notice-en")}</span><textarea name="en" rows="2" maxlength=${NOTICE_CHARS} lang="en"></textarea></label>
      ${
        picture.zones.length > 1
          ? html`<fieldset class="choices">
              <legend>${text.t("sup-notice-zones")}</legend>
              ${picture.zones.map((zone) => html`<label class="check"><input type="checkbox" name="zone" value=${zone.code} /> <span>${text.name(zone.name)}</span></label>`)}
            </fieldset>`
          : nothing
      }
      <label class="field"
        ><span>${text.t("sup-notice-length")}</span>
        <select name="length">
          ${LENGTHS_MIN.map((minutes) => html`<option value=${minutes}>${minutes === 0 ? text.t("sup-notice-open") : text.t("sup-minutes", { minutes })}</option>`)}
        </select>
      </label>
      ${failure(frame)} ${buttons(frame, text.t("sup-notice-post"), busy)}
    </form>`,
    () => frame.set({ dialog: null }),
  );
}

/**
 * A sentence that is said stands on the screens too, unless other words were typed already.
 *
 * @param {Event} event
 * @param {Frame} frame
 */
function writeSentence(event, { text }) {
  const select = /** @type {HTMLSelectElement} */ (event.target);
  const written = (/** @type {string} */ language, /** @type {string} */ speech) =>
    text.in(language, `sup-sentence-${speech.replaceAll("_", "-")}`);
  const fields = ["vi", "en"].map(
    (language) => /** @type {HTMLTextAreaElement} */ (select.form?.elements.namedItem(language)),
  );
  const untouched = fields.every(
    ({ value, name }) => value === "" || SENTENCES.some((speech) => value === written(name, speech)),
  );
  if (!untouched) return;
  for (const field of fields) field.value = SENTENCES.includes(select.value) ? written(field.name, select.value) : "";
}

/**
 * @param {string} id
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function deviceDialog(id, picture, frame) {
  const { text } = frame;
  const device = picture.devices.find((entry) => entry.id === id);
  const close = () => frame.set({ dialog: null });
  if (!device) return nothing;
  return modal(
    device.name,
    html`<dl class="facts">
        <div><dt>${text.t("device-role")}</dt><dd>${text.t(`role-${device.role}`)}</dd></div>
        ${device.zone ? html`<div><dt>${text.t("device-zone")}</dt><dd>${text.name(picture.zones.find((zone) => zone.code === device.zone)?.name) || device.zone}</dd></div>` : nothing}
        <div>
          <dt>${text.t("device-state")}</dt>
          <dd>${device.faults.length === 0 ? text.t("device-good") : device.faults.map((fault) => text.t(`device-${fault}`)).join(", ")}</dd>
        </div>
        ${device.seenAt === null ? nothing : html`<div><dt>${text.t("device-seen")}</dt><dd class="tabular">${hourMinuteSecond(device.seenAt, picture.timeZone)}</dd></div>`}
      </dl>
      ${device.faults.map((fault) => html`<p>${text.t(`device-help-${fault}`)}</p>`)}
      <div class="buttons"><button autofocus @click=${close}>${text.t("close")}</button></div>`,
    close,
  );
}

/**
 * What a supervisor does at a counter: opens, pauses, goes on, closes. The person at it is the officer's, unless the officer is not there:
 * then the counter's own page is one press away.
 *
 * @param {string} number
 * @param {Picture} picture
 * @param {Frame} frame
 * @param {string} busy
 */
export function counterDialog(number, picture, frame, busy) {
  const { text } = frame;
  const tile = picture.tiles.find((entry) => entry.number === number);
  const close = () => frame.set({ dialog: null });
  if (!tile) return nothing;
  const sending = frame.progress.phase === "sending" || frame.progress.phase === "waiting";
  const act = (/** @type {"open" | "resume" | "close"} */ what, /** @type {string | null} */ back) =>
    frame.send(
      `counters/${number}/${what}`,
      {},
      text.t(`sup-counter-${what === "open" ? "opened" : what === "resume" ? "resumed" : "closed"}`, {
        counter: number,
      }),
      back === null ? null : { path: `counters/${number}/${back}`, body: {} },
    );
  const button = (/** @type {"open" | "resume" | "close"} */ what, /** @type {string | null} */ back) =>
    html`<button class=${what === "close" ? "danger" : "primary"} ?disabled=${sending} @click=${() => act(what, back)}>
      ${sending ? busy : text.t(`sup-counter-${what}`, { counter: number })}
    </button>`;
  return modal(
    text.t("counter", { number }),
    html`<dl class="facts">
        <div><dt>${text.t("device-state")}</dt><dd>${text.t(`sup-tile-${tile.kind}`)}${tile.label === null ? "" : ` · ${tile.label}`}${tile.ms === null ? "" : ` · ${text.t("sup-minutes", { minutes: Math.floor(tile.ms / 60_000) })}`}</dd></div>
        ${tile.officer === null ? nothing : html`<div><dt>${text.t("role-officer")}</dt><dd>${frame.officer(tile.officer)}</dd></div>`}
        ${tile.reason === null ? nothing : html`<div><dt>${text.t("reason")}</dt><dd>${tile.reason}</dd></div>`}
        <div><dt>${text.t("sup-lines")}</dt><dd>${tile.groups.join(" ")}</dd></div>
        ${tile.served === null ? nothing : html`<div><dt>${text.t("sup-served")}</dt><dd>${tile.served}</dd></div>`}
      </dl>
      ${tile.row === null ? nothing : html`<div class="there"><strong class="number">${tile.row.label}</strong> ${ticketButtons(tile.row, actionFrame(picture, frame))}</div>`}
      ${tile.kind === "called" || tile.kind === "serving" ? html`<p class="mute">${text.t("sup-counter-taken")}</p>` : nothing}
      ${
        tile.kind === "idle"
          ? html`<form
              @submit=${submit(
                (form) =>
                  frame.send(
                    `counters/${number}/pause`,
                    { reason: String(form.get("reason")).trim() },
                    text.t("sup-counter-pause-done", { counter: number }),
                    { path: `counters/${number}/resume`, body: {} },
                  ),
                frame,
              )}
            >
              <label class="field"><span>${text.t("sup-counter-pause-reason")}</span><input name="reason" required maxlength=${REASON_CHARS} /></label>
              <button type="submit" ?disabled=${sending}>${text.t("sup-counter-pause", { counter: number })}</button>
            </form>`
          : nothing
      }
      ${failure(frame)}
      <div class="buttons">
        <button autofocus @click=${close}>${text.t("back")}</button>
        <a class="button" href=${counterPage(number)}>${text.t("sup-counter-page", { counter: number })}</a>
        ${tile.kind === "closed" ? button("open", "close") : nothing} ${tile.kind === "paused" ? button("resume", null) : nothing}
        ${tile.kind === "idle" || tile.kind === "paused" ? button("close", null) : nothing}
      </div>`,
    close,
  );
}

/** The officer's page of a counter, for whoever may sit there. @param {string} number */
function counterPage(number) {
  const search = new URLSearchParams(location.search);
  search.set("counter", number);
  return `../counter/?${search}`;
}

/**
 * @param {string} code
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function printerDialog(code, picture, frame) {
  const { text } = frame;
  const printer = picture.printers.find((entry) => entry.code === code);
  const close = () => frame.set({ dialog: null });
  // It prints again.
  if (!printer) return nothing;
  return modal(
    text.name(printer.name) || code,
    html`<dl class="facts">
        <div><dt>${text.t("device-state")}</dt><dd>${stateWords(printer.state, text)}</dd></div>
        <div><dt>${text.t("sup-since")}</dt><dd class="tabular">${hourMinuteSecond(printer.since, picture.timeZone)}</dd></div>
      </dl>
      <p>${text.t(printerHelp(printer.state))}</p>
      <div class="buttons"><button autofocus @click=${close}>${text.t("close")}</button></div>`,
    close,
  );
}

/** What somebody does at a printer; one of a later version is looked at. @param {string} state */
function printerHelp(state) {
  switch (state) {
    case "paper_low":
    case "paper_out":
      return "device-help-paper";
    case "unreachable":
      return "device-help-gone";
    default:
      return "device-help-printer";
  }
}

/**
 * @param {(form: FormData) => void} act
 * @param {Frame} frame
 */
function submit(act, frame) {
  return (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (frame.progress.phase === "sending" || frame.progress.phase === "waiting") return;
    act(new FormData(/** @type {HTMLFormElement} */ (event.target)));
  };
}

/**
 * @param {Frame} frame
 * @param {string} words
 * @param {string} busyWords
 */
function buttons(frame, words, busyWords) {
  const busy = frame.progress.phase === "sending" || frame.progress.phase === "waiting";
  return html`<div class="buttons">
    <button type="button" @click=${() => frame.set({ dialog: null })}>${frame.text.t("back")}</button>
    <button type="submit" class="primary" ?disabled=${busy}>${busy ? busyWords : words}</button>
  </div>`;
}
