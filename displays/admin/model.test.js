import assert from "node:assert/strict";
import { movedMost, ordersOtherwise } from "./effect.js";
import { test } from "node:test";
import { put, read, SECTIONS, sectionOf, written } from "./fields.js";
import { addExtraDay, addSession, copyMonday, days, readDates, removeExtraDay, setHoursKind } from "./hours.js";
import { addRow, changes, mistakes, moveRow, removeRow, starter, type } from "./model.js";
import * as spoken from "./voice.js";

/** A small hall that is in order. */
const WARD = Object.freeze({
  name: { vi: "Bộ phận Một cửa", en: "" },
  time_zone: "Asia/Ho_Chi_Minh",
  day_starts: "03:00",
  hours: {
    kind: "weekly",
    days: { monday: [{ issuing_from: "07:00", opens: "07:30", last_ticket: "11:15", closes: "11:30" }] },
    holidays: ["2027-01-01"],
    extra_days: {},
  },
  zones: [{ code: "main", name: { vi: "Tầng trệt", en: "" } }],
  groups: [
    { code: "A", name: { vi: "Chứng thực", en: "" }, daily_cap: null, service_time: 360, icon: "stamp" },
    { code: "B", name: { vi: "Hộ tịch", en: "" }, daily_cap: null, service_time: 600, icon: null },
  ],
  services: [{ code: "birth", group: "B", name: { vi: "Khai sinh", en: "" }, daily_cap: null, papers: [] }],
  classes: [
    { code: "elderly", name: { vi: "Người từ 60 tuổi", en: "" }, rate_milli: 3000, head_start: 0, from_age: 60 },
  ],
  counters: [{ number: "1", name: { vi: "", en: "" }, zone: "main", groups: ["A", "B"], helps_after: null }],
  policy: { kind: "accumulating" },
  guarantees: [{ group: "A", class: "ordinary", within: 2700 }],
  no_show: { calls: 2, after: 60, accessible_after: 180, by_itself_after: null },
  park: { usual: 1800, at_most: 14400 },
  limits: { open_tickets: 2000, person_open: 1, person_daily: 5, calls: 10, push_back_places: 5, push_backs: 3 },
  wait_target: 1200,
  hotline: "",
  printers: [
    { code: "cua", name: { vi: "Cửa chính", en: "" }, address: "tcp:192.168.1.60:9100", paper: "80", kiosks: ["k-1"] },
  ],
});

/** @param {import("./model.js").Config} config */
const told = (config) => mistakes(config).map((mistake) => `${mistake.path} ${mistake.code}`);

/** @param {string} path @param {unknown} value */
const wrong = (path, value) => told(put(WARD, path, value));

test("a hall in order has no mistakes, and every value comes back from its input as it was", () => {
  assert.deepEqual(told(WARD), []);
  for (const section of SECTIONS) {
    const rows = section.list ? /** @type {any} */ (WARD)[section.at] : [WARD];
    for (const row of rows) {
      for (const field of section.fields) {
        const value = field.path.split(".").reduce((part, key) => part[key], row);
        assert.deepEqual(read(field, written(field.kind, value)), value, `${section.name} ${field.path}`);
      }
    }
  }
});

test("a picture is one that the kiosk has, or none; an age is one that people reach", () => {
  assert.deepEqual(wrong("groups.0.icon", "unicorn"), ["groups.0.icon needed"]);
  assert.deepEqual(wrong("groups.0.icon", null), []);
  assert.deepEqual(wrong("classes.0.from_age", 0).length, 1);
});

test("a printer is on the network or a printer's device, nothing else", () => {
  for (const address of ["tcp:may-in.local:9100", "tcp:[fe80::1]:9100", "file:/dev/usb/lp0", "file:/dev/goiso-kiosk"]) {
    assert.deepEqual(wrong("printers.0.address", address), [], address);
  }
  for (const address of ["", "tcp:", "tcp:10.0.0.1:22", "http://10.0.0.1:9100", "file:/etc/passwd", "file:/dev/sda"]) {
    assert.deepEqual(wrong("printers.0.address", address), ["printers.0.address not-printer"], address);
  }
  assert.deepEqual(wrong("printers.0.kiosks", ["k-1", "k-1"]), ["printers.0.kiosks twice"]);
  assert.deepEqual(wrong("printers.0.paper", "72"), ["printers.0.paper needed"]);
});

