import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { framesOf } from "./live.js";
import { begin, receive } from "./live-model.js";
import { browserOf, printsOf } from "./prints.js";

/** @param {string} name */
function sample(name) {
  const file = new URL(`../../crates/wire/samples/${name}.json`, import.meta.url);
  let model = begin(0);
  for (const frame of framesOf(JSON.parse(readFileSync(file, "utf8")))) model = receive(model, frame, 0).model;
  return model.values;
}

test("whose browser printed is told by name where devices are known, else by id; a person's is nobody's device", () => {
  const told = (/** @type {string} */ name) => {
    const all = sample(name);
    return printsOf(all).map((print) => [print.label, print.copy, browserOf(print, all)]);
  };
  const lines = (/** @type {string} */ kiosk) => [
    ["B045", 1, kiosk],
    ["A117", 2, null],
    ["A117", 1, null],
    ["A116", 1, kiosk],
  ];
  assert.deepEqual(told("supervisor-browser-prints"), lines("Ki-ốt cửa chính"));
  assert.deepEqual(told("desk-browser-prints"), lines("d4"));
  const server = sample("supervisor-prints");
  assert.ok(printsOf(server).length > 0 && printsOf(server).every((print) => browserOf(print, server) === null));
});
