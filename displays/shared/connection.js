/**
 * The badge that says how fresh a page's data is: word, shape and colour.
 */
import { hourMinuteSecond } from "./clock.js";
import { badge } from "./parts.js";

/**
 * @param {import("./live.js").Connection} connection
 * @param {import("./text.js").Text} text
 * @param {string} timeZone
 */
export function connectionBadge(connection, text, timeZone) {
  const { state, dataAt, attempts, ended } = connection;
  const time = dataAt === null ? "" : hourMinuteSecond(dataAt, timeZone);
  switch (state) {
    case "live":
      return badge("calm", text.t("connection-live"));
    case "connecting":
      return badge("plain", text.t("connection-connecting"));
    case "behind":
      return badge("warn", text.t("connection-behind", { time }));
    case "offline":
      return badge(
        "stop",
        dataAt === null ? text.t("connection-never", { attempts }) : text.t("connection-offline", { time, attempts }),
      );
    case "ended":
      return badge("stop", endedWords(ended, text));
  }
}

/**
 * @param {{ code: number, why: string } | null} ended
 * @param {import("./text.js").Text} text
 */
export function endedWords(ended, text) {
  const id = `ended-${ended?.code ?? 0}`;
  return text.has(id) ? text.t(id) : text.t("ended", { code: String(ended?.code ?? "") });
}
