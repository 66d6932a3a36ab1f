/**
 * An officer's morning and a supervisor's, at real pages of the real server: the officer has a numpad and nothing else, the network is cut
 * and the server dies in the middle, and nobody is skipped or called twice. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { asked, openBrowser, PATIENCE_MS, startDemo, within } from "./stage.mjs";

/** The officer's small window. */
const SMALL = { width: 360, height: 640 };
/** Between the two presses of a double press. */
const DOUBLE_PRESS_MS = 120;

const data = mkdtempSync(join(tmpdir(), "goiso-officer-"));
let kill = async () => {};
/** @type {any} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** Tokens of this test outlive a restart. @type {Record<string, string>} */
const tokens = {};
/** @type {string[]} */
const errors = [];

/** @param {string} listen */
async function start(listen) {
  const started = await startDemo({ data, listen, more: ["--no-limits"] });
  kill = started.kill;
  return started.demo;
}

/** @param {string} role @param {string} path @param {unknown} [body] @param {string} [method] */
function api(role, path, body, method = "POST") {
  const token = tokens[role] ?? demo.tokens[role];
  return asked(demo.url, token, path, method === "GET" ? undefined : (body ?? {}), method);
}

/** @param {string} group */
async function issue(group) {
  return api("kiosk", `halls/${demo.hall}/tickets`, { group, channel: "kiosk", language: "vi" });
}

/** The log so far. @returns {Promise<any[]>} */
async function events() {
  const all = [];
  for (let after = 0; ; ) {
    const { events: some } = await api(
      "supervisor",
      `halls/${demo.hall}/events?after=${after}&limit=1000`,
      null,
      "GET",
    );
    if (some.length === 0) return all;
    all.push(...some);
    after = some.at(-1).seq;
  }
}

/** Whom a counter called, in order, recalls left out. @param {string} counter */
async function called(counter) {
  return (await events())
    .filter((event) => event.kind === "ticket_called" && event.body.counter === counter)
    .map((event) => event.body.ticket);
}

/**
 * @param {string} path
 * @param {{ width: number, height: number }} viewport
 * @param {string} role
 * @param {Record<string, string>} [more]
 */
async function open(path, viewport, role, more = {}) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce", locale: "vi-VN" });
  await context.addInitScript(
    (kept) => {
      if (!sessionStorage.getItem("goiso.identity")) sessionStorage.setItem("goiso.identity", JSON.stringify(kept));
    },
    { token: tokens[role], role, hall: demo.hall, ...more },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => errors.push(`${path}: ${error.message}`));
  await page.goto(`${demo.url}${path}`);
  return page;
}

/** @type {import("playwright-core").Page} the officer's page */
let desk;

/** A key of the numpad with NumLock off, so that only its place tells what it is. @param {string} key */
async function numpad(key) {
  await desk.keyboard.press(`Numpad${key}`);
}

/** Waits until the officer could press this, and presses its key. @param {string} key @param {string} action */
async function press(key, action) {
  await desk.locator(`.controls button.${action}:enabled`).waitFor();
  await numpad(key);
}

/**
 * The page's next command of this kind meets `fate` on its way; `met` is the request that did. Comes back once that is sure to happen.
 *
 * @param {string} command
 * @param {(route: import("playwright-core").Route) => Promise<unknown>} fate
 * @returns {Promise<{ met: Promise<import("playwright-core").Request> }>}
 */
async function once(command, fate) {
  /** @type {(request: import("playwright-core").Request) => void} */
  let meet = () => {};
  /** @type {Promise<import("playwright-core").Request>} */
  const met = new Promise((done) => {
    meet = done;
  });
  await desk.route(
    `**/counters/1/${command}`,
    async (route) => {
      await fate(route);
      meet(route.request());
    },
    { times: 1 },
  );
  return { met };
}

/** @param {string} state @param {string} [whom] */
async function deskIs(state, whom) {
  const page = desk.locator(`.page.${state}`);
  await (whom ? page.locator(".person .label").filter({ hasText: whom }) : page).waitFor();
}

