import assert from "node:assert/strict";
import { test } from "node:test";
import { BROKEN_MS, begin, broke, ended, listed, PICTURE_MS, SLIDE_MS, tick, VIDEO_MOST_MS } from "./media-model.js";

const PICTURE = { name: "1.png", kind: "picture" };
const SLIDE = { name: "2.html", kind: "slide" };
const VIDEO = { name: "3.webm", kind: "video" };

const with3 = () => listed(begin(0), { version: "v1", items: [PICTURE, SLIDE, VIDEO] }, 0);

test("each thing has its time, in the order of the list, round and round", () => {
  let state = with3();
  assert.equal(state.current, PICTURE);
  state = tick(state, PICTURE_MS - 1, "runs");
  assert.equal(state.current, PICTURE);
  state = tick(state, PICTURE_MS, "runs");
  assert.equal(state.current, SLIDE);
  state = tick(state, PICTURE_MS + SLIDE_MS, "runs");
  assert.equal(state.current, VIDEO);
  state = tick(state, PICTURE_MS + SLIDE_MS + 60_000, "runs");
  assert.equal(state.current, VIDEO, "a video ends by itself");
  assert.equal(ended(state, 0).current, PICTURE);
  assert.equal(tick(state, PICTURE_MS + SLIDE_MS + VIDEO_MOST_MS, "runs").current, PICTURE, "or is ended");
});

test("while somebody is called nothing moves on, and what was seen so far is not lost", () => {
  let state = tick(with3(), PICTURE_MS - 1_000, "runs");
  for (const second of [12, 60, 600]) state = tick(state, second * 1000, "rests");
  assert.equal(state.current, PICTURE);
  state = tick(state, 600_999, "runs");
  assert.equal(state.current, PICTURE);
  assert.equal(tick(state, 601_000, "runs").current, SLIDE);
});

test("what cannot be shown is passed over, tried again later, and forgiven by a new list", () => {
  let state = broke(with3(), 0);
  assert.equal(state.current, SLIDE);
  state = ended(ended(state, 1_000), 2_000);
  assert.equal(state.current, SLIDE, "past the broken one");
  assert.equal(ended(ended(state, 1_000), BROKEN_MS).current, PICTURE);
  const again = listed(state, { version: "v2", items: [PICTURE, SLIDE, VIDEO] }, 3_000);
  assert.equal(ended(ended(again, 4_000), 4_000).current, PICTURE);
});

test("if nothing can be shown the panel is empty until something can", () => {
  let state = listed(begin(0), { version: "v1", items: [PICTURE] }, 0);
  state = broke(state, 10);
  assert.equal(state.current, null);
  assert.equal(tick(state, BROKEN_MS - 1, "runs").current, null);
  assert.equal(tick(state, BROKEN_MS + 10, "runs").current, PICTURE);
  assert.equal(listed(begin(0), { version: "", items: [] }, 0).current, null);
});

test("a changed folder goes on with what stands there, or behind where it stood", () => {
  const state = ended(with3(), 0);
  assert.equal(state.current, SLIDE);
  assert.equal(listed(state, { version: "v1", items: [] }, 0), state, "the same version changes nothing");
  const more = listed(state, { version: "v2", items: [PICTURE, { ...SLIDE }, VIDEO] }, 0);
  assert.equal(more.current?.name, SLIDE.name);
  assert.equal(listed(state, { version: "v2", items: [PICTURE, VIDEO] }, 0).current, VIDEO);
  assert.equal(listed(state, { version: "v2", items: [PICTURE] }, 0).current, PICTURE);
});
