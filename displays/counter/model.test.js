import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, receive } from "../shared/live-model.js";
import { Text } from "../shared/text.js";
import { SPEECH_OVERDUE_MS } from "../shared/delivery.js";
import * as doubts from "../shared/doubt.js";
import {
  keyInDialog,
  listsSome,
  nextMinutes,
  openDialog,
  optionsOf,
  ownNumber,
  ownReason,
  pages,
  stillAbout,
  titleOf,
} from "./dialog.js";
import * as keyboard from "./keys.js";
import { lapsedOf } from "./lapsed.js";
import {
  actionOf,
  allowed,
  commandOf,
  counterPicture,
  isSecondPress,
  NEXT_GUARD_MS,
  nextIsGuarded,
  RECALL_GUARD_MS,
  recallIsGuarded,
  SAME_PRESS_MS,
} from "./model.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const words = (/** @type {string} */ language) =>
  ["", "-staff", "-counter"].map((part) => read(`../locales/${language}${part}.ftl`)).join("\n");
const text = new Text("vi", { vi: words("vi"), en: words("en") });

function sample(name) {
  const { frames } = JSON.parse(read(`../../crates/wire/samples/${name}.json`));
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  return { all: model.values, now: model.now };
}

function picture(name, change = (/** @type {any} */ set) => set) {
  const { all, now } = sample(name);
  return counterPicture(change(structuredClone(all)), now);
}

const press = (key, repeat = false) => ({ key, repeat });

test("a called person: number, group, procedure, priority, and how long", () => {
  const { ticket, state } = picture("counter-called");
  assert.equal(state, "called");
  assert.equal(ticket.label, "B045");
  assert.equal(ticket.service.vi, "Đăng ký khai sinh");
  assert.equal(ticket.priority.vi, "Người từ 60 tuổi");
  assert.equal(ticket.accessible, true);
  assert.equal(ticket.waitedMinutes, 18);
});

test("delivery: shown everywhere, or which screen is missing", () => {
  const whole = picture("counter-called").delivery;
  assert.deepEqual([whole.kind, whole.shown, whole.of, whole.speech.kind], ["shown", 3, 3, "said"]);
  const missing = picture("counter-called-missing").delivery;
  assert.equal(missing.kind, "missing");
  assert.deepEqual(missing.missing, ["Màn hình cửa Đông"]);
});

test("speech: said, waiting, nobody there to say it, or why it was not said", () => {
  const speech = (delivery, age = 5_000) =>
    picture("counter-called", (set) => {
      const call = set["call/c4725"];
      call.at = 1795401667900 - age;
      call.delivery = { shown: 3, of: 3, missing: [], said: 0, ...delivery };
      return set;
    }).delivery.speech;
  assert.deepEqual(picture("counter-called-unsaid").delivery.speech, { kind: "unsaid", why: "blocked" });
  assert.deepEqual(picture("counter-called-no-speaker").delivery.speech, { kind: "no_speaker" });
  assert.deepEqual(speech({ speakers: 1 }), { kind: "waiting" });
  assert.deepEqual(speech({ speakers: 1 }, SPEECH_OVERDUE_MS), { kind: "waiting" });
  assert.deepEqual(speech({ speakers: 1 }, SPEECH_OVERDUE_MS + 1), { kind: "unsaid", why: "overdue" });
  assert.deepEqual(speech({ speakers: 1, unsaid: "old" }, 60_000), { kind: "unsaid", why: "old" });
  assert.deepEqual(speech({ speakers: 2, unsaid: "no_device", said: 1 }), { kind: "said" }, "another one said it");
  assert.deepEqual(speech({ speakers: 0 }, 60_000), { kind: "no_speaker" }, "silence is no fault there");
  assert.deepEqual(speech({ speakers: 0, speakers_paired: 0 }), { kind: "no_speaker" });
  assert.deepEqual(speech({ speakers: 0, speakers_paired: 1 }), { kind: "unsaid", why: "no_device" }, "a dead one is");
  assert.deepEqual(speech({}, 60_000), { kind: "waiting" }, "a server that does not count loudspeakers");
});

test("a call that no screen takes is told at once", () => {
  const { delivery } = picture("counter-called", (set) => {
    set["call/c4725"].delivery = { shown: 0, of: 0, missing: [], said: 0, speakers: 1 };
    return set;
  });
  assert.deepEqual(delivery, { kind: "no_screen", speech: { kind: "waiting" } });
});

