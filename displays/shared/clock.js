/**
 * Hall time on a page: never the browser's own clock, which nobody sets, but the `now` of the frames, carried on by the
 * monotonic clock.
 */
import { localeOf } from "./text.js";

/** A frame that disagrees by more than this means that hall time itself was set; otherwise the least delayed frame is right. */
const JUMP_MS = 2_000;

export class HallClock {
  /** @type {number | null} hall time minus monotonic time */
  #offset = null;
  /** @type {number | null} */
  #frozen = null;

  /**
   * @param {number} now hall time of a frame
   * @param {number} at when it came, monotonic
   */
  hear(now, at) {
    const offset = now - at;
    // A late frame makes the offset too small, so the greatest seen is the best, unless the hall's clock was moved.
    if (this.#offset === null || offset > this.#offset || this.#offset - offset > JUMP_MS) {
      this.#offset = offset;
    }
  }

  /**
   * Stands still: for samples.
   *
   * @param {number} now
   */
  freeze(now) {
    this.#frozen = now;
  }

  /** @returns {number | null} hall time, Unix milliseconds; null before the first frame */
  now() {
    if (this.#frozen !== null) return this.#frozen;
    return this.#offset === null ? null : Math.round(this.#offset + performance.now());
  }
}

/** The forms in which a page tells the time. @type {Record<"minute" | "second" | "day", Intl.DateTimeFormatOptions>} */
const FORMS = {
  minute: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  day: { weekday: "long", day: "2-digit", month: "2-digit" },
};
/** What does not change within a minute is put into words once in it. */
const MINUTE_MS = 60_000;

/** @type {Map<string, { format: Intl.DateTimeFormat, minute: number, words: string }>} */
const formats = new Map();

/**
 * @param {keyof typeof FORMS} form
 * @param {string} language
 * @param {string} timeZone IANA name
 * @param {number} at Unix milliseconds
 */
function told(form, language, timeZone, at) {
  const key = `${form} ${language} ${timeZone}`;
  let made = formats.get(key);
  if (!made) {
    const format = new Intl.DateTimeFormat(localeOf(language), { ...FORMS[form], timeZone });
    made = { format, minute: Number.NaN, words: "" };
    formats.set(key, made);
  }
  const minute = Math.floor(at / MINUTE_MS);
  if (form === "second" || made.minute !== minute) {
    made.minute = minute;
    made.words = made.format.format(at);
  }
  return made.words;
}

/**
 * `09:41`.
 *
 * @param {number} at Unix milliseconds
 * @param {string} timeZone IANA name
 */
export function hourMinute(at, timeZone) {
  return told("minute", "en-GB", timeZone, at);
}

/**
 * `09:41:07`.
 *
 * @param {number} at
 * @param {string} timeZone
 */
export function hourMinuteSecond(at, timeZone) {
  return told("second", "en-GB", timeZone, at);
}

/**
 * `Thứ Hai, 23/11`, `Monday, 23/11`.
 *
 * @param {number} at
 * @param {string} timeZone
 * @param {string} language
 */
export function weekdayDate(at, timeZone, language) {
  return told("day", language, timeZone, at);
}

/**
 * A length of time on a desk: `0:14`, `12:05`, `1:02:30`.
 *
 * @param {number} ms
 */
export function stopwatch(ms) {
  const whole = Math.max(0, Math.floor(ms / 1000));
  const seconds = String(whole % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}
