/**
 * Citizens at the kiosk and with their phones, on the real server: a woman with a walker, a visitor without Vietnamese, a man of
 * eighty with his card, a child that presses everything. Nothing waits for a time to pass but the scanner's own pace and a pause that
 * is the subject of its test.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe as check, openBrowser, PATIENCE_MS, startDemo } from "./stage.mjs";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const UPRIGHT = { width: 1080, height: 1920 };
const WIDE = { width: 1280, height: 800 };
const PIN = "2580";
/** Between two keys of a scanner. */
const SCANNER_MS = 30;
const NUMBER = "048046012345";
const CARD = `${NUMBER}|201234567|Tran Van Cu|05021946|Nam|12 Le Loi, Hai Chau, Da Nang|10052021`;

const data = mkdtempSync(join(tmpdir(), "goiso-citizen-"));
let kill = async () => {};
/** @type {any} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** Everything the server wrote to its log. */
let log = () => "";

before(async () => {
  ({ demo, kill, log } = await startDemo({ data }));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** @param {string} role @param {string} path @param {unknown} [body] */
async function ask(role, path, body) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      Authorization: `Bearer ${demo.tokens[role]}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Numbers issued so far, as the log has them. */
async function issued() {
  const { body } = await ask("admin", "events?limit=1000");
  return body.events.filter((/** @type {any} */ event) => event.kind === "ticket_issued");
}

/**
 * @param {string} [query]
 * @param {import("playwright-core").BrowserContextOptions} [options]
 */
async function kioskPage(query = "", options = {}) {
  const context = await browser.newContext({ viewport: UPRIGHT, reducedMotion: "reduce", locale: "vi-VN", ...options });
  const identity = { token: demo.tokens.kiosk, role: "kiosk", hall: demo.hall };
  await context.addInitScript((kept) => {
    // A blank page has no storage.
    if (location.protocol !== "http:" || sessionStorage.getItem("goiso.identity")) return;
    sessionStorage.setItem("goiso.identity", JSON.stringify(kept));
  }, identity);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => assert.fail(`the kiosk: ${error.message}`));
  await page.goto(`${demo.url}/kiosk/?pace=off${query}`);
  await page.locator(".cards .card").first().waitFor();
  return page;
}

/**
 * A scanner types: each key carries the time at which it was sent, so that a busy machine that runs this test does not tear the burst.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} text
 */
async function scan(page, text) {
  const keyboard = await page.context().newCDPSession(page);
  let sent = Date.now() / 1000 - ((text.length + 1) * SCANNER_MS) / 1000;
  const keys = [...text].map((key) => ({ key, text: key }));
  await Promise.all(
    [...keys, { key: "Enter", text: "\r" }].flatMap((key) => {
      sent += SCANNER_MS / 1000;
      return [
        keyboard.send("Input.dispatchKeyEvent", { type: "keyDown", timestamp: sent, ...key }),
        keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", timestamp: sent, key: key.key }),
      ];
    }),
  );
  await keyboard.detach();
}

/** @param {import("playwright-core").Page} page */
function axe(page) {
  return check(page, { runOnly: WCAG });
}

/** Presses Tab until this has the focus. @param {import("playwright-core").Page} page @param {string} wanted a selector */
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 60; presses++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab never came to ${wanted}`);
}

