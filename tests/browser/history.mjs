/**
 * The time machine at the real page of the real server: a whole day that is over, by mouse and by keyboard; what a wall showed at a second
 * that is past; a day of which nothing is recorded. `GOISO_BIN` names the server, `CHROMIUM` the browser, `GOISO_SHOTS` a folder for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { axe, openAs, openBrowser, PATIENCE_MS, post, startDemo } from "./stage.mjs";

const SHOTS = process.env.GOISO_SHOTS;
/** People of the replayed day, one every so often, each served for so long: more come than the counters bear. */
const PEOPLE = 100;
const EVERY_S = 110;
const SERVED_S = 900;
/** Asked for when the newest moment is wanted. */
const NEWEST = Number.MAX_SAFE_INTEGER;
/** Between two looks at what the server does by itself. */
const LOOK_AGAIN_MS = 100;
const MINUTE_MS = 60_000;
/** So many events lie between two moments of a test, at most. */
const EVENTS_BACK = 20;

/** A recorded day, as `goiso demo --replay` reads it. */
function recordedDay() {
  const rows = Array.from({ length: PEOPLE }, (_, person) => {
    const group = "AACK"[person % 4];
    return `${(person + 1) * EVERY_S},${group},${person % 9 === 0 ? "elderly" : ""},${SERVED_S},`;
  });
  return `arrival,group,class,service_seconds,leaves_after_seconds\n${rows.join("\n")}\n`;
}

/**
 * @param {import("./stage.mjs").Demo} demo
 * @param {string} question
 */
