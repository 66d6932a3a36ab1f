import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { framesOf } from "../shared/live.js";
import { begin, receive } from "../shared/live-model.js";
import { levelOf, mayDo } from "../shared/tickets.js";
import { SPEECH_OVERDUE_MS } from "../shared/delivery.js";
import { LONG_CALLED_MS, LONG_SERVING_MS } from "./alerts.js";
import { courseOf } from "./course.js";
import { rowsOf, supervisorPicture } from "./model.js";

/**
 * @param {string} name
 * @param {(values: Record<string, any>) => void} [change]
 * @param {number} [later] milliseconds after the newest frame
 */
function picture(name, change = () => {}, later = 0) {
  const file = new URL(`../../crates/wire/samples/${name}.json`, import.meta.url);
  let model = begin(0);
  for (const frame of framesOf(JSON.parse(readFileSync(file, "utf8")))) model = receive(model, frame, 0).model;
  const all = structuredClone(model.values);
  change(all);
  return supervisorPicture(all, (model.now ?? 0) + later);
}

/** @param {string} name */
function nowOf(name) {
  const file = new URL(`../../crates/wire/samples/${name}.json`, import.meta.url);
  return framesOf(JSON.parse(readFileSync(file, "utf8"))).reduce((now, frame) => frame.now ?? now, 0);
}

test("the head counts people waiting, the longest wait and its line, and the served", () => {
  const { head } = picture("supervisor-busy");
  assert.equal(head.waiting, 31);
  assert.equal(head.longestGroup, "D");
  assert.equal(Math.floor((head.longestMs ?? 0) / 60_000), 34);
  assert.equal(head.level, "over");
  assert.equal(head.served, 52 + 49 + 37 + 28 + 14 + 11 + 31);
});

test("waits grow by themselves between frames", () => {
  const before = picture("supervisor-busy").head.longestMs ?? 0;
  assert.equal(picture("supervisor-busy", undefined, 61_000).head.longestMs, before + 61_000);
});

test("a wait is within the target, near it, or over it", () => {
  const target = 20 * 60_000;
  for (const [minutes, level] of /** @type {[number, string][]} */ ([
    [0, "within"],
    [14.9, "within"],
    [15, "near"],
    [20, "near"],
    [20.1, "over"],
  ])) {
    assert.equal(levelOf(minutes * 60_000, target), level, `${minutes} minutes`);
  }
  assert.equal(levelOf(null, target), "within");
});

test("bars share one scale, which the longest wait fits into and the target stands on", () => {
  const busy = picture("supervisor-busy");
  const fills = busy.lines.map((line) => line.fill);
  assert.ok(Math.max(...fills) <= 1);
  assert.ok(busy.targetFill > 0 && busy.targetFill < 1);
  const quiet = picture("supervisor-empty");
  assert.ok(Math.abs(quiet.targetFill - 1 / 1.5) < 1e-9);
  assert.ok(quiet.lines.every((line) => line.fill === 0 && line.longestMs === null));
});

test("an empty morning has no longest wait, no alert, and closed counters", () => {
  const quiet = picture("supervisor-empty");
  assert.equal(quiet.head.longestMs, null);
  assert.equal(quiet.head.longestGroup, null);
  assert.deepEqual(quiet.alerts, []);
  assert.ok(quiet.tiles.length > 0 && quiet.tiles.every((tile) => tile.kind === "closed" && tile.ms === null));
});

test("tiles say who is with whom and for how long, who is idle, who pauses and why", () => {
  const tiles = new Map(picture("supervisor-alerts").tiles.map((tile) => [tile.number, tile]));
  assert.equal(tiles.get("1")?.kind, "serving");
  assert.equal(tiles.get("1")?.label, "A116");
  assert.equal(tiles.get("3")?.kind, "called");
  assert.deepEqual(tiles.get("3")?.delivery?.missing, ["Màn hình quầy 3"]);
  assert.equal(tiles.get("4")?.kind, "idle");
  assert.equal(tiles.get("6")?.kind, "paused");
  assert.equal(tiles.get("6")?.reason, "Họp giao ban");
  assert.equal(tiles.get("7")?.kind, "closed");
});

test("counters stand in the order people count", () => {
  const { tiles } = picture("supervisor-busy", (all) => {
    all["counter/10"] = { ...all["counter/1"], number: "10" };
  });
  assert.deepEqual(
    tiles.map((tile) => tile.number),
    ["1", "2", "3", "4", "5", "6", "7", "10"],
  );
});

