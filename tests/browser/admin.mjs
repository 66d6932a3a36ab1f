/**
 * An installation from nothing: the code that the server prints, the first administrator, a hall, people, a kiosk, and the first
 * number. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, PATIENCE_MS, startFresh } from "./stage.mjs";

const PASSWORD = "hoa phuong do 2026";
const HALL = "hoa-phuong";

const data = mkdtempSync(join(tmpdir(), "goiso-admin-"));
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
  admin = await page("vi-VN", { width: 1280, height: 800 });
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** @param {string} locale @param {{ width: number, height: number }} viewport */
async function page(locale, viewport) {
  const context = await browser.newContext({ locale, viewport, reducedMotion: "reduce" });
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE_MS);
  opened.on("pageerror", (error) => errors.push(error.message));
  return opened;
}

/** @param {string} place */
function go(place) {
  return admin.locator("nav").getByRole("button", { name: place, exact: true }).click();
}

test("a wrong code makes nobody an administrator; the printed one does", async () => {
  await admin.goto(`${url}/admin/#setup=wrong`);
  await admin.locator('[name="name"]').fill("Nguyễn Thị Lan");
  await admin.locator('[name="login"]').fill("lan");
  await admin.locator('[name="password"]').fill(PASSWORD);
  await admin.locator(".primary").click();
  await admin.locator('[role="alert"]').waitFor();
  await admin.locator('[name="code"]').fill(code);
  await admin.locator(".primary").click();
  await admin.locator('[name="hall"]').waitFor();
});

test("a hall is made from its name, and opens with its sections", async () => {
  await admin.locator('[name="name"]').fill("Phường Hoa Phượng");
  await admin.locator('[name="hall"]').fill(HALL);
  await admin.locator(".primary").click();
  await admin.locator("h1").filter({ hasText: "Phường Hoa Phượng" }).waitFor();
  await admin.getByRole("button", { name: "Bỏ qua hướng dẫn" }).click();
  await admin.locator("#in-hotline").waitFor();
});

test("counters come from a table, with every change shown before it is in force", async () => {
  await go("Nhập, xuất");
  await admin.locator('input[type="file"]').setInputFiles({
    name: "counters.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("number,zone,groups,name_vi\n1,main,A,Chứng thực\n2,main,A,Hỗ trợ\n"),
  });
  await admin.locator(".changes").getByText("Hỗ trợ").first().waitFor();
  await admin.locator(".bar .primary").click();
  await admin.getByText("Đã lưu").first().waitFor();
});

test("a save is undone after a look at what changes, and done again the same way", async () => {
  for (const [mark, count] of /** @type {[string, number][]} */ ([
    ["del", 1],
    ["ins", 1],
  ])) {
    await admin.locator(".undo").click();
    await admin.locator(`.changes ${mark}`).first().waitFor();
    assert.ok((await admin.locator(".changes li").count()) >= count);
    await admin.locator(".bar .primary").click();
    await admin.locator(".undo").waitFor();
  }
});

test("a table with a wrong row changes nothing and names the row", async () => {
  await admin.locator('input[type="file"]').setInputFiles({
    name: "counters.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("number,zone,groups\n3,nowhere,A\n"),
  });
  await admin.locator('[role="alert"]').first().waitFor();
  assert.equal(await admin.locator(".bar").count(), 0);
});

test("the hall is opened round the clock", async () => {
  await go("Giờ làm việc");
  await admin.locator('input[name="hours"]:not(:checked)').check();
  await admin.locator(".bar .primary").click();
  await admin.locator(".changes li").first().waitFor();
  await admin.locator(".bar .primary").click();
  await admin.getByText("Đã lưu").first().waitFor();
});

test("an officer is added and signs in at a counter", async () => {
  await go("Người dùng");
  const form = admin.locator("form.panel.row");
  await form.locator('[name="name"]').fill("Trần Văn Bình");
  await form.locator('[name="login"]').fill("binh");
  await form.locator('[name="role"]').selectOption("officer");
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator(".primary").click();
  await admin.locator(".list").getByText("Trần Văn Bình").waitFor();
  const officer = await page("vi-VN", { width: 1280, height: 800 });
  await officer.goto(`${url}/counter/?hall=${HALL}&counter=1`);
  await officer.locator('[name="name"]').fill("binh");
  await officer.locator('[name="password"]').fill(PASSWORD);
  await officer.locator(".login .primary").click();
  await officer.locator(".page.closed .next").waitFor();
  await officer.keyboard.press("Enter");
  await officer.locator(".page.idle").waitFor();
});

test("a kiosk gets its secret once and issues the first number", async () => {
  await go("Thiết bị");
  const form = admin.locator("form.panel.row");
  await form.locator('[name="name"]').fill("Ki-ốt cửa chính");
  await form.locator('[name="role"]').selectOption("kiosk");
  await form.locator(".primary").click();
  const token = ((await admin.locator(".secret code").textContent()) ?? "").trim();
  const kiosk = await page("vi-VN", { width: 1080, height: 1920 });
  await kiosk.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), {
    token,
    role: "kiosk",
    hall: HALL,
  });
  await kiosk.goto(`${url}/kiosk/?hall=${HALL}`);
  await kiosk.locator('[data-group="A"]').click();
  await kiosk.locator("button.get").click();
  await kiosk.locator(".result .number").filter({ hasText: "A001" }).waitFor();
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
