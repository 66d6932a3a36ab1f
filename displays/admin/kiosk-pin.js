/** The attendant's PIN of a hall's kiosks: set, never shown. */
import { html } from "../vendor/lit.js";

/** @param {import("./view.js").Frame} frame */
export function kioskPin(frame) {
  const { text } = frame;
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const pin = String(new FormData(form).get("pin") ?? "");
    void frame.post(`halls/${frame.hall}/kiosk-pin`, { pin }, text.t("admin-pin-set"));
    form.reset();
  };
  return html`<form class="panel row" @submit=${submit}>
    <h3>${text.t("admin-pin")}</h3>
    <p>${text.t("admin-pin-help")}</p>
    <div class="fields">
      <label class="field">
        <span>${text.t("admin-pin-new")}</span>
        <input name="pin" type="password" inputmode="numeric" pattern="[0-9]{4,8}" minlength="4" maxlength="8" required autocomplete="new-password" />
      </label>
    </div>
    <button type="submit">${text.t("admin-pin-save")}</button>
  </form>`;
}
