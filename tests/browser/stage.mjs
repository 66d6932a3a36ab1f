/**
 * What browser tests and pictures share: the real server with the demo's hall, Debian's Chromium, and the scenes of the gallery as a
 * driver opens them. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { address, scenes } from "../../displays/gallery/scenes.js";

/** The server under test. */
const BIN = process.env.GOISO_BIN ?? fileURLToPath(new URL("../../target/debug/goiso", import.meta.url));
/** How a page that breaks the content policy begins its complaint. */
const POLICY_BROKEN = "content policy:";
/** Pages may take so long to show something before a test gives up. */
export const PATIENCE_MS = 30_000;
/** Characters that a drawn page has at least; the empty one has none. */
const DRAWN_CHARS = 20;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * @typedef {object} Demo the line that `goiso demo` prints
 * @property {string} url
 * @property {string} hall
 * @property {string[]} groups
 * @property {string[]} counters
 * @property {string[]} zones
 * @property {Record<string, string>} tokens
 *
 * @typedef {import("../../displays/gallery/scenes.js").Scene} Scene
 */

/**
 * What comes in time, or an error that says what did not: nothing that a test waits for may hold up those behind it.
 *
 * @template T
 * @param {Promise<T>} awaited
 * @param {string} what
 * @returns {Promise<T>}
 */
