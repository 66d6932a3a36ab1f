/**
 * One hall in a real browser: the real server, Debian's Chromium, and the pages as people use them. Nothing here waits for a time to
 * pass; everything waits for something to be seen. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, openBrowser, PATIENCE_MS, startDemo, weighing } from "./stage.mjs";
// What supervisors and citizens look back at, each on a hall of its own.

/** From the officer's key to the hall page's picture, at most. */
const PRESS_TO_SCREEN_MS = 1_000;
/** What a phone may have to load. */
const PHONE_BYTES = 50_000;
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const data = mkdtempSync(join(tmpdir(), "goiso-browser-"));
/** Ends the server as a power cut would. @type {() => Promise<void>} */
let kill = async () => {};
/** @type {any} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {Record<string, import("playwright-core").Page>} */
const pages = {};
/** What no page may do. @type {string[]} */
const strangers = [];
/** @type {string[]} */
const violations = [];
/** @type {string[]} */
const errors = [];

/** Starts the server and gives what it says about itself. @param {string} listen */
async function start(listen) {
  const started = await startDemo({ data, listen });
  kill = started.kill;
  return started.demo;
}

/**
 * A page of its own browser profile, watched for requests to strangers, broken content rules and errors.
 *
 * @param {string} name
 * @param {string} path
 * @param {{ width: number, height: number }} viewport
 * @param {Record<string, string>} [identity]
 */
async function open(name, path, viewport, identity) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", locale: "vi-VN" });
  if (identity) {
    await context.addInitScript((kept) => {
      if (!sessionStorage.getItem("goiso.identity")) sessionStorage.setItem("goiso.identity", JSON.stringify(kept));
    }, identity);
  }
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const host = new URL(demo.url).host;
  const watch = (/** @type {string} */ url) => {
    const { protocol, host: other } = new URL(url);
    if (!["data:", "blob:"].includes(protocol) && other !== host) strangers.push(`${name}: ${url}`);
  };
  page.on("request", (request) => watch(request.url()));
  page.on("websocket", (socket) => watch(socket.url()));
  page.on("pageerror", (error) => errors.push(`${name}: ${error.message}`));
  page.on("console", (message) => {
    if (message.text().includes("CSP ") || message.text().includes("Content Security Policy"))
      violations.push(`${name}: ${message.text()}`);
  });
  await page.goto(`${demo.url}${path}`);
  pages[name] = page;
  return page;
}

/** Tokens of this test: those of the demo are of no use after a restart. @type {Record<string, string>} */
const tokens = {};

