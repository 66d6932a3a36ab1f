/**
 * An installation from nothing: the code that the server prints, the first administrator, a hall, people, a kiosk, and the first
 * number. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
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
  return admin
    .locator("nav")
    .getByRole("button", { name: new RegExp(`^${place}( có lỗi)?$`) })
    .click();
}

/** @param {string} input @param {string} words */
async function type(input, words) {
  await admin.locator(input).fill(words);
  await admin.locator(input).press("Tab");
}

/** What is in force. */
const inForce = () => admin.evaluate(async (hall) => (await fetch(`/api/v1/halls/${hall}/config`)).json(), HALL);

/** Puts a configuration in force without the forms, and gives the answer. @param {unknown} config */
const put = (config) =>
  admin.evaluate(
    async ([hall, body]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const path = `/api/v1/halls/${hall}/config`;
      return (await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) })).json();
    },
    /** @type {[string, unknown]} */ ([HALL, config]),
  );

test("a wrong code makes nobody an administrator; the printed one does", async () => {
  await admin.goto(`${url}/admin/#setup=wrong`);
  await admin.locator('[name="name"]').fill("Nguyễn Thị Lan");
  await admin.locator('[name="login"]').fill("lan");
  await admin.locator('[name="password"]').fill(PASSWORD);
  await admin.locator(".primary").click();
  await admin.locator('[role="alert"]').filter({ hasText: "Mã thiết lập không đúng" }).waitFor();
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
  assert.deepEqual(await admin.locator(".rows li").allInnerTexts(), ["Dòng 2: 1 sửa", "Dòng 3: 2 thêm mới"]);
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
  await admin.locator(".problems").getByText("Dòng 2, cột zone: không có khu vực nowhere.").waitFor();
  assert.equal(await admin.locator(".bar").count(), 0);
});

test("a table that says what the hall has changes nothing, and its rows are folded away", async () => {
  await admin.locator('input[type="file"]').setInputFiles({
    name: "counters.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("number,zone,groups\n1,main,A\n2,main,A\n"),
  });
  await admin.locator(".row").getByText("Không có gì thay đổi.").waitFor();
  await admin.getByText("2 dòng không thay đổi").click();
  assert.equal(await admin.locator(".rows li").count(), 2);
  assert.equal(await admin.locator(".bar").count(), 0, "a column that is not there keeps the names");
});

