/**
 * Sentences that stand at the same place of a page, one at a time: each is put in the place of the one that stands there in a scene, and what
 * is around it is measured. The page itself says them: its own words in its own language, longer ones too.
 */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FACTS, FAMILIES } from "../../displays/gallery/families.js";
import { textFaults } from "./measure.mjs";

/** Where the words of the page are asked for, and what stands there so that they are noted. */
const SAID_AT = /^ {2}in\(language, id, args\) \{$/m;
const NOTING = `  in(language, id, args) {
    const words = this.unnoted(language, id, args);
    const noted = (globalThis.goisoTold ??= { text: this, ids: new Map() });
    const own = noted.ids.get(id) ?? new Set();
    if (language === this.language) own.add(words);
    noted.ids.set(id, own);
    return words;
  }
  unnoted(language, id, args) {`;
/** What is measured with a sentence: the part of the page that it may push about. */
const AROUND = "dialog, .banners, .toast, .bar, ul, section, header, footer, main, #page";

/**
 * Puts into a folder of a hall's own pages what lets each of them note which messages it puts into words, and which words those are. From
 * the server itself: a file that the driver changes on its way is fetched anew for every scene, and with it all the others.
 *
 * @param {string} folder
 */
export function writeNoting(folder) {
  const source = readFileSync(new URL("../../displays/shared/text.js", import.meta.url), "utf8");
  assert.match(source, SAID_AT, "words are told where they were");
  mkdirSync(join(folder, "shared"));
  writeFileSync(join(folder, "shared/text.js"), source.replace(SAID_AT, NOTING));
}

/** The messages that a page has noted so far. @param {import("playwright-core").Page} tab @returns {Promise<string[]>} */
export function notedBy(tab) {
  return tab.evaluate(() => [.../** @type {any} */ (globalThis.goisoTold?.ids.keys() ?? [])]);
}

/** The families of a scene. @param {import("./stage.mjs").Scene} scene */
export function familiesOf(scene) {
  return FAMILIES.filter((family) => family.page === scene.page && family.scene === scene.name);
}

/**
 * Runs inside a page: finds where one of the family stands, and gives the messages that can stand there; none if nobody does.
 *
 * @param {{ place: string, ids: string, around: string }} family
 * @returns {string[]}
 */
function find({ place, ids, around }) {
  /** @type {{ text: any, ids: Map<string, Set<string>> }} */
  const noted = /** @type {any} */ (globalThis).goisoTold;
  const wanted = new RegExp(ids);
  const told = [...noted.ids].flatMap(([id, words]) => (wanted.test(id) ? [...words] : []));
  told.sort((a, b) => b.length - a.length);
  for (const element of document.querySelectorAll(place)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const whole = node.nodeValue ?? "";
      const words = told.find((one) => one.trim() !== "" && whole.includes(one));
      if (words === undefined || !node.parentElement?.checkVisibility({ visibilityProperty: true })) continue;
      for (const before of document.querySelectorAll("[data-turn]")) before.removeAttribute("data-turn");
      node.parentElement.closest(around)?.setAttribute("data-turn", "");
      /** @type {any} */ (globalThis).goisoTurn = { node, whole, words };
      const { language, bundles } = noted.text;
      return [...bundles.get(language)._messages.keys()].filter((id) => wanted.test(id));
    }
  }
  return [];
}

/**
 * Runs inside a page: puts a message where one of its family stands; null puts that one back. Gives its words.
 *
 * @param {{ id: string | null, facts: Record<string, string | number> }} message
 * @returns {string}
 */
function put({ id, facts }) {
  const { node, whole, words } = /** @type {any} */ (globalThis).goisoTurn;
  const { text } = /** @type {any} */ (globalThis).goisoTold;
  const said = id === null ? words : text.in(text.language, id, facts);
  node.nodeValue = whole.replace(words, () => said);
  return said;
}

/**
 * Runs inside a page: puts one message after another, and the first one back at the end.
 *
 * @param {typeof put} say
 * @param {typeof textFaults} measure
 * @param {{ found: string[], facts: Record<string, string | number>, wall: boolean }} given
 * @returns {string[]}
 */
function eachOf(say, measure, { found, facts, wall }) {
  const faults = found.flatMap((id) => {
    const said = say({ id, facts });
    const unknown = /\{ ?\$/.test(said) ? [`a fact of it is not known: ${said}`] : [];
    return [...unknown, ...measure({ wall, within: "[data-turn]" })].map((fault) => `${id}: ${fault}`);
  });
  if (found.length > 0) say({ id: null, facts });
  return faults;
}

/**
 * Puts every message of a scene's families in its place and says what is wrong then; the scene is as before afterwards.
 *
 * @param {import("playwright-core").Page} tab
 * @param {import("./stage.mjs").Scene} scene
 * @param {{ wall: boolean }} how
 * @returns {Promise<string[]>}
 */
export async function turnsOf(tab, scene, { wall }) {
  /** @type {string[]} */
  const faults = [];
  for (const { place, ids } of familiesOf(scene)) {
    const found = await tab.evaluate(find, { place, ids: ids.source, around: AROUND });
    if (found.length === 0) faults.push(`${place}: none of ${ids.source} stands there`);
    // In one go: a message takes a moment, the way to the page and back several.
    const given = JSON.stringify({ found, facts: FACTS, wall });
    faults.push(...(await tab.evaluate(`(${eachOf})(${put}, ${textFaults}, ${given})`)));
  }
  return faults;
}
