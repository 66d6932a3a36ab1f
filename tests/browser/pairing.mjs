/**
 * A new screen: it shows a code, the administrator lets it in, the hall page is live; its right is taken away, and it shows a
 * code again. `GOISO_BIN` names the server, `CHROMIUM` the browser, `GOISO_SHOTS` a folder for pictures.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { axe, openBrowser, PATIENCE_MS, startFresh } from "./stage.mjs";

const PASSWORD = "hoa phuong do 2026";
const HALL = "hoa-phuong";
const WALL = { width: 1920, height: 1080 };

const data = mkdtempSync(join(tmpdir(), "goiso-pairing-"));
let kill = async () => {};
/** @type {import("playwright-core").Browser} */
let browser;
/** @type {import("playwright-core").Page} */
let admin;
/** @type {import("playwright-core").Page} */
let wall;
let url = "";
let code = "";
/** What the pages threw. @type {string[]} */
const errors = [];

before(async () => {
  const fresh = await startFresh(data);
  kill = fresh.kill;
  url = fresh.url;
  code = fresh.code;
  browser = await openBrowser();
  admin = await page({ width: 1280, height: 800 });
  await admin.goto(`${url}/admin/#setup=${code}`);
  await admin.locator('[name="name"]').fill("Nguyễn Thị Lan");
  await admin.locator('[name="login"]').fill("lan");
  await admin.locator('[name="password"]').fill(PASSWORD);
  await admin.locator(".primary").click();
  await admin.locator('[name="hall"]').waitFor();
  await admin.locator('[name="name"]').fill("Phường Hoa Phượng");
  await admin.locator('[name="hall"]').fill(HALL);
  await admin.locator(".primary").click();
  await admin.getByRole("button", { name: "Bỏ qua hướng dẫn" }).click();
  await admin.locator("#in-hotline").waitFor();
});

after(async () => {
  await browser?.close();
  await kill();
  rmSync(data, { recursive: true, force: true });
});

/** @param {{ width: number, height: number }} viewport */
async function page(viewport) {
  const context = await browser.newContext({ locale: "vi-VN", viewport, reducedMotion: "reduce" });
  const opened = await context.newPage();
  opened.setDefaultTimeout(PATIENCE_MS);
  opened.on("pageerror", (error) => errors.push(error.message));
  return opened;
}

/** What the checker holds every screen to. */
const RULES = { runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] } };

/** The checker finds nothing. @param {import("playwright-core").Page} of @param {string} name */
async function shot(of, name) {
  assert.deepEqual(await axe(of, RULES), [], name);
  if (process.env.GOISO_SHOTS) await of.screenshot({ path: join(process.env.GOISO_SHOTS, `${name}.png`) });
}

/** @param {import("playwright-core").Page} screen */
async function shown(screen) {
  await screen.locator(".pairing .code").waitFor();
  const letters = await screen.locator(".pairing .code span").allTextContents();
  return { code: letters.join(""), number: (await screen.locator(".pairing .number").innerText()).trim() };
}

/** The administrator looks up a code and sees the number of the screen. @param {{ code: string, number: string }} screen */
async function lookUp(screen) {
  await admin.locator('.pair [name="code"]').fill(screen.code.toLowerCase());
  await admin.locator(".pair .primary").click();
  await admin.locator(".found .match").waitFor();
  assert.equal((await admin.locator(".found .match").innerText()).trim(), screen.number);
  assert.match(await admin.locator(".found").innerText(), /127\.0\.0\.1/);
}

