import assert from "node:assert/strict";
import { test } from "node:test";
import { Seats } from "./seats.js";

const calls = (words) => [...words].map((id) => ({ id, fresh: false }));
const told = (seated) => seated.map(({ seat, place, call }) => `${call.id} ${seat} at ${place}`);

test("a call that comes takes the element of the one that goes, and the others keep theirs", () => {
  const seats = new Seats();
  assert.deepEqual(told(seats.seat(calls("cba"))), ["c 0 at 0", "b 1 at 1", "a 2 at 2"]);
  assert.deepEqual(told(seats.seat(calls("dcb"))), ["c 0 at 1", "b 1 at 2", "d 2 at 0"]);
  assert.deepEqual(told(seats.seat(calls("edc"))), ["c 0 at 2", "e 1 at 0", "d 2 at 1"]);
});

test("fewer calls have fewer elements, and one more has a new one behind the others", () => {
  const seats = new Seats();
  seats.seat(calls("cba"));
  assert.deepEqual(told(seats.seat(calls("ca"))), ["c 0 at 0", "a 2 at 1"]);
  assert.deepEqual(told(seats.seat(calls("dca"))), ["c 0 at 1", "a 2 at 2", "d 3 at 0"]);
  assert.deepEqual(told(seats.seat([])), []);
  assert.deepEqual(told(seats.seat(calls("e"))), ["e 4 at 0"]);
});

test("an element that still fades is taken over by nobody", () => {
  const seats = new Seats();
  seats.seat([{ id: "a", fresh: true }]);
  assert.deepEqual(
    told(seats.seat([{ id: "b", fresh: true }])),
    ["b 1 at 0"],
    "a recall of the same number fades anew",
  );
  seats.seat(calls("b"));
  assert.deepEqual(told(seats.seat([{ id: "c", fresh: true }])), ["c 1 at 0"]);
});

test("over a day of calls each is shown once, at its place, by an element that no other has", () => {
  const seats = new Seats();
  let state = 7;
  const dice = (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
  let list = [];
  for (let round = 0; round < 2_000; round++) {
    const fresh = Array.from({ length: dice(4) }, (_, index) => ({ id: `c${round}.${index}`, fresh: true }));
    list = [...fresh, ...list.filter(() => dice(5) > 0).map(({ id }) => ({ id, fresh: dice(3) === 0 }))].slice(0, 6);
    const before = new Map(seats.seat(list).map(({ seat, call }) => [call.id, seat]));
    const seated = seats.seat(list);
    assert.deepEqual(new Set(seated.map(({ call }) => call)), new Set(list));
    assert.equal(new Set(seated.map(({ seat }) => seat)).size, list.length);
    for (const { seat, place, call } of seated) {
      assert.equal(list[place], call);
      assert.equal(before.get(call.id), seat);
    }
  }
});
