/**
 * Paper at the kiosk. The server prints if the configuration gives this kiosk a printer: then the answer names the print, and how it
 * went comes over the view. Else the browser prints if the address says so (`?print=80`, `?print=58`), once for each ticket.
 */
/** A number without paper stays on the screen so long: the person has to read it, or to take its picture. */
export const UNPRINTED_MS = 30_000;
/** A number whose print is under way stays at least so long from now. */
const STAY_MS = 3_000;
/** Nobody waits longer for a printer's word. */
const LATE_MS = 15_000;
/** Tickets that this browser has sent to its own printer, also before it was started anew. */
const KEPT = "goiso.kiosk.printed";
/** A browser remembers so many of them. */
const REMEMBERED = 50;
/** The browser prints a ticket at most so often; further copies are the guide desk's. */
const COPIES_MAX = 3;
/** Millimetres in a CSS pixel. */
const PX_MM = 25.4 / 96;

/**
 * @typedef {import("./model.js").Place} Place
 * @typedef {import("./model.js").Ticket} Ticket
 * @typedef {import("../shared/live-model.js").Values} Values
 * @typedef {{ kind: "printing" | "printed" | "failed" | "unknown", why: string }} Outcome
 */

/**
 * How wide the browser's paper is, or null if it does not print.
 *
 * @param {string | null} asked
 * @returns {"80" | "58" | null}
 */
export function paperOf(asked) {
  if (asked === "on" || asked === "80") return "80";
  return asked === "58" ? "58" : null;
}

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

/** One kiosk's paper: what was printed, and how long a number stays. */
export class Paper {
  /**
   * @param {object} options
   * @param {"80" | "58" | null} options.width of the browser's paper
   * @param {() => void} [options.print]
   * @param {Storage} [options.storage]
   * @param {import("./handed.js").Handed} [options.handed] lets the print log know
   */
  constructor({ width, print = () => printPage(width), storage = localStorage, handed }) {
    this.width = width;
    this.print = print;
    this.storage = storage;
    this.handed = handed;
    /** @type {{ ticket: string, print: string, since: number, held: boolean } | null} */
    this.shown = null;
    /** What was printed, where the browser keeps nothing: only a reload forgets then. @type {string[] | null} */
    this.unkept = null;
  }

  /** Whether the browser prints the paper list of a procedure. */
  get prints() {
    return this.width !== null;
  }

  /**
   * A number was given: the browser prints it if the server does not, once for each ticket, whatever is pressed or loaded anew.
   *
   * @param {Ticket} ticket
   */
  given(ticket) {
    if (this.width === null || ticket.print || this.copies(ticket) > 0) return;
    this.#count(ticket);
    this.#come(ticket, this.width);
  }

  /**
   * So many times this browser has printed a ticket. Of the second on they are marked as copies.
   *
   * @param {Ticket} ticket
   */
  copies(ticket) {
    return this.#printed().filter((name) => name === nameOf(ticket)).length;
  }

  /**
   * Whether the browser may print a ticket once more.
   *
   * @param {Ticket} ticket
   */
  mayCopy(ticket) {
    const copies = this.copies(ticket);
    return this.width !== null && !ticket.print && copies > 0 && copies < COPIES_MAX;
  }

  /**
   * The browser prints a ticket once more, marked as a copy.
   *
   * @param {Ticket} ticket
   * @param {() => void} draw draws the marked slip
   */
  copy(ticket, draw) {
    if (this.width === null || !this.mayCopy(ticket)) return;
    this.#count(ticket);
    draw();
    this.#come(ticket, this.width);
  }

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

  /** Paper comes at once; the log hears of it beside. @param {Ticket} ticket @param {"80" | "58"} width */
  #come(ticket, width) {
    this.handed?.note(ticket.id, this.copies(ticket), width);
    this.print();
    void this.handed?.tell();
  }

  /** @param {Ticket} ticket */
  #count(ticket) {
    const printed = [...this.#printed(), nameOf(ticket)].slice(-REMEMBERED);
    try {
      this.storage.setItem(KEPT, JSON.stringify(printed));
    } catch {
      this.unkept = printed;
    }
  }

  /** @returns {string[]} */
  #printed() {
    if (this.unkept) return this.unkept;
    try {
      const kept = JSON.parse(this.storage.getItem(KEPT) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }
}

/** Another log may give an id again, but not at the same moment. @param {Ticket} ticket */
function nameOf({ id, issued_at }) {
  return `${id} ${issued_at}`;
}

/** The page of the paper, as long as what stands on it. @param {"80" | "58" | null} width */
function printPage(width) {
  const slip = document.querySelector(".slip");
  if (slip && width) {
    const height = Math.ceil(slip.getBoundingClientRect().height * PX_MM) + 2;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@page { size: ${width}mm ${height}mm; margin: 0; }`);
    document.adoptedStyleSheets = [sheet];
  }
  globalThis.print();
}
