/** Times in the hall's own time zone, wherever the browser stands. */
import { hourMinute } from "../shared/clock.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * `09:41`, with its date if it is not of the last day.
 *
 * @param {number} at Unix milliseconds
 * @param {{ doing: { saved: import("./model.js").Config | null } }} frame
 */
export function dayAndMinute(at, { doing }) {
  const zone = doing.saved?.time_zone ?? "Asia/Ho_Chi_Minh";
  if (Date.now() - at < DAY_MS) return hourMinute(at, zone);
  const date = new Date(at).toLocaleDateString("vi-VN", { day: "2-digit", month: "2-digit", timeZone: zone });
  return `${date} ${hourMinute(at, zone)}`;
}
