/** A wall that hangs: the real page with a made-up server, frame by frame. */
import { PATIENCE_MS, within } from "./stage.mjs";

/** Empty frames come this often. */
const BEAT_MS = 2_000;
export const HALL = "hai-chau";
export const NOW = 1_795_401_667_000;

export const hallValue = (/** @type {Record<string, unknown>} */ wall = {}) => ({
  hall: HALL,
  name: { vi: "Bộ phận Một cửa", en: "" },
  service_day: "2026-11-23",
  time_zone: "Asia/Ho_Chi_Minh",
  phase: { kind: "issuing" },
  zones: [{ code: "main", name: { vi: "Sảnh", en: "" } }],
  groups: ["A", "B", "C", "D"].map((code) => ({ code, name: { vi: `Lĩnh vực ${code}`, en: "" } })),
  classes: [],
  wait_target_s: 1200,
  hotline: "",
  wall: { layout: "auto", rows: 5, missed: true, panel: false, ticker: { vi: "", en: "" }, arrows: [], ...wall },
});

/**
 * A wall with its made-up server.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {string} url of the files
 * @param {{ language?: string, wall?: Record<string, unknown>, media?: { name: string, kind: string }[], motion?: "reduce" | "no-preference",
 *   beats?: "on" | "off", film?: Buffer, picture?: Buffer, errors: string[] }} options `beats`: empty frames as the server sends them, without which a wall says that it is behind
 */
export async function openWall(browser, url, options) {
  const { language = "vi", wall = {}, media = [], motion = "reduce", beats = "on" } = options;
  const { film = Buffer.alloc(0), picture = Buffer.alloc(0) } = options;
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, reducedMotion: motion });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("pageerror", (error) => options.errors.push(error.message));
  await page.addInitScript(() => {
    sessionStorage.setItem("goiso.identity", JSON.stringify({ token: "secret", role: "display", hall: "hai-chau" }));
  });
  await page.route("**/api/v1/me", (route) => route.fulfill({ json: { role: "display", hall: HALL, speaks: null } }));
  await page.route("**/media/**", (route) => {
    const name = decodeURIComponent(new URL(route.request().url()).pathname.slice("/media/".length));
    if (name === "") return route.fulfill({ json: { version: "v1", items: media } });
    if (name.endsWith(".webm")) return route.fulfill({ body: film, contentType: "video/webm" });
    if (name === "broken.png") return route.fulfill({ body: "no picture", contentType: "image/png" });
    return route.fulfill({ body: picture, contentType: "image/png" });
  });
  /** @type {import("playwright-core").WebSocketRoute[]} */
  const lines = [];
  /** What is done at each hello. */
  let greet = () => {};
  const greeted = new Promise((/** @type {(value?: unknown) => void} */ done) => {
    greet = () => done();
  });
  await page.routeWebSocket("**/api/v1/stream", (line) => {
    lines.push(line);
    line.onMessage((data) => {
      if (JSON.parse(String(data)).type === "hello") greet();
    });
  });
  await page.goto(`${url}/hall/?hall=${HALL}&zone=main&lang=${language}`);
  await within(greeted, "the page's hello");
  let seq = 0;
  let now = NOW;
  const say = (/** @type {unknown} */ frame) => lines.at(-1)?.send(JSON.stringify(frame));
  const snapshot = (/** @type {Record<string, unknown>} */ set, shows = wall) => {
    seq += 1;
    say({ type: "snapshot", epoch: "e1", seq, now, set: { hall: hallValue(shows), ...set } });
  };
  const update = (/** @type {Record<string, unknown>} */ set, ms = 0) => {
    now += ms;
    say({ type: "update", epoch: "e1", from: seq, seq: seq + 1, now, set });
    seq += 1;
  };
  const beating = beats === "on" ? setInterval(() => update({}), BEAT_MS) : undefined;
  // A wall that a failed test left open keeps nobody waiting.
  beating?.unref();
  return {
    page,
    snapshot,
    update,
    /** Hall time of the newest frame. */
    at: () => now,
    lines,
    /** From now on each hello is answered with these values. */
    answer: (/** @type {Record<string, unknown>} */ set) => {
      greet = () => snapshot(set);
    },
    close: () => {
      clearInterval(beating);
      return context.close();
    },
  };
}

export const call = (/** @type {string} */ label, /** @type {number} */ at, state = "calling", number = 1) => ({
  label,
  group: label.slice(0, 1),
  counter: String((Number(label.slice(1)) % 24) + 1),
  zone: "main",
  number,
  state,
  at,
});
