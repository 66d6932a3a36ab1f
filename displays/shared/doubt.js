/**
 * A command whose answer is not known: kept in the tab, so that a reload in the middle asks again with the same key instead of forgetting
 * it. Pure but for the storage it is given.
 *
 * @typedef {object} Doubt
 * @property {string} path
 * @property {Record<string, unknown>} body
 * @property {string} key
 * @property {string} action
 * @property {string} by whose press it was
 * @property {number} at Unix milliseconds on the page's machine
 *
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Keeper
 */

const KEPT = "goiso.doubt";
/** A command is asked again after a reload only while its page would have gone on asking; older ones are looked at, not repeated. */
export const ASK_AGAIN_MS = 60_000;

/** @param {Keeper} storage @param {Doubt} doubt */
export function remember(storage, doubt) {
  try {
    storage.setItem(KEPT, JSON.stringify(doubt));
  } catch {
    // Without storage a reload forgets; `seen` still keeps a second press from skipping anybody.
  }
}

/** @param {Keeper} storage */
export function settle(storage) {
  storage.removeItem(KEPT);
}

/**
 * What a page finds when it starts.
 *
 * @param {Keeper} storage
 * @param {string} base commands below another path, of another counter, are none of this page's business
 * @param {string} by neither are those of whoever was signed in before
 * @param {number} now
 * @returns {{ kind: "none" } | { kind: "again", doubt: Doubt } | { kind: "unknown", doubt: Doubt }}
 */
export function found(storage, base, by, now) {
  /** @type {any} */
  let doubt;
  try {
    doubt = JSON.parse(storage.getItem(KEPT) ?? "null");
  } catch {
    doubt = null;
  }
  const whole =
    typeof doubt?.path === "string" &&
    doubt.path.startsWith(base) &&
    doubt.by === by &&
    typeof doubt.key === "string" &&
    typeof doubt.action === "string" &&
    typeof doubt.at === "number";
  if (!whole) return { kind: "none" };
  const age = now - doubt.at;
  return { kind: age >= 0 && age <= ASK_AGAIN_MS ? "again" : "unknown", doubt };
}
