/** What the charts share: their measures grow with the letters of the page, as on a television. */

/** Pixels of the page that were one on a usual screen. */
export function scale() {
  return (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16) / 16;
}
