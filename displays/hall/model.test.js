import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, receive, values } from "../shared/live-model.js";
import { deskPicture, FRESH_MS, HISTORY_ROWS, HOLD_MS, hallPicture, schedule } from "./model.js";

const PLACE = { zone: "main", linesPerPage: 4 };

function sample(name) {
  const { frames } = JSON.parse(
    readFileSync(new URL(`../../crates/wire/samples/${name}.json`, import.meta.url), "utf8"),
  );
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  return { values: values(model), now: model.now };
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

test("every call of a hundred at once stands large for ten seconds, three at most at a time", () => {
  const calls = Array.from({ length: 100 }, (_, index) => ({
    id: `c${index}`,
    label: `A${index}`,
    at: index * 100,
    state: "calling",
  }));
  const turns = schedule(calls);
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
  const midday = hallWith([], { kind: "before", issuing_from: noon + 3_600_000, opens: noon + 5_400_000 });
  assert.equal(hallPicture(midday, noon, PLACE).calm?.kind, "break");
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