test("every reason for silence has words in both languages", () => {
  for (const why of ["old", "withdrawn", "quiet", "no-device", "no-clips", "stalled", "blocked", "overdue"]) {
    for (const language of ["vi", "en"]) assert.notEqual(text.in(language, `unsaid-${why}`), `unsaid-${why}`);
  }
});

test("Enter opens a closed counter, resumes a paused one, and calls next otherwise", () => {
  assert.equal(actionOf(press("Enter"), picture("counter-closed")), "open");
  assert.equal(actionOf(press("Enter"), picture("counter-paused")), "resume");
  for (const name of ["counter-idle", "counter-called", "counter-serving"]) {
    assert.equal(actionOf(press("Enter"), picture(name)), "next");
  }
});

test("each digit is an action where it makes sense, and nothing elsewhere", () => {
  const called = picture("counter-called");
  const keys = { 0: "recall", 1: "start", 2: "finish", 4: "park", 5: "transfer", 6: "call" };
  for (const [key, action] of Object.entries(keys)) assert.equal(actionOf(press(key), called), action);
  assert.equal(actionOf(press("9"), called), null, "no pause with somebody at the counter");
  assert.equal(actionOf(press("9"), picture("counter-idle")), "pause");
  assert.equal(actionOf(press("0"), picture("counter-serving")), null, "nobody is recalled who is here");
  assert.equal(actionOf(press("Backspace"), picture("counter-idle")), "undo");
  assert.equal(actionOf(press("x"), called), null);
});

test("a key held down means nothing", () => {
  assert.equal(actionOf(press("Enter", true), picture("counter-idle")), null);
  assert.equal(actionOf(press("2", true), picture("counter-serving")), null);
});

test("next is not taken for a moment after a new call", () => {
  assert.equal(nextIsGuarded(1000, 1000 + NEXT_GUARD_MS - 1), true);
  assert.equal(nextIsGuarded(1000, 1000 + NEXT_GUARD_MS), false);
});

test("recall is not taken for a moment after a call", () => {
  assert.equal(recallIsGuarded(1000, 1000 + RECALL_GUARD_MS - 1), true);
  assert.equal(recallIsGuarded(1000, 1000 + RECALL_GUARD_MS), false);
});

test("the second of a double press means nothing, until another key came or some time has passed", () => {
  const last = { by: "5", at: 1000 };
  assert.equal(isSecondPress(last, "5", 1000 + SAME_PRESS_MS - 1), true);
  assert.equal(isSecondPress(last, "5", 1000 + SAME_PRESS_MS), false);
  assert.equal(isSecondPress(last, "1", 1010), false);
  assert.equal(isSecondPress(null, "5", 1010), false);
});

test("no-show waits for calls and time, then it may be pressed", () => {
  const early = picture("counter-called-missing");
  assert.ok(early.noShow.secondsLeft > 0);
  assert.equal(actionOf(press("3"), early), null);
  const late = picture("counter-called-missing", (set) => {
    set.mine.no_show_from = 0;
    delete set.mine.no_show_calls_needed;
    return set;
  });
  assert.deepEqual(late.noShow, { secondsLeft: 0, callsNeeded: 0, share: 1 });
  assert.ok(early.noShow.share > 0 && early.noShow.share < 1, `${early.noShow.share}`);
  assert.equal(actionOf(press("3"), late), "no-show");
});

test("seen is always the ticket on the screen", () => {
  assert.deepEqual(commandOf("next", picture("counter-called")), { path: "next", body: { seen: "t198" } });
  assert.deepEqual(commandOf("next", picture("counter-idle")), { path: "next", body: { seen: null } });
  assert.deepEqual(commandOf("park", picture("counter-called"), { reason: "x" }).body, { seen: "t198", reason: "x" });
});

test("a closed counter allows nothing but opening", () => {
  assert.deepEqual([...allowed(picture("counter-closed"))], ["open"]);
});

test("own lines come first in the order of preference; empty strange ones are left out", () => {
  const lines = picture("counter-idle").lines;
  assert.deepEqual(
    lines.slice(0, 2).map((line) => line.code),
    ["B", "A"],
  );
  assert.ok(!lines.some((line) => line.code === "H"));
  assert.equal(lines.find((line) => line.code === "A").over, true);
});

test("a person away to complete papers is listed, and overdue when the time is past", () => {
  const [parked] = picture("counter-idle").parked;
  assert.equal(parked.label, "B038");
  assert.ok(parked.minutesLeft <= 0);
});

