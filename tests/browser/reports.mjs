/**
 * A supervisor's report at the real page of the real server: a morning in figures, sheets by keyboard, a file to take away, days that are
 * no period. `GOISO_BIN` names the server, `CHROMIUM` the browser, `GOISO_SHOTS` a folder for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, openAs, openBrowser, PATIENCE_MS, post, startDemo, within } from "./stage.mjs";

const SHOTS = process.env.GOISO_SHOTS;
/** The accent of both themes, in which the chart's first line is drawn (tokens.css). */
const LIGHT = [0x00, 0x4b, 0x78];
const DARK = [0x7c, 0xc8, 0xf6];

const data = mkdtempSync(join(tmpdir(), "goiso-reports-"));
let kill = async () => {};
/** @type {import("./stage.mjs").Demo} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
const errors = [];

/** @param {string} name */
async function shot(name) {
  if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

before(async () => {
  ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
  const [group] = demo.groups;
  await post(demo, "officer", "counters/1/open", { officer: "officer.lan" });
  for (let person = 0; person < 4; person++) {
    await post(demo, "kiosk", "tickets", { group, channel: "kiosk", language: "vi" });
  }
  for (let person = 0; person < 3; person++) {
    const { call } = await post(demo, "officer", "counters/1/next", { seen: null });
    await post(demo, "officer", "counters/1/start", { seen: call.ticket.id });
    await post(demo, "officer", "counters/1/finish", { seen: call.ticket.id });
  }
  browser = await openBrowser();
  page = await openAs(browser, demo, "supervisor", "/supervisor/", { errors, viewport: { width: 1920, height: 1080 } });
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

test("from the supervisor's page to today's summary, whose line adds up", async () => {
  await page.getByRole("link", { name: "Báo cáo" }).click();
  await page.locator('.sums[data-issued="4"]').waitFor();
  assert.match((await page.locator(".sums").textContent()) ?? "", /Đã phát 4 = phục vụ 3 \+ vắng 0 .* đang mở 1/);
  const served = page.locator("tbody tr").filter({ hasText: "Đã phục vụ" }).locator("td").first();
  assert.equal((await served.textContent())?.trim(), "3");
  assert.deepEqual(await axe(page, {}), []);
  await shot("reports-summary");
});

test("every sheet is reached by keyboard, in both languages, and has no fault that a checker knows", async () => {
  await page.locator("#tab-summary").focus();
  for (const sheet of ["groups", "counters", "hours", "days", "priority", "ratings", "estimates", "anomalies"]) {
    await page.keyboard.press("ArrowRight");
    await page.locator(`#tab-${sheet}[aria-selected="true"]`).waitFor();
    await page.locator(`#sheet[aria-labelledby="tab-${sheet}"] table`).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), `tab-${sheet}`);
    assert.deepEqual(await axe(page, {}), [], sheet);
    await shot(`reports-${sheet}`);
  }
  await page.locator("#tab-hours").click();
  await page.getByRole("button", { name: "Quầy mở" }).click();
  await page.getByRole("button", { name: "Quầy mở", pressed: true }).waitFor();
  await page.locator("thead th").filter({ hasText: "Thứ Hai" }).waitFor();
});

test("a workbook and a table are taken away as files", async () => {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Cả báo cáo: Excel" }).click();
  const file = await coming;
  assert.match(file.suggestedFilename(), /^[a-z-]+-monthly-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.xlsx$/);
  assert.equal(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
    "PK",
  );
  const paper = page.waitForEvent("download");
  await page.getByRole("button", { name: "Cả báo cáo: PDF" }).click();
  assert.equal(
    readFileSync(await (await paper).path())
      .subarray(0, 5)
      .toString(),
    "%PDF-",
  );
  const table = page.waitForEvent("download");
  await page.getByRole("button", { name: "Tải CSV" }).click();
  assert.match(readFileSync(await (await table).path(), "utf8"), /^\uFEFF"?Giờ/);
});

test("an empty period says so; days that are no period are told before they are asked for", async () => {
  await page.getByLabel("Khoảng thời gian").selectOption("yesterday");
  await page.getByText("Chưa có lượt nào trong khoảng này.").waitFor();
  await page.getByLabel("Khoảng thời gian").selectOption("range");
  await page.getByLabel("Từ ngày").fill("2026-01-05");
  await page.getByLabel("Đến ngày").fill("2026-01-02");
  await page.keyboard.press("Tab");
  await page.getByText("Ngày cuối ở trước ngày đầu").waitFor();
  assert.ok(await page.getByRole("button", { name: "Tải Excel" }).isDisabled());
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByLabel("Khoảng thời gian").selectOption("month");
  await page.locator('.sums[data-issued="4"]').waitFor();
  assert.deepEqual(await axe(page, {}), []);
  assert.ok(
    await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing hangs over a phone",
  );
  await shot("reports-phone");
});

test("figures of other days never stand under the chosen ones, and a file that fails leaves the sheet", async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByLabel("Khoảng thời gian").selectOption("today");
  await page.locator('.sums[data-issued="4"]').waitFor();
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((/** @type {(value?: unknown) => void} */ done) => {
    letGo = done;
  });
  await page.route("**/reports/hours?**", async (route) => {
    await within(held, "leave to answer");
    await route.continue();
  });
  await page.getByLabel("Khoảng thời gian").selectOption("last-month");
  await page.getByText("Đang tính…").waitFor();
  assert.equal(await page.locator(".sums").count(), 0, "nothing of today");
  letGo();
  await page.getByText("Chưa có lượt nào trong khoảng này.").waitFor();
  await page.unroute("**/reports/hours?**");
  await page.getByLabel("Khoảng thời gian").selectOption("today");
  await page.locator('.sums[data-issued="4"]').waitFor();
  await page.route("**format=csv**", (route) => route.abort());
  await page.getByRole("button", { name: "Tải CSV" }).click();
  await page.getByText("Chưa lấy được tệp").waitFor();
  assert.equal(await page.locator("table").count(), 1, "the sheet stays");
});

test("on paper stand the figures and no button", async () => {
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("button").count(), 0, "no button");
  assert.equal(await page.locator(".sums").isVisible(), true);
  if (SHOTS) await page.pdf({ path: join(SHOTS, "reports-print.pdf"), preferCSSPageSize: true });
  await page.emulateMedia({ media: null });
});