test("a line over its target names the paused counter that could help", () => {
  const alert = picture("supervisor-alerts").alerts.find((entry) => entry.id === "line/D");
  assert.equal(alert?.resume, "6");
  assert.equal(alert?.minutes, 34);
  const alone = picture("supervisor-alerts", (all) => {
    all["counter/6"].state = "closed";
  });
  assert.equal(alone.alerts.find((entry) => entry.id === "line/D")?.resume, null);
});

test("devices are good, in trouble with a word for it, or gone", () => {
  const devices = new Map(picture("supervisor-alerts").devices.map((device) => [device.id, device]));
  assert.equal(devices.get("d2")?.level, "good");
  assert.deepEqual(devices.get("d1")?.faults, ["gone"]);
  assert.deepEqual(devices.get("d3")?.faults, ["audio"]);
  assert.deepEqual(devices.get("d4")?.faults, ["paper"]);
  assert.deepEqual(devices.get("d5")?.faults, ["never"]);
  const told = picture("supervisor-alerts").alerts.filter((alert) => alert.kind === "device");
  assert.deepEqual(
    told.map((alert) => alert.id),
    ["device/d3", "device/d4", "device/d1"],
    "the severest first; a device that was never there is no alert",
  );
});

test("a kiosk in a rush and a device whose secret was used elsewhere are alerts", () => {
  const told = picture("supervisor-alerts", (all) => {
    Object.assign(all["device/d2"], { alarm: "rush" });
    Object.assign(all["device/d5"], { alarm: "copied", connected: false });
  }).alerts.filter((alert) => alert.kind === "device");
  assert.deepEqual(told.find((alert) => alert.id === "device/d2")?.faults, ["rush"]);
  assert.deepEqual(
    told.find((alert) => alert.id === "device/d5")?.faults,
    ["copied"],
    "that it is away says nothing more",
  );
});

test("a loudspeaker that is not heard is told in red, with the reason", () => {
  const silent = picture("supervisor-silent");
  const devices = new Map(silent.devices.map((device) => [device.id, device]));
  assert.deepEqual([devices.get("d1")?.level, devices.get("d1")?.faults], ["silent", ["blocked"]]);
  assert.deepEqual([devices.get("d2")?.level, devices.get("d2")?.faults], ["silent", ["speech"]]);
  assert.deepEqual([devices.get("d3")?.level, devices.get("d3")?.faults], ["silent", ["silent"]]);
  const severe = silent.alerts.filter((alert) => alert.kind === "device" && alert.severe).map((alert) => alert.subject);
  assert.deepEqual(severe.toSorted(), ["Loa sảnh chính", "Màn hình cửa Tây", "Màn hình cửa Đông"].toSorted());
  const screens = picture("supervisor-alerts").alerts.filter((alert) => alert.kind === "device");
  assert.deepEqual(
    screens.map(({ id, severe }) => [id, severe]),
    [
      ["device/d3", true],
      ["device/d4", false],
      ["device/d1", false],
    ],
    "paper and a dark screen are no silence",
  );
  assert.equal(
    picture("supervisor-busy").devices.every((device) => device.level === "good"),
    true,
  );
});

test("a notice tells what is said with it", () => {
  assert.equal(picture("supervisor-silent").notices[0]?.speech, "closing_soon");
  assert.equal(picture("supervisor-busy").notices[0]?.speech, null);
});

test("a call that a screen has not shown is told after a moment, not at once", () => {
  const unseen = (/** @type {number} */ age) =>
    picture("supervisor-busy", (all) => {
      all["call/c4725"].at = 1795401669000 - age;
    }).alerts.filter((alert) => alert.kind === "call");
  assert.equal(unseen(1_000).length, 0);
  assert.equal(unseen(3_000).length, 1);
});

test("calls that nobody hears are one sentence for each cause, and silence that somebody wanted is none", () => {
  const told = (/** @type {Record<string, any>} */ delivery, age = 5_000) =>
    picture("supervisor-busy", (all) => {
      for (const id of ["c4721", "c4725"]) {
        all[`call/${id}`].at = nowOf("supervisor-busy") - age;
        all[`call/${id}`].delivery = { shown: 3, of: 3, missing: [], said: 0, ...delivery };
      }
    }).alerts.filter((alert) => alert.kind === "unsaid");
  const [blocked, ...others] = told({ unsaid: "blocked" });
  assert.deepEqual(others, []);
  assert.deepEqual([blocked?.subject, blocked?.why, blocked?.severe], ["K031, B045", "blocked", true]);
  assert.equal(picture("supervisor-busy").devices.find(({ id }) => id === blocked?.device)?.role, "announcer");
  assert.deepEqual(told({ unsaid: "quiet" }), []);
  assert.deepEqual(told({ unsaid: "blocked", said: 1 }), [], "said once is said");
  assert.deepEqual(told({ speakers: 1 }, SPEECH_OVERDUE_MS), []);
  assert.equal(told({ speakers: 1 }, SPEECH_OVERDUE_MS + 1)[0]?.why, "overdue");
  assert.deepEqual(told({ speakers: 0 }, SPEECH_OVERDUE_MS + 1), [], "a hall without loudspeakers misses none");
});