export async function within(awaited, what) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, failed) => {
    timer = setTimeout(() => failed(new Error(`${what}: not within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  try {
    return await /** @type {Promise<T>} */ (Promise.race([awaited, late]));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Starts the server and waits until it has said where it is.
 *
 * @template T
 * @param {string[]} given its arguments
 * @param {(said: { out: string, log: string }) => T | null} ready finds what it says once it is ready
 * @returns {Promise<{ said: T, kill: () => Promise<void>, log: () => string }>} `kill` ends it as a power cut would, `log` is all it wrote
 */
async function start(given, ready) {
  const server = spawn(BIN, given, { stdio: ["ignore", "pipe", "pipe"] });
  const words = { out: "", log: "" };
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((done) => server.once("exit", done));
    server.kill("SIGKILL");
    await within(gone, "the server's end");
  };
  /** @type {Promise<T>} */
  const said = new Promise((done, failed) => {
    const look = () => {
      const found = ready(words);
      if (found !== null) done(found);
    };
    server.stdout.on("data", (chunk) => {
      words.out += chunk;
      look();
    });
    server.stderr.on("data", (chunk) => {
      words.log += chunk;
      look();
    });
    server.once("error", failed);
    server.once("exit", (code, signal) => failed(new Error(`the server ended with ${code ?? signal}: ${words.log}`)));
  });
  try {
    return { said: await within(said, "the server's start"), kill, log: () => words.log };
  } catch (error) {
    await kill();
    throw error;
  }
}

/**
 * Starts the demo's hall and gives what it says about itself.
 *
 * @param {{ data?: string, listen?: string, traffic?: boolean, more?: string[] }} [how]
 * @returns {Promise<{ demo: Demo, kill: () => Promise<void>, log: () => string }>}
 */
export async function startDemo({ data, listen = "127.0.0.1:0", traffic = false, more = [] } = {}) {
  const quiet = traffic ? [] : ["--no-traffic"];
  const kept = data === undefined ? [] : ["--data", data];
  const { said, kill, log } = await start(["demo", ...quiet, "--listen", listen, ...kept, ...more], ({ out }) => {
    const end = out.indexOf("\n");
    return end < 0 ? null : /** @type {Demo} */ (JSON.parse(out.slice(0, end)));
  });
  return { demo: said, kill, log };
}

/**
 * Starts a server that nobody has signed in to, and gives where it is and the code it prints for its first administrator.
 *
 * @param {string} data a folder of the test; a hall that a demo left there is served
 * @param {string} [more] lines of its configuration
 */
export async function startFresh(data, more = "") {
  const settings = join(data, "goiso.toml");
  writeFileSync(settings, `listen = "127.0.0.1:0"\ndatabase = ${JSON.stringify(join(data, "goiso.db"))}\n${more}`);
  const { said, kill } = await start(["serve", "--config", settings], ({ log }) => {
    const found = /at (http:\S+)\/admin\/ with the code (\S+)\n/.exec(log);
    return found ? { url: found[1] ?? "", code: found[2] ?? "" } : null;
  });
  return { ...said, kill };
}

/**
 * A question or a change as a program sends it; it must be answered well.
 *
 * @param {string} url of the server
 * @param {string | undefined} token
 * @param {string} path below `/api/v1/`
 * @param {unknown} [body] nothing is changed without one
 * @param {string} [method]
 */
export async function asked(url, token, path, body, method = body === undefined ? "GET" : "POST") {
  const answer = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      "Content-Type": "application/json",
      ...(method === "GET" ? {} : { "Idempotency-Key": crypto.randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const words = await answer.text();
  assert.ok(answer.ok, `${path}: ${words}`);
  return JSON.parse(words);
}

/**
 * A command as a page or a program sends it; it must be taken.
 *
 * @param {Demo} demo
 * @param {string} role whose token it carries
 * @param {string} path below the hall
 * @param {unknown} body
 */
export function post(demo, role, path, body) {
  return asked(demo.url, demo.tokens[role], `halls/${demo.hall}/${path}`, body);
}

/**
 * A page of its own browser profile, for somebody of this role.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {Demo} demo
 * @param {string} role
 * @param {string} path
 * @param {{ errors: string[], viewport?: { width: number, height: number } }} how `errors` takes what the page stumbles over
 */
export async function openAs(browser, demo, role, path, { errors, viewport = { width: 1280, height: 800 } }) {
  const context = await browser.newContext({ locale: "vi-VN", viewport });
  await context.addInitScript((kept) => sessionStorage.setItem("goiso.identity", JSON.stringify(kept)), {
    token: demo.tokens[role],
    role,
    hall: demo.hall,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${demo.url}${path}`);
  return page;
}

/**
 * Counts what a page loads, as it travels, headers aside, from now on. The answer waits until nothing more is under way, and then nothing
 * is asked of the page any more: a question that is open when the page closes would fail whatever test runs by then.
 *
 * @param {import("playwright-core").Page} page
 * @param {(url: string) => boolean} [counts] what belongs to it
 * @returns {() => Promise<number>} the bytes so far; to be asked once
 */
export function weighing(page, counts = () => true) {
  /** @type {import("playwright-core").Request[]} */
  const finished = [];
  const note = (/** @type {import("playwright-core").Request} */ request) => void finished.push(request);
  page.on("requestfinished", note);
  return async () => {
    await page.waitForLoadState("networkidle");
    page.off("requestfinished", note);
    const sizes = finished.filter((request) => counts(request.url())).map((request) => request.sizes());
    return (await Promise.all(sizes)).reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
  };
}

/** What pages ask for themselves stays on this machine: every server of a test is here. */
const HERE = ["127.0.0.1", "localhost"];

/**
 * A browser without a window. Whatever test it is for: a page of it that asks somebody else for something, or breaks a rule of the server's
 * content policy, fails the test when the browser is closed.
 *
 * @param {string[]} [more] arguments
 */
export async function openBrowser(more = []) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", ...more],
  });
  /** @type {Set<string>} */
  const faults = new Set();
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => watched(await newContext(options), faults);
  browser.newPage = async (options) => (await browser.newContext(options)).newPage();
  const close = browser.close.bind(browser);
  browser.close = async (options) => {
    await close(options);
    assert.deepEqual([...faults], [], "pages ask nobody but their server and keep to its content policy");
  };
  return browser;
}

/**
 * Notes what the pages of a context ask of others, and what the content policy had to stop. What stands in a frame is a hall's own slide:
 * its policy is there to stop things.
 *
 * @param {import("playwright-core").BrowserContext} context
 * @param {Set<string>} faults
 */