test("Home and End lead to the first and the last sheet", async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator("#tab-hours").focus();
  await page.keyboard.press("End");
  await page.locator('#tab-anomalies[aria-selected="true"]').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "tab-anomalies");
  await page.keyboard.press("Home");
  await page.locator('#tab-summary[aria-selected="true"]').waitFor();
  await page.locator('#sheet[aria-labelledby="tab-summary"] table').waitFor();
});

test("a report that takes long says so and can be given up, which ends the question, and asked for again", async () => {
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((/** @type {(value?: unknown) => void} */ done) => {
    letGo = done;
  });
  await page.route("**/reports/groups?**", async (route) => {
    await within(held, "leave to answer");
    await route.continue().catch(() => {});
  });
  const ended = page.waitForEvent("requestfailed", (request) => request.url().includes("/reports/groups?"));
  await page.locator("#tab-groups").click();
  await page.getByText("tính lâu hơn").waitFor();
  assert.deepEqual(await axe(page, {}), []);
  await shot("reports-long");
  await page.locator("#sheet").getByRole("button", { name: "Hủy" }).click();
  await ended;
  await page.getByText("Đã hủy.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "sheet");
  letGo();
  await page.unroute("**/reports/groups?**");
  await page.getByRole("button", { name: "Tính lại" }).click();
  await page.locator('#sheet[aria-labelledby="tab-groups"] table').waitFor();
});

test("a file that is on its way can be left, and nothing is said to be wrong", async () => {
  /** @type {() => void} */
  let letGo = () => {};
  const held = new Promise((/** @type {(value?: unknown) => void} */ done) => {
    letGo = done;
  });
  await page.route("**format=xlsx**", async (route) => {
    await within(held, "leave to answer");
    await route.continue().catch(() => {});
  });
  await page.getByRole("button", { name: "Tải Excel" }).click();
  await page.locator(".toast").getByRole("button", { name: "Hủy" }).click();
  await page.locator(".toast").waitFor({ state: "hidden" });
  letGo();
  await page.unroute("**format=xlsx**");
  assert.equal(await page.getByText("Chưa lấy được tệp").count(), 0);
  assert.ok(await page.getByRole("button", { name: "Tải Excel" }).isEnabled());
});

test("the chart takes the colours of the page when they change, and paper is light", async () => {
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  await tab.emulateMedia({ colorScheme: "light" });
  await tab.goto(`${demo.url}/reports/?sample=report-fortnight`);
  await tab.locator("#tab-days").click();
  /** The chart's line comes to be of this colour, and of the other no more. @param {number[]} own @param {number[]} other */
  const drawn = (own, other) =>
    tab.waitForFunction(
      (wanted) => {
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("goiso-days-chart canvas"));
        const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
        const found = wanted.map(() => false);
        for (let at = 0; at < data.length; at += 4) {
          for (const [place, rgb] of wanted.entries())
            if (data[at + 3] === 255 && rgb.every((part, one) => data[at + one] === part)) found[place] = true;
        }
        return found[0] === true && found[1] === false;
      },
      [own, other],
    );
  await tab.locator("goiso-days-chart canvas").waitFor();
  await drawn(LIGHT, DARK);
  await tab.emulateMedia({ colorScheme: "dark" });
  await drawn(DARK, LIGHT);
  await tab.evaluate(() => {
    document.documentElement.dataset.theme = "light";
  });
  await drawn(LIGHT, DARK);
  await tab.evaluate(() => {
    document.documentElement.dataset.theme = "dark";
  });
  await drawn(DARK, LIGHT);
  await tab.emulateMedia({ media: "print", colorScheme: "dark" });
  await drawn(LIGHT, DARK);
  const ground = await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  assert.equal(ground, "rgb(255, 255, 255)");
  if (SHOTS) await tab.pdf({ path: join(SHOTS, "reports.pdf"), preferCSSPageSize: true, printBackground: false });
  await tab.close();
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
