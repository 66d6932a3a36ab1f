import assert from "node:assert/strict";
import { test } from "node:test";
import { Commander, uuidv7 } from "./command.js";

/**
 * A server that answers in turn; a function instead of an answer may throw, as a broken network does.
 *
 * @param {(() => Response)[]} answers
 */
function against(answers) {
  const requests = [];
  const phases = [];
  const waits = [];
  let time = 0;
  const commander = new Commander({
    token: () => "secret",
    changed: (progress) => phases.push(progress.phase),
    monotonic: () => time,
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
    fetch: async (path, init) => {
      requests.push({ path, ...init });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer();
    },
  });
  return { commander, requests, phases, waits };
}

const json =
  (status, body, headers = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers });
const broken = () => {
  throw new TypeError("network");
};

test("keys are of version 7 and stand in the order of time", () => {
  const key = uuidv7(0x0190_0000_0000);
  assert.match(key, /^01900000-0000-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(uuidv7(1000) < uuidv7(2000));
});

test("one answer, one request", async () => {
  const { commander, requests, phases } = against([json(200, { call: null })]);
  const outcome = await commander.send("/next", { seen: null });
  assert.deepEqual(outcome, { ok: true, status: 200, body: { call: null } });
  assert.equal(requests.length, 1);
  assert.equal(requests[0].headers.Authorization, "Bearer secret");
  assert.deepEqual(phases, ["sending", "idle"]);
});

test("a broken network and a busy server are asked again under the same key", async () => {
  const half = () => new Response("<html>bad gateway", { status: 502 });
  const { commander, requests, phases, waits } = against([
    broken,
    json(503, {}, { "Retry-After": "2" }),
    half,
    json(201, { label: "A001" }),
  ]);
  const outcome = await commander.send("/tickets", { group: "A" });
  assert.equal(outcome.ok, true);
  assert.equal(requests.length, 4);
  assert.equal(new Set(requests.map((request) => request.headers["Idempotency-Key"])).size, 1);
  assert.equal(waits[1], 2000, "the server said how long");
  assert.ok(phases.includes("waiting"));
  assert.equal(phases.at(-1), "idle");
});

test("a refusal is an answer: not asked again, and kept for the page to tell", async () => {
  const { commander, requests } = against([json(409, { code: "stale_screen", detail: "…", status: 409 })]);
  const outcome = await commander.send("/next", { seen: "t1" });
  assert.equal(outcome.ok, false);
  assert.equal(requests.length, 1);
  assert.equal(commander.progress.phase, "failed");
  assert.equal(commander.progress.problem?.code, "stale_screen");
});

test("without any answer it says that it does not know", async () => {
  const { commander } = against([broken]);
  const outcome = await commander.send("/next", {}, { giveUpMs: 5000 });
  assert.equal(outcome.ok, false);
  assert.equal(commander.progress.problem?.code, "no_answer");
  assert.equal(commander.busy, false);
});

test("whoever was only turned away hears that, and not that nobody knows what was done", async () => {
  const refusal = { code: "too_many_requests", detail: "…", status: 429 };
  const { commander, requests, waits } = against([json(429, refusal, { "Retry-After": "2" })]);
  const outcome = await commander.send("/tickets", { group: "A" }, { giveUpMs: 5000 });
  assert.equal(outcome.problem.code, "too_many_requests");
  assert.equal(commander.progress.problem?.code, "too_many_requests");
  assert.ok(requests.length > 1, "it was tried again");
  assert.ok(waits.every((wait) => wait >= 2000));

  const proxy = against([() => new Response("<html>slow down", { status: 429 })]);
  assert.equal((await proxy.commander.send("/tickets", {}, { giveUpMs: 1000 })).problem.code, "too_many_requests");

  const doubt = against([broken, json(429, refusal)]);
  assert.equal((await doubt.commander.send("/tickets", {}, { giveUpMs: 1000 })).problem.code, "no_answer");

  const inTime = against([json(429, refusal, { "Retry-After": "1" }), json(201, { label: "A001" })]);
  assert.equal((await inTime.commander.send("/tickets", {}, { giveUpMs: 5000 })).ok, true);
});

test("too many wrong secrets are told at once and not tried again", async () => {
  const refusal = { code: "login_delayed", detail: "…", status: 429 };
  const { commander, requests } = against([json(429, refusal, { "Retry-After": "1" })]);
  const outcome = await commander.send("/unlock", { pin: "0000" });
  assert.equal(outcome.problem.code, "login_delayed");
  assert.equal(requests.length, 1);
});
