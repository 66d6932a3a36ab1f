import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cellWords,
  columnsShown,
  daysOf,
  linesOf,
  mistakeOf,
  mostOf,
  SHADES,
  shadeOf,
  tabLeads,
  timeWords,
} from "./model.js";

const TYPED = { from: "2026-01-05", to: "2026-02-03" };

test("periods are whole days, weeks from Monday, months and quarters of the calendar", () => {
  const table = /** @type {const} */ ([
    ["today", "2026-11-26", "2026-11-26", "2026-11-26"],
    ["yesterday", "2026-03-01", "2026-02-28", "2026-02-28"],
    ["week", "2026-11-26", "2026-11-23", "2026-11-29"],
    ["week", "2026-11-29", "2026-11-23", "2026-11-29"],
    ["last-week", "2026-11-23", "2026-11-16", "2026-11-22"],
    ["month", "2026-02-10", "2026-02-01", "2026-02-28"],
    ["last-month", "2026-01-31", "2025-12-01", "2025-12-31"],
    ["quarter", "2026-11-26", "2026-10-01", "2026-12-31"],
    ["range", "2026-11-26", "2026-01-05", "2026-02-03"],
  ]);
  for (const [period, today, from, to] of table) {
    assert.deepEqual(daysOf(period, today, TYPED), { from, to }, `${period} of ${today}`);
  }
});

test("typed days are refused before they are asked for", () => {
  assert.equal(mistakeOf(TYPED, "2026-11-26"), null);
  assert.equal(mistakeOf({ from: "2026-02-03", to: "2026-01-05" }, "2026-11-26"), "span-backwards");
  assert.equal(mistakeOf({ from: "2026-12-01", to: "2026-12-02" }, "2026-11-26"), "span-future");
  assert.equal(mistakeOf({ from: "", to: "2026-12-02" }, "2026-11-26"), "span-missing");
});

test("cells are written as people read them", () => {
  assert.equal(timeWords(59), "0:59");
  assert.equal(timeWords(3725), "1:02:05");
  assert.equal(cellWords({ t: "share", v: 0.935 }, "vi"), "93,5 %");
  assert.equal(cellWords({ t: "count", v: 12345 }, "vi"), "12.345");
  assert.equal(cellWords({ t: "count", v: 12345 }, "en"), "12,345");
  assert.equal(cellWords({ t: "day", v: "2026-11-26" }, "vi"), "26/11/2026");
  assert.equal(cellWords({ t: "text", vi: "Hộ tịch", en: "Civil status" }, "en"), "Civil status");
  assert.equal(cellWords(null, "vi"), "–");
});

/** @type {import("./model.js").Sheet} */
const HOURS = {
  sheet: "hours",
  title: { vi: "", en: "" },
  columns: ["time", "arrivals_1", "arrivals_2", "wait_1", "wait_2"].map((key) => ({
    key,
    title: { vi: key, en: key },
    kind: "count",
  })),
  rows: [
    [
      { t: "text", vi: "08:00", en: "08:00" },
      { t: "count", v: 3 },
      { t: "count", v: 10 },
      null,
      { t: "seconds", v: 600 },
    ],
  ],
  chart: { kind: "heat", x: 0, y: [1, 2] },
};

test("the map of hours shows one week, in shades of its own largest number", () => {
  assert.deepEqual(columnsShown(HOURS, "wait"), [0, 3, 4]);
  assert.equal(mostOf(HOURS, [1, 2]), 10);
  assert.equal(shadeOf(0, 10), 0);
  assert.equal(shadeOf(0.1, 10), 1);
  assert.equal(shadeOf(10, 10), SHADES - 1);
});

test("days become lines over time", () => {
  const day = (/** @type {string} */ v) => /** @type {import("./model.js").Cell} */ ({ t: "day", v });
  const sheet = { ...HOURS, rows: [[day("2026-11-26"), HOURS.rows[0]?.[1] ?? null]] };
  assert.deepEqual(linesOf(sheet, { kind: "lines", x: 0, y: [1] }), [[Date.UTC(2026, 10, 26) / 86_400_000], [3]]);
});

test("arrows go round the sheets, Home and End to the first and the last", () => {
  assert.equal(tabLeads("ArrowRight", "summary"), "groups");
  assert.equal(tabLeads("ArrowLeft", "summary"), "anomalies");
  assert.equal(tabLeads("ArrowRight", "anomalies"), "summary");
  assert.equal(tabLeads("Home", "days"), "summary");
  assert.equal(tabLeads("End", "days"), "anomalies");
  assert.equal(tabLeads("Tab", "days"), null);
});
