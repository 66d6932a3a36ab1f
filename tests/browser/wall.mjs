/**
 * The wall as it hangs: nothing cut at any size, no flashes, the panel that never covers a call, a server that is gone. Most of it runs
 * against a made-up server, frame by frame; the last part against the real one. `GOISO_BIN` names the server, `CHROMIUM` the browser.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { call, hallValue, openWall } from "./hanging.mjs";
import { PATIENCE_MS, openBrowser, settled, startDemo } from "./stage.mjs";
import { serveFiles } from "./static.mjs";

const SIZES = [
  [1920, 1080],
  [3840, 2160],
  [1080, 1920],
  [1280, 800],
];

/** @type {Awaited<ReturnType<typeof serveFiles>>} */
let files;
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {string[]} */
const errors = [];
/** A film of a second and a half, made by the browser itself. @type {Buffer} */
let film;
/** A picture, likewise. @type {Buffer} */
let picture;

before(async () => {
  files = await serveFiles();
  browser = await openBrowser();
  const page = await browser.newPage();
  const made = await page.evaluate(async () => {
    const screen = document.createElement("canvas");
    const brush = /** @type {CanvasRenderingContext2D} */ (screen.getContext("2d"));
    brush.fillStyle = "teal";
    brush.fillRect(0, 0, 300, 150);
    const bytes = async (/** @type {Blob | null} */ blob) => [...new Uint8Array((await blob?.arrayBuffer()) ?? [])];
    const picture = await bytes(await new Promise((done) => screen.toBlob(done, "image/png")));
    const recorder = new MediaRecorder(screen.captureStream(20), { mimeType: "video/webm" });
    /** @type {Blob[]} */
    const parts = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const stopped = new Promise((done) => {
      recorder.onstop = done;
    });
    recorder.start();
    for (let frame = 0; frame < 30; frame++) {
      brush.fillStyle = `hsl(${frame * 10} 50% 40%)`;
      brush.fillRect(0, 0, 300, 150);
      await new Promise((next) => setTimeout(next, 50));
    }
    recorder.stop();
    await stopped;
    return { picture, film: await bytes(new Blob(parts)) };
  });
  film = Buffer.from(made.film);
  picture = Buffer.from(made.picture);
  await page.close();
});

after(async () => {
  await browser?.close();
  files?.close();
  assert.deepEqual(errors, []);
});

/** @param {Omit<Parameters<typeof openWall>[2], "errors" | "film" | "picture">} [options] */
const open = (options = {}) => openWall(browser, files.url, { ...options, film, picture, errors });

test("a new call fades twice and then stands: no more than three flashes a second, all over in five seconds", async () => {
  const wall = await open({ motion: "no-preference" });
  const { page } = wall;
  wall.snapshot({});
  wall.update({ "call/c1": call("A001", wall.at() + 1_500) }, 1_500);
  await page.locator(".large .call.fresh").waitFor();
  const seen = await page.evaluate(() => {
    const moving = document.getAnimations().map((animation) => {
      const effect = /** @type {KeyframeEffect} */ (animation.effect);
      const { delay, activeDuration } = effect.getComputedTiming();
      const name = /** @type {CSSAnimation} */ (animation).animationName;
      return { animation, name, element: effect.target, ends: Number(delay) + Number(activeDuration) };
    });
    // How bright the call is every 20 ms.
    const fade = moving.find(({ name }) => name === "fade-in");
    const brightness = [];
    if (fade?.element) {
      fade.animation.pause();
      for (let at = 0; at <= 5_000; at += 20) {
        fade.animation.currentTime = at;
        brightness.push(Number(getComputedStyle(fade.element).opacity));
      }
    }
    return { names: moving.map(({ name }) => name), ends: fade?.ends ?? 0, brightness };
  });
  assert.deepEqual([...new Set(seen.names)], ["fade-in"], "nothing else moves while a notice fits");
  assert.ok(seen.ends > 1_500 && seen.ends <= 5_000, `${seen.ends} ms`);
  /** Beginnings of a fall of more than a tenth, which together with the rise after it is a flash. */
  const falls = seen.brightness.flatMap((value, index) => {
    const before = seen.brightness[index - 1] ?? value;
    const earlier = seen.brightness[index - 2] ?? before;
    return value < before && before >= earlier ? [index * 20] : [];
  });
  assert.equal(falls.length, 1, `fades in twice: falls once, at ${falls} ms`);
  assert.equal(seen.brightness.at(-1), 1, "and then stands");
  const steepest = Math.max(
    ...seen.brightness.map((value, index) => Math.abs(value - (seen.brightness[index - 1] ?? value))),
  );
  assert.ok(steepest < 0.1, `no jump: ${steepest} in 20 ms`);
  await wall.close();
});