async function history(demo, question) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/history?${question}`, {
    headers: { Authorization: `Bearer ${demo.tokens.supervisor}` },
  });
  assert.equal(answer.status, 200, question);
  return answer.json();
}

/** @param {import("playwright-core").Page} page @param {string} name */
async function shot(page, name) {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

describe("a day that is over", () => {
  const data = mkdtempSync(join(tmpdir(), "goiso-history-"));
  let kill = async () => {};
  /** @type {import("./stage.mjs").Demo} */
  let demo;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {import("playwright-core").Page} */
  let page;
  /** The whole day, as the server tells it. @type {any} */
  let day;
  /** @type {string[]} */
  const errors = [];

  before(async () => {
    const recording = join(data, "day.csv");
    writeFileSync(recording, recordedDay());
    const more = ["--replay", recording, "--stay", "--no-limits"];
    ({ demo, kill } = await startDemo({ traffic: true, more }));
    browser = await openBrowser();
    page = await openAs(browser, demo, "supervisor", "/history/", { errors });
    await replayed();
    await page.reload();
    day = await history(demo, `at=${NEWEST}`);
    await slider().waitFor();
  });

  after(async () => {
    await browser?.close();
    await kill();
    rmSync(data, { recursive: true, force: true });
  });

  /** The recorded day is played while the pages are already served; it is over once nobody is there any more. */
  async function replayed() {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/today`, {
        headers: { Authorization: `Bearer ${demo.tokens.supervisor}` },
      });
      const { points } = await answer.json();
      const served = points.reduce((/** @type {number} */ sum, /** @type {any} */ point) => sum + point.served, 0);
      if (served === PEOPLE) return;
      assert.ok(performance.now() < until, `the recorded day does not end: ${served} of ${PEOPLE} served`);
      await setTimeout(LOOK_AGAIN_MS);
    }
  }

  function slider() {
    return page.locator('input[type="range"]');
  }

  /** Where the slider stands, once the page shows that moment. */
  async function settled() {
    await page.waitForFunction(() => {
      const slider = /** @type {HTMLInputElement | null} */ (document.querySelector('input[type="range"]'));
      return slider?.dataset.wanted === undefined && slider !== null;
    });
    return Number(await slider().inputValue());
  }

  /** What the page shows is what the log says of that moment. @param {number} at */
  async function shows(at) {
    const told = await history(demo, `at=${at}`);
    const lines = Object.entries(told.supervisor).filter(([key]) => key.startsWith("line/"));
    const waiting = lines.reduce((sum, [, line]) => sum + line.waiting, 0);
    await page.getByText(`${waiting} người chờ`, { exact: true }).waitFor();
    for (const [key, counter] of Object.entries(told.supervisor)) {
      if (!key.startsWith("counter/") || !counter.label) continue;
      const tile = page.locator(".tiles li").filter({ hasText: `Quầy ${counter.number}` });
      await tile.locator(".number", { hasText: counter.label }).waitFor();
    }
    assert.match((await page.locator(".proof").textContent()) ?? "", new RegExp(told.proof.hash));
    return waiting;
  }

  test("dragging goes through the day, and every moment is what the log says of it", async () => {
    const box = await slider().boundingBox();
    assert.ok(box);
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width - 8, y);
    await page.mouse.down();
    /** @type {number[]} */
    const crowd = [];
    let before = Number.POSITIVE_INFINITY;
    for (const share of [0.8, 0.6, 0.45, 0.3, 0.15]) {
      await page.mouse.move(box.x + box.width * share, y, { steps: 6 });
      const at = await settled();
      assert.ok(at < before, "further back");
      before = at;
      const expected = day.from + share * (day.until - day.from);
      assert.ok(Math.abs(at - expected) < 0.05 * (day.until - day.from), `${at} is not near ${expected}`);
      crowd.push(await shows(at));
    }
    await page.mouse.up();
    assert.ok(new Set(crowd).size > 1, `the hall is the same at every moment: ${crowd}`);
    assert.deepEqual(await axe(page, {}), []);
    await shot(page, "history-dragged");
  });

  test("why a called number had its turn is taken away as a sheet of paper", async () => {
    const button = page.getByRole("button", { name: /^PDF .*: phiếu giải thích thứ tự$/ }).first();
    const label = ((await button.getAttribute("aria-label")) ?? "").split(/[ :]/)[1];
    const paper = page.waitForEvent("download");
    await button.click();
    const file = await paper;
    assert.equal(file.suggestedFilename(), `${demo.hall}-${label}.pdf`);
    assert.equal(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
      "%PDF-",
    );
  });

  test("keys go by minutes, by events, by a quarter of an hour and to both ends", async () => {
    await slider().focus();
    const start = await settled();
    const moved = async (/** @type {string} */ key) => {
      await page.keyboard.press(key);
      return settled();
    };
    assert.equal(await moved("ArrowRight"), start + MINUTE_MS);
    assert.equal(await moved("ArrowLeft"), start);
    assert.equal(await moved("PageUp"), start + 15 * MINUTE_MS);
    assert.equal(await moved("PageDown"), start);
    const { after } = await history(demo, `at=${start}`);
    assert.equal(await moved("Shift+ArrowRight"), after);
    const { before } = await history(demo, `at=${after}`);
    assert.equal(await moved("Shift+ArrowLeft"), before);
    assert.equal(await moved("Home"), day.from);
    assert.equal(await shows(day.from), 0, "nobody waits before the day begins");
    assert.equal(await moved("End"), day.until);
    await shows(day.until);
    const words = await slider().getAttribute("aria-valuetext");
    assert.equal(await page.locator(".clock time").textContent(), words);
  });

  test("the buttons do what the keys do, and are off where they lead nowhere", async () => {
    await page.getByRole("button", { name: "Mới nhất" }).click();
    await page.getByRole("button", { name: "Sự kiện sau" }).and(page.locator(":disabled")).waitFor();
    const newest = await settled();
    await page.getByRole("button", { name: "−1 phút" }).click();
    await page.waitForFunction(
      (wanted) =>
        Number(/** @type {HTMLInputElement} */ (document.querySelector('input[type="range"]')).value) === wanted,
      newest - MINUTE_MS,
    );
    await shows(await settled());
  });

  test("a day of which nothing is recorded says so, and the way back is there", async () => {
    await page.getByLabel("Ngày").fill("2020-02-29");
    await page.getByRole("heading", { name: "Không có gì được ghi trong ngày này" }).waitFor();
    assert.equal(await slider().count(), 0);
    assert.equal(await page.getByLabel("Ngày").inputValue(), "2020-02-29");
    assert.deepEqual(await axe(page, {}), []);
    await page.getByLabel("Ngày").fill(day.day);
    await slider().waitFor();
    await shows(await settled());
  });

  test("on a phone nothing hangs over", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    assert.deepEqual(await axe(page, {}), []);
    await shot(page, "history-phone");
  });

  test("no page met an error", () => {
    assert.deepEqual(errors, []);
  });
});

