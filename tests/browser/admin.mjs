/**
 * An installation from nothing: the code that the server prints, the first administrator, a hall, people, a kiosk, and the first
 * number. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const BIN = process.env.GOISO_BIN ?? fileURLToPath(new URL("../../target/debug/goiso", import.meta.url));
const PATIENCE_MS = 30_000;
const PASSWORD = "hoa phuong do 2026";
const HALL = "hoa-phuong";

const data = mkdtempSync(join(tmpdir(), "goiso-admin-"));
/** @type {import("node:child_process").ChildProcess} */
let server;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let admin;
let url = "";
let code = "";
/** What the pages threw. @type {string[]} */
const errors = [];

before(async () => {
  const settings = join(data, "goiso.toml");
  writeFileSync(settings, `listen = "127.0.0.1:0"\ndatabase = ${JSON.stringify(join(data, "goiso.db"))}\n`);
  server = spawn(BIN, ["serve", "--config", settings], { stdio: ["ignore", "ignore", "pipe"] });
  [url, code] = await new Promise((done, failed) => {
    let words = "";
    server.stderr?.on("data", (chunk) => {
      words += chunk;
      const found = /at (http:\S+)\/admin\/ with the code (\S+)\n/.exec(words);
      if (found) done([found[1], found[2]]);
    });
    server.once("error", failed);
    server.once("exit", (status) => failed(new Error(`the server ended with ${status}: ${words}`)));
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  admin = await page("vi-VN", { width: 1280, height: 800 });
});

after(async () => {
  await browser?.close();
  if (server && server.exitCode === null) {
    const gone = new Promise((done) => server.once("exit", done));
    server.kill("SIGKILL");
    await gone;
  }
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
