import assert from "node:assert/strict";
import { test } from "node:test";
import { historyPicture, keyLeads } from "./model.js";

const moment = (change = {}) => ({
  proof: { at: { epoch: "e", seq: 9 }, hash: "00" },
  now: 1_000_000,
  day: "2026-11-23",
  from: 960_000,
  until: 2_000_000,
  before: 999_000,
  after: null,
  supervisor: {},
  zones: {},
  marks: [],
  ...change,
});

test("keys go by minutes and by events and never out of the day", () => {
  const press = (key, shiftKey = false) => keyLeads({ key, shiftKey }, moment());
  assert.equal(press("ArrowRight"), 1_060_000);
  assert.equal(press("ArrowLeft"), 960_000, "the day's log begins there");
  assert.equal(press("ArrowLeft", true), 999_000);
  assert.equal(press("ArrowRight", true), null, "nothing happened after");
  assert.equal(press("PageUp"), 1_900_000);
  assert.equal(press("Home"), 960_000);
  assert.equal(press("End"), 2_000_000);
  assert.equal(press("x"), null);
});

test("calls stand newest first, with who showed and said them; marks name their number", () => {
  const call = (label, at, delivery) => ({
    label,
    group: "A",
    counter: "1",
    zone: "main",
    number: 1,
    state: "calling",
    at,
    delivery,
  });
  const picture = historyPicture(
    moment({
      supervisor: {
        "call/c9": call("A001", 900, { shown: 0, of: 0, missing: [], said: 0, unsaid: "old" }),
        "call/c10": call("A002", 900, { shown: 2, of: 2, missing: [], said: 1 }),
      },
      marks: [
        { seq: 1, at: 900, what: "granted", item: "c10", zone: "main", devices: ["d"], why: null },
        { seq: 2, at: 950, what: "said", item: "n3", zone: "main", devices: ["d"], why: null },
      ],
    }),
  );
  assert.deepEqual(
    picture.calls.map((entry) => [entry.label, entry.shown, entry.said, entry.unsaid]),
    [
      ["A002", 2, 1, null],
      ["A001", 0, 0, "old"],
    ],
  );
  assert.deepEqual(
    picture.marks.map((mark) => [mark.item, mark.label]),
    [
      ["n3", null],
      ["c10", "A002"],
    ],
  );
});

test("a call leads to its ticket where the ticket is known", () => {
  const call = (label) => ({ label, group: "A", counter: "1", zone: "main", number: 1, state: "serving", at: 900 });
  const ticket = {
    id: "t7",
    label: "A001",
    group: "A",
    class: "ordinary",
    channel: "kiosk",
    state: "serving",
    arrived_at: 800,
  };
  const supervisor = { "call/c9": call("A001"), "call/c8": call("A002"), "ticket/t7": ticket };
  const { calls } = historyPicture(moment({ supervisor }));
  assert.deepEqual(
    calls.map((entry) => [entry.label, entry.ticket]),
    [
      ["A001", "t7"],
      ["A002", null],
    ],
  );
});
