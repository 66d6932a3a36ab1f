import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Text } from "../shared/text.js";
import { SECTIONS, sectionOf } from "./fields.js";
import { matches } from "./filter.js";
import { setHoursKind } from "./hours.js";
import { upon } from "./merge.js";
import { changes, mistakes, starter, type } from "./model.js";
import { fieldWords, rowWords, valueWords } from "./preview.js";
import { reasonWords } from "./reasons.js";
import { typeBrand, typeWall, WALL_FIELDS } from "./screens.js";
import { SPEECH_FIELDS, typeSpeech, typeVoice, VOICE_FIELDS } from "./voice.js";

/** @param {string} language */
const words = (language) =>
  ["", "-staff", "-admin", "-pair"]
    .map((part) => readFileSync(new URL(`../locales/${language}${part}.ftl`, import.meta.url), "utf8"))
    .join("\n");
const text = new Text("vi", { vi: words("vi"), en: words("en") });

/** Two zones that show each other's calls, two groups, a guarantee for each class. */
function hall() {
  const config = starter("Phường Hoa Phượng");
  const wall = { elsewhere: [{ zone: "main", arrow: "up" }] };
  return {
    ...config,
    zones: [...config.zones, { code: "upper", name: { vi: "Tầng hai", en: "" }, wall }],
    groups: [...config.groups, { code: "C", name: { vi: "Hộ tịch", en: "" }, daily_cap: null, service_time: 600 }],
    services: [{ code: "sao-y", group: "A", name: { vi: "Sao y", en: "" }, daily_cap: null, papers: [] }],
    counters: [{ number: "1", name: { vi: "", en: "" }, zone: "main", groups: ["A", "C"], helps_after: null }],
    guarantees: [{ group: "A", class: "elderly", within: 2700 }],
  };
}

/** @param {import("./model.js").Config} config @param {import("./fields.js").SectionName} name @param {string} path @param {string} typed */
function typed(config, name, path, typed) {
  const field = sectionOf(name).fields.find((one) => path.endsWith(`.${one.path}`));
  assert.ok(field);
  return type(config, field, path, typed);
}

test("a zone, a group or a class that is renamed is renamed wherever it is named", () => {
  const zone = typed(hall(), "zones", "zones.0.code", "lobby");
  assert.equal(zone.counters[0].zone, "lobby");
  assert.equal(zone.zones[1].wall.elsewhere[0].zone, "lobby");
  assert.equal("wall" in zone.zones[0], false);
  const group = typed(hall(), "groups", "groups.0.code", "k");
  assert.deepEqual(group.counters[0].groups, ["K", "C"]);
  assert.deepEqual([group.services[0].group, group.guarantees[0].group], ["K", "K"]);
  const kind = typed(hall(), "classes", "classes.0.code", "senior");
  assert.equal(kind.guarantees[0].class, "senior");
  for (const config of [zone, group, kind]) assert.deepEqual(mistakes(config), []);
});

test("a code that was emptied, or was another's for a moment, is still carried once it is right", () => {
  for (const between of ["", "C"]) {
    const config = typed(typed(hall(), "groups", "groups.0.code", between), "groups", "groups.0.code", "K");
    assert.deepEqual(config.counters[0].groups, ["K", "C"], between);
    assert.deepEqual(mistakes(config), []);
  }
  const other = typed(hall(), "groups", "groups.1.code", "A");
  assert.deepEqual(other.counters[0].groups, ["A", "C"], "two of a code are a mistake and become no one");
});

test("what only the rules knew is said while it is typed", () => {
  const told = (/** @type {import("./model.js").Config} */ config) =>
    mistakes(config).map(({ path, code }) => `${path} ${code}`);
  assert.deepEqual(told({ ...hall(), time_zone: "Asia/Hoa_Phuong" }), ["time_zone not-zone"]);
  assert.deepEqual(told(typed(hall(), "classes", "classes.0.code", "ordinary")), ["classes.0.code ordinary"]);
  assert.deepEqual(told(typed(hall(), "zones", "zones.0.name.vi", "Sảnh\u202e")), ["zones.0.name.vi forbidden-chars"]);
  assert.deepEqual(told(typed(hall(), "zones", "zones.0.name.vi", "\u200b")), ["zones.0.name.vi needed"]);
  assert.deepEqual(told(typed(hall(), "zones", "zones.0.name.en", "\u200b")), ["zones.0.name.en forbidden-chars"]);
  const printer = (/** @type {string} */ code) => ({
    code,
    name: { vi: "Máy in", en: "" },
    address: "tcp:10.0.0.1:9100",
    paper: "80",
    kiosks: ["k-1"],
  });
  assert.deepEqual(told({ ...hall(), printers: [printer("a"), printer("b")] }), ["printers.1.kiosks other-printer"]);
});

