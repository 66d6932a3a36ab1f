import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, receive } from "../shared/live-model.js";
import { qrPath } from "../shared/qr-path.js";
import {
  ASK_MS,
  afterIdle,
  BREATH_MS,
  breath,
  find,
  hinted,
  IDLE_MS,
  IDLE_SLOW_MS,
  idleLeft,
  kioskPicture,
  requestOf,
  servicesOf,
  unhinted,
} from "./model.js";
import * as pending from "./pending.js";

function picture(name) {
  const { frames } = JSON.parse(
    readFileSync(new URL(`../../crates/wire/samples/${name}.json`, import.meta.url), "utf8"),
  );
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  return kioskPicture(model.values, model.now);
}

/** A tab's storage. */
function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("every group has a card with people waiting and the range", () => {
  const { cards, closed } = picture("kiosk-open");
  assert.equal(closed, null);
  assert.deepEqual(
    cards.map((card) => card.code),
    ["A", "B", "C", "D", "E", "H", "K"],
  );
  assert.equal(cards[0].waiting, 12);
  assert.deepEqual(cards[0].wait, { low_s: 840, high_s: 1260 });
});

test("a stopped group says why; the others go on", () => {
  const { cards, closed } = picture("kiosk-stopped");
  assert.equal(closed, null);
  assert.match(cards.find((card) => card.code === "D").stopped, /13 giờ 30/);
  assert.equal(cards.find((card) => card.code === "A").stopped, null);
});

test("closed states say when numbers start", () => {
  assert.deepEqual(
    [picture("kiosk-before").closed.kind, picture("kiosk-closed-today").closed.kind],
    ["before", "closed_today"],
  );
  assert.ok(picture("kiosk-before").closed.issuingFrom > 0);
  assert.equal(picture("kiosk-lunch").closed.kind, "last_ticket_out");
});

test("procedures are found with and without marks, in either language", () => {
  const open = picture("kiosk-open");
  for (const typed of ["khai sinh", "KHAI SÍNH", "dang ky khai", "birth"]) {
    assert.equal(find(open, typed).services[0]?.code, "birth", typed);
  }
  assert.deepEqual(
    find(open, "dat dai").groups.map((card) => card.code),
    ["D"],
  );
  assert.deepEqual(find(open, "   "), { services: [], groups: [] });
  assert.deepEqual(find(open, "xyzzy"), { services: [], groups: [] });
});

test("procedures of a group", () => {
  assert.deepEqual(
    servicesOf(picture("kiosk-open"), "B").map((service) => service.code),
    ["birth", "marriage"],
  );
});

test("what is asked for: a group or a procedure, priority only if claimed", () => {
  const place = { screen: "take", group: "B", service: null, priority: "ordinary" };
  assert.deepEqual(requestOf(place, "vi"), { group: "B", channel: "kiosk", language: "vi" });
  assert.deepEqual(requestOf({ ...place, service: "birth", priority: "elderly" }, "en"), {
    service: "birth",
    priority: "elderly",
    channel: "kiosk",
    language: "en",
  });
});

test("a double press and a reload keep the key; no other wish begins before the first has its answer", () => {
  const tab = storage();
  const body = { group: "A", channel: "kiosk", language: "vi" };
  const first = pending.begin(body, tab, 1000);
  assert.equal(pending.begin(body, tab, 1500).key, first.key);
  assert.equal(pending.unanswered(tab, 1600)?.key, first.key);
  const other = { ...body, priority: "elderly" };
  const kept = pending.begin(other, tab, 1700);
  assert.deepEqual(kept, first, "the wish in doubt as it was sent");
  assert.deepEqual([pending.asksFor(kept, body), pending.asksFor(kept, other)], [true, false]);
  pending.answered(tab);
  assert.equal(pending.unanswered(tab, 1800), null);
  assert.notEqual(pending.begin(other, tab, 1900).key, first.key);
});

test("a wish of long ago is nobody's", () => {
  const tab = storage();
  pending.begin({ group: "A" }, tab, 1000);
  assert.equal(pending.unanswered(tab, 1000 + 3 * 60_000), null);
  tab.setItem("goiso.kiosk.pending", "not json");
  assert.equal(pending.unanswered(tab, 1000), null);
});

test("the number goes after its time, other screens after nobody touched them", () => {
  const result = { screen: "result", ticket: {}, until: 8000 };
  assert.equal(afterIdle(result, 0, 7999), result);
  assert.equal(afterIdle(result, 7999, 8000).screen, "start");
  const search = { screen: "search", typed: "x" };
  assert.equal(afterIdle(search, 0, IDLE_MS - 1), search);
  assert.equal(afterIdle(search, 0, IDLE_MS).screen, "start");
});

test("a QR code has its three corners and its quiet zone", () => {
  const { size, path } = qrPath("https://hall.example/ticket/#abc");
  assert.ok(size >= 21 + 8);
  assert.ok(path.includes("M4 4h1v1h-1z"), "the first corner begins after four modules of white");
  assert.ok(!/M[0-3] /.test(path));
});

test("what begins with the words comes first, đ is d, and a group's procedures come last", () => {
  const name = (vi) => ({ vi, en: "" });
  const service = (code, vi, group = "B") => ({ code, group, name: name(vi), papers: [] });
  const cards = [{ code: "D", name: name("Đất đai") }];
  const services = [
    service("split", "Tách thửa", "D"),
    service("inside", "Cấp lại giấy đăng ký"),
    service("start", "Đăng ký khai sinh"),
    service("middle", "Cải chính hộ tịch có dấu ĐĂNG KÝ cũ"),
  ];
  const found = (typed) => find({ cards, services }, typed).services.map((one) => one.code);
  assert.deepEqual(found("dang ky"), ["start", "inside", "middle"]);
  assert.deepEqual(found("ĐĂNG KÝ"), found("dang ky"));
  assert.deepEqual(found("đất"), ["split"]);
  assert.deepEqual(found("ang ky"), ["inside", "start", "middle"], "within words too");
  assert.deepEqual(found("ky dang"), ["inside", "start", "middle"], "in any order");
});

