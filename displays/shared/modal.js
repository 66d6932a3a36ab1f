/** A dialog of the browser's own kind: it keeps the focus inside, closes on Escape and gives the focus back. */
import { html, ref } from "../vendor/lit.js";

/** @param {Element | undefined} element */
function open(element) {
  if (!(element instanceof HTMLDialogElement)) return;
  // While a template is being drawn its elements are not in the document yet.
  queueMicrotask(() => {
    if (element.isConnected && !element.open) element.showModal();
  });
}

/**
 * @param {string} title
 * @param {unknown} body
 * @param {() => void} close
 */
export function modal(title, body, close) {
  return html`
    <dialog class="modal" aria-labelledby="modal-title" ${ref(open)} @close=${close}>
      <h2 id="modal-title">${title}</h2>
      ${body}
    </dialog>
  `;
}
