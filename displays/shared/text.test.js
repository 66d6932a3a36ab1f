import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { weekdayDate } from "./clock.js";
import { unsaidWords } from "./delivery.js";
import { plain } from "./plain.js";
import { AGAIN_MS, BUILT_IN, learn, listLanguages, loadText, roundOut, Text, TRIES } from "./text.js";

const here = (path) => new URL(path, import.meta.url);
const source = (language) => readFileSync(here(`../locales/${language}.ftl`), "utf8");
const sources = { vi: source("vi"), en: source("en") };
/** Parts of the words, each in a file of its own; only the first is loaded by every page. */
const PARTS = readdirSync(here("../locales/"))
  .filter((name) => /^vi.*\.ftl$/.test(name))
  .map((name) => name.slice("vi".length, -".ftl".length))
  .toSorted();
/** Parts that pages learn late, by the name that they give them. @type {Record<string, string>} */
const LATER = { END: "end", PAIRING: "pair" };
/** Which parts the pages of a folder load, by what they say themselves; what is shared may be used by any. @type {Record<string, string[]>} */
const LOADED = { shared: ["", "-staff", "-pair", "-end"] };
/** What is shared by some pages alone may use a part that all of them load. @type {Record<string, string>} */
const SHARED_BY_SOME = { "slip.js": "-kiosk" };
for (const { name } of readdirSync(here("../"), { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const page = here(`../${name}/page.js`);
  if (name === "gallery" || !existsSync(page)) continue;
  const [, words = ""] = /\bboot\(\{[^}]*\bwords: \[([^\]]*)\]/.exec(readFileSync(page, "utf8")) ?? [];
  // What a page learns when it comes to need it.
  const later = [...readFileSync(page, "utf8").matchAll(/\blearn\(text, [\w.]+, ([A-Z]+)\)/g)].map(
    ([, part]) => LATER[part],
  );
  const first = [...words.matchAll(/"([^"]+)"/g)].map(([, part]) => part);
  LOADED[name] = ["", ...new Set([...first, ...later].map((part) => `-${part}`))];
}
const ids = (text) => [...text.matchAll(/^([a-z][a-z0-9_-]*) =/gm)].map((match) => match[1]);

test("a range is rounded out to five minutes and never promises less", () => {
  assert.deepEqual(roundOut(null), { kind: "unknown" });
  assert.deepEqual(roundOut({ low_s: 0, high_s: 0 }), { kind: "under", high: 5 });
  assert.deepEqual(roundOut({ low_s: 299, high_s: 301 }), { kind: "under", high: 10 });
  assert.deepEqual(roundOut({ low_s: 300, high_s: 900 }), { kind: "between", low: 5, high: 15 });
  assert.deepEqual(roundOut({ low_s: 899, high_s: 901 }), { kind: "between", low: 10, high: 20 });
});

test("ranges in words", () => {
  const text = new Text("vi", sources);
  assert.equal(text.range({ low_s: 900, high_s: 1200 }), "15–20 phút");
  assert.equal(text.range({ low_s: 0, high_s: 60 }), "dưới 5 phút");
  assert.equal(text.range(undefined), "chưa đủ dữ liệu");
  assert.equal(text.range({ low_s: 900, high_s: 1200 }, "en"), "15–20 min");
});

test("both languages have the same words, each once", () => {
  assert.ok(PARTS.includes("") && PARTS.includes("-reports"), PARTS.join());
  assert.deepEqual(
    [LOADED.reports, LOADED.ticket],
    [
      ["", "-staff", "-reports"],
      ["", "-end"],
    ],
  );
  for (const part of PARTS) assert.deepEqual(ids(source(`vi${part}`)).toSorted(), ids(source(`en${part}`)).toSorted());
  const all = PARTS.flatMap((part) => ids(source(`vi${part}`)));
  assert.equal(new Set(all).size, all.length);
});

test("every word a page asks for by name exists, and Vietnamese is written composed", () => {
  const missing = [];
  const loaded = (/** @type {string} */ part) => ids(source(`vi${part}`));
  for (const [folder, parts] of Object.entries(LOADED)) {
    for (const file of readdirSync(here(`../${folder}/`)).filter((name) => /(?<!\.test)\.js$/.test(name))) {
      const code = readFileSync(here(`../${folder}/${file}`), "utf8");
      const more = folder === "shared" ? SHARED_BY_SOME[file] : undefined;
      const known = new Set([...parts, ...(more ? [more] : [])].flatMap(loaded));
      for (const [name, part] of Object.entries(SHARED_BY_SOME)) {
        if (code.includes(`"../shared/${name}"`) && !parts.includes(part)) missing.push(`${folder}: ${part}`);
      }
      for (const [, id] of code.matchAll(/\bt2?\(\s*"([^"]+)"/g)) {
        if (!known.has(id)) missing.push(`${folder}/${file}: ${id}`);
      }
    }
  }
  assert.deepEqual(missing, []);
  for (const part of PARTS) assert.equal(source(`vi${part}`).normalize("NFC"), source(`vi${part}`));
});

test("no code of a refusal is left without words", () => {
  const refusals = readFileSync(here("../../crates/queue/src/refusal.rs"), "utf8");
  const codes = [...refusals.matchAll(/=> "([a-z_]+)"/g)].map((match) => match[1]);
  assert.ok(codes.length > 20);
  const spoken = new Set(["old", "taken", "withdrawn"]);
  const parts = ["vi", "vi-kiosk", "vi-print", "vi-staff"].map(source);
  const text = new Text("vi", { ...sources, vi: parts.join("\n") });
  const without = codes.filter((code) => !spoken.has(code) && !text.has(`problem-${code.replaceAll("_", "-")}`));
  assert.deepEqual(without, []);
});

test("no code of a problem that a page can meet is left without words, in the file of words that such a page loads", () => {
  /** What only programs, operators and the pages' own machinery meet. */
  const unseen = ["method_not_allowed", "not_acceptable", "not_open", "not_ready", "unknown_view", "upgrade_required"];
  const folder = fileURLToPath(here("../../crates/server/src/"));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".rs"));
  const made = /(?:StatusCode::[A-Z_]+,|\btoo_many\(|\bunavailable\()\s*"([a-z_]+)"/g;
  const codes = files.flatMap((name) => {
    const [code = ""] = readFileSync(join(folder, name), "utf8").split("#[cfg(test)]");
    return [...code.matchAll(made)].map((match) => match[1] ?? "");
  });
  assert.ok(new Set(codes).size > 35, `${new Set(codes).size} codes`);
  const words = new Set(PARTS.flatMap((part) => ids(source(`vi${part}`))));
  const without = codes.filter((code) => !unseen.includes(code) && !words.has(`problem-${code.replaceAll("_", "-")}`));
  assert.deepEqual([...new Set(without)], []);
});

test("why a file or a row of a table is refused has words on the administrator's page", () => {
  const rust = (name) => readFileSync(here(`../../crates/${name}`), "utf8");
  const codes = [
    ...rust("server/src/template/table.rs").matchAll(/Reason::(?:plain|of)\("([a-z_]+)"/g),
    ...rust("server/src/template/import.rs").matchAll(/"code": "([a-z_]+)"/g),
    ...rust("server/src/template/unread.rs").matchAll(/(?:code: |Reason::plain\()"([a-z_]+)"/g),
  ].map((match) => match[1]);
  assert.ok(codes.length > 12);
  const words = new Set(ids(source("vi-admin")));
  // the rules of a configuration are gone through by crates/server/src/config_reasons.rs
  const without = codes.filter((code) => !words.has(`admin-r-${code.replaceAll("_", "-")}`));
  assert.deepEqual(without, []);
});

test("a problem is told by its code, else by the server's own detail", () => {
  const text = new Text("en", { ...sources, en: `${source("en")}\n${source("en-staff")}` });
  assert.match(text.problem({ code: "counter_closed" }), /counter is closed/);
  assert.equal(text.problem({ code: "of_a_later_version", detail: "Because." }), "Because.");
  assert.equal(text.problem({}), text.t("problem-unknown"));
});

test("why a call was not said has words; a reason of a later version stands as it is", () => {
  const text = new Text("vi", { ...sources, vi: `${source("vi")}\n${source("vi-staff")}` });
  assert.equal(unsaidWords("no_device", text), "chưa đọc được: loa không hoạt động");
  assert.equal(unsaidWords("of_a_later_version", text), "chưa đọc được: of_a_later_version");
});

test("a hall's own text falls back to Vietnamese", () => {
  const text = new Text("en", sources);
  assert.equal(text.name({ vi: "Hộ tịch", en: "" }), "Hộ tịch");
  assert.equal(text.name2({ vi: "Hộ tịch", en: "" }), "");
  assert.equal(text.name({ vi: "Hộ tịch", en: "Civil status" }), "Civil status");
});

test("search does not need marks", () => {
  assert.equal(plain("  Đăng ký  KHAI SINH "), "dang ky khai sinh");
  assert.equal(plain("Xã hội, y tế"), "xa hoi, y te");
});

test("a page that loaded one language speaks the other once it has learnt it", () => {
  const text = new Text("en", { en: sources.en ?? "" });
  assert.equal(text.t("back"), new Text("en", sources).t("back"));
  text.add("vi", sources.vi ?? "");
  text.language = "vi";
  assert.equal(text.t("back"), new Text("vi", sources).t("back"));
  assert.notEqual(text.t("back"), text.t2("back"));
});

const KM = "language-name = ភាសាខ្មែរ\nback = ត្រឡប់\nrange-under = ក្រោម { $high } នាទី\n";
const LISTED = [
  { code: "vi", name: "Tiếng Việt" },
  { code: "en", name: "English" },
  { code: "km", name: "ភាសាខ្មែរ" },
];

test("a language that a hall adds says what its file has, the rest is Vietnamese, and the hall's names are English if there are any", () => {
  const text = new Text("km", { ...sources, km: KM }, LISTED);
  assert.equal(text.t("back"), "ត្រឡប់");
  assert.equal(text.range({ low_s: 0, high_s: 60 }), "ក្រោម 5 នាទី");
  assert.equal(text.t("loading"), new Text("vi", sources).t("loading"));
  assert.ok(text.has("loading"), "by its fallback");
  assert.equal(text.t("of-no-file"), "of-no-file");
  assert.equal(text.second, "vi");
  assert.deepEqual(
    text.others.map(({ code }) => code),
    ["vi", "en"],
  );
  assert.equal(text.name({ vi: "Hộ tịch", en: "Civil status" }), "Civil status");
  assert.equal(text.name({ vi: "Hộ tịch", en: "" }), "Hộ tịch");
  assert.equal(weekdayDate(Date.UTC(2026, 10, 23), "UTC", "fr"), "lundi 23/11", "its code is its locale");
});

/**
 * Files of words as a server answers, one answer after another; what was asked for.
 *
 * @param {import("node:test").TestContext} t
 * @param {Record<string, (number | string)[]>} answers by file: a status, or the words
 */
function serving(t, answers) {
  const asked = [];
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(globalThis, "fetch", async (url) => {
    const file = String(url).split("/locales/")[1] ?? "";
    asked.push(file);
    const answer = answers[file]?.shift() ?? 404;
    if (answer === 0) throw new TypeError("no network");
    return typeof answer === "string" ? new Response(answer) : new Response("", { status: answer });
  });
  return asked;
}
/** Lets what is under way go on, and the pauses pass. @param {import("node:test").TestContext} t */
async function passing(t, ms) {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  await new Promise((done) => setImmediate(done));
  t.mock.timers.tick(ms);
  await new Promise((done) => setImmediate(done));
}

test("a server without an answer for a moment is asked for the words again, a little later each time", async (t) => {
  const asked = serving(t, { "vi.ftl": [503, 0, "back = Về"], "en.ftl": ["back = Back"] });
  const loading = loadText("vi");
  await passing(t, AGAIN_MS - 1);
  assert.equal(asked.filter((file) => file === "vi.ftl").length, 1);
  await passing(t, 1);
  assert.equal(asked.filter((file) => file === "vi.ftl").length, 2);
  await passing(t, 2 * AGAIN_MS);
  assert.equal((await loading).t("back"), "Về");
});

test("words that do not come at all are given up after a few times, and those that are not there at once", async (t) => {
  const asked = serving(t, { "vi.ftl": Array(20).fill(503) });
  const loading = loadText("vi", [], ["vi"]);
  const failed = assert.rejects(loading, /vi\.ftl: 503/);
  for (let times = 0; times < 12; times++) await passing(t, AGAIN_MS * 2 ** times);
  await failed;
  assert.equal(asked.length, TRIES);
  await assert.rejects(learn(new Text("vi", sources), "km"), /km\.ftl: 404/);
  assert.equal(asked.filter((file) => file === "km.ftl").length, 1);
});

test("an added language has all its words in one file and brings the Vietnamese ones along", async (t) => {
  const asked = serving(t, { "km.ftl": [KM], "vi.ftl": ["back = Về"], "vi-kiosk.ftl": ["kiosk-home = Đầu"] });
  const text = await loadText("km", ["kiosk"], ["km"], LISTED);
  assert.deepEqual(asked.toSorted(), ["km.ftl", "vi-kiosk.ftl", "vi.ftl"]);
  assert.deepEqual([text.t("back"), text.t("kiosk-home")], ["ត្រឡប់", "Đầu"]);
});

test("a part that a page comes to need late is loaded once, in every language that is read from then on", async (t) => {
  const asked = serving(t, {
    "vi.ftl": ["back = Về"],
    "vi-end.ftl": ["score-5 = Rất hài lòng"],
    "en.ftl": ["back = Back"],
    "en-end.ftl": ["score-5 = Very satisfied"],
    "km.ftl": [KM],
  });
  const text = await loadText("vi", [], ["vi"], LISTED);
  await learn(text, "vi", "end");
  await learn(text, "vi", "end");
  assert.deepEqual([text.t("back"), text.t("score-5")], ["Về", "Rất hài lòng"]);
  assert.deepEqual(asked, ["vi.ftl", "vi-end.ftl"]);
  await learn(text, "en");
  text.language = "en";
  assert.deepEqual([text.t("back"), text.t("score-5")], ["Back", "Very satisfied"]);
  await learn(text, "km");
  text.language = "km";
  assert.equal(text.t("score-5"), "Rất hài lòng");
  assert.deepEqual(asked, ["vi.ftl", "vi-end.ftl", "en.ftl", "en-end.ftl", "km.ftl"]);
});

test("a server that does not say which languages it has leaves those built in", async (t) => {
  serving(t, { "": [404, JSON.stringify(LISTED)] });
  const codes = (listed) => listed.map(({ code }) => code);
  assert.deepEqual(codes(await listLanguages()), BUILT_IN);
  assert.deepEqual(await listLanguages(), LISTED);
});
