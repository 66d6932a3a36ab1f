/**
 * Paper at the kiosk. The server prints if the configuration gives this kiosk a printer: then the answer names the print, and how it
 * went comes over the view. Else the browser may print (paper.js). A number stays on the screen for as long as its paper needs.
 */
import { Paper } from "../shared/paper.js";

/** A number without paper stays on the screen so long: the person has to read it, or to take its picture. */
export const UNPRINTED_MS = 30_000;
/** A number whose print is under way stays at least so long from now. */
const STAY_MS = 3_000;
/** Nobody waits longer for a printer's word. */
const LATE_MS = 15_000;

/**
 * @typedef {import("./model.js").Place} Place
 * @typedef {import("./model.js").Ticket} Ticket
 * @typedef {import("../shared/live-model.js").Values} Values
 * @typedef {{ kind: "printing" | "printed" | "failed" | "unknown", why: string }} Outcome
 */

/**
 * How a print goes; null if the server does not print it.
 *
 * @param {{ print?: string }} of a ticket, or a list of papers
 * @param {Values} values
 * @param {number} waitedMs since the number stands on the screen
 * @returns {Outcome | null}
 */
export function outcomeOf(of, values, waitedMs) {
  if (!of.print) return null;
  const state = values[`print/${of.print}`]?.state ?? "asked";
  const why = values[`print/${of.print}`]?.why ?? "";
  switch (state) {
    case "printed":
    case "sent":
      return { kind: "printed", why: "" };
    case "failed":
    case "unknown":
      return { kind: state, why };
    default:
      return waitedMs >= LATE_MS ? { kind: "unknown", why: "slow" } : { kind: "printing", why: "" };
  }
}

/** One kiosk's paper, and how long a number stays. */
export class KioskPaper extends Paper {
  /** The number on the screen. @type {{ ticket: string, print: string, since: number, held: boolean } | null} */
  shown = null;

  /**
   * So long a number stays on the screen: longer where no paper comes at all, for then it has to be read or photographed.
   *
   * @param {Ticket} ticket
   * @param {number} usualMs with paper
   */
  stays(ticket, usualMs) {
    return this.width === null && !ticket.print ? UNPRINTED_MS : usualMs;
  }

  /**
   * How the print of the number on the screen goes.
   *
   * @param {Place} place
   * @param {Values} values
   * @param {number} now the page's clock
   * @returns {Outcome | null}
   */
  outcome(place, values, now) {
    if (place.screen !== "result") return null;
    const { id, print = "" } = place.ticket;
    if (this.shown?.ticket !== id || this.shown.print !== print) {
      this.shown = { ticket: id, print, since: now, held: false };
    }
    return outcomeOf(place.ticket, values, now - this.shown.since);
  }

  /**
   * The same place, longer on the screen while its print is under way, and longer still if there is no paper.
   *
   * @param {Place} place
   * @param {Values} values
   * @param {number} now the page's clock
   * @returns {Place}
   */
  held(place, values, now) {
    const outcome = this.outcome(place, values, now);
    if (place.screen !== "result" || !outcome || outcome.kind === "printed") return place;
    if (outcome.kind === "printing") return { ...place, until: Math.max(place.until, now + STAY_MS) };
    if (!this.shown || this.shown.held) return place;
    this.shown.held = true;
    return { ...place, until: now + UNPRINTED_MS };
  }
}