describe("what a wall showed", () => {
  const data = mkdtempSync(join(tmpdir(), "goiso-history-wall-"));
  let kill = async () => {};
  /** @type {import("./stage.mjs").Demo} */
  let demo;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {string[]} */
  const errors = [];

  before(async () => {
    ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
    browser = await openBrowser();
  });

  after(async () => {
    await browser?.close();
    await kill();
    rmSync(data, { recursive: true, force: true });
  });

  test("at a second that is past, the call that the wall painted then stands there as painted", async () => {
    const [group] = demo.groups;
    const [zone] = demo.zones;
    const wall = await openAs(browser, demo, "display", `/hall/?hall=${demo.hall}&zone=${zone}`, { errors });
    await post(demo, "officer", "counters/1/open", { officer: "officer.lan" });
    for (let person = 0; person < 2; person++)
      await post(demo, "kiosk", "tickets", { group, channel: "kiosk", language: "vi" });
    const first = await post(demo, "officer", "counters/1/next", { seen: null });
    const { label } = first.call.ticket;
    await wall.locator(".call .label", { hasText: label }).waitFor();
    const painted = await shownBy(label);
    const second = await post(demo, "officer", "counters/1/next", { seen: first.call.ticket.id });
    const later = second.call.ticket.label;
    await wall.locator(".call .label", { hasText: later }).first().waitFor();
    await shownBy(later);

    const page = await openAs(browser, demo, "supervisor", "/history/", { errors });
    await page.locator(".calls li").first().locator(".number", { hasText: later }).waitFor();
    // Event by event back to the moment at which the wall had painted the first call.
    const slider = page.locator('input[type="range"]');
    await slider.focus();
    for (let press = 0; press < EVENTS_BACK; press++) {
      if (Number(await slider.inputValue()) <= painted.now) break;
      const stood = await slider.inputValue();
      await page.keyboard.press("Shift+ArrowLeft");
      await page.waitForFunction((before) => {
        const at = /** @type {HTMLInputElement} */ (document.querySelector('input[type="range"]'));
        return at.value !== before && at.dataset.wanted === undefined;
      }, stood);
    }
    const newest = page.locator(".calls li").first();
    await newest.locator(".number", { hasText: label }).waitFor();
    assert.match((await newest.textContent()) ?? "", /1 màn hình đã hiện/);
    assert.equal(await page.locator(".calls .number", { hasText: later }).count(), 0, "not called yet");
    const mark = page.locator(".marks li").filter({ hasText: "đã hiện" }).first();
    await mark.locator(".number", { hasText: label }).waitFor();
    await shot(page, "history-wall");
    // The wall's own values of that moment hold the same call and no later one.
    const labels = Object.values(painted.zones[zone ?? ""] ?? {}).map((value) => value?.label);
    assert.ok(labels.includes(label) && !labels.includes(later), `${labels}`);
    assert.deepEqual(errors, []);
  });

  /** The moment at which the log says that a wall has painted this call. @param {string} label */
  async function shownBy(label) {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const told = await history(demo, `at=${NEWEST}`);
      const mark = told.marks.findLast(
        (/** @type {any} */ one) => one.what === "shown" && told.supervisor[`call/${one.item}`]?.label === label,
      );
      if (mark) return history(demo, `at=${mark.at}`);
      assert.ok(performance.now() < until, `no wall has painted ${label}`);
      await setTimeout(LOOK_AGAIN_MS);
    }
  }
});