test("pictures, few numbers left and a near last number are told; an unknown picture is none", () => {
  const { cards, lastTicket, ages, year } = picture("kiosk-cards");
  const card = (code) => cards.find((one) => one.code === code);
  assert.deepEqual([card("A").icon, card("B").icon, card("C").icon], ["stamp", "users", null]);
  assert.deepEqual([card("A").left, card("B").left, card("D").left], [null, 7, 0]);
  assert.ok(lastTicket > 0);
  assert.equal(picture("kiosk-open").lastTicket, null, "far away");
  assert.deepEqual(ages, [{ class: "elderly", from_age: 75 }]);
  assert.equal(year, 2026);
});

test("a card goes along as what the server made of it; the slow call is asked for", () => {
  const place = { screen: "take", group: "B", service: null, priority: "ordinary", care: "accessible" };
  const shown = { phase: "known", card: "ab".repeat(32), birthYear: 1948 };
  assert.deepEqual(requestOf(place, "vi", shown), {
    group: "B",
    care: "accessible",
    card: "ab".repeat(32),
    channel: "kiosk",
    language: "vi",
  });
  assert.ok(!("card" in requestOf(place, "vi", { phase: "reading" })));
});

test("before the page goes back it asks; with large letters everybody has twice the time", () => {
  const search = { screen: "search", typed: "x" };
  assert.equal(idleLeft(search, 0, IDLE_MS - ASK_MS - 1, "usual"), null);
  assert.equal(idleLeft(search, 0, IDLE_MS - ASK_MS, "usual"), ASK_MS / 1000);
  assert.equal(idleLeft(search, 0, IDLE_MS - 1, "usual"), 1);
  assert.equal(idleLeft(search, 0, IDLE_MS, "slow"), null);
  assert.equal(afterIdle(search, 0, IDLE_MS, "slow"), search);
  assert.equal(afterIdle(search, 0, IDLE_SLOW_MS, "slow").screen, "start");
  assert.equal(idleLeft({ screen: "start" }, 0, IDLE_SLOW_MS, "usual"), null);
  const start = { screen: "start" };
  assert.equal(idleLeft(start, 0, IDLE_MS - ASK_MS - 1, "usual", "changed"), null);
  assert.equal(idleLeft(start, 0, IDLE_MS - 1, "usual", "changed"), 1, "somebody changed the start");
  assert.equal(idleLeft(start, 0, IDLE_MS, "slow", "changed"), null);
});

test("three numbers within half a minute, and the kiosk takes breath; slower ones it does not mind", () => {
  assert.equal(breath([], 0), null);
  assert.equal(breath([0, 10_000], 10_001), null);
  assert.equal(breath([0, 10_000, 20_000], 20_000), BREATH_MS / 1000);
  assert.equal(breath([0, 10_000, 20_000], 20_000 + BREATH_MS), null);
  assert.equal(breath([0, 10_000, 31_000], 31_000), null);
  assert.equal(breath([0, 5_000, 31_000, 32_000], 32_000), BREATH_MS / 1000);
});

test("words around a wish do not hide it, and one wrong word does not either", () => {
  const open = picture("kiosk-open");
  const first = (/** @type {string} */ typed) => find(open, typed).services[0]?.code;
  for (const typed of ["giấy khai sinh", "làm khai sinh", "xin làm giấy khai sinh", "thủ tục khai sinh cho con tôi"])
    assert.equal(first(typed), "birth", typed);
  assert.equal(first("đăng ký"), first("dang ky"), "words of filler alone are searched for as they stand");
  assert.ok(first("đăng ký"));
  assert.deepEqual(find(open, "xyzzy khai"), { services: [], groups: [] }, "half of the words are too few");
});

test("a card chooses a class only for whoever has chosen nothing, and takes back only its own", () => {
  const place = { screen: "take", group: "B", service: null, priority: "ordinary" };
  const byCard = hinted(place, "elderly");
  assert.deepEqual([byCard.priority, byCard.by], ["elderly", "card"]);
  assert.equal(unhinted(byCard).priority, "ordinary");
  const disabled = { ...place, priority: "disabled", by: "person" };
  assert.equal(hinted(disabled, "elderly"), disabled);
  assert.equal(unhinted(disabled), disabled);
  const no = { ...place, by: "person" };
  assert.equal(hinted(no, "elderly"), no, "somebody who said no");
  assert.equal(hinted(place, null), place);
});

test("when every line has used up its numbers the kiosk says so instead of showing dead cards", () => {
  const { frames } = JSON.parse(
    readFileSync(new URL("../../crates/wire/samples/kiosk-open.json", import.meta.url), "utf8"),
  );
  const model = frames.reduce((before, frame) => receive(before, frame, 0).model, begin(0));
  const used = Object.fromEntries(
    Object.entries(model.values).map(([key, value]) => [key, key.startsWith("line/") ? { ...value, left: 0 } : value]),
  );
  assert.equal(kioskPicture(used, model.now).closed?.kind, "used_up");
  const stopped = { ...used, hall: { ...used.hall, stopped: [{ group: "A", reason: "mất điện" }] } };
  assert.deepEqual(
    [kioskPicture(stopped, model.now).closed?.kind, kioskPicture(stopped, model.now).closed?.reason],
    ["stopped", "mất điện"],
  );
});
