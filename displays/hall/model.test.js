import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, receive } from "../shared/live-model.js";
import {
  deskPicture,
  FRESH_MS,
  HISTORY_ROWS,
  HOLD_MS,
  hallPicture,
  MANY_COUNTERS,
  STAY_MS,
  schedule,
  unsettled,
} from "./model.js";

const PLACE = { zone: "main", linesPerPage: 4, missedPerPage: 4 };

function sample(name) {
  const { frames } = JSON.parse(
    readFileSync(new URL(`../../crates/wire/samples/${name}.json`, import.meta.url), "utf8"),
  );
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  return { values: model.values, now: model.now };
}

/** A hall with these calls: label, counter, seconds, and what differs. */
function hallWith(calls, phase = { kind: "issuing" }) {
  const { values: base } = sample("zone-empty");
  const set = { ...base, hall: { ...base.hall, phase } };
  calls.forEach(([label, counter, seconds, more], index) => {
    set[`call/c${index + 1}`] = {
      label,
      group: label[0],
      counter,
      zone: "main",
      number: 1,
      state: "calling",
      at: seconds * 1000,
      ...more,
    };
  });
  return set;
}

const labels = (calls) => calls.map((call) => call.label);

test("what this screen's loudspeaker says carries a sign, large or in the history, and nothing else does", () => {
  const { values: all, now } = sample("zone-voice");
  const signs = (saying) => {
    const picture = hallPicture(all, now, { ...PLACE, saying });
    return [picture.large, picture.history].map((calls) => calls.filter((call) => call.saying).map(({ id }) => id));
  };
  assert.deepEqual(signs(undefined), [[], []]);
  assert.deepEqual(signs(null), [[], []]);
  assert.deepEqual(signs("c4728"), [["c4728"], []]);
  assert.deepEqual(signs("c4725"), [[], ["c4725"]]);
});

test("a call of another log that has the id of an earlier one has a turn of its own", () => {
  const first = hallPicture(hallWith([["A001", "1", 0]]), 1_000, PLACE);
  assert.deepEqual(labels(first.large), ["A001"]);
  const later = hallWith([["B002", "2", 600]]);
  const second = hallPicture(later, 601_000, { ...PLACE, painted: first.painted });
  assert.deepEqual([labels(second.large), second.large[0].fresh, second.quiet], [["B002"], true, true]);
});

test("the newest call is large, those before it are history", () => {
  const picture = hallPicture(
    hallWith([
      ["A001", "1", 0],
      ["A002", "2", 60],
    ]),
    61_000,
    PLACE,
  );
  assert.deepEqual(labels(picture.large), ["A002"]);
  assert.deepEqual(labels(picture.history), ["A001"]);
});

test("calls that come together share the large area, and stay together", () => {
  const set = hallWith([
    ["A001", "1", 100],
    ["B002", "2", 100.1],
    ["C003", "3", 100.2],
  ]);
  for (const after of [300, 5_000, 60_000]) {
    assert.deepEqual(labels(hallPicture(set, 100_000 + after, PLACE).large), ["C003", "B002", "A001"]);
  }
});

test("a call keeps its place for ten seconds though others follow", () => {
  const set = hallWith([
    ["A001", "1", 100],
    ["B002", "2", 104],
  ]);
  assert.deepEqual(labels(hallPicture(set, 104_500, PLACE).large), ["B002", "A001"]);
  assert.deepEqual(labels(hallPicture(set, 100_000 + HOLD_MS, PLACE).large), ["B002"]);
});

test("while people are called every few seconds the wall stays full, and numbers keep their size", () => {
  const every = (seconds, calls) =>
    hallWith(
      Array.from({ length: calls }, (_, index) => [`A00${index}`, "1", 100 + index * seconds, { state: "serving" }]),
    );
  for (const seconds of [3.5, 4.9]) {
    const sizes = new Set();
    const draw = screen();
    for (let now = 100_000 + 2_000 * seconds; now < 100_000 + 8_000 * seconds; now += 200) {
      sizes.add(draw(every(seconds, 9), now).large.length);
    }
    assert.deepEqual([...sizes], [3], `a call every ${seconds} s`);
  }
  const set = every(3.5, 4);
  assert.deepEqual(
    labels(hallPicture(set, 110_400, PLACE).large),
    ["A002", "A001", "A000"],
    "its place is needed by nobody",
  );
  assert.deepEqual(labels(hallPicture(set, 110_500, PLACE).large), ["A003", "A002", "A001"]);
  assert.deepEqual(labels(hallPicture(set, 103_500 + STAY_MS, PLACE).large), ["A003"], "nobody came any more");
  assert.equal(
    hallPicture(every(6, 2), 100_000 + HOLD_MS, PLACE).large.length,
    1,
    "of a wall that is not full who had his time goes",
  );
});

