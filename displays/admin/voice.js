/**
 * How a hall is spoken to: the voice of the hall, and where and how loud it speaks in each zone. Pure. A configuration need not hold any
 * of it; what is absent is as below.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("./model.js").Mistake} Mistake
 * @typedef {import("./model.js").Change} Change
 * @typedef {import("./fields.js").Field} Field
 * @typedef {{ counter: string, languages: string[] }} Unsaid a counter, and the languages whose voice cannot say it
 * @typedef {{ from: string, to: string, percent: unknown }} Span of the day, in which another volume holds
 */
import { at, isUnread, put, read, written } from "./fields.js";

export const VOICE = { languages: ["vi", "en"], style: "digits", region: "north", chime: "soft", repeat: "twice" };
/** @type {{ place: string, volume: unknown, volumes: Span[] }} */
export const SPEECH = { place: "counter", volume: 100, volumes: [] };

/** @type {Field[]} */
export const VOICE_FIELDS = [
  { path: "voice.languages", kind: "languages" },
  { path: "voice.style", kind: "option", options: ["digits", "number"] },
  { path: "voice.region", kind: "option", options: ["north", "south"] },
  { path: "voice.chime", kind: "option", options: ["soft", "classic", "none"] },
  { path: "voice.repeat", kind: "option", options: ["twice", "once"] },
];
/** @type {Field[]} */
export const SPEECH_FIELDS = [
  { path: "speech.place", kind: "option", options: ["counter", "window", "room"] },
  { path: "speech.volume", kind: "whole", least: 0, most: 100 },
];
/** @type {Field} */
const PERCENT = { path: "percent", kind: "whole", least: 0, most: 100 };
/** Spans of a day, at most. */
export const MOST_SPANS = 12;
/** Languages that are said one after the other, at most. */
const MOST_LANGUAGES = 4;
/** A new span: the midday rest. @type {Span} */
const REST = { from: "11:30", to: "13:30", percent: 0 };
/** Letters whose Vietnamese names rhyme. */
const RHYMING = "BCDEGPTV";

/**
 * @param {Config} config
 * @returns {{ languages: string[], style: string, region: string, chime: string, repeat: string }}
 */
export function voiceOf(config) {
  return { ...VOICE, ...config.voice };
}

/**
 * @param {Config} config
 * @param {number} zone
 * @returns {{ place: string, volume: unknown, volumes: Span[] }}
 */
export function speechOf(config, zone) {
  return { ...SPEECH, ...config.zones?.[zone]?.speech };
}

/**
 * What was typed into a field of the hall's voice. What was absent is written out with it, so that the whole is always there or absent.
 *
 * @param {Config} config
 * @param {Field} field
 * @param {string} typed
 */
