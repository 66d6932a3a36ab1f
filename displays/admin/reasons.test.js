import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Text } from "../shared/text.js";
import { put } from "./fields.js";
import { readUtf8, typeOf } from "./file-text.js";
import { addRow, mistakes, moveRow, removeRow, starter } from "./model.js";
import { isList, placeOf } from "./places.js";
import { reasonWords, toldReasons } from "./reasons.js";
import { othersOf, pointTo } from "./screens.js";

/** @param {string} language */
const words = (language) =>
  ["", "-staff", "-admin", "-pair"]
    .map((part) => readFileSync(new URL(`../locales/${language}${part}.ftl`, import.meta.url), "utf8"))
    .join("\n");
const text = new Text("vi", { vi: words("vi"), en: words("en") });
const english = new Text("en", { vi: words("vi"), en: words("en") });

/** @param {string[]} codes */
function zones(...codes) {
  return { ...starter("Phường Hoa Phượng"), zones: codes.map((code) => ({ code, name: { vi: code, en: "" } })) };
}

/** @param {Record<string, any>[]} reasons */
function refusal(...reasons) {
  return { code: "bad_config", status: 422, problems: reasons.map(() => "In English."), reasons };
}

test("a rule says what it speaks of, and how long, in the page's language", () => {
  const length = { code: "length_range", what: "service_time", group: "A", found_s: 30, least_s: 1, most_s: 86_400 };
  assert.equal(
    reasonWords(length, "…", text),
    "Thời gian phục vụ của lĩnh vực A: đang là 30 giây, cho phép từ 1 giây đến 1.440 phút.",
  );
  assert.equal(
    reasonWords(length, "…", english),
    "The service time of service group A: 30 seconds now, 1 second to 1,440 minutes are allowed.",
  );
  const sessions = { code: "list_length", what: "sessions", day: "monday", found: 9, least: 0, most: 8 };
  assert.equal(reasonWords(sessions, "…", text), "Số ca của Thứ Hai: đang là 9, cho phép từ 0 đến 8.");
  const overlap = { code: "session_overlap", day: "2026-09-02", opens: "13:30" };
  assert.equal(
    reasonWords(overlap, "…", text),
    "02/09/2026, ca mở quầy lúc 13:30: cấp số khi ca trước chưa đóng quầy.",
  );
});

test("a file that cannot be read is told by line and entry", () => {
  const reason = { code: "bad_entry", line: 12, column: "", entry: "zones.0.code", value: '"main hall"' };
  assert.equal(reasonWords(reason, "…", text), 'Dòng 12: giá trị của mục “zones.0.code” không dùng được: "main hall"');
});

test("what was refused keeps its input while others are mended and rows move, and loses it once it is changed", () => {
  const was = zones("a", "b", "c");
  const problem = refusal(
    { code: "no_name", what: "zone", zone: "b", at: "zones.1.name.vi" },
    { code: "no_logo", at: "brand.logo" },
    { code: "counter_not_closed", counter: "9", at: "counters" },
  );
  const paths = (/** @type {import("./model.js").Config} */ now) =>
    toldReasons(problem, was, now, text).map(({ path }) => path);
  assert.deepEqual(paths(was), ["zones.1.name.vi", "brand.logo", "counters"]);
  assert.deepEqual(paths(moveRow(was, "zones", 1, -1)), ["zones.0.name.vi", "brand.logo", "counters"]);
  assert.deepEqual(paths(removeRow(was, "zones", 0)), ["zones.0.name.vi", "brand.logo", "counters"]);
  assert.deepEqual(paths(put(was, "zones.1.code", "z")), ["zones.1.name.vi", "brand.logo", "counters"]);
  assert.deepEqual(paths(put(was, "zones.1.name.vi", "Sảnh")), [null, "brand.logo", "counters"]);
  assert.deepEqual(paths(put(was, "brand.logo", "logo.png")), ["zones.1.name.vi", null, "counters"]);
  assert.deepEqual(paths(addRow(was, "counters")), ["zones.1.name.vi", "brand.logo", null]);
  assert.equal(toldReasons(problem, null, was, text)[0]?.path, null, "it is not known what was refused");
  assert.equal(toldReasons(problem, was, was, text)[1]?.words.startsWith("Logo phải là"), true);
  assert.deepEqual(toldReasons(null, was, was, text), []);
});

test("each path leads to the place of its input", () => {
  const places = {
    name: "hall",
    time_zone: "hall",
    "zones.0.code": "zones",
    "zones.0.wall.elsewhere.b": "screens",
    "zones.0.speech.volumes.1.to": "voice",
    "hours.days.monday.0.opens": "hours",
    "limits.calls": "rules",
    "printers.0.kiosks": "printers",
    counters: "counters",
  };
  for (const [path, place] of Object.entries(places)) assert.equal(placeOf(path), place, path);
  assert.deepEqual([isList("counters"), isList("hotline"), isList("counters.0.zone")], [true, false, false]);
});

test("a wall that shows a zone that is gone can be told to show it no more", () => {
  const pointing = pointTo(zones("a", "b"), 0, "b", "up");
  assert.deepEqual(mistakes(pointing), mistakes(zones("a", "b")));
  const gone = removeRow(pointing, "zones", 1);
  const path = "zones.0.wall.elsewhere.b";
  assert.ok(mistakes(gone).some((mistake) => mistake.path === path && mistake.code === "not-there"));
  assert.deepEqual(othersOf(gone, 0), [{ code: "b", name: null }]);
  assert.deepEqual(othersOf(pointTo(gone, 0, "b", ""), 0), []);
});

test("a file is read by its name, and only as UTF-8", () => {
  assert.deepEqual(["a.TOML", "b.csv", "c.xlsx", "csv"].map(typeOf), ["application/toml", "text/csv", null, null]);
  const bytes = (/** @type {number[]} */ ...some) => new Uint8Array(some).buffer;
  assert.equal(readUtf8(bytes(0x53, 0xe1, 0xba, 0xa3)), "Sả");
  assert.equal(readUtf8(bytes(0x53, 0xe3, 0x20)), null, "as Windows writes Vietnamese");
  assert.equal(readUtf8(bytes(0xff, 0xfe, 0x53, 0x00)), null, "UTF-16");
});