test("what two people changed at a time is kept; where both changed the same, the draft stands and the preview shows it", () => {
  const base = hall();
  const theirs = { ...base, hotline: "1022", wait_target: 600 };
  const draft = { ...base, wait_target: 900 };
  const next = upon(base, theirs, draft);
  assert.deepEqual([next.hotline, next.wait_target], ["1022", 900]);
  assert.deepEqual(
    changes(theirs, next).map((change) => change.field),
    ["wait_target"],
  );
});

test("no value in the preview is a code", () => {
  const config = hall();
  const option = (/** @type {import("./fields.js").Field} */ field) => field.options?.at(-1) ?? "";
  const drafts = [
    { ...config, policy: { kind: "priority_first", at_most: 2 } },
    { ...config, policy: { kind: "arrival" } },
    setHoursKind(config, "always"),
    ...VOICE_FIELDS.map((field) => typeVoice(config, field, field.kind === "languages" ? "en" : option(field))),
    ...SPEECH_FIELDS.filter((field) => field.options).map((field) => typeSpeech(config, 1, field, option(field))),
    ...WALL_FIELDS.filter((field) => field.options).map((field) => typeWall(config, 1, field, option(field))),
    {
      ...config,
      zones: config.zones.map((zone) => ({
        ...zone,
        wall: { elsewhere: [{ zone: zone.code === "main" ? "upper" : "main", arrow: "down_left" }] },
      })),
    },
    { ...config, counters: [{ ...config.counters[0], zone: "upper", groups: ["C"] }] },
    { ...config, services: [{ ...config.services[0], group: "C" }] },
    { ...config, guarantees: [{ ...config.guarantees[0], class: "ordinary" }] },
    { ...config, groups: config.groups.map((group) => ({ ...group, icon: "stamp" })) },
  ];
  const codes = new Set([
    ...["main", "upper", "ordinary", "elderly", "weekly", "always", "A", "C", "vi", "en"],
    ...["accumulating", "priority_first", "arrival"],
    ...[...SECTIONS.flatMap((section) => section.fields), ...VOICE_FIELDS, ...SPEECH_FIELDS, ...WALL_FIELDS].flatMap(
      (field) => field.options ?? [],
    ),
  ]);
  let seen = 0;
  for (const draft of drafts) {
    const found = changes(config, draft);
    assert.ok(found.length > 0);
    for (const change of found) {
      assert.ok(change.field === "" || fieldWords(change, text) !== change.field, change.field);
      for (const value of [change.before, change.after].filter(Boolean)) {
        const told = [valueWords(change, value, [draft, config], text), rowWords(change, [draft, config], text)];
        for (const part of told.join("; ").split(/[;,] /))
          assert.ok(!codes.has(part.trim()), `${change.section} ${change.field}: ${part}`);
        seen++;
      }
    }
  }
  assert.ok(seen > 25, `${seen} values`);
  const brand = typeBrand(config, { path: "brand.logo", kind: "text", optional: true }, "logo.png");
  assert.deepEqual(
    changes(config, brand).map((change) => valueWords(change, change.after, [config], text)),
    ["logo.png"],
  );
});

test("a reason is told where it is and in the page's language; one of a later version in the server's words", () => {
  const reason = { code: "no_zone", line: 3, column: "zone", zone: "cellar" };
  assert.equal(reasonWords(reason, "…", text), "Dòng 3, cột zone: không có khu vực cellar.");
  assert.match(
    reasonWords({ code: "group_has_tickets", group: "A", tickets: 4 }, "…", text),
    /lĩnh vực A: còn 4 phiếu/,
  );
  assert.equal(reasonWords({ code: "of_a_later_version" }, "Because.", text), "Because.");
  assert.equal(reasonWords(undefined, "Because.", text), "Because.");
});

test("a row is found without marks, by any of its words", () => {
  assert.ok(matches("ho tich", ["C", "Hộ tịch"]));
  assert.ok(matches("tich c", ["C", "Hộ tịch"]));
  assert.ok(matches("  ", ["C"]));
  assert.ok(!matches("chung thuc", ["C", "Hộ tịch", null]));
});
