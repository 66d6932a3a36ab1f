/**
 * Which element of a list shows which call. A call that comes takes over the element of one that goes, at another place: most of what
 * the two look like is the same, and what is not made anew is neither styled nor laid out anew. The styles draw each element at the
 * place that it has, so nothing is moved in the document either.
 */

/**
 * @template {{ id: string, fresh: boolean }} Call
 * @typedef {{ seat: number, place: number, call: Call }} Seated by the number of its element, and its place in the list, from 0
 */

export class Seats {
  /** In the order of the elements. @type {readonly { seat: number, id: string, fresh: boolean }[]} */
  #taken = [];
  #next = 0;

  /**
   * @template {{ id: string, fresh: boolean }} Call
   * @param {readonly Call[]} calls in the order of their places
   * @returns {Seated<Call>[]} in the order of their elements
   */
  seat(calls) {
    const coming = new Map(calls.map((call, place) => [call.id, { place, call }]));
    const kept = this.#taken.map((taken) => {
      const found = coming.get(taken.id);
      coming.delete(taken.id);
      return { taken, found };
    });
    const newcomers = [...coming.values()];
    /** @type {Seated<Call>[]} */
    const seated = [];
    for (const { taken, found } of kept) {
      // A fade that has begun would go on with the next call; that one begins its own, with an element of its own.
      const next = found ?? (taken.fresh ? undefined : newcomers.shift());
      if (next) seated.push({ seat: taken.seat, ...next });
    }
    for (const next of newcomers) {
      seated.push({ seat: this.#next, ...next });
      this.#next += 1;
    }
    this.#taken = seated.map(({ seat, call: { id, fresh } }) => ({ seat, id, fresh }));
    return seated;
  }
}
