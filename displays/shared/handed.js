/**
 * Slips that this page had its own browser print, until the print log knows them. Paper comes first and waits for nothing here: each
 * slip is noted, printed and then told of; what could not be told is told again when the line is back, or after a reload.
 *
 * @typedef {object} Slip
 * @property {string} ticket
 * @property {number} copy the n-th slip of this ticket from this browser
 * @property {"80" | "58"} paper
 * @property {string} by who was signed in; empty at a kiosk
 * @property {number} tellings so far without an answer
 *
 * @typedef {Pick<Storage, "getItem" | "setItem">} Keeper
 * @typedef {(path: string, body: unknown, options: import("../shared/command.js").SendOptions) => Promise<import("../shared/command.js").Outcome>} Send
 */

const KEPT = "goiso.handed";
/** So many slips wait for the log at most; then the oldest is forgotten. */
export const MOST_UNTOLD = 50;
/** A slip is told of so often without an answer; then the log does without it. */
export const MOST_TELLINGS = 20;
/** One telling asks for so long at most. */
const GIVE_UP_MS = 20_000;
/** Answers that decide nothing yet: none, somebody who is to be let in again, too many at once, a server in trouble. */
const UNDECIDED = [0, 401, 429];

/** One page's slips for the print log. */
export class Handed {
  /**
   * @param {object} options
   * @param {string} options.hall
   * @param {Send} options.send
   * @param {string} [options.by] who is signed in: nobody tells of another one's slips as their own
   * @param {Keeper} [options.storage]
   */
  constructor({ hall, send, by = "", storage = localStorage }) {
    this.hall = hall;
    this.send = send;
    this.by = by;
    this.storage = storage;
    this.untold = this.#found();
    this.telling = false;
    /** @type {string | null} */
    this.lastLine = null;
  }

  /**
   * A slip is about to be printed.
   *
   * @param {string} ticket
   * @param {number} copy
   * @param {"80" | "58"} paper
   */
  note(ticket, copy, paper) {
    this.untold = [...this.untold, { ticket, copy, paper, by: this.by, tellings: 0 }].slice(-MOST_UNTOLD);
    this.#keep();
  }

  /** The state of the page's line: what waits is told as soon as the line is there. @param {string} state */
  line(state) {
    const back = state === "live" && this.lastLine !== "live";
    this.lastLine = state;
    if (back) void this.tell();
  }

  /** Tells of what waits, one after the other, until there is no answer. */
  async tell() {
    if (this.telling) return;
    this.telling = true;
    try {
      for (let slip = this.untold[0]; slip; slip = this.untold[0]) {
        const { ticket, copy, paper } = slip;
        const path = `/api/v1/halls/${this.hall}/tickets/${encodeURIComponent(ticket)}/browser-print`;
        const options = { name: "handed", key: `browser-print-${ticket}-${copy}`, giveUpMs: GIVE_UP_MS };
        const outcome = await this.send(path, { paper, copy }, options);
        const undecided = !outcome.ok && (UNDECIDED.includes(outcome.problem.status) || outcome.problem.status >= 500);
        this.#told(slip, undecided);
        if (undecided) return;
      }
    } finally {
      this.telling = false;
    }
  }

  /**
   * An answer settles a slip, a refusal too; without one it waits for its turn again, a limited number of times.
   *
   * @param {Slip} slip
   * @param {boolean} undecided
   */
  #told(slip, undecided) {
    const tellings = slip.tellings + 1;
    const others = this.untold.filter((one) => one !== slip);
    this.untold = undecided && tellings < MOST_TELLINGS ? [...others, { ...slip, tellings }] : others;
    this.#keep();
  }

  #keep() {
    try {
      this.storage.setItem(KEPT, JSON.stringify(this.untold));
    } catch {
      // Without storage only a reload forgets, and nobody goes without paper for it.
    }
  }

  /** @returns {Slip[]} what was not told of before the page was loaded anew */
  #found() {
    try {
      const kept = JSON.parse(this.storage.getItem(KEPT) ?? "[]");
      const whole = (/** @type {any} */ one) =>
        typeof one?.ticket === "string" &&
        Number.isInteger(one.copy) &&
        (one.paper === "80" || one.paper === "58") &&
        one.by === this.by &&
        Number.isInteger(one.tellings);
      return Array.isArray(kept) ? kept.filter(whole).slice(-MOST_UNTOLD) : [];
    } catch {
      return [];
    }
  }
}
