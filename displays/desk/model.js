/**
 * What the guide desk sees. Pure: the values of the view `hall/{hall}/desk` and what was typed in, a picture out.
 *
 * @typedef {import("../wire.d.ts").ServiceValue} ServiceValue
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../shared/tickets.js").Row} Row
 *
 * @typedef {object} Form what the next number is asked with
 * @property {string} group
 * @property {string} service a code, or empty for the group as such
 * @property {string} class
 * @property {boolean} accessible
 * @property {number} dossiers
 *
 * @typedef {"open" | "ended" | "all"} Filter
 *
 * @typedef {object} Choice
 * @property {string} code
 * @property {HallText} name
 * @property {number} waiting
 * @property {WaitRange | null} wait
 * @property {string | null} stopped
 * @property {"stopped" | "used_up" | null} closed why no number can be had
 * @property {number | null} left numbers left today, where the line has a daily cap
 * @property {Room | null} room for how many more there is time before closing, where that can be told
 *
 * @typedef {{ kind: "before" | "break" | "last_ticket_out" | "after" | "closed_today", from: number | null }} Closed numbers are issued again
 *   from then on
 *
 * @typedef {object} Room
 * @property {number} least people who will still be called, nine times of ten
 * @property {boolean} late somebody who came now may not be called before closing
 *
 * @typedef {object} Picture
 * @property {boolean} ready
 * @property {string} hall
 * @property {HallText} hallName
 * @property {string} timeZone
 * @property {boolean} clockDoubted
 * @property {Closed | null} closed why nobody can be given a number now
 * @property {Choice[]} choices
 * @property {ServiceValue[]} services of the chosen group
 * @property {ServiceValue[]} allServices
 * @property {string} hotline
 * @property {import("../wire.d.ts").Named[]} classes
 * @property {Filter} filter whose rows these are: whoever looks for a number looks among all
 * @property {Row[]} rows
 * @property {{ open: number, ended: number, all: number }} counts
 */
import { printAction } from "../shared/prints.js";
import { foundBy, ticketRows } from "../shared/tickets.js";
import { hallOf, hoursOf, linesOf, ticketsOf } from "../shared/values.js";

/** A person may bring so many dossiers. */
export const MOST_DOSSIERS = 200;
/** A list longer than this is cut, and says so; the search finds the rest. */
export const ROWS_SHOWN = 60;

/** @type {Form} */
export const EMPTY_FORM = { group: "", service: "", class: "ordinary", accessible: false, dossiers: 1 };

/**
 * @param {Record<string, any>} values
 * @param {number | null} at hall time
 * @param {{ form: Form, filter: Filter, search: string }} typed
 * @returns {Picture}
 */
export function deskPicture(values, at, typed) {
  const hall = hallOf(values);
  const rows = ticketRows(ticketsOf(values), at ?? 0, (hall?.wait_target_s ?? 1200) * 1000, printAction(values));
  const ended = rows.filter((row) => row.state === "done").length;
  // Whoever asks after a number does not know what became of it.
  const filter = typed.search.trim() === "" ? typed.filter : "all";
  return {
    ready: hall !== null,
    hall: hall?.hall ?? "",
    hallName: hall?.name ?? { vi: "", en: "" },
    timeZone: hall?.time_zone ?? "UTC",
    clockDoubted: hall?.clock === "doubted",
    closed: hall === null || at === null ? null : closedOf(hall, at),
    choices: linesOf(values).map(({ code, name, waiting, wait, value }) => {
      const stopped = hall?.stopped?.find((stop) => stop.group === code)?.reason ?? null;
      const left = value?.left ?? null;
      return {
        code,
        name,
        waiting,
        wait,
        stopped,
        closed: stopped !== null ? "stopped" : left === 0 ? "used_up" : null,
        left,
        room: roomOf(waiting, wait, hall?.phase.closes ?? null, at),
      };
    }),
    services: (hall?.services ?? []).filter((service) => service.group === typed.form.group),
    allServices: hall?.services ?? [],
    hotline: hall?.hotline ?? "",
    classes: hall?.classes ?? [],
    filter,
    rows: rows.filter((row) => belongs(row, filter) && foundBy(row, typed.search)),
    counts: { open: rows.length - ended, ended, all: rows.length },
  };
}

/**
 * Why no number is issued at this hour, by the hall's own word.
 *
 * @param {import("../wire.d.ts").HallValue} hall
 * @param {number} now
 * @returns {Closed | null}
 */
function closedOf(hall, now) {
  const { kind, issuingFrom, opens } = hoursOf(hall, now);
  switch (kind) {
    case "open":
      return null;
    case "before":
    case "break":
      return { kind, from: issuingFrom ?? opens };
    case "last_ticket_out":
    case "after":
    case "closed_today":
      return { kind, from: null };
  }
}

/**
 * How many more people a line can take before it closes, by the pace that its forecast tells: if so many ahead mean so long a wait, then
 * the time until closing has room for so many. Without people ahead there is no pace to tell.
 *
 * @param {number} waiting
 * @param {WaitRange | null} wait of somebody who comes now
 * @param {number | null} closes
 * @param {number | null} now
 * @returns {Room | null}
 */
export function roomOf(waiting, wait, closes, now) {
  if (wait === null || closes === null || now === null || closes <= now || waiting === 0 || wait.high_s === 0)
    return null;
  const leftS = (closes - now) / 1000;
  return {
    least: Math.max(0, Math.floor((leftS * waiting) / wait.high_s) - waiting),
    late: wait.high_s > leftS,
  };
}

/**
 * @param {Row} row
 * @param {Filter} filter
 */
function belongs(row, filter) {
  switch (filter) {
    case "open":
      return row.state !== "done";
    case "ended":
      return row.state === "done";
    case "all":
      return true;
  }
}

/**
 * The body of the command, or what is still missing.
 *
 * @param {Form} form
 * @returns {{ body: Record<string, unknown> } | { missing: "group" | "dossiers" }}
 */
export function issueBody(form) {
  if (form.group === "") return { missing: "group" };
  if (!Number.isInteger(form.dossiers) || form.dossiers < 1 || form.dossiers > MOST_DOSSIERS)
    return { missing: "dossiers" };
  return {
    body: {
      ...(form.service === "" ? { group: form.group } : { service: form.service }),
      priority: form.class,
      channel: "desk",
      care: form.accessible ? "accessible" : "usual",
      dossiers: form.dossiers,
    },
  };
}
