import assert from "node:assert/strict";
import { test } from "node:test";
import { KioskPaper, outcomeOf, UNPRINTED_MS } from "./print.js";

const ticket = (id, print) => ({ id, label: "B045", issued_at: 1_000, ...(print ? { print } : {}) });
const result = (one) => ({ screen: "result", ticket: one, until: 8_000 });
const told = (state, why) => ({ "print/p7": { printer: "door", copy: 1, at: 0, state, ...(why ? { why } : {}) } });

/** A browser's storage, which stays when the page is loaded anew. */
function storage() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

test("a number stays while its print is under way, and longer without paper, but not for ever", () => {
  const paper = new KioskPaper({ width: null, storage: storage() });
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

test("without any printer a number stays as long as one whose paper did not come", () => {
  const stays = (width, print) => new KioskPaper({ width, storage: storage() }).stays(ticket("t1", print), 8_000);
  assert.equal(stays(null, undefined), UNPRINTED_MS);
  assert.equal(stays("80", undefined), 8_000);
  assert.equal(stays(null, "p7"), 8_000);
});
