/**
 * What pages cost: how much they load, how soon the wall shows something on a slow machine, and how much a call makes it draw. Bytes,
 * changes and the main thread's own time are asserted; time that passes on a machine which does other things too is only told.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HOLD_MS, LARGE_MAX } from "../../displays/hall/model.js";
import { openBare } from "./bare.mjs";
import { asked, openStage, PATIENCE_MS, post, weighing } from "./stage.mjs";

/** A page and all that it loads, fonts aside, as it travels. The phone's page has a smaller limit of its own (run.mjs). */
const PAGE_BYTES = 150_000;
/** A small player box against this machine. */
const SLOWDOWN = 4;
const FIRST_PAINT_MS = 1_000;
/**
 * What a call costs the least page, in milliseconds at that slowdown, on the machine whose quarter is a small player box. Where it costs more,
 * the machine itself is slower, and the wall may take that much longer; a faster one gives nothing away.
 */
const BARE_CALL_MS = 5;
/** No machine counts as slower than so many usual ones, whatever was measured: the check has to stay one. */
const SLOWER_MOST = 2.5;
/** Of several tries the best counts: the others met something else that ran. */
const TRIES = 3;
const COUNTERS = 60;
/** The first calls meet code that has not run yet, and numbers of cards that were not measured yet. */
const FIRST_CALLS = 3;
/** So many calls are timed then, with nothing in the page that watches it. */
const TIMED_CALLS = 5;
/**
 * And so many more on the machine as it is: a browser slows a page down by stopping it every fraction of a millisecond, and what comes of
 * that differs from page to page (measured: 3.7-fold for the least page, 4.9-fold for the wall).
 */
const PLAIN_CALLS = 5;
/** Of so many more the changes are counted, which takes time of the page's own. */
const COUNTED_CALLS = 3;
const CALLS = FIRST_CALLS + TIMED_CALLS + PLAIN_CALLS + COUNTED_CALLS;
/** At this pace each call is large at once, beside as many others as can be: the oldest of those that share the wall has had its time. */
const PACE_MS = HOLD_MS / LARGE_MAX + 200;
/** A call that comes so long after the one before has the wall for itself. */
const ALONE_MS = HOLD_MS + 1_500;
/** Changes of the document that one call may make, with sixty counters. */
const CHANGES_OF_A_CALL = 30;
/** How often one call has the styles found out and the wall laid out. */
const LAYOUTS_OF_A_CALL = 1;
/** What follows the frame of a call, such as asking for its voice, begins within this. */
const AFTER_MS = 60;

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;

before(async () => {
  stage = await openStage();
});

after(() => stage?.close());

/** A tab of somebody. @param {string} role @param {Record<string, string>} [more] */
async function tabOf(role, more = {}) {
  const context = await stage.browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
  const identity = { token: stage.demo.tokens[role], role, hall: stage.demo.hall, ...more };
  await context.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), identity);
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  return tab;
}

for (const [page, role, drawn] of [
  ["hall", "display", ".wall"],
  ["counter", "officer", ".page, .choose"],
  ["kiosk", "kiosk", ".kiosk"],
  ["supervisor", "supervisor", ".supervisor"],
  ["desk", "greeter", ".desk"],
  ["admin", "admin", ".admin"],
]) {
  test(`${page}: what it loads is under 150 kB as it travels, fonts and headers aside`, async (told) => {
    const tab = await tabOf(role ?? "", {
      zone: stage.demo.zones[0] ?? "",
      ...(page === "counter" ? { counter: "1" } : {}),
    });
    const weighed = weighing(tab, (url) => !url.endsWith(".woff2"));
    await tab.goto(`${stage.demo.url}/${page}/`);
    await tab
      .locator(drawn ?? "")
      .first()
      .waitFor();
    const bytes = await weighed();
    await tab.context().close();
    told.diagnostic(`${page}: ${bytes} bytes`);
    assert.ok(bytes > 10_000 && bytes < PAGE_BYTES, `${bytes} bytes`);
  });
}

/**
 * Slows a tab down; `slowDown` changes by how much, `worked` tells the milliseconds that its main thread has worked so far. Thread time:
 * what else runs here does not count.
 *
 * @param {import("playwright-core").Page} tab
 */
