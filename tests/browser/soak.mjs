/**
 * A wall that hangs for a day: its own timers and its own server run inside the page, as fast as the machine can, so that every draw of
 * every second happens, every beat comes, and every call. `GOISO_SOAK_HOURS` says how long, `CHROMIUM` in which browser.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { HALL, hallValue, NOW } from "./hanging.mjs";
import { openBrowser, PATIENCE_MS } from "./stage.mjs";
import { serveFiles } from "./static.mjs";

const HOURS = Number(process.env.GOISO_SOAK_HOURS ?? 24);
const HOUR_MS = 3_600_000;
/** From one call to the next. */
const BETWEEN_MS = 20_000;
/** What measuring itself moves. */
const HEAP_SLACK = 400_000;
/** Nodes more or fewer, from what the last calls are. */
const NODES_SLACK = 60;
/** The browser keeps pictures and compiled code as long as there is memory; a wall that leaked a call a time would pass this. */
const RSS_SLACK_MIB = 60;

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let files;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {string[]} */
const errors = [];

before(async () => {
  files = await serveFiles();
  browser = await openBrowser(["--js-flags=--expose-gc"]);
});

after(async () => {
  await browser?.close();
  files?.close();
  assert.deepEqual(errors, []);
});

/**
 * Runs in the page before everything else: timers that `pass` moves on, and a server at the other end of every socket.
 *
 * @param {{ hall: Record<string, unknown>, now: number, between: number }} day
 */
function hang({ hall, now: begun, between }) {
  const BEAT_MS = 2_000;
  const RECONNECT_MS = 3_600_000;
  const KEPT_MS = 30 * 60_000;
  /** Loading and decoding happen outside of the page's timers: they are let in this often. */
  const BREATH_MS = 10_000;
  const breathe = window.setTimeout.bind(window);
  let mono = 0;
  let ids = 0;
  /** @type {Map<number, { at: number, every: number | null, act: () => void }>} */
  const timers = new Map();
  const put = (/** @type {() => void} */ act, /** @type {number} */ ms, /** @type {number | null} */ every) => {
    ids += 1;
    timers.set(ids, { at: mono + Math.max(1, ms), every, act });
    return ids;
  };
  const anyWindow = /** @type {any} */ (window);
  performance.now = () => mono;
  anyWindow.setTimeout = (/** @type {() => void} */ act, ms = 0) => put(act, ms, null);
  anyWindow.setInterval = (/** @type {() => void} */ act, ms = 0) => put(act, ms, Math.max(1, ms));
  anyWindow.clearTimeout = anyWindow.clearInterval = (/** @type {number} */ id) => timers.delete(id);
  anyWindow.requestAnimationFrame = (/** @type {(at: number) => void} */ act) => put(() => act(mono), 16, null);

  let seq = 1;
  let made = 0;
  /** @type {Record<string, any>} */
  const set = { hall };
  /** @type {any} */
  let line = null;
  /** @type {(done: void) => void} */
  let listens;
  /** The page has its modules and its words, and follows: what it loads does not hurry with its timers. */
  anyWindow.followed = new Promise((done) => {
    listens = done;
  });
  const now = () => begun + Math.round(mono);
  const say = (/** @type {Record<string, unknown>} */ frame) => line?.onmessage?.({ data: JSON.stringify(frame) });
  const update = (/** @type {Record<string, any>} */ changed) => {
    for (const [key, value] of Object.entries(changed)) {
      if (value === null) delete set[key];
      else set[key] = value;
    }
    seq += 1;
    say({ type: "update", epoch: "e1", from: seq - 1, seq, now: now(), set: changed });
  };
  anyWindow.WebSocket = class {
    static CONNECTING = 0;
    static OPEN = 1;
    readyState = 0;
    /** @type {(() => void) | null} */
    #opened = null;
    set onopen(/** @type {() => void} */ act) {
      this.#opened = act;
      listens();
    }
    constructor() {
      put(
        () => {
          line = this;
          this.readyState = 1;
          this.#opened?.();
        },
        5,
        null,
      );
    }
    send(/** @type {string} */ data) {
      if (JSON.parse(data).type === "hello") say({ type: "snapshot", epoch: "e1", seq, now: now(), set });
    }
    close(/** @type {number} */ code) {
      if (this.readyState === 3) return;
      this.readyState = 3;
      if (line === this) line = null;
      put(() => /** @type {any} */ (this).onclose?.({ code, reason: "" }), 1, null);
    }
  };
  put(() => update({}), BEAT_MS, BEAT_MS);
  put(() => line?.close(1001), RECONNECT_MS, RECONNECT_MS);
  const call = (/** @type {number} */ number, /** @type {string} */ state) => {
    const group = "ABCD"[number % 4] ?? "A";
    const at = begun + number * between;
    const label = `${group}${String(number % 1000).padStart(3, "0")}`;
    const counter = String((number % 24) + 1);
    set[`line/${group}`] = { waiting: number % 17, oldest_at: at };
    return { label, group, counter, zone: "main", number: (number % 5 === 0 ? 1 : 0) + 1, state, at };
  };
  put(
    () => {
      made += 1;
      /** @type {Record<string, any>} */
      const changed = { [`call/c${made}`]: call(made, "calling") };
      // What came of earlier calls: most are served, some are called again, some never come.
      if (made > 2) changed[`call/c${made - 2}`] = call(made - 2, made % 9 === 0 ? "no_show" : "serving");
      if (made > 6 && set[`call/c${made - 6}`]?.state === "serving")
        changed[`call/c${made - 6}`] = call(made - 6, "over");
      const old = made - Math.ceil(KEPT_MS / between);
      if (old > 0) changed[`call/c${old}`] = null;
      update(changed);
    },
    between,
    between,
  );
  let pictures = 0;
  let reconnects = 0;
  addEventListener("DOMContentLoaded", () => {
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node instanceof HTMLImageElement && !node.classList.contains("logo")) pictures += 1;
    }).observe(document.body, { childList: true, subtree: true });
  });
  let lastLine = null;
  /** Moves the day on. @param {number} ms */
  anyWindow.pass = async (/** @type {number} */ ms) => {
    const until = mono + ms;
    let breath = mono;
    for (;;) {
      /** @type {number | null} */
      let next = null;
      let at = until;
      for (const [id, timer] of timers) {
        if (timer.at <= at) {
          if (next !== null && timer.at === at) continue;
          at = timer.at;
          next = id;
        }
      }
      if (next === null) break;
      const timer = timers.get(next);
      if (!timer) break;
      mono = Math.max(mono, timer.at);
      if (timer.every === null) timers.delete(next);
      else timer.at = mono + timer.every;
      timer.act();
      if (line && line !== lastLine) {
        lastLine = line;
        reconnects += 1;
      }
      if (mono - breath >= BREATH_MS) {
        breath = mono;
        await new Promise((done) => breathe(done));
      }
    }
    mono = until;
    await new Promise((done) => breathe(done));
    return { made, pictures, reconnects, timers: timers.size };
  };
}

