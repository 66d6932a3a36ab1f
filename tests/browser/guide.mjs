/**
 * From nothing to a working hall by the guide of the administrator's page, by keyboard where a person would: every step filled in,
 * the ward's groups and counters, an officer, then the first number is called. `GOISO_BIN` names the server, `GOISO_SHOTS` a folder
 * for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, PATIENCE_MS, startFresh } from "./stage.mjs";

const PASSWORD = "hoa phuong do 2026";
const HALL = "hoa-phuong";

const data = mkdtempSync(join(tmpdir(), "goiso-guide-"));
let kill = async () => {};
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let admin;
let url = "";
let code = "";
/** What the pages threw. @type {string[]} */
const errors = [];

before(async () => {
  const fresh = await startFresh(data);
  kill = fresh.kill;
  url = fresh.url;
  code = fresh.code;
  browser = await openBrowser();
  admin = await page();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

async function page() {
  const context = await browser.newContext({
    locale: "vi-VN",
    viewport: { width: 1280, height: 800 },
    reducedMotion: "reduce",
  });
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE_MS);
  opened.on("pageerror", (error) => errors.push(error.message));
  return opened;
}

/** @param {string} name */
async function shot(name) {
  if (!process.env.GOISO_SHOTS) return;
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [390, 844],
    [1280, 800],
  ])) {
    await admin.setViewportSize({ width, height });
    const over = await admin.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(over <= 0, `${name} is wider than a screen of ${width}`);
    await admin.screenshot({ path: join(process.env.GOISO_SHOTS, `guide-${name}-${width}.png`) });
  }
}

/** The step that is open, once it is. @param {string} name */
async function at(name) {
  await admin.locator(".guide h2").filter({ hasText: name }).waitFor();
  assert.equal(await admin.locator(".steps [aria-current]").count(), name === "Sảnh đã sẵn sàng" ? 0 : 1);
}

const next = () => admin.locator(".guide .bar .primary").press("Enter");

test("a new hall opens with the guide, and an empty name is said where it is", async () => {
  await admin.goto(`${url}/admin/#setup=${code}`);
  await admin.locator('[name="name"]').fill("Nguyễn Thị Lan");
  await admin.locator('[name="login"]').fill("lan");
  await admin.locator('[name="password"]').fill(PASSWORD);
  await admin.locator(".primary").press("Enter");
  await admin.locator('[name="hall"]').waitFor();
  await admin.locator('[name="name"]').fill("Phường Hoa Phượng");
  await admin.locator('[name="hall"]').fill(HALL);
  await admin.locator(".primary").press("Enter");
  await at("Bộ phận");
  await shot("hall");
  await admin.locator("#in-name-vi").fill("");
  await admin.locator("#in-name-vi").press("Tab");
  await admin.locator('.guide [role="alert"]').waitFor();
  assert.ok(await admin.locator(".guide .bar .primary").isDisabled());
  await admin.locator("#in-name-vi").fill("Một cửa Phường Hoa Phượng");
  await admin.locator("#in-name-vi").press("Tab");
});

test("every step is filled in; what is changed is saved by going on", async () => {
  await next();
  await at("Giờ làm việc");
  await admin.locator('input[name="hours"]:not(:checked)').check();
  await next();
  await at("Khu vực");
  await next();
  await at("Lĩnh vực");
  await admin.getByRole("button", { name: "Dùng mẫu của phường" }).press("Enter");
  await admin.getByText("Đã điền mẫu của phường").waitFor();
  await shot("groups");
  await next();
  await at("Thủ tục");
  await next();
  await at("Quầy");
  await admin.locator(".guide .bar button").first().press("Enter");
  await at("Thủ tục");
  await next();
  await at("Quầy");
  await shot("counters");
  await next();
  await at("Người dùng");
});

test("a reload in the middle goes on where it was", async () => {
  await admin.reload();
  await at("Người dùng");
  const form = admin.locator("form.panel.row");
  await form.locator('[name="name"]').fill("Trần Văn Bình");
  await form.locator('[name="login"]').fill("binh");
  await form.locator('[name="role"]').selectOption("officer");
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator(".primary").press("Enter");
  await admin.locator(".list").getByText("Trần Văn Bình").waitFor();
  await next();
  await at("Giọng đọc");
  await next();
  await at("Máy in");
  await next();
  await at("Thiết bị");
  await shot("devices");
  await next();
  await at("Sảnh đã sẵn sàng");
  await shot("done");
});

test("the hall works: an officer signs in at the first counter", async () => {
  const config = await admin.evaluate(async (hall) => (await fetch(`/api/v1/halls/${hall}/config`)).json(), HALL);
  assert.equal(config.name.vi, "Một cửa Phường Hoa Phượng");
  assert.ok(config.groups.length > 5 && config.counters.length > 5);
  const officer = await page();
  const links = await admin.locator(".links a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  await officer.goto(`${url}${links.find((link) => link?.startsWith("/counter/"))}`);
  await officer.locator('[name="name"]').fill("binh");
  await officer.locator('[name="password"]').fill(PASSWORD);
  await officer.locator(".login .primary").click();
  await officer.locator(".page.closed .next").waitFor();
  await officer.keyboard.press("Enter");
  await officer.locator(".page.idle").waitFor();
  await admin.locator(".guide .bar .primary").last().press("Enter");
  await admin.locator(".columns nav").waitFor();
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