test("a new wall shows a code that nothing covers and nothing cuts", async () => {
  wall = await page(WALL);
  await wall.goto(`${url}/hall/`);
  const screen = await shown(wall);
  assert.match(screen.code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  assert.match(screen.number, /^[1-9][0-9]$/);
  const letter = wall.locator(".pairing .code-letter").first();
  const high = await letter.evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
  assert.ok(high >= 100, `letters of ${high} px are not read from ten metres`);
  for (const size of [
    WALL,
    { width: 3840, height: 2160 },
    { width: 1080, height: 1920 },
    { width: 1280, height: 800 },
  ]) {
    await wall.setViewportSize(size);
    const over = await wall.evaluate(() => {
      const html = document.documentElement;
      return [html.scrollWidth - html.clientWidth, html.scrollHeight - html.clientHeight];
    });
    assert.deepEqual(over, [0, 0], JSON.stringify(size));
    const [letters, way] = [await wall.locator(".code").boundingBox(), await wall.locator(".qr").boundingBox()];
    assert.ok(letters && way);
    const apart = letters.x + letters.width <= way.x || letters.y + letters.height <= way.y;
    const foot = await wall.locator(".pairing footer").boundingBox();
    assert.ok(foot && foot.y + foot.height <= size.height - 20, `the foot is cut at ${JSON.stringify(size)}`);
    assert.ok(apart, `the code runs into the QR code at ${JSON.stringify(size)}`);
    await shot(wall, `pairing-${size.width}`);
  }
  await wall.setViewportSize(WALL);
});

test("a wrong code is refused in plain words", async () => {
  await admin.locator("nav").getByRole("button", { name: "Thiết bị", exact: true }).click();
  await admin.locator('.pair [name="code"]').fill("BBBB-BBBB");
  await admin.locator(".pair .primary").click();
  await admin.getByText("Không có màn hình nào đang hiện mã này").waitFor();
});

test("the administrator compares the number, lets the wall in, and it is live without a touch", async () => {
  const screen = await shown(wall);
  await lookUp(screen);
  await shot(admin, "admin-found");
  await admin.locator('.pair [name="name"]').fill("Màn hình sảnh chính");
  await admin.locator(".pair .primary").click();
  await wall.locator(".pairing").waitFor({ state: "detached" });
  await wall.getByText("Phường Hoa Phượng").first().waitFor();
  await admin.locator(".devices li").filter({ hasText: "Màn hình sảnh chính" }).getByText("đang kết nối").waitFor();
  await shot(admin, "admin-devices");
  await shot(wall, "wall-live");
  assert.equal(new URL(wall.url()).hash + new URL(wall.url()).search, "", "no secret stands in an address");
});

test("after a restart of the browser page the wall is who it was", async () => {
  await wall.reload();
  await wall.getByText("Phường Hoa Phượng").first().waitFor();
  assert.equal(await wall.locator(".pairing").count(), 0);
});

test("a day later the wall replaces its secret, and whenever it is cut off one of the two is good", async () => {
  const kept = () =>
    wall.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("goiso.paired."));
      return JSON.parse(localStorage.getItem(key ?? "") ?? "null");
    });
  /** Time passes while the wall is off. @param {Record<string, number>} times */
  const later = (times) =>
    wall.evaluate((times) => {
      const key = Object.keys(localStorage).find((name) => name.startsWith("goiso.paired.")) ?? "";
      localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key) ?? "{}"), ...times }));
    }, times);
  const knows = async (/** @type {string} */ token) =>
    (await fetch(`${url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;
  const first = (await kept()).identity.token;
  await later({ since: Date.now() - 25 * 60 * 60 * 1000 });
  await wall.reload();
  await wall.waitForFunction(() => Object.values(localStorage).some((text) => JSON.parse(text).next));
  const { identity, next } = await kept();
  assert.equal(identity.token, first, "the next one is written down before it is used");
  assert.equal(await knows(first), 200);
  await wall.reload();
  await wall.getByText("Phường Hoa Phượng").first().waitFor();
  await later({ nextFrom: Date.now() - 1 });
  await wall.reload();
  await wall.waitForFunction(
    (next) => Object.values(localStorage).some((text) => JSON.parse(text).identity.token === next),
    next,
  );
  await wall.getByText("Phường Hoa Phượng").first().waitFor();
  assert.equal((await kept()).next, null);
  assert.notEqual(next, first);
  assert.equal(await knows(next), 200);
});

test("a wall whose zone is taken out of the hall says so, loads nothing over and over, and is back by itself", async () => {
  /** The hall as its administrator's page asks for it and changes it. @param {string} method @param {unknown} [body] */
  const hall = (method, body) =>
    admin.evaluate(
      async ({ path, method, body }) => {
        const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
        const answer = await fetch(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
        return { status: answer.status, body: await answer.json() };
      },
      { path: `/api/v1/halls/${HALL}/config`, method, body },
    );
  const { body: config } = await hall("GET");
  /** @param {string} zone where all of the hall is from now on */
  const moved = async (zone) => {
    const written = JSON.stringify(config).replaceAll(/"zone":"[^"]*"/g, `"zone":"${zone}"`);
    const changed = await hall("PUT", { ...JSON.parse(written), zones: [{ ...config.zones[0], code: zone }] });
    assert.equal(changed.status, 200, JSON.stringify(changed.body));
  };
  let loads = 0;
  const counting = () => {
    loads += 1;
  };
  wall.on("load", counting);
  await moved("upstairs");
  await wall.getByText("Không có khu vực hoặc quầy này").first().waitFor({ timeout: 5_000 });
  await wall.reload();
  await wall.getByText("Không có khu vực hoặc quầy này").first().waitFor();
  // Long enough for many loads, were each one turned away to load again at once.
  await new Promise((done) => setTimeout(done, 3_000));
  assert.ok(loads <= 1, `${loads} loads`);
  assert.equal(await wall.locator(".pairing").count(), 0);
  await shot(wall, "wall-no-zone");
  await moved(config.zones[0].code);
  await wall.locator(".wall").waitFor({ timeout: 40_000 });
  wall.off("load", counting);
});

test("who is revoked shows a code again within five seconds", async () => {
  const row = admin.locator(".devices li").filter({ hasText: "Màn hình sảnh chính" });
  await row.locator(".danger").click();
  await row.locator(".confirm").waitFor();
  await shot(admin, "admin-revoke");
  await row.locator(".confirmed").click();
  const since = Date.now();
  await wall.locator(".pairing .code").waitFor({ timeout: 5_000 });
  assert.ok(Date.now() - since < 5_000);
  await row.getByText("đã thu hồi").waitFor();
});

test("a wall that is turned away says so and may ask again", async () => {
  const screen = await shown(wall);
  await lookUp(screen);
  await admin.locator(".pair .danger").click();
  await wall.locator('.pairing [role="alert"]').waitFor();
  await shot(wall, "pairing-refused");
  await wall.locator(".pairing .primary").click();
  assert.notEqual((await shown(wall)).code, screen.code);
});

test("the QR code of a kiosk brings its code to the administrator's page", async () => {
  const kiosk = await page({ width: 1080, height: 1920 });
  await kiosk.goto(`${url}/kiosk/`);
  const screen = await shown(kiosk);
  await shot(kiosk, "pairing-kiosk");
  await admin.goto(`${url}/admin/?hall=${HALL}#pair=${screen.code}`);
  await admin.locator('.pair [name="code"]').waitFor();
  assert.equal(await admin.locator('.pair [name="code"]').inputValue(), screen.code);
  assert.equal(new URL(admin.url()).hash, "");
  await lookUp(screen);
  assert.equal(await admin.locator('.pair [name="role"]').inputValue(), "kiosk");
  await admin.locator(".pair .primary").click();
  await kiosk.locator(".pairing").waitFor({ state: "detached" });
});

