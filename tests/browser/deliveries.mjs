/**
 * Reports that are handed in by themselves, as a supervisor sees them at the real page of the real server: one that lies in its folder, one
 * that no mail server takes. `GOISO_BIN` names the server, `CHROMIUM` the browser, `GOISO_SHOTS` a folder for pictures.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, openAs, openBrowser, startDemo, startFresh } from "./stage.mjs";

const SHOTS = process.env.GOISO_SHOTS;
const data = mkdtempSync(join(tmpdir(), "goiso-deliveries-"));
const folder = join(data, "reports");
let kill = async () => {};
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let page;
/** @type {string[]} */
const errors = [];
/** Turns every letter away. */
const post = createServer((socket) => {
  socket.on("error", () => {});
  socket.end("554 5.3.2 closed for the holidays\r\n");
});

before(async () => {
  mkdirSync(folder);
  await /** @type {Promise<void>} */ (new Promise((done) => post.listen(0, "127.0.0.1", () => done())));
  const { port } = /** @type {import("node:net").AddressInfo} */ (post.address());
  const { demo, kill: killDemo } = await startDemo({ data });
  await killDemo();
  const fresh = await startFresh(
    data,
    `[[deliveries]]
name = "ngay"
report = "days"
hall = ${JSON.stringify(demo.hall)}
every = "day"
at = "00:00"
files = ["xlsx", "csv"]
folder = ${JSON.stringify(folder)}
[[deliveries]]
name = "thang-gui-tinh"
hall = ${JSON.stringify(demo.hall)}
every = "month"
at = "00:00"
files = ["xlsx"]
mail_to = ["Văn phòng Uỷ ban <van-phong@phuong.example>"]
[mail]
server = "127.0.0.1"
port = ${port}
security = "none"
from = "mot-cua@phuong.example"
`,
  );
  kill = fresh.kill;
  browser = await openBrowser();
  page = await openAs(browser, { ...demo, url: fresh.url }, "supervisor", `/reports/?hall=${demo.hall}`, {
    errors,
    viewport: { width: 1920, height: 1080 },
  });
});

after(async () => {
  await browser?.close();
  await kill();
  post.close();
  rmSync(data, { recursive: true, force: true });
});

test("one that is asked for lies in its folder, and the page says so", async () => {
  const own = page.locator('[data-delivery="ngay"]');
  await own.getByRole("button", { name: "Gửi ngay" }).click();
  await own.locator('[data-way="folder"][data-state="done"]').waitFor();
  await own.getByRole("status").filter({ hasText: "Đã gửi xong." }).waitFor();
  const names = readdirSync(folder).sort();
  assert.equal(names.length, 2, names.join(" "));
  assert.match(names[0] ?? "", /-days-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
  assert.match(names[1] ?? "", /-days-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.xlsx$/);
});

test("one that the mail server turns away says in its words why, and the page has no fault that a checker knows", async () => {
  const own = page.locator('[data-delivery="thang-gui-tinh"]');
  await own.getByRole("button", { name: "Gửi ngay" }).focus();
  await page.keyboard.press("Enter");
  await own.getByRole("alert").filter({ hasText: "closed for the holidays" }).waitFor();
  await own.locator('[data-way="mail"][data-state="fails"]').waitFor();
  assert.deepEqual(await axe(page, {}), []);
  if (SHOTS) {
    for (const [width, height] of [
      [1920, 1080],
      [390, 844],
    ]) {
      await page.setViewportSize({ width: width ?? 0, height: height ?? 0 });
      await page.screenshot({ path: join(SHOTS, `deliveries-${width}.png`), fullPage: true });
    }
  }
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
