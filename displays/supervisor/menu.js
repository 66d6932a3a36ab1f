/** A menu under a button: what is done seldom. It closes on Escape, on a press elsewhere and when the keyboard leaves it. */
import { icon } from "../shared/parts.js";
import { html } from "../vendor/lit.js";

/**
 * @param {string} words on the button
 * @param {unknown} items links and buttons
 */
export function menu(words, items) {
  return html`<details class="menu" @toggle=${toggled} @keydown=${pressed} @focusout=${left}>
    <summary>${icon("ellipsis")} ${words}</summary>
    <div class="panel">${items}</div>
  </details>`;
}

/** @param {Event} event */
function menuOf(event) {
  return /** @type {HTMLDetailsElement} */ (event.currentTarget);
}

/** While it is open a press anywhere else closes it. @param {Event} event */
function toggled(event) {
  const opened = menuOf(event);
  if (!opened.open) return;
  const closed = new AbortController();
  document.addEventListener(
    "pointerdown",
    ({ target }) => {
      if (!(target instanceof Node && opened.contains(target))) opened.open = false;
    },
    { signal: closed.signal },
  );
  opened.addEventListener("toggle", () => closed.abort(), { once: true });
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const opened = menuOf(event);
  if (event.key !== "Escape" || !opened.open) return;
  event.preventDefault();
  opened.open = false;
  opened.querySelector("summary")?.focus();
}

/** A press on what cannot be focused gives nobody the focus; the press itself closes the menu then. @param {FocusEvent} event */
function left(event) {
  const opened = menuOf(event);
  if (event.relatedTarget instanceof Node && !opened.contains(event.relatedTarget)) opened.open = false;
}
