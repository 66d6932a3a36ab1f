/**
 * A screen that was paired: its token stays on this machine, in no address, and is replaced every day.
 *
 * The next secret is written down a minute before it is used, so that a power cut between the two finds one of them good;
 * after its first use the server takes whoever sends the earlier one for a thief.
 */
import { ask } from "./ask.js";
import { Commander } from "./command.js";
import { identityOf } from "./session.js";

/**
 * @typedef {object} Kept
 * @property {any} identity as the server answered, with the present token
 * @property {number} since Unix milliseconds by this machine
 * @property {string | null} next
 * @property {number} nextFrom the next secret is used from here on
 */

const ROTATE_AFTER_MS = 24 * 60 * 60 * 1000;
/** A browser writes its storage to the disk within seconds; this is plenty. */
const SETTLE_MS = 60_000;
const LOOK_EVERY_MS = 60_000;

export class Device {
  /** @param {string} name which screen of this machine: page, zone, counter */
  constructor(name) {
    this.key = `goiso.paired.${name}`;
  }

  /** @returns {Kept | null} */
  get kept() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      return typeof kept?.identity?.token === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  /** @param {Kept} kept */
  #write(kept) {
    localStorage.setItem(this.key, JSON.stringify(kept));
  }

  /** The secret to send now. Another tab of this screen may have replaced it, so it is read each time. */
  get token() {
    const kept = this.kept;
    if (!kept) return null;
    return kept.next && Date.now() >= kept.nextFrom ? kept.next : kept.identity.token;
  }

  /** Who this screen is; its token is always the one to send now. @returns {import("./session.js").Identity | null} */
  identity() {
    const kept = this.kept;
    if (!kept) return null;
    return Object.defineProperty(identityOf(kept.identity), "token", { get: () => this.token, enumerable: true });
  }

  /** @param {any} body the answer that made this screen a device */
  keep(body) {
    this.#write({ identity: body, since: Date.now(), next: null, nextFrom: 0 });
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  /** Replaces the secret when its time has come, now and from now on. */
  start() {
    void this.look();
    setInterval(() => void this.look(), LOOK_EVERY_MS);
    return this;
  }

  /** One look: a next secret that is due is used, one that is missing is asked for. */
  async look() {
    const kept = this.kept;
    if (!kept) return;
    if (kept.next) {
      if (Date.now() < kept.nextFrom) return;
      const { status } = await ask("/api/v1/me", kept.next);
      if (status === 200) {
        this.#write({ identity: { ...kept.identity, token: kept.next }, since: Date.now(), next: null, nextFrom: 0 });
      } else if (status === 401) this.#write({ ...kept, next: null });
      return;
    }
    if (Math.abs(Date.now() - kept.since) < ROTATE_AFTER_MS) return;
    const commander = new Commander({ token: () => kept.identity.token });
    const outcome = await commander.send("/api/v1/devices/rotate", {}, { name: "rotate" });
    if (!outcome.ok || typeof outcome.body?.token !== "string") return;
    this.#write({ ...kept, next: outcome.body.token, nextFrom: Date.now() + SETTLE_MS });
  }

  /**
   * The stream said that this screen is not known: asks once more, and only a plain no makes it forget who it was.
   * Without an answer nothing is forgotten.
   */
  async shutOut() {
    const kept = this.kept;
    const { status } = await ask("/api/v1/me", this.token);
    if (status === 401) {
      if (kept?.next && this.token === kept.next) this.#write({ ...kept, next: null });
      else this.forget();
    }
    return status === 401 || status === 200;
  }
}
