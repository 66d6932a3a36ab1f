/**
 * Sound: fetches what is to be heard as a plan of clips, and plays a pass of it on one audio clock, without gaps. It knows nothing of calls,
 * leave or turns; it says whether there is sound, and whether a pass came to its end.
 *
 * @typedef {import("./speech-model.js").Pass} Pass
 * @typedef {import("./speech-model.js").Audio} AudioState
 *
 * @typedef {{ url: string, key: string, voice: string, at: number, samples: number, gain: number }} Clip `at` from the pass's start
 * @typedef {{ samples: number, clips: Clip[] }} Plan
 * @typedef {{ item: string, rate: number, passes: Record<Pass, Plan> }} Announcement
 * @typedef {{ announcement: Announcement, buffers: Map<string, AudioBuffer> }} Ready an announcement with all its clips
 *
 * @typedef {object} Options
 * @property {string} hall
 * @property {string | null} token
 * @property {() => void} changed there may be sound now, or none any more
 * @property {() => void} ended the pass was played to its end
 * @property {() => void} cut the pass stood still for too long, and was stopped
 * @property {() => AudioContext} [context]
 * @property {typeof fetch} [fetch]
 * @property {() => number} [clock] monotonic milliseconds
 */
import { STALL_MS } from "./speech-model.js";

/** The rate of clips; a device that cannot do it resamples. */
const RATE = 48_000;
/** A pass begins so much after it is asked for, so that its first sample is not late. */
const LEAD_S = 0.1;
/** How often the clocks are compared. */
const LOOK_MS = 250;
/** So many looks without the audio clock moving mean that the device is gone. */
const STUCK_LOOKS = 8;
/** So many looks in a row must find a pass late: right after a sleep the audio clock is read too early. */
const LATE_LOOKS = 2;
/** A browser that allows sound has begun by then. */
const GRACE_MS = 1_000;
/** A lost device is tried again after this, then after ever longer. */
const REOPEN_FIRST_MS = 2_000;
const REOPEN_MOST_MS = 30_000;
/** A device that runs for so long is well again. */
const STEADY_S = 5;
/** A pass that was late by more than this was heard with a gap. */
const GAP_MS = 100;
/** Seconds of decoded clips that are kept: both languages' digits, letters and phrases, 35 MB. */
const KEPT_S = 180;
/** Announcements that are kept ready. */
const READY_MAX = 12;
const FETCH_MS = 5_000;

