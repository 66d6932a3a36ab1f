/**
 * A hall's own accent colour on a page. The server has checked that it can be read on the page's ground; what is no colour is passed over.
 */

/** The only form of a colour that is taken. */
const COLOUR = /^#[0-9a-f]{6}$/;

/** What was put on last: pages draw every second. */
let applied = "";

/** @param {import("../wire.d.ts").BrandValue | undefined} brand */
export function applyBrand(brand) {
  const root = document.documentElement;
  const dark =
    root.dataset.theme === "dark" || (!root.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const accent = (dark ? brand?.accent_dark : brand?.accent_light) ?? "";
  if (applied === accent) return;
  applied = accent;
  if (COLOUR.test(accent)) root.style.setProperty("--accent", accent);
  else root.style.removeProperty("--accent");
}