test("a woman with a walker: large letters, high contrast, a longer call, by keyboard alone; her phone rings until she answers", async () => {
  const page = await kioskPage();
  await tabTo(page, "footer button[aria-pressed]");
  await page.keyboard.press("Enter");
  await page.locator("html.large").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("html.contrast").waitFor();
  assert.deepEqual(await axe(page), [], "large and in high contrast");
  await tabTo(page, `[data-group="${demo.groups[0]}"]`);
  await page.keyboard.press("Enter");
  await page.locator(".take").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1", "a reader begins at the heading");
  await tabTo(page, ".care");
  await page.keyboard.press("Space");
  await page.locator('.care[aria-pressed="true"]').waitFor();
  assert.deepEqual(await axe(page), []);
  await tabTo(page, ".get");
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/tickets"));
  await page.keyboard.press("Enter");
  const ticket = await (await answered).json();
  await page.locator(".result .number").filter({ hasText: ticket.label }).waitFor();
  const said = await page.locator("[role=status][aria-live=assertive]").textContent();
  assert.ok(said?.includes(ticket.label), `a reader says the number: ${said}`);
  assert.equal((await issued()).at(-1).body.care, "accessible");

  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    locale: "vi-VN",
    reducedMotion: "reduce",
  });
  await context.addInitScript(() => {
    const felt = /** @type {any[]} */ ([]);
    Object.assign(window, { felt });
    Object.defineProperty(navigator, "vibrate", { value: (/** @type {any} */ pulses) => felt.push(pulses) });
  });
  const phone = await context.newPage();
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(`${demo.url}${ticket.phone_url}`);
  await phone.locator('body[data-care="accessible"] h1.label').filter({ hasText: ticket.label }).waitFor();
  const serving = (await ask("officer", "counters/1/open", {})).status;
  assert.equal(serving, 200);
  const called = await ask("officer", "counters/1/next", { seen: null });
  assert.equal(called.body.call.ticket.label, ticket.label);
  await phone.locator('body[data-state="called"] .giant .number').filter({ hasText: "1" }).waitFor();
  const felt = () => phone.evaluate(() => /** @type {any} */ (window).felt.filter(Array.isArray).length);
  await phone.waitForFunction(() => /** @type {any} */ (window).felt.filter(Array.isArray).length >= 2);
  assert.deepEqual(await axe(phone), [], "called");
  await phone.getByRole("button", { name: "Tôi đang đến" }).click();
  await phone.getByText("Xin đi thong thả").waitFor();
  const before = await felt();
  await phone.evaluate(() => new Promise((done) => setTimeout(done, 7_000)));
  assert.equal(await felt(), before, "whoever is on the way is not rung at any more");
  await ask("officer", "counters/1/finish", { seen: ticket.id });
  await phone.locator('body[data-state="done"]').waitFor();
  await context.close();
  await page.context().close();
});

test("a visitor without Vietnamese takes a number in English, and the slip's page is in English words too", async () => {
  const page = await kioskPage();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: /What brings you here/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.locator(".find").click();
  await page.locator("#typed").fill("marriage");
  await page.locator(".search [data-service]").first().click();
  await page.locator(".papers").waitFor();
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/tickets"));
  await page.locator(".get").click();
  const ticket = await (await answered).json();
  await page
    .getByText(/Your number/)
    .first()
    .waitFor();
  assert.equal((await issued()).at(-1).body.language, "en");
  const { group, number } = (await issued()).at(-1).body.label;
  assert.equal(`${group}${String(number).padStart(3, "0")}`, ticket.label);
  await page.context().close();
});

test("a double press and a reload make one number", async () => {
  const page = await kioskPage();
  const before = (await issued()).length;
  await page.locator(`[data-group="${demo.groups[1]}"]`).click();
  await page.locator(".get").dblclick();
  await page.locator(".result .number").waitFor();
  assert.equal((await issued()).length, before + 1, "pressed twice");

  const again = await kioskPage();
  // The answer never arrives; the server has done its work all the same.
  let lost = 0;
  await again.route("**/tickets", async (route) => {
    lost++;
    await route.fetch();
    await route.abort();
  });
  await again.locator(`[data-group="${demo.groups[1]}"]`).click();
  await again.locator(".get").click();
  await again.waitForFunction(() => document.querySelector(".get")?.textContent?.includes("Chưa có trả lời"));
  assert.ok(lost > 0);
  await again.goto("about:blank");
  await again.unroute("**/tickets");
  await again.goto(`${demo.url}/kiosk/?pace=off`);
  await again.locator(".result .number").waitFor();
  assert.equal((await issued()).length, before + 2, "loaded anew before the answer");
  await page.context().close();
  await again.context().close();
});

