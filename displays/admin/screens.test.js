import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { changes, mistakes, starter } from "./model.js";
import {
  arrowTo,
  BRAND_FIELDS,
  brandOf,
  contrast,
  pointTo,
  typeBrand,
  typeWall,
  WALL_FIELDS,
  wallOf,
} from "./screens.js";

const field = (path) => [...BRAND_FIELDS, ...WALL_FIELDS].find((one) => one.path === path);

test("a hall without a look of its own has the usual one, and nothing is wrong with it", () => {
  const config = starter("Bộ phận");
  assert.equal(wallOf(config, 0).rows, 5);
  assert.deepEqual(mistakes(config), []);
});

test("a colour that could not be read from afar is refused beside its input, in words", () => {
  const config = starter("Bộ phận");
  const codes = (path, typed) => mistakes(typeBrand(config, field(path), typed)).map(({ code }) => code);
  assert.deepEqual(codes("brand.accent_dark", "#FFD166"), []);
  assert.deepEqual(codes("brand.accent_dark", "#3f8fd0"), ["contrast-dark"]);
  assert.deepEqual(codes("brand.accent_light", "#7cc8f6"), ["contrast-light"]);
  assert.deepEqual(codes("brand.accent_light", "#5c1a00"), []);
  assert.deepEqual(codes("brand.accent_dark", "red"), ["not-colour"]);
  assert.equal(brandOf(typeBrand(config, field("brand.accent_dark"), " ")).accent_dark, null);
  assert.equal(Math.round(contrast("#000000", "#ffffff")), 21);
});

test("the grounds are those of the pages", () => {
  const tokens = readFileSync(new URL("../shared/tokens.css", import.meta.url), "utf8");
  for (const ground of ["#0a141d", "#12202c", "#143349", "#f6f5f0", "#ffffff", "#e9f1f7"]) {
    assert.ok(tokens.includes(ground), ground);
  }
});

test("rows and next numbers have their bounds", () => {
  const config = starter("Bộ phận");
  const found = (path, typed) =>
    mistakes(typeWall(config, 0, field(path), typed)).map(({ path, code }) => [path, code]);
  assert.deepEqual(found("wall.rows", "7"), [["zones.0.wall.rows", "out-of-range"]]);
  assert.deepEqual(found("wall.rows", "x"), [["zones.0.wall.rows", "not-whole"]]);
  assert.deepEqual(found("wall.next", "5"), []);
});

test("another zone is put on a wall with its arrow, and taken off again; saving says so", () => {
  const before = starter("Bộ phận");
  before.zones.push({ code: "upstairs", name: { vi: "Tầng 2", en: "" } });
  const with2 = pointTo(before, 0, "upstairs", "up");
  assert.equal(arrowTo(with2, 0, "upstairs"), "up");
  assert.deepEqual(
    changes(before, with2).map(({ section, row, field, after }) => [section, row, field, after]),
    [["screens", "main", "wall.elsewhere", "upstairs up"]],
  );
  assert.equal(arrowTo(pointTo(with2, 0, "upstairs", ""), 0, "upstairs"), "");
  const invited = typeBrand(before, field("brand.invite.vi"), "Kính mời số");
  assert.deepEqual(
    changes(before, invited).map(({ section, field }) => [section, field]),
    [["screens", "brand.invite.vi"]],
  );
});
