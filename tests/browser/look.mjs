/**
 * The look of every page in every state, as somebody meets it who sees little, has no mouse, reads English, enlarges everything or has
 * a small screen. The scenes are those of the gallery; the pages come from the real server, drawn from samples.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SIZES } from "../../displays/gallery/scenes.js";
import { focused, markReachable, smallTargets, textFaults } from "./measure.mjs";
import { axe, openStage, PATIENCE_MS, scenesOf, settled, show } from "./stage.mjs";
import { notedBy, turnsOf, writeNoting } from "./turns.mjs";

/** What is asked of every page: the levels A and AA, and what is good practice for a whole page. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Read from afar or by old eyes: 7:1 there. */
const FAR = ["hall", "kiosk"];
/** Pages that nobody scrolls. */
const WALLS = ["hall", "kiosk"];
const TARGET_PX = 24;
const KIOSK_TARGET_PX = 48;
/**
 * At 200 % a screen of 1280 × 800 has this many pixels of the page, a wall and a kiosk half of their usual ones; a phone's page goes down to
 * the narrowest there are.
 */
const ZOOMED = /** @type {const} */ ({
  hall: [960, 540],
  kiosk: [540, 960],
  counter: [640, 400],
  supervisor: [640, 400],
  desk: [640, 400],
  ticket: [320, 480],
  reports: [640, 400],
  history: [640, 400],
  admin: [640, 400],
});
/** So often the keyboard stops inside a field of a day or a time, at most. */
const PARTS = 4;
/** A word of GOISO_LOOK keeps the scenes whose page or name contains it, for whoever mends one. */
const wanted = process.env.GOISO_LOOK ?? "";

/**
 * Messages that stand in no scene, and why that is right; where another test has its eye on them, a word of it. Whatever else is unseen is a
 * fault, and so is a reason that has nothing left to excuse.
 *
 * @type {{ why: string, ids: RegExp, seenBy?: [file: string, word: string] }[]}
 */
const UNSEEN = [
  {
    why: "stands on printed slips alone",
    ids: /^kiosk-slip-copy$/,
    seenBy: ["tests/browser/printing.mjs", "BẢN IN LẠI"],
  },
  {
    why: "is written into a field of the supervisor's, who may change it",
    ids: /^sup-sentence-/,
    seenBy: ["displays/supervisor/dialogs.js", "field.value = SENTENCES.includes"],
  },
  {
    why: "stands in the tab behind a second window, which no scene opens",
    ids: /^window-(back|elsewhere)$/,
    seenBy: ["tests/browser/officer.mjs", "Cửa sổ nhỏ"],
  },
  {
    why: "answers what a phone asks, whose pages have no room for samples of answers",
    ids: /^ticket-why-/,
    seenBy: ["tests/browser/fairness.mjs", "Vì sao tôi chưa được gọi"],
  },
  {
    why: "is a secret that is told once",
    ids: /^admin-secret/,
    seenBy: ["tests/browser/admin.mjs", ".secret code"],
  },
  {
    why: "belongs to an installation without a hall",
    ids: /^admin-(new-hall|setup-wrong)$/,
    seenBy: ["tests/browser/admin.mjs", "#setup=wrong"],
  },
  { why: "is what a language calls itself, told by the server", ids: /^language-name$/ },
  { why: "is told to a kiosk that somebody without a hall opens", ids: /^hall-pair$/ },
  { why: "counts people beyond sixty, and no sample has so many", ids: /^guide-cut$/ },
];
/** More excuses than this are too many. */
const UNSEEN_MOST = 40;
/** Every message that some scene showed. @type {Set<string>} */
const told = new Set();

/** The words of the pages. */
const WORDS = new URL("../../displays/locales/", import.meta.url);

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */
/** @type {Stage} */
let stage;
/** Where all that is said is longer. @type {Stage} */
let longerStage;
/** Folders of pages of their own. @type {string[]} */
const folders = [];
/** @type {import("./stage.mjs").Scene[]} */
let all = [];

/** Pages that note what they say. */
function notingFolder() {
  const folder = mkdtempSync(join(tmpdir(), "goiso-look-"));
  folders.push(folder);
  writeNoting(folder);
  return folder;
}

