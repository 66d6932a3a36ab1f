/** Halls of this installation: a new one, and the way to the others. */
import { busyWords } from "../shared/actions.js";
import { html, nothing } from "../vendor/lit.js";
import { problems, signInAgain } from "./problems.js";

/** @typedef {import("./view.js").Frame} Frame */

/** An installation without a hall. @param {Frame} frame */
export function firstHall(frame) {
  return html`<main class="gate">${signInAgain(frame)} ${problems(frame)} ${hallForm(frame, "admin-new-hall")}</main>`;
}

/** The other halls, and one more where one may set it up. @param {Frame} frame */
export function moreHalls(frame) {
  const { text, doing } = frame;
  const others = doing.halls.filter(({ hall }) => hall !== frame.hall);
  return html`
    ${
      others.length > 0
        ? html`<section class="panel row" aria-labelledby="other-halls">
            <h3 id="other-halls">${text.t("admin-other-halls")}</h3>
            <ul class="list">${others.map(({ hall, name }) => html`<li><a class="button" href="?hall=${hall}">${text.name(name)}</a></li>`)}</ul>
          </section>`
        : nothing
    }
    ${doing.everywhere ? html`<details class="more"><summary>${text.t("admin-another-hall")}</summary>${hallForm(frame, "admin-another-hall")}</details>` : nothing}
  `;
}

/**
 * @param {Frame} frame
 * @param {string} title
 */
function hallForm(frame, title) {
  const { text, progress } = frame;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`<form
    class="login panel"
    @submit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      void frame.createHall(String(form.get("hall")).trim(), String(form.get("name")).trim());
    }}
  >
    ${frame.hall === "" ? html`<h1>${text.t(title)}</h1>` : html`<h3>${text.t(title)}</h3>`}
    <label><span>${text.t("admin-f-name-vi")}</span><input name="name" required maxlength="60" /></label>
    <label>
      <span>${text.t("admin-hall-id")}</span><input name="hall" required pattern="[A-Za-z0-9._\\-]{1,40}" autocapitalize="none" />
      <small class="mute">${text.t("admin-hall-id-help")}</small>
    </label>
    <button class="primary" type="submit" ?disabled=${busy}>${busy ? busyWords(frame) : text.t("admin-new-hall-go")}</button>
  </form>`;
}