/** Calls the next one as soon as the guard of the last call lets the press through. @param {string} whom */
async function callNext(whom) {
  await desk.locator(".controls button.next:enabled").waitFor();
  const label = desk.locator(".page.called .person .label").filter({ hasText: whom });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
    await numpad("Enter");
    const seen = await label.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    if (seen) return;
    // A press within the guard is told and does nothing; anything else would be a fault that the log shows.
    await desk
      .getByText(/Số mới vừa được gọi|chưa có trả lời|Nhấn hai lần liền/)
      .first()
      .waitFor();
  }
  assert.fail(`${whom} was not called`);
}

before(async () => {
  demo = await start("127.0.0.1:0");
  for (const role of ["admin", "supervisor", "officer", "kiosk"]) {
    const { token } = await api("admin", "tokens", { name: `Officer test ${role}`, role, hall: demo.hall });
    tokens[role] = token;
  }
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** The people of the officer's morning, in the order in which they came. @type {any[]} */
const people = [];

test("everything stands in a window of 360 × 640, and next is the largest thing in it", async () => {
  desk = await open("/counter/", SMALL, "officer", { counter: "1" });
  await desk.locator("button.next").waitFor();
  for (let taken = 0; taken < 7; taken++) people.push(await issue(demo.groups[0]));
  await numpad("Enter");
  await deskIs("idle");
  await callNext(people[0].label);
  const boxes = await desk.evaluate(() => {
    const area = (/** @type {Element} */ element) => {
      const box = element.getBoundingClientRect();
      return { area: box.width * box.height, bottom: box.bottom, right: box.right };
    };
    return {
      next: area(/** @type {Element} */ (document.querySelector("button.next"))),
      others: [...document.querySelectorAll(".controls .small button")].map(area),
      wide: document.documentElement.scrollWidth,
    };
  });
  assert.ok(boxes.wide <= SMALL.width, `${boxes.wide} px wide`);
  assert.equal(boxes.others.length, 12);
  for (const box of [boxes.next, ...boxes.others]) {
    assert.ok(box.bottom <= SMALL.height && box.right <= SMALL.width, JSON.stringify(box));
  }
  assert.ok(
    boxes.others.every((box) => box.area * 2 < boxes.next.area),
    "next is more than twice as large as any other",
  );
});

test("an officer serves with the numpad alone: start, outcome with a note, recall, park, return, transfer, undo", async () => {
  await press("1", "start");
  await deskIs("serving", people[0].label);
  await press("Add", "outcome");
  await desk.getByRole("dialog").waitFor();
  await numpad("1");
  await desk.locator('.dialog input[name="reason"]:focus').waitFor();
  await desk.keyboard.type("thiếu ảnh");
  await numpad("Enter");
  await deskIs("idle");
  const served = (await events()).findLast((event) => event.kind === "ticket_served");
  assert.equal(served?.body.ticket, people[0].id);
  assert.equal(served?.body.result, "Đã nhận hồ sơ");
  assert.ok(served?.body.note, "the note is kept, as a hash in the log");
  assert.ok(!JSON.stringify(served).includes("thiếu ảnh"));
  await callNext(people[1].label);
  // A second press of 0 right after the call says why nothing happens; then it is one recall, however often it is pressed.
  const recalls = async () => (await events()).filter((event) => event.kind === "ticket_recalled").length;
  const earlier = await recalls();
  await press("0", "recall");
  await desk.getByText(/Số này vừa được gọi/).waitFor();
  assert.equal(await recalls(), earlier);
  const twice = desk.getByText("gọi lần 2");
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until && (await twice.count()) === 0; ) {
    await press("0", "recall");
    await twice.waitFor({ timeout: 500 }).catch(() => {});
  }
  await desk.locator(".controls button.recall:enabled").waitFor();
  await numpad("0");
  await numpad("0");
  await desk.getByText(/Số này vừa được gọi/).waitFor();
  assert.equal(await recalls(), earlier + 1);
  await press("4", "park");
  await desk.getByRole("dialog").waitFor();
  await numpad("1");
  await desk.locator(".parked li").filter({ hasText: people[1].label }).waitFor();
  await press("7", "return");
  await desk.getByRole("dialog").waitFor();
  await numpad("1");
  await desk.locator(".parked li").waitFor({ state: "detached" });
  await callNext(people[1].label);
  await press("2", "finish");
  await deskIs("idle");
  await press("Subtract", "undo");
  await deskIs("called", people[1].label);
  await press("2", "finish");
  await deskIs("idle");
});

test("the network is cut between the press and the answer: the person is called once, and the page says what it waits for", async () => {
  const earlier = (await called("1")).length;
  /** @type {string[]} */
  const keys = [];
  desk.on("request", (request) => {
    if (request.url().endsWith("/counters/1/next")) keys.push(request.headers()["idempotency-key"] ?? "");
  });
  const cut = await once("next", async (route) => {
    await route.fetch();
    await desk.context().setOffline(true);
    await route.abort("internetdisconnected");
  });
  await press("Enter", "next");
  await within(cut.met, "the call whose answer is cut off");
  await desk.getByText(/“Gọi số tiếp theo”: chưa có trả lời/).waitFor();
  // An impatient officer presses again, and again.
  await numpad("Enter");
  await numpad("Enter");
  await desk.context().setOffline(false);
  await deskIs("called", people[2].label);
  await desk.getByText(/chưa có trả lời/).waitFor({ state: "detached" });
  await desk.locator(".controls button.next:enabled").waitFor();
  assert.ok(keys.length >= 2, "it was asked again");
  assert.equal(new Set(keys).size, 1, "always as the same command");
  assert.deepEqual((await called("1")).slice(earlier), [people[2].id]);
});

test("the server dies between the press and the answer, and before a press arrives: nobody is skipped, nobody called twice", async () => {
  const address = new URL(demo.url).host;
  const earlier = (await called("1")).length;
  const died = await once("next", async (route) => {
    await route.fetch();
    await kill();
    await route.abort("connectionrefused");
  });
  await desk.locator(".controls button.next:enabled").waitFor();
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
    await numpad("Enter");
    const guarded = desk.getByText(/Số mới vừa được gọi/);
    const waits = desk.getByText(/chưa có trả lời/);
    await guarded.or(waits).first().waitFor();
    if ((await waits.count()) > 0) break;
  }
  await within(died.met, "the call during which the server dies");
  await desk
    .getByText(/Mất kết nối/)
    .first()
    .waitFor();
  await start(address);
  await deskIs("called", people[3].label);
  await desk.locator(".controls button.next:enabled").waitFor();
  assert.deepEqual((await called("1")).slice(earlier), [people[3].id]);
  // Now the server is gone before the press.
  await kill();
  await desk
    .getByText(/Mất kết nối/)
    .first()
    .waitFor();
  await numpad("Enter");
  await desk.getByText(/chưa có trả lời/).waitFor();
  await numpad("Enter");
  await start(address);
  await deskIs("called", people[4].label);
  await desk.locator(".controls button.next:enabled").waitFor();
  assert.deepEqual((await called("1")).slice(earlier), [people[3].id, people[4].id]);
});