test("a fourth call at once waits for a place, and stands in the history meanwhile", () => {
  const set = hallWith([
    ["A001", "1", 100],
    ["A002", "2", 100],
    ["A003", "3", 100],
    ["A004", "4", 101],
  ]);
  const soon = hallPicture(set, 102_000, PLACE);
  assert.deepEqual(labels(soon.large), ["A003", "A002", "A001"]);
  assert.deepEqual(labels(soon.history), ["A004"]);
  assert.deepEqual(labels(hallPicture(set, 111_000, PLACE).large), ["A004"]);
});

test("whoever is at the counter before a place is free needs none, and the next comes sooner", () => {
  const set = hallWith([
    ["A001", "1", 100],
    ["A002", "2", 100],
    ["A003", "3", 100],
    ["A004", "4", 101, { state: "serving" }],
    ["A005", "5", 102],
    ["A006", "6", 102],
    ["A007", "7", 102],
  ]);
  const soon = hallPicture(set, 103_000, PLACE);
  assert.deepEqual(labels(soon.large), ["A003", "A002", "A001"]);
  assert.deepEqual(labels(soon.history), ["A007", "A006", "A005", "A004"]);
  assert.deepEqual(labels(hallPicture(set, 111_000, PLACE).large), ["A007", "A006", "A005"]);
});

/** A screen that draws again and again, and what it showed large each time. */
function screen() {
  let painted = new Map();
  return (set, now) => {
    const picture = hallPicture(set, now, { ...PLACE, painted });
    painted = picture.painted;
    return picture;
  };
}

test("calls that are not looked at any more change no turn of the others", () => {
  // Equal numbers from equal seeds.
  let seed = 20_261_128;
  const chance = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const calls = [];
  const draw = screen();
  let painted = new Map();
  let least = Number.POSITIVE_INFINITY;
  for (let second = 0; second < 1_800; second++) {
    const now = second * 1_000;
    // Now and then many are called at once, and now and then nobody for minutes.
    const rush = second % 400 < 20 ? 0.6 : second % 400 < 280 ? 0.2 : 0;
    while (chance() < rush) calls.push([`A${calls.length}`, "1", second, { state: "calling" }]);
    for (const call of calls.slice(-40)) {
      if (chance() < 0.03) call[3] = { state: ["serving", "over", "no_show"][Math.floor(3 * chance())] };
    }
    const listed = calls.map(([label, , at, { state }], index) => ({
      id: `c${index + 1}`,
      label,
      at: at * 1_000,
      state,
    }));
    const some = unsettled(listed, painted, now);
    const theirs = schedule(listed, painted).filter(({ call }) => some.includes(call));
    assert.deepEqual(schedule(some, painted), theirs, `at second ${second}`);
    least = Math.min(least, listed.length > 100 ? some.length : least);
    ({ painted } = draw(hallWith(calls), now));
  }
  assert.ok(calls.length > 300 && least < 30, `${least} of ${calls.length}`);
});

test("a turn that has begun has its ten seconds, whatever becomes of the call meanwhile", () => {
  const at = (state) =>
    hallWith([
      ["A001", "1", 100],
      ["A002", "2", 100],
      ["A003", "3", 100],
      ["A004", "4", 100, { state }],
    ]);
  const draw = screen();
  for (const now of [100_000, 105_000, 109_900]) assert.equal(draw(at("calling"), now).large.length, 3);
  assert.deepEqual(labels(draw(at("calling"), 110_500).large), ["A004"]);
  for (const state of ["serving", "over", "no_show"]) {
    const { large } = draw(at(state), 112_000);
    assert.deepEqual(labels(large), ["A004"], `still there when it is ${state}`);
    assert.notEqual(large[0].state, "calling", "and says what became of it");
    assert.deepEqual(labels(draw(at(state), 119_900).large), ["A004"]);
  }
  assert.deepEqual(labels(draw(at("over"), 120_100).large), []);
  const other = labels(hallPicture(at("over"), 112_000, PLACE).large);
  assert.ok(!other.includes("A004"), "which a screen that was turned on later does not show");
});