test("the panel has a third of the wall at most, is silent, rests while somebody is called, and skips what is broken", async () => {
  const media = [
    { name: "broken.png", kind: "picture" },
    { name: "film.webm", kind: "video" },
  ];
  const wall = await open({ wall: { panel: true }, media });
  const { page } = wall;
  wall.snapshot({ "call/c1": call("A001", wall.at() - 60_000) });
  const video = page.locator(".media video");
  await video.waitFor();
  await page.waitForFunction(() => document.querySelector("video")?.paused === false);
  const boxes = await page.evaluate(() => {
    const box = (/** @type {string} */ of) => document.querySelector(of)?.getBoundingClientRect().toJSON();
    return { panel: box(".media"), large: box(".large"), history: box(".history"), screen: innerWidth * innerHeight };
  });
  assert.ok(boxes.panel.width * boxes.panel.height <= boxes.screen / 3);
  assert.ok(boxes.panel.left >= boxes.large.right - 1, "beside the call, never over it");
  const state = () =>
    page.evaluate(() => {
      const film = /** @type {HTMLVideoElement} */ (document.querySelector(".media video"));
      return { paused: film.paused, muted: film.muted };
    });
  assert.equal((await state()).muted, true);
  await page.evaluate(() => {
    const film = /** @type {HTMLVideoElement} */ (document.querySelector(".media video"));
    film.muted = false;
  });
  await page.waitForFunction(() => document.querySelector("video")?.muted === true);
  wall.update({ "call/c2": call("A002", wall.at()) });
  await page.locator('.media [data-state="rests"] video').waitFor();
  assert.equal((await state()).paused, true);
  assert.equal(await page.locator(".large .call").count(), 1);
  wall.update({}, 11_000);
  await page.locator('.media [data-state="runs"] video').waitFor();
  await page.waitForFunction(() => document.querySelector("video")?.paused === false);
  await wall.close();
});

test("without the server the wall keeps what it knew and says how old it is; with it it comes back by itself", async () => {
  const wall = await open({ beats: "off" });
  const { page } = wall;
  wall.snapshot({ "call/c1": call("A001", wall.at() - 5_000) });
  await page.locator(".large .label").filter({ hasText: "A001" }).waitFor();
  await wall.lines.at(-1)?.close({ code: 1001 });
  await page.getByText(/Mất kết nối · dữ liệu lúc 09:41:0\d/).waitFor();
  assert.match((await page.locator(".large .label").textContent()) ?? "", /A001/);
  assert.equal(await page.locator(".wall.stale").count(), 1, "and it stands in grey");
  wall.answer({ "call/c2": call("B002", wall.at()) });
  await page.locator(".large .label").filter({ hasText: "B002" }).waitFor();
  await page.getByText(/Mất kết nối/).waitFor({ state: "hidden" });
  assert.equal(await page.locator(".wall.stale").count(), 0);
  await wall.close();
});

test("a wall whose zone is taken out of the hall says so in the place of all else", async () => {
  const wall = await open();
  const { page } = wall;
  wall.snapshot({ "call/c1": call("A001", wall.at() - 1_000) });
  await page.locator(".call .label").waitFor();
  const bye = { type: "bye", code: 4104, why: "the hall has it no longer" };
  wall.lines.at(-1)?.send(JSON.stringify(bye));
  await page.locator(".blank .stop", { hasText: "Không có khu vực hoặc quầy này." }).waitFor();
  assert.equal(await page.locator(".wall").count(), 0);
  await wall.close();
});

