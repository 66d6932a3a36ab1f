/** People who sign in: added, changed, locked out; the browsers in which they are signed in. */
import { dayAndMinute } from "./when.js";
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { matches } from "./filter.js";
import { filterBox } from "./filter-view.js";
import { PASSWORD_LEAST } from "./setup.js";

/** @typedef {import("./view.js").Frame} Frame */

const PEOPLE_ROLES = ["officer", "greeter", "supervisor", "admin"];
/** What people type to sign in, as the server takes it; it writes capital letters small. */
export const LOGIN_PATTERN = "[A-Za-z0-9._@\\-]{1,40}";

/**
 * What a form does when it is sent; a form that succeeded is empty again, so that no password stays in it.
 *
 * @param {(word: (name: string) => string) => Promise<boolean | void>} act
 * @returns {(event: SubmitEvent) => Promise<void>}
 */
export function submit(act) {
  return async (event) => {
    event.preventDefault();
    const element = /** @type {HTMLFormElement} */ (event.target);
    const form = new FormData(element);
    if (await act((name) => String(form.get(name) ?? "").trim())) element.reset();
  };
}

/**
 * An input for a login, which says itself what a login may be.
 *
 * @param {import("../shared/text.js").Text} text
 * @param {string} autocomplete
 */
export function loginInput(text, autocomplete) {
  const check = (/** @type {Event} */ event) => {
    const input = /** @type {HTMLInputElement} */ (event.target);
    input.setCustomValidity("");
    if (input.validity.patternMismatch) input.setCustomValidity(text.t("admin-login-hint"));
  };
  return html`<label class="field"><span>${text.t("login-name")}</span><input name="login" required pattern=${LOGIN_PATTERN} autocapitalize="none" spellcheck="false" autocomplete=${autocomplete} @input=${check} @invalid=${check} /><span class="hint">${text.t("admin-login-hint")}</span></label>`;
}

/** @param {Frame} frame */
export function peoplePlace(frame) {
  const { text, doing, progress } = frame;
  const found = doing.people.filter((person) => matches(doing.filter, [person.name, person.login]));
  const taken = progress.phase === "failed" && progress.problem?.code === "login_taken";
  return html`
    ${filterBox(frame, doing.people.length, found.length)}
    <ul class="list people">${found.map((person) => row(frame, person))}</ul>
    <form
      class="panel row"
      @submit=${submit((word) => frame.post("people", { login: word("login"), name: word("name"), role: word("role"), hall: frame.hall, password: word("password") }, text.t("admin-person-added", { name: word("name") })))}
    >
      <h3>${text.t("admin-person-add")}</h3>
      <div class="fields">
        <label class="field"><span>${text.t("admin-person-name")}</span><input name="name" required maxlength="60" autocomplete="off" /></label>
        <div>${loginInput(text, "off")} ${taken ? html`<span class="mistake">${sign("stop")} ${text.t("problem-login-taken", { login: progress.problem?.login ?? "" })}</span>` : nothing}</div>
        <label class="field"><span>${text.t("admin-role")}</span><select name="role">${PEOPLE_ROLES.map((role) => html`<option value=${role}>${text.t(`role-${role}`)}</option>`)}</select></label>
        <label class="field"><span>${text.t("login-password")}</span><input name="password" type="password" required minlength=${PASSWORD_LEAST} autocomplete="new-password" /><span class="hint">${text.t("admin-password-least", { least: PASSWORD_LEAST })}</span></label>
      </div>
      <button class="primary" type="submit">${text.t("admin-person-add")}</button>
    </form>
  `;
}

/**
 * @param {Frame} frame
 * @param {any} person
 */
