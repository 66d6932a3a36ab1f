import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { longestMs, SpeechMachine, volumeAt } from "./speech-model.js";

const BASE = 1_795_401_667_000;
const scenarios = JSON.parse(readFileSync(new URL("./speech-scenarios.json", import.meta.url), "utf8"));

/** Hall times within a view of a scenario stand without their base. */
function based(input) {
  if (input.kind !== "view") return input;
  const shift = (values) =>
    Object.fromEntries(Object.entries(values).map(([item, value]) => [item, { ...value, at: value.at + BASE }]));
  return { ...input, calls: shift(input.calls), notices: shift(input.notices) };
}

test("there are scenarios, each with a name of its own", () => {
  assert.ok(scenarios.length >= 25);
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
});

for (const { name, rank, repeat, steps } of scenarios) {
  test(`scenario: ${name}`, () => {
    const machine = new SpeechMachine({ rank, repeat });
    for (const { at, hall, in: input, out } of steps) {
      const told = machine.feed(based(input), at, BASE + (hall ?? at));
      assert.deepEqual(told, out, `at ${at} ms, ${JSON.stringify(input)}`);
    }
  });
}

test("a tick is wanted exactly when one changes something: every scenario fed by its own clock is the same", () => {
  for (const { name, rank, repeat, steps } of scenarios) {
    // Where hall time and the machine disagree, or it was frozen, the clock did not run as it is taken to here.
    if (steps.some(({ hall }) => hall !== undefined) || /frozen|late|too long|old|lost/.test(name)) continue;
    const machine = new SpeechMachine({ rank, repeat });
    const told = [];
    for (const { at, in: input } of steps) {
      for (let due = machine.nextTick(); due !== null && due < at; due = machine.nextTick()) {
        told.push(...machine.feed({ kind: "tick" }, due, BASE + due));
      }
      told.push(...machine.feed(based(input), at, BASE + at));
    }
    assert.deepEqual(
      told,
      steps.flatMap(({ out }) => out),
      name,
    );
  }
});

test("what it says of itself: what is being said, how many wait, what was said last, whether it may", () => {
  const machine = new SpeechMachine({ rank: 0, repeat: "once" });
  const calls = { c1: { state: "calling", at: BASE }, c2: { state: "calling", at: BASE } };
  machine.feed({ kind: "view", calls, notices: {}, volume: 100 }, 0, BASE);
  assert.deepEqual([machine.saying, machine.queue, machine.lastSaid], [null, 1, null]);
  machine.feed({ kind: "grant", item: "c1", ok: true }, 50, BASE + 50);
  assert.equal(machine.saying, "c1");
  machine.feed({ kind: "ended" }, 5000, BASE + 5000);
  assert.deepEqual([machine.saying, machine.queue, machine.lastSaid], [null, 0, "c1"]);
  machine.feed({ kind: "grant", item: "c2", ok: false, why: "not_allowed" }, 5050, BASE + 5050);
  assert.equal(machine.notAllowed, true);
  assert.equal(machine.nextTick(), null, "nothing to wait for");
});

test("the volume of the hour: spans of the day, over midnight too, else the usual one", () => {
  const voice = {
    volume: 90,
    volumes: [
      { from: "11:30", to: "13:30", percent: 0 },
      { from: "21:00", to: "06:00", percent: 20 },
    ],
  };
  const at = (/** @type {string} */ time) => volumeAt(voice, time);
  assert.deepEqual([at("11:29"), at("11:30"), at("13:29"), at("13:30")], [90, 0, 0, 90]);
  assert.deepEqual([at("20:59"), at("21:00"), at("00:00"), at("05:59"), at("06:00")], [90, 20, 20, 20, 90]);
  assert.equal(volumeAt(undefined, "09:00"), 100);
  const { frames } = JSON.parse(
    readFileSync(new URL("../../crates/wire/samples/zone-voice.json", import.meta.url), "utf8"),
  );
  const hall = frames.find((frame) => frame.set?.hall).set.hall;
  assert.deepEqual([volumeAt(hall.voice, "09:00"), volumeAt(hall.voice, "12:00")], [80, 0], "as a view carries it");
});

