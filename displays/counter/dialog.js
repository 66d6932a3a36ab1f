/**
 * What a command asks before it goes out: a short list in which each digit is an answer. Pure: options in, the chosen command's
 * answers out; counter/dialog-view.js draws it.
 */
import { PARK_MINUTES, REASONS } from "./model.js";

/**
 * @typedef {import("./model.js").CounterPicture} CounterPicture
 * @typedef {import("./model.js").Action} Action
 * @typedef {import("../shared/text.js").Text} Text
 *
 * @typedef {object} Listed what could be chosen when the question was asked. It keeps its order and its digits, whatever happens meanwhile:
 *   a digit that was read is the digit that is pressed.
 * @property {CounterPicture["waiting"]} waiting
 * @property {CounterPicture["parked"]} parked
 * @property {CounterPicture["groups"]} groups
 * @property {CounterPicture["counters"]} counters those at work
 * @property {number[]} minutes that the hall allows for a park besides its usual time
 *
 * @typedef {object} Dialog
 * @property {Action} action
 * @property {{ id: string, label: string } | null} about whoever was at the counter when it was asked
 * @property {Listed} listed
 * @property {string | null} ticket chosen in the first step of `call`
 * @property {string | null} label of it, or a number that was typed
 * @property {number | null} minutes for `park`: null leaves it to the hall's rule
 * @property {boolean} returns for `transfer`: the person comes back to this counter
 * @property {string | null} result for `outcome`: chosen in its first step; empty for none
 * @property {number} page of a list that is longer than there are digits
 * @property {boolean} unread what was typed last is no number
 *
 * @typedef {object} Option
 * @property {string} key digit or empty
 * @property {string} title
 * @property {string} note
 * @property {boolean} gone it can no longer be chosen
 * @property {Record<string, unknown> | null} answers sends the command; null changes the dialog
 * @property {Dialog} [next]
 *
 * @typedef {object} Field a line for what no digit says
 * @property {string} words
 * @property {number} chars
 */

/** Options that have a digit of their own; more of them go on further pages. */
const DIGITS = 9;
/** The key that turns the page, and the one that goes to the line for own words. */
export const PAGE_KEY = "-";
export const WRITE_KEY = "+";
/** Characters of an officer's own words, and of a number with some room for blanks. */
const CHARS = { note: 500, reason: 120, number: 12 };

/**
 * @param {Action} action
 * @param {CounterPicture} picture
 * @returns {Dialog}
 */
export function openDialog(action, picture) {
  const { ticket, away } = picture;
  return {
    action,
    about: ticket && { id: ticket.id, label: ticket.label },
    listed: {
      waiting: picture.waiting,
      parked: picture.parked,
      groups: picture.groups,
      counters: picture.counters.filter((counter) => counter.state !== "closed"),
      minutes: PARK_MINUTES.filter(
        (minutes) => away === null || (minutes <= away.atMostMinutes && minutes !== away.usualMinutes),
      ),
    },
    ticket: null,
    label: null,
    minutes: null,
    returns: false,
    result: null,
    page: 0,
    unread: false,
  };
}

/**
 * Whether a question is still about whoever is at the counter.
 *
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 */
export function stillAbout(dialog, picture) {
  return (dialog.about?.id ?? null) === (picture.ticket?.id ?? null);
}

/**
 * What is asked, and about whom.
 *
 * @param {Dialog} dialog
 * @param {Text} text
 */
