/**
 * Pictures of every page, state, size and language, and a sheet of them per page and language to look at at once:
 * `node shots.mjs FOLDER [ONLY]`. The pages come from the real server, drawn from samples. ONLY keeps the pictures whose name contains it.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SIZES } from "../../displays/gallery/scenes.js";
import { drawn, openStage, PATIENCE_MS, scenesOf, settled, show } from "./stage.mjs";

const [folder = "shots", only = ""] = process.argv.slice(2);
/** Pages that are longer than a screen; the others are seen as they stand. */
const LONG = ["supervisor", "desk", "ticket", "reports", "history"];
/** A picture on a sheet is so high, in pixels, and a sheet so wide. */
const ON_SHEET_PX = 260;
const SHEET_PX = 2400;

/** Languages, and one of them once more in the theme that is not the page's own. @type {{ language: string, theme: "dark" | "light" | null }[]} */
const WAYS = [
  { language: "vi", theme: null },
  { language: "en", theme: null },
  { language: "vi", theme: "dark" },
];

/** @typedef {{ name: string, data: string }} Picture */

mkdirSync(folder, { recursive: true });
const stage = await openStage();
const all = await scenesOf(stage.demo.url);
let count = 0;
let bad = 0;
for (const page of [...Object.keys(SIZES), "gallery"]) {
  for (const way of WAYS) {
    // The wall is dark by itself.
    const theme = way.theme && page === "hall" ? "light" : way.theme;
    /** @type {Picture[]} */
    const taken = [];
    const tab = await newTab(page);
    for (const { name, open, sizes, whole } of framesOf(page, way.language, theme)) {
      const fitting = sizes.map(([width, height]) => ({
        width,
        height,
        file: `${page}.${name.replaceAll(/[ ,]+/g, "-")}.${width}x${height}.${way.language}${theme ? `.${theme}` : ""}.png`,
      }));
      const wanted = fitting.filter(({ file }) => file.includes(only));
      const [first] = wanted;
      if (!first) continue;
      await tab.setViewportSize(first);
      await open(tab);
      for (const { width, height, file } of wanted) {
        await tab.setViewportSize({ width, height });
        await settled(tab);
        const data = await tab.screenshot({ path: join(folder, file), fullPage: whole });
        taken.push({ name: file, data: data.toString("base64") });
        count++;
      }
    }
    await tab.context().close();
    if (taken.length > 1) await sheet(`sheet.${page}.${way.language}${theme ? `.${theme}` : ""}.png`, taken);
  }
}
await stage.close();
console.log(`${count} pictures in ${folder}, ${bad} errors`);
process.exitCode = bad === 0 ? 0 : 1;

/** @param {string} page */
async function newTab(page) {
  const context = await stage.browser.newContext({ reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("pageerror", (error) => {
    bad++;
    console.error(`${page}: ${error.message}`);
  });
  return tab;
}

/**
 * What is photographed of a page in one language and theme; in the second theme the usual size is enough.
 *
 * @param {string} page
 * @param {string} language
 * @param {"dark" | "light" | null} theme
 */
function framesOf(page, language, theme) {
  const sizes = theme ? (SIZES[page] ?? []).slice(0, 1) : (SIZES[page] ?? []);
  if (page === "gallery") {
    const path = `/gallery/?page=parts&lang=${language}${theme ? `&theme=${theme}` : ""}`;
    const open = async (/** @type {import("playwright-core").Page} */ tab) => {
      await tab.goto(`${stage.demo.url}${path}`);
      await drawn(tab);
    };
    return [{ name: "parts", open, whole: true, sizes: /** @type {[number, number][]} */ ([[1920, 1080]]) }];
  }
  return all
    .filter((scene) => scene.page === page)
    .map((scene) => ({
      name: scene.name,
      // A dialog stands on the screen and not on the page.
      whole: LONG.includes(page) && scene.steps.length === 0,
      open: (/** @type {import("playwright-core").Page} */ tab) => show(tab, stage.demo.url, scene, language, theme),
      sizes,
    }));
}

/** All pictures of a page on one. @param {string} file @param {Picture[]} taken */
async function sheet(file, taken) {
  const context = await stage.browser.newContext({ viewport: { width: SHEET_PX, height: 800 } });
  const tab = await context.newPage();
  await tab.setContent(
    `<style>body{display:flex;flex-wrap:wrap;gap:12px;margin:12px;font:11px sans-serif;background:#888}figure{margin:0}img{display:block;height:${ON_SHEET_PX}px}</style>` +
      taken
        .map(
          ({ name, data }) =>
            `<figure><img src="data:image/png;base64,${data}"><figcaption>${name}</figcaption></figure>`,
        )
        .join(""),
  );
  await tab.screenshot({ path: join(folder, file), fullPage: true });
  await context.close();
}
