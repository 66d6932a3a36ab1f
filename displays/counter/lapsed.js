/**
 * Whoever was away for longer than allowed is out of the line; the officer who sent them still sees them for a while. The server tells
 * only that a parked ticket is gone, so the page remembers whose time was up. Pure.
 *
 * @typedef {{ id: string, label: string, until: number }} Lapsed
 */

/** So long after the time was up. */
const SHOWN_MS = 30 * 60_000;
/** How far the page's idea of the hall's time may be off. */
const SLACK_MS = 2_000;

/**
 * @param {Lapsed[]} lapsed so far
 * @param {import("./model.js").ParkedTicket[]} before whoever was away in the picture before this one
 * @param {import("./model.js").CounterPicture} picture
 * @param {number} now hall time
 * @returns {Lapsed[]}
 */
export function lapsedNow(lapsed, before, picture, now) {
  const here = new Set([...picture.parked, ...picture.waiting].map((one) => one.id));
  if (picture.ticket) here.add(picture.ticket.id);
  const known = new Set(lapsed.map((one) => one.id));
  const gone = before.flatMap(({ id, label, until, mine }) =>
    mine && until !== null && until - now < SLACK_MS && !known.has(id) ? [{ id, label, until }] : [],
  );
  return [...lapsed, ...gone].filter((one) => !here.has(one.id) && now - one.until < SHOWN_MS);
}