test("a page reloaded while it waits for an answer asks again as the same command", async () => {
  const earlier = (await called("1")).length;
  await desk.locator(".controls button.next:enabled").waitFor();
  // No answer ever comes back to this page.
  const taken = await once("finish", (route) => route.fetch());
  await press("2", "finish");
  const key = (await within(taken.met, "the finish that is never answered")).headers()["idempotency-key"];
  const again = desk.waitForRequest((request) => request.url().endsWith("/counters/1/finish"));
  await desk.reload();
  assert.equal((await again).headers()["idempotency-key"], key);
  await deskIs("idle");
  await desk.locator(".controls button.next:enabled").waitFor();
  assert.equal(await desk.evaluate(() => sessionStorage.getItem("goiso.doubt")), null, "no doubt is left");
  assert.equal((await called("1")).length, earlier);
});

test("an officer chooses keys: a taken one is told and changes places, they stay after a reload, and can be put back", async () => {
  await desk.getByRole("button", { name: "Chọn phím" }).click();
  await desk.locator('.keys [data-action="next"]').click();
  await numpad("4");
  await desk.getByText(/Phím 4 đang là của “Chờ bổ sung”/).waitFor();
  await desk.keyboard.press("Tab");
  await desk.getByText(/Phím Tab không dùng được/).waitFor();
  await numpad("Multiply");
  await desk.locator('.keys [data-action="next"] kbd').filter({ hasText: "*" }).waitFor();
  await desk.keyboard.press("Escape");
  await desk.locator("button.next kbd").filter({ hasText: "*" }).waitFor();
  await numpad("Enter");
  await desk.reload();
  await desk.locator("button.next kbd").filter({ hasText: "*" }).waitFor();
  await deskIs("idle");
  await numpad("Multiply");
  await deskIs("called", people[5].label);
  await desk.getByRole("button", { name: "Chọn phím" }).click();
  await desk.getByRole("button", { name: "Về phím ban đầu" }).click();
  await desk.keyboard.press("Escape");
  await desk.locator("button.next kbd").filter({ hasText: "Enter" }).waitFor();
  // Whoever is done goes, and the morning goes on with the usual key.
  await press("2", "finish");
  await deskIs("idle");
  await callNext(people[6].label);
  assert.equal(new Set(await called("1")).size, 7, "seven people so far");
});

