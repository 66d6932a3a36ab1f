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
/** The server does not know who asks: the close code of that. */
const UNAUTHORIZED = 4101;
/** Whether this screen is still known is asked again after this, as long as there is no answer. */
const ASK_AGAIN_MS = 5_000;
/** A screen whose view there is not, or which may not see it, looks again after this: an administrator may have mended it. */
const LOOK_AGAIN_MS = 30_000;

/** Whether this page is on its way back already. */
let returning = false;

/**
 * The server sent this page away, and nobody stands before it: does what can bring it back by itself, and loads it anew.
 *
 * @param {number} code of the close
 * @param {Device | null} device which it was paired as; nobody else is asked in again
 */
export async function comeBack(code, device) {
  if (returning || (code === UNAUTHORIZED && !device)) return;
  returning = true;
  if (code === UNAUTHORIZED) while (!(await device?.shutOut())) await pause(ASK_AGAIN_MS);
  else await pause(LOOK_AGAIN_MS);
  location.reload();
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((done) => setTimeout(done, ms));
}

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