test("whoever is served or called for very long is told, with the counter", () => {
  const told = (/** @type {number} */ since) =>
    picture("supervisor-busy", (all) => {
      for (const number of ["1", "3"]) all[`counter/${number}`].since = nowOf("supervisor-busy") - since;
    })
      .alerts.filter((alert) => alert.kind === "long")
      .map((alert) => [alert.counter, alert.subject, alert.stage]);
  assert.deepEqual(told(LONG_CALLED_MS - 1), []);
  assert.deepEqual(told(LONG_CALLED_MS), [["3", "B045", "called"]]);
  assert.deepEqual(told(LONG_SERVING_MS), [
    ["1", "A116", "serving"],
    ["3", "B045", "called"],
  ]);
});

test("a printer in trouble is an alert like others, after what is more severe", () => {
  const { alerts, printers } = picture("supervisor-prints");
  const told = alerts.filter((alert) => alert.kind === "printer");
  assert.deepEqual(
    told.map((alert) => [alert.subject, alert.why]),
    [
      ["ban-huong-dan", "paper_low"],
      ["cua-chinh", "paper_out"],
    ],
  );
  assert.deepEqual(
    printers.map(({ code }) => code),
    ["ban-huong-dan", "cua-chinh"],
  );
  const weights = alerts.map((alert) => alert.severe);
  assert.deepEqual(weights, weights.toSorted().toReversed(), "the severe ones first");
});

test("a counter knows who is there, and what may be done for them", () => {
  const tiles = new Map(picture("supervisor-busy").tiles.map((tile) => [tile.number, tile]));
  assert.equal(tiles.get("3")?.row?.label, "B045");
  assert.deepEqual(tiles.get("3")?.row?.may, ["priority", "cancel", "void"]);
  assert.deepEqual(tiles.get("1")?.row?.may, ["priority"], "who is served is the officer's");
  assert.equal(tiles.get("6")?.row, null);
});

test("whoever is looked for is found wherever they are; away people stand beside the first who wait", () => {
  const busy = picture("supervisor-busy", (all) => {
    const like = structuredClone(all["ticket/t205"]);
    for (let n = 60; n < 80; n++) all[`ticket/t9${n}`] = { ...like, id: `t9${n}`, label: `B0${n}` };
    all["ticket/t9001"] = { ...like, id: "t9001", label: "A091", state: "done", outcome: "no_show" };
  });
  const labels = (/** @type {Partial<Parameters<typeof rowsOf>[1]>} */ doing) =>
    rowsOf(busy, { search: "", line: null, all: false, ...doing }).shown.map((row) => row.label);
  assert.deepEqual(labels({ search: "b 046" }), ["B046"]);
  assert.deepEqual(labels({ search: "45" }), ["B045"], "who is called");
  assert.deepEqual(labels({ search: "a91" }), ["A091"], "who did not come");
  assert.equal(labels({}).length, 9);
  assert.equal(labels({}).at(-1), "B038", "who is away to complete papers");
  assert.deepEqual(labels({ line: "D" }), ["D023", "D031"]);
  assert.equal(rowsOf(busy, { search: "", line: null, all: true }).shown.length, busy.rows.length);
});

test("those who wait longest come first; what the rules forbid is not offered", () => {
  const { rows } = picture("supervisor-busy");
  assert.equal(rows[0]?.label, "D023");
  assert.deepEqual(rows[0]?.may, ["move", "priority", "cancel", "void"]);
  assert.equal(rows.at(-1)?.state, "parked");
  assert.deepEqual(rows.at(-1)?.may, ["return", "priority", "cancel"]);
  const base = {
    id: "t1",
    label: "A001",
    group: "A",
    class: "ordinary",
    care: "usual",
    dossiers: 1,
    issued_at: 0,
    since: 0,
    calls: 0,
  };
  assert.deepEqual(mayDo({ ...base, state: "serving" }), ["priority"]);
  assert.deepEqual(mayDo({ ...base, state: "done", outcome: "no_show" }), ["reinstate"]);
  assert.deepEqual(mayDo({ ...base, state: "done", outcome: "served" }), []);
});

