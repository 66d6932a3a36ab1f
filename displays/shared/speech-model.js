/**
 * When a loudspeaker says what. Pure: facts and milliseconds in, what to do out; no clock, no sound, no page. The loudspeaker daemon
 * (crates/announcer) has the same machine, and both run every scenario of `speech-scenarios.json`.
 *
 * The rules, in the order in which one `feed` goes through them:
 *
 * 1. **What is known** is taken in: the view, the sound, the connection. At the first view, and at the first of another epoch, items
 *    older than 20 s are passed over without a word: another life of this machine may have said them.
 * 2. **Giving up.** An item that waits is given up while the volume is 0 (`quiet`), and when it is older than its limit: `blocked` or
 *    `no_device` if there is no sound, else `old`. The limit is 20 s; it is 60 s if this machine spoke, or was refused `busy`, since the
 *    item came up.
 * 3. **What is in hand**, by time and state. Asked, and 3 s without an answer or the connection lost: it counts as lost (`stalled`) and is
 *    never asked for again. The sound lost while a pass plays: it is stopped; `no_device` or `blocked`, but `spoken` if the first pass had
 *    been said to the end. In the pause before the repeat: the repeat is left out, and the item is spoken, as soon as something else
 *    waits, the call is called no longer, the connection is not live, the sound is away or the volume 0; or if its time is more than 1 s
 *    past (the machine was frozen).
 * 4. **What came**: a grant, the end of a pass, a failure. A grant counts only for what was asked for and is not lost. Granted: withdrawn
 *    meanwhile -> `withdrawn`; quiet -> `quiet`; no sound -> `blocked`, `no_device`; more than 2 s since asking and over its limit by now ->
 *    `old`; else it begins. Refused: `busy` -> ask again after 500 ms; anything else -> done with it, without a word. How long it is depends
 *    on how many others wait when it begins: none -> `first`, then after 1.5 s `repeat` if the hall says everything twice; one -> `first`;
 *    more -> `short`. A pass is always said to the end, whatever becomes of its call.
 * 5. **Asking.** With nothing in hand, sound there and the connection live, for the first that waits, calls before notices, each by its
 *    number; rank r not before 700 ms × r since it first saw the item.
 *
 * ## The scenarios
 *
 * A list of `{name, rank, repeat, steps}`; `rank` and `repeat` ("twice" or "once") begin the machine, which has sound, a live connection and no
 * view yet. A step is `{at, hall?, in, out}`: `at` in monotonic milliseconds, hall time is `base + at`, or `base + hall` where given (hall
 * and machine do not always agree). `out` is the exact list of what comes out. Times within a view are hall time too: `base` is to be added. Any
 * base will do; this side takes `1795401667000`.
 *
 * `in` is one of
 * - `{kind: "view", calls: {c10: {state, at}}, notices: {n3: {speech, at}}, volume, epoch?, repeat?}`: everything there is now; `epoch` is "e1" if
 *   absent; a notice without `speech` is not to be said; `repeat` changes the hall's wish;
 * - `{kind: "grant", item, ok, why?}`: the server's answer;
 * - `{kind: "ended"}`: the pass was played to its end;
 * - `{kind: "failed", why}`: what is in hand cannot be said (`no_clips`) or its pass was cut (`stalled`);
 * - `{kind: "audio", state: "ok" | "blocked" | "lost"}`, `{kind: "connection", state: "live" | "behind" | "offline"}`, `{kind: "tick"}`.
 *
 * `out` holds `{speak}` (ask for leave), `{play, pass}` (begin a pass now), `{spoken}`, `{unspoken, why}` (tell the server), `{stop: true}` (silence).
 *
 * @typedef {{ kind: "view", calls: Record<string, { state: string, at: number }>, notices: Record<string, { speech?: string, at: number }>,
 *   volume: number, epoch?: string, repeat?: Repeat }} ViewInput
 * @typedef {{ kind: "grant", item: string, ok: boolean, why?: string }} GrantInput
 * @typedef {{ kind: "ended" } | { kind: "failed", why: string }} PassInput
 * @typedef {{ kind: "audio", state: Audio } | { kind: "connection", state: Connection } | { kind: "tick" }} StateInput
 * @typedef {ViewInput | GrantInput | PassInput | StateInput} Input
 *
 * @typedef {"ok" | "blocked" | "lost"} Audio
 * @typedef {"live" | "behind" | "offline"} Connection
 * @typedef {"twice" | "once"} Repeat
 * @typedef {"first" | "repeat" | "short"} Pass
 *
 * @typedef {{ speak: string } | { play: string, pass: Pass } | { spoken: string } | { unspoken: string, why: string } | { stop: true }} Output
 *
 * @typedef {{ phase: "asking", item: string, since: number, hallSince: number }} Asking
 * @typedef {{ phase: "playing", item: string, pass: Pass, ours: boolean }} Playing `ours`: its epoch still stands
 * @typedef {{ phase: "pause", item: string, until: number }} Pausing
 */

