import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, receive, values } from "../shared/live-model.js";
import { Text } from "../shared/text.js";
import { keyInDialog, nextMinutes, openDialog, optionsOf, ownReason } from "./dialog.js";
import {
  actionOf,
  allowed,
  commandOf,
  counterPicture,
  NEXT_GUARD_MS,
  nextIsGuarded,
  SPEECH_OVERDUE_MS,
} from "./model.js";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const text = new Text("vi", { vi: read("../locales/vi.ftl"), en: read("../locales/en.ftl") });

function picture(name, change = (/** @type {any} */ set) => set) {
  const { frames } = JSON.parse(read(`../../crates/wire/samples/${name}.json`));
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  return counterPicture(change(structuredClone(values(model))), model.now);
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
  assert.deepEqual(speech({}, 60_000), { kind: "waiting" }, "a server that does not count loudspeakers");
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

test("no-show waits for calls and time, then it may be pressed", () => {
  const early = picture("counter-called-missing");
  assert.ok(early.noShow.secondsLeft > 0);
  assert.equal(actionOf(press("3"), early), null);
  const late = picture("counter-called-missing", (set) => {
    set.mine.no_show_from = 0;
    delete set.mine.no_show_calls_needed;
    return set;
  });
  assert.deepEqual(late.noShow, { secondsLeft: 0, callsNeeded: 0 });
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
  let dialog = openDialog("park");
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
  const dialog = { ...openDialog("transfer"), returns: true };
  const options = optionsOf(dialog, called, text);
  assert.deepEqual(options[0].answers, { group: "B", after: "returns" });
  assert.ok(options.some((option) => option.title === "Quầy 5"));
  assert.ok(!options.some((option) => option.title === "Quầy 3"), "not to itself");
});

test("a chosen ticket needs a reason", () => {
  const called = picture("counter-called");
  const options = optionsOf(openDialog("call"), called, text);
  assert.equal(options[0].answers, null);
  const second = options[0].next;
  const reason = optionsOf(second, called, text)[0];
  assert.equal(reason.answers.ticket, second.ticket);
  assert.ok(reason.answers.reason);
  assert.equal(ownReason(openDialog("call"), "x"), null);
  assert.equal(ownReason(second, "   "), null);
  assert.deepEqual(ownReason(second, " mẹ bế con "), { ticket: second.ticket, reason: "mẹ bế con" });
});

test("Escape and the keypad's dot close a dialog", () => {
  const dialog = openDialog("pause");
  assert.deepEqual(keyInDialog("Escape", dialog, []), { kind: "close" });
  assert.deepEqual(keyInDialog(".", dialog, []), { kind: "close" });
});
