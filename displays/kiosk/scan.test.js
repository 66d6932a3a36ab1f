import assert from "node:assert/strict";
import { test } from "node:test";
import { readCard, suggestedClass } from "./card.js";
import { BURST_KEYS, GAP_MS, PAUSE_MS, pause, press, QUIET } from "./scanner.js";

const CARD = "048012345678|201234567|Nguyễn Thị Lan|05021948|Nữ|12 Lê Lợi, Hải Châu, Đà Nẵng|10052021";

test("a card is read whatever its scanner did to the letters, and whatever newer cards add", () => {
  const cases = /** @type {[string, string, any][]} */ ([
    ["a card of 2021", CARD, { number: "048012345678", birthYear: 1948 }],
    ["no old number", CARD.replace("201234567", ""), { number: "048012345678", birthYear: 1948 }],
    ["six fields", CARD.split("|").slice(0, 6).join("|"), { number: "048012345678", birthYear: 1948 }],
    ["more fields of a newer card", `${CARD}|Nguyễn Văn A|Trần Thị B|x`, { number: "048012345678", birthYear: 1948 }],
    ["line end", `${CARD}\r\n`, { number: "048012345678", birthYear: 1948 }],
    ["a US keyboard", CARD.normalize("NFD").replace(/[^\x20-\x7e]/g, ""), { number: "048012345678", birthYear: 1948 }],
    ["a province that there is not", CARD.replace("048", "999"), { number: "999012345678", birthYear: 1948 }],
    ["a century digit of no sense", CARD.replace("0480", "0489"), { number: "048912345678", birthYear: 1948 }],
    ["no birth", CARD.replace("05021948", ""), { number: "048012345678", birthYear: null }],
    ["a birth of no calendar", CARD.replace("05021948", "45221948"), { number: "048012345678", birthYear: null }],
  ]);
  for (const [name, text, wanted] of cases) assert.deepEqual(readCard(text), { kind: "card", ...wanted }, name);
});

test("what is no identity card is told apart and never taken for one", () => {
  const cases = /** @type {[string, string, string][]} */ ([
    ["eleven digits", CARD.replace("048012345678", "04801234567"), "other"],
    ["a letter in the number", CARD.replace("048012345678", "04801234567A"), "other"],
    ["five fields", CARD.split("|").slice(0, 5).join("|"), "other"],
    ["a link", "https://example.vn/ho-so/H21.65-220914-0011", "other"],
    ["a barcode", "8934563138165", "other"],
    ["nothing", "", "other"],
    ["endless", `${CARD}|${"x".repeat(600)}`, "other"],
    ["insurance, old form", "DN4480112345678|4e677579e1bb856e|05/02/1948|2|31322c|48-001|-|01/01/2024|-", "insurance"],
    ["insurance, ten digits", "4801234567|4e677579e1bb856e|05/02/1948|2|x|y|z", "insurance"],
    ["insurance by the citizen's number", "048012345678|4e677579e1bb856e|05/02/1948|2|x|y|z", "insurance"],
  ]);
  for (const [name, text, kind] of cases) assert.equal(readCard(text).kind, kind, name);
});

test("an age suggests the class with the highest age it reaches, by the year alone", () => {
  const ages = [
    { class: "sixty", from_age: 60 },
    { class: "elderly", from_age: 75 },
  ];
  assert.equal(suggestedClass(ages, 1951, 2026), "elderly");
  assert.equal(suggestedClass(ages, 1952, 2026), "sixty");
  assert.equal(suggestedClass(ages, 1967, 2026), null);
  assert.equal(suggestedClass(ages, null, 2026), null);
  assert.equal(suggestedClass(ages, 2030, 2026), null);
  assert.equal(suggestedClass([], 1920, 2026), null);
});

/** Types a text at a pace. @param {string} text @param {number} everyMs @param {boolean} [composing] */
function typed(text, everyMs, composing = false) {
  let burst = QUIET;
  let at = 1000;
  const taken = [];
  for (const key of text) {
    at += everyMs;
    const step = press(burst, { key: composing ? "Process" : key, composing }, at);
    burst = step.burst;
    taken.push(step.taken);
  }
  return { burst, at, taken };
}

test("a scanner's burst ends with Enter, which presses nothing, or with silence", () => {
  for (const pace of [1, 30, 80, GAP_MS]) {
    const { burst, at, taken } = typed(CARD, pace);
    assert.equal(taken.lastIndexOf(false), BURST_KEYS - 2, "from the eighth key on the keys are the scanner's");
    const entered = press(burst, { key: "Enter", composing: false }, at + pace);
    assert.deepEqual(
      [entered.taken, entered.outcome, entered.burst],
      [true, { kind: "scan", text: CARD }, QUIET],
      `every ${pace} ms`,
    );
    assert.deepEqual(pause(burst, at + PAUSE_MS).outcome, { kind: "none" }, "not yet");
    assert.deepEqual(pause(burst, at + PAUSE_MS + 1), { burst: QUIET, outcome: { kind: "scan", text: CARD } });
  }
});

test("fingers are no scanner: their Enter presses what it should", () => {
  const { burst, at, taken } = typed("khai sinh", GAP_MS + 1);
  assert.ok(taken.every((one) => !one));
  assert.equal(press(burst, { key: "Enter", composing: false }, at + 200).taken, false);
  assert.deepEqual(pause(burst, at + 1000).outcome, { kind: "none" });
  const quick = typed("abc", 40);
  assert.equal(press(quick.burst, { key: "Enter", composing: false }, quick.at + 40).taken, false);
});

test("Shift comes along and breaks nothing; an input method in between is told", () => {
  let burst = QUIET;
  let at = 0;
  for (const key of [..."048012345678", "Shift", "|"]) {
    at += 40;
    burst = press(burst, { key, composing: false }, at).burst;
  }
  assert.equal(burst.text, "048012345678|");
  const composed = typed(CARD, 40, true);
  assert.deepEqual(pause(composed.burst, composed.at + 1000).outcome, { kind: "composing" });
});

test("a burst without end keeps a bounded text", () => {
  assert.ok(typed("7".repeat(5000), 5).burst.text.length <= 600);
});
