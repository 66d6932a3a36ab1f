/**
 * Words: one Fluent file per language, and the forms that every page shares. Pure but for `loadText`, which fetches the files.
 */
import { FluentBundle, FluentResource } from "../vendor/fluent.js";

/** Ranges of waiting are rounded out to this. */
export const RANGE_STEP_MIN = 5;
/** Languages that have a file under locales/. */
export const LANGUAGES = ["vi", "en"];
/** What each calls itself. @type {Record<string, string>} */
export const LANGUAGE_NAMES = { vi: "Tiếng Việt", en: "English" };

/**
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").WaitRange} WaitRange
 * @typedef {Record<string, string | number>} Args
 */

export class Text {
  /**
   * @param {string} language
   * @param {Record<string, string>} sources Fluent source by language
   */
  constructor(language, sources) {
    /** @type {Map<string, FluentBundle>} */
    this.bundles = new Map();
    for (const [name, source] of Object.entries(sources)) this.add(name, source);
    this.language = this.bundles.has(language) ? language : "vi";
  }

  /**
   * @param {string} name
   * @param {string} source Fluent source
   */
  add(name, source) {
    const bundle = new FluentBundle(name === "vi" ? "vi-VN" : "en-GB", { useIsolating: false });
    const errors = bundle.addResource(new FluentResource(source));
    if (errors.length > 0) console.error("locale", name, errors);
    this.bundles.set(name, bundle);
  }

  /** The language shown small beside the first. */
  get second() {
    return this.language === "vi" ? "en" : "vi";
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
   * @param {string} language
   * @param {string} id
   * @param {Args} [args]
   */
  in(language, id, args) {
    const bundle = this.bundles.get(language);
    const pattern = bundle?.getMessage(id)?.value;
    return bundle && pattern ? bundle.formatPattern(pattern, args ?? {}, []) : id;
  }

  /**
   * Whether there are words for it.
   *
   * @param {string} id
   */
  has(id) {
    return this.bundles.get(this.language)?.hasMessage(id) ?? false;
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

  /**
   * Why a call was not said; a reason of a later version stands as it is.
   *
   * @param {string} why
   */
  unsaid(why) {
    return this.t("delivery-unsaid", { why: this.reason(why) });
  }

  /** The reason alone. @param {string} why */
  reason(why) {
    const id = `unsaid-${why.replaceAll("_", "-")}`;
    return this.has(id) ? this.t(id) : why;
  }
}

/**
 * @param {HallText | undefined} text
 * @param {string} language
 */
function textIn(text, language) {
  if (!text) return "";
  return language === "en" && text.en ? text.en : text.vi;
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
 * Letters without their marks, for searching: "Đăng ký" and "dang ky" are the same.
 *
 * @param {string} text
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "D")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * @param {string} language
 * @param {string[]} [parts] words beside those that every page has: `staff` is `locales/vi-staff.ftl` and its sisters, kept apart so
 *   that a citizen's phone does not load them
 * @param {string[]} [languages] a page that speaks one language at a time loads that one, and `learn`s another when it is asked to
 * @returns {Promise<Text>}
 */
export async function loadText(language, parts = [], languages = LANGUAGES) {
  const sources = await Promise.all(
    languages.map(async (name) => {
      const files = [name, ...parts.map((part) => `${name}-${part}`)];
      return [name, (await Promise.all(files.map(fetchWords))).join("\n")];
    }),
  );
  return new Text(language, Object.fromEntries(sources));
}

/**
 * Loads a language that is not there yet.
 *
 * @param {Text} text
 * @param {string} language
 */
export async function learn(text, language) {
  if (!text.bundles.has(language)) text.add(language, await fetchWords(language));
}

/** @param {string} file */
async function fetchWords(file) {
  const answer = await fetch(new URL(`../locales/${file}.ftl`, import.meta.url));
  if (!answer.ok) throw new Error(`locales/${file}.ftl: ${answer.status}`);
  return answer.text();
}
