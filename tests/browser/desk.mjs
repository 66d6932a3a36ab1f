/**
 * The guide desk: a number for somebody else, handed over on paper or by a code, once for each wish; and help for tickets that went astray.
 * `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { drawn, openAs, openBrowser, PATIENCE_MS, post, settled, startDemo, within } from "./stage.mjs";

const SMALL_DESK = { width: 1280, height: 800 };
/** A large hall: more than a small screen shows. */
const TICKETS = 20;
const MANY_LINES = ["L", "M", "N", "P", "R", "S"];

const data = mkdtempSync(join(tmpdir(), "goiso-desk-"));
let kill = async () => {};
/** @type {import("./stage.mjs").Demo} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let desk;
/** @type {string[]} */
const errors = [];

before(async () => {
  ({ demo, kill } = await startDemo({ data, more: ["--no-limits"] }));
  browser = await openBrowser();
  desk = await openAs(browser, demo, "greeter", "/desk/", { errors, viewport: SMALL_DESK });
  await desk.evaluate(() => {
    globalThis.print = () => {
      const slip = document.querySelector(".slip");
      document.documentElement.dataset.printed = `${document.documentElement.dataset.printed ?? ""}${slip?.textContent ?? "nothing"}`;
    };
  });
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/**
 * A page drawn from a sample, after something was made of it.
 *
 * @param {(set: Record<string, any>) => void} change
 */
async function drawnFrom(change) {
  const context = await browser.newContext({ viewport: SMALL_DESK, reducedMotion: "reduce", locale: "vi-VN" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.route("**/samples/desk-busy.json", async (route) => {
    const answer = await route.fetch();
    const read = await answer.json();
    change(read.frames.find((/** @type {any} */ frame) => frame.type === "snapshot").set);
    await route.fulfill({ response: answer, json: read });
  });
  await tab.goto(`${demo.url}/desk/?sample=desk-busy&answer=desk-ticket&lang=vi`);
  await drawn(tab);
  await settled(tab);
  return tab;
}

/** A ticket as the server has it. @param {string} id */
async function ticket(id) {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/tickets/${id}`, {
    headers: { Authorization: `Bearer ${demo.tokens.supervisor}` },
  });
  return answer.json();
}

/** @param {string} label */
function row(label) {
  return desk.locator(".row").filter({ hasText: label });
}

/** Issues at the desk and gives what the server answered. @param {() => Promise<unknown>} press */
async function answered(press) {
  const answer = desk.waitForResponse(
    (one) => one.url().endsWith(`/halls/${demo.hall}/tickets`) && one.request().method() === "POST",
  );
  await press();
  return (await within(answer, "the number")).json();
}

const submit = () => desk.locator('.issue button[type="submit"]').click();

test("a number with its class is issued, and can be handed over as a code and on paper", async () => {
  const [group = ""] = demo.groups;
  await desk.locator(`input[name="group"][value="${group}"]`).check();
  const classes = desk.locator(".more select").nth(1);
  const chosen = (await classes.locator("option").nth(1).getAttribute("value")) ?? "";
  await classes.selectOption(chosen);
  const given = await answered(submit);
  assert.equal(given.class, chosen);
  await desk.locator(".given .label", { hasText: given.label }).waitFor();
  await desk.getByRole("img", { name: "Quét mã để theo dõi số trên điện thoại" }).waitFor();
  await desk.locator(".given button.next:focus").waitFor();
  // The browser prints where the server has no printer: once as such, then as a copy.
  await desk.getByRole("button", { name: "In phiếu" }).click();
  await desk.getByRole("button", { name: "In lại", exact: true }).click();
  const printed = (await desk.evaluate(() => document.documentElement.dataset.printed)) ?? "";
  assert.equal(printed.split(given.label).length - 1, 2);
  assert.equal(printed.split("BẢN IN LẠI").length - 1, 1);
  await desk.getByRole("button", { name: "Cấp số tiếp" }).click();
  await row(given.label).waitFor();
});

test("what is done to a ticket is said, and can be taken back", async () => {
  const [group = ""] = demo.groups;
  const person = await post(demo, "kiosk", "tickets", { group, channel: "kiosk", language: "vi" });
  await row(person.label)
    .getByRole("button", { name: `Đổi diện ${person.label}` })
    .click();
  const chosen = await desk.locator('dialog select[name="class"] option').nth(1).getAttribute("value");
  await desk.locator('dialog select[name="class"]').selectOption(chosen ?? "");
  await desk.locator("dialog button.primary").click();
  const toast = desk.locator(".toast");
  await toast.getByText(`Đã đổi diện của ${person.label}.`).waitFor();
  assert.equal((await ticket(person.id)).class, chosen);
  await toast.getByRole("button", { name: "Hoàn tác" }).click();
  await toast.getByText("Đã hoàn tác.").waitFor();
  assert.equal((await ticket(person.id)).class, "ordinary");
  await row(person.label)
    .getByRole("button", { name: `Hủy ${person.label}` })
    .click();
  await desk.locator("dialog button.primary").click();
  await toast.getByText(`Đã hủy ${person.label}.`).waitFor();
  // Who left is not among the open ones; whoever looks for the number finds it all the same.
  await row(person.label).waitFor({ state: "detached" });
  const search = desk.getByRole("searchbox");
  await search.fill(`${person.label[0]} ${Number(person.label.slice(1))}`);
  await desk.locator('.filters [aria-pressed="true"]').filter({ hasText: "Tất cả" }).waitFor();
  await row(person.label)
    .getByRole("button", { name: `Cho vào lại ${person.label}` })
    .click();
  await desk.locator("dialog button.primary").click();
  await toast.getByText(`Đã cho ${person.label} vào lại hàng.`).waitFor();
  assert.equal((await ticket(person.id)).state, "waiting");
  await search.fill("");
});

test("a number whose answer was lost is not issued twice, also when the page is loaded anew", async () => {
  const [, group = ""] = demo.groups;
  /** @type {string[]} */
  const keys = [];
  const open = () => desk.locator(".filters button").first().textContent();
  const before = await open();
  desk.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/tickets"))
      keys.push(request.headers()["idempotency-key"] ?? "");
  });
  /** @type {(label: string) => void} */
  let issued = () => {};
  /** @type {Promise<string>} */
  const label = new Promise((done) => {
    issued = done;
  });
  await desk.route("**/tickets", async (route) => {
    const answer = await route.fetch();
    issued((await answer.json()).label);
    await route.abort("connectionreset");
  });
  await desk.locator(`input[name="group"][value="${group}"]`).check();
  await submit();
  const lost = await within(label, "the lost number");
  await desk.locator(".issue").getByText("Chưa có trả lời, đang thử lại…").waitFor();
  await desk.unroute("**/tickets");
  await desk.reload();
  await desk.locator(".given .label", { hasText: lost }).waitFor();
  assert.equal(new Set(keys).size, 1, "always as the same wish");
  assert.equal(await desk.evaluate(() => sessionStorage.getItem("goiso.doubt")), null, "no doubt is left");
  assert.notEqual(await open(), before);
  await desk.getByRole("button", { name: "Cấp số tiếp" }).click();
  // One that is older is not repeated by itself: somebody has to say so.
  await desk.evaluate((doubt) => sessionStorage.setItem("goiso.doubt", JSON.stringify(doubt)), {
    path: `/api/v1/halls/${demo.hall}/tickets`,
    body: { group, priority: "ordinary", channel: "desk", care: "usual", dossiers: 1 },
    key: keys[0] ?? "",
    action: "issue",
    by: await nameOf(),
    at: 0,
  });
  await desk.reload();
  const banner = desk.locator(".doubt");
  await banner.getByText(/không thành hai số/).waitFor();
  await desk.locator('.issue button[type="submit"]:disabled').waitFor();
  await banner.getByRole("button", { name: "Hỏi lại" }).click();
  await desk.locator(".given .label", { hasText: lost }).waitFor();
  await desk.getByRole("button", { name: "Cấp số tiếp" }).click();
  await banner.waitFor({ state: "detached" });
});

/** Who is signed in at the desk, as the server calls them. */
async function nameOf() {
  const answer = await fetch(`${demo.url}/api/v1/me`, { headers: { Authorization: `Bearer ${demo.tokens.greeter}` } });
  return (await answer.json()).name ?? "";
}

test("a line without numbers cannot be chosen and says why; a line with room says how much", async () => {
  const tab = await drawnFrom((set) => {
    set["line/A"].left = 0;
    set["line/B"].left = 3;
    set.hall.stopped = [{ group: "C", reason: "hết phôi giấy" }];
  });
  const line = (/** @type {string} */ code) =>
    tab.locator(".group").filter({ has: tab.locator(`input[value="${code}"]`) });
  await line("A").locator("input:disabled").waitFor();
  await line("A").locator(".warn", { hasText: "đã hết số hôm nay" }).waitFor();
  await line("B").locator("input:enabled").waitFor();
  await line("B")
    .getByText(/còn 3 số hôm nay · kịp thêm ít nhất \d+ người/)
    .waitFor();
  await line("C").locator("input:disabled").waitFor();
  await line("C").getByText("dừng cấp số: hết phôi giấy").waitFor();
  await tab.context().close();
});

test("outside the hours of issuing a banner says so before anything fails", async () => {
  const at = async (/** @type {Record<string, unknown>} */ phase) => {
    const tab = await drawnFrom((set) => {
      set.hall.phase = phase;
    });
    const words = await tab.locator(".banner").allTextContents();
    await tab.context().close();
    return words.map((one) => one.trim());
  };
  // 09:41 in the sample; the first number is at ten.
  assert.deepEqual(await at({ kind: "before", issuing_from: 1795402800000, opens: 1795402800000 }), [
    "Chưa đến giờ cấp số. Cấp số từ 10:00.",
  ]);
  assert.deepEqual(await at({ kind: "last_ticket_out" }), ["Đã hết giờ cấp số của buổi này."]);
  assert.deepEqual(await at({ kind: "issuing" }), []);
});

test("with more lines than a small screen shows, the button and then the number are in sight", async () => {
  const tab = await drawnFrom((set) => {
    for (const code of MANY_LINES) {
      set.hall.groups.push({ code, name: { vi: `Lĩnh vực ${code}`, en: `Field ${code}` } });
      set[`line/${code}`] = { ...set["line/B"] };
    }
    // The list beside it keeps the page as long as it was.
    for (let number = 60; number < 60 + TICKETS; number++) {
      set[`ticket/t9${number}`] = { ...set["ticket/t205"], id: `t9${number}`, label: `B0${number}` };
    }
  });
  const inSight = (/** @type {string} */ selector) =>
    tab
      .locator(selector)
      .first()
      .evaluate((element) => {
        const box = element.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
      });
  const button = '.issue button[type="submit"]';
  assert.ok(await inSight(button), "before anything was scrolled");
  await tab.locator('input[value="S"]').check();
  await tab.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await tab.locator(button).click();
  await tab.locator(".given .qr").waitFor();
  assert.ok(await inSight(".given .label"), "the number");
  await tab.context().close();
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