/** An item may begin at most so old. */
export const FRESH_MS = 20_000;
/** The same if it waited behind other speech. */
export const BEHIND_SPEECH_MS = 60_000;
/** An answer that takes so long does not come any more. */
export const GRANT_MS = 3_000;
/** After so long between question and answer the machine was frozen, and looks at the clock again. */
const FROZEN_MS = 2_000;
/** A rank waits so long for each that stands before it. */
const RANK_MS = 700;
/** Refused because of other speech: asks again after this, which leaves room for the frames that a connection may send beside it. */
const BUSY_MS = 500;
/** Between the first pass and the repeat. */
export const PAUSE_MS = 1_500;
/** A repeat that would begin later than this past its time is left out. */
const REPEAT_LATE_MS = 1_000;
/** A pass that stands still for longer than this counts as cut; whoever plays it watches that. */
export const STALL_MS = 1_500;

export class SpeechMachine {
  /** @type {Map<string, number>} everything sayable now, in its order, with the hall time at which it came up */
  #items = new Map();
  /** @type {Map<string, number>} when each was first seen, monotonic */
  #seen = new Map();
  /** @type {Map<string, number>} not to be asked for again before, monotonic */
  #notBefore = new Map();
  /** @type {Set<string>} asked for, said, given up or passed over */
  #handled = new Set();
  /** @type {Asking | Playing | Pausing | null} */
  #hand = null;
  /** @type {number | null} until when this machine spoke or was refused for other speech, hall time */
  #spokeUntil = null;
  /** @type {string | null} */
  #epoch = null;
  /** @type {Audio} */
  #audio = "ok";
  /** @type {Connection} */
  #connection = "live";
  #volume = 100;
  #mono = 0;
  #hall = 0;

  /** @param {{ rank: number, repeat: Repeat }} who */
  constructor({ rank, repeat }) {
    this.rank = rank;
    this.repeat = repeat;
    /** @type {string | null} */
    this.lastSaid = null;
    this.notAllowed = false;
  }

  /** What is being said, or about to be repeated. */
  get saying() {
    return this.#hand === null || this.#hand.phase === "asking" ? null : this.#hand.item;
  }

  /** What leave was asked for. */
  get asking() {
    return this.#hand?.phase === "asking" ? this.#hand.item : null;
  }

  /** How many wait. */
  get queue() {
    return this.waiting().length;
  }

