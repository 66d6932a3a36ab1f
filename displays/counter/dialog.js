/**
 * What a command asks before it goes out: a short list in which each digit is an answer. Pure: options in, the chosen command's
 * answers out; counter/view.js draws it.
 */
import { PARK_MINUTES, REASONS } from "./model.js";

/**
 * @typedef {import("./model.js").CounterPicture} CounterPicture
 * @typedef {import("./model.js").Action} Action
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Dialog
 * @property {Action} action
 * @property {string | null} ticket chosen in the first step of `call`
 * @property {number | null} minutes for `park`: null leaves it to the hall's rule
 * @property {boolean} returns for `transfer`: the person comes back to this counter
 * @property {string | null} result for `outcome`: chosen in its first step; empty for none
 * @property {number} page of a list that is longer than there are digits
 *
 * @typedef {object} Option
 * @property {string} key digit or empty
 * @property {string} title
 * @property {string} note
 * @property {Record<string, unknown> | null} answers sends the command; null changes the dialog
 * @property {Dialog} [next]
 */

/** Options that have a digit of their own; more of them go on further pages. */
const DIGITS = 9;
/** The key that turns the page, and the one that goes to the line for own words. */
export const PAGE_KEY = "-";
export const WRITE_KEY = "+";

/**
 * @param {Action} action
 * @returns {Dialog}
 */
export function openDialog(action) {
  return { action, ticket: null, minutes: null, returns: false, result: null, page: 0 };
}

/**
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 * @param {Text} text
 * @returns {Option[]}
 */
export function optionsOf(dialog, picture, text) {
  switch (dialog.action) {
    case "park":
      return reasons("park", text, (reason) => ({
        reason,
        ...(dialog.minutes === null ? {} : { away_s: dialog.minutes * 60 }),
      }));
    case "pause":
      return reasons("pause", text, (reason) => ({ reason }));
    case "call":
      return dialog.ticket === null
        ? numbered(
            picture.waiting.map((ticket) => ({
              title: ticket.label,
              note: [
                text.name(ticket.group),
                ticket.priority ? text.name(ticket.priority) : "",
                text.t("counter-waited", { minutes: ticket.waitedMinutes }),
              ]
                .filter(Boolean)
                .join(" · "),
              answers: null,
              next: { ...dialog, ticket: ticket.id, page: 0 },
            })),
            dialog.page,
          )
        : reasons("call", text, (reason) => ({ ticket: dialog.ticket, reason }));
    case "return":
      return numbered(
        picture.parked.map((ticket) => ({
          title: ticket.label,
          note: ticket.reason,
          answers: { ticket: ticket.id },
        })),
        dialog.page,
      );
    case "outcome":
      return dialog.result === null
        ? outcomes(dialog, text)
        : [
            {
              key: "Enter",
              title: text.t("outcome-send"),
              note: text.t("outcome-no-note"),
              answers: answersOf(dialog, ""),
            },
          ];
    case "transfer":
      return transfers(dialog, picture, text);
    case "close":
      return [{ key: "Enter", title: text.t("counter-close-yes"), note: "", answers: {} }];
    case "open":
    case "resume":
    case "next":
    case "recall":
    case "start":
    case "finish":
    case "no-show":
    case "undo":
      return [];
  }
}

/**
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function transfers(dialog, picture, text) {
  const after = dialog.returns ? "returns" : "ends";
  const groups = picture.groups.map((line) => ({
    title: `${line.code} · ${text.name(line.name)}`,
    note: text.t("people-waiting", { count: line.waiting }),
    answers: { group: line.code, after },
  }));
  const counters = picture.counters
    .filter((counter) => counter.state !== "closed")
    .map((counter) => ({
      title: text.t("counter", { number: counter.number }),
      note: [text.name(counter.name), counter.state === "paused" ? text.t("desk-paused") : ""]
        .filter(Boolean)
        .join(" · "),
      answers: { counter: counter.number, after },
    }));
  return numbered([...groups, ...counters], dialog.page);
}

/**
 * @param {Dialog} dialog
 * @param {Text} text
 */
function outcomes(dialog, text) {
  return numbered(
    [...REASONS.outcome, ""].map((code) => ({
      title: text.t(code === "" ? "outcome-none" : `outcome-${code}`),
      note: "",
      answers: null,
      next: { ...dialog, result: code === "" ? "" : text.in("vi", `outcome-${code}`) },
    })),
  );
}

