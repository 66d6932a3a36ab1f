/**
 * Paper as a kiosk's person meets it: a slip of the server's printer, a printer without paper, a slip of the browser's own printer, and
 * the pages of the guide desk and the administrator. A small printer in this file takes the bytes. `GOISO_BIN` names the server,
 * `CHROMIUM` the browser, `GOISO_SHOTS` a folder for pictures to look at.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, PATIENCE_MS, startDemo } from "./stage.mjs";

const data = mkdtempSync(join(tmpdir(), "goiso-printing-"));
let kill = async () => {};
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {{ url: string, hall: string, tokens: Record<string, string> }} */
let demo;
/** What the pages threw. @type {string[]} */
const errors = [];

/** A printer: answers questions, counts cuts. */
const printer = { port: 0, cuts: 0, paper: true, bytes: 0 };
const device = createServer((socket) => {
  let held = Buffer.alloc(0);
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    printer.bytes += chunk.length;
    held = Buffer.concat([held, chunk]);
    for (;;) {
      if (held.length >= 3 && held[0] === 0x10 && held[1] === 4) {
        socket.write(Buffer.from([0x12 | (!printer.paper && held[2] === 4 ? 0x60 : 0)]));
        held = held.subarray(3);
      } else if (held.length >= 2 && held[0] === 0x1b && held[1] === 0x40) held = held.subarray(2);
      else if (held.length >= 8 && held[0] === 0x1d && held[1] === 0x76) {
        const size = held.readUInt16LE(4) * held.readUInt16LE(6);
        if (held.length < 8 + size) return;
        held = held.subarray(8 + size);
      } else if (held.length >= 4 && held[0] === 0x1d && held[1] === 0x56) {
        printer.cuts += 1;
        held = held.subarray(4);
      } else if (held.length >= 3 && held[0] === 0x1d && held[1] === 0x72) {
        socket.write(Buffer.from([0]));
        held = held.subarray(3);
      } else if (held.length >= 1 && held[0] === 0) held = held.subarray(1);
      else return;
    }
  });
});

before(async () => {
  await new Promise((done) => device.listen(0, "127.0.0.1", () => done(undefined)));
  printer.port = /** @type {import("node:net").AddressInfo} */ (device.address()).port;
  ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  device.close();
  rmSync(data, { recursive: true, force: true });
});

/**
 * A page signed in with a token of the demo.
 *
 * @param {string} role
 * @param {string} path
 * @param {{ width: number, height: number }} viewport
 */
async function page(role, path, viewport) {
  const context = await browser.newContext({ viewport, locale: "vi-VN" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  context.on("weberror", (error) => errors.push(`${path}: ${error.error().message}`));
  await context.addInitScript(
    ([token, kind, hall]) => {
      // The empty page that a tab begins with has no storage.
      if (location.protocol !== "http:") return;
      sessionStorage.setItem("goiso.identity", JSON.stringify({ token, role: kind, hall }));
      globalThis.print = () => {
        const printed = JSON.parse(localStorage.getItem("printed") ?? "[]");
        localStorage.setItem(
          "printed",
          JSON.stringify([...printed, document.querySelector(".slip .number")?.textContent]),
        );
      };
    },
    [demo.tokens[role] ?? "", role, demo.hall],
  );
  await tab.goto(`${demo.url}${path}`);
  return tab;
}

/** @param {import("playwright-core").Page} tab @param {string} name */
async function shot(tab, name) {
  if (process.env.GOISO_SHOTS) await tab.screenshot({ path: join(process.env.GOISO_SHOTS, `${name}.png`) });
}

/** @param {string} method @param {string} path @param {unknown} [body] */
async function api(method, path, body) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${demo.tokens.admin}`,
      "Content-Type": "application/json",
      "Idempotency-Key": `${method}-${path}-${Math.random()}`,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? "" : await answer.text()}`);
  return answer.json();
}

/** The log is asked again after this. */
const LOOK_MS = 50;

/**
 * What the print log says of a number, the newest first, once it says so much.
 *
 * @param {string} label
 * @param {number} lines
 */
async function logged(label, lines) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const { prints } = await api("GET", "prints");
    const mine = prints
      .map((/** @type {any} */ row) => row.print)
      .filter((/** @type {any} */ one) => one.label === label);
    if (mine.length >= lines || Date.now() > until) {
      return mine.map((/** @type {any} */ one) => [one.copy, one.browser, one.state]);
    }
    await new Promise((again) => setTimeout(again, LOOK_MS));
  }
}

