/** Files as they are chosen: what they are, and their text. Pure. */

/** What a file is by the end of its name; null for one that nobody can read here. @param {string} name */
export function typeOf(name) {
  const lower = name.toLowerCase();
  if (lower.endsWith(".toml")) return "application/toml";
  return lower.endsWith(".csv") ? "text/csv" : null;
}

/**
 * The text of a file; null where it is not UTF-8, as a table is that a spreadsheet saved in the letters of its own system: read anyway,
 * every Vietnamese name in it would come out wrong.
 *
 * @param {ArrayBuffer} bytes
 */
export function readUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