test("a man of eighty shows his card: his class is chosen for him; a second card finds the number he has", async () => {
  const page = await kioskPage("&scanner=on");
  await page.getByText("Có thẻ căn cước?").waitFor();
  const shown = page.waitForRequest((request) => request.url().endsWith("/cards"));
  await scan(page, CARD);
  assert.deepEqual((await shown).postDataJSON(), { number: NUMBER }, "nothing of the card but its number is sent");
  await page.getByText("Đã nhận thẻ").first().waitFor();
  await page.locator(`[data-group="${demo.groups[0]}"]`).click();
  await page.locator('[data-class="elderly"][aria-pressed="true"]').waitFor();
  assert.deepEqual(await axe(page), []);
  const asked = page.waitForRequest((request) => request.url().endsWith("/tickets"));
  await page.locator(".get").click();
  assert.ok(!JSON.stringify((await asked).postDataJSON()).includes(NUMBER));
  const label = (await page.locator(".result .number").textContent())?.trim() ?? "";
  const event = (await issued()).at(-1);
  assert.equal(event.body.class, "elderly");
  assert.match(event.body.person, /^[0-9a-f]{64}$/);

  const before = (await issued()).length;
  await scan(page, CARD);
  await page.getByText("Ông/bà đang có số").first().waitFor();
  await page.locator(".result .number").filter({ hasText: label }).waitFor();
  assert.equal((await issued()).length, before, "no second number");

  assert.ok(!log().includes(NUMBER), "the number stands in no log");
  for (const file of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(join(file.parentPath, file.name)).toString("latin1");
    assert.ok(!bytes.includes(NUMBER) && !bytes.includes("Tran Van Cu"), `${file.name} holds a card`);
  }
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...sessionStorage }, { ...localStorage }, new XMLSerializer().serializeToString(document)]),
  );
  assert.ok(!kept.includes(NUMBER) && !kept.includes("Tran Van Cu"), "the page keeps nothing of it");
  await page.context().close();
});

test("an insurance card and an input method are told in words, and a number is to be had all the same", async () => {
  const page = await kioskPage("&scanner=on");
  await scan(page, "DN4480112345678|4e677579e1bb856e|05/02/1948|2|31322c|48-001|-|01/01/2024|-");
  await page.locator(".scan.warn").filter({ hasText: "bảo hiểm y tế" }).waitFor();
  await page.evaluate(async (pace) => {
    for (let i = 0; i < 40; i++) {
      dispatchEvent(new KeyboardEvent("keydown", { key: "Process", keyCode: 229, isComposing: true, bubbles: true }));
      await new Promise((done) => setTimeout(done, pace));
    }
  }, SCANNER_MS);
  await page.locator(".scan.warn").filter({ hasText: "tắt bộ gõ" }).waitFor();
  await page.locator(`[data-group="${demo.groups[0]}"]`).click();
  await page.locator(".get").click();
  await page.locator(".result .number").waitFor();
  await page.context().close();
});

test("a child that presses everything makes the kiosk take breath; only the attendant's PIN lifts it", async () => {
  assert.equal((await ask("admin", "kiosk-pin", { pin: PIN })).status, 200);
  const page = await kioskPage();
  await page.goto(`${demo.url}/kiosk/`);
  for (let presses = 0; presses < 3; presses++) {
    await page.locator(`[data-group="${demo.groups[2]}"]`).click();
    await page.locator(".get").click();
    // It can be pressed only when the number has stood there for a moment.
    await page.locator(".result .done").click();
  }
  await page.getByText("Ki-ốt tạm nghỉ một chút").waitFor();
  await page.reload();
  await page.getByText("Ki-ốt tạm nghỉ một chút").waitFor();
  assert.equal(await page.locator(".card").count(), 0);
  await page.locator(".clock").click({ clickCount: 5, delay: 20 });
  await page.locator(".pin").waitFor();
  for (const digit of "0000") await page.locator(".pad button").getByText(digit, { exact: true }).click();
  await page.getByRole("button", { name: "Mở", exact: true }).click();
  await page.getByText("Mã không đúng").waitFor();
  for (const digit of PIN) await page.locator(".pad button").getByText(digit, { exact: true }).click();
  await page.getByRole("button", { name: "Mở", exact: true }).click();
  await page.locator(".attendant").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Cho công dân dùng tiếp" }).click();
  await page.locator(".cards .card").first().waitFor();
  await page.context().close();
});