test("each mistake is told at its input", () => {
  assert.deepEqual(wrong("name.vi", " "), ["name.vi needed"]);
  assert.deepEqual(wrong("name.en", "x".repeat(61)), ["name.en too-long"]);
  assert.deepEqual(wrong("groups.1.code", "J"), [
    "groups.1.code not-letter",
    "services.0.group not-there",
    "counters.0.groups not-there",
  ]);
  assert.deepEqual(wrong("groups.1.code", "A"), [
    "groups.1.code twice",
    "services.0.group not-there",
    "counters.0.groups not-there",
  ]);
  assert.deepEqual(wrong("services.0.code", "khai sinh"), ["services.0.code not-code"]);
  assert.deepEqual(wrong("counters.0.zone", "gone"), ["counters.0.zone not-there"]);
  assert.deepEqual(wrong("counters.0.groups", ["A", "A"]), ["counters.0.groups twice"]);
  assert.deepEqual(wrong("counters.0.groups", []), ["counters.0.groups needed"]);
  assert.deepEqual(wrong("classes.0.rate_milli", 900), ["classes.0.rate_milli out-of-range"]);
  assert.deepEqual(wrong("wait_target", 0), ["wait_target out-of-range"]);
  assert.deepEqual(
    wrong("day_starts", "13:00").filter((line) => line.startsWith("day_starts")),
    ["day_starts after-noon"],
  );
  assert.deepEqual(wrong("counters", []), ["counters too-few"]);
  assert.deepEqual(wrong("park.at_most", 600), ["park.at_most less-than-usual"]);
  assert.deepEqual(wrong("no_show.accessible_after", 30), ["no_show.accessible_after less-than-usual"]);
  assert.deepEqual(wrong("no_show.calls", 11), ["no_show.calls more-than-calls"]);
  assert.deepEqual(wrong("policy", { kind: "priority_first", at_most: 0 }), ["policy.at_most out-of-range"]);
});

test("what is typed and cannot be read stays in the input and is a mistake", () => {
  const minutes = sectionOf("groups").fields.find((field) => field.kind === "minutes");
  assert.ok(minutes);
  const odd = type(WARD, minutes, "groups.0.service_time", "six");
  assert.equal(written("minutes", odd.groups[0].service_time), "six");
  assert.deepEqual(told(odd), ["groups.0.service_time not-number"]);
  assert.equal(type(WARD, minutes, "groups.0.service_time", "7,5").groups[0].service_time, 450, "a decimal comma");
  assert.deepEqual(told(type(WARD, minutes, "groups.0.service_time", "")), ["groups.0.service_time needed"]);
});

test("letters are read in any dress, in the order of preference", () => {
  const letters = sectionOf("counters").fields.find((field) => field.kind === "letters");
  assert.ok(letters);
  for (const typed of ["B A", "b,a", " BA ", "B; A"]) assert.deepEqual(read(letters, typed), ["B", "A"], typed);
});

test("a paper list has a line for each paper, with its English name behind a bar", () => {
  const papers = sectionOf("services").fields.find((field) => field.kind === "papers");
  assert.ok(papers);
  const list = [
    { vi: "Căn cước", en: "Identity card" },
    { vi: "Tờ khai", en: "" },
  ];
  assert.equal(written("papers", list), "Căn cước | Identity card\nTờ khai");
  assert.deepEqual(read(papers, "Căn cước | Identity card\n\n Tờ khai \n"), list);
});

test("rows are added, moved and removed without touching the hall that was loaded", () => {
  const more = addRow(WARD, "zones");
  assert.equal(more.zones.length, 2);
  assert.deepEqual(told(more), ["zones.1.code needed", "zones.1.name.vi needed"]);
  assert.deepEqual(removeRow(more, "zones", 1), WARD);
  assert.deepEqual(
    moveRow(WARD, "groups", 1, -1).groups.map((/** @type {any} */ group) => group.code),
    ["B", "A"],
  );
  assert.equal(moveRow(WARD, "groups", 0, -1), WARD);
  assert.equal(WARD.zones.length, 1);
});

test("the preview tells what is added, removed, changed and moved, and nothing else", () => {
  assert.deepEqual(changes(WARD, WARD), []);
  const renamed = put(WARD, "groups.1.name.vi", "Hộ tịch, quốc tịch");
  assert.deepEqual(changes(WARD, renamed), [
    { section: "groups", kind: "changed", row: "B", field: "name.vi", before: "Hộ tịch", after: "Hộ tịch, quốc tịch" },
  ]);
  const slower = put(WARD, "wait_target", 1800);
  assert.deepEqual(changes(WARD, slower), [
    { section: "hall", kind: "changed", row: "", field: "wait_target", before: "20", after: "30" },
  ]);
  const gone = removeRow(WARD, "services", 0);
  assert.deepEqual(changes(WARD, gone), [
    { section: "services", kind: "removed", row: "birth", field: "", before: "Khai sinh", after: "" },
  ]);
  assert.deepEqual(
    changes(gone, WARD).map((change) => `${change.kind} ${change.row}`),
    ["added birth"],
  );
  assert.deepEqual(
    changes(WARD, moveRow(WARD, "groups", 1, -1)).map((change) => `${change.kind} ${change.before} -> ${change.after}`),
    ["moved A, B -> B, A"],
  );
  const strict = put(WARD, "policy", { kind: "priority_first", at_most: 2 });
  assert.deepEqual(
    changes(WARD, strict).map((change) => `${change.field} ${change.before} -> ${change.after}`),
    ["policy accumulating -> priority_first 2"],
  );
});

