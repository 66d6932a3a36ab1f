import assert from "node:assert/strict";
import { test } from "node:test";
import { begin, receive } from "./live-model.js";
import { callsOf, countersOf, howMany, linesOf, noticesOf } from "./values.js";

test("a view is taken apart by what frames change just as it would be anew", () => {
  let state = 11;
  const dice = (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
  const one = () => {
    const id = dice(12);
    switch (dice(5)) {
      case 0:
        return [`counter/${id}`, { number: `${id}`, state: dice(3) }];
      case 1:
        return [`notice/n${id}`, { at: dice(50), text: { vi: `${dice(9)}`, en: "" } }];
      case 2:
        return [`line/${"ABC"[dice(3)]}`, { waiting: dice(30) }];
      default:
        return [`call/c${id}`, { at: dice(1000), label: `A${dice(99)}`, state: "calling" }];
    }
  };
  const groups = [..."ABC"].map((code) => ({ code, name: { vi: code, en: code } }));
  const seen = (values) => [
    callsOf(values),
    countersOf(values),
    howMany(values, "counter"),
    linesOf(values),
    noticesOf(values, 20),
  ];
  let model = begin(0);
  let seq = 0;
  let looked = 0;
  for (let round = 0; round < 3_000; round++) {
    const set = Object.fromEntries(Array.from({ length: dice(4) }, one));
    for (const key of Object.keys(model.values)) if (key !== "hall" && dice(15) === 0) set[key] = null;
    const all = round === 0 || dice(200) === 0;
    const frame = all
      ? { type: "snapshot", set: { ...Object.fromEntries(Array.from({ length: 40 }, one)), hall: { groups } } }
      : { type: ["update", "live"][dice(2)], from: seq, set };
    seq += 1;
    model = receive(model, { epoch: "e", seq, now: round, ...frame }, 0).model;
    // Some frames come before anybody has looked at those before.
    if (dice(3) === 0) continue;
    looked += 1;
    assert.deepEqual(seen(model.values), seen({ ...model.values }));
  }
  assert.ok(looked > 1_000);
});

test("whoever sorts a list that was given sorts no other", () => {
  const values = { "call/c1": { at: 1 }, "call/c2": { at: 2 } };
  callsOf(values).reverse();
  assert.deepEqual(
    callsOf(values).map(({ id }) => id),
    ["c1", "c2"],
  );
});