test("park: a digit is a reason, 0 changes the minutes", () => {
  const called = picture("counter-called");
  let dialog = openDialog("park", called);
  const first = keyInDialog("1", dialog, optionsOf(dialog, called, text));
  assert.deepEqual(first.option.answers, { reason: "Thiếu giấy tờ" });
  const change = keyInDialog("0", dialog, optionsOf(dialog, called, text));
  assert.equal(change.kind, "change");
  dialog = change.dialog;
  assert.deepEqual(optionsOf(dialog, called, text)[0].answers, { reason: "Thiếu giấy tờ", away_s: 900 });
  assert.equal(nextMinutes({ ...dialog, minutes: 60 }).minutes, null);
});

test("transfer: to a group or a counter that works, and back if asked", () => {
  const called = picture("counter-called");
  const dialog = { ...openDialog("transfer", called), returns: true };
  const options = optionsOf(dialog, called, text);
  assert.deepEqual(options.find((option) => option.title.startsWith("B"))?.answers, { group: "B", after: "returns" });
  const all = [];
  for (let page = 0; page < pages(dialog); page++) {
    const shown = optionsOf({ ...dialog, page }, called, text);
    assert.deepEqual(
      shown.map((option) => option.key),
      shown.map((_, index) => String(index + 1)),
      "each page begins with 1",
    );
    all.push(...shown);
  }
  assert.ok(all.some((option) => option.title === "Quầy 5"));
  assert.ok(!all.some((option) => option.title === "Quầy 3"), "not to itself");
  assert.ok(
    all.some((option) => option.answers?.group === "H"),
    "a line where nobody waits can be sent to as well",
  );
  const first = optionsOf(dialog, called, text);
  assert.deepEqual(optionsOf({ ...dialog, page: pages(dialog) }, called, text), first, "and round again");
});

test("a chosen ticket needs a reason", () => {
  const called = picture("counter-called");
  const options = optionsOf(openDialog("call", called), called, text);
  assert.equal(options[0].answers, null);
  const second = options[0].next;
  const reason = optionsOf(second, called, text)[0];
  assert.equal(reason.answers.ticket, second.ticket);
  assert.ok(reason.answers.reason);
  assert.equal(ownReason(openDialog("call", called), "x"), null);
  assert.equal(ownReason(second, "   "), null);
  assert.deepEqual(ownReason(second, " mẹ bế con "), { ticket: second.ticket, reason: "mẹ bế con" });
});

/** A line that somebody left and somebody joined since. */
function moved(name) {
  return picture(name, (set) => {
    const [first] = waitingIn(picture(name));
    const late = structuredClone(set[`ticket/${first.id}`]);
    delete set[`ticket/${first.id}`];
    set["ticket/t1"] = { ...late, id: "t1", label: "A001", issued_at: 0, state: "waiting" };
    return set;
  });
}

const waitingIn = (/** @type {any} */ seen) => seen.waiting;

test("a list keeps its digits while people come and go; whoever is gone cannot be chosen", () => {
  const called = picture("counter-called");
  const dialog = openDialog("call", called);
  const before = optionsOf(dialog, called, text);
  const after = optionsOf(dialog, moved("counter-called"), text);
  assert.deepEqual(
    after.map((option) => [option.key, option.title]),
    before.map((option) => [option.key, option.title]),
  );
  assert.deepEqual(
    after.map((option) => option.gone),
    before.map((_, index) => index === 0),
  );
  const parked = openDialog("return", picture("counter-idle"));
  const none = picture("counter-idle", (set) => {
    for (const key of Object.keys(set)) if (key.startsWith("ticket/")) delete set[key];
    return set;
  });
  assert.ok(optionsOf(parked, none, text).every((option) => option.gone));
  const transfer = openDialog("transfer", called);
  const closed = picture("counter-called", (set) => {
    set["counter/5"].state = "closed";
    return set;
  });
  const all = Array.from({ length: pages(transfer) }, (_, page) =>
    optionsOf({ ...transfer, page }, closed, text),
  ).flat();
  assert.equal(all.find((option) => option.title === "Quầy 5")?.gone, true);
});