function row(frame, person) {
  const { text, doing } = frame;
  const locked = person.standing === "disabled";
  const asked = doing.person !== null && doing.person.id === person.id ? doing.person.what : null;
  const sessions = doing.sessions.filter((session) => session.person === person.id);
  const toggle = (/** @type {"password" | "edit" | "disable" | "sessions"} */ what) =>
    frame.set({ person: asked === what ? null : { id: person.id, what } });
  const button = (
    /** @type {"password" | "edit" | "disable" | "sessions"} */ what,
    /** @type {string} */ words,
    danger = "",
  ) => html`<button class=${danger} aria-expanded=${asked === what} @click=${() => toggle(what)}>${words}</button>`;
  const enable = () =>
    void frame.post(`people/${person.id}`, { standing: "active" }, text.t("admin-enabled", { name: person.name }));
  return html`<li class="panel">
    <span>
      <strong>${person.name}</strong> <span class="mute">${person.login}</span> · ${text.t(`role-${person.role}`)} · ${hallName(frame, person.hall)}
      ${locked ? html`<span class="warn">${sign("warn")} ${text.t("admin-disabled")}</span>` : nothing}
    </span>
    <span class="buttons">
      ${button("edit", text.t("admin-edit"))} ${button("password", text.t("admin-new-password"))}
      ${sessions.length > 0 ? button("sessions", text.t("admin-sessions", { count: sessions.length })) : nothing}
      ${locked ? html`<button @click=${enable}>${text.t("admin-enable")}</button>` : button("disable", text.t("admin-disable"), "danger")}
    </span>
    ${asked === null ? nothing : opened(frame, person, asked, sessions)}
  </li>`;
}

/**
 * What of a person is being changed.
 *
 * @param {Frame} frame
 * @param {any} person
 * @param {"password" | "edit" | "disable" | "sessions"} what
 * @param {any[]} sessions
 */
function opened(frame, person, what, sessions) {
  const { text, doing } = frame;
  const path = `people/${person.id}`;
  const change = html`<button class="primary" type="submit">${text.t("admin-change")}</button>`;
  switch (what) {
    case "password":
      return html`<form class="fields" @submit=${submit((word) => frame.post(path, { password: word("password") }, text.t("admin-password-changed", { name: person.name })))}>
        <label class="field"><span>${text.t("admin-new-password")}</span><input name="password" type="password" required minlength=${PASSWORD_LEAST} autocomplete="new-password" /></label>
        ${change}
      </form>`;
    case "edit":
      return html`<form
        class="fields"
        @submit=${submit((word) => frame.post(path, { name: word("name"), role: word("role"), ...(word("hall") === "" ? {} : { hall: word("hall") }) }, text.t("admin-person-changed", { name: word("name") })))}
      >
        <label class="field"><span>${text.t("admin-person-name")}</span><input name="name" required maxlength="60" autocomplete="off" .value=${person.name} /></label>
        <label class="field"><span>${text.t("admin-role")}</span><select name="role">${PEOPLE_ROLES.map((role) => html`<option value=${role} ?selected=${role === person.role}>${text.t(`role-${role}`)}</option>`)}</select></label>
        <label class="field"
          ><span>${text.t("admin-place-hall")}</span>
          <select name="hall">
            ${person.hall === null ? html`<option value="" selected>${text.t("admin-hall-every")}</option>` : nothing}
            ${doing.halls.map(({ hall, name }) => html`<option value=${hall} ?selected=${hall === person.hall}>${text.name(name)}</option>`)}
          </select></label
        >
        ${change}
      </form>`;
    case "disable":
      return html`<p class="confirm" role="alert">
        ${text.t("admin-disable-sure", { name: person.name })}
        <button class="danger confirmed" @click=${() => void frame.post(path, { standing: "disabled" }, text.t("admin-disabled-done", { name: person.name }))}>${text.t("admin-disable-yes")}</button>
        <button @click=${() => frame.set({ person: null })}>${text.t("admin-revoke-no")}</button>
      </p>`;
    case "sessions":
      return html`<ul class="sessions">
        ${sessions.map(
          (session) => html`<li>
            ${text.t("admin-session", { from: dayAndMinute(session.created_at, frame), seen: dayAndMinute(session.seen_at, frame) })}
            ${session.own ? html`<strong>${text.t("admin-session-own")}</strong>` : html`<button class="danger" @click=${() => void frame.post(`sessions/${session.id}/revoke`, {}, text.t("admin-session-ended", { name: person.name }))}>${text.t("admin-session-end")}</button>`}
          </li>`,
        )}
      </ul>`;
  }
}

/**
 * @param {Frame} frame
 * @param {string | null} hall
 */
function hallName({ text, doing }, hall) {
  if (hall === null) return text.t("admin-hall-every");
  return text.name(doing.halls.find((one) => one.hall === hall)?.name) || hall;
}
