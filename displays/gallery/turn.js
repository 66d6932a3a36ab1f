/** Puts the sentences of a scene's families in their place, one more at each press. */
import { FACTS, FAMILIES } from "./families.js";

/** @typedef {{ place: string, id: string }} Sentence */

/** How far each frame has come. @type {WeakMap<HTMLIFrameElement, number>} */
const come = new WeakMap();

/**
 * Every sentence that may stand in a scene instead of the one that does.
 *
 * @param {import("./scenes.js").Scene} scene
 * @param {import("../shared/text.js").Text} text with the words of every page
 * @returns {Sentence[]}
 */
export function sentencesOf(scene, text) {
  /** @type {any} what the library does not tell of its own */
  const bundle = text.bundles.get(text.language);
  /** @type {string[]} */
  const known = [...(bundle?._messages.keys() ?? [])];
  return FAMILIES.filter((family) => family.page === scene.page && family.scene === scene.name).flatMap(
    ({ place, ids }) => known.filter((id) => ids.test(id)).map((id) => ({ place, id })),
  );
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {Sentence[]} sentences
 * @param {import("../shared/text.js").Text} text
 * @returns {Sentence | null} the one that stands there now
 */
export function turn(frame, sentences, text) {
  const at = (come.get(frame) ?? -1) + 1;
  come.set(frame, at);
  const sentence = sentences[at % sentences.length];
  const page = frame.contentDocument;
  if (!sentence || !page) return null;
  for (const element of page.querySelectorAll(sentence.place)) {
    const words = wordsIn(element);
    if (!words) continue;
    words.nodeValue = text.t(sentence.id, FACTS);
    return sentence;
  }
  return null;
}

/** The text that is last in an element; the shape of its meaning stands before it. @param {Element} element */
function wordsIn(element) {
  const walker = element.ownerDocument.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Node | null} */
  let found = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (node.nodeValue?.trim()) found = node;
  return found;
}