test("somebody who walks away is asked gently; then nothing of them is left", async () => {
  // Drawn from a sample, in which nothing ages but the person's own time.
  const page = await kioskPage("&sample=kiosk-open");
  await page.clock.install();
  await page.getByRole("button", { name: "English" }).click();
  await page.locator(".find").click();
  await page.locator("#typed").fill("khai sinh");
  await page.locator(".search [data-service]").first().waitFor();
  await page.clock.runFor(35_000);
  await page.getByText("Are you still here?").first().waitFor();
  await page.getByRole("button", { name: "Yes, go on" }).click();
  assert.equal(await page.locator("#typed").inputValue(), "khai sinh", "whoever answers goes on");
  await page.clock.runFor(46_000);
  await page.getByRole("heading", { name: /Ông\/bà cần làm việc gì/ }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "vi");
  await page.context().close();
});

test("leaving the line and letting others pass are asked about first, and the page shows the new place", async () => {
  const first = (await ask("kiosk", "tickets", { group: demo.groups[3] })).body;
  await ask("kiosk", "tickets", { group: demo.groups[3] });
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: "vi-VN" });
  const phone = await context.newPage();
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(`${demo.url}${first.phone_url}`);
  await phone.locator("dd.number").filter({ hasText: "0" }).waitFor();
  await phone.getByRole("button", { name: "Nhường cho người sau" }).click();
  await phone.getByText(/Nhường \d+ người phía sau/).waitFor();
  await phone.getByRole("button", { name: "Nhường", exact: true }).click();
  await phone.getByText("Không lấy lại được").waitFor({ state: "detached" });
  await phone.locator("dd.number").filter({ hasText: "1" }).waitFor();
  assert.equal((await ask("kiosk", `tickets/${first.id}`)).body.state, "waiting");
  await phone.getByRole("button", { name: "Rời hàng" }).click();
  await phone.locator(".confirm .danger").click();
  await phone.getByText("báo bàn hướng dẫn để vào lại").waitFor();
  assert.equal((await ask("kiosk", `tickets/${first.id}`)).body.outcome, "left");
  await context.close();
});

test("with large letters and in high contrast a wide screen shows the papers, and what is found can be pressed", async () => {
  const page = await kioskPage("&sample=kiosk-cards", { viewport: WIDE });
  const [larger, contrast] = [
    page.locator("footer button[aria-pressed]").first(),
    page.locator("footer button").nth(1),
  ];
  await larger.click();
  for (const look of ["large", "large and high contrast"]) {
    await page.locator('[data-group="B"]').click();
    await page.locator(".take li:last-child [data-service]").click();
    await page.locator(".papers h2").waitFor();
    const inSight = await page.locator(".papers").evaluate((papers) => {
      const main = /** @type {Element} */ (papers.closest("main")).getBoundingClientRect();
      const { top } = papers.getBoundingClientRect();
      return top >= main.top && top < main.bottom;
    });
    assert.ok(inSight, `${look}: the list stands where the screen begins`);
    await page.getByRole("button", { name: "Về màn hình đầu" }).click();
    await page.locator(".find").click();
    await page.locator("#typed").fill("giấy khai sinh");
    await page.locator('.search [data-service="birth"]').click();
    await page.locator(".take h1").filter({ hasText: "Đăng ký khai sinh" }).waitFor();
    await page.getByRole("button", { name: "Về màn hình đầu" }).click();
    await page.locator(".cards .card").first().waitFor();
    if (look === "large") await contrast.click();
  }
  await page.context().close();
});

