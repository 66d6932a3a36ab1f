/**
 * A scanner that types: tells its bursts of keys from a person's fingers. Pure; the page gives it keys and the time.
 *
 * A scanner sends a key every 30 to 80 ms and ends with Enter, or just stops. Its keys are those of a US keyboard, so letters with
 * marks arrive broken; digits and pipes do not, and nothing else is needed. An input method in between makes keys without letters.
 */

/** Keys further apart belong to different people. */
export const GAP_MS = 120;
/** Silence of this length ends a burst that has no Enter; keys may wait that long on a busy page before they are seen. */
export const PAUSE_MS = 500;
/** From so many quick keys on it is a scanner: nobody types eight keys a second for a whole second. */
export const BURST_KEYS = 8;
/** So many composed keys in a burst mean that an input method is on. */
const COMPOSED_KEYS = 4;
/** Longer bursts are cut off. */
const LONGEST = 600;

/**
 * @typedef {object} Burst
 * @property {string} text
 * @property {number} keys quick ones in a row
 * @property {number} composed among them
 * @property {number} at the newest key
 *
 * @typedef {{ kind: "none" } | { kind: "scan", text: string } | { kind: "composing" }} Outcome
 * @typedef {{ burst: Burst, taken: boolean, outcome: Outcome }} Step `taken`: the key was the scanner's and must press nothing
 */

/** @type {Burst} */
export const QUIET = { text: "", keys: 0, composed: 0, at: Number.NEGATIVE_INFINITY };
/** @type {Outcome} */
const NONE = { kind: "none" };

/**
 * @param {Burst} before
 * @param {{ key: string, composing: boolean }} pressed
 * @param {number} at milliseconds
 * @returns {Step}
 */
export function press(before, { key, composing }, at) {
  const burst = at - before.at > GAP_MS ? QUIET : before;
  if (!composing && key === "Enter") {
    if (burst.keys < BURST_KEYS) return { burst: QUIET, taken: false, outcome: NONE };
    return { burst: QUIET, taken: true, outcome: judge(burst) };
  }
  // Shift and the like come along with capital letters and pipes.
  if (!composing && [...key].length !== 1) return { burst: { ...burst, at }, taken: false, outcome: NONE };
  const next = {
    text: (composing ? burst.text : burst.text + key).slice(0, LONGEST),
    keys: burst.keys + 1,
    composed: burst.composed + (composing ? 1 : 0),
    at,
  };
  return { burst: next, taken: next.keys >= BURST_KEYS, outcome: NONE };
}

/**
 * Ends a burst that nothing follows: some scanners send no Enter.
 *
 * @param {Burst} burst
 * @param {number} at
 * @returns {{ burst: Burst, outcome: Outcome }}
 */
export function pause(burst, at) {
  if (at - burst.at <= PAUSE_MS) return { burst, outcome: NONE };
  return { burst: QUIET, outcome: burst.keys >= BURST_KEYS ? judge(burst) : NONE };
}

/**
 * @param {Burst} burst
 * @returns {Outcome}
 */
function judge(burst) {
  if (burst.composed >= COMPOSED_KEYS) return { kind: "composing" };
  return { kind: "scan", text: burst.text };
}
