import assert from "node:assert/strict";
import { test } from "node:test";
import { gaps, isLoopback } from "./gaps.js";
import { starter } from "./model.js";

/** @param {string} role @param {string | null} hall @param {string} standing */
const member = (role, hall = "main", standing = "active") => ({ role, hall, standing });
const PEOPLE = [member("admin", null), member("officer")];
const DEVICES = [member("kiosk"), member("display")];

/** @param {Parameters<typeof gaps>} given */
const told = (...given) => gaps(...given).map(({ what, args }) => [what, ...Object.values(args)].join(" "));

test("a hall with officers, a kiosk, a wall and a counter for each group lacks nothing", () => {
  const config = starter("Phường Hoa Phượng");
  assert.deepEqual(told("main", config, PEOPLE, DEVICES), []);
  const other = { ...config, groups: [...config.groups, { ...config.groups[0], code: "K" }] };
  assert.deepEqual(told("main", other, PEOPLE, DEVICES), ["group K"]);
});

test("who is of another hall, locked out or revoked does not count", () => {
  const config = starter("Phường Hoa Phượng");
  assert.deepEqual(told("main", config, [], []), ["officer", "kiosk", "wall"]);
  assert.deepEqual(told("other", config, PEOPLE, DEVICES), ["officer", "kiosk", "wall"]);
  const locked = [member("officer", "main", "disabled")];
  assert.deepEqual(told("main", config, locked, [member("kiosk", "main", "disabled"), member("display")]), [
    "officer",
    "kiosk",
  ]);
  assert.deepEqual(told("main", config, [member("officer", null)], DEVICES), [], "one of every hall works here too");
});

test("an address of the server alone is known", () => {
  const hosts = ["localhost", "127.0.0.1", "127.1.2.3", "[::1]", "192.168.1.5", "goiso.local", "127.example.vn"];
  assert.deepEqual(hosts.map(isLoopback), [true, true, true, true, false, false, false]);
});
