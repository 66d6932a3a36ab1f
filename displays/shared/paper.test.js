import assert from "node:assert/strict";
import { test } from "node:test";
import { Paper, paperOf } from "./paper.js";

const ticket = (id, print, issued_at = 1_000) => ({ id, label: "B045", issued_at, ...(print ? { print } : {}) });

/** A browser's storage, which stays when the page is loaded anew. */
function storage() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

test("the address says how wide the browser's paper is, or nothing does", () => {
  assert.deepEqual(["on", "80", "58", "72", null].map(paperOf), ["80", "80", "58", null, null]);
});

test("the browser prints a ticket once, whatever is pressed or loaded anew", () => {
  const kept = storage();
  let prints = 0;
  const page = () => new Paper({ width: "80", print: () => prints++, storage: kept });
  const first = page();
  first.given(ticket("t1"));
  first.given(ticket("t1"));
  page().given(ticket("t1"));
  assert.equal(prints, 1);
  page().given(ticket("t2"));
  assert.equal(prints, 2);
  page().given(ticket("t1", undefined, 90_000));
  assert.equal(prints, 3, "the same id in another log is another ticket");
});

test("a browser that keeps nothing gives paper all the same, and once", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error("full");
    },
  };
  let prints = 0;
  const paper = new Paper({ width: "80", print: () => prints++, storage: full });
  paper.given(ticket("t1"));
  paper.given(ticket("t1"));
  assert.deepEqual([prints, paper.copies(ticket("t1"))], [1, 1]);
});

test("what the server prints the browser does not, and a kiosk without paper prints nothing", () => {
  let prints = 0;
  const print = () => prints++;
  new Paper({ width: "58", print, storage: storage() }).given(ticket("t1", "p7"));
  new Paper({ width: null, print, storage: storage() }).given(ticket("t1"));
  assert.equal(prints, 0);
});

test("the browser prints marked copies on request, a few, and none of what the server prints", () => {
  let prints = 0;
  const drawn = /** @type {number[]} */ ([]);
  const paper = new Paper({ width: "80", print: () => prints++, storage: storage() });
  const one = ticket("t1");
  assert.equal(paper.mayCopy(one), false, "nothing came out yet");
  paper.given(one);
  assert.deepEqual([paper.copies(one), paper.mayCopy(one)], [1, true]);
  for (let press = 0; press < 5; press++) paper.copy(one, () => drawn.push(paper.copies(one)));
  assert.equal(prints, 3);
  assert.deepEqual(drawn, [2, 3], "drawn as a copy before it is printed");
  assert.equal(paper.mayCopy(one), false);
  assert.equal(new Paper({ width: "80", print: () => {}, storage: storage() }).mayCopy(ticket("t1", "p7")), false);
});