export function typeVoice(config, field, typed) {
  return put({ ...config, voice: voiceOf(config) }, field.path, read(field, typed));
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {Field} field
 * @param {string} typed
 */
export function typeSpeech(config, zone, field, typed) {
  return setSpeech(config, zone, at(put({ speech: speechOf(config, zone) }, field.path, read(field, typed)), "speech"));
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {unknown} speech
 */
function setSpeech(config, zone, speech) {
  return put(config, `zones.${zone}.speech`, speech);
}

/** @param {Config} config @param {number} zone */
export function addSpan(config, zone) {
  const speech = speechOf(config, zone);
  return setSpeech(config, zone, { ...speech, volumes: [...speech.volumes, REST] });
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {number} index
 */
export function removeSpan(config, zone, index) {
  const speech = speechOf(config, zone);
  return setSpeech(config, zone, { ...speech, volumes: speech.volumes.filter((_, place) => place !== index) });
}

/**
 * @param {Config} config
 * @param {number} zone
 * @param {number} index
 * @param {"from" | "to" | "percent"} key
 * @param {string} typed
 */
export function typeSpan(config, zone, index, key, typed) {
  const value = key === "percent" ? read(PERCENT, typed) : typed;
  return setSpeech(config, zone, put(speechOf(config, zone), `volumes.${index}.${key}`, value));
}

/** Letters of the hall's lines that sound alike, if there are several. @param {Config} config @returns {string[]} */
export function rhyming(config) {
  const letters = (config.groups ?? [])
    .map((/** @type {{ code: string }} */ { code }) => code)
    .filter((/** @type {string} */ code) => code !== "" && RHYMING.includes(code));
  return letters.length > 1 ? letters : [];
}

/**
 * Counters that cannot be said, together by the languages that leave them out.
 *
 * @param {Unsaid[]} unsaid
 * @returns {{ languages: string[], counters: string[] }[]}
 */
export function unsaidByLanguages(unsaid) {
  /** @type {Map<string, { languages: string[], counters: string[] }>} */
  const rows = new Map();
  for (const { counter, languages } of unsaid) {
    const key = languages.join(" ");
    const row = rows.get(key) ?? { languages, counters: [] };
    row.counters.push(counter);
    rows.set(key, row);
  }
  return [...rows.values()];
}

/**
 * @param {Config} config
 * @returns {Mistake[]}
 */
export function voiceMistakes(config) {
  return [
    ...languageMistakes(voiceOf(config).languages),
    ...(config.zones ?? []).flatMap((/** @type {unknown} */ _, /** @type {number} */ zone) =>
      speechMistakes(config, zone),
    ),
  ];
}

/**
 * @param {string[]} languages
 * @returns {Mistake[]}
 */
function languageMistakes(languages) {
  const wrong = (/** @type {string} */ code, /** @type {Mistake["args"]} */ args = {}) => [
    { path: "voice.languages", code, args },
  ];
  if (languages.length === 0) return wrong("needed");
  if (languages.some((language) => !/^[a-z]{2,3}$/.test(language))) return wrong("not-language");
  if (new Set(languages).size < languages.length) return wrong("twice");
  return languages.length > MOST_LANGUAGES ? wrong("too-many", { most: MOST_LANGUAGES }) : [];
}

/**
 * @param {Config} config
 * @param {number} zone
 * @returns {Mistake[]}
 */
function speechMistakes(config, zone) {
  const path = `zones.${zone}.speech`;
  const { volume, volumes } = speechOf(config, zone);
  /** @type {Mistake[]} */
  const found = percentMistakes(`${path}.volume`, volume);
  if (volumes.length > MOST_SPANS)
    found.push({ path: `${path}.volumes`, code: "too-many", args: { most: MOST_SPANS } });
  for (const [index, { from, to, percent }] of volumes.entries()) {
    const span = `${path}.volumes.${index}`;
    for (const [key, time] of [
      ["from", from],
      ["to", to],
    ]) {
      if (!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time ?? ""))
        found.push({ path: `${span}.${key}`, code: "not-time", args: {} });
    }
    if (from === to) found.push({ path: `${span}.to`, code: "same-time", args: {} });
    found.push(...percentMistakes(`${span}.percent`, percent));
  }
  return found;
}

/**
 * @param {string} path
 * @param {unknown} value
 * @returns {Mistake[]}
 */
function percentMistakes(path, value) {
  if (isUnread(value)) return [{ path, code: value.typed.trim() === "" ? "needed" : "not-whole", args: {} }];
  const fine = typeof value === "number" && value >= 0 && value <= 100;
  return fine ? [] : [{ path, code: "out-of-range", args: { least: 0, most: 100 } }];
}

/**
 * @param {Config} before
 * @param {Config} after
 * @returns {Change[]}
 */
export function voiceChanges(before, after) {
  /** @param {string} row @param {string} field @param {string} was @param {string} is @returns {Change[]} */
  const differs = (row, field, was, is) =>
    was === is ? [] : [{ section: "voice", kind: "changed", row, field, before: was, after: is }];
  const old = { voice: voiceOf(before) };
  const young = { voice: voiceOf(after) };
  const hall = VOICE_FIELDS.flatMap(({ path, kind }) =>
    differs("", path, written(kind, at(old, path)), written(kind, at(young, path))),
  );
  const zones = (after.zones ?? []).flatMap((/** @type {{ code: string }} */ { code }, /** @type {number} */ zone) => {
    const place = (before.zones ?? []).findIndex((/** @type {{ code: string }} */ one) => one.code === code);
    const was = { speech: speechOf(before, place) };
    const is = { speech: speechOf(after, zone) };
    return [
      ...SPEECH_FIELDS.flatMap(({ path, kind }) =>
        differs(code, path, written(kind, at(was, path)), written(kind, at(is, path))),
      ),
      ...differs(code, "speech.volumes", spans(was.speech.volumes), spans(is.speech.volumes)),
    ];
  });
  return [...hall, ...zones];
}

/** @param {Span[]} volumes */
function spans(volumes) {
  return volumes.map(({ from, to, percent }) => `${from}–${to} ${written("whole", percent)} %`).join("; ");
}
