import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { framesOf } from "../shared/live.js";
import { begin, freshness, receive } from "../shared/live-model.js";
import { alarm, flashes, pulses, REPEAT_MS, REPEATS_FOR_MS, rings, ringsOn, ticketPicture, tokenOf } from "./model.js";

/** @typedef {import("./model.js").TicketPicture} TicketPicture */

/**
 * Plays a sample as a page would and gives the picture after each frame.
 *
 * @param {string} name
 * @param {(frame: any) => any} [change]
 * @returns {TicketPicture[]}
 */
function play(name, change = (frame) => frame) {
  const file = new URL(`../../crates/wire/samples/${name}.json`, import.meta.url);
  let model = begin(0);
  return framesOf(JSON.parse(readFileSync(file, "utf8"))).map((frame) => {
    model = receive(model, change(structuredClone(frame)), 0).model;
    const connection = { state: freshness(model, 0), dataAt: model.now, attempts: 0, ended: model.ended };
    return ticketPicture(model.values, connection, model.now);
  });
}

/** @param {string} name */
const last = (name) => /** @type {any} */ (play(name).at(-1));

test("somebody who waits sees number, people ahead and range, and is told to stay when two are ahead", () => {
  const picture = last("ticket-waiting");
  assert.equal(picture.kind, "waiting");
  assert.equal(picture.label, "B046");
  assert.equal(picture.group.vi, "Hộ tịch");
  assert.equal(picture.ahead, 1);
  assert.deepEqual(picture.wait, { low_s: 240, high_s: 700 });
  assert.equal(picture.advice, "stay");
  assert.equal(picture.pushBacks, 3);
});

test("without enough data there is no range, and the person is told to be near", () => {
  const picture = last("ticket-waiting-unknown");
  assert.equal(picture.kind, "waiting");
  assert.equal(picture.wait, null);
  assert.notEqual(picture.advice, "far");
});

test("only a long range with many people ahead lets a person go away", () => {
  const cases = /** @type {[number | undefined, number | null, string][]} */ ([
    [0, 3600, "stay"],
    [2, 3600, "stay"],
    [3, 3600, "near"],
    [6, 3600, "near"],
    [7, 3600, "far"],
    [7, 15 * 60, "near"],
    [40, null, "near"],
    [undefined, 3600, "near"],
  ]);
  for (const [ahead, low, advice] of cases) {
    const frames = play("ticket-waiting", (frame) => {
      if (frame.set?.mine) frame.set.mine.people_ahead = ahead;
      if (frame.type === "live") frame.set = low === null ? {} : { wait: { low_s: low, high_s: low + 600 } };
      return frame;
    });
    const picture = /** @type {any} */ (frames.at(-1));
    assert.equal(picture.advice, advice, `${ahead} ahead, from ${low} s`);
  }
});

test("a call rings once, a recall rings again, a beat does not", () => {
  const [before, , called] = play("ticket-called");
  assert.ok(called);
  assert.equal(called.kind, "called");
  assert.equal(rings(before ?? null, called), true);
  assert.equal(rings(called, called), false);
  assert.equal(rings(null, called), true, "the page was opened late");
  const again = /** @type {TicketPicture} */ ({ ...called, call: "c4790" });
  assert.equal(rings(called, again), true);
  assert.equal(rings(called, last("ticket-serving")), false);
});

test("the one who is called sees counter and zone; a hall of one zone does not name it", () => {
  const picture = last("ticket-called");
  assert.equal(picture.counter, "3");
  assert.equal(picture.zone.vi, "Khu vực A · Tầng trệt");
  const small = play("ticket-called", (frame) => {
    if (frame.set?.hall) frame.set.hall.zones.length = 1;
    return frame;
  });
  assert.equal(/** @type {any} */ (small.at(-1)).zone, null);
});

test("somebody away for papers sees how long is left, never less than nothing", () => {
  const picture = last("ticket-parked");
  assert.equal(picture.kind, "parked");
  assert.equal(picture.leftMs, 29 * 60_000);
  const late = play("ticket-parked", (frame) => (frame.now ? { ...frame, now: frame.now + 3_600_000 } : frame));
  assert.equal(/** @type {any} */ (late.at(-1)).leftMs, 0);
});

