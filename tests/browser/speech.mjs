/**
 * A wall as loudspeaker in a real browser: its server is made up here, frame by frame, so that every case of the line can be played; the
 * sound is the browser's own. Nothing waits for a time to pass; everything waits for a frame or for something to be seen. `CHROMIUM`
 * names the browser.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser } from "./stage.mjs";
import { serveFiles } from "./static.mjs";

const PATIENCE_MS = 15_000;
const RATE = 48_000;
const HALL = "hai-chau";
const WALL = `/hall/?hall=${HALL}&zone=main`;
/** Samples of a clip here: a tenth of a second. */
const CLIP = RATE / 10;
const NOW = 1_795_401_667_000;

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let files;
/** @type {import("playwright-core").Browser} */
let browser;
/** What the pages threw. @type {string[]} */
const errors = [];

before(async () => {
  files = await serveFiles();
  browser = await openBrowser(["--autoplay-policy=no-user-gesture-required"]);
});

after(async () => {
  await browser?.close();
  files?.close();
});

/** A tone as a file that every browser decodes. */
function wav() {
  const bytes = Buffer.alloc(44 + CLIP * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + CLIP * 2, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(CLIP * 2, 40);
  for (let index = 0; index < CLIP; index++) {
    bytes.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * index) / RATE)), 44 + index * 2);
  }
  return bytes;
}

/** Clips one behind the other, without a gap. @param {string[]} keys */
function plan(...keys) {
  const clips = keys.map((key, index) => ({
    url: `/sounds/vi/${key}.flac`,
    key,
    voice: "vi",
    at: index * CLIP,
    samples: CLIP,
    gain: 1,
  }));
  return { samples: keys.length * CLIP, clips };
}

/** @param {Record<string, unknown>} [voice] */
const hallValue = (voice = {}) => ({
  hall: HALL,
  name: { vi: "Bộ phận Một cửa", en: "" },
  service_day: "2026-11-23",
  time_zone: "Asia/Ho_Chi_Minh",
  phase: { kind: "issuing" },
  zones: [{ code: "main", name: { vi: "Sảnh", en: "" } }],
  groups: [{ code: "A", name: { vi: "Chứng thực", en: "" } }],
  classes: [],
  wait_target_s: 1200,
  hotline: "",
  voice: { repeat: "once", volume: 100, ...voice },
});

const call = (/** @type {string} */ label, /** @type {number} */ at, state = "calling") => ({
  label,
  group: "A",
  counter: "3",
  zone: "main",
  number: 1,
  state,
  at: NOW + at,
});

/**
 * In the page: sound is forbidden until somebody presses something. The browser's own rule cannot be used, since whatever a driver evaluates
 * counts as a press.
 */
function forbidSound() {
  let pressed = false;
  addEventListener("pointerdown", ({ isTrusted }) => {
    pressed ||= isTrusted;
  });
  window.AudioContext = class extends AudioContext {
    /** @param {AudioContextOptions} [options] */
    constructor(options) {
      super(options);
      void super.suspend();
    }

    get state() {
      return pressed ? super.state : "suspended";
    }

    resume() {
      return pressed ? super.resume() : new Promise(() => {});
    }
  };
}

/**
 * A wall with its made-up server.
 *
 * @param {{ speaks?: number | null, path?: string, allowed?: boolean }} options
 */
