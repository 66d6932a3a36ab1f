/** The form in which people sign in. Apart from session.js, because a wall and a citizen's phone never show it. */
import { html, LitElement } from "../vendor/lit.js";
import { Commander } from "./command.js";
import { alertWords } from "./parts.js";
import { identityOf, keep } from "./session.js";

/**
 * `<goiso-login>`: name and password; fires `signed-in` with the identity. Set `.text` (shared/text.js) before it is shown, and `.answers` where
 * no server is asked.
 */
export class LoginForm extends LitElement {
  static properties = {
    text: { attribute: false },
    answers: { attribute: false },
    progress: { state: true },
  };

  constructor() {
    super();
    /** @type {import("./text.js").Text | null} */
    this.text = null;
    /** @type {typeof fetch | null} */
    this.answers = null;
    /** @type {import("./command.js").Progress | null} */
    this.progress = null;
    this.commander = new Commander({
      token: () => null,
      fetch: (input, init) => (this.answers ?? fetch)(input, init),
      changed: (progress) => {
        this.progress = progress;
      },
    });
  }

  createRenderRoot() {
    return this;
  }

  /** @param {SubmitEvent} event */
  async submit(event) {
    event.preventDefault();
    if (this.commander.busy) return;
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const body = { login: String(form.get("name") ?? "").trim(), password: String(form.get("password") ?? "") };
    const outcome = await this.commander.send("/api/v1/login", body, { name: "login", giveUpMs: 15_000 });
    if (!outcome.ok) return;
    const identity = { ...identityOf(outcome.body), token: null };
    keep(identity);
    this.dispatchEvent(new CustomEvent("signed-in", { detail: identity, bubbles: true }));
  }

  render() {
    const text = this.text;
    if (!text) return html``;
    const progress = this.progress;
    const busy = progress?.phase === "sending" || progress?.phase === "waiting";
    return html`
      <form class="login panel" @submit=${(/** @type {SubmitEvent} */ event) => this.submit(event)}>
        <h1>${text.t("login-title")}</h1>
        <label>
          <span>${text.t("login-name")}</span>
          <input name="name" type="text" autocomplete="username" autocapitalize="none" required autofocus />
        </label>
        <label>
          <span>${text.t("login-password")}</span>
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        ${progress?.phase === "failed" && progress.problem ? alertWords(text.problem(progress.problem)) : ""}
        <button class="primary" type="submit" ?disabled=${busy}>
          ${busy ? text.t(progress?.phase === "waiting" ? "busy-waiting" : "busy-sending") : text.t("login-submit")}
        </button>
      </form>
    `;
  }
}
if (!customElements.get("goiso-login")) customElements.define("goiso-login", LoginForm);