test("only the served may rate, and once", () => {
  assert.equal(last("ticket-done").mayRate, true);
  assert.equal(last("ticket-no-show").mayRate, false);
  assert.equal(last("ticket-no-show").outcome, "no_show");
  const rated = last("ticket-rated");
  assert.equal(rated.mayRate, false);
  assert.ok(rated.rating >= 1 && rated.rating <= 5);
});

test("a link that ran out says so", () => {
  assert.equal(last("ticket-link-over").kind, "over");
});

test("the token is what stands in the fragment, and nothing else is one", () => {
  assert.equal(tokenOf("#ng2xk4vq7mzt5rdyh3wbsc6fae"), "ng2xk4vq7mzt5rdyh3wbsc6fae");
  assert.equal(tokenOf("#ng2xk4vq7mzt5rdyh3wbsc6fae&x=1"), "ng2xk4vq7mzt5rdyh3wbsc6fae");
  for (const bad of ["", "#", "#code=ab", "#../../etc/passwd-passwd", "#<script>alert(1)</script>"])
    assert.equal(tokenOf(bad), null);
});

test("an accessible call rings on until it is answered, and not for ever; others ring once", () => {
  const called = last("ticket-called");
  const usual = { ...called, accessible: false };
  assert.equal(called.accessible, true);
  const rung = { calledAt: 0, rangAt: 0, answered: "" };
  assert.equal(ringsOn(called, rung, REPEAT_MS - 1), false);
  assert.equal(ringsOn(called, rung, REPEAT_MS), true);
  assert.equal(ringsOn(called, { ...rung, answered: called.call }, REPEAT_MS), false);
  assert.equal(ringsOn({ ...called, call: "c9999" }, { ...rung, answered: called.call }, REPEAT_MS), true, "a recall");
  assert.equal(ringsOn(called, { ...rung, rangAt: REPEATS_FOR_MS - REPEAT_MS }, REPEATS_FOR_MS), false);
  assert.equal(ringsOn(usual, rung, REPEAT_MS), false);
  assert.equal(ringsOn(last("ticket-waiting"), rung, REPEAT_MS), false);
  const felt = (/** @type {TicketPicture} */ picture) => pulses(picture).reduce((sum, ms) => sum + ms, 0);
  assert.ok(felt(called) > 2 * felt(usual));
});

test("an alarm is on only where the browser lets it be felt and heard", () => {
  const phone = { wanted: true, silent: false, vibrates: true, touched: true };
  assert.equal(alarm(phone), "on");
  assert.equal(alarm({ ...phone, wanted: false }), "off");
  assert.equal(alarm({ ...phone, silent: true }), "blocked");
  assert.equal(alarm({ ...phone, touched: false }), "blocked", "loaded anew, not touched since");
  assert.equal(alarm({ ...phone, touched: false, vibrates: false }), "on", "nothing to be held back but sound");
});

test("a call that is not felt flashes for whoever asked or cannot hear it, until it is answered", () => {
  const called = last("ticket-called");
  const phone = { wanted: false, felt: false, answered: "" };
  assert.equal(flashes(called, phone), true);
  assert.equal(flashes(called, { ...phone, felt: true }), false);
  assert.equal(flashes(called, { ...phone, answered: called.call }), false);
  const usual = { ...called, accessible: false };
  assert.equal(flashes(usual, phone), false);
  assert.equal(flashes(usual, { ...phone, wanted: true }), true);
  assert.equal(flashes(last("ticket-waiting"), { ...phone, wanted: true }), false);
});

test("before counters begin the phone says when they do, from the first number on, and not when they work", () => {
  const at = (/** @type {Record<string, any>} */ phase) =>
    /** @type {any} */ (
      play("ticket-waiting", (frame) => {
        if (frame.set?.hall) frame.set.hall.phase = phase;
        return frame;
      }).at(-1)
    ).pausedUntil;
  // About when the sample is.
  const now = 1795400585000;
  const later = now + 3_600_000;
  assert.equal(at({ kind: "before", opens: later }), later);
  assert.equal(at({ kind: "issuing", opens: later }), later, "numbers are given, nobody calls yet");
  assert.equal(at({ kind: "issuing", opens: now - 3_600_000 }), null);
  assert.equal(at({ kind: "last_ticket_out", opens: later }), null, "the next session's");
});