async function wall({ speaks = 0, path = WALL, allowed = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(() => {
    sessionStorage.setItem("goiso.identity", JSON.stringify({ token: "secret", role: "display", hall: "hai-chau" }));
    const started = /** @type {{ at: number, length: number }[]} */ ([]);
    Object.assign(window, { started });
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function (at) {
      started.push({ at: at ?? 0, length: this.buffer?.duration ?? 0 });
      start.call(this, at);
    };
  });
  if (!allowed) await page.addInitScript(forbidSound);
  /** @type {string[]} */
  const fetched = [];
  await page.route("**/api/v1/me", (route) => route.fulfill({ json: { role: "display", hall: HALL, speaks } }));
  await page.route("**/api/v1/halls/*/announcements/*", (route) => {
    const item = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    fetched.push(`${item} ${route.request().headers().authorization}`);
    if (item === "c404") return route.fulfill({ status: 404, json: { code: "unknown_item" } });
    const first = plan("phrase.call", "letter.A", "digit.0", "digit.1", "counter.3");
    const short = plan("phrase.call_short", "letter.A", "digit.0", "digit.1", "counter.3");
    return route.fulfill({ json: { item, rate: RATE, passes: { first, repeat: first, short } } });
  });
  await page.route("**/sounds/**", (route) => route.fulfill({ body: wav(), contentType: "audio/wav" }));
  /** What the page said, and who waits for it. @type {any[]} */
  const heard = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  /** @type {import("playwright-core").WebSocketRoute[]} */
  const lines = [];
  await page.routeWebSocket("**/api/v1/stream", (line) => {
    lines.push(line);
    line.onMessage((data) => {
      heard.push({ ...JSON.parse(String(data)), line: lines.length });
      for (const look of waiting.splice(0)) look();
    });
  });
  await page.goto(files.url + path);
  /**
   * The first frame that the page said and that was not waited for before.
   *
   * @param {(frame: any) => boolean} wanted
   */
  async function hears(wanted) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const index = heard.findIndex(wanted);
      if (index >= 0) return heard.splice(index, 1)[0];
      if (Date.now() > until) throw new Error(`not said; instead ${JSON.stringify(heard)}`);
      await new Promise((/** @type {(value?: unknown) => void} */ done) => {
        const limit = setTimeout(done, 500);
        waiting.push(() => {
          clearTimeout(limit);
          done();
        });
      });
    }
  }
  let seq = 0;
  const say = (/** @type {any} */ frame) => lines.at(-1)?.send(JSON.stringify(frame));
  /** @param {Record<string, unknown>} set @param {string} [epoch] */
  const snapshot = (set, epoch = "e1") => {
    seq = 1;
    say({ type: "snapshot", epoch, seq, now: NOW, set: { hall: hallValue(), ...set } });
  };
  /** @param {Record<string, unknown>} set @param {number} at */
  const update = (set, at) => {
    say({ type: "update", epoch: "e1", from: seq, seq: seq + 1, now: NOW + at, set });
    seq += 1;
  };
  const clips = () => page.evaluate(() => /** @type {any} */ (window).started);
  const is = (/** @type {string} */ type, /** @type {string} */ item) => (/** @type {any} */ frame) =>
    frame.type === type && frame.item === item;
  await hears((frame) => frame.type === "hello");
  return { page, lines, hears, heard, say, snapshot, update, clips, fetched, is, close: () => context.close() };
}

test("a call is asked for, said on one clock without gaps, shown as being said, and reported", async () => {
  const { page, hears, say, snapshot, clips, fetched, is, close } = await wall();
  snapshot({ "call/c10": call("A001", -1000) });
  const asked = await hears(is("speak", "c10"));
  assert.ok(asked.ms >= 500 && asked.ms < 20_000, `${asked.ms} ms`);
  assert.deepEqual(await clips(), [], "not before leave is given");
  const sign = page.locator(".large .saying").waitFor();
  say({ type: "grant", item: "c10", ok: true });
  await sign;
  await hears(is("spoken", "c10"));
  await page.locator(".large .call").waitFor();
  const started = await clips();
  assert.equal(started.length, 5);
  for (const [index, clip] of started.entries()) {
    assert.ok(Math.abs(clip.at - started[0].at - index * 0.1) < 1 / RATE, `clip ${index} at ${clip.at}`);
    assert.ok(Math.abs(clip.length - 0.1) < 1e-3);
  }
  assert.ok(fetched.includes("c10 Bearer secret"));
  const health = await hears((frame) => frame.type === "health" && frame.last_said === "c10");
  assert.deepEqual([health.audio, health.queue, health.underruns], ["ok", 0, 0]);
  await close();
});

test("with several waiting each is short, in their order, and never two at a time", async () => {
  const { hears, heard, say, snapshot, clips, is, close } = await wall();
  snapshot({ "call/c12": call("A003", -100), "call/c10": call("A001", -300), "call/c11": call("A002", -200) });
  for (const item of ["c10", "c11", "c12"]) {
    await hears(is("speak", item));
    assert.ok(!heard.some((frame) => frame.type === "speak"), "one question at a time");
    say({ type: "grant", item, ok: true });
    await hears(is("spoken", item));
  }
  const started = await clips();
  assert.equal(started.length, 15);
  for (const index of [5, 10]) assert.ok(started[index].at > started[index - 1].at + 0.1, "one after the other");
  await close();
});