/** @param {string} role */
async function addToken(role) {
  const answer = await fetch(`${demo.url}/api/v1/tokens`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${demo.tokens.admin}`,
      "Content-Type": "application/json",
      "Idempotency-Key": `browser-${role}`,
    },
    body: JSON.stringify({ name: `Browser ${role}`, role, hall: demo.hall }),
  });
  const words = await answer.text();
  assert.equal(answer.status, 201, words);
  tokens[role] = JSON.parse(words).token;
}

/** @param {string} role @param {Record<string, string>} [more] */
function as(role, more = {}) {
  return { token: tokens[role] ?? "", role, hall: demo.hall, ...more };
}

/** Waits until a page says this. @param {string} name @param {string | RegExp} words */
function says(name, words) {
  return pages[name].getByText(words).first().waitFor();
}

before(async () => {
  demo = await start("127.0.0.1:0");
  for (const role of ["admin", "supervisor", "officer", "greeter", "kiosk", "display"]) await addToken(role);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** The number that the person takes in the first test. */
let label = "";

test("a person takes a number at the kiosk, and it opens on their phone", async () => {
  await open("hall", "/hall/", { width: 1920, height: 1080 }, as("display", { zone: demo.zones[0] }));
  await open("counter", "/counter/", { width: 1280, height: 800 }, as("officer", { counter: "1" }));
  await open("supervisor", "/supervisor/", { width: 1440, height: 900 }, as("supervisor"));
  await open("desk", "/desk/", { width: 1280, height: 800 }, as("greeter"));
  const kiosk = await open("kiosk", "/kiosk/", { width: 1080, height: 1920 }, as("kiosk"));
  const answered = kiosk.waitForResponse(
    (answer) => answer.url().endsWith("/tickets") && answer.request().method() === "POST",
  );
  await kiosk.locator(`[data-group="${demo.groups[0]}"]`).click();
  await kiosk.locator("button.get").click();
  const ticket = await (await answered).json();
  label = ticket.label;
  await kiosk.locator(".result .number").filter({ hasText: label }).waitFor();
  await open("ticket", ticket.phone_url, { width: 390, height: 844 });
  await pages.ticket.locator("h1.label").filter({ hasText: label }).waitFor();
});

test("the supervisor sees the wait grow by itself", async () => {
  const line = pages.supervisor.locator(`[data-group="${demo.groups[0]}"]`);
  await line.getByText("1 người chờ").waitFor();
  await pages.supervisor.locator(".rows strong").filter({ hasText: label }).waitFor();
});

test("the officer opens counter 1 and calls with the keyboard; the hall shows it within a second", async () => {
  const { counter, hall } = pages;
  await counter.locator(".nobody").waitFor();
  await counter.keyboard.press("Enter");
  await counter.locator("button.next").waitFor();
  await pages.supervisor.locator('[data-counter="1"].idle').waitFor();
  // The clock runs inside the hall page, so that no message between the programs is counted twice.
  const shown = hall.evaluate(
    (wanted) =>
      new Promise((done) => {
        const seen = () => document.querySelector(".large")?.textContent?.replace(/\s/g, "").includes(wanted);
        const look = () => (seen() ? done(Date.now()) : requestAnimationFrame(look));
        look();
      }),
    label,
  );
  const pressed = Date.now();
  await counter.keyboard.press("Enter");
  const took = /** @type {number} */ (await shown) - pressed;
  assert.ok(took <= PRESS_TO_SCREEN_MS, `${took} ms from key to screen`);
  assert.match((await hall.locator(".large").textContent()) ?? "", /quầy\s*1/i);
});

test("the officer sees that it was shown, the phone tells the person where to go", async () => {
  await says("counter", /đã hiển thị/i);
  await pages.ticket.locator('body[data-state="called"] .giant .number').filter({ hasText: "1" }).waitFor();
  await pages.supervisor.locator('[data-counter="1"] .who').filter({ hasText: label }).waitFor();
});

test("without the server every page says so and keeps what it knew; with it they come back by themselves", async () => {
  const address = new URL(demo.url).host;
  await kill();
  for (const name of ["hall", "counter", "supervisor", "desk", "ticket"]) await says(name, /Mất kết nối/);
  await says("kiosk", /mất kết nối/i);
  assert.match(
    ((await pages.hall.locator("body").textContent()) ?? "").replace(/\s/g, ""),
    new RegExp(label),
    "the hall keeps the call",
  );
  const again = await start(address);
  assert.equal(again.url, demo.url);
  for (const name of ["hall", "counter", "supervisor", "desk", "ticket", "kiosk"]) {
    await pages[name]
      .getByText(/Mất kết nối/i)
      .first()
      .waitFor({ state: "hidden" });
  }
  await pages.ticket.locator('body[data-state="called"]').waitFor();
});

test("the officer finishes; the person judges the service on the phone", async () => {
  await pages.counter.locator(".label").waitFor();
  await key("1", "start");
  await pages.ticket.locator('body[data-state="serving"]').waitFor();
  // the phone can know it before the counter's own answer is there
  await key("2", "finish");
  await pages.ticket.locator('body[data-state="done"]').waitFor();
  await pages.ticket.getByLabel("Rất hài lòng", { exact: true }).check();
  await pages.ticket.locator("button.primary").click();
  await says("ticket", /Đã ghi nhận/);
});

test("the guide desk issues a number for somebody else and takes it back", async () => {
  const { desk } = pages;
  await desk.locator(`input[name="group"][value="${demo.groups[1]}"]`).check();
  await desk.locator('.issue button[type="submit"]').click();
  const given = ((await desk.locator(".given .label").textContent()) ?? "").trim();
  const row = desk.locator(".row").filter({ hasText: given });
  await row.getByRole("button", { name: `Hủy ${given}` }).click();
  await desk.locator("dialog .primary").click();
  await row.waitFor({ state: "detached" });
});

/** A number for somebody in a line. @param {string} group */
async function issue(group) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/tickets`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tokens.kiosk}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify({ group, channel: "kiosk", language: "vi" }),
  });
  const words = await answer.text();
  assert.equal(answer.status, 201, words);
  return JSON.parse(words).label;
}

