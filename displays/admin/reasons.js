/**
 * Why the server refused a configuration or a row of a table, in words. Pure.
 *
 * @typedef {{ code: string, line?: number, column?: string, [fact: string]: any }} Reason
 */

/**
 * One of the server's reasons in the page's language; the server's own words where there are none.
 *
 * @param {Reason | undefined} reason
 * @param {string} words
 * @param {import("../shared/text.js").Text} text
 */
export function reasonWords(reason, words, text) {
  const id = `admin-r-${String(reason?.code).replaceAll("_", "-")}`;
  if (!reason || !text.has(id)) return words;
  const why = text.t(id, /** @type {any} */ (reason));
  if (!reason.line) return why;
  return reason.column
    ? text.t("admin-r-at-column", { line: reason.line, column: reason.column, why })
    : text.t("admin-r-at-line", { line: reason.line, why });
}