before(async () => {
  stage = await openStage({ more: ["--displays", notingFolder()] });
  const folder = notingFolder();
  mkdirSync(join(folder, "locales"));
  for (const name of readdirSync(WORDS)) {
    writeFileSync(join(folder, "locales", name), longer(readFileSync(new URL(name, WORDS), "utf8")));
  }
  longerStage = await openStage({ more: ["--displays", folder] });
  all = (await scenesOf(stage.demo.url)).filter(({ page, name }) => page.includes(wanted) || name.includes(wanted));
});

after(async () => {
  await stage?.close();
  await longerStage?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** @param {string} page */
function scenesOn(page) {
  return all.filter((scene) => scene.page === page);
}

/**
 * Words of a language that needs a third more room, so that the next one does not break a page: vowels stand twice, marks included.
 *
 * @param {string} source Fluent
 */
function longer(source) {
  return source
    .split("\n")
    .map((line) => {
      const [, key = "", words = line] = /^(\s*(?:[a-z0-9-]+ =|\*?\[[a-z]+\])\s*)(.*)$/.exec(line) ?? [];
      if (key === "" || words.includes("->")) return line;
      return (
        key +
        words.replaceAll(/\{[^}]*\}|[aeiouyăâêôơưạảấầậệếềọốồộớợứừựịẫễỗ]/g, (part) =>
          part.startsWith("{") ? part : part + part,
        )
      );
    })
    .join("\n");
}

/** What a page has noted so far. @param {import("playwright-core").Page} tab */
async function gather(tab) {
  for (const id of await notedBy(tab)) told.add(id);
}

/**
 * Goes through scenes in one tab and gathers what is wrong; a scene that is fine says nothing.
 *
 * @param {string} page
 * @param {string} language
 * @param {(tab: import("playwright-core").Page, scene: import("./stage.mjs").Scene) => Promise<string[]>} look
 * @param {Stage} [on]
 */
async function walk(page, language, look, on = stage) {
  const [width, height] = SIZES[page]?.[0] ?? [1280, 800];
  const context = await on.browser.newContext({ viewport: { width, height }, reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  /** @type {[scene: string, fault: string][]} */
  const faults = [];
  let name = "";
  tab.on("pageerror", (error) => faults.push([name, `threw ${error.message}`]));
  for (const scene of scenesOn(page)) {
    name = scene.name;
    await tab.setViewportSize({ width, height });
    await show(tab, on.demo.url, scene, language);
    for (const fault of await look(tab, scene)) faults.push([name, fault]);
    await gather(tab);
  }
  await context.close();
  return faults;
}

/** The same fault of several scenes is told once. @param {[scene: string, fault: string][]} faults */
function none(faults) {
  /** @type {Map<string, string[]>} */
  const by = new Map();
  for (const [scene, fault] of faults) by.set(fault, [...(by.get(fault) ?? []), scene]);
  const told = [...by].map(
    ([fault, scenes]) =>
      `${fault}   [${scenes.slice(0, 3).join("; ")}${scenes.length > 3 ? ` and ${scenes.length - 3} more` : ""}]`,
  );
  assert.equal(told.length, 0, `\n${told.join("\n")}`);
}

/**
 * Text at every size and at 200 %, with every sentence that may stand there.
 *
 * @param {import("playwright-core").Page} tab
 * @param {import("./stage.mjs").Scene} scene
 */
async function cut(tab, scene) {
  const { page } = scene;
  /** @type {string[]} */
  const found = [];
  const zoomed = ZOOMED[/** @type {keyof typeof ZOOMED} */ (page)];
  for (const [width, height, at] of [
    ...(SIZES[page] ?? []).map(([width, height]) => /** @type {const} */ ([width, height, `${width} × ${height}`])),
    ...(zoomed ? [/** @type {const} */ ([zoomed[0], zoomed[1], "at 200 %"])] : []),
  ]) {
    await tab.setViewportSize({ width, height });
    await settled(tab);
    const wall = at === "at 200 %" ? page === "hall" : WALLS.includes(page);
    const faults = [...(await tab.evaluate(textFaults, { wall })), ...(await turnsOf(tab, scene, { wall }))];
    for (const fault of faults) found.push(`${at}: ${fault}`);
  }
  return found;
}

/**
 * The checker in both themes, and the size of what is pressed.
 *
 * @param {import("playwright-core").Page} tab
 * @param {import("./stage.mjs").Scene} scene
 */
async function checked(tab, { page }) {
  const rules = { "color-contrast-enhanced": { enabled: FAR.includes(page) } };
  const found = await axe(tab, { runOnly: { type: "tag", values: WCAG }, rules });
  const own = await tab.evaluate(() => document.documentElement.dataset.theme ?? null);
  const themed = (/** @type {string | null} */ theme) =>
    tab.evaluate((name) => {
      if (name === null) delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = name;
    }, theme);
  for (const theme of ["light", "dark"]) {
    await themed(theme);
    const only = FAR.includes(page) ? ["color-contrast-enhanced"] : ["color-contrast"];
    for (const fault of await axe(tab, { runOnly: { type: "rule", values: only } })) found.push(`${theme}: ${fault}`);
  }
  await themed(own);
  const least = page === "kiosk" ? KIOSK_TARGET_PX : TARGET_PX;
  return [...found, ...(await tab.evaluate(smallTargets, least))];
}

/** The keyboard, from stop to stop. @param {import("playwright-core").Page} tab */
async function reached(tab) {
  const count = await tab.evaluate(markReachable);
  // A day and a time are typed part by part.
  const parts = PARTS * (await tab.locator('[type="date"], [type="time"]').count());
  const marks = new Set();
  /** @type {string[]} */
  const found = [];
  for (let press = 0; press < count + parts + 2 && marks.size < count; press++) {
    await tab.keyboard.press("Tab");
    const { mark, faults } = await tab.evaluate(focused);
    if (mark !== null) marks.add(mark);
    found.push(...faults);
  }
  if (marks.size < count) found.push(`${count - marks.size} of ${count} controls cannot be reached`);
  return [...new Set(found)];
}

/** @typedef {Record<"cut" | "checked" | "reached", [scene: string, fault: string][]>} Seen */
/** What was seen of a page in Vietnamese: a scene is opened once for all that is looked at in it. @type {Map<string, Promise<Seen>>} */
const seen = new Map();

/** @param {string} page */
function seenOf(page) {
  const known = seen.get(page);
  if (known) return known;
  const [width, height] = SIZES[page]?.[0] ?? [1280, 800];
  /** @type {Seen} */
  const found = { cut: [], checked: [], reached: [] };
  const all = walk(page, "vi", async (tab, scene) => {
    const note = (/** @type {keyof Seen} */ what, /** @type {string[]} */ faults) =>
      found[what].push(...faults.map((fault) => /** @type {[string, string]} */ ([scene.name, fault])));
    note("cut", await cut(tab, scene));
    await tab.setViewportSize({ width, height });
    await settled(tab);
    note("checked", await checked(tab, scene));
    note("reached", await reached(tab));
    return [];
  }).then((threw) => ({ ...found, cut: [...threw, ...found.cut] }));
  seen.set(page, all);
  return all;
}

for (const page of Object.keys(SIZES)) {
  test(`${page}, vi: no text is cut, covered or off the screen at any size or at 200 %`, async () => {
    none((await seenOf(page)).cut);
  });

  test(`${page}, en: no text is cut, covered or off the screen at any size or at 200 %`, async () => {
    none(await walk(page, "en", cut));
  });

  test(`${page}: a language that needs a third more room fits too`, async () => {
    const wall = WALLS.includes(page);
    const look = async (
      /** @type {import("playwright-core").Page} */ tab,
      /** @type {import("./stage.mjs").Scene} */ scene,
    ) => [...(await tab.evaluate(textFaults, { wall })), ...(await turnsOf(tab, scene, { wall }))];
    none(await walk(page, "vi", look, longerStage));
  });

  test(`${page}: the checker finds nothing in either theme, and what is pressed is large enough`, async () => {
    none((await seenOf(page)).checked);
  });

  test(`${page}: the keyboard reaches everything, and one sees where it is`, async () => {
    none((await seenOf(page)).reached);
  });
}

test("the administrator's places and the way in: the checker finds nothing, no text is cut, all is large enough", async () => {
  if (!"admin".includes(wanted)) return;
  /** @type {[scene: string, fault: string][]} */
  const faults = [];
  for (const language of ["vi", "en"]) {
    const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
    const tab = await context.newPage();
    tab.setDefaultTimeout(PATIENCE_MS);
    const look = async (/** @type {string} */ name) => {
      await tab.setViewportSize({ width: 1280, height: 800 });
      await settled(tab);
      for (const fault of await axe(tab, { runOnly: { type: "tag", values: WCAG } })) faults.push([name, fault]);
      for (const fault of await tab.evaluate(smallTargets, TARGET_PX)) faults.push([name, fault]);
      for (const [width, height] of [
        [1280, 800],
        [640, 400],
      ]) {
        await tab.setViewportSize({ width: width ?? 0, height: height ?? 0 });
        await settled(tab);
        for (const fault of await tab.evaluate(textFaults, { wall: false }))
          faults.push([name, `${width} × ${height}: ${fault}`]);
      }
    };
    await tab.goto(`${stage.demo.url}/admin/?lang=${language}`);
    await tab.locator(".login").waitFor();
    await look(`the way in, ${language}`);
    const identity = { token: stage.demo.tokens.admin, role: "admin", hall: stage.demo.hall };
    await tab.evaluate((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), identity);
    await tab.reload();
    await tab.locator("#in-hotline").waitFor();
    const places = tab.locator("nav button");
    for (let place = 0; place < (await places.count()); place++) {
      await places.nth(place).click();
      await look(`${(await places.nth(place).textContent())?.trim()}, ${language}`);
      await gather(tab);
    }
    await context.close();
  }
  none(faults);
});

test("the gallery shows a state and, press by press, what else may be said there", async () => {
  if (!"gallery".includes(wanted)) return;
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  await tab.goto(`${stage.demo.url}/gallery/?page=counter&search=counter-serving, refused`);
  const remark = tab.frameLocator("figure iframe").locator(".remark.stop span");
  await remark.filter({ hasText: "Quầy còn người" }).waitFor();
  const next = tab.locator("figure button");
  const count = Number(/\d+/.exec((await next.textContent()) ?? "")?.[0]);
  assert.ok(count > 50, `${count} sentences`);
  const said = new Set();
  for (let press = 0; press < count; press++) {
    await next.click();
    said.add(await remark.textContent());
  }
  assert.ok(said.size > 50, `${said.size} were said`);
  await tab.goto(`${stage.demo.url}/gallery/?page=parts`);
  await tab.locator(".part").first().waitFor();
  assert.deepEqual(await axe(tab, { runOnly: { type: "tag", values: WCAG } }), []);
  await context.close();
});

test("hardly a message stands in no scene", (t) => {
  if (wanted !== "") return;
  const files = readdirSync(WORDS).filter((name) => name.startsWith("vi"));
  const ids = files.flatMap((name) => {
    const source = readFileSync(new URL(name, WORDS), "utf8");
    return [...source.matchAll(/^([a-z][a-z0-9_-]*) =/gm)].map(([, id]) => id ?? "");
  });
  assert.ok(ids.length > 1000 && told.size > ids.length / 2, `${told.size} of ${ids.length} were told`);
  const unseen = ids.filter((id) => !told.has(id));
  t.diagnostic(`${unseen.length} of ${ids.length} messages stand in no scene: ${unseen.join(" ")}`);
  const excused = unseen.filter((id) => UNSEEN.some((one) => one.ids.test(id)));
  assert.deepEqual(
    unseen.filter((id) => !excused.includes(id)),
    [],
    "each of these belongs into a scene or a family, or has a reason not to",
  );
  assert.ok(excused.length <= UNSEEN_MOST, `${excused.length} messages are excused`);
  for (const { why, ids: of, seenBy } of UNSEEN) {
    assert.ok(
      unseen.some((id) => of.test(id)),
      `nothing that ${why} is left to excuse`,
    );
    if (!seenBy) continue;
    const [file, word] = seenBy;
    assert.ok(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8").includes(word), `${file}: ${word}`);
  }
});
