/**
 * What the panel beside the calls shows, and for how long. Pure: what happened and the monotonic clock in, what to show out.
 *
 * Time in which the panel rests, because somebody is being called or the server is gone, is not counted: a picture stays, a video stands
 * still, and both go on afterwards.
 */

/** A picture stays for so long. */
export const PICTURE_MS = 12_000;
/** A slide stays for so long. */
export const SLIDE_MS = 20_000;
/** A video that does not end by itself is ended. */
export const VIDEO_MOST_MS = 10 * 60_000;
/** A file that could not be shown is tried again after this. */
export const BROKEN_MS = 5 * 60_000;

/**
 * @typedef {{ name: string, kind: "picture" | "video" | "slide" }} Item
 * @typedef {{ version: string, items: Item[] }} Listing
 *
 * @typedef {object} State
 * @property {string} version
 * @property {Item[]} items
 * @property {Item | null} current
 * @property {number} shownMs how long it has been shown, rests left out
 * @property {number} lookedAt
 * @property {ReadonlyMap<string, number>} broken until when a file is passed over
 */

/** @param {number} mono @returns {State} */
export function begin(mono) {
  return { version: "", items: [], current: null, shownMs: 0, lookedAt: mono, broken: new Map() };
}

/**
 * What the server has. The same version changes nothing; another one forgives files that could not be shown.
 *
 * @param {State} state
 * @param {Listing} listing
 * @param {number} mono
 * @returns {State}
 */
export function listed(state, listing, mono) {
  if (listing.version === state.version) return state;
  const fresh = { ...state, version: listing.version, items: listing.items, broken: new Map() };
  const kept = listing.items.find((item) => item.name === state.current?.name && item.kind === state.current.kind);
  return kept ? { ...fresh, current: kept } : onward(fresh, mono);
}

/**
 * Time went by.
 *
 * @param {State} state
 * @param {number} mono
 * @param {"runs" | "rests"} how
 * @returns {State}
 */
export function tick(state, mono, how) {
  const spent = how === "runs" ? Math.max(0, mono - state.lookedAt) : 0;
  const looked = { ...state, lookedAt: mono, shownMs: state.shownMs + spent };
  if (!looked.current) return how === "runs" ? onward(looked, mono) : looked;
  return looked.shownMs >= lengthOf(looked.current) ? onward(looked, mono) : looked;
}

/**
 * The present one came to its end.
 *
 * @param {State} state
 * @param {number} mono
 */
export function ended(state, mono) {
  return onward(state, mono);
}

/**
 * The present one cannot be shown.
 *
 * @param {State} state
 * @param {number} mono
 * @returns {State}
 */
export function broke(state, mono) {
  if (!state.current) return state;
  const broken = new Map([...state.broken, [state.current.name, mono + BROKEN_MS]]);
  return onward({ ...state, broken }, mono);
}

/** @param {Item} item */
function lengthOf(item) {
  switch (item.kind) {
    case "picture":
      return PICTURE_MS;
    case "slide":
      return SLIDE_MS;
    case "video":
      return VIDEO_MOST_MS;
  }
}

/**
 * The next one that can be shown, in the order of the list; the same again if there is no other.
 *
 * @param {State} state
 * @param {number} mono
 * @returns {State}
 */
function onward(state, mono) {
  const { items, current, broken } = state;
  const at = current ? items.findIndex((item) => item.name >= current.name) : 0;
  const from = at < 0 ? 0 : at + (items[at]?.name === current?.name ? 1 : 0);
  const round = items.map((_, index) => items[(from + index) % items.length]);
  const next = round.find((item) => item && (broken.get(item.name) ?? 0) <= mono) ?? null;
  return { ...state, current: next, shownMs: 0 };
}
