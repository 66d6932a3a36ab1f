import assert from "node:assert/strict";
import { test } from "node:test";
import { Officers } from "./officers.js";

/** A server that knows these people, a clock, and what was asked. @param {Record<string, string>} names */
function stage(names) {
  const seen = { asked: 0, drawn: 0, now: 0, status: 200 };
  const officers = new Officers("hoa-phuong", {
    token: () => "t",
    changed: () => seen.drawn++,
    clock: () => seen.now,
    ask: async (path, token) => {
      seen.asked++;
      assert.deepEqual([path, token], ["/api/v1/halls/hoa-phuong/officers", "t"]);
      return { status: seen.status, body: { names: { ...names } }, text: "" };
    },
  });
  return { officers, seen };
}

test("an id is a name once the server has told it, and is asked for once", async () => {
  const { officers, seen } = stage({ "p-lan": "Nguyễn Thị Ngọc Lan" });
  assert.equal(officers.name("p-lan"), "p-lan");
  assert.equal(officers.name("p-lan"), "p-lan");
  await officers.look();
  assert.equal(officers.name("p-lan"), "Nguyễn Thị Ngọc Lan");
  assert.deepEqual([seen.asked, seen.drawn], [1, 1]);
});

test("somebody new is asked for, but not at every stroke", async () => {
  /** @type {Record<string, string>} */
  const names = {};
  const { officers, seen } = stage(names);
  await officers.look();
  names["p-an"] = "An";
  seen.now = 9_999;
  assert.equal(officers.name("p-an"), "p-an");
  assert.equal(seen.asked, 1);
  seen.now = 10_000;
  officers.name("p-an");
  assert.equal(seen.asked, 2);
  await new Promise((done) => setImmediate(done));
  assert.equal(officers.name("p-an"), "An");
});

test("without an answer ids stand, and what is known stays", async () => {
  const { officers, seen } = stage({ "p-lan": "Lan" });
  await officers.look();
  Object.assign(seen, { now: 20_000, status: 0 });
  assert.equal(officers.name("p-an"), "p-an");
  await new Promise((done) => setImmediate(done));
  assert.equal(officers.name("p-lan"), "Lan");
});

test("in a sample nobody is asked", () => {
  const officers = new Officers(null, { token: () => null, changed: () => {}, ask: () => assert.fail("asked") });
  assert.equal(officers.name("Đỗ Thị Mỹ Hạnh"), "Đỗ Thị Mỹ Hạnh");
});
