import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "./speech-player.js";

const RATE = 48_000;

/** An audio device whose clock the test moves. */
class FakeContext {
  constructor() {
    this.currentTime = 0;
    this.state = "running";
    this.destination = { name: "out" };
    this.sources = [];
    this.gains = [];
    this.onstatechange = null;
    this.resumed = 0;
  }

  createGain() {
    const gain = { gain: { value: 1 }, to: null, connect: (to) => Object.assign(gain, { to }).to };
    this.gains.push(gain);
    return gain;
  }

  createBufferSource() {
    const source = {
      buffer: null,
      at: null,
      stopped: false,
      onended: null,
      connect: (to) => Object.assign(source, { to }).to,
      start: (at) => Object.assign(source, { at }),
      stop: () => Object.assign(source, { stopped: true }),
      disconnect: () => {},
    };
    this.sources.push(source);
    return source;
  }

  async decodeAudioData(bytes) {
    const [samples] = new Uint32Array(bytes);
    return { length: samples, duration: samples / RATE };
  }

  async resume() {
    this.resumed += 1;
  }

  async close() {
    this.state = "closed";
  }
}

/** Two clips behind one another, then a third a second later, at half its level. */
const PLAN = {
  samples: 4 * RATE,
  clips: [
    { url: "/sounds/vi/phrase.call.flac", key: "phrase.call", voice: "vi", at: 0, samples: RATE, gain: 1 },
    { url: "/sounds/vi/digit.0.flac", key: "digit.0", voice: "vi", at: RATE, samples: RATE, gain: 1 },
    { url: "/sounds/vi/counter.3.flac", key: "counter.3", voice: "vi", at: 3 * RATE, samples: RATE, gain: 0.5 },
  ],
};
const SHORT = { samples: RATE, clips: PLAN.clips.slice(0, 1) };

/** A player with everything around it made up. */
function stage({ answers = {}, contexts = [new FakeContext()] } = {}) {
  const told = [];
  const asked = [];
  const time = { now: 0 };
  const opened = [];
  const player = new Player({
    hall: "hai-chau",
    token: "secret",
    changed: () => told.push(player.state),
    ended: () => told.push("ended"),
    cut: () => told.push("cut"),
    clock: () => time.now,
    context: () => {
      const context = contexts[opened.length] ?? contexts.at(-1);
      if (!context) throw new Error("no device");
      opened.push(context);
      return context;
    },
    fetch: async (path, { headers }) => {
      asked.push({ path, headers });
      const answer = answers[path];
      if (answer instanceof Error) throw answer;
      if (typeof answer === "number") return { ok: false, status: answer };
      return {
        ok: true,
        json: async () => ({ item: "c10", rate: RATE, passes: { first: PLAN, repeat: PLAN, short: SHORT } }),
        arrayBuffer: async () => new Uint32Array([RATE]).buffer,
      };
    },
  });
  /** Both clocks go on together, or the audio clock stands still. */
  const pass = (ms, { audio = true } = {}) => {
    for (let step = 0; step < ms; step += 250) {
      time.now += 250;
      if (audio) for (const context of opened) context.currentTime += 0.25;
      player.look();
    }
  };
  return { player, told, asked, time, opened, pass };
}

/** As `start`, without a page around it. */
async function started(options) {
  const before = { add: globalThis.addEventListener, every: globalThis.setInterval };
  globalThis.addEventListener = () => {};
  globalThis.setInterval = () => 0;
  const world = stage(options);
  world.player.start();
  globalThis.addEventListener = before.add;
  globalThis.setInterval = before.every;
  await null;
  world.player.look();
  return world;
}

const said = (told) => told.filter((word) => word === "ended" || word === "cut");

test("a pass is scheduled on one clock: every clip at its sample, at its level", async () => {
  const { player, opened, asked } = await started();
  const [context] = opened;
  context.currentTime = 7;
  await player.prepare("c10");
  assert.equal(player.play("c10", "first", 0.8), true);
  const [first, second, third] = context.sources;
  const from = first.at;
  assert.ok(from > 7 && from < 7.5, "a small lead");
  assert.deepEqual(
    [second.at - from, third.at - from].map((s) => Math.round(s * RATE)),
    [RATE, 3 * RATE],
  );
  assert.equal(first.to, context.gains[0], "through the one that sets the volume");
  assert.equal(context.gains[0].gain.value, 0.8);
  assert.equal(third.to.gain.value, 0.5);
  assert.equal(third.to.to, context.gains[0]);
  assert.equal(asked[0].path, "/api/v1/halls/hai-chau/announcements/c10?format=json");
  assert.equal(asked[0].headers.Authorization, "Bearer secret");
  assert.ok(asked.slice(1).every(({ headers }) => headers.Authorization === undefined));
});

test("the end is told once, when the whole pass is over", async () => {
  const { player, told, pass } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  pass(3750);
  assert.deepEqual(said(told), []);
  pass(500);
  assert.deepEqual(said(told), ["ended"]);
  pass(5000);
  assert.deepEqual(said(told), ["ended"]);
  assert.equal(player.underruns, 0);
});

