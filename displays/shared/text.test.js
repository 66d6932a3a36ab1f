import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { plain, roundOut, Text } from "./text.js";

const here = (path) => new URL(path, import.meta.url);
const source = (language) => readFileSync(here(`../locales/${language}.ftl`), "utf8");
const sources = { vi: source("vi"), en: source("en") };
/** Parts that only some pages load beside the common words. */
const PARTS = ["", "-hall", "-staff", "-admin", "-kiosk", "-pair"];
/** Which parts the pages of a folder load; what is shared may be used by any. */
const LOADED = {
  shared: ["", "-staff", "-pair"],
  hall: ["", "-hall"],
  counter: [""],
  kiosk: ["", "-kiosk"],
  ticket: [""],
  supervisor: ["", "-staff"],
  history: ["", "-staff"],
  desk: ["", "-staff"],
  admin: ["", "-staff", "-admin", "-pair"],
};
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
  for (const part of PARTS) assert.deepEqual(ids(source(`vi${part}`)).toSorted(), ids(source(`en${part}`)).toSorted());
  const all = PARTS.flatMap((part) => ids(source(`vi${part}`)));
  assert.equal(new Set(all).size, all.length);
});

test("every word a page asks for by name exists, and Vietnamese is written composed", () => {
  const missing = [];
  for (const [folder, parts] of Object.entries(LOADED)) {
    const known = new Set(parts.flatMap((part) => ids(source(`vi${part}`))));
    for (const file of readdirSync(here(`../${folder}/`)).filter((name) => /(?<!\.test)\.js$/.test(name))) {
      const code = readFileSync(here(`../${folder}/${file}`), "utf8");
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
  const text = new Text("vi", sources);
  const without = codes.filter((code) => !spoken.has(code) && !text.has(`problem-${code.replaceAll("_", "-")}`));
  assert.deepEqual(without, []);
});

test("a problem is told by its code, else by the server's own detail", () => {
  const text = new Text("en", sources);
  assert.match(text.problem({ code: "counter_closed" }), /counter is closed/);
  assert.equal(text.problem({ code: "of_a_later_version", detail: "Because." }), "Because.");
  assert.equal(text.problem({}), text.t("problem-unknown"));
});

test("why a call was not said has words; a reason of a later version stands as it is", () => {
  const text = new Text("vi", sources);
  assert.equal(text.unsaid("no_device"), "chưa đọc được: loa không hoạt động");
  assert.equal(text.unsaid("of_a_later_version"), "chưa đọc được: of_a_later_version");
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
