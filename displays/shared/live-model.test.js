import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BEHIND_MS, begin, freshness, hello, OFFLINE_MS, pause, receive, tried } from "./live-model.js";

const sample = (name) =>
  JSON.parse(readFileSync(new URL(`../../crates/wire/samples/${name}.json`, import.meta.url), "utf8"));

const snapshot = (seq, set, epoch = "e1") => ({ type: "snapshot", epoch, seq, now: 1000 + seq, set });
const update = (from, seq, set, epoch = "e1") => ({ type: "update", epoch, from, seq, now: 1000 + seq, set });

/** @param {any[]} frames */
function follow(frames) {
  let model = begin(0);
  const acts = [];
  for (const frame of frames) {
    const step = receive(model, frame, 10);
    model = step.model;
    acts.push(step.act);
  }
  return { model, acts };
}

test("an update that follows is applied, null deletes, and what comes again changes nothing", () => {
  const second = update(5, 7, { "call/c7": { label: "A002" }, "call/c1": null });
  const { model, acts } = follow([snapshot(5, { "call/c1": { label: "A001" } }), second, second]);
  assert.deepEqual(acts, ["paint", "paint", "ignore"]);
  assert.deepEqual(model.values, { "call/c7": { label: "A002" } });
  assert.deepEqual(model.position, { epoch: "e1", seq: 7 });
});

test("an update that overlaps is applied: values are whole", () => {
  const { model, acts } = follow([snapshot(5, {}), update(3, 6, { "line/A": { waiting: 2 } })]);
  assert.deepEqual(acts, ["paint", "paint"]);
  assert.equal(model.position?.seq, 6);
});

test("a gap asks again from where the page stands", () => {
  const { model, acts } = follow([snapshot(5, {}), update(6, 7, { "line/A": { waiting: 2 } })]);
  assert.deepEqual(acts, ["paint", "hello"]);
  assert.deepEqual(hello(model, { view: "v" }).frame.at, ["e1", 5]);
  assert.deepEqual(model.values, {});
});

test("another epoch asks for everything", () => {
  const { model, acts } = follow([snapshot(5, {}), update(5, 6, {}, "e2")]);
  assert.deepEqual(acts, ["paint", "hello"]);
  assert.equal("at" in hello(model, { view: "v" }).frame, false);
});

test("a snapshot forgets what stood before, even from an earlier position", () => {
  const { model } = follow([snapshot(9, { "call/c9": { label: "A009" } }), snapshot(2, {}, "e2")]);
  assert.deepEqual(model.values, {});
  assert.deepEqual(model.position, { epoch: "e2", seq: 2 });
});

test("a beat carries hall time on and paints nothing", () => {
  const { model, acts } = follow([snapshot(5, {}), { ...update(5, 5, {}), now: 9000 }]);
  assert.deepEqual(acts, ["paint", "ignore"]);
  assert.equal(model.now, 9000);
});

test("live facts add up, and are whole again after hello", () => {
  let { model } = follow([
    snapshot(5, {}),
    { type: "live", set: { "wait/A": { low_s: 1, high_s: 2 } } },
    { type: "live", set: { "wait/B": { low_s: 3, high_s: 4 } } },
  ]);
  assert.deepEqual(Object.keys(model.values), ["wait/A", "wait/B"]);
  model = hello(model, { view: "v" }).model;
  assert.deepEqual(Object.keys(model.values), ["wait/A", "wait/B"], "what is known stays until the answer");
  model = receive(model, { type: "live", set: { "wait/B": { low_s: 5, high_s: 6 } } }, 20).model;
  assert.deepEqual(model.values, { "wait/B": { low_s: 5, high_s: 6 } });
});

test("frames and kinds of a later version are passed over", () => {
  const { model, acts } = follow([snapshot(5, {}), { type: "weather", rain: true }]);
  assert.deepEqual(acts, ["paint", "ignore"]);
  assert.equal(model.position?.seq, 5);
});

test("freshness: live, behind after six seconds, offline after twelve, and live again", () => {
  const { model } = follow([snapshot(5, {})]);
  assert.equal(freshness(model, 10 + BEHIND_MS - 1), "live");
  assert.equal(freshness(model, 10 + BEHIND_MS), "behind");
  assert.equal(freshness(model, 10 + OFFLINE_MS), "offline");
  const back = receive(model, update(5, 5, {}), 10 + OFFLINE_MS + 1).model;
  assert.equal(freshness(back, 10 + OFFLINE_MS + 2), "live");
});

test("before the first frame a page connects, then says that it is offline", () => {
  assert.equal(freshness(begin(0), 100), "connecting");
  assert.equal(freshness(begin(0), OFFLINE_MS), "offline");
});

test("the server's range decides when to come back; without one the pause doubles up to its end", () => {
  let model = begin(0);
  assert.equal(pause(model, { code: 4008, why: "slow", again_ms: [1000, 3000] }, 0.5), 2000);
  const pauses = [];
  for (let i = 0; i < 8; i++) {
    model = tried(model);
    pauses.push(pause(model, null, 0.999999));
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
});

test("a bye from 4100 on means: not again", () => {
  const { model, acts } = follow([snapshot(5, {}), { type: "bye", code: 4101, why: "unauthorized" }]);
  assert.deepEqual(acts, ["paint", "leave"]);
  assert.equal(freshness(model, 20), "ended");
  assert.equal(pause(model, null, 0.5), null);
});

test("the sample of a reconnect ends at the new epoch", () => {
  const { frames } = sample("zone-reconnect");
  const { model, acts } = follow(frames);
  const last = frames.findLast((frame) => frame.type === "snapshot");
  assert.ok(acts.includes("leave"));
  assert.deepEqual(model.position, { epoch: last.epoch, seq: last.seq });
});