export function titleOf(dialog, text) {
  const label = dialog.about?.label ?? "";
  switch (dialog.action) {
    case "call":
      return dialog.label === null ? text.t("dialog-call") : text.t("dialog-call-reason", { label: dialog.label });
    case "outcome":
      return text.t(dialog.result === null ? "dialog-outcome" : "dialog-outcome-note", { label });
    default:
      return text.t(`dialog-${dialog.action}`, { label });
  }
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
      return reasons("park", text, (reason) => ({ reason, ...awayOf(dialog) }));
    case "pause":
      return reasons("pause", text, (reason) => ({ reason }));
    case "call":
      return dialog.label === null
        ? numbered(waiting(dialog, picture, text), dialog.page)
        : reasons("call", text, (reason) => ({ ...whomOf(dialog), reason }));
    case "return":
      return numbered(
        dialog.listed.parked.map((ticket) => ({
          title: ticket.label,
          note: ticket.reason,
          gone: !picture.parked.some((one) => one.id === ticket.id),
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
              gone: false,
              answers: answersOf(dialog, ""),
            },
          ];
    case "transfer":
      return transfers(dialog, picture, text);
    case "close":
      return [{ key: "Enter", title: text.t("counter-close-yes"), note: "", gone: false, answers: {} }];
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
function waiting(dialog, picture, text) {
  return dialog.listed.waiting.map((listed) => {
    const ticket = picture.waiting.find((one) => one.id === listed.id);
    const { id, label, group, priority, waitedMinutes } = ticket ?? listed;
    return {
      title: label,
      note: [
        text.name(group),
        priority ? text.name(priority) : "",
        text.t("counter-waited", { minutes: waitedMinutes }),
      ]
        .filter(Boolean)
        .join(" · "),
      gone: ticket === undefined,
      answers: null,
      next: { ...dialog, ticket: id, label, page: 0 },
    };
  });
}

/**
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 * @param {Text} text
 */
function transfers(dialog, picture, text) {
  const after = dialog.returns ? "returns" : "ends";
  const groups = dialog.listed.groups.map((listed) => {
    const line = picture.groups.find((one) => one.code === listed.code);
    return {
      title: `${listed.code} · ${text.name(listed.name)}`,
      note: text.t("people-waiting", { count: (line ?? listed).waiting }),
      gone: line === undefined,
      answers: { group: listed.code, after },
    };
  });
  const counters = dialog.listed.counters.map((listed) => {
    const counter = picture.counters.find((one) => one.number === listed.number);
    return {
      title: text.t("counter", { number: listed.number }),
      note: [text.name(listed.name), counter?.state === "paused" ? text.t("desk-paused") : ""]
        .filter(Boolean)
        .join(" · "),
      gone: counter === undefined || counter.state === "closed",
      answers: { counter: listed.number, after },
    };
  });
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
      gone: false,
      answers: null,
      next: { ...dialog, result: code === "" ? "" : text.in("vi", `outcome-${code}`) },
    })),
  );
}

/** For how long somebody is sent away, unless it is the hall's usual time. @param {Dialog} dialog */
function awayOf({ minutes }) {
  return minutes === null ? {} : { away_s: minutes * 60 };
}

/** Who is called: a listed ticket, or the number that was typed. @param {Dialog} dialog */
function whomOf({ ticket, label }) {
  return ticket === null ? { label } : { ticket };
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
      gone: false,
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

/** How many pages a dialog has. @param {Dialog} dialog */
export function pages({ action, label, listed }) {
  switch (action) {
    case "call":
      return label === null ? pagesOf(listed.waiting.length) : 1;
    case "return":
      return pagesOf(listed.parked.length);
    case "transfer":
      return pagesOf(listed.groups.length + listed.counters.length);
    default:
      return 1;
  }
}

/**
 * The line of a dialog for what no digit says: own words, or the number of somebody who is not listed.
 *
 * @param {Dialog} dialog
 * @returns {Field | null}
 */
export function fieldOf(dialog) {
  switch (dialog.action) {
    case "park":
    case "pause":
      return { words: "dialog-own-reason", chars: CHARS.reason };
    case "call":
      return dialog.label === null
        ? { words: "dialog-number", chars: CHARS.number }
        : { words: "dialog-own-reason", chars: CHARS.reason };
    case "outcome":
      return dialog.result === null ? null : { words: "dialog-own-note", chars: CHARS.note };
    default:
      return null;
  }
}

/**
 * Whether more people wait in the counter's own lines than are listed.
 *
 * @param {Dialog} dialog
 * @param {CounterPicture} picture
 */
export function listsSome({ action, label, listed }, picture) {
  const own = picture.lines.filter((line) => line.own).reduce((sum, line) => sum + line.waiting, 0);
  return action === "call" && label === null && own > listed.waiting.length;
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
  if (key === WRITE_KEY && fieldOf(dialog)) return { kind: "write" };
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
  const { minutes } = dialog.listed;
  const index = dialog.minutes === null ? 0 : minutes.indexOf(dialog.minutes) + 1;
  return { ...dialog, minutes: minutes[index] ?? null };
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
      return { reason, ...awayOf(dialog) };
    case "pause":
      return { reason };
    case "call":
      return dialog.label === null ? null : { ...whomOf(dialog), reason };
    default:
      return null;
  }
}

/**
 * A number typed in the first step of `call`, however it was typed: `a45`, `A 045`, and `45` where the counter has one line.
 *
 * @param {Dialog} dialog
 * @param {string} typed
 * @param {CounterPicture} picture
 * @returns {Dialog | null} null for what is no number
 */
export function ownNumber(dialog, typed, picture) {
  const own = picture.lines.filter((line) => line.own);
  const [, letter = "", digits = ""] = /^([A-Z]?)0*(\d{1,4})$/.exec(typed.replace(/\s/g, "").toUpperCase()) ?? [];
  const line = letter === "" && own.length === 1 ? (own[0]?.code ?? "") : letter;
  if (dialog.action !== "call" || dialog.label !== null || digits === "" || line === "") return null;
  const label = `${line}${digits.padStart(3, "0")}`;
  const ticket = picture.waiting.find((one) => one.label === label)?.id ?? null;
  return { ...dialog, ticket, label, page: 0, unread: false };
}
