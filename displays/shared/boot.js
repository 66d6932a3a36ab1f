/**
 * What every page does first: read its parameters, set theme and language, fetch the words, find out who it is.
 */
import { deviceName, NOBODY, openSession } from "./session.js";
import { BUILT_IN, learn, listLanguages, loadText } from "./text.js";

/**
 * @typedef {object} Params
 * @property {string | null} sample
 * @property {string | null} lang
 * @property {"dark" | "light" | null} theme
 * @property {string | null} hall
 * @property {string | null} zone
 * @property {string | null} counter
 * @property {URLSearchParams} all
 *
 * @typedef {object} Booted
 * @property {Params} params
 * @property {import("./text.js").Text} text
 * @property {import("./session.js").Identity} identity
 * @property {import("./command.js").Problem | null} problem why the code in the address did not work
 * @property {string} device this tab's own name
 * @property {import("./device.js").Device | null} paired the paired screen that this is, if it is one
 */

/** Words that a screen needs only until it is let in. */
export const PAIRING = "pair";
const LANGUAGE_KEPT = "goiso.language";

/**
 * @param {string} search
 * @returns {Params}
 */
export function readParams(search) {
  const all = new URLSearchParams(search);
  const theme = all.get("theme");
  return {
    sample: all.get("sample"),
    lang: all.get("lang"),
    theme: theme === "dark" || theme === "light" ? theme : null,
    hall: all.get("hall"),
    zone: all.get("zone"),
    counter: all.get("counter"),
    all,
  };
}

/**
 * @param {{ theme?: "dark" | "light", remembersLanguage?: boolean, oneLanguage?: boolean, offersLanguages?: boolean, words?: string[], paired?: string }} [options] `theme`:
 *   where neither the address nor the system says; `oneLanguage`: the others are not loaded before somebody asks for them; `offersLanguages`: people choose theirs on the page; `words`: parts of
 *   the locales beside the common one; `paired`: a wall page, which may be a paired screen
 * @returns {Promise<Booted>}
 */
export async function boot(options = {}) {
  const params = readParams(location.search);
  setTheme(params.theme ?? options.theme ?? null);
  const remembered = options.remembersLanguage ? localStorage.getItem(LANGUAGE_KEPT) : null;
  const wanted = params.lang ?? remembered ?? "vi";
  const builtIn = BUILT_IN.includes(wanted);
  const offered = options.offersLanguages || !builtIn ? listLanguages() : undefined;
  const language = builtIn || !offered ? wanted : known(wanted, await offered);
  const mayBePaired = options.paired !== undefined && !params.sample;
  const [text, session, screen] = await Promise.all([
    loadText(language, options.words, options.oneLanguage ? [language] : BUILT_IN, offered),
    params.sample ? { identity: NOBODY, problem: null } : openSession(),
    mayBePaired ? import("./device.js") : null,
  ]);
  document.documentElement.lang = text.language;
  if (options.offersLanguages && !options.oneLanguage) {
    // Whoever chooses one must not wait for it, nor for a server that is away just then; without it the page stays as it is.
    for (const { code } of text.others) void learn(text, code).catch(() => {});
  }
  const device = session.identity.device ?? deviceName();
  if (!screen || session.identity.role !== null) return { params, text, ...session, device, paired: null };
  const paired = new screen.Device([options.paired, params.zone ?? "", params.counter ?? ""].join("/"));
  const identity = paired.identity();
  if (identity) return { params, text, ...session, identity, device, paired: paired.start() };
  const [{ pair }] = await Promise.all([import("./pairing.js"), learn(text, text.language, PAIRING)]);
  const root = /** @type {HTMLElement} */ (document.getElementById("page"));
  const kind = params.counter ? "counter" : options.paired === "kiosk" ? "kiosk" : "hall";
  // Whoever is signed in may look at a hall that the address names.
  const body = await pair(root, text, kind, params.hall !== null);
  if (body === null) return { params, text, ...session, device, paired: null };
  paired.keep(body);
  location.reload();
  // The page that comes up next is the paired one.
  return new Promise(() => {});
}

/**
 * @param {string} language
 * @param {import("./text.js").Language[]} languages
 */
function known(language, languages) {
  return languages.some(({ code }) => code === language) ? language : "vi";
}

/**
 * @param {import("./text.js").Text} text
 * @param {string} language
 * @param {{ remember?: boolean }} [options]
 */
export function setLanguage(text, language, options = {}) {
  text.language = known(language, text.languages);
  document.documentElement.lang = text.language;
  if (options.remember) localStorage.setItem(LANGUAGE_KEPT, text.language);
}

/** @param {"dark" | "light" | null} theme null follows the system */
export function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