test("a question names whom it is about, and ends when somebody else is there", () => {
  const called = picture("counter-called");
  assert.match(titleOf(openDialog("park", called), text), /B045/);
  assert.match(titleOf(openDialog("transfer", called), text), /B045/);
  const call = openDialog("call", called);
  const [first] = optionsOf(call, called, text);
  assert.equal(titleOf(first.next, text), text.t("dialog-call-reason", { label: first.title }));
  assert.match(titleOf(first.next, text), new RegExp(first.title));
  assert.equal(stillAbout(call, called), true);
  assert.equal(stillAbout(call, picture("counter-idle")), false);
});

test("a number that is not listed is typed, however it is written", () => {
  const called = picture("counter-called");
  const dialog = openDialog("call", called);
  for (const typed of ["a99", "A 099", " a0099 "]) {
    const next = ownNumber(dialog, typed, called);
    assert.deepEqual([next?.ticket, next?.label], [null, "A099"], typed);
    assert.deepEqual(ownReason(next, "x"), { label: "A099", reason: "x" });
    assert.deepEqual(optionsOf(next, called, text)[0]?.answers, { label: "A099", reason: "Đã hẹn trước" });
  }
  const [listed] = called.waiting;
  assert.equal(ownNumber(dialog, listed.label, called)?.ticket, listed.id, "a listed one by its id");
  for (const typed of ["", "a", "99", "a99999", "ab1"]) assert.equal(ownNumber(dialog, typed, called), null, typed);
  const alone = { ...called, lines: called.lines.map((line) => ({ ...line, own: line.code === "B" })) };
  assert.equal(ownNumber(dialog, "99", alone)?.label, "B099", "one line needs no letter");
  assert.equal(listsSome(dialog, called), true);
  assert.equal(listsSome(dialog, { ...called, lines: [] }), false);
});

test("a park keeps to the hall's limits", () => {
  const called = picture("counter-called", (set) => {
    set.mine.away = { usual_s: 1800, at_most_s: 2700 };
    return set;
  });
  assert.deepEqual(openDialog("park", called).listed.minutes, [15]);
  assert.deepEqual(openDialog("park", picture("counter-called")).listed.minutes, [15, 30, 60], "an older server");
});

test("whoever did not come back in time stays in sight for a while, whose time was up first above", () => {
  const { all, now } = sample("counter-lapsed");
  const minutes = (/** @type {number} */ many) => now + many * 60_000;
  const [first, second] = [
    { id: "t160", label: "A027", until: minutes(-19) },
    { id: "t164", label: "B031", until: minutes(-4) },
  ];
  assert.deepEqual(lapsedOf(all, now), [first, second]);
  assert.deepEqual(lapsedOf(all, minutes(11)), [second], "not for ever, though nothing happens in the hall");
  assert.deepEqual(lapsedOf(all, minutes(26)), []);
  assert.deepEqual(lapsedOf(sample("counter-idle").all, now), []);
});

test("Escape and the keypad's dot close a dialog", () => {
  const dialog = openDialog("pause", picture("counter-idle"));
  assert.deepEqual(keyInDialog("Escape", dialog, []), { kind: "close" });
  assert.deepEqual(keyInDialog(".", dialog, []), { kind: "close" });
});

test("finish with an outcome and a note, by keys alone", () => {
  const serving = picture("counter-serving");
  assert.equal(actionOf(press("+"), serving), "outcome");
  const first = openDialog("outcome", serving);
  const chosen = keyInDialog("1", first, optionsOf(first, serving, text));
  assert.equal(chosen?.kind, "choose");
  const second = chosen.option.next;
  assert.equal(second.result, "Đã nhận hồ sơ", "the log speaks the hall's language");
  const [send] = optionsOf(second, serving, text);
  assert.equal(send.key, "Enter");
  assert.deepEqual(send.answers, { result: "Đã nhận hồ sơ" });
  assert.deepEqual(ownReason(second, " thiếu ảnh "), { result: "Đã nhận hồ sơ", note: "thiếu ảnh" });
  assert.deepEqual(commandOf("outcome", serving, send.answers), {
    path: "finish",
    body: { seen: serving.ticket.id, result: "Đã nhận hồ sơ" },
  });
  const none = optionsOf(first, serving, text).at(-1).next;
  assert.deepEqual(optionsOf(none, serving, text)[0].answers, {}, "no outcome is an answer too");
  assert.deepEqual(keyInDialog("+", second, []), { kind: "write" });
});

