import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeOf, Paper, paperOf, UNPRINTED_MS } from "./print.js";
import * as standing from "./standing.js";

const ticket = (id, print, issued_at = 1_000) => ({ id, label: "B045", issued_at, ...(print ? { print } : {}) });
const result = (one) => ({ screen: "result", ticket: one, until: 8_000 });
const told = (state, why) => ({ "print/p7": { printer: "door", copy: 1, at: 0, state, ...(why ? { why } : {}) } });

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

test("a number stays while its print is under way, and longer without paper, but not for ever", () => {
  const paper = new Paper({ width: null, storage: storage() });
  const place = result(ticket("t1", "p7"));
  assert.deepEqual(paper.held(place, {}, 1_000), place, "the usual time is long enough");
  assert.equal(paper.held(place, {}, 7_000).until, 10_000);
  assert.equal(paper.held(place, told("printed"), 7_000), place);
  const failed = paper.held(place, told("failed", "paper_out"), 9_000);
  assert.equal(failed.until, 9_000 + UNPRINTED_MS);
  assert.equal(paper.held(failed, told("failed", "paper_out"), 20_000).until, failed.until, "held once");
});

test("how a print goes is told by the view; a printer that never says is not waited for", () => {
  const one = ticket("t1", "p7");
  assert.equal(outcomeOf(ticket("t1"), {}, 0), null);
  assert.equal(outcomeOf(one, {}, 0)?.kind, "printing");
  assert.equal(outcomeOf(one, told("asked"), 14_000)?.kind, "printing");
  assert.deepEqual(outcomeOf(one, told("asked"), 16_000), { kind: "unknown", why: "slow" });
  assert.equal(outcomeOf(one, told("sent"), 0)?.kind, "printed");
  assert.deepEqual(outcomeOf(one, told("unknown", "cut_off"), 0), { kind: "unknown", why: "cut_off" });
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

test("without any printer a number stays as long as one whose paper did not come", () => {
  const stays = (width, print) => new Paper({ width, storage: storage() }).stays(ticket("t1", print), 8_000);
  assert.equal(stays(null, undefined), UNPRINTED_MS);
  assert.equal(stays("80", undefined), 8_000);
  assert.equal(stays(null, "p7"), 8_000);
});

test("a number on the screen outlives a reload, to the end of its time", () => {
  const tab = { ...storage(), removeItem: () => {} };
  const one = { ticket: ticket("t1"), service: "birth", language: "en", large: true, contrast: false };
  standing.keep(one, 8_000, tab, 100_000);
  assert.deepEqual(standing.kept(tab, 103_000), { ...one, leftMs: 5_000 });
  assert.equal(standing.kept(tab, 108_000), null);
  standing.keep(one, 3_600_000, tab, 100_000);
  assert.ok((standing.kept(tab, 100_000)?.leftMs ?? 0) <= 60_000, "whatever a clock did");
  tab.setItem("goiso.kiosk.standing", "not json");
  assert.equal(standing.kept(tab, 0), null);
});
