/**
 * Citizens at the kiosk and with their phones, on the real server: a woman with a walker, a visitor without Vietnamese, a man of
 * eighty with his card, a child that presses everything. Nothing waits for a time to pass but the scanner's own pace and a pause that
 * is the subject of its test.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, PATIENCE_MS, startDemo } from "./stage.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const UPRIGHT = { width: 1080, height: 1920 };
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
async function axe(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(
    // @ts-expect-error axe is what the line before brought
    (tags) => axe.run(document, { runOnly: tags }).then((result) => result.violations),
    WCAG,
  );
  return found.map(
    (/** @type {any} */ one) => `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(" ")}`,
  );
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
  await phone.evaluate(AXE);
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

test("leaving the line and letting others pass are asked about first", async () => {
  const first = (await ask("kiosk", "tickets", { group: demo.groups[1] })).body;
  await ask("kiosk", "tickets", { group: demo.groups[1] });
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: "vi-VN" });
  const phone = await context.newPage();
  phone.setDefaultTimeout(PATIENCE_MS);
  await phone.goto(`${demo.url}${first.phone_url}`);
  await phone.getByRole("button", { name: "Nhường cho người sau" }).click();
  await phone.getByText("Không lấy lại được").waitFor();
  await phone.getByRole("button", { name: "Nhường", exact: true }).click();
  await phone.getByText("Không lấy lại được").waitFor({ state: "detached" });
  assert.equal((await ask("kiosk", `tickets/${first.id}`)).body.state, "waiting");
  await phone.getByRole("button", { name: "Rời hàng" }).click();
  await phone.locator(".confirm .danger").click();
  await phone.getByText("báo bàn hướng dẫn để vào lại").waitFor();
  assert.equal((await ask("kiosk", `tickets/${first.id}`)).body.outcome, "left");
  await context.close();
});