test("a page that was frozen while its sound went on has said it all", async () => {
  const { player, told, time, opened } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  time.now += 30_000;
  opened[0].currentTime += 30;
  player.look();
  assert.deepEqual(said(told), ["ended"]);
});

test("a pass that stands still for too long is cut, and silent", async () => {
  const { player, told, pass, opened } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  pass(1000);
  opened[0].state = "suspended";
  pass(1250, { audio: false });
  assert.deepEqual(said(told), [], "it may yet go on");
  assert.equal(player.state, "ok");
  pass(1000, { audio: false });
  assert.deepEqual(said(told), ["cut"]);
  assert.ok(opened[0].sources.every(({ stopped }) => stopped));
  assert.equal(player.state, "blocked");
  assert.equal(player.underruns, 1);
});

test("a machine that slept and went on in the middle of a sentence has cut it", async () => {
  const { player, told, time, opened, pass } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  pass(1000);
  time.now += 20_000;
  opened[0].currentTime += 3.2;
  player.look();
  assert.deepEqual(said(told), ["cut"]);
});

test("a short gap is counted, and the sentence goes on", async () => {
  const { player, told, pass } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  pass(1000);
  pass(500, { audio: false });
  pass(3500);
  assert.deepEqual(said(told), ["ended"]);
  assert.equal(player.underruns, 1);
});

test("stopped is silent, and tells no end", async () => {
  const { player, told, pass, opened } = await started();
  await player.prepare("c10");
  player.play("c10", "first", 1);
  player.stop();
  assert.ok(opened[0].sources.every(({ stopped, onended }) => stopped && onended === null));
  pass(6000);
  assert.deepEqual(said(told), []);
});

test("a browser that forbids sound is known after a moment; a press mends it", async () => {
  const context = new FakeContext();
  context.state = "suspended";
  const { player, told, pass } = await started({ contexts: [context] });
  assert.equal(player.known, false);
  pass(1250, { audio: false });
  assert.deepEqual([player.known, player.state], [true, "blocked"]);
  const asked = context.resumed;
  player.mend();
  assert.equal(context.resumed, asked + 1);
  context.state = "running";
  context.onstatechange();
  assert.equal(player.state, "ok");
  assert.equal(told.at(-1), "ok");
});

test("a device whose clock stands still is lost, and opened anew after a while", async () => {
  const dead = new FakeContext();
  const { player, told, pass, opened } = await started({ contexts: [dead, new FakeContext()] });
  pass(1000);
  pass(2000, { audio: false });
  assert.equal(player.state, "lost");
  assert.deepEqual(told.slice(-1), ["lost"]);
  pass(1000, { audio: false });
  assert.equal(opened.length, 1, "not at once");
  pass(1500, { audio: false });
  pass(250);
  assert.equal(opened.length, 2);
  assert.equal(dead.state, "closed");
  assert.equal(player.state, "ok");
});

test("no device at all is lost too", async () => {
  const { player, told, pass } = await started({ contexts: [] });
  pass(1250);
  assert.deepEqual([player.state, told], ["lost", ["lost", "lost"]], "told at once, and when it is sure");
});

test("what cannot be had is refused, and asked for again the next time", async () => {
  const clip = "/sounds/vi/digit.0.flac";
  const answers = { [clip]: 404 };
  const { player, asked } = await started({ answers });
  await assert.rejects(player.prepare("c10"), /404/);
  assert.equal(player.play("c10", "first", 1), false);
  delete answers[clip];
  await player.prepare("c10");
  assert.equal(player.play("c10", "first", 1), true);
  assert.equal(asked.filter(({ path }) => path === "/sounds/vi/phrase.call.flac").length, 1, "clips are kept");
});

test("what was fetched once is not fetched again", async () => {
  const { player, asked } = await started();
  await Promise.all([player.prepare("c10"), player.prepare("c10")]);
  await player.prepare("c11");
  assert.equal(asked.filter(({ path }) => path.includes("/sounds/")).length, 3);
});

test("the same voice's other digits, letters and counters are fetched ahead", async () => {
  const { player, asked } = await started({ answers: { "/sounds/vi/counter.9.flac": 404 } });
  const { announcement } = await player.prepare("c10");
  await player.warm(announcement, { letters: ["A"], counters: ["3", "9"] });
  const clips = asked.map(({ path }) => path).filter((path) => path.startsWith("/sounds/"));
  for (let digit = 0; digit < 10; digit++) assert.ok(clips.includes(`/sounds/vi/digit.${digit}.flac`), `${digit}`);
  assert.ok(clips.includes("/sounds/vi/counter.9.flac"), "a voice need not have it");
  assert.equal(new Set(clips).size, clips.length);
});

test("decoded clips are bounded: those not used for longest go first", async () => {
  const { player, asked } = await started();
  const { announcement } = await player.prepare("c10");
  const counters = Array.from({ length: 300 }, (_, index) => String(index + 100));
  await player.warm(announcement, { letters: [], counters });
  const before = asked.length;
  await player.warm(announcement, { letters: [], counters: ["399"] });
  assert.equal(asked.filter(({ path }) => path.endsWith("counter.399.flac")).length, 1, "the newest is kept");
  await player.warm(announcement, { letters: [], counters: ["100"] });
  assert.ok(asked.length > before, "the oldest was let go");
});