/** A small generator of equal numbers from equal seeds (mulberry32). */
function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LENGTHS = { first: 6_000, repeat: 4_500, short: 2_000 };
const STEP_MS = 20;
const DAY_MS = 180_000;

/**
 * A hall for some minutes: calls come, are withdrawn and recalled; two loudspeakers ask one server over slow lines that break; browsers
 * freeze, sound goes and comes. The server is as naive as can be: it knows who was given leave for what, and until when the zone is taken.
 */
class World {
  constructor(seed, faults) {
    this.chance = dice(seed);
    this.faults = faults;
    this.now = 0;
    this.calls = {};
    this.made = 0;
    /** Who was given leave, by item. */
    this.granted = new Map();
    /** Until when the zone is taken, by whom and for what. */
    this.taken = { by: -1, item: "", until: 0 };
    /** When speech was in the zone: [from, to]. */
    this.speech = [];
    /** What was begun. */
    this.begun = [];
    this.reports = [];
    this.wrong = [];
    this.speakers = [0, 1].map((rank) => ({
      rank,
      machine: new SpeechMachine({ rank, repeat: "twice" }),
      frozenUntil: 0,
      offlineUntil: 0,
      muteUntil: 0,
      inbox: [],
      playing: null,
      live: true,
      sound: "ok",
    }));
  }

  delay() {
    // Now and then a line is nearly as slow as a machine waits for.
    const most = !this.faults ? 80 : this.chance() < 0.1 ? 2_900 : 400;
    return Math.floor(this.chance() * most);
  }

  run() {
    for (; this.now < DAY_MS; this.now += STEP_MS) {
      if (this.now < DAY_MS - 70_000) this.people();
      for (const speaker of this.speakers) this.turn(speaker);
    }
    return this;
  }

  people() {
    const before = JSON.stringify(this.calls);
    if (this.chance() < 0.005) for (let more = this.chance() < 0.2 ? 5 : 1; more > 0; more--) this.call();
    const calling = Object.entries(this.calls).filter(([, call]) => call.state === "calling");
    if (calling.length > 0 && this.chance() < 0.001) {
      const [item] = calling[Math.floor(this.chance() * calling.length)];
      const state = ["withdrawn", "serving", "recalled"][Math.floor(this.chance() * 3)];
      this.calls = { ...this.calls, [item]: { ...this.calls[item], state } };
      if (state === "recalled") this.call();
    }
    if (JSON.stringify(this.calls) !== before) {
      for (const speaker of this.speakers) this.post(speaker, this.view());
    }
  }

  call() {
    this.made += 1;
    this.calls = { ...this.calls, [`c${this.made}`]: { state: "calling", at: BASE + this.now } };
  }

  view() {
    return { kind: "view", calls: this.calls, notices: {}, volume: 100 };
  }

  /** On its way to a speaker; a broken line loses it. */
  post(speaker, input) {
    if (!speaker.live) return;
    const last = speaker.inbox.at(-1)?.at ?? 0;
    speaker.inbox.push({ at: Math.max(last, this.now + this.delay()), input });
  }

  turn(speaker) {
    if (this.faults) this.trouble(speaker);
    if (this.now < speaker.frozenUntil) {
      if (speaker.playing) speaker.playing.lag += STEP_MS;
      return;
    }
    const { playing } = speaker;
    if (playing && playing.lag > 1_500) {
      this.silence(speaker);
      this.feed(speaker, { kind: "failed", why: "stalled" });
    } else if (playing && this.now >= playing.from + playing.length + playing.lag) {
      this.silence(speaker);
      this.feed(speaker, { kind: "ended" });
    }
    while (speaker.inbox.length > 0 && speaker.inbox[0].at <= this.now) this.feed(speaker, speaker.inbox.shift().input);
    const due = speaker.machine.nextTick();
    if (due !== null && due <= this.now) this.feed(speaker, { kind: "tick" });
  }