/** @param {import("playwright-core").Page} tab */
async function takeNumber(tab) {
  await tab.locator(".cards button").first().click();
  await tab.locator("button.get").click();
  return (await tab.locator(".result .number").textContent()) ?? "";
}

const KIOSK = { width: 1080, height: 1920 };

test("the browser prints a slip once, as wide as the roll and as long as what stands on it", async () => {
  for (const width of [80, 58]) {
    const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}&print=${width}`, KIOSK);
    const label = await takeNumber(tab);
    await tab.waitForFunction(() => localStorage.getItem("printed") !== null);
    const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString("latin1");
    const [, across = "0", down = "0"] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
    const mm = (/** @type {string} */ points) => (Number(points) / 72) * 25.4;
    assert.ok(Math.abs(mm(across) - width) < 1, `${mm(across)} mm across`);
    assert.ok(mm(down) > 80 && mm(down) < 190, `${mm(down)} mm long`);
    assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 1, "one slip is one page");
    if (process.env.GOISO_SHOTS) {
      await tab.emulateMedia({ media: "print" });
      await tab.locator(".slip").screenshot({ path: join(process.env.GOISO_SHOTS, `browser-${width}.png`) });
      await tab.emulateMedia({ media: "screen" });
    }
    assert.deepEqual(await logged(label, 1), [[1, "device/demo-kiosk", "sent"]], "the log knows it");
    await tab.reload();
    await tab.locator(".result .number").filter({ hasText: label }).waitFor();
    const printed = () => tab.evaluate(() => JSON.parse(localStorage.getItem("printed") ?? "[]"));
    assert.deepEqual(await printed(), [label], "a reload prints nothing");
    await tab.getByRole("button", { name: "In lại" }).click();
    assert.deepEqual(await printed(), [label, label]);
    assert.equal(await tab.locator(".slip .copy").textContent(), "BẢN IN LẠI");
    // the second is told after whatever the reload could have told
    const both = [2, 1].map((copy) => [copy, "device/demo-kiosk", "sent"]);
    assert.deepEqual(await logged(label, 2), both, "each of the two once");
    await tab.context().close();
  }
});

test("without a line the slip comes at once, and the log hears of it when the line is back", async () => {
  const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}&print=80`, KIOSK);
  /** What the page asks while the line is cut behind the number. @type {string[]} */
  const asked = [];
  await tab.route("**/browser-print", (route) => {
    asked.push(route.request().headers()["idempotency-key"] ?? "");
    return route.abort();
  });
  const label = await takeNumber(tab);
  await tab.waitForFunction(() => localStorage.getItem("printed") !== null);
  await tab.waitForFunction(() => JSON.parse(localStorage.getItem("goiso.handed") ?? "[]").length === 1);
  assert.deepEqual(await logged(label, 0), []);
  // a reload in the middle: it is still owed, and neither printed nor told twice
  await tab.unroute("**/browser-print");
  await tab.reload();
  assert.deepEqual(await logged(label, 1), [[1, "device/demo-kiosk", "sent"]]);
  await tab.waitForFunction(() => localStorage.getItem("goiso.handed") === "[]");
  assert.deepEqual(await tab.evaluate(() => localStorage.getItem("printed")), JSON.stringify([label]));
  assert.equal(new Set(asked).size, 1, "always under the same key");
  await tab.context().close();
});

