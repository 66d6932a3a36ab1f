/**
 * A hall adds a language by one file, and whoever reads it finds it on the kiosk and on the phone; and pages that nobody can reload come
 * back by themselves, whatever of the server was away while they were loaded.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openStage, PATIENCE_MS } from "./stage.mjs";

/** The words of a French-speaking friend of the hall, as far as they got. */
const FR = `language-name = Français
counter = Guichet { $number }
kiosk-welcome = Que voulez-vous faire ?
kiosk-take = Prendre un numéro
kiosk-your-number = Votre numéro
ticket-ahead = Personnes devant vous
`;
const FRENCH = "Français";
/** Nobody stands at a kiosk so long without touching it. */
const ONE_PERSON_MS = 120_000;
/** So long a page is left empty before it is loaded anew, and a little. */
const EMPTY_MS = 22_000;

/** @type {string} */
let own;
/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;

before(async () => {
  own = mkdtempSync(join(tmpdir(), "goiso-own-"));
  mkdirSync(join(own, "locales"));
  writeFileSync(join(own, "locales/fr.ftl"), FR);
  stage = await openStage({ more: ["--displays", own] });
});

after(async () => {
  await stage?.close();
  rmSync(own, { recursive: true, force: true });
});

/**
 * A page of this role that has not gone anywhere yet.
 *
 * @param {string} role
 */
async function pageOf(role) {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 1024 }, reducedMotion: "reduce" });
  const identity = { token: stage.demo.tokens[role], role, hall: stage.demo.hall, zone: stage.demo.zones[0] };
  await context.addInitScript((kept) => {
    if (location.protocol === "http:") sessionStorage.setItem("goiso.identity", JSON.stringify(kept));
  }, identity);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  return page;
}

/** What the page is written in. @param {import("playwright-core").Page} page */
const written = (page) => page.evaluate(() => document.documentElement.lang);

test("a file of words adds its language to the kiosk; what it lacks is Vietnamese, and the next person finds the first language", async () => {
  const page = await pageOf("kiosk");
  await page.clock.install();
  await page.goto(`${stage.demo.url}/kiosk/?pace=off`);
  await page.locator(".cards .card").first().waitFor();
  const offered = await page.locator("footer nav button[lang]").allTextContents();
  assert.deepEqual(offered, ["English", FRENCH]);
  await page.getByRole("button", { name: FRENCH }).click();
  await page.locator("h1", { hasText: "Que voulez-vous faire ?" }).waitFor();
  assert.match((await page.locator("h1 .second").textContent()) ?? "", /Ông\/bà cần làm việc gì/);
  assert.equal(await written(page), "fr");
  assert.match((await page.locator(".find").textContent()) ?? "", /Tìm thủ tục/, "a message that its file lacks");
  assert.match(
    (await page.locator(".clock").textContent()) ?? "",
    /lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche/,
  );
  assert.deepEqual(await page.locator("footer nav button[lang]").allTextContents(), ["Tiếng Việt", "English"]);
  await page.locator(".cards .card").first().click();
  await page.getByRole("button", { name: "Prendre un numéro" }).click();
  await page.locator(".result", { hasText: "Votre numéro" }).waitFor();
  await page.clock.fastForward(ONE_PERSON_MS);
  await page.locator('html[lang="vi"]').waitFor();
  await page.goto(`${stage.demo.url}/kiosk/?pace=off&lang=fr`);
  await page.locator("h1", { hasText: "Que voulez-vous faire ?" }).waitFor();
  await page.goto(`${stage.demo.url}/kiosk/?pace=off&lang=xx`);
  await page.locator("h1", { hasText: "Ông/bà cần làm việc gì" }).waitFor();
  await page.context().close();
});

test("the phone offers it too, loads its words only then, and remembers it", async () => {
  const { phone_url: link } = await issue();
  const context = await stage.browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  /** @type {string[]} */
  const words = [];
  page.on("request", (request) => {
    if (request.url().endsWith(".ftl")) words.push(request.url().split("/").at(-1) ?? "");
  });
  await page.goto(stage.demo.url + link);
  await page.getByText("Người chờ trước").waitFor();
  assert.deepEqual(words, ["vi.ftl"]);
  await page.getByRole("button", { name: FRENCH }).click();
  await page.getByText("Personnes devant vous").waitFor();
  assert.deepEqual(words, ["vi.ftl", "fr.ftl"]);
  await page.reload();
  await page.getByText("Personnes devant vous").waitFor();
  assert.equal(await written(page), "fr");
  await context.close();
});

test("a wall speaks it where its address says so, beside Vietnamese", async () => {
  const page = await pageOf("display");
  await page.goto(`${stage.demo.url}/hall/?lang=fr`);
  await page.locator(".wall").waitFor();
  assert.equal(await written(page), "fr");
  await page.context().close();
});

test("words that a server which was starting did not give are asked for again", async () => {
  const page = await pageOf("kiosk");
  let refused = 0;
  await page.route("**/locales/*.ftl", async (route) => {
    if (refused++ < 3) await route.fulfill({ status: 503, body: "" });
    else await route.continue();
  });
  await page.goto(`${stage.demo.url}/kiosk/?pace=off`);
  await page.locator(".cards .card").first().waitFor();
  assert.ok(refused > 3, String(refused));
  await page.context().close();
});

for (const [folder, role] of /** @type {const} */ ([
  ["hall", "display"],
  ["kiosk", "kiosk"],
  ["counter", "officer"],
])) {
  test(`${folder}: a page whose modules did not come is loaded anew until it stands, and never leaves for an error of the browser's own`, async () => {
    const page = await pageOf(role);
    await page.clock.install();
    /** @type {"modules" | "everything" | "nothing"} */
    let away = "modules";
    await page.route("**/*", async (route) => {
      const path = new URL(route.request().url()).pathname;
      const gone = away === "everything" || (away === "modules" && path === "/shared/live.js");
      if (gone) await route.fulfill({ status: 502, body: "" });
      else await route.continue();
    });
    let loads = 0;
    page.on("load", () => loads++);
    await page.goto(`${stage.demo.url}/${folder}/`);
    const empty = () => page.evaluate(() => document.getElementById("page")?.firstElementChild === null);
    assert.ok(await empty());
    away = "everything";
    const asked = page.waitForRequest((request) => new URL(request.url()).pathname === `/${folder}/`);
    await page.clock.fastForward(EMPTY_MS);
    await asked;
    await page.clock.fastForward(EMPTY_MS);
    assert.equal(loads, 1, "without an answer it stays");
    assert.ok(await empty());
    away = "nothing";
    const anew = page.waitForEvent("load");
    await page.clock.fastForward(EMPTY_MS);
    await anew;
    await page.locator("#page > *").first().waitFor();
    await page.clock.fastForward(EMPTY_MS);
    await page.waitForFunction(() => sessionStorage.getItem("goiso.watch") === null);
    assert.equal(loads, 2, "a page that stands is left alone");
    await page.context().close();
  });
}

async function issue() {
  const answer = await fetch(`${stage.demo.url}/api/v1/halls/${stage.demo.hall}/tickets`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stage.demo.tokens.kiosk}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify({ group: "A" }),
  });
  assert.equal(answer.status, 201);
  return answer.json();
}