test("taken and refused calls are not said; clips that cannot be had are told before leave is asked for", async () => {
  const { hears, heard, say, snapshot, update, clips, is, close } = await wall();
  snapshot({ "call/c10": call("A001", -1000) });
  await hears(is("speak", "c10"));
  say({ type: "grant", item: "c10", ok: false, why: "taken" });
  update({ "call/c404": call("A002", 0) }, 100);
  const unsaid = await hears(is("unspoken", "c404"));
  assert.equal(unsaid.why, "no_clips");
  assert.ok(!heard.some((frame) => frame.type === "speak"), "nobody was asked for leave");
  update({ "call/c405": call("A003", 100) }, 200);
  await hears(is("speak", "c405"));
  say({ type: "grant", item: "c405", ok: false, why: "not_allowed" });
  await hears((frame) => frame.type === "health" && frame.speech === "not_allowed");
  assert.deepEqual(await clips(), []);
  await close();
});

test("a line that breaks in the middle: said to the end, and reported when the server is there again", async () => {
  const { lines, hears, heard, say, snapshot, clips, is, close } = await wall();
  snapshot({ "call/c10": call("A001", -1000) });
  await hears(is("speak", "c10"));
  say({ type: "grant", item: "c10", ok: true });
  await lines[0].close({ code: 1012 });
  await hears((frame) => frame.type === "hello" && frame.line === 2);
  assert.equal((await clips()).length, 5);
  const before = heard.length;
  snapshot({ "call/c10": call("A001", -1000) });
  const spoken = await hears(is("spoken", "c10"));
  assert.equal(spoken.line, 2);
  assert.ok(!heard.slice(before).some(is("speak", "c10")), "never asked for again");
  await close();
});

test("quiet hours: nothing is said, and the server is told why", async () => {
  const { hears, snapshot, clips, is, close } = await wall();
  snapshot({
    hall: hallValue({ volumes: [{ from: "09:00", to: "10:00", percent: 0 }] }),
    "call/c10": call("A001", -1000),
  });
  assert.equal((await hears(is("unspoken", "c10"))).why, "quiet");
  assert.deepEqual(await clips(), []);
  await close();
});

test("a browser that forbids sound: a banner in Vietnamese, mended by one press, and then the call is said", async () => {
  const { page, hears, heard, say, snapshot, is, close } = await wall({ allowed: false });
  snapshot({ "call/c10": call("A001", -1000) });
  const banner = page.locator(".sound-blocked");
  await banner.waitFor();
  assert.match((await banner.textContent()) ?? "", /Loa của màn hình này đang tắt/);
  assert.equal((await hears((frame) => frame.type === "health")).audio, "blocked");
  assert.ok(!heard.some(is("speak", "c10")), "another loudspeaker may say it");
  await banner.locator("button").click();
  await hears(is("speak", "c10"));
  say({ type: "grant", item: "c10", ok: true });
  await hears(is("spoken", "c10"));
  assert.equal(await banner.count(), 0);
  await close();
});

test("a page without the right stays silent, and says so only where its address asks for sound", async () => {
  const silent = await wall({ speaks: null });
  silent.snapshot({ "call/c10": call("A001", -1000) });
  await silent.page.locator(".large .call").waitFor();
  // The acknowledgement comes after the picture: a question would have come before it.
  await silent.hears((frame) => frame.type === "ack");
  assert.ok(!silent.heard.some((frame) => frame.type === "speak" || frame.type === "health"));
  assert.equal(await silent.page.locator(".wall > header .badge").count(), 0);
  await silent.close();
  const asked = await wall({ speaks: null, path: `${WALL}&sound=on` });
  asked.snapshot({ "call/c10": call("A001", -1000) });
  await asked.page.getByText("chưa được phép đọc loa").waitFor();
  await asked.close();
});

test("the display above a counter never speaks, whatever its right; nor does a wall that is told to be silent", async () => {
  for (const path of [`/hall/?hall=${HALL}&counter=3`, `${WALL}&sound=off`]) {
    const { hears, heard, snapshot, fetched, close } = await wall({ path });
    snapshot({ "call/c10": call("A001", -1000) });
    await hears((frame) => frame.type === "ack");
    assert.ok(!heard.some((frame) => frame.type === "speak"), path);
    assert.deepEqual(fetched, []);
    await close();
  }
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