test("a line by class, where others than ordinary people wait", () => {
  const lines = picture("counter-called", (set) => {
    set["line/B"].classes = [
      { class: "elderly", waiting: 2, oldest_at: 1795401667900 - 12 * 60_000 },
      { class: "ordinary", waiting: 5, oldest_at: 1795401667900 - 4 * 60_000 },
    ];
    set["line/A"].classes = [{ class: "ordinary", waiting: 9, oldest_at: 0 }];
    return set;
  }).lines;
  const of = (code) => lines.find((line) => line.code === code).classes.map((one) => [one.name.vi, one.waiting]);
  assert.deepEqual(of("B"), [
    ["Người từ 60 tuổi", 2],
    ["Thường", 5],
  ]);
  assert.deepEqual(of("A"), [], "nothing to tell apart");
});

test("a key is what stands on it: digits above, numpad with and without NumLock, a keypad, an input method", () => {
  for (const given of [
    { key: "7", code: "Digit7" },
    { key: "7", code: "Numpad7" },
    { key: "Home", code: "Numpad7" },
    { key: "7" },
    { key: "Process", code: "Digit7" },
  ]) {
    assert.equal(keyboard.keyOf(given), "7", JSON.stringify(given));
  }
  assert.equal(keyboard.keyOf({ key: "Enter", code: "NumpadEnter" }), "Enter");
  assert.equal(keyboard.keyOf({ key: "Q", code: "KeyQ" }), "q");
});

test("own keys: chosen, told when taken, changed places, kept, put back", () => {
  const usual = keyboard.DEFAULT_KEYS;
  const asking = { ...keyboard.openKeys(), action: "next" };
  const free = keyboard.choose(usual, asking, "*");
  assert.deepEqual([free.keys.next, free.dialog.action], [["*"], null]);
  assert.equal(actionOf(press("*"), picture("counter-called"), free.keys), "next");
  assert.equal(actionOf(press("Enter"), picture("counter-called"), free.keys), null, "the old key means nothing");
  const taken = keyboard.choose(usual, asking, "4");
  assert.deepEqual(taken.dialog.asking, { kind: "taken", key: "4", by: "park" });
  assert.equal(taken.keys, usual, "nothing changed yet");
  const swapped = keyboard.choose(usual, taken.dialog, "4").keys;
  assert.deepEqual([swapped.next, swapped.park], [["4"], ["Enter"]]);
  for (const key of ["Tab", "F1", "F12"]) {
    assert.equal(keyboard.choose(usual, asking, key).dialog.asking.kind, "reserved", key);
  }
  for (const key of ["F13", "F24"]) assert.deepEqual(keyboard.choose(usual, asking, key).keys.next, [key]);
  assert.deepEqual(keyboard.choose(usual, asking, "Escape"), { keys: usual, dialog: keyboard.openKeys() });
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
    removeItem: (/** @type {string} */ name) => kept.delete(name),
  };
  keyboard.keep(storage, "lan", swapped);
  assert.deepEqual(keyboard.load(storage, "lan"), swapped);
  assert.deepEqual(keyboard.load(storage, "minh"), usual, "another officer's keys are another's");
  keyboard.keep(storage, "lan", usual);
  assert.equal(kept.size, 0);
  kept.set("goiso.keys.lan", '{"next":["0"]}');
  assert.deepEqual(keyboard.load(storage, "lan"), usual, "two actions on one key are no keys");
  kept.set("goiso.keys.lan", "{broken");
  assert.deepEqual(keyboard.load(storage, "lan"), usual);
});

test("a command without an answer is asked again after a reload, while it is fresh, at its own counter", () => {
  const kept = new Map();
  const storage = {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
    removeItem: (/** @type {string} */ name) => kept.delete(name),
  };
  const base = "/api/v1/halls/h/counters/3/";
  const doubt = { path: `${base}next`, body: { seen: null }, key: "k1", action: "next", by: "lan", at: 1_000 };
  assert.deepEqual(doubts.found(storage, base, "lan", 2_000), { kind: "none" });
  doubts.remember(storage, doubt);
  assert.deepEqual(doubts.found(storage, base, "lan", 2_000), { kind: "again", doubt });
  assert.equal(doubts.found(storage, base, "lan", 1_001 + doubts.ASK_AGAIN_MS).kind, "unknown", "too old to repeat");
  assert.equal(doubts.found(storage, "/api/v1/halls/h/counters/33/", "lan", 2_000).kind, "none");
  assert.equal(doubts.found(storage, base, "minh", 2_000).kind, "none", "somebody else sits here now");
  doubts.settle(storage);
  assert.deepEqual(doubts.found(storage, base, "lan", 2_000), { kind: "none" });
});