async function watched(context, faults) {
  context.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (["http:", "https:", "ws:", "wss:"].includes(protocol) && !HERE.includes(hostname)) faults.add(request.url());
  });
  context.on("console", (message) => {
    if (message.text().startsWith(POLICY_BROKEN)) faults.add(message.text());
  });
  await context.addInitScript((start) => {
    if (self !== top) return;
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`${start} ${event.violatedDirective} ${event.blockedURI} ${location.pathname}`),
    );
  }, POLICY_BROKEN);
  return context;
}

/** A hall without visitors and a browser, for tests that only look; `close` ends both. @param {{ traffic?: boolean, more?: string[] }} [how] */
export async function openStage(how = {}) {
  const data = mkdtempSync(join(tmpdir(), "goiso-stage-"));
  const { demo, kill } = await startDemo({ data, ...how });
  const browser = await openBrowser();
  const close = async () => {
    await browser.close();
    await kill();
    rmSync(data, { recursive: true, force: true });
  };
  return { demo, browser, close };
}

/** The scenes of every sample that the server has. @param {string} url @returns {Promise<Scene[]>} */
export async function scenesOf(url) {
  const answer = await fetch(`${url}/samples/`);
  return scenes(await answer.json());
}

/**
 * Opens a scene and does what belongs to it; comes back when it is drawn, fonts included.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} url
 * @param {Scene} scene
 * @param {string} language
 * @param {import("../../displays/gallery/scenes.js").Theme | null} [theme]
 */
export async function show(page, url, scene, language, theme = null) {
  // A page before anybody is known may need none.
  const sampled = /(?:sample|pairing)=/.test(scene.query)
    ? page.waitForResponse((answer) => new URL(answer.url()).pathname.includes("/samples/"))
    : null;
  await page.goto(`${url}${address(scene, language, theme)}`);
  await (await sampled)?.finished();
  await settled(page);
  await drawn(page);
  for (const step of scene.steps) {
    if ("click" in step) await page.locator(step.click).first().click();
    else if ("key" in step) await page.keyboard.press(step.key);
    else if ("see" in step) await page.locator(step.see).first().waitFor();
    else if ("file" in step) await page.locator(step.into).first().setInputFiles(fileOf(step));
    else await page.locator(step.into).first().fill(step.type);
  }
  await settled(page);
}

/** What a person picks from the machine. @param {{ file: string, holds: string }} step */
function fileOf({ file, holds }) {
  return { name: file, mimeType: "text/plain", buffer: Buffer.from(holds) };
}

/** A page that has drawn itself has taken the place of the empty one. @param {import("playwright-core").Page} page */
export async function drawn(page) {
  await page.waitForFunction(
    (least) => ((document.getElementById("page") ?? document.body).textContent?.trim().length ?? 0) > least,
    DRAWN_CHARS,
  );
}

/** Fonts are there and two frames were painted. @param {import("playwright-core").Page} page */
export async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 2; frame++) await new Promise((done) => requestAnimationFrame(done));
  });
}

/**
 * What the checker finds, one line each. It is evaluated by the driver, because the content rules forbid foreign scripts in the document.
 *
 * @param {import("playwright-core").Page} page
 * @param {Record<string, unknown>} options of axe.run
 * @returns {Promise<string[]>}
 */
export async function axe(page, options) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (given) => {
    // it would put styles of its own into the page, which the content policy forbids
    const { violations } = await /** @type {any} */ (window).axe.run(document, { preload: false, ...given });
    return violations.map((/** @type {any} */ one) => {
      const where = one.nodes.map((/** @type {any} */ node) => {
        const data = node.any[0]?.data;
        const ratio = data?.contrastRatio ? ` (${data.contrastRatio}:1 ${data.fgColor} on ${data.bgColor})` : "";
        return `${node.target.join(" ")}${ratio}`;
      });
      return `${one.id}: ${where.join("; ")}`;
    });
  }, options);
}