  /** Items that wait, in their order. @returns {string[]} */
  waiting() {
    return [...this.#items.keys()].filter((item) => !this.#handled.has(item));
  }

  /**
   * @param {Input} input
   * @param {number} mono monotonic milliseconds
   * @param {number} hall hall time
   * @returns {Output[]}
   */
  feed(input, mono, hall) {
    this.#mono = mono;
    this.#hall = hall;
    this.#take(input);
    const outputs = this.#giveUp();
    outputs.push(...this.#look());
    if (input.kind === "grant") outputs.push(...this.#answered(input));
    if (input.kind === "ended") outputs.push(...this.#ended());
    if (input.kind === "failed") outputs.push(...this.#failed(input.why));
    outputs.push(...this.#ask());
    return outputs;
  }

  /** When a tick is wanted at the latest, on the monotonic clock. @returns {number | null} */
  nextTick() {
    const times = this.waiting().map((item) => {
      const at = this.#items.get(item) ?? 0;
      return this.#mono + (at + this.#limit(at) - this.#hall) + 1;
    });
    const hand = this.#hand;
    if (hand?.phase === "asking") times.push(hand.since + GRANT_MS);
    if (hand?.phase === "pause") times.push(hand.until);
    const [head] = this.waiting();
    if (head !== undefined && this.#mayAsk()) times.push(this.#due(head));
    return times.length === 0 ? null : Math.max(this.#mono, Math.min(...times));
  }

  /** @param {Input} input */
  #take(input) {
    if (input.kind === "audio") this.#audio = input.state;
    if (input.kind === "connection") this.#connection = input.state;
    if (input.kind !== "view") return;
    const epoch = input.epoch ?? "e1";
    const anew = epoch !== this.#epoch;
    if (anew) this.#begin(epoch);
    this.#volume = input.volume;
    this.repeat = input.repeat ?? this.repeat;
    this.#items = sayable(input);
    for (const known of [this.#seen, this.#notBefore, this.#handled]) {
      for (const item of known.keys()) {
        const stays = item in input.calls || item in input.notices;
        if (!stays) known.delete(item);
      }
    }
    for (const [item, at] of this.#items) {
      if (!this.#seen.has(item)) this.#seen.set(item, this.#mono);
      if (anew && this.#hall - at > FRESH_MS) this.#handled.add(item);
    }
  }

  /** Nothing of another epoch holds any more, but a sentence that has begun is said to its end. @param {string} epoch */
  #begin(epoch) {
    this.#epoch = epoch;
    this.#seen.clear();
    this.#notBefore.clear();
    this.#handled.clear();
    this.#hand = this.#hand?.phase === "playing" ? { ...this.#hand, ours: false } : null;
  }

  /** @returns {Output[]} */
  #giveUp() {
    /** @type {Output[]} */
    const outputs = [];
    for (const item of this.waiting()) {
      const at = this.#items.get(item) ?? 0;
      const why = this.#volume === 0 ? "quiet" : this.#hall - at > this.#limit(at) ? (this.#mute() ?? "old") : null;
      if (why === null) continue;
      this.#handled.add(item);
      outputs.push({ unspoken: item, why });
    }
    return outputs;
  }

  /** @param {number} at */
  #limit(at) {
    const behind = this.saying !== null || (this.#spokeUntil !== null && this.#spokeUntil >= at);
    return behind ? BEHIND_SPEECH_MS : FRESH_MS;
  }

  /** Why nothing can be heard, or null. */
  #mute() {
    switch (this.#audio) {
      case "ok":
        return null;
      case "blocked":
        return "blocked";
      case "lost":
        return "no_device";
    }
  }

  /** @returns {Output[]} */
  #look() {
    const hand = this.#hand;
    switch (hand?.phase) {
      case undefined:
        return [];
      case "asking": {
        const lost = this.#connection === "offline" || this.#mono - hand.since >= GRANT_MS;
        return lost ? this.#drop(hand.item, "stalled") : [];
      }
      case "playing": {
        const why = this.#mute();
        return why === null ? [] : [{ stop: true }, ...this.#cut(hand, why)];
      }
      case "pause": {
        if (!this.#mayRepeat(hand.item) || this.#mono - hand.until > REPEAT_LATE_MS) return this.#said(hand.item);
        return this.#mono < hand.until ? [] : [this.#play(hand.item, "repeat")];
      }
    }
  }

  /** @param {string} item */
  #mayRepeat(item) {
    return (
      this.#items.has(item) &&
      this.waiting().length === 0 &&
      this.#connection === "live" &&
      this.#audio === "ok" &&
      this.#volume > 0
    );
  }

  /**
   * @param {GrantInput} grant
   * @returns {Output[]}
   */
  #answered(grant) {
    const hand = this.#hand;
    if (hand?.phase !== "asking" || hand.item !== grant.item) return [];
    if (!grant.ok) return this.#refused(hand.item, grant.why);
    this.notAllowed = false;
    const why = this.#unfit(hand);
    if (why !== null) return this.#drop(hand.item, why);
    return [this.#play(hand.item, this.waiting().length >= 2 ? "short" : "first")];
  }

  /**
   * Why what was granted is not to begin, or null.
   *
   * @param {Asking} hand
   */
  #unfit(hand) {
    const at = this.#items.get(hand.item);
    if (at === undefined) return "withdrawn";
    if (this.#volume === 0) return "quiet";
    const mute = this.#mute();
    if (mute !== null) return mute;
    const took = Math.max(this.#mono - hand.since, this.#hall - hand.hallSince);
    return took > FROZEN_MS && this.#hall - at > this.#limit(at) ? "old" : null;
  }

  /**
   * @param {string} item
   * @param {string | undefined} why
   * @returns {Output[]}
   */
  #refused(item, why) {
    this.#hand = null;
    this.notAllowed = why === "not_allowed";
    if (why === "busy") {
      this.#spokeUntil = this.#hall;
      this.#notBefore.set(item, this.#mono + BUSY_MS);
      this.#handled.delete(item);
    }
    return [];
  }

  /** @returns {Output[]} */
  #ended() {
    const hand = this.#hand;
    if (hand?.phase !== "playing") return [];
    this.#spokeUntil = this.#hall;
    if (!hand.ours) return this.#release();
    const again = hand.pass === "first" && this.repeat === "twice" && this.#mayRepeat(hand.item);
    if (!again) return this.#said(hand.item);
    this.#hand = { phase: "pause", item: hand.item, until: this.#mono + PAUSE_MS };
    return [];
  }

  /**
   * @param {string} why
   * @returns {Output[]}
   */
  #failed(why) {
    const hand = this.#hand;
    if (hand?.phase === "asking") return this.#drop(hand.item, why);
    return hand?.phase === "playing" ? this.#cut(hand, why) : [];
  }

  /**
   * A pass that did not come to its end.
   *
   * @param {Playing} hand
   * @param {string} why
   * @returns {Output[]}
   */
  #cut(hand, why) {
    this.#spokeUntil = this.#hall;
    if (!hand.ours) return this.#release();
    return hand.pass === "repeat" ? this.#said(hand.item) : this.#drop(hand.item, why);
  }

  /**
   * @param {string} item
   * @param {string} why
   * @returns {Output[]}
   */
  #drop(item, why) {
    this.#hand = null;
    return [{ unspoken: item, why }];
  }

  /**
   * @param {string} item
   * @returns {Output[]}
   */
  #said(item) {
    this.#hand = null;
    this.#spokeUntil = this.#hall;
    this.lastSaid = item;
    return [{ spoken: item }];
  }

  /** @returns {Output[]} */
  #release() {
    this.#hand = null;
    return [];
  }

  /**
   * @param {string} item
   * @param {Pass} pass
   * @returns {Output}
   */
  #play(item, pass) {
    this.#hand = { phase: "playing", item, pass, ours: true };
    return { play: item, pass };
  }

