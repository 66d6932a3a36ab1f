/**
 * An officer's place: the window that has not the keyboard says so, and a counter that is not there (any more) leads to the list of those
 * that are. At the real page of the real server. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openAs, openBrowser, post, startDemo } from "./stage.mjs";

/** The officer's small window. */
const SMALL = { width: 360, height: 640 };

const data = mkdtempSync(join(tmpdir(), "goiso-seat-"));
let kill = async () => {};
/** @type {import("./stage.mjs").Demo} */
let demo;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {string[]} */
const errors = [];

before(async () => {
  const started = await startDemo({ data, more: ["--no-limits"] });
  kill = started.kill;
  demo = started.demo;
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** A page at a counter that its address names. @param {string} number */
function seat(number) {
  return openAs(browser, demo, "officer", `/counter/?counter=${number}`, { errors, viewport: SMALL });
}

/**
 * Lets a page know of the browser's focus as it is; the driver tells every page otherwise that it has it.
 *
 * @param {import("playwright-core").Page} page
 */
async function honest(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setFocusEmulationEnabled", { enabled: false });
}

/** What the configuration says, and the tag that a change of it must carry. */
async function config() {
  const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/config`, {
    headers: { Authorization: `Bearer ${demo.tokens.admin}` },
  });
  assert.equal(answer.status, 200);
  return { tag: answer.headers.get("ETag") ?? "", now: await answer.json() };
}

test("a window without the keyboard says so at once, and has it back at one press", async () => {
  const number = demo.counters[0] ?? "";
  const desk = await seat(number);
  const bar = desk.locator(".bar.focus");
  await desk.locator("button.next").waitFor();
  await honest(desk);
  await desk.bringToFront();
  await bar.waitFor({ state: "detached" });
  // The officer has gone to another window: keys go there.
  const other = await desk.context().newPage();
  await honest(other);
  await other.goto("about:blank");
  await other.bringToFront();
  await bar.waitFor();
  assert.equal(await bar.textContent(), "Bấm vào đây để dùng phím");
  const [next, seen] = [await desk.locator("button.next").boundingBox(), await bar.boundingBox()];
  assert.ok(next && seen && seen.y + seen.height <= next.y, "the bar stands above what it is about and covers nothing");
  await desk.bringToFront();
  await bar.waitFor({ state: "detached" });
  await desk.keyboard.press("Enter");
  await desk.locator(".page.idle").waitFor();
  await post(demo, "officer", `counters/${number}/close`, {});
  await desk.locator(".page.closed").waitFor();
  await desk.context().close();
});

test("an address with a counter that is not there leads to the list of those that are", async () => {
  const desk = await seat("khong-co");
  await desk.locator('[role="alert"]').filter({ hasText: "Không có quầy này." }).waitFor();
  const shown = await desk.locator(".choose li b").allTextContents();
  assert.deepEqual(
    shown,
    demo.counters.map((number) => `Quầy ${number}`),
  );
  assert.equal(new URL(desk.url()).searchParams.get("counter"), null, "loading it again does not lead there again");
  await desk.locator(".choose button").first().click();
  await desk.getByRole("heading", { name: shown[0] }).waitFor();
  await desk.reload();
  await desk.getByRole("heading", { name: shown[0] }).waitFor();
  await desk.context().close();
});

test("a counter that is taken out of the hall while somebody sits there sends them to the list", async () => {
  const gone = demo.counters.at(-1) ?? "";
  const desk = await seat(gone);
  await desk.locator(".page.closed").waitFor();
  const { tag, now } = await config();
  const left = { ...now, counters: now.counters.filter((/** @type {any} */ one) => one.number !== gone) };
  const saved = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/config`, {
    method: "PUT",
    headers: {
      Authorization: `Bearer ${demo.tokens.admin}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
      "If-Match": tag,
    },
    body: JSON.stringify(left),
  });
  assert.ok(saved.ok, await saved.text());
  await desk.locator('[role="alert"]').filter({ hasText: "Không có quầy này." }).waitFor();
  assert.ok(!(await desk.locator(".choose li b").allTextContents()).includes(`Quầy ${gone}`));
  assert.equal(new URL(desk.url()).searchParams.get("counter"), null);
  await desk.context().close();
});

test("no page met an error", () => {
  assert.deepEqual(errors, []);
});