  trouble(speaker) {
    if (this.chance() < 0.0004) speaker.frozenUntil = this.now + this.chance() * 6_000;
    if (this.chance() < 0.0003) speaker.offlineUntil = this.now + this.chance() * 15_000;
    if (this.chance() < 0.0002) speaker.muteUntil = this.now + this.chance() * 15_000;
    const live = this.now >= speaker.offlineUntil;
    const sound = this.now >= speaker.muteUntil ? "ok" : "lost";
    if (this.now < speaker.frozenUntil) return;
    if (live !== speaker.live) {
      speaker.live = live;
      speaker.inbox = [];
      if (live) this.post(speaker, this.view());
      this.feed(speaker, { kind: "connection", state: live ? "live" : "offline" });
    }
    if (sound !== speaker.sound) {
      speaker.sound = sound;
      this.feed(speaker, { kind: "audio", state: sound });
    }
  }

  feed(speaker, input) {
    for (const output of speaker.machine.feed(input, this.now, BASE + this.now)) this.act(speaker, output);
  }

  act(speaker, output) {
    if ("speak" in output) this.post(speaker, this.answer(speaker, output.speak));
    if ("play" in output) this.play(speaker, output);
    if ("stop" in output) this.silence(speaker);
    if ("spoken" in output || "unspoken" in output) {
      this.reports.push(output);
      const item = "spoken" in output ? output.spoken : output.unspoken;
      if (this.taken.by === speaker.rank && this.taken.item === item) this.taken.until = 0;
    }
  }

  answer(speaker, item) {
    const grant = (ok, why) => ({ kind: "grant", item, ok, ...(why ? { why } : {}) });
    const call = this.calls[item];
    if (call.state !== "calling") return grant(false, "withdrawn");
    if (this.granted.has(item)) return grant(false, "taken");
    if (this.now < this.taken.until && this.taken.by !== speaker.rank) return grant(false, "busy");
    if (BASE + this.now - call.at > this.limit(call.at)) return grant(false, "old");
    this.granted.set(item, speaker.rank);
    this.taken = { by: speaker.rank, item, until: this.now + longestMs(LENGTHS, "twice") };
    return grant(true);
  }

  /** Whether speech was in the zone since. */
  limit(at) {
    return this.speech.some(([, to]) => BASE + to >= at) || this.taken.until > this.now ? 60_000 : 20_000;
  }

  play(speaker, { play: item, pass }) {
    const wrong = (words) => this.wrong.push(`${words}: ${item} ${pass} by ${speaker.rank} at ${this.now}`);
    // What stood still for too long makes no sound any more; its machine cuts it as soon as it is awake.
    if (this.speakers.some(({ playing }) => playing && playing.lag <= 1_500)) wrong("two at a time");
    if (pass !== "repeat") {
      if (this.begun.includes(item)) wrong("twice");
      if (this.granted.get(item) !== speaker.rank) wrong("without leave");
      // The question may be two seconds on its way before the machine looks at the clock again.
      const age = BASE + this.now - this.calls[item].at;
      if (age > this.limit(this.calls[item].at) + 2_000) wrong(`${age} ms old`);
      this.begun.push(item);
    } else if (this.calls[item].state !== "calling" && speaker.live && !this.faults) wrong("repeated in vain");
    speaker.playing = { item, from: this.now, length: LENGTHS[pass], lag: 0 };
    this.speech.push([this.now, this.now]);
  }

  silence(speaker) {
    speaker.playing = null;
    const last = this.speech.at(-1);
    if (last) last[1] = this.now;
  }
}

for (let seed = 1; seed <= 40; seed++) {
  test(`two loudspeakers and a naive server, seed ${seed}: never two at a time, never twice, never stale`, () => {
    const world = new World(seed, seed % 3 !== 0).run();
    assert.deepEqual(world.wrong, []);
    assert.ok(world.begun.length > 3, "somebody was called");
    const reports = world.reports.filter((report) => "spoken" in report).map(({ spoken }) => spoken);
    assert.equal(new Set(reports).size, reports.length, "each is reported once");
    if (world.faults) return;
    // With nothing broken, everything that was still called when its turn came was said or told why not.
    const told = new Set(world.reports.map((report) => report.spoken ?? report.unspoken));
    const silent = Object.keys(world.calls).filter((item) => world.calls[item].state === "calling" && !told.has(item));
    assert.deepEqual(silent, []);
  });
}