test("whoever has not everything goes home without a number", async () => {
  const page = await kioskPage("&sample=kiosk-cards");
  /** @type {string[]} */
  const asked = [];
  page.on("request", (request) => request.method() === "POST" && asked.push(request.url()));
  await page.locator('[data-group="B"]').click();
  await page.locator(".take [data-service]").first().click();
  await page.getByRole("button", { name: "Chưa đủ, để hôm khác" }).click();
  await page.locator(".cards .card").first().waitFor();
  assert.deepEqual(asked, []);
  await page.context().close();
});

test("a wish without an answer is found out before another begins: one number, and it says whose it is", async () => {
  const page = await kioskPage();
  const before = (await issued()).length;
  await page.route("**/tickets", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.locator(`[data-group="${demo.groups[1]}"]`).click();
  await page.locator(".get").click();
  await page.getByText("Chưa có trả lời từ máy chủ").waitFor();
  await page.getByRole("button", { name: "Về màn hình đầu" }).click();
  await page.locator(`[data-group="${demo.groups[1]}"]`).click();
  await page.locator('[data-class="disabled"]').click();
  await page.unroute("**/tickets");
  await page.locator(".get").click();
  await page.getByText("Đây là số của lần nhấn trước").waitFor();
  assert.equal((await issued()).length, before + 1);
  assert.equal((await issued()).at(-1).body.class, "ordinary", "what was asked for first");
  await page.context().close();
});

test("a number leaves the screen after its time, later for whoever keeps it, and a reload loses neither it nor the language", async () => {
  const page = await kioskPage("&lang=vi");
  await page.getByRole("button", { name: "English" }).click();
  await page.locator(`[data-group="${demo.groups[2]}"]`).click();
  await page.locator(".get").click();
  const label = (await page.locator(".result .number").textContent()) ?? "";
  await page.reload();
  await page.locator(".result .number").filter({ hasText: label }).waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en");
  await page.clock.install();
  await page.clock.runFor(20_000);
  assert.equal(await page.locator(".result .number").textContent(), label, "without paper it has to be read");
  await page.getByRole("button", { name: "Keep it longer" }).click();
  await page.clock.runFor(25_000);
  assert.equal(await page.locator(".result .number").textContent(), label);
  await page.clock.runFor(6_000);
  await page.locator(".result").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.documentElement.lang), "vi");
  await page.context().close();
});

test("at the start somebody who changed something is asked before it is taken back", async () => {
  const page = await kioskPage("&sample=kiosk-open");
  await page.clock.install();
  await page.clock.runFor(60_000);
  assert.equal(await page.locator(".still").count(), 0, "there is nothing to lose");
  await page.getByRole("button", { name: "Cỡ chữ to" }).click();
  await page.clock.runFor(46_000);
  await page.locator("html.large").waitFor();
  assert.equal(await page.locator(".still").count(), 0, "twice the time with large letters");
  await page.clock.runFor(34_000);
  await page.locator(".still button:focus").waitFor();
  await page.locator(".still button").click();
  await page.locator(".still").waitFor({ state: "detached" });
  await page.clock.runFor(91_000);
  await page.locator("html:not(.large)").waitFor();
  await page.context().close();
});

test("a card changes nothing that its holder chose, in either language, and goes without taking it along", async () => {
  const page = await kioskPage("&scanner=on");
  await page.locator(`[data-group="${demo.groups[4]}"]`).click();
  await page.locator('[data-class="disabled"]').click();
  await scan(page, CARD.replace(NUMBER, "048046099999"));
  await page.getByText("Đã nhận thẻ").first().waitFor();
  const chosen = page.locator('[data-class="disabled"][aria-pressed="true"]');
  await chosen.waitFor();
  await page.getByRole("button", { name: "English" }).click();
  await page.getByText("Card accepted").first().waitFor();
  await chosen.waitFor();
  await page.getByRole("button", { name: "Do not use the card" }).click();
  await page.getByText("Identity card?").waitFor();
  await chosen.waitFor();
  await page.context().close();
});