export class Player {
  /** @type {AudioContext | null} */
  #context = null;
  /** @type {{ item: string, sources: AudioBufferSourceNode[], from: number, to: number, since: number } | null} times of the audio clock, and monotonic */
  #playing = null;
  /** @type {Map<string, Promise<AudioBuffer>>} the latest used last */
  #clips = new Map();
  /** @type {Map<string, number>} seconds by address */
  #lengths = new Map();
  /** @type {Map<string, Promise<Ready>>} */
  #ready = new Map();
  /** @type {Map<string, Ready>} */
  #loaded = new Map();
  #openedAt = 0;
  #reopens = 0;
  #reopenAt = Number.POSITIVE_INFINITY;
  #seenTime = -1;
  #stuck = 0;
  #late = 0;
  /** The state that was told, and whether it was sure. */
  #told = "";

  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.clock = options.clock ?? (() => performance.now());
    this.underruns = 0;
  }

  /** Begins to want sound: finds out whether the browser allows it, and asks again at every touch or key. */
  start() {
    this.#open();
    for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => this.mend(), { passive: true });
    setInterval(() => this.look(), LOOK_MS);
  }

  /** Somebody pressed something, which is what browsers wait for. */
  mend() {
    const context = this.#context;
    // Without a permission `resume` never settles, so nothing may wait for it.
    if (context && context.state !== "running" && context.state !== "closed") {
      void context.resume().then(
        () => this.look(),
        () => this.look(),
      );
    }
  }

  /** Whether it is known by now if there is sound. */
  get known() {
    return this.state === "ok" || this.clock() - this.#openedAt > GRACE_MS;
  }

  /** @returns {AudioState} */
  get state() {
    if (!this.#context || this.#context.state === "closed" || this.#stuck >= STUCK_LOOKS) return "lost";
    if (this.#context.state === "running") return "ok";
    // A pass that stands still may yet go on; it is cut when it took too long.
    return this.#playing ? "ok" : "blocked";
  }

  /**
   * Everything for saying an item, or a rejection where that cannot be had.
   *
   * @param {string} item
   * @returns {Promise<Ready>}
   */
  prepare(item) {
    const known = this.#ready.get(item);
    if (known) return known;
    const ready = this.#load(item);
    this.#ready.set(item, ready);
    ready.then(
      (loaded) => this.#loaded.set(item, loaded),
      () => this.#ready.delete(item),
    );
    for (const old of this.#ready.keys()) {
      if (this.#ready.size <= READY_MAX) break;
      this.#ready.delete(old);
      this.#loaded.delete(old);
    }
    return ready;
  }

  /**
   * Fetches what other announcements will need, so that a first call is not late: the same voices' other digits, letters and counters.
   *
   * @param {Announcement} announcement
   * @param {{ letters: string[], counters: string[] }} of the hall
   */
  async warm(announcement, { letters, counters }) {
    /** @type {Record<string, string[]>} */
    const sisters = {
      digit: [..."0123456789"],
      letter: letters,
      counter: counters,
    };
    const urls = new Set();
    for (const { url, key } of announcement.passes.first.clips) {
      const [kind = "", name = ""] = key.split(".");
      for (const other of sisters[kind] ?? []) {
        if (url.includes(`${kind}.${name}.`)) urls.add(url.replace(`${kind}.${name}.`, `${kind}.${other}.`));
      }
    }
    // A voice need not have them all.
    await Promise.allSettled([...urls].map((url) => this.#clip(url)));
  }

  /**
   * Plays a pass of something that was prepared.
   *
   * @param {string} item
   * @param {Pass} pass
   * @param {number} gain 0 to 1
   * @returns {boolean} whether it begins
   */
  play(item, pass, gain) {
    this.stop();
    const context = this.#context;
    const ready = this.#loaded.get(item);
    const plan = ready?.announcement.passes[pass];
    if (!context || !ready || !plan || plan.clips.length === 0) return false;
    const buffers = plan.clips.map(({ url }) => ready.buffers.get(url));
    if (buffers.includes(undefined)) return false;
    const master = context.createGain();
    master.gain.value = gain;
    master.connect(context.destination);
    const from = context.currentTime + LEAD_S;
    const { rate } = ready.announcement;
    /** @type {AudioBufferSourceNode[]} */
    const sources = [];
    for (const [index, { at, gain: level }] of plan.clips.entries()) {
      const source = context.createBufferSource();
      source.buffer = buffers[index] ?? null;
      sources.push(source);
      if (level === 1) source.connect(master);
      else {
        const own = context.createGain();
        own.gain.value = level;
        source.connect(own).connect(master);
      }
      source.start(from + at / rate);
    }
    const to = from + plan.samples / rate;
    this.#playing = { item, sources, from, to, since: this.clock() + LEAD_S * 1000 };
    this.#late = 0;
    const last = sources.at(-1);
    if (last) last.onended = () => this.look();
    return true;
  }

  /** Silence, at once. */
  stop() {
    const playing = this.#playing;
    this.#playing = null;
    for (const source of playing?.sources ?? []) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
  }

  /** Compares the clocks: did the pass end, does it stand still, is there a device. */
  look() {
    this.#lookAtDevice();
    this.#lookAtPass();
    const state = `${this.state} ${this.known}`;
    if (state === this.#told) return;
    this.#told = state;
    this.options.changed();
  }

  #lookAtDevice() {
    const context = this.#context;
    const now = this.clock();
    if (context?.state === "running") {
      this.#stuck = context.currentTime === this.#seenTime ? this.#stuck + 1 : 0;
      this.#seenTime = context.currentTime;
      if (context.currentTime > STEADY_S) this.#reopens = 0;
    } else if (context?.state !== "closed") this.#stuck = 0;
    if (this.state !== "lost") {
      this.#reopenAt = Number.POSITIVE_INFINITY;
      return;
    }
    if (this.#reopenAt === Number.POSITIVE_INFINITY) {
      this.#reopenAt = now + Math.min(REOPEN_MOST_MS, REOPEN_FIRST_MS * 2 ** this.#reopens);
    } else if (now >= this.#reopenAt) {
      this.#reopens += 1;
      this.#open();
    }
  }

  #lookAtPass() {
    const playing = this.#playing;
    const context = this.#context;
    if (!playing || !context) return;
    const here = context.currentTime;
    const late = this.clock() - playing.since - (Math.min(here, playing.to) - playing.from) * 1000;
    if (here >= playing.to) {
      // What this page noticed late was not heard late: only what the audio clock missed counts.
      const missed = this.clock() - playing.since - (here - playing.from) * 1000;
      if (missed > GAP_MS) this.underruns += 1;
      this.stop();
      if (missed > STALL_MS) this.options.cut();
      else this.options.ended();
      return;
    }
    this.#late = late > STALL_MS ? this.#late + 1 : 0;
    if (this.#late < LATE_LOOKS) return;
    this.underruns += 1;
    this.stop();
    this.options.cut();
  }

  #open() {
    this.stop();
    const old = this.#context;
    this.#context = null;
    this.#stuck = 0;
    this.#seenTime = -1;
    this.#reopenAt = Number.POSITIVE_INFINITY;
    this.#openedAt = this.clock();
    if (old && old.state !== "closed") void old.close().catch(() => {});
    try {
      this.#context = (this.options.context ?? newContext)();
    } catch {
      // No device at all: tried again like a lost one.
      return;
    }
    this.#context.onstatechange = () => this.look();
    this.mend();
  }

  /**
   * @param {string} item
   * @returns {Promise<Ready>}
   */
  async #load(item) {
    const path = `/api/v1/halls/${encodeURIComponent(this.options.hall)}/announcements/${encodeURIComponent(item)}?format=json`;
    const { token } = this.options;
    const answer = await this.#get(path, token ? { Authorization: `Bearer ${token}` } : {});
    /** @type {Announcement} */
    const announcement = await answer.json();
    const urls = [...new Set(Object.values(announcement.passes).flatMap(({ clips }) => clips.map(({ url }) => url)))];
    const buffers = await Promise.all(urls.map(async (url) => /** @type {const} */ ([url, await this.#clip(url)])));
    return { announcement, buffers: new Map(buffers) };
  }

  /**
   * @param {string} url
   * @returns {Promise<AudioBuffer>}
   */
  #clip(url) {
    const known = this.#clips.get(url);
    if (known) {
      this.#clips.delete(url);
      this.#clips.set(url, known);
      return known;
    }
    const clip = this.#get(url, {})
      .then((answer) => answer.arrayBuffer())
      .then((bytes) => this.#decode(bytes));
    this.#clips.set(url, clip);
    clip.then(
      (buffer) => {
        this.#lengths.set(url, buffer.duration);
        this.#forget();
      },
      () => this.#clips.delete(url),
    );
    return clip;
  }

  /** @param {ArrayBuffer} bytes */
  #decode(bytes) {
    if (!this.#context) throw new Error("no audio");
    return this.#context.decodeAudioData(bytes);
  }

  /** Lets go of the clips that were not used for longest. */
  #forget() {
    let seconds = [...this.#lengths.values()].reduce((sum, length) => sum + length, 0);
    for (const url of this.#clips.keys()) {
      if (seconds <= KEPT_S) return;
      seconds -= this.#lengths.get(url) ?? 0;
      this.#clips.delete(url);
      this.#lengths.delete(url);
    }
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} headers
   */
  async #get(path, headers) {
    const answer = await (this.options.fetch ?? fetch)(path, {
      headers,
      credentials: "same-origin",
      signal: AbortSignal.timeout(FETCH_MS),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer;
  }
}

/** At the clips' own rate, so that nothing is resampled, where the browser can do that. */
function newContext() {
  try {
    return new AudioContext({ sampleRate: RATE, latencyHint: "playback" });
  } catch {
    return new AudioContext();
  }
}
