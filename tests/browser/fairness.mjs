/**
 * Why somebody else was called first, and what if: the supervisor's two dialogs by keyboard, and the same receipt on a phone, where it
 * says numbers alone. The real server and the real pages. `GOISO_BIN` names the server, `CHROMIUM` the browser, `GOISO_SHOTS` a folder
 * for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { axe, openAs, openBrowser, PATIENCE_MS, post, startDemo } from "./stage.mjs";

const SHOTS = process.env.GOISO_SHOTS;
const REASON = "Mẹ đi cùng cháu nhỏ bị sốt";
/** So many presses of Tab reach any button of a dialog. */
const PRESSES = 40;

describe("the receipt and what-if", () => {
  const data = mkdtempSync(join(tmpdir(), "goiso-fairness-"));
  let kill = async () => {};
  /** @type {import("./stage.mjs").Demo} */
  let demo;
  /** @type {import("playwright-core").Browser} */
  let browser;
  /** @type {import("playwright-core").Page} */
  let page;
  /** Who waits, in the order of coming. @type {any[]} */
  const tickets = [];
  /** @type {string[]} */
  const errors = [];

  before(async () => {
    ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
    const [group] = demo.groups;
    await post(demo, "officer", "counters/1/open", { officer: "officer.lan" });
    for (let person = 0; person < 3; person++)
      tickets.push(await post(demo, "kiosk", "tickets", { group, channel: "kiosk", language: "vi" }));
    // The third is called before the first two, with a reason.
    await post(demo, "officer", "counters/1/call", { seen: null, ticket: tickets[2].id, reason: REASON });
    browser = await openBrowser();
    page = await openAs(browser, demo, "supervisor", "/supervisor/", { errors });
    await why(tickets[0].label).waitFor();
  });

  after(async () => {
    await browser?.close();
    await kill();
    rmSync(data, { recursive: true, force: true });
  });

  /** The newest position in the log: whoever only asks leaves it as it is. */
  async function events() {
    const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/events?limit=1000`, {
      headers: { Authorization: `Bearer ${demo.tokens.admin}` },
    });
    const { events } = await answer.json();
    return events.map((/** @type {any} */ event) => event.kind);
  }

  /** @param {string} label */
  function why(label) {
    return page.getByRole("button", { name: `${label}: vì sao những số này được gọi trước?` });
  }

  /** Presses Tab until this has the focus. @param {import("playwright-core").Locator} wanted */
  async function tabTo(wanted) {
    for (let press = 0; press < PRESSES; press++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail("the keyboard does not get there");
  }

  /** @param {string} name */
  async function shot(name) {
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${name}.png`) });
  }

  test("a receipt is opened by keyboard, says who was called first and why, and Escape gives the focus back", async () => {
    const [first, , third] = tickets;
    await why(first.label).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: `${first.label}: vì sao những số này được gọi trước?` });
    const passed = dialog.locator(".passed li");
    await passed.first().waitFor();
    assert.equal(await passed.count(), 1);
    const words = (await passed.textContent()) ?? "";
    for (const part of [third.label, "tại Quầy 1", "lấy số sau", "cán bộ gọi đích danh", `“${REASON}”`])
      assert.ok(words.includes(part), `${part} is not in ${words}`);
    assert.match((await dialog.locator(".receipt > p").nth(1).textContent()) ?? "", /1 người lấy số sau .* 0 người/);
    assert.match((await dialog.locator(".own").textContent()) ?? "", /lấy số/);
    assert.match((await dialog.locator(".proof code").textContent()) ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(await axe(page, {}), []);
    await shot("receipt");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(await why(first.label).evaluate((element) => element === document.activeElement), "the focus is back");
  });

  test("the focus stays inside a receipt, and its own button closes it too", async () => {
    const [, second] = tickets;
    await why(second.label).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    const print = dialog.getByRole("button", { name: "In", exact: true });
    await print.waitFor();
    await tabTo(print);
    await tabTo(dialog.getByRole("button", { name: "Đóng" }));
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
  });

  test("a receipt is taken away as a sheet of paper; one that cannot be had is told, and the dialog stays", async () => {
    const [first] = tickets;
    await why(first.label).click();
    const dialog = page.getByRole("dialog");
    const button = dialog.getByRole("button", { name: "Tải PDF" });
    const paper = page.waitForEvent("download");
    await button.click();
    const file = await paper;
    assert.equal(file.suggestedFilename(), `${demo.hall}-${first.label}.pdf`);
    assert.equal(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
      "%PDF-",
    );
    await page.route("**/fairness?*", (route) => route.abort());
    await button.click();
    await dialog.getByRole("alert").waitFor();
    assert.ok(await button.isEnabled(), "and can be asked for again");
    await page.unroute("**/fairness?*");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  test("a receipt that does not come says so", async () => {
    const [first] = tickets;
    await page.route("**/fairness", (route) => route.abort());
    await why(first.label).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("alert").filter({ hasText: "Chưa xem được" }).waitFor();
    assert.equal(await dialog.getByRole("button", { name: "In", exact: true }).count(), 0, "nothing to print");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.unroute("**/fairness");
  });

  test("what if a counter closed: asked and answered by keyboard, nothing happens in the hall, Escape closes", async () => {
    const before = await events();
    const opener = page.getByRole("button", { name: "Nếu thì sao?" });
    await opener.focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Nếu thì sao?" });
    await dialog.waitFor();
    await tabTo(dialog.getByRole("radio", { name: "Mở thêm quầy" }));
    await page.keyboard.press("ArrowDown");
    assert.ok(await dialog.getByRole("radio", { name: "Đóng quầy" }).isChecked());
    assert.equal(await dialog.locator('select[name="counter"]').inputValue(), "1", "the one that is open");
    await tabTo(dialog.getByRole("button", { name: "Tính thử" }));
    await page.keyboard.press("Enter");
    await dialog.locator(".futures li").first().waitFor();
    const [group] = demo.groups;
    await dialog.locator(".futures strong", { hasText: group }).first().waitFor();
    assert.match((await dialog.locator('[role="status"]').textContent()) ?? "", /hãy coi đây là gợi ý/);
    assert.deepEqual(await axe(page, {}), []);
    await shot("what-if");
    // Another change is another question: the old answer does not stand under it.
    await dialog.getByRole("radio", { name: "Đổi thứ tự gọi" }).click();
    assert.equal(await dialog.locator(".futures").count(), 0);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(await opener.evaluate((element) => element === document.activeElement), "the focus is back");
    assert.deepEqual(await events(), before);
  });

  test("what-if says in words why there is no answer", async () => {
    await page.route("**/what-if", (route) =>
      route.fulfill({
        status: 429,
        contentType: "application/problem+json",
        body: JSON.stringify({ type: "about:blank", title: "Too Many Requests", status: 429, code: "what_if_busy" }),
      }),
    );
    await page.getByRole("button", { name: "Nếu thì sao?" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Tính thử" }).click();
    await dialog.getByText("Đang tính cho một người khác").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.unroute("**/what-if");
  });

  test("a phone tells why not yet: numbers and rules, and no word of anybody else", async () => {
    const [first, , third] = tickets;
    const context = await browser.newContext({ locale: "vi-VN", viewport: { width: 390, height: 844 } });
    const phone = await context.newPage();
    phone.setDefaultTimeout(PATIENCE_MS);
    phone.on("pageerror", (error) => errors.push(error.message));
    await phone.goto(`${demo.url}${first.phone_url}`);
    const button = phone.getByRole("button", { name: "Vì sao tôi chưa được gọi?" });
    await button.focus();
    await phone.keyboard.press("Enter");
    const told = phone.getByRole("region", { name: "Vì sao tôi chưa được gọi?" });
    await told.waitFor();
    const words = (await told.textContent()) ?? "";
    assert.match(words, /0 người lấy số trước .*; 1 người lấy số sau/);
    assert.match(words, new RegExp(`${third.label}, gọi lúc \\d\\d:\\d\\d: cán bộ gọi đích danh`));
    assert.ok(!words.includes(REASON), "the reason is the hall's own");
    assert.deepEqual(await axe(phone, {}), []);
    assert.ok(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing hangs over");
    if (SHOTS) await phone.screenshot({ path: join(SHOTS, "receipt-phone.png"), fullPage: true });
    // The other who waits is told the same; whoever was called is not asked to wait.
    await phone.goto("about:blank");
    await phone.goto(`${demo.url}${third.phone_url}`);
    await phone.locator('body[data-state="called"]').waitFor();
    assert.equal(await phone.getByRole("button", { name: "Vì sao tôi chưa được gọi?" }).count(), 0);
    await context.close();
  });

  test("no page met an error", () => {
    assert.deepEqual(errors, []);
  });
});