test("sessions stand in order and do not overlap", () => {
  assert.deepEqual(wrong("hours.days.monday.0.closes", "11:00"), ["hours.days.monday.0.closes before"]);
  assert.deepEqual(wrong("hours.days.monday.0.opens", "25:00"), ["hours.days.monday.0.opens not-time"]);
  const two = addSession(WARD, "hours.days.monday", WARD.hours.days.monday);
  assert.deepEqual(told(two), []);
  assert.deepEqual(told(put(two, "hours.days.monday.1.issuing_from", "11:00")), [
    "hours.days.monday.1.issuing_from before",
  ]);
  assert.deepEqual(told(put(WARD, "hours.days.monday.0.issuing_from", "02:00")), [
    "hours.days.monday.0.issuing_from before",
  ]);
});

test("a week can be filled from Monday, days of their own come and go", () => {
  const week = copyMonday(WARD);
  assert.deepEqual(week.hours.days.friday, WARD.hours.days.monday);
  assert.equal(week.hours.days.saturday, undefined);
  assert.equal(changes(WARD, week).length, 4);
  const extra = addExtraDay(WARD, "2026-12-05");
  assert.equal(days(extra).at(-1)?.day, "2026-12-05");
  assert.deepEqual(told(extra), []);
  assert.deepEqual(removeExtraDay(extra, "2026-12-05"), WARD);
  assert.equal(setHoursKind(WARD, "weekly"), WARD);
  assert.deepEqual(setHoursKind(WARD, "always").hours, { kind: "always" });
  assert.equal(setHoursKind({ ...WARD, hours: { kind: "always" } }, "weekly").hours.days.tuesday.length, 2);
});

test("dates are read as people write them", () => {
  assert.deepEqual(readDates("2/9/2027\n2027-04-30, 1.1.2027"), ["2027-09-02", "2027-04-30", "2027-01-01"]);
  assert.deepEqual(wrong("hours.holidays", ["2027-02-30"]), ["hours.holidays not-date"]);
  assert.deepEqual(wrong("hours.holidays", ["Tết"]), ["hours.holidays not-date"]);
});

test("a new hall begins in order", () => {
  assert.deepEqual(told(starter("Bộ phận Một cửa")), []);
});

/** @param {string} path */
const voiceField = (path) => {
  const field = [...spoken.VOICE_FIELDS, ...spoken.SPEECH_FIELDS].find((entry) => entry.path === path);
  assert.ok(field, path);
  return field;
};

test("a hall that says nothing of its voice has the usual one, and looking at it changes nothing", () => {
  assert.deepEqual(spoken.voiceOf(WARD), {
    languages: ["vi", "en"],
    style: "digits",
    region: "north",
    chime: "soft",
    repeat: "twice",
  });
  assert.deepEqual(spoken.speechOf(WARD, 0), { place: "counter", volume: 100, volumes: [] });
  assert.deepEqual(told(WARD), []);
  assert.deepEqual(changes(WARD, { ...WARD, voice: spoken.voiceOf(WARD) }), [], "the same, written out");
});

test("a voice is changed as a whole, and the preview tells which part", () => {
  const south = spoken.typeVoice(WARD, voiceField("voice.region"), "south");
  assert.deepEqual(south.voice, { ...spoken.voiceOf(WARD), region: "south" });
  assert.deepEqual(changes(WARD, south), [
    { section: "voice", kind: "changed", row: "", field: "voice.region", before: "north", after: "south" },
  ]);
  const one = spoken.typeVoice(WARD, voiceField("voice.languages"), " VI ");
  assert.deepEqual(one.voice.languages, ["vi"]);
  assert.deepEqual(
    changes(WARD, one).map((change) => `${change.before} -> ${change.after}`),
    ["vi en -> vi"],
  );
});

test("languages are codes, each once, one at least", () => {
  const typed = (/** @type {string} */ words) => told(spoken.typeVoice(WARD, voiceField("voice.languages"), words));
  assert.deepEqual(typed("vi, en; km"), []);
  assert.deepEqual(typed(""), ["voice.languages needed"]);
  assert.deepEqual(typed("vi Deutsch"), ["voice.languages not-language"]);
  assert.deepEqual(typed("vi en vi"), ["voice.languages twice"]);
});

