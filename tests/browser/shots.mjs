/**
 * Pictures of every page, sample, size and language: `node shots.mjs FOLDER [ONLY]`. Pages are drawn from the wire samples, with no
 * server of goiso. ONLY keeps the pictures whose name contains it.
 */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serveFiles } from "./static.mjs";

const [folder = "shots", only = ""] = process.argv.slice(2);

/** Which page draws a sample, by the beginning of its name; the longest beginning counts. */
const PAGES = [
  ["zone-", "hall", "?sample="],
  ["counter-display-", "hall", "?counter=3&sample="],
  ["counter-", "counter", "?sample="],
  ["kiosk-", "kiosk", "?sample="],
  ["supervisor-", "supervisor", "?sample="],
  ["desk-", "desk", "?sample="],
  ["ticket-", "ticket", "?sample="],
];
const SIZES = [
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
  [1280, 800],
  [390, 844],
  [360, 640],
];
/** Sizes at which a page is meant to be seen. */
const FITS = {
  hall: ["1920x1080", "3840x2160", "1080x1920", "1280x800"],
  counter: ["1920x1080", "1280x800", "360x640"],
  kiosk: ["1080x1920", "1280x800"],
  supervisor: ["1920x1080", "1280x800", "390x844"],
  desk: ["1920x1080", "1280x800", "390x844"],
  ticket: ["390x844", "360x640", "1280x800"],
};
const SAMPLES = new URL("../../crates/wire/samples/", import.meta.url);

mkdirSync(folder, { recursive: true });
const files = await serveFiles();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
let count = 0;
let bad = 0;
for (const sample of readdirSync(SAMPLES)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5))) {
  const place = PAGES.filter(([start]) => sample.startsWith(start)).sort((a, b) => b[0].length - a[0].length)[0];
  if (!place) continue;
  const [, page, query] = place;
  for (const [width, height] of SIZES) {
    if (!FITS[page].includes(`${width}x${height}`)) continue;
    for (const language of ["vi", "en"]) {
      const name = `${page}.${sample}.${width}x${height}.${language}.png`;
      if (!name.includes(only)) continue;
      const tab = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
      tab.on("pageerror", (error) => {
        bad++;
        console.error(`${name}: ${error.message}`);
      });
      await tab.goto(`${files.url}/${page}/${query}${sample}&lang=${language}`);
      // A page that has drawn its sample has taken the place of the empty one; ended links show words of their own.
      await tab.waitForFunction(() => (document.getElementById("page")?.textContent?.trim().length ?? 0) > 20);
      await tab.evaluate(() => document.fonts.ready.then(() => undefined));
      await tab.screenshot({
        path: join(folder, name),
        fullPage: page === "supervisor" || page === "desk" || page === "ticket",
      });
      await tab.close();
      count++;
    }
  }
}
await browser.close();
files.close();
console.log(`${count} pictures in ${folder}, ${bad} errors`);
process.exitCode = bad === 0 ? 0 : 1;
