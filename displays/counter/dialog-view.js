/** Draws a question of an officer's page. */
import { hourMinute } from "../shared/clock.js";
import { icon, sign } from "../shared/parts.js";
import { classMap, html, nothing } from "../vendor/lit.js";
import { fieldOf, listsSome, optionsOf, PAGE_KEY, pages, titleOf, WRITE_KEY } from "./dialog.js";
import { keyName } from "./keys.js";

/**
 * @typedef {import("./dialog.js").Dialog} Dialog
 * @typedef {import("./model.js").CounterPicture} CounterPicture
 * @typedef {import("./view.js").Frame} Frame
 */

/**
 * @param {Dialog} open
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
export function dialog(open, picture, frame) {
  const { text } = frame;
  const options = optionsOf(open, picture, text);
  const turns = pages(open);
  const title = titleOf(open, text);
  return html`
    <section class="dialog panel" role="dialog" aria-label=${title}>
      <h2>${title}${open.result ? html` <span class="mute">· ${open.result}</span>` : nothing}</h2>
      <ul>
        ${options.map(
          (option) => html`<li>
            <button class=${classMap({ gone: option.gone })} ?disabled=${option.gone} @click=${(/** @type {MouseEvent} */ event) => frame.choose(option, event)}>
              ${option.key ? html`<kbd>${keyName(option.key)}</kbd>` : nothing}
              <span><b>${option.title}</b>${option.note ? html`<small class="mute">${option.note}</small>` : nothing}</span>
            </button>
          </li>`,
        )}
      </ul>
      ${listsSome(open, picture) ? html`<p class="mute">${text.t("dialog-lists-some")}</p>` : nothing} ${field(open, frame)}
      <div class="more">
        ${
          turns > 1
            ? html`<button @click=${() => frame.setDialog({ ...open, page: open.page + 1 })}>
                <kbd>${PAGE_KEY}</kbd><span>${text.t("dialog-more", { page: (open.page % turns) + 1, pages: turns })}</span>
              </button>`
            : nothing
        }
        ${
          open.action === "park"
            ? html`<button @click=${() => frame.press("park")}><kbd>0</kbd><span>${until(open, picture, frame)}</span></button>`
            : nothing
        }
        ${
          open.action === "transfer"
            ? html`<button role="switch" aria-checked=${String(open.returns)} @click=${() => frame.setDialog({ ...open, returns: !open.returns })}>
                <kbd>0</kbd><span>${icon(open.returns ? "square-check" : "square")} ${text.t("transfer-returns")}</span>
              </button>`
            : nothing
        }
        <button @click=${() => frame.setDialog(null)}><kbd>Esc</kbd><span>${text.t("cancel")}</span></button>
      </div>
    </section>
  `;
}

/**
 * The line for what no digit says.
 *
 * @param {Dialog} open
 * @param {Frame} frame
 */
function field(open, frame) {
  const { text } = frame;
  const asked = fieldOf(open);
  if (asked === null) return nothing;
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("reason"));
    if (frame.type(input.value)) {
      // The next question has digits again, and a line of its own.
      input.blur();
      form.reset();
    } else if (asked.words === "dialog-number") frame.setDialog({ ...open, unread: true });
  };
  return html`<form @submit=${submit}>
      <kbd>${WRITE_KEY}</kbd>
      <input
        name="reason"
        maxlength=${asked.chars}
        autocomplete="off"
        aria-label=${text.t(asked.words)}
        aria-invalid=${open.unread ? "true" : nothing}
        aria-describedby=${open.unread ? "unread" : nothing}
        placeholder=${text.t(asked.words)}
        @input=${() => open.unread && frame.setDialog({ ...open, unread: false })}
      />
      <button type="submit">${text.t("dialog-send")}</button>
    </form>
    ${open.unread ? html`<p class="unread stop" id="unread" role="alert">${sign("stop")} ${text.t("dialog-number-bad")}</p>` : nothing}`;
}

/**
 * Until when somebody is sent away, as the clock on the wall will show it.
 *
 * @param {Dialog} open
 * @param {CounterPicture} picture
 * @param {Frame} frame
 */
function until({ minutes }, { away, timeZone }, { text, now }) {
  const chosen = minutes ?? away?.usualMinutes ?? null;
  if (chosen === null) return text.t("park-usual");
  const time = hourMinute(now + chosen * 60_000, timeZone);
  return text.t(minutes === null ? "park-usual-until" : "park-until", { time, minutes: chosen });
}