test("a browser that breaks down with the slip in the printer finds the number again, and prints no second one", async () => {
  const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}&print=80`, KIOSK);
  const wishKept = "goiso.kiosk.pending";
  /** What the disk had of the wish when the power went. */
  let wish = "";
  await tab.route("**/tickets", async (route) => {
    wish = (await tab.evaluate((kept) => localStorage.getItem(kept), wishKept)) ?? "";
    await route.continue();
  });
  const label = await takeNumber(tab);
  await tab.waitForFunction(() => localStorage.getItem("printed") !== null);
  await tab.evaluate(([kept, value]) => localStorage.setItem(kept ?? "", value ?? ""), [wishKept, wish]);
  const anew = await tab.context().newPage();
  await tab.close();
  await anew.goto(`${demo.url}/kiosk/?hall=${demo.hall}&print=80`);
  await anew.locator(".result .number").filter({ hasText: label }).waitFor();
  assert.deepEqual(await anew.evaluate(() => localStorage.getItem("printed")), JSON.stringify([label]));
  await anew.getByRole("button", { name: "In lại" }).click();
  assert.equal(await anew.locator(".slip .copy").textContent(), "BẢN IN LẠI");
  await anew.context().close();
});

test("the supervisor and the guide desk read whose browser printed, and the desk's own slips too", async () => {
  const kiosk = await page("kiosk", `/kiosk/?hall=${demo.hall}&print=58`, KIOSK);
  const label = await takeNumber(kiosk);
  await logged(label, 1);
  const desk = await page("greeter", `/desk/?hall=${demo.hall}&print=80`, { width: 1280, height: 800 });
  await desk.locator(".groups label").first().click();
  await desk.locator('.issue button[type="submit"]').click();
  const own = ((await desk.locator(".given .label").textContent()) ?? "").trim();
  assert.deepEqual(await logged(own, 1), [[1, "staff", "sent"]]);
  const supervisor = await page("supervisor", `/supervisor/?hall=${demo.hall}`, { width: 1440, height: 900 });
  for (const [tab, name] of /** @type {const} */ ([
    [desk, "desk"],
    [supervisor, "supervisor"],
  ])) {
    await tab.locator(".prints summary").click();
    const row = tab.locator(".prints li", { hasText: label });
    assert.match((await row.textContent()) ?? "", /không biết giấy đã ra chưa[\s\S]*trình duyệt của \S/u, name);
    const ownRow = tab.locator(".prints li", { hasText: own });
    assert.match((await ownRow.textContent()) ?? "", /trình duyệt ở bàn hướng dẫn/u, name);
    await tab.locator(".prints").scrollIntoViewIfNeeded();
    await shot(tab, `${name}-browser-prints`);
  }
  // the receipt of the order tells it among what happened to the number
  await supervisor.locator(".prints summary").click();
  await supervisor.locator("li", { hasText: label }).locator("button", { hasText: "Vì sao?" }).first().click();
  await supervisor.locator("dialog .own li", { hasText: "in phiếu bằng trình duyệt" }).waitFor();
  await shot(supervisor, "supervisor-receipt-browser-print");
  const past = await page("supervisor", `/history/?hall=${demo.hall}`, { width: 1440, height: 900 });
  await past.locator(".prints summary").click();
  const then = past.locator(".prints li", { hasText: own });
  assert.match((await then.textContent()) ?? "", /trình duyệt ở bàn hướng dẫn/u);
  await past.locator(".prints").scrollIntoViewIfNeeded();
  await shot(past, "history-browser-prints");
  for (const one of [kiosk, desk, supervisor, past]) await one.context().close();
});

test("a list of papers is as wide as the roll too, and what wraps goes on under its own words", async () => {
  const tab = await page("kiosk", "/kiosk/?sample=kiosk-cards&print=58", KIOSK);
  await tab.locator('[data-group="B"]').click();
  await tab.locator(".take [data-service]").first().click();
  await tab.getByRole("button", { name: "In danh sách" }).click();
  await tab.waitForFunction(() => localStorage.getItem("printed") !== null);
  const pdf = (await tab.pdf({ preferCSSPageSize: true })).toString("latin1");
  const [, across = "0", down = "0"] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
  const mm = (/** @type {string} */ points) => (Number(points) / 72) * 25.4;
  assert.ok(Math.abs(mm(across) - 58) < 1, `${mm(across)} mm across`);
  assert.ok(mm(down) < 150, `${mm(down)} mm long`);
  assert.equal(pdf.match(/\/Type \/Page\b/g)?.length, 1, "one list is one page");
  const lines = await tab.locator(".slip.list li").evaluateAll((items) =>
    items.map((item) => {
      const [box, words] = [...item.children].map((child) => child.getBoundingClientRect());
      return box !== undefined && words !== undefined && words.left >= box.right;
    }),
  );
  assert.ok(lines.length > 1 && lines.every(Boolean), "words beside their box");
  await tab.context().close();
});

test("an administrator adds a printer and tries it; the strip uses no number", async () => {
  const tab = await page("admin", `/admin/?hall=${demo.hall}`, { width: 1280, height: 800 });
  await tab.getByRole("button", { name: "Máy in", exact: true }).click();
  await tab.getByRole("button", { name: "+ Thêm máy in" }).click();
  await tab.locator("#in-printers-0-code").fill("cua-chinh");
  await tab.locator("#in-printers-0-name-vi").fill("Cửa chính");
  await tab.locator("#in-printers-0-address").fill("tcp:127.0.0.1:22");
  await tab.locator("#in-printers-0-address").press("Tab");
  await tab.locator("#in-printers-0-address-wrong").waitFor();
  await tab.locator("#in-printers-0-address").fill(`tcp:127.0.0.1:${printer.port}`);
  await tab.locator("#in-printers-0-address").press("Tab");
  await tab.getByRole("button", { name: "Xem trước" }).click();
  await tab.getByRole("button", { name: "Lưu và áp dụng ngay" }).click();
  await tab.getByText("Đã lưu; có hiệu lực ngay.").waitFor();
  await tab.getByRole("button", { name: "In thử" }).click();
  await tab.locator('[role="status"]', { hasText: "đã in" }).waitFor();
  assert.equal(printer.cuts, 1);
  await shot(tab, "admin-printers");
  await tab.context().close();
});

test("the server prints for the kiosk; one press, one slip", async () => {
  const before = printer.cuts;
  const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}&print=80`, KIOSK);
  await takeNumber(tab);
  await tab.getByText("Mời ông/bà lấy phiếu").waitFor();
  await shot(tab, "kiosk-printed");
  assert.equal(printer.cuts, before + 1);
  assert.equal(await tab.evaluate(() => localStorage.getItem("printed")), null, "the browser does not print too");
  await tab.context().close();
});

