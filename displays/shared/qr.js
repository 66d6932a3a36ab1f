/** Draws a QR code, dark on white whatever the theme. */
import { html } from "../vendor/lit.js";
import { qrPath } from "./qr-path.js";

/**
 * @param {string} data
 * @param {string} label for those who do not see it
 */
export function qr(data, label) {
  const { size, path } = qrPath(data);
  return html`<svg class="qr" viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${label} shape-rendering="crispEdges">
    <rect width=${size} height=${size} fill="#ffffff"></rect>
    <path d=${path} fill="#000000"></path>
  </svg>`;
}