test("a call fades in when it is first shown, and nothing that is drawn meanwhile breaks the fade off", () => {
  const set = hallWith([["A001", "1", 100]]);
  const late = screen();
  assert.equal(late(set, 101_900).large[0].fresh, true, "a line that was slow");
  assert.equal(late(set, 103_900).large[0].fresh, true, "two seconds later the fade has just ended");
  assert.equal(late(set, 104_500).large[0].fresh, false);
  assert.equal(screen()(set, 100_000 + FRESH_MS).large[0].fresh, false, "a screen that was turned on later");
});

test("every call of a hundred at once stands large for ten seconds, three at most at a time", () => {
  const calls = Array.from({ length: 100 }, (_, index) => ({
    id: `c${index}`,
    label: `A${index}`,
    at: index * 100,
    state: "calling",
  }));
  const turns = schedule(calls, new Map());
  for (const [index, turn] of turns.entries()) {
    const beside = turns.filter((other) => other.start <= turn.start && turn.start - other.start < HOLD_MS);
    assert.ok(beside.length <= 3, `call ${index} stands beside ${beside.length - 1}`);
    assert.ok(turn.start >= turn.call.at);
  }
});

test("a recall is seen again, marked, and its number stands once", () => {
  const set = hallWith([
    ["A001", "1", 0, { state: "recalled" }],
    ["B002", "2", 30],
    ["A001", "1", 60, { number: 2 }],
  ]);
  const picture = hallPicture(set, 60_500, PLACE);
  assert.deepEqual(labels(picture.large), ["A001"]);
  assert.equal(picture.large[0].recalled, true);
  assert.equal(picture.large[0].fresh, true);
  assert.deepEqual(labels(picture.history), ["B002"]);
  assert.equal(hallPicture(set, 60_000 + FRESH_MS, PLACE).large[0].fresh, false);
});

test("a withdrawn call is nowhere", () => {
  const picture = hallPicture(hallWith([["A001", "1", 0, { state: "withdrawn" }]]), 1_000, PLACE);
  assert.deepEqual([picture.large, picture.history], [[], []]);
});

test("of a long history whoever is still called stays; too many turn by pages", () => {
  const served = Array.from({ length: 9 }, (_, index) => [`A00${index + 2}`, "2", 100 + index, { state: "over" }]);
  const set = hallWith([["A001", "1", 0], ...served, ["B001", "3", 200]]);
  const shown = labels(hallPicture(set, 300_000, PLACE).history);
  assert.equal(shown.length, HISTORY_ROWS);
  assert.ok(shown.includes("A001"));

  const many = Array.from({ length: 12 }, (_, index) => [`C${100 + index}`, "1", index * 20]);
  const seen = new Set();
  for (let second = 0; second < 40; second++) {
    const picture = hallPicture(hallWith(many), 400_000 + second * 1000, PLACE);
    assert.deepEqual(labels(picture.large), ["C111"]);
    for (const label of labels(picture.history)) seen.add(label);
  }
  assert.equal(seen.size, 11);
});

test("where to go is said for another zone only", () => {
  const set = hallWith([
    ["A001", "1", 0],
    ["D001", "5", 0, { zone: "upstairs" }],
  ]);
  const [upstairs, here] = hallPicture(set, 1_000, PLACE).large;
  assert.equal(upstairs.zone.vi, "Khu vực B · Tầng 2");
  assert.equal(here.zone, null);
});