test("the kiosk's printer gives a list of papers too: one press, one list, and no number", async () => {
  const before = printer.cuts;
  const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}`, KIOSK);
  const { services } = await api("GET", "config");
  const listed = services.find((/** @type {any} */ one) => one.papers.length > 0);
  await tab.locator(`[data-group="${listed.group}"]`).click();
  await tab.locator(`.take [data-service="${listed.code}"]`).click();
  await tab.getByRole("button", { name: "In danh sách" }).dblclick();
  await tab.getByText("Mời ông/bà lấy danh sách").waitFor();
  await shot(tab, "kiosk-list");
  assert.equal(printer.cuts, before + 1);
  const { prints } = await api("GET", "prints");
  assert.deepEqual([prints[0].print.service, prints[0].print.label], [listed.code, undefined]);
  // whoever goes on to another procedure is told nothing of this list
  await tab.locator("button.not-ready").click();
  assert.equal(await tab.getByText("Mời ông/bà lấy danh sách").count(), 0);
  await tab.context().close();
});

test("without paper the number stays, with its code and a way to print again; the desk and the supervisor know", async () => {
  printer.paper = false;
  const before = printer.cuts;
  const tab = await page("kiosk", `/kiosk/?hall=${demo.hall}`, KIOSK);
  const label = await takeNumber(tab);
  await tab.getByText("Không in được phiếu: hết giấy").waitFor();
  assert.ok(await tab.locator(".result .qr").isVisible());
  await shot(tab, "kiosk-no-paper");
  const desk = await page("greeter", `/desk/?hall=${demo.hall}`, { width: 1280, height: 800 });
  await desk.getByText("Máy in Cửa chính: hết giấy").waitFor();
  const supervisor = await page("supervisor", `/supervisor/?hall=${demo.hall}`, { width: 1440, height: 900 });
  await supervisor.getByText("Máy in Cửa chính: hết giấy").waitFor();
  await supervisor.locator(".prints summary").click();
  await supervisor.locator(".prints li", { hasText: label }).first().waitFor();
  await supervisor.locator(".prints").scrollIntoViewIfNeeded();
  await shot(supervisor, "supervisor-prints");
  printer.paper = true;
  await tab.getByRole("button", { name: "In lại" }).click();
  await tab.getByText("Mời ông/bà lấy phiếu").waitFor();
  assert.equal(printer.cuts, before + 1);
  // the guide desk prints it once more
  await desk.getByRole("button", { name: `In lại ${label}` }).click();
  await shot(desk, "desk-print");
  await desk.locator("dialog").getByRole("button", { name: "In lại" }).click();
  await supervisor.locator(".prints li", { hasText: "bản 3" }).first().waitFor();
  const log = await api("GET", "prints");
  assert.equal(log.prints[0].print.label, label);
  assert.equal(log.prints[0].print.copy, 3);
  for (const one of [tab, desk, supervisor]) await one.context().close();
});

test("no page threw anything", () => {
  assert.deepEqual(errors, []);
});
