import assert from "node:assert/strict";
import { test } from "node:test";
import { Handed, MOST_TELLINGS, MOST_UNTOLD } from "./handed.js";
import { Paper } from "./paper.js";

/** A browser's storage, which stays when the page is loaded anew. */
function storage() {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

/** A server that answers as it is told to, and remembers what it was asked. */
function server() {
  const heard = [];
  const it = {
    heard,
    answer: { ok: true, status: 200, body: {} },
    send: async (path, body, { key }) => {
      heard.push({ path, body, key });
      return it.answer;
    },
  };
  return it;
}

const SILENCE = { ok: false, problem: { code: "no_answer", status: 0 } };
const refusal = (status) => ({ ok: false, problem: { code: "ticket_state", status } });
const settled = () => new Promise((done) => setImmediate(done));

test("a slip is printed before anybody is told of it, and told of once", async () => {
  const { heard, send } = server();
  const handed = new Handed({ hall: "q1", send, storage: storage() });
  const seen = [];
  const paper = new Paper({ width: "58", print: () => seen.push(heard.length), storage: storage(), handed });
  const one = { id: "t1", label: "B045" };
  paper.given(one);
  paper.given(one);
  assert.deepEqual(seen, [0], "printed, and nobody asked");
  await settled();
  assert.deepEqual(heard, [
    {
      path: "/api/v1/halls/q1/tickets/t1/browser-print",
      body: { paper: "58", copy: 1 },
      key: "browser-print-t1-1",
    },
  ]);
  paper.copy(one, () => {});
  await settled();
  assert.deepEqual([heard[1].body, heard[1].key], [{ paper: "58", copy: 2 }, "browser-print-t1-2"]);
  assert.deepEqual(handed.untold, []);
});

test("whatever the telling does, paper comes", () => {
  const full = {
    getItem: () => "no list",
    setItem: () => {
      throw new Error("full");
    },
  };
  const send = () => new Promise(() => {});
  let prints = 0;
  const handed = new Handed({ hall: "q1", send, storage: full });
  const paper = new Paper({ width: "80", print: () => prints++, storage: storage(), handed });
  paper.given({ id: "t1" });
  paper.given({ id: "t2" });
  assert.equal(prints, 2);
});

test("what could not be told is told under the same key when the line is back, also by a page loaded anew", async () => {
  const kept = storage();
  const line = server();
  line.answer = SILENCE;
  const page = () => new Handed({ hall: "q1", send: line.send, storage: kept });
  const first = page();
  first.line("live");
  first.note("t1", 1, "80");
  await first.tell();
  first.line("offline");
  await settled();
  assert.equal(line.heard.length, 1, "nobody asks while the line is gone");
  const second = page();
  line.answer = { ok: true, status: 200, body: {} };
  second.line("connecting");
  second.line("live");
  await settled();
  second.line("live");
  await settled();
  assert.deepEqual(
    line.heard.map(({ key }) => key),
    ["browser-print-t1-1", "browser-print-t1-1"],
  );
  assert.deepEqual(page().untold, []);
});

test("a refusal settles a slip; one who is to be let in again, a crowd and a fault do not", async () => {
  for (const [status, waits] of /** @type {const} */ ([
    [409, 0],
    [404, 0],
    [401, 1],
    [429, 1],
    [500, 1],
  ])) {
    const line = server();
    line.answer = refusal(status);
    const handed = new Handed({ hall: "q1", send: line.send, storage: storage() });
    handed.note("t1", 1, "80");
    await handed.tell();
    assert.equal(handed.untold.length, waits, `${status}`);
  }
});

test("neither slips nor tellings pile up", async () => {
  const line = server();
  line.answer = SILENCE;
  const handed = new Handed({ hall: "q1", send: line.send, storage: storage() });
  for (let number = 0; number < MOST_UNTOLD + 5; number++) handed.note(`t${number}`, 1, "80");
  assert.deepEqual([handed.untold.length, handed.untold[0]?.ticket], [MOST_UNTOLD, "t5"]);
  const alone = new Handed({ hall: "q1", send: line.send, storage: storage() });
  alone.note("t1", 1, "80");
  for (let time = 0; time < MOST_TELLINGS + 5; time++) await alone.tell();
  assert.deepEqual([line.heard.length, alone.untold], [MOST_TELLINGS, []]);
});

test("nobody tells of what another one printed", () => {
  const kept = storage();
  const { send } = server();
  new Handed({ hall: "q1", send, by: "Mai", storage: kept }).note("t1", 1, "80");
  assert.equal(new Handed({ hall: "q1", send, by: "Lan", storage: kept }).untold.length, 0);
  assert.equal(new Handed({ hall: "q1", send, by: "Mai", storage: kept }).untold.length, 1);
});
