/**
 * Text that means harm: markup, marks that turn the direction of writing, letters without width, marks heaped on a letter, and far too
 * much of it. The server refuses what turns a screen around and what is too long; a page shows whatever it is given as text, keeps its
 * numbers readable, and asks nobody but its server.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES } from "../../displays/gallery/scenes.js";
import { openStage, PATIENCE_MS, scenesOf, settled, show } from "./stage.mjs";

const MARKUP = `<img src="https://example.org/x" onerror="window.harmed=1"><script>window.harmed=1</script>`;
const TURNED = "Quầy \u202e9 yầuq \u2066 \u200f";
/** What is put into every free text of a sample, one after another. */
const TEXTS = {
  markup: `${MARKUP}<style>*{display:none}</style>&lt;b&gt;\${harm}`,
  turned: TURNED,
  "without width": `Hộ\u200b\u200d\u2060\ufeff tịch${"\u200b".repeat(50)}`,
  heaped: `Ệ${"\u0301\u0323\u0302".repeat(13)} Ẫ${"\u0303".repeat(20)}`,
  "one long word": "Ậ".repeat(60),
};
/** Ten thousand characters; the server takes 500 at most, and of a name 60. */
const FAR_TOO_LONG = "Nguyễn Thị ".repeat(910);
/** Keys of a sample's values under which people's words stand. */
const FREE = ["reason", "officer", "comment", "hotline", "vi", "en"];
/** One scene of each page, and those with most free texts. */
const SCENES = [
  "zone-busy",
  "zone-burst",
  "counter-display-paused",
  "counter-serving",
  "counter-paused",
  "kiosk-open",
  "supervisor-alerts",
  "desk-busy",
  "ticket-waiting",
  "ticket-called",
];

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;

before(async () => {
  stage = await openStage();
});

after(() => stage?.close());

/**
 * @param {string} role
 * @param {string} path
 * @param {unknown} body
 */
async function post(role, path, body) {
  const answer = await fetch(`${stage.demo.url}/api/v1/halls/${stage.demo.hall}/${path}`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${stage.demo.tokens[role]}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  });
  const words = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get("Content-Type"),
    body: words === "" ? null : JSON.parse(words),
  };
}

test("the server refuses text that turns a screen around or is too long, and says so in its own form", async () => {
  const refused = [TURNED, FAR_TOO_LONG, "a\u0000b", "a\u2028b"];
  assert.equal((await post("officer", "counters/1/open", {})).status, 200);
  for (const text of refused) {
    for (const [role, path, body] of /** @type {[string, string, unknown][]} */ ([
      ["officer", "counters/1/pause", { reason: text }],
      ["supervisor", "notices", { text: { vi: text, en: text } }],
    ])) {
      const answer = await post(role, path, body);
      const which = `${path} with ${JSON.stringify(text.slice(0, 20))}`;
      assert.ok(answer.status >= 400 && answer.status < 500, `${which}: ${answer.status}`);
      assert.match(answer.type ?? "", /^application\/problem\+json/, which);
      assert.match(answer.body.code, /^[a-z_]+$/, which);
    }
  }
});

test("markup that the server takes as a notice stands on the wall and the supervisor's page as it was typed", async () => {
  const made = await post("supervisor", "notices", { text: { vi: MARKUP, en: MARKUP } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  for (const [page, role] of [
    ["hall", "display"],
    ["supervisor", "supervisor"],
  ]) {
    const { tab, strangers, close } = await watched({ width: 1920, height: 1080 });
    const identity = { token: stage.demo.tokens[role ?? ""], role, hall: stage.demo.hall, zone: stage.demo.zones[0] };
    await tab.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), identity);
    await tab.goto(`${stage.demo.url}/${page}/`);
    await tab.getByText(MARKUP).first().waitFor();
    await unharmed(tab, `${page}`);
    assert.deepEqual(strangers, [], page);
    await close();
  }
});

