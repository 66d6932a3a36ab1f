/**
 * Words: one Fluent file per language, and the forms that every page shares. Pure but for `loadText`, which fetches the files.
 */
import { FluentBundle, FluentResource } from "../vendor/fluent.js";

/**
 * How numbers, days and plurals are written in a language.
 *
 * @param {string} language
 */
export function localeOf(language) {
  return { vi: "vi-VN", en: "en-GB" }[language] ?? language;
}

/** Ranges of waiting are rounded out to this. */
export const RANGE_STEP_MIN = 5;
/** Languages in which every page has all its words, in several files each. A hall adds others, each in one file. */
export const BUILT_IN = ["vi", "en"];
/** What they call themselves, as long as no server has said it. @type {Language[]} */
const BUILT_IN_LANGUAGES = [
  { code: "vi", name: "Tiếng Việt" },
  { code: "en", name: "English" },
];
/** A file that did not come is asked for again after this, doubled each time, so often in all. */
export const AGAIN_MS = 500;
export const TRIES = 6;
/** Of a language so many words are remembered; no page has more without facts in them. */
const MADE_MAX = 2_000;

/**
 * @typedef {{ code: string, name: string }} Language
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {Record<string, string | number>} Args
 */

export class Text {
  /**
   * @param {string} language
   * @param {Record<string, string>} sources Fluent source by language
   * @param {Language[]} [languages] all that the page can be read in
   */
  constructor(language, sources, languages = BUILT_IN_LANGUAGES) {
    this.languages = languages;
    /** @type {Map<string, FluentBundle>} */
    this.bundles = new Map();
    /** The files of words that are here. @type {Set<string>} */
    this.files = new Set();
    /** Parts that came later, which another language needs too. @type {Set<string>} */
    this.parts = new Set();
    /** Words made before, by language, then by id and facts. @type {Map<string, Map<string, string>>} */
    this.made = new Map();
    for (const [name, source] of Object.entries(sources)) this.add(name, source);
    this.language = this.bundles.has(language) ? language : "vi";
  }

  /**
   * @param {string} name of the language
   * @param {string} source Fluent source
   * @param {string} [file] where it is from
   */
  add(name, source, file = name) {
    this.files.add(file);
    const bundle = this.bundles.get(name) ?? new FluentBundle(localeOf(name), { useIsolating: false });
    const errors = bundle.addResource(new FluentResource(source));
    if (errors.length > 0) console.error("locale", name, errors);
    this.bundles.set(name, bundle);
    this.made.clear();
  }

  /** The language shown small beside the first. */
  get second() {
    return this.language === "vi" ? "en" : "vi";
  }

  /** The languages that somebody who reads this one may want instead. */
  get others() {
    return this.languages.filter(({ code }) => code !== this.language);
  }

  /**
   * @param {string} id
   * @param {Args} [args]
   */
  t(id, args) {
    return this.in(this.language, id, args);
  }

  /**
   * The same words in the other language.
   *
   * @param {string} id
   * @param {Args} [args]
   */
  t2(id, args) {
    return this.in(this.second, id, args);
  }

  /**
   * The words of a language; the Vietnamese ones where its file lacks them.
   *
   * @param {string} language
   * @param {string} id
   * @param {Args} [args]
   * @returns {string}
   */
  in(language, id, args) {
    const known = this.made.get(language);
    const all = known && known.size < MADE_MAX ? known : new Map();
    if (all !== known) this.made.set(language, all);
    let key = id;
    for (const name in args) key += `\n${args[name]}`;
    const words = all.get(key) ?? this.#make(language, id, args ?? {});
    all.set(key, words);
    return words;
  }

  /**
   * @param {string} language
   * @param {string} id
   * @param {Args} args
   * @returns {string}
   */
  #make(language, id, args) {
    const bundle = this.bundles.get(language);
    const pattern = bundle?.getMessage(id)?.value;
    if (bundle && pattern) return bundle.formatPattern(pattern, args, []);
    return language === "vi" ? id : this.#make("vi", id, args);
  }

  /**
   * Whether there are words for it.
   *
   * @param {string} id
   */
  has(id) {
    return [this.language, "vi"].some((language) => this.bundles.get(language)?.hasMessage(id));
  }

  /**
   * A hall's own text in the page's language; the Vietnamese one where there is no other.
   *
   * @param {HallText | undefined} text
   */
  name(text) {
    return textIn(text, this.language);
  }

  /**
   * The same in the second language, or nothing where that would only repeat it.
   *
   * @param {HallText | undefined} text
   */
  name2(text) {
    const second = textIn(text, this.second);
    return second === this.name(text) ? "" : second;
  }

  /**
   * `15–20 phút`, `dưới 5 phút`, `chưa đủ dữ liệu`.
   *
   * @param {WaitRange | null | undefined} wait
   * @param {string} [language]
   */
  range(wait, language = this.language) {
    const range = roundOut(wait);
    switch (range.kind) {
      case "unknown":
        return this.in(language, "range-unknown");
      case "under":
        return this.in(language, "range-under", { high: range.high });
      case "between":
        return this.in(language, "range-between", { low: range.low, high: range.high });
    }
  }

  /**
   * A problem in words: by its code, else the server's own detail.
   *
   * @param {{ code?: string, detail?: string }} problem
   */
  problem(problem) {
    const id = `problem-${String(problem.code ?? "unknown").replaceAll("_", "-")}`;
    if (this.has(id)) {
      // its facts, such as what a mail server said
      const plain = Object.entries(problem).filter(([, fact]) => typeof fact === "string" || typeof fact === "number");
      return this.t(id, Object.fromEntries(plain));
    }
    return problem.detail || this.t("problem-unknown");
  }
}

