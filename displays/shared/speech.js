/**
 * A page as loudspeaker: brings together the connection, the machine that decides (speech-model.js) and the player (speech-player.js), and
 * tells the server how it is.
 */
import { hourMinute } from "./clock.js";
import { longestMs, SpeechMachine, volumeAt } from "./speech-model.js";
import { Player } from "./speech-player.js";
import { callsOf, countersOf, hallOf, noticesOf } from "./values.js";

/**
 * @typedef {import("./speech-model.js").Input} Input
 * @typedef {import("./speech-model.js").Output} Output
 *
 * @typedef {object} Options
 * @property {import("./live.js").Live} live
 * @property {string} hall
 * @property {string} zone
 * @property {number} rank
 * @property {string | null} token
 * @property {() => void} changed what it says, or whether it can, is another now
 */

/** How it is, is told at every change and this often. */
const HEALTH_MS = 10_000;
/** Plans that are fetched ahead of their turn. */
const AHEAD = 3;
/** The machine is not left alone for longer than this: volumes change with the hour. */
const LOOK_MOST_MS = 10_000;

export class Speech {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.machine = new SpeechMachine({ rank: options.rank, repeat: "twice" });
    this.player = new Player({
      hall: options.hall,
      get token() {
        return options.token;
      },
      changed: () => this.#sounds(),
      ended: () => this.#feed({ kind: "ended" }),
      cut: () => this.#feed({ kind: "failed", why: "stalled" }),
    });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waking = undefined;
    /** Whether the clips that most announcements share were fetched; what this was last tried with. */
    this.warm = false;
    this.tried = "";
    this.told = "";
    this.said = "";
    /** States that the machine was told last. @type {{ connection: string, audio: string }} */
    this.known = { connection: "", audio: "" };
  }

  start() {
    this.player.start();
    this.#sounds();
    this.linked(this.options.live.linked);
    setInterval(() => this.#health(true), HEALTH_MS);
  }

  /** What is being said. @returns {string | null} */
  get saying() {
    return this.machine.saying;
  }

  /** What stands in the way of being heard, once it is known. @returns {"blocked" | "lost" | "not_allowed" | null} */
  get trouble() {
    if (this.machine.notAllowed) return "not_allowed";
    const { state } = this.player;
    return state === "ok" || !this.player.known ? null : state;
  }

  /** The view changed, or how fresh it is. */
  look() {
    const { live } = this.options;
    const { connection } = live.picture();
    const state = !live.linked ? "offline" : connection.state === "live" ? "live" : "behind";
    const audio = this.player.state;
    /** @type {Input[]} */
    const inputs = [];
    if (state !== this.known.connection) inputs.push({ kind: "connection", state });
    if (audio !== this.known.audio) inputs.push({ kind: "audio", state: audio });
    const input = this.#view();
    inputs.push(input ?? { kind: "tick" });
    this.#feed(...inputs);
    if (!input) return;
    for (const item of this.machine.waiting().slice(0, AHEAD)) this.player.prepare(item).catch(() => {});
    if (!this.warm) void this.#warm();
  }

  /** @param {boolean} up */
  linked(up) {
    this.look();
    if (up) this.#health(true);
  }

  /** @param {import("./live.js").Grant} grant */
  granted(grant) {
    // What is granted is judged by the newest view.
    this.look();
    this.#feed({ kind: "grant", item: grant.item, ok: grant.ok, ...(grant.why ? { why: grant.why } : {}) });
  }

  #sounds() {
    this.#feed({ kind: "audio", state: this.player.state });
    this.options.changed();
  }

  /** @param {Input[]} inputs in their order */
  #feed(...inputs) {
    const now = this.options.live.clock.now();
    if (now === null) return;
    for (const input of inputs) {
      if (input.kind === "connection" || input.kind === "audio") this.known[input.kind] = input.state;
      for (const output of this.machine.feed(input, performance.now(), now)) this.#act(output);
    }
    this.#wake();
    this.#health(false);
    if ((this.saying ?? "") === this.said) return;
    this.said = this.saying ?? "";
    this.options.changed();
  }

  /** @param {Output} output */
  #act(output) {
    const { live } = this.options;
    if ("speak" in output) void this.#speak(output.speak);
    else if ("play" in output) this.#play(output.play, output.pass);
    else if ("spoken" in output) live.spoken(output.spoken);
    else if ("unspoken" in output) live.unspoken(output.unspoken, output.why);
    else this.player.stop();
  }

  /**
   * Leave is asked for when everything is there to use it.
   *
   * @param {string} item
   */
  async #speak(item) {
    try {
      const { announcement } = await this.player.prepare(item);
      const { first, repeat } = announcement.passes;
      const ms = (/** @type {{ samples: number }} */ plan) => (plan.samples / announcement.rate) * 1000;
      const most = longestMs({ first: ms(first), repeat: ms(repeat) }, this.machine.repeat);
      if (this.machine.asking === item) this.options.live.speak(item, most);
    } catch {
      if (this.machine.asking === item) this.#feed({ kind: "failed", why: "no_clips" });
    }
  }

  /**
   * @param {string} item
   * @param {import("./speech-model.js").Pass} pass
   */
  #play(item, pass) {
    const begins = this.player.play(item, pass, this.#volume() / 100);
    // Not in the middle of what the machine is telling now.
    if (!begins) queueMicrotask(() => this.#feed({ kind: "failed", why: "no_clips" }));
  }

  /** @returns {import("./speech-model.js").ViewInput | null} */
  #view() {
    const { live, zone } = this.options;
    const { values, position } = live.picture();
    const now = live.clock.now();
    const hall = hallOf(values);
    if (!hall || now === null || !position) return null;
    const calls = callsOf(values)
      .filter((call) => call.zone === zone)
      .map(({ id, state, at }) => /** @type {const} */ ([id, { state, at }]));
    const notices = noticesOf(values, now).map(
      ({ id, at, speech }) => /** @type {const} */ ([id, speech === undefined ? { at } : { speech, at }]),
    );
    return {
      kind: "view",
      calls: Object.fromEntries(calls),
      notices: Object.fromEntries(notices),
      volume: this.#volume(),
      epoch: position.epoch,
      repeat: hall.voice?.repeat === "once" ? "once" : "twice",
    };
  }

  /** Per cent, at this hour. */
  #volume() {
    const { live } = this.options;
    const hall = hallOf(live.picture().values);
    const now = live.clock.now();
    return hall && now !== null ? volumeAt(hall.voice, hourMinute(now, hall.time_zone)) : 100;
  }

  #wake() {
    clearTimeout(this.waking);
    const due = this.machine.nextTick() ?? Number.POSITIVE_INFINITY;
    const wait = Math.min(LOOK_MOST_MS, Math.max(0, due - performance.now()));
    this.waking = setTimeout(() => this.look(), Math.ceil(wait));
  }

  async #warm() {
    const { live, zone } = this.options;
    const { values } = live.picture();
    const sample = callsOf(values)
      .filter((call) => call.zone === zone)
      .at(-1);
    if (!sample || sample.id === this.tried) return;
    this.tried = sample.id;
    try {
      const { announcement } = await this.player.prepare(sample.id);
      await this.player.warm(announcement, {
        letters: (hallOf(values)?.groups ?? []).map(({ code }) => code),
        counters: countersOf(values)
          .filter((counter) => counter.zone === zone)
          .map(({ number }) => number),
      });
      this.warm = true;
    } catch {
      // The next call brings its own clips.
    }
  }

  /** @param {boolean} anyway also if nothing changed */
  #health(anyway) {
    const { live } = this.options;
    if (!live.linked || !this.player.known) return;
    const facts = {
      audio: this.player.state,
      queue: this.machine.queue,
      underruns: this.player.underruns,
      ...(this.machine.lastSaid ? { last_said: this.machine.lastSaid } : {}),
      ...(this.machine.notAllowed ? { speech: "not_allowed" } : {}),
    };
    const words = JSON.stringify(facts);
    if (words === this.told && !anyway) return;
    this.told = words;
    live.health(facts);
  }
}