test("a zone has a place, a volume and quiet hours", () => {
  const room = spoken.typeSpeech(WARD, 0, voiceField("speech.place"), "room");
  assert.deepEqual(room.zones[0].speech, { place: "room", volume: 100, volumes: [] });
  assert.equal(room.zones[0].code, "main");
  const rest = spoken.addSpan(room, 0);
  assert.deepEqual(rest.zones[0].speech.volumes, [{ from: "11:30", to: "13:30", percent: 0 }]);
  assert.deepEqual(told(rest), []);
  assert.deepEqual(
    changes(WARD, rest).map((change) => `${change.row} ${change.field} ${change.before} -> ${change.after}`),
    ["main speech.place counter -> room", "main speech.volumes  -> 11:30–13:30 0 %"],
  );
  assert.deepEqual(spoken.removeSpan(rest, 0, 0), room);
  assert.deepEqual(told(spoken.typeSpan(rest, 0, 0, "percent", "30")), []);
  assert.equal(spoken.typeSpan(rest, 0, 0, "percent", "30").zones[0].speech.volumes[0].percent, 30);
});

test("volumes are per cents, spans have two times that differ; over midnight is fine", () => {
  const volume = (/** @type {string} */ typed) => told(spoken.typeSpeech(WARD, 0, voiceField("speech.volume"), typed));
  assert.deepEqual(volume("0"), []);
  assert.deepEqual(volume("101"), ["zones.0.speech.volume out-of-range"]);
  assert.deepEqual(volume("loud"), ["zones.0.speech.volume not-whole"]);
  assert.deepEqual(volume(""), ["zones.0.speech.volume needed"]);
  const rest = spoken.addSpan(WARD, 0);
  assert.deepEqual(told(spoken.typeSpan(rest, 0, 0, "from", "22:00")), []);
  assert.deepEqual(told(spoken.typeSpan(rest, 0, 0, "to", "11:30")), ["zones.0.speech.volumes.0.to same-time"]);
  assert.deepEqual(told(spoken.typeSpan(rest, 0, 0, "to", "")), ["zones.0.speech.volumes.0.to not-time"]);
  assert.deepEqual(told(spoken.typeSpan(rest, 0, 0, "percent", "-1")), ["zones.0.speech.volumes.0.percent not-whole"]);
  const many = Array.from({ length: 13 }).reduce((config) => spoken.addSpan(config, 0), WARD);
  assert.deepEqual(told(many), ["zones.0.speech.volumes too-many"]);
});

test("letters that rhyme when spoken are told where there are several", () => {
  assert.deepEqual(spoken.rhyming(WARD), []);
  assert.deepEqual(spoken.rhyming(put(WARD, "groups.0.code", "D")), ["D", "B"]);
});

test("counters that cannot be said stand together by the languages that leave them out", () => {
  const unsaid = [
    { counter: "W1", languages: ["vi"] },
    { counter: "Z", languages: ["vi", "en"] },
    { counter: "W2", languages: ["vi"] },
  ];
  assert.deepEqual(spoken.unsaidByLanguages(unsaid), [
    { languages: ["vi"], counters: ["W1", "W2"] },
    { languages: ["vi", "en"], counters: ["Z"] },
  ]);
  assert.deepEqual(spoken.unsaidByLanguages([]), []);
});

test("the effect of a rule: asked only when people would be ordered otherwise, and whom it moves most", () => {
  const saved = { policy: { kind: "arrival" }, classes: [], guarantees: [], counters: [], hotline: "1" };
  assert.equal(ordersOtherwise(saved, { ...saved, hotline: "2" }), false);
  assert.equal(ordersOtherwise(saved, { ...saved, policy: { kind: "accumulating" } }), true);
  const turn = (/** @type {number} */ place) => ({ place, wait_s: 60, counter: "1" });
  const person = (/** @type {string} */ label, /** @type {any} */ before, /** @type {any} */ after) => ({
    ticket: label,
    label,
    group: "A",
    class: "ordinary",
    waited_s: 0,
    before,
    after,
  });
  const moved = movedMost([
    person("A001", turn(1), turn(2)),
    person("A002", turn(2), turn(2)),
    person("A003", turn(5), turn(1)),
    person("A004", turn(6), null),
  ]);
  assert.deepEqual(
    moved.map(({ label, by }) => [label, by]),
    [
      ["A004", Number.NEGATIVE_INFINITY],
      ["A003", 4],
      ["A001", -1],
    ],
  );
});