test("calm states: before, break, after, closed, nobody called", () => {
  const calm = (name) => {
    const { values: set, now } = sample(name);
    return hallPicture(set, now, PLACE).calm?.kind;
  };
  assert.equal(calm("zone-before"), "before");
  assert.equal(calm("zone-closed"), "after");
  assert.equal(calm("zone-closed-today"), "closed_today");
  assert.equal(calm("zone-empty"), "waiting");
  assert.equal(calm("zone-busy"), undefined);
  const noon = Date.UTC(2026, 10, 23, 5, 0);
  const next = { kind: "before", issuing_from: noon + 3_600_000, opens: noon + 5_400_000 };
  assert.equal(hallPicture(hallWith([], next), noon, PLACE).calm?.kind, "break");
  const told = (between) => hallPicture(hallWith([], { ...next, between }), noon, PLACE).calm?.kind;
  assert.equal(told(true), "break");
  assert.equal(told(false), "before", "a hall that works in the afternoon only");
});

test("counters that open later than numbers begin are told until they do, and a closed hall when it opens again", () => {
  const opens = (kind, now) => hallPicture(hallWith([], { kind, opens: 5_000_000 }), now, PLACE).calm?.opens;
  assert.equal(opens("issuing", 4_000_000), 5_000_000);
  assert.equal(opens("issuing", 5_000_000), null);
  assert.equal(opens("after", 4_000_000), 5_000_000);
  assert.equal(opens("closed_today", 4_000_000), 5_000_000);
});

test("a closed hall has no empty lines, and those who still wait keep theirs", () => {
  const set = { ...hallWith([], { kind: "after" }), "line/B": { waiting: 2, oldest_at: 0 } };
  assert.deepEqual(
    hallPicture(set, 1_000, PLACE).lines.map(({ code }) => code),
    ["B"],
  );
  assert.equal(hallPicture(hallWith([], { kind: "last_ticket_out" }), 1_000, PLACE).lines.length, 4);
});

test("a burst of three shows all three", () => {
  const { values: set, now } = sample("zone-burst");
  assert.deepEqual(labels(hallPicture(set, now, PLACE).large), ["C022", "A119", "A118"]);
});

test("lines turn by pages, and nobody who waits is left out", () => {
  const { values: set, now } = sample("zone-busy");
  const seen = new Set();
  for (let second = 0; second < 30; second++) {
    const { lines } = hallPicture(set, now + second * 1000, PLACE);
    assert.equal(lines.length, 4);
    for (const line of lines) seen.add(line.code);
  }
  assert.deepEqual([...seen].toSorted(), ["A", "B", "C", "D", "E", "K"]);
});

test("a notice that has run out is not shown", () => {
  const { values: set, now } = sample("zone-closed");
  assert.equal(hallPicture(set, now, PLACE).notices.length, 1);
  assert.equal(hallPicture(set, now + 24 * 3_600_000, PLACE).notices.length, 0);
});

test("the display above a counter says whom it calls, serves, or why nobody", () => {
  const desk = (name) => {
    const { values: set, now } = sample(name);
    return deskPicture(set, now);
  };
  assert.deepEqual([desk("counter-display-called").state, desk("counter-display-called").label], ["calling", "B045"]);
  assert.equal(desk("counter-display-serving").state, "serving");
  assert.deepEqual(
    [desk("counter-display-paused").state, desk("counter-display-paused").reason],
    ["paused", "Tạm ngưng 10 phút"],
  );
});

/** The wall of a hall as it is configured. */
const walled = (set, wall) => ({
  ...set,
  hall: {
    ...set.hall,
    wall: { layout: "auto", rows: 5, missed: false, panel: false, ticker: { vi: "", en: "" }, arrows: [], ...wall },
  },
});

test("a wall has as many rows as the hall wants, in two columns where the calls stand above", () => {
  const many = Array.from({ length: 20 }, (_, index) => [`A${100 + index}`, "1", index, { state: "serving" }]);
  const shape = (wall) => {
    const { layout, rows, history } = hallPicture(walled(hallWith(many), wall), 600_000, PLACE);
    return [layout, rows, history.length];
  };
  assert.deepEqual(shape({ rows: 4 }), ["side", 4, 4]);
  assert.deepEqual(shape({ rows: 6 }), ["side", 6, 6]);
  assert.deepEqual(shape({ rows: 4, layout: "columns" }), ["band", 2, 4]);
  assert.deepEqual(shape({ rows: 5, layout: "columns" }), ["band", 3, 6]);
});