/** A command of another page at counter 1. @param {string} path @param {Record<string, unknown>} body */
async function elsewhere(path, body) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/counters/1/${path}`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tokens.officer}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** Waits until the counter can do this, and presses its key. @param {string} key @param {string} action */
async function key(key, action) {
  await pages.counter.locator(`.controls button.${action}:enabled`).waitFor();
  await pages.counter.keyboard.press(key);
}

/** Waits until the counter is in this state. @param {string} state @param {string} [whom] */
async function counterIs(state, whom) {
  const page = pages.counter.locator(`.page.${state}`);
  await (whom ? page.locator(".person .label").filter({ hasText: whom }) : page).waitFor();
}

/** Presses the digit of an answer that says this. @param {string | RegExp} words */
async function answer(words) {
  const option = pages.counter.locator(".dialog li button").filter({ hasText: words }).first();
  await pages.counter.keyboard.press(((await option.locator("kbd").textContent()) ?? "").trim());
}

/** Numbers of the officer's tests: two of counter 1's line, one of another. @type {string[]} */
let those = [];

test("a double press of Enter calls one person", async () => {
  const { counter } = pages;
  those = [await issue(demo.groups[0]), await issue(demo.groups[0]), await issue(demo.groups[1])];
  await pages.desk.locator(".row").filter({ hasText: those[2] }).waitFor();
  let calls = 0;
  counter.on("request", (request) => {
    if (request.url().endsWith("/counters/1/next")) calls++;
  });
  await counter.locator(".controls button.next:enabled").waitFor();
  await counter.keyboard.press("Enter");
  await counter.keyboard.press("Enter");
  await counterIs("called", those[0]);
  // The second press of somebody slower meets the guard of a call that was not yet looked at.
  await key("Enter", "next");
  await says("counter", /Số mới vừa được gọi/);
  assert.equal(calls, 1);
  await counterIs("called", those[0]);
});

test("a whole visit by keys: recall, wait for a no-show, start, park, return", async () => {
  const { counter } = pages;
  // Right after the call a recall is not taken, and the page says why.
  const twice = counter.getByText(/gọi lần 2/);
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (await twice.count()) === 0; ) {
    await key("0", "recall");
    await twice
      .or(counter.getByText(/Số này vừa được gọi/))
      .first()
      .waitFor();
  }
  await twice.waitFor();
  // Not before a minute has passed: the bar counts down, and the key does nothing.
  assert.match((await counter.locator(".patience").textContent()) ?? "", /báo vắng sau \d/);
  await counter.keyboard.press("3");
  await counterIs("called", those[0]);
  await key("1", "start");
  await counterIs("serving", those[0]);
  await key("4", "park");
  await answer(/./);
  await counter.locator(".parked li").filter({ hasText: those[0] }).waitFor();
  await counterIs("idle");
  await key("7", "return");
  await answer(those[0]);
  await counter.locator(".parked li").waitFor({ state: "detached" });
});

test("a person is transferred to come back, another is called by choice, and a slip is undone", async () => {
  const { counter } = pages;
  await key("Enter", "next");
  await counterIs("called");
  const first = ((await counter.locator(".person .label").textContent()) ?? "").trim();
  await key("1", "start");
  await counterIs("serving", first);
  await key("5", "transfer");
  await counter.keyboard.press("0");
  await counter.locator('.dialog [role="switch"][aria-checked="true"]').waitFor();
  await answer(new RegExp(`^\\s*\\d?\\s*${demo.groups[1]} ·`));
  await counterIs("idle");
  await pages.desk.locator(".row").filter({ hasText: first }).waitFor();
  const other = those.slice(0, 2).find((one) => one !== first) ?? "";
  await key("6", "call");
  await answer(other);
  await counter.getByRole("dialog", { name: `Vì sao gọi ${other} trước lượt?` }).waitFor();
  await answer(/Quay lại bổ sung/);
  await counterIs("called", other);
  await key("1", "start");
  await counterIs("serving", other);
  await key("2", "finish");
  await counterIs("idle");
  await key("Backspace", "undo");
  await counterIs("serving", other);
});

test("the guide desk says that a parked person is back", async () => {
  const { counter, desk } = pages;
  const label = ((await counter.locator(".person .label").textContent()) ?? "").trim();
  await key("4", "park");
  await answer(/./);
  await counter.locator(".parked li").filter({ hasText: label }).waitFor();
  await desk
    .locator(".row")
    .filter({ hasText: label })
    .getByRole("button", { name: `Đã quay lại ${label}` })
    .click();
  await desk.locator("dialog .primary").click();
  await counter.locator(".parked li").waitFor({ state: "detached" });
  await key("Enter", "next");
  await counterIs("called", label);
});

test("a stale screen says so, changes nothing, and shows what is true", async () => {
  const { counter } = pages;
  const seen = await counter.locator(".person .label").textContent();
  const next = await issue(demo.groups[0]);
  // While the press is on its way a colleague finishes and calls at the same counter.
  await counter.route("**/counters/1/finish", async (route) => {
    const { seen: ticket } = route.request().postDataJSON();
    await elsewhere("next", { seen: ticket });
    await route.continue();
  });
  await key("2", "finish");
  await says("counter", /Màn hình chưa kịp cập nhật/);
  await counter.unroute("**/counters/1/finish");
  await counter.locator(".page.called .person .label").waitFor();
  assert.notEqual(await counter.locator(".person .label").textContent(), seen);
  await counter.locator(".remark button").click();
  await key("2", "finish");
  await counterIs("idle");
  assert.ok(next);
});

test("a counter pauses, resumes and closes by keys", async () => {
  await key("9", "pause");
  await answer(/./);
  await counterIs("paused");
  await pages.supervisor.locator('[data-counter="1"].paused').waitFor();
  await key("Enter", "next");
  await counterIs("idle");
  await key("8", "close");
  await pages.counter.locator(".dialog").waitFor();
  await pages.counter.keyboard.press("Enter");
  await counterIs("closed");
});

test("the administrator previews a change before it is in force", async () => {
  const admin = await open("admin", "/admin/", { width: 1280, height: 800 }, as("admin"));
  const hotline = admin.locator("#in-hotline");
  await hotline.fill("0236 1022");
  await hotline.press("Tab");
  await admin.locator(".bar .primary").click();
  await admin.locator(".changes ins").filter({ hasText: "0236 1022" }).waitFor();
  await admin.locator(".bar .primary").click();
  await says("admin", /Đã lưu/);
  await says("ticket", /0236 1022/);
});

// Before the checker comes: it puts styles of its own into the pages, which the content rules rightly stop.
test("no page asked anybody but the server, broke the content rules or threw", () => {
  assert.deepEqual(strangers, []);
  assert.deepEqual(violations, []);
  assert.deepEqual(errors, []);
});

test("no page has an accessibility violation", async () => {
  for (const [name, page] of Object.entries(pages)) {
    const found = await axe(page, { runOnly: { type: "tag", values: WCAG } });
    assert.deepEqual(found, [], name);
  }
});

test("the phone page and all it needs is under 50 kB as it travels, headers aside", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  // Somebody who has just scanned a slip: what is needed at the end comes at the end.
  const issued = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/tickets`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${tokens.kiosk}`,
      "Content-Type": "application/json",
      "Idempotency-Key": "browser-weight",
    },
    body: JSON.stringify({ group: demo.groups[0] }),
  });
  const weighed = weighing(page);
  await page.goto(`${demo.url}${(await issued.json()).phone_url}`);
  await page.locator("h1.label").waitFor();
  const bytes = await weighed();
  await context.close();
  assert.ok(bytes > 10_000 && bytes < PHONE_BYTES, `${bytes} bytes`);
});
