/**
 * Somebody who did not come back in time, at a real counter page of the real server: told to the counter that sent them, also after the
 * server died and the page was loaded anew, and let in again by one press. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { asked, openBrowser, PATIENCE_MS, startDemo } from "./stage.mjs";

/** So long the person may be away: the shortest that may be named. */
const AWAY_S = 1;
const SIZE = { width: 1280, height: 800 };

const data = mkdtempSync(join(tmpdir(), "goiso-lapsed-"));
let kill = async () => {};
/** @type {import("./stage.mjs").Demo} */
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

before(async () => {
  demo = await start("127.0.0.1:0");
  for (const role of ["officer", "kiosk"]) {
    const named = { name: `Lapsed test ${role}`, role, hall: demo.hall };
    tokens[role] = (await asked(demo.url, demo.tokens.admin, "tokens", named)).token;
  }
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** @param {string} role @param {string} path below the hall @param {unknown} [body] */
function api(role, path, body) {
  return asked(demo.url, tokens[role] ?? demo.tokens[role], `halls/${demo.hall}/${path}`, body);
}

/** The page of counter 1. */
async function counter() {
  const context = await browser.newContext({ viewport: SIZE, locale: "vi-VN" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("pageerror", (error) => errors.push(error.message));
  await tab.addInitScript(
    ([token, hall]) => sessionStorage.setItem("goiso.identity", JSON.stringify({ token, role: "officer", hall })),
    [tokens.officer ?? "", demo.hall],
  );
  await tab.goto(`${demo.url}/counter/?counter=1`);
  return tab;
}

test("whose time was up is still told after a restart and a reload, and comes back into the line by one press", async () => {
  await api("officer", "counters/1/open", {});
  const { id, label } = await api("kiosk", "tickets", { group: demo.groups[0], channel: "kiosk", language: "vi" });
  await api("officer", "counters/1/next", { seen: null });
  await api("officer", "counters/1/start", { seen: id });
  const tab = await counter();
  await tab.locator(".person .label").filter({ hasText: label }).waitFor();
  await api("officer", "counters/1/park", { seen: id, reason: "thiếu bản sao", away_s: AWAY_S });
  const person = tab.locator(".lapsed li").filter({ hasText: label });
  await person.waitFor();
  assert.equal((await api("officer", `tickets/${id}`)).outcome, "left", "out of the line");

  await kill();
  await start(new URL(demo.url).host);
  await tab.reload();
  await person.waitFor();
  assert.equal(await tab.locator(".lapsed li").count(), 1);
  if (process.env.GOISO_SHOTS) await tab.screenshot({ path: join(process.env.GOISO_SHOTS, "counter-lapsed.png") });

  await person.getByRole("button").click();
  await person.waitFor({ state: "detached" });
  await tab.getByText(`Đã cho ${label} vào lại hàng.`).waitFor();
  assert.equal((await api("officer", `tickets/${id}`)).state, "waiting");
  await tab.reload();
  await tab.locator(".page.idle").waitFor();
  assert.equal(await tab.locator(".lapsed").count(), 0, "and is not told any more");
  await tab.context().close();
});

test("no page threw anything", () => {
  assert.deepEqual(errors, []);
});