test("where there are several halls, a screen is let into one of them", async () => {
  const made = await admin.evaluate(async (hall) => {
    const config = await (await fetch(`/api/v1/halls/${hall}/config`)).json();
    const [zone] = config.zones;
    const zones = [{ ...zone, code: "east", name: { vi: "Sảnh phía đông", en: "" } }];
    const counters = config.counters.map((/** @type {any} */ counter) => ({ ...counter, zone: "east" }));
    const body = { hall: "hai-chau", config: { ...config, name: { vi: "Phường Hải Châu", en: "" }, zones, counters } };
    const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
    return (await fetch("/api/v1/halls", { method: "POST", headers, body: JSON.stringify(body) })).status;
  }, HALL);
  assert.equal(made, 201);
  const screen = await page(WALL);
  await screen.goto(`${url}/hall/`);
  const { code, number } = await shown(screen);
  await admin.goto(`${url}/admin/?hall=${HALL}#pair=${code}`);
  await admin.reload();
  await admin.locator("nav").getByRole("button", { name: "Thiết bị" }).click();
  await lookUp({ code, number });
  await admin.locator('.pair [name="hall"]').selectOption("hai-chau");
  await admin.locator('.pair [name="zone"] option[value="east"]').waitFor({ state: "attached" });
  await admin.locator('.pair [name="zone"]').selectOption("east");
  await admin.locator(".pair .primary").click();
  await screen.getByText("Phường Hải Châu").first().waitFor();
});

test("a screen without its server says so and shows a code when it is back", async () => {
  const lonely = await page(WALL);
  await lonely.route("**/api/v1/devices/pair", (route) => route.abort());
  await lonely.goto(`${url}/hall/?lang=en`);
  await lonely.getByText("The server does not answer").first().waitFor();
  await shot(lonely, "pairing-away");
  await lonely.unroute("**/api/v1/devices/pair");
  await shown(lonely);
  await shot(lonely, "pairing-hall-en");
});

test("no page threw", () => {
  assert.deepEqual(errors, []);
});
