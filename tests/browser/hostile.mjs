/**
 * Text that means harm: markup, marks that turn the direction of writing, letters without width, marks heaped on a letter, and far too
 * much of it. The server refuses what turns a screen around and what is too long; a page shows whatever it is given as text, keeps its
 * numbers readable, and asks nobody but its server.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SIZES } from "../../displays/gallery/scenes.js";
import { textFields, textsOf, withText } from "./fields.mjs";
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
/** What is put into every text of every request. */
const SENT = {
  markup: `<b onclick="window.harmed=1">&'</b>`,
  turned: TURNED,
  "far too long": FAR_TOO_LONG,
  heaped: `Ệ${"\u0301\u0323\u0302".repeat(13)}`,
  unseen: "\u200b\ufeff\u00ad",
  "of no letters": "a\ufff9\u{e0041}b",
};
/** Those that people may well mean, and that are only to be shown as they are. */
const TAKEN = ["markup", "heaped"];
/** Texts of requests that are never given back: secrets, and what is kept apart from the log. */
const KEPT_BACK = ["password", "note", "comment"];
/** Texts that people word as they like; every other one is a name that the server knows, a code or a secret. */
const FREE_TEXTS = [
  "add_person name",
  "add_person password",
  "add_token name",
  "approve_device name",
  "call_chosen reason",
  "change_person name",
  "change_person password",
  "finish note",
  "finish result",
  "park reason",
  "pause_counter reason",
  "post_notice text.en",
  "post_notice text.vi",
  "rate_ticket comment",
  "rename_device name",
  "stop_issuing reason",
  "void_ticket reason",
];
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
  "report-fortnight, groups",
  "history-busy",
];
/** Of answers to the administrator's page: the same, and the names of people and devices. */
const FREE_OF_ANSWERS = [...FREE, "name"];

/** @type {Awaited<ReturnType<typeof openStage>>} */
let stage;

before(async () => {
  stage = await openStage({ more: ["--no-limits"] });
});

after(() => stage?.close());

/**
 * @param {string} role
 * @param {string} path
 * @param {unknown} body
 */
function post(role, path, body) {
  return send(role, "post", `/api/v1/halls/${stage.demo.hall}/${path}`, body);
}

/**
 * @param {string} role
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function send(role, method, path, body) {
  const answer = await fetch(stage.demo.url + path, {
    method: method.toUpperCase(),
    headers: {
      Authorization: `Bearer ${stage.demo.tokens[role]}`,
      "Content-Type": "application/json",
      "Idempotency-Key": crypto.randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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

/** What each route is asked with beside the text under test, where its own description does not say enough. */
class Asker {
  /** The ticket at counter 1. @type {string | null} */
  seen = null;
  #made = 0;
  /** What the newest screen that asked to be let in comes back with. */
  #device = "";