test("a doubted clock and a stopped line are said", () => {
  const alerts = picture("supervisor-alerts");
  assert.equal(alerts.clockDoubted, true);
  assert.equal(alerts.lines.find((line) => line.code === "D")?.stopped, "Quá tải, tạm dừng phát số đến 13 giờ");
  assert.equal(picture("supervisor-busy").clockDoubted, false);
});

test("a notice whose time has passed is not shown", () => {
  assert.equal(picture("supervisor-busy").notices.length, 1);
  const over = picture("supervisor-busy", (all) => {
    all["notice/n4"].until = 1;
  });
  assert.equal(over.notices.length, 0);
});

test("a line that nobody calls from is told during working hours, with a counter that could open", () => {
  const alone = (/** @type {string} */ phase) =>
    picture("supervisor-busy", (all) => {
      all.hall.phase.kind = phase;
      for (const [key, value] of Object.entries(all)) {
        if (key.startsWith("counter/") && value.groups.includes("A")) {
          value.state = "closed";
          delete value.ticket_state;
        }
      }
      all["line/A"] = { waiting: 3, oldest_at: all["line/A"].oldest_at + 1e9, classes: [] };
    }).alerts.find((alert) => alert.id === "line/A");
  const told = alone("issuing");
  assert.ok(told?.unserved);
  assert.equal(told.waiting, 3);
  assert.equal(told.resume, null);
  assert.notEqual(told.open, null, "one button: open a counter that serves it");
  assert.equal(alone("after"), undefined, "nobody is alarmed after hours");
});

test("an idle counter is told only while people wait for it, and only after a while", () => {
  const alert = (/** @type {number} */ minutes, waiting = 2) =>
    picture("supervisor-busy", (all) => {
      const counter = all["counter/1"];
      Object.assign(counter, { state: "open", groups: ["A"], since: nowOf("supervisor-busy") - minutes * 60_000 });
      delete counter.ticket_state;
      delete counter.label;
      all["line/A"] = { ...all["line/A"], waiting };
    }).alerts.find((one) => one.id === "idle/1");
  const told = alert(6);
  assert.deepEqual([told?.kind, told?.waiting, told?.minutes], ["idle", 2, 6]);
  assert.equal(alert(4), undefined, "a moment between two people is no news");
  assert.equal(alert(6, 0), undefined, "a counter before an empty line is at rest");
});

test("whoever left the line a short while ago can come back, the newest first", () => {
  const { ended, rows } = picture("supervisor-busy", (all) => {
    const ticket = Object.entries(all).find(([key]) => key.startsWith("ticket/"))?.[1];
    const gone = (/** @type {string} */ id, /** @type {string} */ label, /** @type {number} */ since) => ({
      ...structuredClone(ticket),
      id,
      label,
      state: "done",
      outcome: "no_show",
      since,
    });
    all["ticket/t9001"] = gone("t9001", "A091", 1_000);
    all["ticket/t9002"] = gone("t9002", "A092", 2_000);
  });
  assert.deepEqual(
    ended.map((row) => [row.label, row.may]),
    [
      ["A092", ["reinstate"]],
      ["A091", ["reinstate"]],
    ],
  );
  assert.ok(!rows.some((row) => row.state === "done"));
});

test("the course of the day: the last point is the present and has no bar yet, the peak has its time, an empty day has none", () => {
  const point = (/** @type {number} */ from, /** @type {number} */ waiting, served = 0) => ({
    from,
    waiting,
    served,
    issued: 0,
  });
  const today = {
    step_s: 300,
    points: [point(0, 4), point(300_000, 9, 2), point(600_000, 7, 1)],
    called: 8,
    within_target: 6,
    no_shows: 1,
  };
  const day = courseOf(today, 700_000, 5);
  assert.deepEqual(day.data, [
    [0, 300, 600, 700],
    [0, 4, 9, 5],
    [null, 0, 2, undefined],
  ]);
  assert.equal(courseOf(today, 900_000, 5).data[2]?.at(-1), 1, "a step that has passed has its bar");
  assert.deepEqual(day.peak, { waiting: 9, at: 600_000 });
  assert.deepEqual([day.served, day.withinPercent, day.noShows], [3, 75, 1]);
  const empty = courseOf({ ...today, points: [], called: 0 }, 1, 0);
  assert.deepEqual([empty.peak, empty.withinPercent], [null, null]);
});
