/**
 * A supervisor steers: the whole hall at a glance, whatever its size, and a word for every press, also while the server cannot be reached.
 * `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { drawn, openAs, openBrowser, PATIENCE_MS, post, settled, startDemo } from "./stage.mjs";

/** The screen that the page is made for. */
const DESK = { width: 1440, height: 900 };
const SMALL_DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** A large hall. */
const COUNTERS = 24;
const MORE_LINES = ["L", "M"];
/** The header is one row of buttons. */
const HEADER_PX = 56;

const data = mkdtempSync(join(tmpdir(), "goiso-steering-"));
let kill = async () => {};
/** @type {import("./stage.mjs").Demo} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let steering;
/** @type {string[]} */
const errors = [];

before(async () => {
  ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
  browser = await openBrowser();
  steering = await openAs(browser, demo, "supervisor", "/supervisor/", { errors, viewport: DESK });
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** A number for somebody. @param {string} group */
function issue(group) {
  return post(demo, "kiosk", "tickets", { group, channel: "kiosk", language: "vi" });
}

/** @param {string} path @param {unknown} [body] */
function counter(path, body = {}) {
  return post(demo, "officer", `counters/${path}`, body);
}

/**
 * A page drawn from a sample, after something was made of it.
 *
 * @param {string} sample
 * @param {{ width: number, height: number }} viewport
 * @param {(set: Record<string, any>) => void} [change]
 */
async function drawnFrom(sample, viewport, change = () => {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", locale: "vi-VN" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("pageerror", (error) => errors.push(`${sample}: ${error.message}`));
  await tab.route(`**/samples/${sample}.json`, async (route) => {
    const answer = await route.fetch();
    const read = await answer.json();
    change(read.frames.find((/** @type {any} */ frame) => frame.type === "snapshot").set);
    await route.fulfill({ response: answer, json: read });
  });
  await tab.goto(`${demo.url}/supervisor/?today=today-busy&sample=${sample}&lang=vi`);
  await drawn(tab);
  await tab.locator("goiso-course canvas").waitFor();
  await settled(tab);
  return tab;
}

/** Where the lowest of these ends. @param {import("playwright-core").Page} tab @param {string} selector */
function end(tab, selector) {
  return tab
    .locator(selector)
    .evaluateAll((all) => Math.max(...all.map((element) => element.getBoundingClientRect().bottom)));
}

test("twenty-four counters, nine lines and the alerts end on a screen of 1440 × 900", async () => {
  const tab = await drawnFrom("supervisor-busy", DESK, (set) => {
    for (const code of MORE_LINES) {
      set.hall.groups.push({ code, name: { vi: `Lĩnh vực ${code}`, en: `Field ${code}` } });
      set[`line/${code}`] = { ...set["line/B"] };
    }
    for (let number = 8; number <= COUNTERS; number++) {
      set[`counter/${number}`] = { ...set[`counter/${1 + (number % 6)}`], number: String(number) };
    }
  });
  assert.equal(await tab.locator(".line").count(), 9);
  assert.equal(await tab.locator("[data-counter]").count(), COUNTERS);
  assert.equal(await tab.locator(".alerts li").count(), 4, "more are one press away");
  for (const part of [".alerts li", ".line", "[data-counter]"]) {
    const lowest = await end(tab, part);
    assert.ok(lowest <= DESK.height, `${part} ends at ${lowest}`);
  }
  await tab.getByRole("button", { name: /^Xem thêm/ }).click();
  assert.ok((await tab.locator(".alerts li").count()) > 4);
  await tab.context().close();
});

test("a usual hall stands on the screen with its devices and its day, and the header is one row", async () => {
  const tab = await drawnFrom("supervisor-busy", DESK);
  for (const part of [".line", "[data-counter]", ".devices li", ".course"]) {
    const lowest = await end(tab, part);
    assert.ok(lowest <= DESK.height, `${part} ends at ${lowest}`);
  }
  for (const viewport of [DESK, SMALL_DESK]) {
    await tab.setViewportSize(viewport);
    await settled(tab);
    const high = await tab.locator("header").evaluate((header) => header.getBoundingClientRect().height);
    assert.ok(high <= HEADER_PX, `${high} px at ${viewport.width}`);
  }
  await tab.context().close();
});

test("what is seldom done is in a menu that the keyboard opens, walks and closes", async () => {
  const tab = await drawnFrom("supervisor-busy", SMALL_DESK);
  const reports = tab.locator(".menu").getByRole("link", { name: "Báo cáo" });
  await reports.waitFor({ state: "hidden" });
  await tab.locator(".menu summary").focus();
  await tab.keyboard.press("Enter");
  await reports.waitFor();
  await tab.keyboard.press("Tab");
  assert.equal(await reports.evaluate((link) => link === document.activeElement), true);
  await tab.keyboard.press("Escape");
  await reports.waitFor({ state: "hidden" });
  assert.equal(await tab.evaluate(() => document.activeElement?.localName), "summary", "the focus is back");
  await tab.locator(".menu summary").click();
  await reports.waitFor();
  await tab.locator(".head").click();
  await reports.waitFor({ state: "hidden" });
  await tab.context().close();
});

test("on a phone each part of the page is one press away", async () => {
  const tab = await drawnFrom("supervisor-alerts", PHONE);
  assert.ok((await tab.evaluate(() => document.documentElement.scrollWidth)) <= PHONE.width);
  for (const [words, place] of [
    ["Người", "#tickets"],
    ["Quầy", "#tiles"],
    ["Hàng", "#lines"],
    [/^Cảnh báo \(\d+\)$/, "#alerts"],
  ]) {
    await tab.locator(".jumps").getByRole("link", { name: words, exact: true }).click();
    await tab.waitForFunction((selector) => {
      const top = document.querySelector(selector)?.getBoundingClientRect().top ?? -1;
      const under = document.querySelector(".jumps")?.getBoundingClientRect().bottom ?? 0;
      return top >= under - 1 && top < innerHeight / 2;
    }, String(place));
  }
  await tab.context().close();
});

test("a device says what is wrong with it and what helps, from its alert and from its chip", async () => {
  const tab = await drawnFrom("supervisor-alerts", DESK);
  const chip = tab.locator(".devices button").filter({ hasText: "Màn hình cửa Đông" });
  assert.match((await chip.textContent()) ?? "", /Màn hình cửa Đông:\s+mất kết nối/);
  await chip.click();
  await tab.getByRole("dialog").getByText("Hãy xem nguồn điện và dây mạng của thiết bị.").waitFor();
  await tab.keyboard.press("Escape");
  await tab.locator('[data-alert="device/d3"]').getByRole("button", { name: "Cách xử lý" }).click();
  await tab
    .getByRole("dialog", { name: "Loa sảnh chính" })
    .getByText(/Hãy xem loa, dây và âm lượng/)
    .waitFor();
  await tab.context().close();
});

test("a counter's dialog names who sits there, and leads to the counter's own page", async () => {
  const [group = ""] = demo.groups;
  await counter("1/open");
  const ticket = await issue(group);
  await counter("1/next", { seen: null });
  const tile = steering.locator('[data-counter="1"].called');
  await tile.waitFor();
  await tile.locator("button.name").click();
  const dialog = steering.getByRole("dialog", { name: "Quầy 1" });
  const officer = (await tile.locator(".officer").textContent()) ?? "";
  assert.notEqual(officer, "");
  await dialog.locator("dd").getByText(officer, { exact: true }).waitFor();
  const link = dialog.getByRole("link", { name: "Mở trang quầy 1" });
  assert.match((await link.getAttribute("href")) ?? "", /\/counter\/\?.*counter=1/);
  // The forgotten person is released.
  await dialog.getByRole("button", { name: `Hủy ${ticket.label}` }).click();
  await steering.locator("dialog button.primary").click();
  await steering.locator('[data-counter="1"].idle').waitFor();
  // From among those who left, they come back.
  const gone = steering.locator(`[data-ended="${ticket.label}"]`);
  await gone.getByRole("button", { name: `Cho vào lại ${ticket.label}` }).click();
  await steering.locator("dialog button.primary").click();
  await gone.waitFor({ state: "detached" });
  await steering.locator(`[data-row="${ticket.label}"]`).waitFor();
});

test("somebody is found as their number is said, wherever they are", async () => {
  const [group = ""] = demo.groups;
  const { label } = await issue(group);
  await counter("1/next", { seen: null });
  const search = steering.getByRole("searchbox");
  await search.fill(`${label[0]} ${label.slice(1)}`);
  await steering.locator(`[data-row="${label}"]`).waitFor();
  assert.equal(await steering.locator("[data-row]").count(), 1);
  const called = await steering.locator('[data-counter="1"] .who').textContent();
  await search.fill((called ?? "").trim());
  await steering
    .locator(`[data-row="${(called ?? "").trim()}"]`)
    .getByText("đang gọi · Quầy 1")
    .waitFor();
  await search.fill("");
});

test("issuing is stopped for a line and goes on, a notice is posted and withdrawn", async () => {
  const [, group = ""] = demo.groups;
  await steering.getByRole("button", { name: "Dừng cấp số" }).click();
  await steering.locator(`dialog input[value="${group}"]`).check();
  await steering.locator('dialog input[name="reason"]').fill("hết phôi giấy");
  await steering.locator("dialog button.primary").click();
  const banner = steering.locator(`[data-stopped="${group}"]`);
  await banner.getByText("hết phôi giấy").waitFor();
  await assert.rejects(issue(group), /issuing_stopped/);
  await banner.getByRole("button", { name: "Cấp số lại" }).click();
  await banner.waitFor({ state: "detached" });
  await issue(group);
  await steering.getByRole("button", { name: "Đăng thông báo" }).click();
  await steering.locator('dialog textarea[name="vi"]').fill("Chiều nay nghỉ sớm");
  await steering.locator("dialog button.primary").click();
  const notice = steering.locator(".notices li").filter({ hasText: "Chiều nay nghỉ sớm" });
  await notice.waitFor();
  await notice.getByRole("button", { name: "Gỡ" }).click();
  await notice.waitFor({ state: "detached" });
});

test("a press while the server cannot be reached says so, is not pressed twice, and is done later", async () => {
  const config = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/config`, {
    headers: { Authorization: `Bearer ${demo.tokens.supervisor}` },
  }).then((answer) => answer.json());
  const served = config.counters.find((/** @type {any} */ one) => one.number === "1").groups;
  const group = demo.groups.find((code) => !served.includes(code)) ?? "";
  await issue(group);
  const alert = steering.locator(`[data-alert="line/${group}"]`);
  const button = alert.getByRole("button", { name: /^Mở quầy/ });
  await button.waitFor();
  const number = /\d+/.exec((await button.textContent()) ?? "")?.[0] ?? "";
  let sent = 0;
  await steering.route(`**/counters/${number}/open`, (route) => {
    sent++;
    return route.abort("connectionrefused");
  });
  await button.click();
  await steering.locator(".toast").getByText("Chưa có trả lời, đang thử lại…").waitFor();
  await alert.locator("button:disabled", { hasText: "Mở quầy" }).waitFor();
  assert.ok(sent > 0);
  await steering.unroute(`**/counters/${number}/open`);
  await steering.locator(".toast").getByText(`Đã mở quầy ${number}.`).waitFor();
  // So does the way back.
  await steering.route(`**/counters/${number}/close`, (route) => route.abort("connectionrefused"));
  await steering.locator(".toast").getByRole("button", { name: "Hoàn tác" }).click();
  await steering.locator(".toast").getByText("Chưa có trả lời, đang thử lại…").waitFor();
  await steering.locator(".toast button:disabled").waitFor();
  await steering.unroute(`**/counters/${number}/close`);
  await steering.locator(".toast").getByText("Đã hoàn tác.").waitFor();
});

test("a line that no counter could take shows its people", async () => {
  const tab = await drawnFrom("supervisor-busy", DESK, (set) => {
    for (const [key, value] of Object.entries(set)) {
      if (key.startsWith("counter/")) value.groups = value.groups.filter((/** @type {string} */ one) => one !== "D");
    }
  });
  await tab.locator('[data-alert="line/D"]').getByRole("button", { name: "Xem người chờ ở D" }).click();
  await tab.getByRole("button", { name: "Bỏ lọc hàng D" }).waitFor();
  const labels = await tab.locator("[data-row] > strong").allTextContents();
  assert.ok(labels.length > 0 && labels.every((label) => label.startsWith("D")), labels.join(" "));
  await tab.context().close();
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
