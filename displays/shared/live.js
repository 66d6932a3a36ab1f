/**
 * One honest connection: follows a view over a WebSocket, comes back by itself, and says how fresh its data is.
 * The rules are in live-model.js; here are only the socket, the timers and the painting.
 */
import { HallClock } from "./clock.js";
import * as rules from "./live-model.js";

/**
 * @typedef {object} Connection what a page shows about its data
 * @property {rules.Freshness} state
 * @property {number | null} dataAt hall time of the newest frame
 * @property {number} attempts connections tried since then
 * @property {{ code: number, why: string } | null} ended
 *
 * @typedef {object} Picture
 * @property {rules.Values} values
 * @property {Connection} connection
 * @property {rules.Position | null} position
 *
 * @typedef {object} Grant
 * @property {string} item
 * @property {boolean} ok
 * @property {string} [why]
 *
 * @typedef {object} Options
 * @property {string} view `hall/{hall}/zone/{zone}` and so on
 * @property {string} app page and version
 * @property {(picture: Picture) => void} paint draws; called after every change and when the freshness changes
 * @property {string | null} [token]
 * @property {string} [device]
 * @property {string | null} [sample] draws from a sample instead of a server
 * @property {string | null} [forced] with a sample: the freshness to show, since nothing ages there
 * @property {(grant: Grant) => void} [granted]
 * @property {() => WebSocket} [open] opens a connection, or has one open already
 * @property {(up: boolean) => void} [linked] told when the server begins to answer and when the socket is gone
 */

/** Acknowledgements go out at most this often. */
const ACK_EVERY_MS = 1_000;
/** How often the freshness is looked at. */
const LOOK_MS = 500;
/** Reports that wait for a connection, at most; older ones are of no use to anybody. */
const REPORTS_MAX = 32;

/** Opens a connection; nothing is asked for yet. */
export function openStream() {
  const url = new URL("/api/v1/stream", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url, ["queue.v1"]);
}

