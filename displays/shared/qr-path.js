/** A QR code as one SVG path, with its quiet zone. Pure. */
import { encode } from "../vendor/uqr.js";

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
