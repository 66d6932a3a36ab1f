/**
 * What a wall may have to show at once, in every layout, at every size, in both languages: nothing is cut, nothing lies on anything else,
 * and what is read from afar is large enough.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES } from "../../displays/gallery/scenes.js";
import { call, NOW, openWall } from "./hanging.mjs";
import { textFaults } from "./measure.mjs";
import { openBrowser, settled } from "./stage.mjs";
import { serveFiles } from "./static.mjs";

/** A picture of one point. */
const POINT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** Everything but the panel, which is another hall's wish. */
const LAYOUTS = [
  { layout: "single", panel: false },
  { layout: "columns", panel: false },
  { layout: "auto", panel: true },
];
const ROWS = [5, 6, 4];
/** Least heights, of the screen: of a row and a number of the history beside one call, and of the number of one call. */
const ROW = 0.11;
const ROW_OF_FIVE = 0.12;
const NUMBER_OF_ROW = 0.1;
const NUMBER = 0.24;

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let files;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {string[]} */
const errors = [];

before(async () => {
  files = await serveFiles();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  files?.close();
  assert.deepEqual(errors, []);
});

/**
 * What there is to show.
 *
 * @typedef {{ calls: number, digits: number, missed: boolean, next: number }} Load
 *
 * @param {Load} load
 */
function values({ calls, digits, missed, next }) {
  const label = (/** @type {number} */ index) =>
    `${"ABCD"[index % 4]}${String(index * 37 + 28 + (digits === 4 ? 1_000 : 0)).padStart(digits, "0")}`;
  const at = (/** @type {number} */ index, /** @type {string} */ state, /** @type {number} */ when, number = 1) => ({
    ...call(label(index), when, state, number),
    counter: index % 3 === 0 ? "3" : "12",
  });
  /** @type {Record<string, unknown>} */
  const set = {};
  for (let old = 0; old < 8; old++)
    set[`call/c${10 + old}`] = at(old, old % 2 ? "serving" : "over", NOW - 200_000 + old * 1_000);
  for (let large = 0; large < calls; large++)
    set[`call/c${50 + large}`] = at(
      10 + large,
      large === 1 ? "serving" : "calling",
      NOW - 4_000 + large,
      2 - (large % 2),
    );
  for (let late = 0; missed && late < 8; late++)
    set[`call/c${30 + late}`] = at(20 + late, "no_show", NOW - 900_000 + late, 2);
  for (const group of "ABCD") {
    const soon = [1, 2, 3, 4, 5].slice(0, next).map((one) => `${group}${digits === 4 ? 1_300 + one : 130 + one}`);
    set[`line/${group}`] = { waiting: 112, oldest_at: NOW, ...(next > 0 ? { next: soon } : {}) };
  }
  return set;
}

/** @type {Load[]} */
const LOADS = [1, 2, 3].flatMap((calls) =>
  [3, 4].flatMap((digits) =>
    [0, 5].flatMap((next) => [false, true].map((missed) => ({ calls, digits, missed, next }))),
  ),
);

for (const language of ["vi", "en"]) {
  for (const motion of /** @type {const} */ (["reduce", "no-preference"])) {
    for (const { layout, panel } of LAYOUTS) {
      const what = panel ? "a panel" : layout;
      test(`${language}, ${what}, ${motion}: one to three calls and all that may stand beside them`, async () => {
        const media = [{ name: "1.png", kind: "picture" }];
        const wall = await openWall(browser, files.url, { language, motion, media, picture: POINT, errors });
        const { page } = wall;
        /** @type {Map<string, string>} */
        const faults = new Map();
        for (const [width, height] of SIZES.hall ?? []) {
          await page.setViewportSize({ width, height });
          // Each motion has half of the loads, and a screen that only has more points a few.
          const mine = LOADS.filter(({ missed, next }) => (missed === next > 0) === (motion === "reduce"));
          for (const [index, load] of (width > 2_000 ? mine.slice(0, 3) : mine).entries()) {
            const rows = ROWS[index % ROWS.length];
            wall.snapshot(values(load), { layout, panel, rows, missed: load.missed });
            await page.locator(`.wall:has([data-calls="${load.calls}"])${panel ? ":has(.media img)" : ""}`).waitFor();
            await settled(page);
            const at = `${width} × ${height}, ${rows} rows, ${JSON.stringify(load)}`;
            for (const fault of await page.evaluate(textFaults, { wall: true })) faults.set(fault, at);
            if (width / height > 1.7 && load.calls === 1 && !load.missed && load.next === 0) {
              const large = await page.evaluate(largest);
              if (load.digits === 3 && large.number < NUMBER) faults.set(`the number has ${large.number}`, at);
              if (layout === "single") {
                if (large.row < (rows === 6 ? ROW : ROW_OF_FIVE)) faults.set(`a row has ${large.row}`, at);
                if (load.digits === 3 && large.label < NUMBER_OF_ROW)
                  faults.set(`a row's number has ${large.label}`, at);
              }
            }
          }
        }
        await wall.close();
        assert.deepEqual(
          [...faults].map(([fault, at]) => `${fault}   [${at}]`),
          [],
        );
      });
    }
  }
}

/** Heights, as parts of the screen's. Runs in the page. */
function largest() {
  const high = (/** @type {string} */ of) =>
    (document.querySelector(of)?.getBoundingClientRect().height ?? 0) / innerHeight;
  const size = (/** @type {string} */ of) => {
    const element = document.querySelector(of);
    return element ? Number.parseFloat(getComputedStyle(element).fontSize) / innerHeight : 0;
  };
  return { number: size(".call .label"), row: high(".history li"), label: size(".history .label") };
}