test("where no window can stay on top, the small window is one of 360 × 640", async () => {
  await desk.evaluate(() => {
    delete (/** @type {any} */ (globalThis).documentPictureInPicture);
  });
  const popup = desk.waitForEvent("popup");
  await desk.getByRole("button", { name: "Cửa sổ nhỏ" }).click();
  const small = await popup;
  await small.locator(".page.called .person .label").filter({ hasText: people[6].label }).waitFor();
  await small.close();
});

/** A key pressed twice, as a tired finger does it. @param {string} key */
async function doubly(key) {
  await numpad(key);
  await desk.waitForTimeout(DOUBLE_PRESS_MS);
  await numpad(key);
}

/** Presses keys twice that ask something, and leaves the question. @param {[key: string, action: string][]} keys */
async function askTwice(keys) {
  for (const [key, action] of keys) {
    await desk.locator(`.controls button.${action}:enabled`).waitFor();
    await doubly(key);
    await desk.getByRole("dialog").waitFor();
    assert.ok(await desk.getByRole("dialog").isVisible(), `${action} is still asked`);
    await numpad("Decimal");
    await desk.getByRole("dialog").waitFor({ state: "detached" });
  }
}

test("a double press of a key that asks something opens the question and answers nothing", async () => {
  const others = [await issue(demo.groups[0]), await issue(demo.groups[0])];
  await press("4", "park");
  await numpad("1");
  await deskIs("idle");
  await callNext(others[0].label);
  const { seq } = (await events()).at(-1);
  await askTwice([
    ["4", "park"],
    ["5", "transfer"],
    ["6", "call"],
    ["7", "return"],
    ["Add", "outcome"],
  ]);
  // In a list the second press of a digit does not answer the question that follows.
  await press("6", "call");
  await doubly("1");
  await desk.getByRole("dialog", { name: `Vì sao gọi ${others[1].label} trước lượt?` }).waitFor();
  await numpad("Decimal");
  await deskIs("called", others[0].label);
  const done = (await events()).filter((event) => event.seq > seq && /^(ticket|counter)_/.test(event.kind));
  assert.deepEqual(done, [], "nobody was sent anywhere");
  await press("2", "finish");
  await deskIs("idle");
  await askTwice([
    ["8", "close"],
    ["9", "pause"],
  ]);
  await deskIs("idle");
  await callNext(others[1].label);
  await press("2", "finish");
  await deskIs("idle");
});

test("a number that is not in the list is typed, and the tab says who is there", async () => {
  const other = await issue(demo.groups[0]);
  await press("6", "call");
  await numpad("Add");
  await desk.locator('.dialog input[name="reason"]:focus').waitFor();
  await desk.keyboard.type(`${other.label[0].toLowerCase()}${Number(other.label.slice(1))}`);
  await numpad("Enter");
  await desk.getByRole("dialog", { name: `Vì sao gọi ${other.label} trước lượt?` }).waitFor();
  await numpad("1");
  await deskIs("called", other.label);
  assert.equal(await desk.title(), `${other.label} · Quầy 1`);
  await press("2", "finish");
  await deskIs("idle");
});