test("a file that the rules refuse is mended in the forms", async () => {
  const toml = await admin.evaluate(
    async (hall) => (await fetch(`/api/v1/halls/${hall}/config`, { headers: { Accept: "application/toml" } })).text(),
    HALL,
  );
  await admin.locator('input[type="file"]').setInputFiles({
    name: "hall.toml",
    mimeType: "application/toml",
    buffer: Buffer.from(toml.replaceAll('zone = "main"', 'zone = "cellar"')),
  });
  await admin.locator("nav .stop").first().waitFor();
  await go("Quầy");
  await admin.getByText("Không có cellar.").first().waitFor();
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("each thing that the rules refuse is told in Vietnamese, leads to its input, and is marked there until it is changed", async () => {
  const config = await inForce();
  const [first] = config.zones;
  const wrong = {
    ...config,
    name: { vi: "", en: "\u200b" },
    hotline: "x".repeat(61),
    brand: { logo: "../logo.png", accent_dark: "#3f8fd0" },
    policy: { kind: "priority_first", at_most: 0 },
    hours: { kind: "weekly", days: { monday: Array(9).fill(config.hours.days.monday[0]) } },
    zones: [{ ...first, wall: { ...first.wall, rows: 7, elsewhere: [{ zone: "roof", arrow: "up" }] } }],
    counters: [...config.counters, { ...config.counters[0], groups: ["A", "A"], helps_after: 90_000 }],
    groups: [{ ...config.groups[0], service_time: 0, daily_cap: 0 }],
    voice: { ...config.voice, languages: ["vi", "vi"] },
  };
  // the server's own answer to all of it, given to the page as that to a file
  const answer = await admin.evaluate(
    async ([hall, body]) => {
      const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
      const path = `/api/v1/halls/${hall}/config?dry_run=true`;
      return (await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) })).json();
    },
    /** @type {[string, unknown]} */ ([HALL, wrong]),
  );
  assert.ok(answer.reasons.length >= 15, `${answer.reasons.length} reasons`);
  await admin.route("**/config?dry_run=true", (route) =>
    route.fulfill({
      status: 422,
      contentType: "application/problem+json",
      body: JSON.stringify({ ...answer, config: wrong }),
    }),
  );
  await go("Nhập, xuất");
  const file = { name: "hall.toml", mimeType: "application/toml", buffer: Buffer.from("") };
  await admin.locator('input[type="file"]').setInputFiles(file);
  const list = admin.locator(".problems li");
  await list.first().waitFor();
  const told = await list.allInnerTexts();
  assert.equal(told.length, answer.problems.length);
  for (const [index, words] of told.entries()) {
    assert.ok(!words.includes(answer.problems[index]), `in English: ${words}`);
    assert.ok(!/[{}$]|admin-/.test(words), words);
  }
  await list.filter({ hasText: "Logo phải là" }).getByRole("button").click();
  const logo = admin.locator("#in-brand-logo");
  assert.equal(await logo.evaluate((input) => input === document.activeElement), true, "it has the focus");
  assert.equal(await logo.getAttribute("aria-invalid"), "true");
  await admin.locator(".mistake").getByText("Logo phải là").waitFor();
  await type("#in-brand-logo", "logo.png");
  assert.equal(await logo.getAttribute("aria-invalid"), "false");
  await admin.locator("#in-zones-0-wall-elsewhere-roof").selectOption("");
  await admin.locator("#in-zones-0-wall-elsewhere-roof").waitFor({ state: "detached" });
  await admin.unroute("**/config?dry_run=true");
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("what only the server knows is marked at its input, which has the focus", async () => {
  await go("Màn hình");
  await type("#in-brand-logo", "../logo.png");
  await go("Bộ phận");
  await type("#in-hotline", "1022");
  await admin.locator(".bar .primary").click();
  await admin.locator(".mistake").getByText("Logo phải là").waitFor();
  const logo = admin.locator("#in-brand-logo");
  assert.equal(await logo.evaluate((input) => input === document.activeElement), true, "it has the focus");
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("a file that cannot be read says where and why in Vietnamese, and one of another kind is not sent", async () => {
  await go("Nhập, xuất");
  const choose = (/** @type {string} */ name, /** @type {string | Buffer} */ words) =>
    admin
      .locator('input[type="file"]')
      .setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(words) });
  await choose("hall.toml", '[name]\nvi = "Phường"\n\n[[zones]]\ncode = "main hall"\n');
  await admin.getByText('Dòng 5: giá trị của mục “zones.0.code” không dùng được: "main hall"').waitFor();
  await choose("hall.toml", "wait_goal = 1\n");
  await admin.getByText("Dòng 1: không có mục “wait_goal”.").waitFor();
  await choose("hall.toml", "name\n");
  await admin.getByText("Dòng 1: tệp TOML viết sai ở đây.").waitFor();
  await choose("counters.xlsx", "PK");
  await admin.getByText("Chỉ đọc được tệp .toml và .csv.").waitFor();
  assert.equal(await admin.locator(".problems").count(), 0, "what was said of another file is gone");
  await choose("groups.csv", Buffer.from("code,name_vi\nA,H\xf4 t\xedch\n", "latin1"));
  await admin.getByText("Tệp không phải là UTF-8").waitFor();
});

test("a wider word than the screen makes no page wider", async () => {
  await go("Bộ phận");
  await type("#in-name-vi", "M".repeat(60));
  await admin.setViewportSize({ width: 390, height: 844 });
  const over = () => admin.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok((await over()) <= 0, "the form");
  await admin.locator(".bar .primary").click();
  await admin.locator(".changes li").first().waitFor();
  assert.ok((await over()) <= 0, "the preview");
  const bar = await admin.locator(".bar").evaluate((element) => element.getBoundingClientRect().height);
  assert.ok(bar <= 0.42 * 844, `the bar leaves room for the form: ${bar}`);
  const covered = await admin.locator("#in-time_zone").evaluate((input) => {
    input.focus();
    const bar = document.querySelector(".bar")?.getBoundingClientRect().top ?? 0;
    return input.getBoundingClientRect().bottom > bar;
  });
  assert.equal(covered, false, "what has the focus stands above the bar");
  await admin.setViewportSize({ width: 1280, height: 800 });
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("at 200 % a place that is chosen comes into sight, and a long row says what it is", async () => {
  await admin.setViewportSize({ width: 640, height: 400 });
  for (const place of ["Quầy", "Quy tắc", "Bộ phận"]) {
    await go(place);
    const { top, first } = await admin.evaluate(() => ({
      top: document.querySelector("main h2")?.getBoundingClientRect().top ?? -1,
      first: document.querySelector("main input")?.getBoundingClientRect().bottom ?? 0,
    }));
    assert.ok(
      top >= 0 && top <= 400 / 3 && first < 400,
      `${place}: its heading is at ${top}, its first input ends at ${first}`,
    );
  }
  await admin.setViewportSize({ width: 1280, height: 800 });
  await go("Quầy");
  assert.deepEqual(await admin.locator("legend").allInnerTexts(), ["1 Chứng thực", "2 Hỗ trợ"]);
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

test("what is being typed stays when a person is added, and what can be taken back is said where it was done", async () => {
  await go("Bộ phận");
  await type("#in-hotline", "0236 1022");
  await go("Người dùng");
  const form = admin.locator("form.panel.row");
  await form.locator('[name="name"]').fill("Lê Thị Chi");
  await form.locator('[name="login"]').fill("chi");
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator(".primary").click();
  await admin.getByText("Đã thêm Lê Thị Chi.").waitFor();
  assert.equal(await admin.locator(".undo").count(), 0);
  assert.equal(await form.locator('[name="password"]').inputValue(), "", "a password does not stay");
  await form.locator('[name="name"]').fill("Chi nữa");
  await form.locator('[name="login"]').fill("CHI");
  await form.locator('[name="password"]').fill(PASSWORD);
  await form.locator(".primary").click();
  await form.getByText("Đã có người dùng tên đăng nhập chi.").waitFor();
  assert.equal(await admin.getByText("UNIQUE").count(), 0);
  await go("Bộ phận");
  assert.equal(await admin.locator("#in-hotline").inputValue(), "0236 1022");
  await admin.locator(".bar").waitFor();
});

test("what another administrator saved meanwhile is shown, and is kept beside what was typed here", async () => {
  const other = await admin.context().newPage();
  other.setDefaultTimeout(PATIENCE_MS);
  await other.goto(`${url}/admin/?hall=${HALL}`);
  await other.locator("#in-wait_target").fill("25");
  await other.locator("#in-wait_target").press("Tab");
  await other.locator(".bar .primary").click();
  await other.locator(".changes li").first().waitFor();
  await other.locator(".bar .primary").click();
  await other.getByText("Đã lưu").first().waitFor();
  await other.close();
  await admin.locator(".bar .primary").click();
  await admin.locator(".bar .changes li").first().waitFor();
  await admin.locator(".bar .primary").click();
  await admin.locator(".stale").getByText("25").waitFor();
  await admin.locator(".stale .primary").click();
  await admin.locator(".bar .changes").getByText("0236 1022").waitFor();
  assert.equal(await admin.locator(".bar .changes li").count(), 1);
  await admin.locator(".bar .primary").click();
  await admin.getByText("Đã lưu").first().waitFor();
  const { hotline, wait_target } = await inForce();
  assert.deepEqual([hotline, wait_target], ["0236 1022", 1500]);
});

test("a person is changed, signed out of a browser, and locked out after a question", async () => {
  await go("Người dùng");
  const row = admin.locator(".people li").filter({ hasText: "binh" });
  await row.getByRole("button", { name: "Sửa" }).click();
  await row.locator('[name="name"]').fill("Trần Thanh Bình");
  await row.locator('[name="role"]').selectOption("greeter");
  await row.locator("form .primary").click();
  await admin.getByText("Đã sửa Trần Thanh Bình.").waitFor();
  await row.getByText("Hướng dẫn").waitFor();
  const own = admin.locator(".people li").filter({ hasText: "Nguyễn Thị Lan" });
  await own.getByRole("button", { name: /Phiên/ }).click();
  await own.getByText("phiên này").waitFor();
  await row.getByRole("button", { name: "Khóa" }).click();
  await row.getByRole("button", { name: "Giữ lại" }).click();
  assert.equal(await row.getByText("đã khóa").count(), 0);
  await row.getByRole("button", { name: "Khóa" }).click();
  await row.locator(".confirmed").click();
  await row.getByText("đã khóa").waitFor();
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

test("a line with people in it does not go, and the page says why in its own language", async () => {
  await go("Lĩnh vực");
  await type("#in-groups-0-code", "K");
  await admin.locator(".bar .primary").click();
  await admin.locator(".problems").getByText("Không bỏ được lĩnh vực A: còn 1 phiếu chưa xong.").waitFor();
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("a long list is searched without marks", async () => {
  const ward = await admin.evaluate(async () => (await fetch("/api/v1/templates/ward")).json());
  await put({ ...(await inForce()), ...ward, name: { vi: "Phường Hoa Phượng", en: "" }, hours: { kind: "always" } });
  await admin.reload();
  await go("Thủ tục");
  const all = await admin.locator("fieldset.row").count();
  await admin.locator("#filter").fill("khai sinh");
  const found = await admin.locator("fieldset.row").count();
  assert.ok(found > 0 && found < all / 3, `${found} of ${all}`);
  await go("Quầy");
  assert.equal(await admin.locator("#filter").inputValue(), "");
});

test("a configuration that cannot be read says so, and is asked for again; a session that ended is begun again", async () => {
  await admin.route("**/config", (route) => route.abort());
  await admin.reload();
  await admin.locator(".failed").getByText("Máy chủ chưa trả lời").waitFor();
  await admin.unroute("**/config");
  await admin.locator(".failed").getByRole("button", { name: "Thử lại" }).click();
  await admin.locator("#in-hotline").waitFor();
  await admin.goto(`${url}/admin/?hall=khong-co`);
  await admin.getByText("Không có bộ phận này.").waitFor();
  await admin.goto(`${url}/admin/?hall=${HALL}`);
  await type("#in-hotline", "115");
  await admin.context().clearCookies();
  await admin.locator(".bar .primary").click();
  const login = admin.locator("goiso-login");
  await login.locator('[name="name"]').fill("lan");
  await login.locator('[name="password"]').fill(PASSWORD);
  await login.locator(".primary").click();
  await login.waitFor({ state: "detached" });
  assert.equal(await admin.locator("#in-hotline").inputValue(), "115");
  await admin.locator(".bar").getByRole("button", { name: "Bỏ thay đổi" }).click();
});

test("a second hall is made, and each leads to the other", async () => {
  await go("Bộ phận");
  await admin.getByText("Thêm bộ phận").first().click();
  const form = admin.locator(".more form");
  await form.locator('[name="name"]').fill("Phường Hải Châu");
  await form.locator('[name="hall"]').fill("hai-chau");
  await form.locator(".primary").click();
  await admin.locator("h1").filter({ hasText: "Phường Hải Châu" }).waitFor();
  await admin.getByRole("button", { name: "Bỏ qua hướng dẫn" }).click();
  await admin.locator("section").getByRole("link", { name: "Phường Hoa Phượng" }).click();
  await admin.locator("h1").filter({ hasText: "Phường Hoa Phượng" }).waitFor();
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
