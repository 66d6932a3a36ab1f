import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { framesOf } from "../shared/live.js";
import { begin, receive } from "../shared/live-model.js";
import { deskPicture, EMPTY_FORM, issueBody, roomOf } from "./model.js";

/** @param {Partial<{ form: import("./model.js").Form, filter: import("./model.js").Filter, search: string }>} [typed] */
function desk(typed = {}) {
  const file = new URL("../../crates/wire/samples/desk-busy.json", import.meta.url);
  let model = begin(0);
  for (const frame of framesOf(JSON.parse(readFileSync(file, "utf8")))) model = receive(model, frame, 0).model;
  return deskPicture(model.values, model.now, { form: EMPTY_FORM, filter: "open", search: "", ...typed });
}

test("every line can be chosen and says how many wait and how long", () => {
  const { choices } = desk();
  assert.deepEqual(
    choices.map((choice) => choice.code),
    ["A", "B", "C", "D", "E", "H", "K"],
  );
  assert.equal(choices[0]?.waiting, 12);
  assert.deepEqual(choices[0]?.wait, { low_s: 840, high_s: 1260 });
});

test("the procedures offered are those of the chosen line", () => {
  assert.deepEqual(desk().services, []);
  const services = desk({ form: { ...EMPTY_FORM, group: "B" } }).services.map((service) => service.code);
  assert.deepEqual(services, ["birth", "marriage"]);
});

test("open, ended and all tickets are counted and shown apart", () => {
  assert.deepEqual(desk().counts, { open: 7, ended: 2, all: 9 });
  assert.ok(desk().rows.every((row) => row.state !== "done"));
  const ended = desk({ filter: "ended" }).rows;
  assert.deepEqual(ended.map((row) => row.label).sort(), ["A098", "B031"]);
  assert.ok(ended.every((row) => row.may.includes("reinstate")));
});

test("a number is found as people say it", () => {
  const search = (/** @type {string} */ words) => desk({ filter: "all", search: words }).rows.map((row) => row.label);
  assert.deepEqual(search("b46"), ["B046"]);
  assert.deepEqual(search("B046"), ["B046"]);
  assert.deepEqual(search(" b 046 "), ["B046"]);
  assert.deepEqual(search("46"), ["B046"]);
  assert.deepEqual(search("98"), ["A098"]);
  assert.deepEqual(search("z9"), []);
});

test("a command names the procedure if there is one, else the line; without a line there is none", () => {
  assert.deepEqual(issueBody(EMPTY_FORM), { missing: "group" });
  assert.deepEqual(issueBody({ ...EMPTY_FORM, group: "B", dossiers: 0 }), { missing: "dossiers" });
  assert.deepEqual(issueBody({ ...EMPTY_FORM, group: "B", dossiers: 201 }), { missing: "dossiers" });
  assert.deepEqual(issueBody({ ...EMPTY_FORM, group: "B", dossiers: 1.5 }), { missing: "dossiers" });
  assert.deepEqual(issueBody({ ...EMPTY_FORM, group: "B" }), {
    body: { group: "B", priority: "ordinary", channel: "desk", care: "usual", dossiers: 1 },
  });
  assert.deepEqual(issueBody({ group: "B", service: "birth", class: "elderly", accessible: true, dossiers: 3 }), {
    body: { service: "birth", priority: "elderly", channel: "desk", care: "accessible", dossiers: 3 },
  });
});

test("the time until closing has room for as many as the forecast's pace allows", () => {
  const wait = { low_s: 600, high_s: 1200 };
  const cases = /** @type {[string, any, any][]} */ ([
    ["ten ahead take 10 to 20 minutes; an hour is left", [10, wait, 3_600_000, 0], { least: 20, late: false }],
    ["a quarter of an hour is left", [10, wait, 900_000, 0], { least: 0, late: true }],
    ["nobody ahead tells no pace", [0, wait, 3_600_000, 0], null],
    ["no forecast", [10, null, 3_600_000, 0], null],
    ["no closing time", [10, wait, null, 0], null],
    ["closed", [10, wait, 1000, 1000], null],
  ]);
  for (const [name, given, wanted] of cases)
    assert.deepEqual(roomOf(.../** @type {Parameters<typeof roomOf>} */ (given)), wanted, name);
});

test("what is left of a daily cap is shown", () => {
  const { choices } = desk();
  assert.ok(choices.every((choice) => choice.left === null));
  const hall = { groups: [{ code: "A", name: { vi: "Chứng thực", en: "" } }], phase: { kind: "issuing" }, classes: [] };
  const typed = { form: EMPTY_FORM, filter: /** @type {"open"} */ ("open"), search: "" };
  const capped = deskPicture({ hall, "line/A": { waiting: 0, left: 3 } }, 0, typed);
  assert.equal(capped.choices[0]?.left, 3);
});

test("who looks for a number looks among all, whatever is filtered", () => {
  const { rows, filter } = desk({ filter: "open", search: "a98" });
  assert.deepEqual(
    rows.map((row) => row.label),
    ["A098"],
  );
  assert.equal(filter, "all");
  assert.equal(desk({ filter: "ended", search: " " }).filter, "ended");
});

test("why nobody can be given a number: the line is stopped or used up, or the hour is wrong", () => {
  const hall = {
    groups: ["A", "B", "C"].map((code) => ({ code, name: { vi: code, en: code } })),
    phase: { kind: "before", issuing_from: 7_200_000, opens: 9_000_000 },
    time_zone: "UTC",
    stopped: [{ group: "B", reason: "hết phôi" }],
    classes: [],
  };
  const typed = { form: EMPTY_FORM, filter: /** @type {"open"} */ ("open"), search: "" };
  const at = (/** @type {any} */ phase) =>
    deskPicture({ hall: { ...hall, phase }, "line/A": { waiting: 0, left: 0 } }, 3_600_000, typed);
  assert.deepEqual(
    at(hall.phase).choices.map((choice) => choice.closed),
    ["used_up", "stopped", null],
  );
  assert.deepEqual(at(hall.phase).closed, { kind: "before", from: 7_200_000 });
  assert.deepEqual(at({ kind: "last_ticket_out" }).closed, { kind: "last_ticket_out", from: null });
  assert.equal(at({ kind: "issuing" }).closed, null);
});