test("a screen that gets another size has cards of that size, also of numbers that it showed before", async () => {
  const wall = await open();
  const { page } = wall;
  /** @param {number} count */
  const right = async (count) => {
    await page.locator(`[data-calls="${count}"]`).waitFor();
    await settled(page);
    return page.locator(".calls").evaluate((list) => {
      const place = /** @type {HTMLElement} */ (list.firstElementChild);
      const card = /** @type {HTMLElement} */ (place.firstElementChild);
      const kept = 100 * Number.parseFloat(getComputedStyle(list).getPropertyValue("--ch"));
      const room = place.getBoundingClientRect().height;
      return {
        kept,
        true: room - (card.offsetHeight - card.clientHeight),
        over: card.getBoundingClientRect().height - room,
      };
    });
  };
  /** To a twentieth of a pixel: browsers lay out by sixty-fourths. */
  const same = (/** @type {{ kept: number, true: number, over: number }} */ height) => {
    assert.ok(Math.abs(height.kept - height.true) < 0.05, `${height.kept} px kept of ${height.true}`);
    assert.ok(Math.abs(height.over) < 0.05, `a card is ${height.over} px higher than its place`);
  };
  wall.snapshot({ "call/c1": call("A001", wall.at()) });
  same(await right(1));
  wall.update({ "call/c2": call("A002", wall.at() + 5_000) }, 5_000);
  same(await right(2));
  await page.setViewportSize({ width: 1280, height: 800 });
  same(await right(2));
  // The first one has had its time.
  wall.update({ "call/c1": { ...call("A001", wall.at() - 5_000), state: "serving" } }, 6_000);
  const small = await right(1);
  same(small);
  await page.setViewportSize({ width: 1920, height: 1080 });
  wall.update({ "call/c3": call("A003", wall.at() + 1_000) }, 1_000);
  same(await right(2));
  wall.update({ "call/c2": { ...call("A002", wall.at() - 7_000), state: "serving" } }, 4_000);
  const large = await right(1);
  same(large);
  assert.ok(large.true > 1.2 * small.true, `${large.true} px after ${small.true} px`);
  await wall.close();
});

test("a logo that could not be read is tried again, and another one of the same name takes its place", async () => {
  const wall = await open();
  const { page } = wall;
  const small = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'/>";
  const wide = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='20'/>";
  let logo = "no picture";
  await page.route("**/media/logo.svg*", (route) => route.fulfill({ body: logo, contentType: "image/svg+xml" }));
  wall.snapshot({ hall: { ...hallValue(), brand: { logo: "logo.svg" } } });
  await page.locator(".logo.gone").waitFor({ state: "attached" });
  const width = (/** @type {number} */ pixels) =>
    page.waitForFunction((wanted) => {
      const image = /** @type {HTMLImageElement | null} */ (document.querySelector(".logo:not(.gone)"));
      return image?.naturalWidth === wanted;
    }, pixels);
  logo = small;
  wall.update({}, 10 * 60_000);
  await width(40);
  logo = wide;
  wall.update({}, 10 * 60_000);
  await width(80);
  await wall.close();
});

for (const sample of ["zone-two", "zone-panel", "zone-elsewhere", "zone-columns", "zone-burst", "zone-numbers-long"]) {
  test(`${sample}: nothing of a call is cut or covered, at any size`, async () => {
    const page = await browser.newPage({ reducedMotion: "reduce" });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.route("**/media/**", (route) => {
      const list = { version: "v1", items: [{ name: "1.png", kind: "picture" }] };
      return route.request().url().endsWith("/media/")
        ? route.fulfill({ json: list })
        : route.fulfill({ body: picture, contentType: "image/png" });
    });
    await page.goto(`${files.url}/hall/?sample=${sample}`);
    await page.locator(".large .label").first().waitFor();
    if (sample === "zone-panel") await page.locator(".media img").waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    for (const [width = 0, height = 0] of SIZES) {
      await page.setViewportSize({ width, height });
      // Two frames: the page draws at the first, the second shows it.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(undefined)))),
      );
      const wrong = await page.evaluate(() => {
        /** A letter's own box is a little larger than the letter. */
        const slack = innerHeight * 0.012;
        /** @param {string} what @param {string} frame */
        const outside = (what, frame) =>
          [...document.querySelectorAll(what)].flatMap((element) => {
            const inner = element.getBoundingClientRect();
            const outer = element.closest(frame)?.getBoundingClientRect();
            const fits =
              outer &&
              inner.left >= outer.left - slack &&
              inner.right <= outer.right + slack &&
              inner.top >= outer.top - slack &&
              inner.bottom <= outer.bottom + slack;
            return fits ? [] : [`${what} ${element.textContent?.trim()}`];
          });
        const number = document.querySelector('[data-calls="1"] .label');
        const large = number ? Number.parseFloat(getComputedStyle(number).fontSize) / innerHeight : null;
        return {
          cut: [
            ...outside(".call .label", ".call"),
            ...outside(".call .counter", ".call"),
            ...outside(".call .details", ".call"),
            ...outside(".call", ".large"),
            ...outside(".history .label", ".history"),
            ...outside(".history .counter", ".history"),
            ...outside(".history", "main"),
            ...outside(".lines .number", ".lines"),
            ...outside(".large", "main"),
          ],
          large: innerWidth / innerHeight > 1.7 ? large : null,
        };
      });
      assert.deepEqual(wrong.cut, [], `${width}×${height}`);
      if (wrong.large !== null) assert.ok(wrong.large >= 0.24, `the number is ${wrong.large} of the height`);
    }
    await page.close();
  });
}

