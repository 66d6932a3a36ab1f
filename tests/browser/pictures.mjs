/**
 * The pictures of the README: a live hall with made-up visitors, left to itself for some minutes, then photographed:
 * `node pictures.mjs FOLDER [MINUTES]`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openStage, settled } from "./stage.mjs";

const [folder = "deploy/pictures", minutes = "10"] = process.argv.slice(2);
/** A call is waited for this long. */
const CALL_MS = 120_000;

mkdirSync(folder, { recursive: true });
const stage = await openStage({ traffic: true, more: ["--speed", "4"] });
const { demo, browser } = stage;

/**
 * @param {string} role
 * @param {string} path
 * @param {{ width: number, height: number }} viewport
 * @param {Record<string, string | undefined>} [more]
 */
async function open(role, path, viewport, more = {}) {
  const context = await browser.newContext({ viewport, locale: "vi-VN", reducedMotion: "reduce" });
  const identity = { token: demo.tokens[role], role, hall: demo.hall, ...more };
  await context.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), identity);
  const page = await context.newPage();
  page.setDefaultTimeout(CALL_MS);
  await page.goto(`${demo.url}${path}`);
  return page;
}

/** @param {import("playwright-core").Page} page @param {string} name @param {boolean} [whole] */
async function take(page, name, whole = false) {
  await settled(page);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: whole });
}

const hall = await open("display", "/hall/?sound=off", { width: 1920, height: 1080 }, { zone: demo.zones[0] });
const upright = await open("display", "/hall/?sound=off", { width: 1080, height: 1920 }, { zone: demo.zones[0] });
const kiosk = await open("kiosk", "/kiosk/", { width: 1280, height: 800 });
const supervisor = await open("supervisor", "/supervisor/", { width: 1280, height: 800 });
// The hall fills up meanwhile: this is what the picture is of.
await hall.waitForTimeout(Number(minutes) * 60_000);
await hall.locator(".large .call.fresh").first().waitFor();
await take(hall, "hall");
await take(upright, "hall-upright");
const panel = await open("display", "/hall/?sample=zone-panel", { width: 1920, height: 1080 });
await panel.locator(".media img").waitFor();
await take(panel, "hall-panel");
await take(kiosk, "kiosk");
await take(supervisor, "supervisor", true);

const reports = await open("supervisor", "/reports/", { width: 1280, height: 800 });
await reports.locator("#tab-groups").click();
await reports.locator('#sheet[aria-labelledby="tab-groups"] table').waitFor();
await take(reports, "reports");

const answer = await fetch(`${demo.url}/api/v1/halls/${demo.hall}/tickets`, {
  method: "POST",
  headers: {
    Authorization: `Bearer ${demo.tokens.kiosk}`,
    "Content-Type": "application/json",
    "Idempotency-Key": crypto.randomUUID(),
  },
  body: JSON.stringify({ group: demo.groups[0], channel: "kiosk", language: "vi" }),
});
const { phone_url: link } = await answer.json();
const phone = await open("kiosk", new URL(link, demo.url).href.slice(demo.url.length), { width: 390, height: 844 });
await phone.locator("h1.label").waitFor();
await take(phone, "ticket");

const counter = await open("officer", "/counter/", { width: 1280, height: 800 }, { counter: "3" });
await counter.locator(".page.serving .label, .page.called .label").first().waitFor();
await take(counter, "counter");
await stage.close();