test("an officer takes over a counter that another one left open, and goes to another counter", async () => {
  const lan = await open("/counter/", SMALL, "supervisor", { counter: "1" });
  const banner = lan.locator(".bar.else").filter({ hasText: "Quầy đang do Officer test officer mở" });
  await banner.getByRole("button", { name: "Nhận quầy" }).click();
  await banner.waitFor({ state: "detached" });
  const opened = (await events()).filter((event) => event.kind === "counter_opened").at(-1);
  assert.equal(opened.body.counter, "1");
  await lan.locator(".page.idle .today").filter({ hasText: "Tôi hôm nay: 0 lượt" }).waitFor();
  // The first officer is told, and takes the counter back.
  await desk.getByRole("button", { name: "Nhận quầy" }).click();
  await lan.locator(".bar.else").waitFor();
  await desk
    .locator(".today")
    .filter({ hasText: /Tôi hôm nay: [1-9]/ })
    .waitFor();
  await lan.getByRole("button", { name: "Đổi quầy" }).click();
  await lan.getByRole("heading", { name: "Ông/bà ngồi quầy nào?" }).waitFor();
  await lan.locator(".choose button").nth(1).click();
  await lan.getByRole("heading", { name: "Quầy 2" }).waitFor();
  await lan.reload();
  await lan.getByRole("heading", { name: "Quầy 2" }).waitFor();
  await lan.context().close();
  // Whoever leaves an open counter is asked first.
  await desk.getByRole("button", { name: "Đổi quầy" }).click();
  await desk.getByText(/Quầy vẫn đang mở/).waitFor();
  await deskIs("idle");
});

/** @type {import("playwright-core").Page} */
let steering;

/** How many wait in a line, as the supervisor sees it. @param {string} group @param {number} count */
async function lineIs(group, count) {
  const words = count === 0 ? "không có ai" : `${count} người chờ`;
  await steering.locator(`[data-group="${group}"] .count`).filter({ hasText: words }).waitFor();
}

test("a supervisor opens a counter for a line that nobody calls from, and watches the line fall", async () => {
  const config = await api("supervisor", `halls/${demo.hall}/config`, null, "GET");
  const served = config.counters.find((/** @type {any} */ counter) => counter.number === "1").groups;
  const counter = config.counters.find(
    (/** @type {any} */ one) =>
      one.number !== "1" && one.groups.some((/** @type {string} */ group) => !served.includes(group)),
  );
  const group = counter.groups.find((/** @type {string} */ code) => !served.includes(code));
  const waiting = [await issue(group), await issue(group), await issue(group)];
  steering = await open("/supervisor/", { width: 1440, height: 900 }, "supervisor");
  await lineIs(group, 3);
  const alert = steering.locator(".alerts li").filter({ hasText: "chưa quầy nào mở" }).filter({ hasText: group });
  const button = alert.getByRole("button", { name: /^Mở quầy/ });
  const number = /\d+/.exec((await button.textContent()) ?? "")?.[0] ?? "";
  // Before it is done one sees what it would do.
  await alert.getByRole("button", { name: "Xem trước" }).click();
  const ahead = steering.getByRole("dialog", { name: "Nếu thì sao?" });
  await ahead.locator(".futures strong", { hasText: group }).first().waitFor();
  assert.equal(await ahead.locator('select[name="counter"]').inputValue(), number);
  await steering.keyboard.press("Escape");
  await ahead.waitFor({ state: "detached" });
  await steering.locator(`[data-counter="${number}"].closed`).waitFor();
  await button.click();
  await steering.locator(`[data-counter="${number}"].idle`).waitFor();
  await alert.waitFor({ state: "detached" });
  const colleague = await open("/counter/", SMALL, "officer", { counter: number });
  for (const [index, person] of waiting.entries()) {
    await colleague.locator(".controls button.next:enabled").waitFor();
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; ) {
      await colleague.keyboard.press("Enter");
      const label = colleague.locator(".page.called .person .label").filter({ hasText: person.label });
      const guarded = colleague.getByText(/Số mới vừa được gọi/);
      await label.or(guarded).first().waitFor();
      if ((await label.count()) > 0) break;
    }
    await lineIs(group, 2 - index);
  }
  await steering.locator(`[data-counter="${number}"].called .who`).filter({ hasText: waiting[2].label }).waitFor();
  // Staff are called by their names, also whoever came after the page was opened.
  await colleague.locator("header .officer").filter({ hasText: "Officer test supervisor" }).waitFor();
  await steering
    .locator(`[data-counter="${number}"] .officer`)
    .filter({ hasText: "Officer test supervisor" })
    .waitFor();
  await steering.locator("goiso-course canvas").waitFor();
});

