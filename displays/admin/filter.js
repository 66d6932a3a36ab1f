/** Finding a row in a long list, with or without the marks of the letters. Pure. */
import { plain } from "../shared/plain.js";

/**
 * Whether every word that was typed begins or stands in one of these texts; nothing typed finds everything.
 *
 * @param {string} typed
 * @param {(string | null | undefined)[]} texts
 */
export function matches(typed, texts) {
  const among = plain(texts.filter(Boolean).join(" "));
  return plain(typed)
    .split(" ")
    .every((word) => among.includes(word));
}
