/**
 * Tickets as staff see them in lists, and a wait against the hall's target. Pure.
 *
 * @typedef {import("../wire.d.ts").StaffTicket} StaffTicket
 *
 * @typedef {"within" | "near" | "over"} Level of a wait against the hall's target
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} label
 * @property {string} group
 * @property {string} class
 * @property {boolean} accessible
 * @property {number} dossiers
 * @property {string} state
 * @property {string | null} outcome
 * @property {number} waitedMs since issue, or until it was done
 * @property {string | null} counter
 * @property {number | null} until
 * @property {string | null} reason
 * @property {Level} level
 * @property {TicketAction[]} may
 *
 * @typedef {"print" | "priority" | "move" | "cancel" | "void" | "reinstate" | "return"} TicketAction `move` is the supervisor's
 */

import { plain } from "./plain.js";

/** From this share of the target on, a wait is near it. */
const NEAR_SHARE = 0.75;

/**
 * @param {number | null} ms
 * @param {number} target
 * @returns {Level}
 */
export function levelOf(ms, target) {
  if (ms === null || ms < NEAR_SHARE * target) return "within";
  return ms > target ? "over" : "near";
}

/**
 * Tickets as rows, the longest wait first; whoever is away comes after whoever waits.
 *
 * @param {readonly StaffTicket[]} tickets
 * @param {number} now
 * @param {number} target milliseconds
 * @param {TicketAction[]} [open] what can be done to every open ticket besides
 * @returns {Row[]}
 */
export function ticketRows(tickets, now, target, open = []) {
  const order = ["waiting", "called", "serving", "parked", "done"];
  return tickets
    .map((ticket) => {
      const waitedMs = Math.max(
        0,
        (ticket.state === "waiting" || ticket.state === "parked" ? now : ticket.since) - ticket.issued_at,
      );
      return {
        id: ticket.id,
        label: ticket.label,
        group: ticket.group,
        class: ticket.class,
        accessible: ticket.care === "accessible",
        dossiers: ticket.dossiers,
        state: ticket.state,
        outcome: ticket.outcome ?? null,
        waitedMs,
        counter: ticket.counter ?? null,
        until: ticket.until ?? null,
        reason: ticket.reason ?? null,
        level: ticket.state === "waiting" ? levelOf(waitedMs, target) : /** @type {Level} */ ("within"),
        may: [...(ticket.state === "done" ? [] : open), ...mayDo(ticket)],
      };
    })
    .sort(
      (a, b) =>
        order.indexOf(a.state) - order.indexOf(b.state) ||
        b.waitedMs - a.waitedMs ||
        a.label.localeCompare(b.label, "en", { numeric: true }),
    );
}

/**
 * Whether a ticket is one that somebody looks for: `b46`, `B 046` and `46` all find B046.
 *
 * @param {Row} row
 * @param {string} search
 */
export function foundBy(row, search) {
  const wanted = plain(search).replace(/\s/g, "");
  if (wanted === "") return true;
  const label = row.label.toLowerCase();
  if (label.includes(wanted)) return true;
  const [, letters = "", digits = ""] = /^([a-z]?)0*(\d+)$/.exec(wanted) ?? [];
  return digits !== "" && (letters === "" || label.startsWith(letters)) && label.replace(/^[a-z]0*/, "") === digits;
}

/**
 * What is special about a ticket, in words: its class unless it is the ordinary one, care, several dossiers.
 *
 * @param {Row} row
 * @param {import("../wire.d.ts").Named[]} classes
 * @param {import("./text.js").Text} text
 */
export function aboutTicket(row, classes, text) {
  const words = [];
  if (row.class !== "ordinary")
    words.push(text.name(classes.find((entry) => entry.code === row.class)?.name) || row.class);
  if (row.accessible) words.push(text.t("ticket-accessible"));
  if (row.dossiers > 1) words.push(text.t("ticket-dossiers", { count: row.dossiers }));
  return words.join(" · ");
}

/**
 * What the rules allow for a ticket in its state; the server has the last word.
 *
 * @param {StaffTicket} ticket
 * @returns {TicketAction[]}
 */
export function mayDo(ticket) {
  switch (ticket.state) {
    case "waiting":
    case "called":
      return ["priority", "cancel", "void"];
    case "parked":
      return ticket.counter ? ["return", "priority", "cancel"] : ["priority", "cancel"];
    case "serving":
      return ["priority"];
    default:
      return ["no_show", "left", "cancelled"].includes(ticket.outcome ?? "") ? ["reinstate"] : [];
  }
}
