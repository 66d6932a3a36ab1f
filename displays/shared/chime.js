/**
 * A two-tone chime, synthesised, so that a phone needs no sound file; it sounds where the person asked for it. Halls hear clips
 * (speech-player.js).
 */

/** Two falling tones, a major third apart, as on stations. */
const TONES = [
  { hz: 659.25, at: 0 },
  { hz: 523.25, at: 0.42 },
];
const TONE_S = 1.1;
const PEAK = 0.28;

export class Chime {
  /** @param {() => void} changed called when `blocked` may have changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {AudioContext | null} */
    this.context = null;
  }

  /** Whether the browser keeps the page silent until somebody touches it. */
  get blocked() {
    return this.context !== null && this.context.state !== "running";
  }

  /** Begins to want sound: finds out whether the browser allows it, and asks again at every touch or key. */
  async arm() {
    if (!this.context) {
      this.context = new AudioContext();
      this.context.onstatechange = () => this.changed();
      for (const kind of ["pointerdown", "keydown"]) {
        addEventListener(kind, () => void this.context?.resume(), { passive: true });
      }
    }
    // Without a permission `resume` never settles, so nothing may wait for it.
    void this.context.resume().then(this.changed, this.changed);
    this.changed();
  }

  /** @returns {boolean} whether it sounded */
  play() {
    const context = this.context;
    if (context?.state !== "running") return false;
    const out = context.createGain();
    out.gain.value = PEAK;
    out.connect(context.destination);
    for (const { hz, at } of TONES) this.#tone(context, out, hz, context.currentTime + at);
    return true;
  }

  /**
   * A struck bar: a fundamental and a soft octave that dies sooner.
   *
   * @param {AudioContext} context
   * @param {AudioNode} out
   * @param {number} hz
   * @param {number} at
   */
  #tone(context, out, hz, at) {
    for (const [multiple, level, length] of /** @type {[number, number, number][]} */ ([
      [1, 1, TONE_S],
      [2, 0.22, TONE_S * 0.5],
    ])) {
      const source = context.createOscillator();
      const gain = context.createGain();
      source.frequency.value = hz * multiple;
      gain.gain.setValueAtTime(0, at);
      gain.gain.linearRampToValueAtTime(level, at + 0.012);
      gain.gain.exponentialRampToValueAtTime(0.0001, at + length);
      source.connect(gain).connect(out);
      source.start(at);
      source.stop(at + length + 0.05);
    }
  }
}