/**
 * A hall names its things in Vietnamese and English; whoever reads another language reads the English name, if there is one.
 *
 * @param {HallText | undefined} text
 * @param {string} language
 */
function textIn(text, language) {
  if (!text) return "";
  return language !== "vi" && text.en ? text.en : text.vi;
}

/**
 * Rounds a range of waiting out to whole steps; never promises less than the first step.
 *
 * @param {WaitRange | null | undefined} wait
 * @returns {{ kind: "unknown" } | { kind: "under", high: number } | { kind: "between", low: number, high: number }}
 */
export function roundOut(wait) {
  if (!wait) return { kind: "unknown" };
  const step = RANGE_STEP_MIN * 60;
  const low = Math.floor(wait.low_s / step) * RANGE_STEP_MIN;
  const high = Math.max(1, Math.ceil(wait.high_s / step)) * RANGE_STEP_MIN;
  return low === 0 ? { kind: "under", high } : { kind: "between", low, high };
}

/**
 * @param {string} language
 * @param {string[]} [parts] words beside those that every page has: `staff` is `locales/vi-staff.ftl` and its sisters, kept apart so
 *   that a citizen's phone does not load them; a language that a hall adds has all its words in one file
 * @param {string[]} [languages] a page that speaks one language at a time loads that one, and `learn`s another when it is asked to
 * @param {Language[] | Promise<Language[]>} [offered] all that the page can be read in
 * @returns {Promise<Text>}
 */
export async function loadText(language, parts = [], languages = BUILT_IN, offered = BUILT_IN_LANGUAGES) {
  const wanted = new Set([...languages, ...withFallback(language)]);
  const [all, ...sources] = await Promise.all([
    offered,
    ...[...wanted].map(async (name) => {
      const files = BUILT_IN.includes(name) ? [name, ...parts.map((part) => `${name}-${part}`)] : [name];
      return [name, (await Promise.all(files.map(fetchWords))).join("\n")];
    }),
  ]);
  return new Text(language, Object.fromEntries(sources), all);
}

/**
 * Loads what is not there yet of a language, with a part that the page has come to need, and all that it came to need before.
 *
 * @param {Text} text
 * @param {string} language
 * @param {string} [part]
 */
export async function learn(text, language, part) {
  if (part) text.parts.add(part);
  const names = withFallback(language).flatMap((name) =>
    ["", ...(BUILT_IN.includes(name) ? text.parts : [])].map((one) => ({ name, file: one ? `${name}-${one}` : name })),
  );
  const missing = names.filter(({ file }) => !text.files.has(file));
  const sources = await Promise.all(missing.map(({ file }) => fetchWords(file)));
  for (const [place, { name, file }] of missing.entries()) text.add(name, sources[place] ?? "", file);
}

/** A language that may lack words needs the Vietnamese ones too. @param {string} language */
function withFallback(language) {
  return BUILT_IN.includes(language) ? [language] : [language, "vi"];
}

/**
 * The languages that the server has words of; without its answer those built in.
 *
 * @returns {Promise<Language[]>}
 */
export async function listLanguages() {
  try {
    return await (await fetchAgain("")).json();
  } catch {
    return BUILT_IN_LANGUAGES;
  }
}

/** @param {string} name */
async function fetchWords(name) {
  return (await fetchAgain(`${name}.ftl`)).text();
}

/**
 * A file of words. A server that starts, or a proxy before it, may be without an answer for a moment.
 *
 * @param {string} file
 * @returns {Promise<Response>}
 */
async function fetchAgain(file) {
  const url = new URL(`../locales/${file}`, import.meta.url);
  for (let tried = 1; ; tried++) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return answer;
    const final = answer !== null && answer.status < 500 && ![408, 429].includes(answer.status);
    if (final || tried === TRIES) throw new Error(`${url.pathname}: ${answer?.status ?? "no answer"}`);
    await new Promise((again) => setTimeout(again, AGAIN_MS * 2 ** (tried - 1)));
  }
}
