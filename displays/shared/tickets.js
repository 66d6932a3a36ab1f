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
 * @typedef {"priority" | "cancel" | "void" | "reinstate"} TicketAction
 */

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
 * @param {StaffTicket[]} tickets
 * @param {number} now
 * @param {number} target milliseconds
 * @returns {Row[]}
 */
export function ticketRows(tickets, now, target) {
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
        may: mayDo(ticket),
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
      return ["priority", "cancel"];
    case "serving":
      return ["priority"];
    default:
      return ["no_show", "left", "cancelled"].includes(ticket.outcome ?? "") ? ["reinstate"] : [];
  }
}
