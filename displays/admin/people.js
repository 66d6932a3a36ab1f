/** People who sign in. */
import { sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { PASSWORD_LEAST } from "./setup.js";

/** @typedef {import("./view.js").Frame} Frame */

const PEOPLE_ROLES = ["officer", "greeter", "supervisor", "admin"];

/**
 * @param {(word: (name: string) => string) => void} act
 * @returns {(event: SubmitEvent) => void}
 */
export function submit(act) {
  return (event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    act((name) => String(form.get(name) ?? "").trim());
  };
}

/** @param {Frame} frame */
export function peoplePlace(frame) {
  const { text, doing } = frame;
  return html`
    <ul class="list">
      ${doing.people.map(
        (person) => html`<li class="panel">
          <span>
            <strong>${person.name}</strong> <span class="mute">${person.login}</span> · ${text.t(`role-${person.role}`)}
            ${person.standing === "disabled" ? html`<span class="warn">${sign("warn")} ${text.t("admin-disabled")}</span>` : nothing}
          </span>
          <span class="buttons">
            <button @click=${() => frame.set({ person: doing.person === person.id ? null : person.id })}>${text.t("admin-new-password")}</button>
            <button class=${person.standing === "disabled" ? "" : "danger"} @click=${() => void frame.post(`people/${person.id}`, { standing: person.standing === "disabled" ? "active" : "disabled" }, text.t("done"))}>
              ${text.t(person.standing === "disabled" ? "admin-enable" : "admin-disable")}
            </button>
          </span>
          ${
            doing.person === person.id
              ? html`<form class="fields" @submit=${submit((word) => void frame.post(`people/${person.id}`, { password: word("password") }, text.t("admin-password-changed", { name: person.name })))}>
                  <label class="field"><span>${text.t("admin-new-password")}</span><input name="password" type="password" required minlength=${PASSWORD_LEAST} autocomplete="new-password" /></label>
                  <button class="primary" type="submit">${text.t("admin-change")}</button>
                </form>`
              : nothing
          }
        </li>`,
      )}
    </ul>
    <form
      class="panel row"
      @submit=${submit((word) => void frame.post("people", { login: word("login"), name: word("name"), role: word("role"), hall: frame.hall, password: word("password") }, text.t("admin-person-added", { name: word("name") })))}
    >
      <h3>${text.t("admin-person-add")}</h3>
      <div class="fields">
        <label class="field"><span>${text.t("admin-person-name")}</span><input name="name" required maxlength="60" autocomplete="off" /></label>
        <label class="field"><span>${text.t("login-name")}</span><input name="login" required autocapitalize="none" autocomplete="off" /></label>
        <label class="field"><span>${text.t("admin-role")}</span><select name="role">${PEOPLE_ROLES.map((role) => html`<option value=${role}>${text.t(`role-${role}`)}</option>`)}</select></label>
        <label class="field"><span>${text.t("login-password")}</span><input name="password" type="password" required minlength=${PASSWORD_LEAST} autocomplete="new-password" /><span class="hint">${text.t("admin-password-least", { least: PASSWORD_LEAST })}</span></label>
      </div>
      <button class="primary" type="submit">${text.t("admin-person-add")}</button>
    </form>
  `;
}
