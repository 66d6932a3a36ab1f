import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOf } from "./model.js";

const october = { from: "2026-10-01", to: "2026-10-31" };
const last = { ...october, due_at: 1000 };
const delivery = { name: "thang", report: "monthly", hall: null, every: "month", files: ["xlsx"], last, ways: [] };
/** @type {import("./deliveries.js").Way} */
const way = { way: "mail", to: ["a@b.example"], done: null, trouble: null };

test("a way is told as done, not due yet, due, or failing", () => {
  const september = { from: "2026-09-01", to: "2026-09-30", at: 500 };
  assert.equal(standingOf(delivery, way, 999), "waits");
  assert.equal(standingOf(delivery, way, 1000), "due");
  assert.equal(standingOf(delivery, { ...way, done: september }, 999), "waits");
  assert.equal(standingOf(delivery, { ...way, done: september }, 1000), "due");
  assert.equal(standingOf(delivery, { ...way, done: { ...october, at: 1500 } }, 2000), "done");
  assert.equal(standingOf({ ...delivery, last: null }, way, 2000), "waits");
  const trouble = { why: "550", times: 2, again_at: 3000 };
  assert.equal(standingOf(delivery, { ...way, done: september, trouble }, 2000), "fails");
});