/**
 * @param {Dialog} dialog
 * @param {string} note
 */
function answersOf({ result }, note) {
  return { ...(result ? { result } : {}), ...(note === "" ? {} : { note }) };
}

/**
 * @param {"park" | "pause" | "call"} kind
 * @param {Text} text
 * @param {(reason: string) => Record<string, unknown>} answers
 */
function reasons(kind, text, answers) {
  return numbered(
    REASONS[kind].map((code) => ({
      title: text.t(`reason-${kind}-${code}`),
      note: "",
      // The log is read in the hall's first language, whatever the page speaks.
      answers: answers(text.in("vi", `reason-${kind}-${code}`)),
    })),
  );
}

/**
 * One page of a list, each line with its digit. The last page is followed by the first.
 *
 * @param {Omit<Option, "key">[]} options
 * @param {number} [page]
 * @returns {Option[]}
 */
function numbered(options, page = 0) {
  const from = (page % pagesOf(options.length)) * DIGITS;
  return options.slice(from, from + DIGITS).map((option, index) => ({ key: String(index + 1), ...option }));
}

/** @param {number} options */
function pagesOf(options) {
  return Math.max(1, Math.ceil(options / DIGITS));
}

/**
 * How many pages a dialog has.
 *
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 */
export function pages(dialog, picture) {
  switch (dialog.action) {
    case "call":
      return dialog.ticket === null ? pagesOf(picture.waiting.length) : 1;
    case "return":
      return pagesOf(picture.parked.length);
    case "transfer":
      return pagesOf(picture.groups.length + picture.counters.filter((counter) => counter.state !== "closed").length);
    default:
      return 1;
  }
}

/** Whether a dialog has a line for own words. @param {Dialog} dialog */
export function asksWords(dialog) {
  switch (dialog.action) {
    case "park":
    case "pause":
      return true;
    case "call":
      return dialog.ticket !== null;
    case "outcome":
      return dialog.result !== null;
    default:
      return false;
  }
}

/**
 * What a key means in a dialog.
 *
 * @param {string} key
 * @param {Dialog} dialog
 * @param {Option[]} options
 * @returns {{ kind: "close" } | { kind: "choose", option: Option } | { kind: "change", dialog: Dialog } | { kind: "write" } | null}
 */
export function keyInDialog(key, dialog, options) {
  if (key === "Escape" || key === "." || key === "," || key === "Delete") return { kind: "close" };
  if (key === "Backspace") return { kind: "close" };
  if (key === PAGE_KEY) return { kind: "change", dialog: { ...dialog, page: dialog.page + 1 } };
  if (key === WRITE_KEY && asksWords(dialog)) return { kind: "write" };
  const option = options.find((one) => one.key === key);
  if (option) return { kind: "choose", option };
  if (key === "0" && dialog.action === "transfer") {
    return { kind: "change", dialog: { ...dialog, returns: !dialog.returns } };
  }
  if (key === "0" && dialog.action === "park") return { kind: "change", dialog: nextMinutes(dialog) };
  return null;
}

/**
 * Goes round: the hall's rule, then each number of minutes.
 *
 * @param {Dialog} dialog
 * @returns {Dialog}
 */
export function nextMinutes(dialog) {
  const index = dialog.minutes === null ? 0 : PARK_MINUTES.indexOf(dialog.minutes) + 1;
  return { ...dialog, minutes: PARK_MINUTES[index] ?? null };
}

/**
 * Whether own words (a reason, a note) are taken, and what they answer.
 *
 * @param {Dialog} dialog
 * @param {string} typed
 * @returns {Record<string, unknown> | null}
 */
export function ownReason(dialog, typed) {
  const reason = typed.trim();
  if (dialog.action === "outcome") return dialog.result === null ? null : answersOf(dialog, reason);
  if (reason === "") return null;
  switch (dialog.action) {
    case "park":
      return { reason, ...(dialog.minutes === null ? {} : { away_s: dialog.minutes * 60 }) };
    case "pause":
      return { reason };
    case "call":
      return dialog.ticket === null ? null : { ticket: dialog.ticket, reason };
    default:
      return null;
  }
}
