import assert from "node:assert/strict";
import { test } from "node:test";
import * as standing from "./standing.js";

test("a number on the screen outlives a reload, to the end of its time", () => {
  const storage = new Map();
  const tab = {
    getItem: (key) => storage.get(key) ?? null,
    setItem: (key, value) => storage.set(key, value),
    removeItem: (key) => storage.delete(key),
  };
  const one = { ticket: { id: "t1", label: "B045" }, service: "birth", language: "en", large: true, contrast: false };
  standing.keep(one, 8_000, tab, 100_000);
  assert.deepEqual(standing.kept(tab, 103_000), { ...one, leftMs: 5_000 });
  assert.equal(standing.kept(tab, 108_000), null);
  standing.keep(one, 3_600_000, tab, 100_000);
  assert.ok((standing.kept(tab, 100_000)?.leftMs ?? 0) <= 60_000, "whatever a clock did");
  standing.forget(tab);
  assert.equal(standing.kept(tab, 100_000), null);
  tab.setItem("goiso.kiosk.standing", "not json");
  assert.equal(standing.kept(tab, 0), null);
});