  #mayAsk() {
    return this.#hand === null && this.#connection === "live" && this.#audio === "ok";
  }

  /** @param {string} item */
  #due(item) {
    return Math.max((this.#seen.get(item) ?? 0) + RANK_MS * this.rank, this.#notBefore.get(item) ?? 0);
  }

  /** @returns {Output[]} */
  #ask() {
    const [head] = this.waiting();
    if (head === undefined || !this.#mayAsk() || this.#mono < this.#due(head)) return [];
    this.#handled.add(head);
    this.#hand = { phase: "asking", item: head, since: this.#mono, hallSince: this.#hall };
    return [{ speak: head }];
  }
}

/**
 * What a view gives to say, calls first, each by its number.
 *
 * @param {ViewInput} view
 */
function sayable({ calls, notices }) {
  const number = (/** @type {[string, unknown]} */ [item]) => Number(item.slice(1)) || 0;
  const calling = Object.entries(calls).filter(([, call]) => call.state === "calling");
  const told = Object.entries(notices).filter(([, notice]) => notice.speech !== undefined);
  /** @type {(a: [string, unknown], b: [string, unknown]) => number} */
  const order = (a, b) => number(a) - number(b);
  const all = [...calling.sort(order), ...told.sort(order)];
  return new Map(all.map(([item, { at }]) => [item, at]));
}

/**
 * How long an item may take in all, with every delay that the machine and its player allow themselves: a late answer, a late repeat, a
 * pass that stands still.
 *
 * @param {{ first: number, repeat: number }} ms of each pass
 * @param {Repeat} often
 */
export function longestMs({ first, repeat }, often) {
  const once = GRANT_MS + first + STALL_MS;
  return Math.ceil(often === "once" ? once : once + PAUSE_MS + REPEAT_LATE_MS + repeat + STALL_MS);
}

/**
 * The volume now: the first span of the day that it falls into, else the usual one. A span whose end is before its beginning goes over
 * midnight.
 *
 * @param {{ volume?: number, volumes?: { from: string, to: string, percent: number }[] } | undefined} voice
 * @param {string} time `09:41`, of the hall
 * @returns {number} per cent
 */
export function volumeAt(voice, time) {
  const within = (/** @type {{ from: string, to: string }} */ { from, to }) =>
    from <= to ? from <= time && time < to : from <= time || time < to;
  return voice?.volumes?.find(within)?.percent ?? voice?.volume ?? 100;
}