export class Live {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.clock = new HallClock();
    this.model = rules.begin(performance.now());
    /** @type {WebSocket | null} */
    this.socket = null;
    /** @type {rules.Bye | null} */
    this.bye = null;
    this.stopped = false;
    /** Whether the server has answered on this socket. */
    this.linked = false;
    /** What became of speech, until it could be told. @type {{ epoch: string, frame: Record<string, unknown> }[]} */
    this.reports = [];
    this.acked = -1;
    this.ackedAt = -ACK_EVERY_MS;
    this.painted = -1;
    /** @type {rules.Freshness | null} */
    this.shown = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.retry = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ackLater = undefined;
  }

  start() {
    if (this.options.sample) {
      void this.#sample(this.options.sample);
      return this;
    }
    this.looking = setInterval(() => this.#look(), LOOK_MS);
    document.addEventListener("visibilitychange", this.#visible);
    addEventListener("online", this.#online);
    this.#connect();
    return this;
  }

  stop() {
    this.stopped = true;
    clearInterval(this.looking);
    clearTimeout(this.retry);
    clearTimeout(this.ackLater);
    document.removeEventListener("visibilitychange", this.#visible);
    removeEventListener("online", this.#online);
    this.socket?.close(1000);
    this.socket = null;
    this.#link(false);
  }

  /**
   * Asks for leave to say something.
   *
   * @param {string} item
   * @param {number} ms how long it may take in all
   */
  speak(item, ms) {
    this.#send({ type: "speak", item, ms });
  }

  /** It was said to the end. @param {string} item */
  spoken(item) {
    this.#report({ type: "spoken", item });
  }

  /**
   * It will not be said by this device, or was cut.
   *
   * @param {string} item
   * @param {string} why
   */
  unspoken(item, why) {
    this.#report({ type: "unspoken", item, why });
  }

  /** @param {Record<string, unknown>} facts */
  health(facts) {
    this.#send({ type: "health", ...facts });
  }

  /** Asks for whatever this page may have missed: a refusal said that the screen was out of date. */
  refresh() {
    if (this.socket?.readyState === WebSocket.OPEN) this.#hello();
  }

  /** @returns {Picture} */
  picture() {
    const state = this.options.sample ? this.#sampleState() : rules.freshness(this.model, performance.now());
    return {
      values: this.model.values,
      position: this.model.position,
      connection: {
        state,
        dataAt: this.model.now,
        attempts: this.model.attempts,
        ended: this.model.ended,
      },
    };
  }

  /** @returns {rules.Freshness} */
  #sampleState() {
    if (this.model.ended) return "ended";
    if (!this.model.position) return "connecting";
    const forced = this.options.forced;
    return forced === "behind" || forced === "offline" ? forced : "live";
  }

  #connect() {
    if (this.stopped) return;
    this.model = rules.tried(this.model);
    this.bye = null;
    const socket = (this.options.open ?? openStream)();
    this.socket = socket;
    socket.onopen = () => this.#hello();
    socket.onmessage = (message) => {
      if (this.socket === socket) this.#receive(String(message.data));
    };
    socket.onclose = (close) => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.#link(false);
      if (close.code >= rules.STAY_AWAY_FROM && close.code < 5000 && !this.model.ended) {
        this.model = { ...this.model, ended: { code: close.code, why: close.reason } };
      }
      this.#later();
    };
    if (socket.readyState === WebSocket.OPEN) this.#hello();
  }

  #later() {
    this.#look();
    if (this.stopped) return;
    const wait = rules.pause(this.model, this.bye, Math.random());
    if (wait === null) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.#connect(), wait);
  }

  #hello() {
    const { frame, model } = rules.hello(this.model, this.options);
    this.model = model;
    this.#send(frame);
  }

  /** @param {string} data */
  #receive(data) {
    /** @type {any} */
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame?.type === "grant") this.options.granted?.(frame);
    if (frame?.type === "bye") this.bye = frame;
    const { model, act } = rules.receive(this.model, frame, performance.now());
    this.model = model;
    if (typeof frame?.now === "number") this.clock.hear(frame.now, performance.now());
    if (act === "paint" || (act === "ignore" && model.position)) this.#link(true);
    switch (act) {
      case "paint":
        this.#paint();
        break;
      case "hello":
        this.#hello();
        break;
      case "leave":
        this.socket?.close(1000);
        this.#look();
        break;
      case "ignore":
        this.#look();
        break;
    }
  }

  #paint() {
    const picture = this.picture();
    this.shown = picture.connection.state;
    this.options.paint(picture);
    const seq = picture.position?.seq ?? -1;
    // What the browser runs before it paints puts off what runs after it did.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.painted = Math.max(this.painted, seq);
        this.#ack();
      }),
    );
  }

  #ack() {
    if (this.options.sample || this.stopped) return;
    if (document.visibilityState !== "visible") return;
    const seq = Math.min(this.painted, this.model.position?.seq ?? -1);
    if (seq < 0 || seq === this.acked) return;
    const wait = this.ackedAt + ACK_EVERY_MS - performance.now();
    clearTimeout(this.ackLater);
    if (wait > 0) {
      this.ackLater = setTimeout(() => this.#ack(), wait);
      return;
    }
    this.acked = seq;
    this.ackedAt = performance.now();
    this.#send({ type: "ack", seq });
  }

  #look() {
    const state = this.picture().connection.state;
    const moved = state !== this.shown;
    // While behind or offline the age and the attempts grow, so every look draws.
    if (moved || state === "behind" || state === "offline") {
      this.shown = state;
      this.options.paint(this.picture());
    }
    if (state === "offline" && this.socket) {
      const stale = this.socket;
      this.socket = null;
      this.#link(false);
      stale.close();
      this.#later();
    }
  }

  #visible = () => {
    if (document.visibilityState === "visible") this.#ack();
  };

  #online = () => {
    if (this.socket || this.model.ended) return;
    clearTimeout(this.retry);
    this.#connect();
  };

  /** @param {boolean} up */
  #link(up) {
    if (up === this.linked) return;
    this.linked = up;
    if (up) {
      for (const { epoch, frame } of this.reports.splice(0)) {
        // Numbers of another epoch mean other calls.
        if (epoch === this.model.position?.epoch) this.#send(frame);
      }
    }
    this.options.linked?.(up);
  }

  /** Sends a report, or keeps it until the server is there again. @param {Record<string, unknown>} frame */
  #report(frame) {
    if (this.linked) {
      this.#send(frame);
      return;
    }
    this.reports.push({ epoch: this.model.position?.epoch ?? "", frame });
    if (this.reports.length > REPORTS_MAX) this.reports.shift();
  }

  /** @param {Record<string, unknown>} frame */
  #send(frame) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** @param {string} name */
  async #sample(name) {
    const answer = await fetch(`/samples/${encodeURIComponent(name)}.json`);
    for (const frame of framesOf(await answer.json())) {
      this.model = rules.receive(this.model, frame, performance.now()).model;
      if (typeof frame.now === "number") this.clock.freeze(frame.now);
    }
    this.options.paint(this.picture());
  }
}

/**
 * A sample is one frame, a list of frames, or an object with `frames`.
 *
 * @param {any} sample
 * @returns {any[]}
 */
export function framesOf(sample) {
  if (Array.isArray(sample)) return sample;
  return Array.isArray(sample?.frames) ? sample.frames : [sample];
}