for (const [kind, text] of Object.entries(TEXTS)) {
  test(`${kind}: every free text of the samples is shown as text, and no page loses its numbers or its size`, async () => {
    const scenes = (await scenesOf(stage.demo.url)).filter(({ name }) => SCENES.includes(name));
    assert.equal(scenes.length, SCENES.length);
    /** @type {string[]} */
    const faults = [];
    for (const scene of scenes) {
      const [width, height] = SIZES[scene.page]?.[0] ?? [1280, 800];
      const { tab, strangers, close } = await watched({ width, height });
      let replaced = 0;
      await tab.route("**/samples/*.json", async (route) => {
        const answer = await route.fetch();
        const sample = await answer.json();
        replaced += poison(sample, text);
        await route.fulfill({ response: answer, json: sample });
      });
      await show(tab, stage.demo.url, scene, "vi");
      const which = `${scene.name}, ${kind}`;
      assert.ok(replaced > 0, `${which}: nothing was replaced`);
      await unharmed(tab, which);
      assert.deepEqual(strangers, [], which);
      const seen = (await tab.locator("#page").textContent()) ?? "";
      assert.ok(seen.includes(text.slice(0, 12)), `${which}: the text is not shown`);
      await settled(tab);
      const wall = ["hall", "kiosk"].includes(scene.page);
      for (const fault of await tab.evaluate(sizeFaults, wall)) faults.push(`${scene.name}: ${fault}`);
      await close();
    }
    assert.deepEqual(faults, []);
  });
}

/** A tab of its own that notes every request to somebody else and every broken content rule. @param {{ width: number, height: number }} viewport */
async function watched(viewport) {
  const context = await stage.browser.newContext({ viewport, reducedMotion: "reduce" });
  /** @type {string[]} */
  const strangers = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`CSP ${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  const tab = await context.newPage();
  tab.setDefaultTimeout(PATIENCE_MS);
  tab.on("request", (request) => {
    if (new URL(request.url()).host !== new URL(stage.demo.url).host) strangers.push(request.url());
  });
  tab.on("console", (message) => {
    if (message.text().startsWith("CSP ")) strangers.push(message.text());
  });
  tab.on("pageerror", (error) => strangers.push(error.message));
  return { tab, strangers, close: () => context.close() };
}

/** @param {import("playwright-core").Page} tab @param {string} which */
async function unharmed(tab, which) {
  const found = await tab.evaluate(() => ({
    harmed: "harmed" in window,
    made: document.querySelectorAll("#page img, #page script, #page style, #page [onerror], #page [style*='display']")
      .length,
  }));
  assert.deepEqual(found, { harmed: false, made: 0 }, which);
}

/**
 * Puts a text into every free text and gives how many those were.
 *
 * @param {any} value
 * @param {string} text
 * @returns {number}
 */
function poison(value, text) {
  if (value === null || typeof value !== "object") return 0;
  let count = 0;
  for (const [key, inner] of Object.entries(value)) {
    if (FREE.includes(key) && typeof inner === "string") {
      value[key] = text;
      count++;
    } else count += poison(inner, text);
  }
  return count;
}

/**
 * Runs in the page: whether it can still be used. A page that is moved sideways, a number that is not whole on the screen, a text that
 * turns its neighbours around.
 *
 * @param {boolean} wall
 */
function sizeFaults(wall) {
  const SLACK = 1.5;
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + SLACK) faults.push(`${root.scrollWidth} px wide on ${innerWidth}`);
  if (wall && root.scrollHeight > innerHeight + SLACK) faults.push(`${root.scrollHeight} px high on ${innerHeight}`);
  for (const label of document.querySelectorAll(
    ".large .label, .desk .label, .person .label, .card .label, .giant .number",
  )) {
    const box = label.getBoundingClientRect();
    const whole =
      box.left >= -SLACK &&
      box.right <= innerWidth + SLACK &&
      (!wall || (box.top >= -SLACK && box.bottom <= innerHeight + SLACK));
    if (!whole) faults.push(`the number ${label.textContent?.trim()} is not whole on the screen`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!/[\u202e\u2066]/.test(node.nodeValue ?? "") || !node.parentElement?.checkVisibility()) continue;
    const { display, unicodeBidi } = getComputedStyle(node.parentElement);
    if (display === "inline" && !["isolate", "isolate-override", "plaintext"].includes(unicodeBidi))
      faults.push(
        `${node.parentElement.localName}.${node.parentElement.className} lets its text turn what stands beside it`,
      );
  }
  return faults;
}
