/**
 * The badge that says how fresh a page's data is: word, shape and colour.
 */
import { html } from "../vendor/lit.js";
import { hourMinuteSecond } from "./clock.js";

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
      return html`<span class="badge calm" role="status"><i class="dot" aria-hidden="true"></i>${text.t("connection-live")}</span>`;
    case "connecting":
      return html`<span class="badge" role="status"><i class="dot hollow" aria-hidden="true"></i>${text.t("connection-connecting")}</span>`;
    case "behind":
      return html`<span class="badge warn" role="status"><i class="triangle" aria-hidden="true"></i>${text.t("connection-behind", { time })}</span>`;
    case "offline":
      return html`<span class="badge stop" role="status"
        ><i class="square" aria-hidden="true"></i>${
          dataAt === null ? text.t("connection-never", { attempts }) : text.t("connection-offline", { time, attempts })
        }</span
      >`;
    case "ended":
      return html`<span class="badge stop" role="status"
        ><i class="square" aria-hidden="true"></i>${endedWords(ended, text)}</span
      >`;
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
