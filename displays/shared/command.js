/**
 * Commands: one POST with one Idempotency-Key, tried again with the same key until there is an answer, and honest about it
 * meanwhile.
 *
 * @typedef {{ code: string, status: number, title?: string, detail?: string, [fact: string]: any }} Problem
 * @typedef {{ ok: true, status: number, body: any } | { ok: false, problem: Problem }} Outcome
 * @typedef {object} Progress
 * @property {"idle" | "sending" | "waiting" | "failed"} phase `waiting`: no answer yet, trying again
 * @property {string} name what was pressed
 * @property {Problem | null} problem
 * @property {number} attempts
 *
 * @typedef {object} SendOptions
 * @property {string} [name] what was pressed, for the page to show
 * @property {string} [key] a key kept from before a reload
 * @property {string} [method]
 * @property {string} [type] with a text as body: its media type
 * @property {string} [match] the entity tag of what the change was made from
 * @property {number} [giveUpMs] afterwards the outcome is `no_answer`
 */

/** One attempt may take so long. */
const ATTEMPT_MS = 8_000;
/** Then the person is told that it is not known whether it was done. */
const GIVE_UP_MS = 60_000;
/** Refusals for a while that nothing but a person's patience ends: the wait is told and not sat out. */
const TOLD_AT_ONCE = ["login_delayed"];
/** The pause between attempts starts here and doubles. */
const PAUSE_FIRST_MS = 300;
const PAUSE_MAX_MS = 5_000;

/** @type {Progress} */
export const IDLE = { phase: "idle", name: "", problem: null, attempts: 0 };

/**
 * A UUID of version 7: keys in the order of time are kind to the table they stand in.
 *
 * @param {number} [now] Unix milliseconds
 */
export function uuidv7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const time = BigInt(now);
  for (let i = 0; i < 6; i++) bytes[i] = Number((time >> BigInt(8 * (5 - i))) & 0xffn);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export class Commander {
  /**
   * @param {object} options
   * @param {() => string | null} options.token the bearer token, or null for the cookie of a person
   * @param {"Bearer" | "Ticket"} [options.scheme] `Ticket`: the token is that of a ticket's link
   * @param {(progress: Progress) => void} [options.changed]
   * @param {typeof fetch} [options.fetch]
   * @param {(ms: number) => Promise<void>} [options.sleep]
   * @param {() => number} [options.monotonic]
   */
  constructor(options) {
    this.token = options.token;
    this.scheme = options.scheme ?? "Bearer";
    this.changed = options.changed ?? (() => {});
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.sleep = options.sleep ?? ((ms) => new Promise((done) => setTimeout(done, ms)));
    this.monotonic = options.monotonic ?? (() => performance.now());
    /** @type {Progress} */
    this.progress = IDLE;
  }

  /** Whether a command is under way. */
  get busy() {
    return this.progress.phase === "sending" || this.progress.phase === "waiting";
  }

  /** Forgets the last failure. */
  clear() {
    if (!this.busy) this.#tell(IDLE);
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {SendOptions} [options]
   * @returns {Promise<Outcome>}
   */
  async send(path, body, options = {}) {
    const name = options.name ?? path;
    const key = options.key ?? uuidv7();
    const begun = this.monotonic();
    const giveUp = options.giveUpMs ?? GIVE_UP_MS;
    let unanswered = false;
    for (let attempts = 1; ; attempts++) {
      this.#tell({ phase: attempts === 1 ? "sending" : "waiting", name, problem: null, attempts });
      const answer = await this.#attempt(path, body, key, options);
      if (answer.outcome) {
        const { outcome } = answer;
        this.#tell(outcome.ok ? IDLE : { phase: "failed", name, problem: outcome.problem, attempts });
        return outcome;
      }
      unanswered ||= answer.refusal === null;
      const wait = Math.max(answer.waitMs, Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempts - 1)));
      if (this.monotonic() + wait - begun > giveUp) {
        // Whoever was turned away each time knows that nothing was done; one attempt without an answer, and nobody does.
        /** @type {Problem} */
        const problem = (!unanswered && answer.refusal) || { code: "no_answer", status: 0 };
        this.#tell({ phase: "failed", name, problem, attempts });
        return { ok: false, problem };
      }
      this.#tell({ phase: "waiting", name, problem: null, attempts });
      await this.sleep(wait);
    }
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {string} key
   * @param {SendOptions} options
   * @returns {Promise<{ outcome: Outcome } | { outcome: null, waitMs: number, refusal: Problem | null }>} `refusal`: turned away for now
   */
  async #attempt(path, body, key, { method = "POST", type, match }) {
    /** @type {Response} */
    let answer;
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": type ?? "application/json", "Idempotency-Key": key };
    if (match) headers["If-Match"] = match;
    const token = this.token();
    if (token) headers.Authorization = `${this.scheme} ${token}`;
    try {
      answer = await this.fetch(path, {
        method,
        headers,
        body: type && typeof body === "string" ? body : JSON.stringify(body ?? {}),
        credentials: "same-origin",
        cache: "no-store",
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      const waitMs = 1000 * (Number(answer.headers.get("Retry-After")) || 0);
      if (answer.status === 503) return { outcome: null, waitMs, refusal: null };
      const text = await answer.text();
      if (answer.status === 429) {
        const outcome = refused(429, wordsOf(text));
        return TOLD_AT_ONCE.includes(outcome.problem.code)
          ? { outcome }
          : { outcome: null, waitMs, refusal: outcome.problem };
      }
      const read = text === "" ? null : JSON.parse(text);
      return { outcome: answer.ok ? { ok: true, status: answer.status, body: read } : refused(answer.status, read) };
    } catch {
      // No answer, half an answer, or one that is none: only the same key can find out what happened.
      return { outcome: null, waitMs: 0, refusal: null };
    }
  }

  /** @param {Progress} progress */
  #tell(progress) {
    this.progress = progress;
    this.changed(progress);
  }
}

/** What a refusal says of itself; a proxy's says nothing. @param {string} text */
function wordsOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { code: "too_many_requests" };
  }
}

/**
 * @param {number} status
 * @param {any} body
 * @returns {{ ok: false, problem: Problem }}
 */
function refused(status, body) {
  return { ok: false, problem: { code: "unknown", ...body, status } };
}