/** Memory of the browser's pages, as the system counts it. */
async function residentMib() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const kib = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0));
  return Math.round(kib.reduce((sum, each) => sum + each, 0) / 1024);
}

test(`${HOURS} hours later, with a call every 20 s, the wall holds as much memory and as many elements as after one`, async (t) => {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => errors.push(error.message));
  await page.addInitScript(() => {
    sessionStorage.setItem("goiso.identity", JSON.stringify({ token: "secret", role: "display", hall: "hai-chau" }));
  });
  await page.addInitScript(hang, { hall: hallValue({ panel: true }), now: NOW, between: BETWEEN_MS });
  await page.route("**/api/v1/me", (route) => route.fulfill({ json: { role: "display", hall: HALL, speaks: null } }));
  const picture = readFileSync(new URL("../../displays/gallery/samples/panel.svg", import.meta.url));
  const items = ["1.svg", "2.svg", "3.svg"].map((name) => ({ name, kind: "picture" }));
  await page.route("**/media/**", (route) =>
    route.request().url().endsWith("/media/")
      ? route.fulfill({ json: { version: "v1", items } })
      : route.fulfill({ body: picture, contentType: "image/svg+xml" }),
  );
  await page.goto(`${files.url}/hall/?hall=${HALL}&zone=main`);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Performance.enable");
  const measure = async () => {
    // A task of its own each time: what a running script still holds is let go between them.
    for (let round = 0; round < 4; round++) {
      await page.evaluate(() => /** @type {any} */ (window).gc({ execution: "async" }));
      await devtools.send("HeapProfiler.collectGarbage");
    }
    const { metrics } = await devtools.send("Performance.getMetrics");
    const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    const standing = await page.evaluate(() => {
      const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL);
      let count = 0;
      while (walker.nextNode()) count++;
      return count;
    });
    const rss = await residentMib();
    return { heap: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners"), standing, rss };
  };
  await page.evaluate(() => /** @type {any} */ (window).followed);
  const hour = () => page.evaluate((ms) => /** @type {any} */ (window).pass(ms), HOUR_MS);
  let told = await hour();
  const first = await measure();
  while (told.reconnects <= HOURS) told = await hour();
  // The line was cut at the full hour, and is back.
  told = await page.evaluate((ms) => /** @type {any} */ (window).pass(ms), BETWEEN_MS / 2);
  const last = await measure();
  t.diagnostic(`after an hour ${JSON.stringify(first)}, after ${HOURS} more ${JSON.stringify({ ...last, ...told })}`);

  assert.equal(told.made, ((HOURS + 1) * HOUR_MS) / BETWEEN_MS);
  assert.ok(told.pictures > 60 * HOURS, `${told.pictures} pictures took turns`);
  const newest = `c${told.made}`;
  assert.equal(await page.locator(`.large [data-call="${newest}"]`).count(), 1, "the newest call is there");
  assert.equal(await page.locator(".wall.stale").count(), 0);
  assert.ok(last.heap - first.heap < HEAP_SLACK, `the heap grew by ${last.heap - first.heap} bytes`);
  assert.ok(last.standing - first.standing < NODES_SLACK, `${first.standing} nodes stand, then ${last.standing}`);
  assert.ok(last.nodes - first.nodes < NODES_SLACK, `${first.nodes} nodes are kept, then ${last.nodes}`);
  assert.ok(last.listeners - first.listeners < 10, `${first.listeners} listeners became ${last.listeners}`);
  assert.ok(last.rss - first.rss < RSS_SLACK_MIB, `${first.rss} MiB became ${last.rss}`);
  await context.close();
});
