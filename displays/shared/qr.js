/** A QR code as one SVG path, dark on white whatever the theme, with its quiet zone. */
import { encode } from "../vendor/uqr.js";
import { html } from "../vendor/lit.js";

/** Modules of white around the code, as the standard asks. */
const QUIET = 4;

/**
 * @param {string} data
 * @returns {{ size: number, path: string }}
 */
export function qrPath(data) {
  const { size, data: rows } = encode(data, { ecc: "M", border: QUIET });
  let path = "";
  rows.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  return { size, path };
}

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
