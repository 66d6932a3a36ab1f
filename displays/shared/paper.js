/**
 * Paper from the browser's own printer, where the server does not print: if the address says so (`?print=80`, `?print=58`), once for each
 * ticket, and marked copies on request.
 */
/** Tickets that this browser has sent to its own printer, also before it was started anew. */
const KEPT = "goiso.printed";
/** A browser remembers so many of them. */
const REMEMBERED = 50;
/** The browser prints a ticket at most so often; further copies are the guide desk's. */
const COPIES_MAX = 3;
/** Millimetres in a CSS pixel. */
const PX_MM = 25.4 / 96;

/** @typedef {import("../wire.d.ts").Ticket} Ticket */

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

/** The paper of one page's own browser: what was printed on it. */
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