test("a card without a readable code: its digits are typed; who may take no more is told before choosing", async () => {
  const page = await kioskPage("&scanner=on");
  await page.getByRole("button", { name: "Nhập 12 số" }).click();
  const use = page.getByRole("button", { name: "Dùng số này" });
  for (const digit of "04804601234") await page.locator(".pad button").getByText(digit, { exact: true }).click();
  assert.ok(await use.isDisabled(), "eleven digits are no card");
  assert.deepEqual(await axe(page), []);
  await page.locator(".pad button").getByText("6", { exact: true }).click();
  const shown = page.waitForRequest((request) => request.url().endsWith("/cards"));
  await use.click();
  assert.deepEqual((await shown).postDataJSON(), { number: "048046012346" });
  await page.getByText("Đã nhận thẻ").first().waitFor();
  await page.route("**/cards", (route) =>
    route.fulfill({ json: { card: "ab".repeat(32), open: null, may_take: false } }),
  );
  await scan(page, CARD);
  await page.getByText("đã lấy đủ số lượt của hôm nay").first().waitFor();
  await page.context().close();
});

test("too many wrong PINs are told at once in their own words", async () => {
  const page = await kioskPage();
  await page.route("**/kiosk-pin/unlock", (route) =>
    route.fulfill({ status: 429, headers: { "Retry-After": "1" }, json: { code: "login_delayed", detail: "wait" } }),
  );
  await page.locator(".clock").click({ clickCount: 5, delay: 20 });
  for (const digit of "0000") await page.locator(".pad button").getByText(digit, { exact: true }).click();
  await page.getByRole("button", { name: "Mở", exact: true }).click();
  await page.getByText("Sai mật khẩu hoặc mã quá nhiều lần").waitFor();
  await page.context().close();
});

test("a phone that was loaded anew asks for a touch again before it says that it rings; a judgement keeps its words", async () => {
  const ticket = (await ask("kiosk", "tickets", { group: demo.groups[0], care: "accessible" })).body;
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "vi-VN" });
  const phone = await context.newPage();
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(`${demo.url}${ticket.phone_url}`);
  const first = phone.locator("main > *").first();
  await first.filter({ hasText: "Bật rung và chuông" }).waitFor();
  await first.click();
  await phone.getByText("Đã bật rung và chuông").waitFor();
  await phone.reload();
  await phone.getByRole("button", { name: "Chạm để bật lại" }).click();
  await phone.getByText("Đã bật rung và chuông").waitFor();
  await ask("officer", "counters/1/open", {});
  // Whoever the tests before have left in the line comes first.
  for (let seen = null; seen !== ticket.id; ) {
    const { call } = (await ask("officer", "counters/1/next", { seen })).body;
    assert.ok(call, "somebody waits");
    seen = call.ticket.id;
  }
  await phone.locator('body[data-state="called"]').waitFor();
  await ask("officer", "counters/1/start", { seen: ticket.id });
  await ask("officer", "counters/1/finish", { seen: ticket.id });
  await phone.locator('body[data-state="done"]').waitFor();
  await phone.getByText("Rất hài lòng").click();
  await phone.locator("textarea").fill("Cán bộ tận tình");
  await phone.getByRole("button", { name: "Gửi đánh giá" }).click();
  await phone.getByText("Đã ghi nhận: Rất hài lòng").waitFor();
  const { body } = await ask("admin", "events?limit=1000");
  const rated = body.events.filter((/** @type {any} */ event) => event.kind === "ticket_rated").at(-1);
  assert.equal(rated.body.score, 5);
  assert.match(JSON.stringify(rated.body.comment), /[0-9a-f]{64}/, "the words stand apart, their hash in the log");
  await context.close();
});