test("the real server shows its media folder on the wall, and a slide's script does not run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "goiso-wall-"));
  writeFileSync(join(folder, "2 ngày hội.png"), picture);
  writeFileSync(
    join(folder, "1.html"),
    "<p id=words>Xin chào</p><script>document.body.textContent = 'script'</script>",
  );
  writeFileSync(join(folder, "logo.png"), picture);
  writeFileSync(join(folder, "bad.png"), "<script>alert(1)</script>");
  const { demo, kill } = await startDemo({ more: ["--media", folder] });
  try {
    const headers = {
      Authorization: `Bearer ${demo.tokens.admin}`,
      "Content-Type": "application/json",
      "Idempotency-Key": "wall-1",
    };
    const address = `${demo.url}/api/v1/halls/${demo.hall}/config`;
    const config = await (await fetch(address, { headers })).json();
    const wall = { panel: "shown", ticker: { vi: "Xin cảm ơn", en: "" }, rows: 4 };
    const zones = config.zones.map((/** @type {Record<string, unknown>} */ zone) => ({ ...zone, wall }));
    const brand = { accent_dark: "#ffd166", logo: "logo.png", invite: { vi: "Kính mời số", en: "" } };
    const put = await fetch(address, { method: "PUT", headers, body: JSON.stringify({ ...config, zones, brand }) });
    assert.ok(put.ok, await put.text());
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 }, reducedMotion: "reduce" });
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => {
      // The script of the slide, which the browser tells that it blocked.
      const slides = message.location().url.includes("/media/") || /sandbox/.test(message.text());
      if (message.type() === "error" && !slides) errors.push(message.text());
    });
    await page.addInitScript(
      (kept) => {
        // Slides have no storage.
        if (window === top) sessionStorage.setItem("goiso.identity", JSON.stringify(kept));
      },
      { token: demo.tokens.display, role: "display", hall: demo.hall },
    );
    await page.goto(`${demo.url}/hall/?hall=${demo.hall}&zone=${config.zones[0].code}`);
    await page.locator(".logo").waitFor();
    await page.waitForFunction(() => document.querySelector("img")?.complete === true);
    assert.ok(
      (await page.locator(".logo").evaluate((logo) => /** @type {HTMLImageElement} */ (logo).naturalWidth)) > 0,
    );
    assert.match((await page.locator(".ticker").textContent()) ?? "", /Xin cảm ơn/);
    const accent = await page.evaluate(() => document.documentElement.style.getPropertyValue("--accent"));
    assert.equal(accent, "#ffd166");
    const slide = page.frameLocator(".media iframe").locator("#words");
    await slide.waitFor();
    assert.equal(await slide.textContent(), "Xin chào");
    const { items } = await (await fetch(`${demo.url}/media/`)).json();
    const names = items.map((/** @type {{ name: string }} */ item) => item.name);
    assert.deepEqual(names, ["1.html", "2 ngày hội.png", "logo.png"], "and not the bad one");
    await page.close();
  } finally {
    await kill();
    rmSync(folder, { recursive: true });
  }
});
