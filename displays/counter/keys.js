/**
 * Which key does what: chosen by each officer, kept in the browser. Pure but for `load` and `keep`, which are given their storage.
 *
 * A key is what a person sees on it: `7` is the same on the row of digits, on a numpad with or without NumLock, and on a USB keypad
 * that types.
 */

/**
 * @typedef {import("./model.js").Action} Action
 * @typedef {"next" | Exclude<Action, "open" | "resume">} KeyedAction `next` stands for open and resume too: the large button
 * @typedef {Record<KeyedAction, string[]>} Keys
 * @typedef {{ key: string, code?: string }} Press
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Keeper
 *
 * @typedef {{ kind: "ask" } | { kind: "taken", key: string, by: KeyedAction } | { kind: "reserved", key: string }} Asking
 * @typedef {object} KeyDialog choosing keys
 * @property {KeyedAction | null} action whose key is being chosen
 * @property {Asking} asking
 */

/** The actions that have a key, in the order of the page. @type {KeyedAction[]} */
export const KEYED = [
  "next",
  "recall",
  "start",
  "finish",
  "no-show",
  "park",
  "transfer",
  "call",
  "return",
  "close",
  "pause",
  "outcome",
  "undo",
];

/** A numpad is a whole terminal. @type {Keys} */
export const DEFAULT_KEYS = {
  next: ["Enter"],
  recall: ["0"],
  start: ["1"],
  finish: ["2"],
  "no-show": ["3"],
  park: ["4"],
  transfer: ["5"],
  call: ["6"],
  return: ["7"],
  close: ["8"],
  pause: ["9"],
  outcome: ["+"],
  undo: ["Backspace", "-"],
};

/** Keys that the browser, the system or a dialog needs, or that no finger means alone. Keypads for macros send F13 to F24. */
const RESERVED =
  /^(Escape|Tab|Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|ScrollLock|ContextMenu|Fn|Dead|Process|Unidentified|F(?:[1-9]|1[0-2]))$/;
/** Codes of a numpad whose `key` depends on NumLock. @type {Record<string, string>} */
const NUMPAD = {
  NumpadEnter: "Enter",
  NumpadAdd: "+",
  NumpadSubtract: "-",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  NumpadDecimal: ".",
  NumpadComma: ",",
  NumpadBackspace: "Backspace",
};

/**
 * The key of a press by the word on it.
 *
 * @param {Press} press
 */
export function keyOf({ key, code = "" }) {
  const digit = /^Numpad(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return digit;
  const named = NUMPAD[code];
  if (named !== undefined) return named;
  // A Vietnamese input method swallows the letter; its place on the keyboard is still known.
  if (key === "Process" || key === "Unidentified") return /^(?:Digit|Key)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
  return key.length === 1 ? key.toLowerCase() : key;
}

/**
 * The action that a key means.
 *
 * @param {Keys} keys
 * @param {string} key
 * @returns {KeyedAction | null}
 */
export function actionAt(keys, key) {
  return KEYED.find((action) => keys[action].includes(key)) ?? null;
}

/** How a key is written on a button. @param {string} key */
export function keyName(key) {
  /** @type {Record<string, string>} */
  const names = { Backspace: "⌫", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", " ": "␣" };
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** @param {Keys} keys @param {KeyedAction} action */
export function keyWord(keys, action) {
  return keyName(keys[action][0] ?? "");
}

/** @returns {KeyDialog} */
export function openKeys() {
  return { action: null, asking: { kind: "ask" } };
}

/**
 * A key was pressed while one is being chosen. The same key pressed again, when it belongs to another action, changes places with it.
 *
 * @param {Keys} keys
 * @param {KeyDialog} dialog
 * @param {string} key
 * @returns {{ keys: Keys, dialog: KeyDialog }}
 */
export function choose(keys, dialog, key) {
  const { action, asking } = dialog;
  if (action === null) return { keys, dialog };
  if (key === "Escape") return { keys, dialog: openKeys() };
  if (RESERVED.test(key)) return { keys, dialog: { action, asking: { kind: "reserved", key } } };
  const by = actionAt(keys, key);
  if (by === null || by === action) return { keys: { ...keys, [action]: [key] }, dialog: openKeys() };
  if (asking.kind === "taken" && asking.key === key) {
    const rest = keys[by].filter((other) => other !== key);
    return { keys: { ...keys, [action]: [key], [by]: [...keys[action], ...rest] }, dialog: openKeys() };
  }
  return { keys, dialog: { action, asking: { kind: "taken", key, by } } };
}

/**
 * What is kept for an officer; the usual keys for whatever is missing or cannot be read.
 *
 * @param {Keeper} storage
 * @param {string} whose
 * @returns {Keys}
 */
export function load(storage, whose) {
  /** @type {any} */
  let kept;
  try {
    kept = JSON.parse(storage.getItem(nameOf(whose)) ?? "{}");
  } catch {
    kept = {};
  }
  const keys = { ...DEFAULT_KEYS };
  for (const action of KEYED) {
    const own = kept?.[action];
    if (Array.isArray(own) && own.length > 0 && own.every((key) => typeof key === "string" && !RESERVED.test(key))) {
      keys[action] = own;
    }
  }
  // Two actions on one key would make a press a guess.
  const all = KEYED.flatMap((action) => keys[action]);
  return new Set(all).size === all.length ? keys : DEFAULT_KEYS;
}

/**
 * @param {Keeper} storage
 * @param {string} whose
 * @param {Keys} keys
 */
export function keep(storage, whose, keys) {
  const same = JSON.stringify(keys) === JSON.stringify(DEFAULT_KEYS);
  try {
    if (same) storage.removeItem(nameOf(whose));
    else storage.setItem(nameOf(whose), JSON.stringify(keys));
  } catch {
    // A browser that keeps nothing still takes the keys until it is closed.
  }
}

/** @param {string} whose */
function nameOf(whose) {
  return `goiso.keys.${whose}`;
}
