/** Screens, kiosks and loudspeakers: letting new ones in by their code, how they are, taking their right away; tokens of programs. */
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { matches } from "./filter.js";
import { filterBox } from "./filter-view.js";
import { submit } from "./people.js";
import { dayAndMinute } from "./when.js";

/** @typedef {import("./view.js").Frame} Frame */

const DEVICE_ROLES = ["display", "kiosk", "announcer", "supervisor", "officer", "greeter", "admin"];
/** Whether a device speaks: not at all, as the main loudspeaker, or when those before it do not. */
const SPEAKS = ["", "0", "1", "2"];
/** What a paired screen may be; the first is what each kind of screen most probably is. */
const PAIRED_ROLES = ["display", "kiosk", "announcer"];
/** @type {Record<string, string>} */
const ROLE_OF_KIND = { hall: "display", counter: "display", kiosk: "kiosk", announcer: "announcer" };
/** @type {Record<string, [import("../shared/parts.js").Meaning, string]>} sign and colour of each state */
const STATES = {
  connected: ["calm", "calm"],
  away: ["warn", "warn"],
  never: ["plain", "mute"],
  revoked: ["stop", "mute"],
  copied: ["stop", "stop"],
};

/** @param {Frame} frame */
export function devicesPlace(frame) {
  const { text, doing } = frame;
  const programs = doing.tokens.filter((token) => !PAIRED_ROLES.includes(token.role));
  const rows = [
    ...doing.devices,
    ...programs.map((token) => ({
      ...token,
      state: token.standing === "disabled" ? "revoked" : "program",
      seen_at: null,
    })),
  ];
  const found = rows.filter((device) =>
    matches(doing.filter, [device.name, text.t(`role-${device.role}`), zoneName(frame, device.zone)]),
  );
  return html`
    ${doing.waiting ? waiting(frame, doing.waiting) : lookUp(frame)}
    ${
      doing.secret
        ? html`<div class="panel secret" role="status">
            <p>${text.t("admin-secret", { name: doing.secret.name })}</p>
            <code>${doing.secret.token}</code>
            <button @click=${() => frame.set({ secret: null })}>${text.t("admin-secret-kept")}</button>
          </div>`
        : nothing
    }
    ${filterBox(frame, rows.length, found.length)}
    <ul class="list devices">${found.map((device) => row(frame, device))}</ul>
    <form
      class="panel row"
      @submit=${submit((word) =>
        frame.post(
          "tokens",
          {
            name: word("name"),
            role: word("role"),
            hall: frame.hall,
            ...(word("zone") === "" ? {} : { zone: word("zone") }),
            ...(word("speaks") === "" ? {} : { speaks: Number(word("speaks")) }),
          },
          text.t("admin-token-added", { name: word("name") }),
        ),
      )}
    >
      <h3>${text.t("admin-token-by-secret")}</h3>
      <div class="fields">
        <label class="field"><span>${text.t("admin-device-name")}</span><input name="name" required maxlength="60" autocomplete="off" /></label>
        <label class="field"><span>${text.t("admin-role")}</span><select name="role">${DEVICE_ROLES.map((role) => html`<option value=${role}>${text.t(`role-${role}`)}</option>`)}</select></label>
        <label class="field"
          ><span>${text.t("device-zone")}</span>
          <select name="zone">
            <option value="">–</option>
            ${(doing.draft?.zones ?? []).map((/** @type {any} */ zone) => html`<option value=${zone.code}>${text.name(zone.name)}</option>`)}
          </select></label
        >
        <label class="field"
          ><span>${text.t("admin-speaks-rank")}</span>
          <select name="speaks">
            ${SPEAKS.map((rank) => html`<option value=${rank}>${text.t(rank === "" ? "admin-speaks-not" : rank === "0" ? "admin-speaks-main" : "admin-speaks-spare", { rank })}</option>`)}
          </select>
          <span class="hint">${text.t("admin-speaks-help")}</span></label
        >
      </div>
      <button class="primary" type="submit">${text.t("admin-token-add")}</button>
    </form>
  `;
}

