/**
 * From nothing to a working hall by the guide of the administrator's page, by keyboard where a person would: every step filled in,
 * the ward's groups and counters, an officer, then the first number is called. `GOISO_BIN` names the server, `GOISO_SHOTS` a folder
 * for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { smallTargets } from "./measure.mjs";
import { axe, openBrowser, PATIENCE_MS, startFresh } from "./stage.mjs";

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

/** What the checker holds every step to. */
const RULES = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] } };
const TARGET_PX = 24;

/** The step fits a phone and a computer, and the checker finds nothing. @param {string} name */
async function shot(name) {
  assert.deepEqual(await axe(admin, RULES), [], name);
  for (const [width, height] of /** @type {[number, number][]} */ ([
    [390, 844],
    [1280, 800],
  ])) {
    await admin.setViewportSize({ width, height });
    const over = await admin.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(over <= 0, `${name} is wider than a screen of ${width}`);
    assert.deepEqual(await admin.evaluate(smallTargets, TARGET_PX), [], `${name} at ${width}`);
    if (process.env.GOISO_SHOTS)
      await admin.screenshot({ path: join(process.env.GOISO_SHOTS, `guide-${name}-${width}.png`) });
  }
}

/** The step that is open, once it is. @param {string} name */
async function at(name) {
  await admin.locator(".guide h2").filter({ hasText: name }).waitFor();
  assert.equal(
    await admin.locator(".steps [aria-current]").count(),
    ["Gần xong", "Sảnh đã sẵn sàng"].includes(name) ? 0 : 1,
  );
}

/** @param {string} input @param {string} words */
async function type(input, words) {
  await admin.locator(input).fill(words);
  await admin.locator(input).press("Tab");
}

/** What is in force. */
const config = () => admin.evaluate(async (hall) => (await fetch(`/api/v1/halls/${hall}/config`)).json(), HALL);

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
  await type("#in-zones-0-code", "lobby");
  await next();
  await at("Lĩnh vực");
  await type("#in-groups-0-code", "K");
  await next();
  await at("Thủ tục");
  const renamed = await config();
  assert.deepEqual([renamed.zones[0].code, renamed.groups[0].code], ["lobby", "K"]);
  assert.deepEqual(renamed.counters[0], { ...renamed.counters[0], zone: "lobby", groups: ["K"] });
});

test("going back and leaving save nothing, and work from a step that is wrong", async () => {
  await admin.locator(".guide .bar button").first().press("Enter");
  await at("Lĩnh vực");
  await type("#in-groups-0-name-vi", "");
  assert.ok(await admin.locator(".guide .bar .primary").isDisabled());
  await admin.locator(".guide .bar button").first().press("Enter");
  await at("Khu vực");
  await admin.locator('.guide [role="alert"]').filter({ hasText: "Chưa lưu được" }).waitFor();
  assert.ok(await admin.locator(".guide .bar .primary").isDisabled());
  await shot("mend-elsewhere");
  await admin.getByRole("button", { name: "Bỏ qua hướng dẫn" }).press("Enter");
  await admin.locator(".columns .bar").or(admin.locator(".bar")).first().waitFor();
  assert.equal((await config()).groups[0].name.vi, "Chứng thực", "nothing was saved");
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).press("Enter");
  await admin.goto(`${url}/admin/?hall=${HALL}&guide=3`);
  await at("Lĩnh vực");
});

test("the ward's template asks before it takes the place of what was typed", async () => {
  await admin.getByRole("button", { name: "Dùng mẫu của phường" }).press("Enter");
  await admin.locator(".ward").getByText("Sảnh chính").first().waitFor();
  assert.match((await admin.locator(".ward").textContent())?.replaceAll(/\s+/g, " ") ?? "", /Khu vực lobby bỏ/);
  await shot("ward");
  await admin.locator(".ward").getByRole("button", { name: "Giữ phần đang có" }).press("Enter");
  assert.equal(await admin.locator("#in-groups-0-code").inputValue(), "K");
  await admin.route("**/templates/ward", (route) => route.abort());
  await admin.getByRole("button", { name: "Dùng mẫu của phường" }).press("Enter");
  await admin.locator('.failed [role="alert"]').waitFor();
  await admin.unroute("**/templates/ward");
  await admin.locator(".failed").getByRole("button", { name: "Thử lại" }).press("Enter");
  await admin.locator(".ward .primary").press("Enter");
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
  await form.locator('[name="login"]').fill("Trần Bình");
  await form.locator('[name="role"]').selectOption("officer");
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator(".primary").press("Enter");
  const login = form.locator('[name="login"]');
  assert.match(await login.evaluate((input) => /** @type {HTMLInputElement} */ (input).validationMessage), /không dấu/);
  await login.fill("binh");
  await form.locator(".primary").press("Enter");
  await admin.locator(".list").getByText("Trần Văn Bình").waitFor();
  await admin.getByText("Đã thêm Trần Văn Bình.").waitFor();
  for (const name of ["name", "login", "password"])
    assert.equal(await form.locator(`[name="${name}"]`).inputValue(), "");
  await next();
  await at("Giọng đọc");
  await next();
  await at("Máy in");
  await next();
  await at("Thiết bị");
  await shot("devices");
  await next();
  await at("Gần xong");
  await shot("almost");
});

test("the end tells what the hall still lacks, leads there, and has nothing to tell once it is there", async () => {
  const missing = admin.locator(".gaps li");
  await missing.filter({ hasText: "Chưa ghép ki-ốt nào" }).waitFor();
  assert.equal(await missing.count(), 2, "the officer is there, and each line has a counter");
  await admin.getByText("hãy thay 127.0.0.1 bằng").waitFor();
  await missing.first().getByRole("button", { name: "Thiết bị" }).press("Enter");
  await at("Thiết bị");
  for (const role of ["kiosk", "display"]) {
    const form = admin.locator("form.panel.row").first();
    await form.locator('[name="name"]').fill(`Máy ${role}`);
    await form.locator('[name="role"]').selectOption(role);
    await form.locator(".primary").press("Enter");
    await admin.getByText(`Đã thêm Máy ${role}.`).waitFor();
    await admin.getByRole("button", { name: "Đã chép" }).press("Enter");
  }
  await next();
  await at("Sảnh đã sẵn sàng");
  assert.equal(await missing.count(), 0);
  await shot("done");
});

test("the hall works: an officer signs in at the first counter, a number is issued and called", async () => {
  const { name, groups, counters } = await config();
  assert.equal(name.vi, "Một cửa Phường Hoa Phượng");
  assert.ok(groups.length > 5 && counters.length > 5);
  const officer = await page();
  const links = await admin.locator(".links a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  await officer.goto(`${url}${links.find((link) => link?.startsWith("/counter/"))}`);
  await officer.locator('[name="name"]').fill("binh");
  await officer.locator('[name="password"]').fill(PASSWORD);
  await officer.locator(".login .primary").click();
  await officer.locator(".page.closed .next").waitFor();
  await officer.keyboard.press("Enter");
  await officer.locator(".page.idle").waitFor();
  const issued = await admin.evaluate(
    async ([hall, group]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const answer = await fetch(`/api/v1/halls/${hall}/tickets`, {
        method: "POST",
        headers,
        body: JSON.stringify({ group }),
      });
      return answer.json();
    },
    [HALL, counters[0].groups[0]],
  );
  await officer.keyboard.press("Enter");
  await officer.locator(".page.called, .page.calling").getByText(issued.label).first().waitFor();
  await admin.locator(".guide .bar .primary").last().press("Enter");
  await admin.locator(".columns nav").waitFor();
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