async function slow(tab) {
  const control = await tab.context().newCDPSession(tab);
  const slowDown = (/** @type {number} */ rate) => control.send("Emulation.setCPUThrottlingRate", { rate });
  await slowDown(SLOWDOWN);
  await control.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => {
    const { metrics } = await control.send("Performance.getMetrics");
    const of = (/** @type {string} */ name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return {
      layouts: of("LayoutCount"),
      styles: of("RecalcStyleCount"),
      taskMs: 1_000 * of("TaskDuration"),
      workMs: 1_000 * (of("ScriptDuration") + of("RecalcStyleDuration") + of("LayoutDuration")),
    };
  };
  return { worked, slowDown };
}

/** What the least page takes for a call, measured once. @type {Promise<number> | null} */
let bareCost = null;
function ofBare() {
  bareCost ??= costOfBare();
  return bareCost;
}

test("the wall shows its hall within a second of work on a machine four times slower", async (told) => {
  const slower = Math.min(SLOWER_MOST, Math.max(1, (await ofBare()) / BARE_CALL_MS));
  const limit = FIRST_PAINT_MS * slower;
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < TRIES && best >= limit; attempt++) {
    const tab = await tabOf("display", { zone: stage.demo.zones[0] ?? "" });
    const { worked } = await slow(tab);
    // Inside the page, so that no message between the programs is counted: from its beginning to the frame after the wall is there.
    await tab.addInitScript(() => {
      const look = () => {
        if (document.querySelector(".wall")) requestAnimationFrame(() => performance.mark("useful"));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await tab.goto(`${stage.demo.url}/hall/`);
    await tab.waitForFunction(() => performance.getEntriesByName("useful").length > 0);
    const { taskMs } = await worked();
    const passed = await tab.evaluate(() => performance.getEntriesByName("useful")[0]?.startTime ?? 0);
    told.diagnostic(
      `first useful paint after ${Math.round(passed)} ms, ${Math.round(taskMs)} ms of work, at a ${SLOWDOWN}-fold slowdown of a machine ${slower.toFixed(1)} times as slow as a usual one`,
    );
    best = Math.min(best, taskMs);
    await tab.context().close();
  }
  assert.ok(best < limit, `${Math.round(best)} ms of ${Math.round(limit)}`);
});

/** A hall of sixty counters, each of which has somebody before it; gives what their officers do next, in the order of their counters. */
async function manyCounters() {
  const { demo } = stage;
  const admin = (/** @type {string} */ path, /** @type {unknown} */ body = undefined, method = body ? "POST" : "GET") =>
    asked(demo.url, demo.tokens.admin, path, body, method);
  const config = await admin(`halls/${demo.hall}/config`);
  const [like] = config.counters;
  const counters = Array.from({ length: COUNTERS }, (_, index) => ({ ...like, number: String(index + 1) }));
  await admin(`halls/${demo.hall}/config`, { ...config, counters }, "PUT");
  /** @type {string[]} */
  const officers = [];
  for (const { number } of counters) {
    const { token } = await admin("tokens", { name: `Cán bộ ${number}`, role: "officer", hall: demo.hall });
    officers.push(token);
  }
  for (let index = 0; index < COUNTERS + 3 * CALLS; index++)
    await post(demo, "greeter", "tickets", { group: like.groups[0] });
  const as = (/** @type {string} */ token) => ({ ...demo, tokens: { officer: token } });
  const first = [];
  for (const [index, token] of officers.entries()) {
    await post(as(token), "officer", `counters/${index + 1}/open`, {});
    const { call } = await post(as(token), "officer", `counters/${index + 1}/next`, { seen: null });
    await post(as(token), "officer", `counters/${index + 1}/start`, { seen: call.ticket.id });
    first.push(call.ticket.id);
  }
  return first.map((before, index) => {
    const at = (/** @type {string} */ step, /** @type {string} */ seen) =>
      post(as(officers[index] ?? ""), "officer", `counters/${index + 1}/${step}`, { seen });
    return {
      call: async () => (await at("next", before)).call,
      /** Whoever was called has come. @param {string} seen */
      start: (seen) => at("start", seen),
    };
  });
}

test("one call on a wall of sixty counters changes little, and has the wall laid out once", async (told) => {
  const next = await manyCounters();
  const bare = await ofBare();
  for (const { kind, search, pace } of [
    { kind: "silent wall among others", search: "?sound=off", pace: PACE_MS },
    { kind: "silent wall alone", search: "?sound=off", pace: ALONE_MS },
    { kind: "speaking wall among others", search: "", pace: PACE_MS },
  ]) {
    const { timed, plain, counted } = await costOf(next.splice(0, CALLS), search, pace);
    const each = (/** @type {{ ms: number }[]} */ calls) => calls.map(({ ms }) => ms.toFixed(1)).join(", ");
    const usual = middle(timed.map(({ ms }) => ms));
    const unslowed = middle(plain.map(({ ms }) => ms));
    const changes = counted.map((call) => call.changes);
    const made = [...timed, ...plain, ...counted];
    told.diagnostic(
      `a call on a ${kind} takes ${unslowed.toFixed(1)} ms of its main thread (${each(plain)}), which is ${(SLOWDOWN * unslowed).toFixed(1)} ms at ${SLOWDOWN} times, and ${usual.toFixed(1)} ms as the browser slows it down (${each(timed)}), ${(usual / bare).toFixed(1)} times the ${bare.toFixed(1)} ms of the least that shows as much; it makes ${changes.join(", ")} changes`,
    );
    // The middle one: with some calls a page turns or another call has had its time.
    const usually = middle(changes);
    assert.ok(usually > 0 && usually <= CHANGES_OF_A_CALL, `${kind}: ${usually} changes`);
    assert.equal(middle(made.map(({ layouts }) => layouts)), LAYOUTS_OF_A_CALL, `${kind}: layouts`);
    assert.equal(middle(made.map(({ styles }) => styles)), LAYOUTS_OF_A_CALL, `${kind}: looks at the styles`);
  }
});

/** What the least page takes for a call, at the same pace and slowdown. */
async function costOfBare() {
  const tab = await tabOf("display");
  const call = await openBare(tab);
  const { worked } = await slow(tab);
  const times = [];
  for (let count = 0; count < FIRST_CALLS + TIMED_CALLS; count++) {
    await new Promise((done) => setTimeout(done, PACE_MS));
    await call();
    const before = await worked();
    let after = await worked();
    while (after.layouts === before.layouts) after = await worked();
    await new Promise((done) => setTimeout(done, AFTER_MS));
    times.push((await worked()).workMs - before.workMs);
  }
  await tab.context().close();
  return middle(times.slice(FIRST_CALLS));
}

/** @param {number[]} numbers */
function middle(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

/**
 * What calls cost a wall, one after another.
 *
 * @param {Awaited<ReturnType<typeof manyCounters>>} counters one for each call that is measured, and for the first ones
 * @param {string} search of the wall's address
 * @param {number} pace milliseconds between them
 */
async function costOf(counters, search, pace) {
  const tab = await tabOf("display", { zone: stage.demo.zones[0] ?? "" });
  await tab.goto(`${stage.demo.url}/hall/${search}`);
  await tab.locator(".history li").first().waitFor();
  // What the wall does once, such as fetching its voice, is done by now.
  await tab.waitForLoadState("networkidle");
  const { worked, slowDown } = await slow(tab);
  /** Of those who were called last. @type {(() => Promise<unknown>)[]} */
  const arrivals = [];
  /** @param {typeof counters[number]} counter */
  const cost = async ({ call, start }) => {
    const before = await worked();
    const { id, ticket } = await call();
    // Asked of the browser and not of the page, which would have to work for the answer.
    let now = await worked();
    while (now.layouts === before.layouts) now = await worked();
    await new Promise((done) => setTimeout(done, AFTER_MS));
    now = await worked();
    await tab.locator(`[data-call="${id}"]`).waitFor();
    arrivals.push(() => start(ticket.id));
    return {
      ms: now.workMs - before.workMs,
      layouts: now.layouts - before.layouts,
      styles: now.styles - before.styles,
    };
  };
  /** Before the next call whoever was called last has come. @param {number} ms until then */
  const pause = async (ms) => {
    await new Promise((done) => setTimeout(done, ms / 2));
    for (const come of arrivals.splice(0)) await come();
    await new Promise((done) => setTimeout(done, ms / 2));
  };
  for (const counter of counters.slice(0, FIRST_CALLS)) {
    await pause(PACE_MS);
    await cost(counter);
  }
  /** Some are called at this pace. @param {typeof counters} some */
  const costs = async (some) => {
    const made = [];
    for (const counter of some) {
      await pause(pace);
      made.push(await cost(counter));
    }
    return made;
  };
  const timed = await costs(counters.slice(FIRST_CALLS, FIRST_CALLS + TIMED_CALLS));
  await slowDown(1);
  const plain = await costs(counters.slice(FIRST_CALLS + TIMED_CALLS, -COUNTED_CALLS));
  await tab.evaluate(() => {
    /** @type {any} */ (window).changes = 0;
    new MutationObserver((records) => {
      /** @type {any} */ (window).changes += records.length;
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  const changesSince = () =>
    tab.evaluate(() => {
      const watched = /** @type {any} */ (window);
      const { changes } = watched;
      watched.changes = 0;
      return changes;
    });
  const counted = [];
  for (const counter of counters.slice(-COUNTED_CALLS)) {
    await pause(pace);
    await changesSince();
    counted.push({ ...(await cost(counter)), changes: await changesSince() });
  }
  await tab.context().close();
  return { timed, plain, counted };
}
