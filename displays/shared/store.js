/**
 * A value that tells its listeners when it changes: what a page keeps beside the server's values (language, open dialog, typed text).
 *
 * @template T
 */
export class Store {
  /** @param {T} value */
  constructor(value) {
    this.value = value;
    /** @type {Set<(value: T) => void>} */
    this.listeners = new Set();
  }

  /**
   * Replaces some fields and tells everybody.
   *
   * @param {Partial<T>} change
   */
  set(change) {
    this.value = { ...this.value, ...change };
    for (const listener of this.listeners) listener(this.value);
  }

  /**
   * @param {(value: T) => void} listener
   * @param {AbortSignal} [until]
   */
  listen(listener, until) {
    this.listeners.add(listener);
    until?.addEventListener("abort", () => this.listeners.delete(listener), { once: true });
  }
}