  /** A ticket that nobody has called yet. */
  async #waiting() {
    const { status, body } = await post("kiosk", "tickets", { group: stage.demo.groups[0] });
    assert.equal(status, 201, JSON.stringify(body));
    return body.id;
  }

  /** One that is being served at counter 1. */
  async #served() {
    const ticket = await this.#waiting();
    const called = await post("admin", "counters/1/call", { ticket, reason: "thử", seen: this.seen });
    assert.equal(called.status, 200, JSON.stringify(called.body));
    this.seen = ticket;
    assert.equal((await post("admin", "counters/1/start", { seen: ticket })).status, 200);
    return ticket;
  }

  /** @param {import("./fields.mjs").Field} field @returns {Promise<{ body: any, ticket?: string, person?: string, device?: string }>} */
  async ask({ operation, required }) {
    const name = `thu-${this.#made++}`;
    const place = { hall: stage.demo.hall };
    switch (operation) {
      case "call_chosen":
        return { body: { ticket: await this.#waiting(), reason: "thử", seen: this.seen } };
      case "finish":
        await this.#served();
        return { body: { seen: this.seen } };
      case "park":
        await this.#served();
        return { body: { seen: this.seen, reason: "thử" } };
      case "rate_ticket": {
        const ticket = await this.#served();
        assert.equal((await post("admin", "counters/1/finish", { seen: ticket })).status, 200);
        this.seen = null;
        return { ticket, body: { score: 5 } };
      }
      case "void_ticket":
        return { ticket: await this.#waiting(), body: {} };
      case "pause_counter":
        await post("admin", "counters/2/resume", {});
        return { body: {} };
      case "post_notice":
        return { body: { text: { vi: "thử", en: "" } } };
      case "stop_issuing":
        return { body: { reason: "thử", groups: [] } };
      case "add_person":
        return { body: { login: name, name, role: "officer", password: "mat khau rat dai", ...place } };
      case "change_person": {
        const body = { login: name, name, role: "officer", password: "mat khau rat dai", ...place };
        return { body: {}, person: (await send("admin", "post", "/api/v1/people", body)).body.id };
      }
      case "add_token":
        return { body: { name, role: "display", ...place } };
      case "rename_device": {
        const made = await send("admin", "post", "/api/v1/tokens", { name, role: "display", ...place });
        return { body: {}, device: made.body.id };
      }
      case "approve_device": {
        const { body } = await send("admin", "post", "/api/v1/devices/pair", { kind: "hall" });
        const { user_code, match_number, device_code } = body;
        this.#device = device_code;
        return { body: { user_code, match_number, name, role: "display", ...place } };
      }
      default:
        return { body: Object.fromEntries(required.map((key) => [key, "thử"])) };
    }
  }

  /** What a taken request has changed for the next one. @param {import("./fields.mjs").Field} field @param {any} sent */
  async taken({ operation }, sent) {
    if (operation === "call_chosen") this.seen = sent.ticket;
    if (operation === "finish" || operation === "park") this.seen = null;
    if (operation === "stop_issuing") await post("admin", "issuing/resume", { groups: [] });
    if (operation === "approve_device") {
      await send("admin", "post", "/api/v1/devices/token", { device_code: this.#device });
    }
  }
}

/** Everything that an administrator reads back. */
async function readBack() {
  const places = [`halls/${stage.demo.hall}/config`, "people", "tokens", "devices"];
  const answers = await Promise.all(places.map((place) => send("admin", "get", `/api/v1/${place}`)));
  /** @type {any[]} */
  const events = [];
  for (let from = 0; ; ) {
    const { body } = await send("admin", "get", `/api/v1/halls/${stage.demo.hall}/events?limit=1000&after=${from}`);
    events.push(...body.events);
    if (body.events.length === 0) break;
    from = body.events.at(-1).seq;
  }
  return [...answers.map(({ body }) => body), events];
}

/** Whether a text stands somewhere in a value, whole. @param {unknown} value @param {string} text @returns {boolean} */
function holds(value, text) {
  if (typeof value === "string") return value === text;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some((inner) => holds(inner, text));
}

/** @param {{ status: number, type: string | null, body: any }} answer @param {string} which */
function isAnswer(answer, which) {
  assert.ok(answer.status < 500, `${which}: ${answer.status} ${JSON.stringify(answer.body)}`);
  if (answer.status < 400) return;
  assert.match(answer.type ?? "", /^application\/problem\+json/, which);
  assert.match(answer.body.code, /^[a-z_]+$/, which);
}

test("every text of every request is refused or kept as it was sent, and breaks nothing", async () => {
  const { body: description } = await send("admin", "get", "/api/openapi.json");
  const fields = textFields(description);
  assert.ok(fields.length > 50, `${fields.length} texts`);
  // one that the test before has opened is refused
  for (const counter of ["1", "2"]) await post("admin", `counters/${counter}/open`, {});
  const asker = new Asker();
  /** @type {Map<string, string[]>} */
  const taken = new Map();
  let number = 0;
  for (const field of fields) {
    for (const [kind, words] of Object.entries(SENT)) {
      // each with a number of its own, so that it is found again where it was put; what is unseen would be seen by it
      const text = TAKEN.includes(kind) ? `${number++} ${words}` : words;
      const { body, ticket = "t1", person = "p1", device = "d1" } = await asker.ask(field);
      const counter = field.operation === "pause_counter" ? "2" : "1";
      /** @type {Record<string, string>} */
      const parts = { hall: stage.demo.hall, counter, ticket, person, device };
      const path = field.path.replace(/\{(\w+)\}/g, (_, part) => parts[part] ?? "x");
      const sent = withText(body, field.way, text);
      const answer = await send("admin", field.method, path, sent);
      const which = `${field.operation} ${field.way.join(".")}, ${kind}`;
      isAnswer(answer, which);
      if (answer.status >= 400) continue;
      await asker.taken(field, sent);
      const name = `${field.operation} ${field.way.join(".")}`;
      taken.set(name, [...(taken.get(name) ?? []), kind]);
      const stored = text.normalize("NFC").trim();
      const kept = (await readBack()).some((place) => holds(place, stored) || holds(place, text));
      const keptBack = KEPT_BACK.includes(String(field.way.at(-1)));
      assert.equal(kept, !keptBack, `${which}: ${keptBack ? "given away" : "not read back"}`);
    }
  }
  const free = [...taken].filter(([, kinds]) => kinds.includes("markup")).map(([name]) => name);
  assert.deepEqual(free.toSorted(), FREE_TEXTS);
  for (const [name, kinds] of taken) {
    // nobody but its owner reads a password, and it is as long and as odd as they like
    if (name.endsWith("password")) continue;
    assert.deepEqual(kinds, TAKEN, name);
  }
});

test("every text of a configuration is refused or kept as it was sent", async () => {
  const path = `/api/v1/halls/${stage.demo.hall}/config`;
  const { body: config } = await send("admin", "get", path);
  const places = textsOf(config);
  assert.ok(places.length > 20, `${places.length} texts`);
  const free = new Set();
  for (const way of places) {
    for (const [kind, text] of Object.entries(SENT)) {
      const answer = await send("admin", "put", `${path}?dry_run=true`, withText(config, way, text));
      const which = `${way.join(".")}, ${kind}`;
      isAnswer(answer, which);
      if (answer.status >= 400) continue;
      free.add(way.filter((part) => typeof part === "string").join("."));
      assert.ok(TAKEN.includes(kind), `${which}: taken`);
      assert.ok(holds(answer.body.config, text.normalize("NFC")), `${which}: not read back`);
    }
  }
  for (const name of ["name.vi", "name.en", "groups.name.vi", "hotline"]) assert.ok(free.has(name), name);
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
        replaced += poison(sample, text, FREE);
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

for (const [kind, text] of Object.entries(TEXTS)) {
  test(`${kind}: the administrator's page shows every name in all its parts as text and keeps its size`, async () => {
    const { tab, strangers, close } = await watched({ width: 1440, height: 900 });
    const identity = { token: stage.demo.tokens.admin, role: "admin", hall: stage.demo.hall };
    await tab.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), identity);
    let replaced = 0;
    await tab.route("**/api/v1/**", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const answer = await route.fetch();
      if (!(answer.headers()["content-type"] ?? "").includes("json")) return route.fulfill({ response: answer });
      const json = await answer.json();
      replaced += poison(json, text, FREE_OF_ANSWERS);
      return route.fulfill({ response: answer, json });
    });
    await tab.goto(`${stage.demo.url}/admin/?hall=${stage.demo.hall}`);
    const parts = tab.locator(".columns > nav button");
    await parts.first().waitFor();
    const count = await parts.count();
    assert.ok(count >= 5, `${count} parts`);
    for (let part = 0; part < count; part++) {
      await parts.nth(part).click();
      await settled(tab);
      const which = `${kind}, ${await parts.nth(part).textContent()}`;
      await unharmed(tab, which);
      assert.deepEqual(await tab.evaluate(sizeFaults, false), [], which);
    }
    assert.ok(replaced > 20, `${replaced} texts`);
    assert.deepEqual(strangers, [], kind);
    await close();
  });
}

test("a screen that asks to be let in shows what it is answered as text", async () => {
  const { tab, strangers, close } = await watched({ width: 1920, height: 1080 });
  await tab.route("**/api/v1/devices/pair", async (route) => {
    const answer = await route.fetch();
    const codes = { ...(await answer.json()), user_code: MARKUP, verification_uri: `/admin/#pair${MARKUP}` };
    await route.fulfill({ response: answer, json: codes });
  });
  await tab.goto(`${stage.demo.url}/hall/`);
  await tab.getByText(MARKUP).first().waitFor();
  await unharmed(tab, "pairing");
  assert.deepEqual(strangers, []);
  await close();
});

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
 * @param {string[]} keys
 * @returns {number}
 */
function poison(value, text, keys) {
  if (value === null || typeof value !== "object") return 0;
  let count = 0;
  for (const [key, inner] of Object.entries(value)) {
    if (keys.includes(key) && typeof inner === "string") {
      value[key] = text;
      count++;
    } else count += poison(inner, text, keys);
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
