/**
 * Two people changed a hall at the same time: what one of them changed is kept beside what the other has saved. Pure.
 *
 * @typedef {import("./model.js").Config} Config
 */

/**
 * The draft upon what another has saved meanwhile. A part that the draft left alone is as the other has it; a part that both changed is as
 * the draft has it, which the preview then shows.
 *
 * @param {Config} base from which the draft was made
 * @param {Config} theirs what is in force now
 * @param {Config} draft
 * @returns {Config}
 */
export function upon(base, theirs, draft) {
  const same = (/** @type {unknown} */ one, /** @type {unknown} */ other) =>
    JSON.stringify(one) === JSON.stringify(other);
  const parts = new Set([...Object.keys(theirs), ...Object.keys(draft)]);
  return Object.fromEntries([...parts].map((part) => [part, (same(draft[part], base[part]) ? theirs : draft)[part]]));
}