/** First the code that a new screen shows. @param {Frame} frame */
function lookUp(frame) {
  const { text, doing } = frame;
  return html`<form class="panel pair" @submit=${submit((word) => frame.lookUp(word("code")))}>
    <h3>${text.t("admin-pair")}</h3>
    <p class="hint">${text.t("admin-pair-help")}</p>
    <label class="field"
      ><span>${text.t("admin-pair-code")}</span>
      <input name="code" class="code" required maxlength="12" placeholder="XXXX-XXXX" autocapitalize="characters" autocomplete="off" spellcheck="false" .value=${doing.pairCode}
    /></label>
    <button class="primary" type="submit">${text.t("admin-pair-look")}</button>
  </form>`;
}

/**
 * Then what it is, and what it shall be.
 *
 * @param {Frame} frame
 * @param {any} found
 */
function waiting(frame, found) {
  const { text, doing } = frame;
  const role = ROLE_OF_KIND[found.kind] ?? "display";
  const into = doing.pairHall ?? { hall: frame.hall, config: doing.saved };
  return html`<form
    class="panel pair"
    @submit=${submit((word) =>
      frame.answerDevice("approve", {
        user_code: found.user_code,
        match_number: found.match_number,
        name: word("name"),
        role: word("role"),
        hall: word("hall") || frame.hall,
        ...(word("zone") === "" ? {} : { zone: word("zone") }),
        ...(word("counter") === "" ? {} : { counter: word("counter") }),
        ...(word("speaks") === "" ? {} : { speaks: Number(word("speaks")) }),
      }),
    )}
  >
    <h3>${text.t("admin-pair-found")}</h3>
    <dl class="found">
      <dt>${text.t("admin-pair-kind")}</dt>
      <dd>${text.t("pair-kind", { kind: found.kind })}</dd>
      <dt>${text.t("admin-pair-address")}</dt>
      <dd>${found.address}</dd>
      <dt>${text.t("pair-code")}</dt>
      <dd>${found.user_code}</dd>
      <dt>${text.t("admin-pair-match")}</dt>
      <dd class="match">${found.match_number}</dd>
    </dl>
    <p class="word warn">${sign("warn")} ${text.t("admin-pair-compare", { number: String(found.match_number) })}</p>
    <div class="fields">
      <label class="field"><span>${text.t("admin-device-name")}</span><input name="name" required maxlength="60" autocomplete="off" .value=${text.t("pair-kind", { kind: found.kind })} /></label>
      <label class="field"><span>${text.t("admin-role")}</span><select name="role">${PAIRED_ROLES.map((one) => html`<option value=${one} ?selected=${one === role}>${text.t(`role-${one}`)}</option>`)}</select></label>
      ${
        doing.halls.length > 1
          ? html`<label class="field"
              ><span>${text.t("admin-place-hall")}</span>
              <select name="hall" @change=${(/** @type {Event} */ event) => void frame.choosePairHall(/** @type {HTMLSelectElement} */ (event.target).value)}>
                ${doing.halls.map(({ hall, name }) => html`<option value=${hall} ?selected=${hall === into.hall}>${text.name(name)}</option>`)}
              </select></label
            >`
          : nothing
      }
      <label class="field"
        ><span>${text.t("device-zone")}</span>
        <select name="zone">
          <option value="">${text.t("admin-zone-every")}</option>
          ${(into.config?.zones ?? []).map((/** @type {any} */ zone, /** @type {number} */ index) => html`<option value=${zone.code} ?selected=${index === 0}>${text.name(zone.name)}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${text.t("admin-pair-counter")}</span>
        <select name="counter">
          <option value="">–</option>
          ${(into.config?.counters ?? []).map((/** @type {any} */ counter) => html`<option value=${counter.number} ?selected=${false}>${counter.number}</option>`)}
        </select></label
      >
      <label class="field"
        ><span>${text.t("admin-speaks-rank")}</span>
        <select name="speaks">
          ${SPEAKS.map((rank) => html`<option value=${rank} ?selected=${rank === (role === "announcer" ? "0" : "")}>${text.t(rank === "" ? "admin-speaks-not" : rank === "0" ? "admin-speaks-main" : "admin-speaks-spare", { rank })}</option>`)}
        </select>
        <span class="hint">${text.t("admin-speaks-help")}</span></label
      >
    </div>
    <div class="buttons">
      <button class="primary" type="submit">${text.t("admin-pair-approve")}</button>
      <button class="danger" type="button" @click=${() => void frame.answerDevice("refuse", { user_code: found.user_code })}>${text.t("admin-pair-refuse")}</button>
      <button class="quiet" type="button" @click=${() => frame.set({ waiting: null })}>${text.t("admin-pair-later")}</button>
    </div>
  </form>`;
}

/**
 * @param {Frame} frame
 * @param {any} device
 */
function row(frame, device) {
  const { text, doing } = frame;
  const [meaning, colour] = STATES[device.state] ?? [null, "mute"];
  const gone = device.state === "revoked" || device.state === "copied";
  const spoken = device.speaks === null || device.speaks === undefined;
  const counter = device.counter ? ` · ${text.t("counter", { number: device.counter })}` : "";
  const close = () => frame.set({ device: null });
  const open = (/** @type {"rename" | "revoke"} */ what) => frame.set({ device: { id: device.id, what } });
  const asked = doing.device?.id === device.id ? doing.device?.what : null;
  return html`<li class="panel">
    <span>
      <strong>${device.name}</strong> · ${text.t(`role-${device.role}`)}${device.zone ? ` · ${zoneName(frame, device.zone)}` : ""}${counter}${spoken ? "" : ` · ${text.t(device.speaks === 0 ? "admin-speaks-main" : "admin-speaks-spare", { rank: device.speaks })}`}
      <br /><span class=${colour}>${meaning === null ? nothing : sign(meaning)} ${device.state === "program" ? "" : text.t(`admin-device-${device.state}`)}</span>
      ${device.seen_at && device.state !== "connected" ? html`<span class="mute">${text.t("admin-device-seen", { time: dayAndMinute(device.seen_at, frame) })}</span>` : nothing}
    </span>
    ${
      gone
        ? nothing
        : html`<span class="buttons">
            <button aria-expanded=${asked === "rename"} @click=${() => (asked === "rename" ? close() : open("rename"))}>${text.t("admin-rename")}</button>
            <button class="danger" aria-expanded=${asked === "revoke"} @click=${() => (asked === "revoke" ? close() : open("revoke"))}>${text.t("admin-revoke")}</button>
          </span>`
    }
    ${
      asked === "rename"
        ? html`<form class="fields" @submit=${submit((word) => frame.post(`devices/${device.id}/rename`, { name: word("name") }, text.t("admin-renamed", { name: word("name") })))}>
            <label class="field"><span>${text.t("admin-device-name")}</span><input name="name" required maxlength="60" autocomplete="off" .value=${device.name} /></label>
            <button class="primary" type="submit">${text.t("admin-change")}</button>
          </form>`
        : nothing
    }
    ${
      asked === "revoke"
        ? html`<p class="confirm" role="alert">
            ${text.t("admin-revoke-sure", { name: device.name })}
            <button class="danger confirmed" @click=${() => void frame.post(`tokens/${device.id}/revoke`, {}, text.t("admin-token-revoked", { name: device.name }))}>${text.t("admin-revoke-yes")}</button>
            <button @click=${close}>${text.t("admin-revoke-no")}</button>
          </p>`
        : nothing
    }
  </li>`;
}

/**
 * A zone by its name; one of another hall, or one that is gone, by its code.
 *
 * @param {Frame} frame
 * @param {string | null | undefined} code
 */
function zoneName({ text, doing }, code) {
  if (!code) return "";
  return text.name((doing.saved?.zones ?? []).find((/** @type {any} */ zone) => zone.code === code)?.name) || code;
}
