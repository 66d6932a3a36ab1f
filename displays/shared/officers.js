/**
 * What people are called who sit at counters. Logs and views know them by an id that never changes; their names are asked for here, and
 * again when somebody appears who is not known.
 */
import { ask } from "./ask.js";

/** Whoever stays unknown is not asked for again before this. */
const AGAIN_MS = 10_000;

export class Officers {
  /** @type {Map<string, string>} */
  #names = new Map();
  #askedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param {string | null} hall none: ids stand as they are, as in a sample
   * @param {{ token: () => string | null, changed: () => void, ask?: typeof ask, clock?: () => number }} options
   */
  constructor(hall, options) {
    this.hall = hall;
    this.options = options;
  }

  /** The name, or the id while nothing better is known. @param {string} id */
  name(id) {
    const name = this.#names.get(id);
    if (name === undefined) void this.look();
    return name ?? id;
  }

  /** Asks for the names, unless that was done a moment ago. */
  async look() {
    const now = (this.options.clock ?? (() => performance.now()))();
    if (this.hall === null || now - this.#askedAt < AGAIN_MS) return;
    this.#askedAt = now;
    const { status, body } = await (this.options.ask ?? ask)(
      `/api/v1/halls/${encodeURIComponent(this.hall)}/officers`,
      this.options.token(),
    );
    if (status !== 200) return;
    this.#names = new Map(Object.entries(body.names));
    this.options.changed();
  }
}