test("a zone with many counters has columns by itself, unless the hall wants none", () => {
  const set = hallWith([["A001", "1", 0]]);
  for (let number = 1; number <= MANY_COUNTERS + 1; number++) set[`counter/${number}`] = { number: String(number) };
  assert.equal(hallPicture(set, 1_000, PLACE).layout, "band");
  assert.equal(hallPicture(walled(set, { layout: "single" }), 1_000, PLACE).layout, "side");
  const { "counter/1": closed, ...fewer } = set;
  assert.equal(closed.number, "1");
  assert.equal(hallPicture(fewer, 1_000, PLACE).layout, "side");
});

test("a burst of eight: all on the wall at once, and each has ten seconds in the large area", () => {
  const { values: set, now } = sample("zone-columns");
  const first = hallPicture(set, now, PLACE);
  const burst = Object.values(set).filter((value) => value.state === "calling" && now - value.at < 2_000);
  assert.equal(burst.length, 8);
  const shown = new Set([...labels(first.large), ...labels(first.history)]);
  for (const call of burst) assert.ok(shown.has(call.label), call.label);
  const seconds = {};
  for (let second = 0; second < 60; second++) {
    for (const label of labels(hallPicture(set, now + second * 1000, PLACE).large)) {
      seconds[label] = (seconds[label] ?? 0) + 1;
    }
  }
  for (const call of burst) assert.ok(seconds[call.label] >= 8, `${call.label}: ${seconds[call.label]} s`);
});

test("an arrow points to each zone as the hall says, and to the right where it says nothing", () => {
  const { values: set, now } = sample("zone-elsewhere");
  const arrows = Object.fromEntries(hallPicture(set, now, PLACE).large.map((call) => [call.counter, call.arrow]));
  assert.equal(arrows["5"], "arrow-up");
  assert.equal(arrows["1"], "arrow-left");
  const plain = hallWith([
    ["A001", "1", 0],
    ["D001", "5", 0, { zone: "upstairs" }],
  ]);
  const usual = hallPicture(plain, 1_000, PLACE).large.map((call) => call.arrow);
  assert.deepEqual(usual, ["arrow-up-right", "arrow-right"]);
});

test("those who did not come are listed until they are called again, and not twice", () => {
  const set = hallWith([
    ["A001", "1", 0, { state: "no_show" }],
    ["A002", "2", 10, { state: "no_show" }],
    ["A001", "1", 20, { number: 2, state: "serving" }],
    ["A003", "3", 30],
  ]);
  assert.deepEqual(hallPicture(set, 60_000, PLACE).missed, []);
  const picture = hallPicture(walled(set, { missed: true }), 60_000, PLACE);
  assert.deepEqual(labels(picture.missed), ["A002"]);
  assert.ok(!labels(picture.history).includes("A002"));
});

test("the panel has its place only if the hall wants it and there is something to show; a new call makes it rest", () => {
  const set = walled(hallWith([["A001", "1", 100]]), { panel: true });
  const panel = (values, media) => {
    const picture = hallPicture(values, 105_000, { ...PLACE, media });
    return [picture.panel, picture.layout];
  };
  assert.deepEqual(panel(set, true), [true, "band"]);
  assert.deepEqual(panel(set, false), [false, "side"]);
  assert.deepEqual(panel(walled(set, { panel: false }), true), [false, "side"]);
  assert.equal(hallPicture(set, 105_000, PLACE).quiet, true);
  assert.equal(hallPicture(set, 100_000 + HOLD_MS, PLACE).quiet, false);
  assert.equal(hallPicture(set, 160_000, { ...PLACE, saying: "c1" }).quiet, true);
});

test("the hall's own words and the next numbers reach the wall", () => {
  const { values: set, now } = sample("zone-panel");
  const picture = hallPicture(set, now, PLACE);
  assert.equal(picture.brand.invite.vi, "Kính mời công dân số");
  assert.equal(picture.ticker.en, "Filing online halves the fee.");
  assert.deepEqual(picture.lines.find((line) => line.code === "C").next, ["C118", "C121"]);
  assert.equal(hallPicture(sample("zone-busy").values, now, PLACE).ticker, null);
});
