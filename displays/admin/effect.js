/**
 * What a changed rule would do to the people who wait now, before it is saved: asked of the server, which thinks it through with the
 * rules themselves.
 *
 * @typedef {{ longest_s: number | null, mean_s: number | null }} Waits
 * @typedef {{ place: number, wait_s: number, counter: string }} Turn
 * @typedef {object} Person
 * @property {string} ticket
 * @property {string} label
 * @property {string} group
 * @property {string} class
 * @property {number} waited_s
 * @property {Turn | null} before
 * @property {Turn | null} after
 * @typedef {object} Effect what `POST …/policy-preview` answers
 * @property {"open" | "assumed"} counters
 * @property {number} waiting
 * @property {number} moved_up
 * @property {number} moved_down
 * @property {{ class: string, waiting: number, before: Waits, after: Waits }[]} classes
 * @property {Person[]} people
 */

/** People shown: those whom it moves furthest. */
const PEOPLE_SHOWN = 8;

/**
 * The parts of a configuration that decide who is next.
 *
 * @param {import("./model.js").Config} draft
 */
export function orderingOf({ policy, classes, guarantees, counters }) {
  return { policy, classes, guarantees, counters };
}

/**
 * Whether a draft would order people otherwise than what is in force.
 *
 * @param {import("./model.js").Config | null} saved
 * @param {import("./model.js").Config | null} draft
 */
export function ordersOtherwise(saved, draft) {
  return saved !== null && draft !== null && JSON.stringify(orderingOf(saved)) !== JSON.stringify(orderingOf(draft));
}

/**
 * Whom it moves, the furthest first; a place lost or won altogether is further than any.
 *
 * @param {Person[]} people
 * @returns {(Person & { by: number })[]} `by`: places, above zero for earlier
 */
export function movedMost(people) {
  return people
    .map((person) => ({ ...person, by: placesWon(person) }))
    .filter((person) => person.by !== 0)
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, PEOPLE_SHOWN);
}

/** @param {Person} person */
function placesWon({ before, after }) {
  if (before && after) return before.place - after.place;
  if (before) return Number.NEGATIVE_INFINITY;
  return after ? Number.POSITIVE_INFINITY : 0;
}