test("a person is moved, cancelled and reprioritised, and each step can be taken back", async () => {
  const [here, there] = demo.groups;
  const person = await issue(here);
  const row = steering.locator(".rows .row").filter({ hasText: person.label });
  const state = () => api("supervisor", `halls/${demo.hall}/tickets/${person.id}`, null, "GET");
  const undo = steering.locator(".toast button");
  await row.getByRole("button", { name: `Chuyển ${person.label}` }).click();
  await steering.locator('dialog select[name="to"]').selectOption(`group ${there}`);
  await steering.locator("dialog button.primary").click();
  await undo.waitFor();
  assert.equal((await state()).group, there);
  await undo.click();
  await steering.getByText("Đã hoàn tác.").waitFor();
  assert.equal((await state()).group, here);
  await row.getByRole("button", { name: `Hủy ${person.label}` }).click();
  await steering.locator("dialog button.primary").click();
  const gone = steering.locator(`[data-ended="${person.label}"]`);
  await gone.waitFor();
  await undo.click();
  await gone.waitFor({ state: "detached" });
  assert.equal((await state()).state, "waiting");
  await row.getByRole("button", { name: `Đổi diện ${person.label}` }).click();
  const chosen = await steering.locator('dialog select[name="class"] option').nth(1).getAttribute("value");
  await steering.locator('dialog select[name="class"]').selectOption(chosen ?? "");
  await steering.locator("dialog button.primary").click();
  await undo.waitFor();
  assert.equal((await state()).class, chosen);
  await undo.click();
  await steering.getByText("Đã hoàn tác.").waitFor();
  assert.equal((await state()).class, "ordinary");
});

test("a supervisor pauses and resumes a counter from its tile, on a phone too", async () => {
  await steering.context().close();
  steering = await open("/supervisor/", { width: 390, height: 844 }, "supervisor");
  await steering.locator("[data-counter]").first().waitFor();
  const wide = await steering.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `${wide} px wide`);
  const closed = steering.locator("[data-counter].closed").first();
  const number = (await closed.getAttribute("data-counter")) ?? "";
  const tile = (/** @type {string} */ kind) => steering.locator(`[data-counter="${number}"].${kind}`);
  const ask = () => steering.locator(`[data-counter="${number}"] button.name`).click();
  await ask();
  await steering
    .locator("dialog")
    .getByRole("button", { name: `Mở quầy ${number}` })
    .click();
  await tile("idle").waitFor();
  await ask();
  await steering.locator('dialog input[name="reason"]').fill("họp giao ban");
  await steering
    .locator("dialog")
    .getByRole("button", { name: `Tạm ngưng quầy ${number}` })
    .click();
  await tile("paused").getByText("họp giao ban").waitFor();
  await steering.locator(".toast button").click();
  await tile("idle").waitFor();
});

test("an admin sees what a rule would do to today's line before it is saved", async () => {
  const admin = await open("/admin/", { width: 1280, height: 800 }, "admin");
  await admin.getByRole("button", { name: "Quy tắc" }).first().click();
  const chosen = await admin
    .locator('input[name="policy"]')
    .evaluateAll((all) => all.findIndex((one) => /** @type {HTMLInputElement} */ (one).checked));
  await admin
    .locator('input[name="policy"]')
    .nth(chosen === 2 ? 0 : 2)
    .check();
  await admin.getByRole("button", { name: "Xem ảnh hưởng" }).click();
  await admin.locator(".effect table tbody tr").first().waitFor();
  assert.match((await admin.locator(".effect").textContent()) ?? "", /người đang chờ/);
  const { policy } = await api("supervisor", `halls/${demo.hall}/config`, null, "GET");
  assert.equal(["accumulating", "priority_first", "arrival"].indexOf(policy.kind), chosen, "nothing was saved");
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
