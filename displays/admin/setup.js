/** The first minute of an installation: the code that the server printed, and the first administrator. */
import { busyWords, failure } from "../shared/actions.js";
import { alertWords } from "../shared/parts.js";
import { loginInput } from "./people.js";
import { Commander } from "../shared/command.js";
import { html, render } from "../vendor/lit.js";

/** A password has at least so many characters. */
export const PASSWORD_LEAST = 12;

/**
 * Comes back when there is an administrator, who is then signed in by cookie or by the form.
 *
 * @param {HTMLElement} root
 * @param {import("../shared/text.js").Text} text
 * @param {string} code
 * @returns {Promise<void>}
 */
export function setupForm(root, text, code) {
  return new Promise((done) => {
    const commander = new Commander({ token: () => null, changed: () => draw() });
    /** @param {SubmitEvent} event */
    const submit = async (event) => {
      event.preventDefault();
      if (commander.busy) return;
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const word = (/** @type {string} */ name) => String(form.get(name) ?? "").trim();
      const body = {
        code: word("code"),
        login: word("login"),
        name: word("name"),
        password: String(form.get("password") ?? ""),
      };
      const outcome = await commander.send("/api/v1/setup", body, { name: "setup", giveUpMs: 15_000 });
      if (!outcome.ok) return;
      history.replaceState(null, "", location.pathname);
      done();
    };
    function draw() {
      const frame = { text, progress: commander.progress };
      render(
        html`<main class="gate">
          <form class="login panel" @submit=${submit}>
            <h1>${text.t("admin-setup")}</h1>
            <p>${text.t("admin-setup-help")}</p>
            <label><span>${text.t("admin-setup-code")}</span><input name="code" required autocomplete="one-time-code" value=${code} /></label>
            <label><span>${text.t("admin-person-name")}</span><input name="name" required autocomplete="name" maxlength="60" /></label>
            ${loginInput(text, "username")}
            <label>
              <span>${text.t("login-password")}</span>
              <input name="password" type="password" required minlength=${PASSWORD_LEAST} autocomplete="new-password" />
              <small class="mute">${text.t("admin-password-least", { least: PASSWORD_LEAST })}</small>
            </label>
            ${commander.progress.problem?.code === "unauthenticated" ? alertWords(text.t("admin-setup-wrong")) : failure(frame)}
            <button class="primary" type="submit" ?disabled=${commander.busy}>${commander.busy ? busyWords(frame) : text.t("admin-setup-go")}</button>
          </form>
        </main>`,
        root,
      );
    }
    draw();
  });
}
