import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** Colours of each theme in the file, in its order: light, dark by the system, dark by choice. */
const themes = [...css.matchAll(/:root[^{]*\{([^}]*)\}/g)].map(([, body]) =>
  Object.fromEntries([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value])),
);

/** @param {string} colour */
function luminance(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} one @param {string} other */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test("the dark theme is the same by choice and by the system", () => {
  assert.equal(themes.length, 3);
  assert.deepEqual(themes[1], themes[2]);
});

/** What is written in a colour of its own, and what it may stand on. */
const TEXTS = ["ink", "mute", "accent", "calm", "warn", "stop"];
const GROUNDS = ["paper", "panel", "call", "shade"];

test("every text colour reaches 7:1 on every ground in both themes", () => {
  for (const [place, theme] of themes.entries()) {
    for (const text of TEXTS) {
      for (const ground of GROUNDS) {
        const ratio = contrast(theme[text], theme[ground]);
        assert.ok(ratio >= 7, `${text} on ${ground} in theme ${place}: ${ratio.toFixed(2)}`);
      }
    }
    assert.ok(contrast(theme["on-accent"], theme.accent) >= 7);
  }
  const [{ alarm, "on-alarm": onAlarm, "alarm-pale": pale }] = themes;
  assert.ok(contrast(onAlarm, alarm) >= 7 && contrast(alarm, pale) >= 7, "an alarm and its button");
});

/**
 * How colours look without one kind of cone, for linear light: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0.
 */
const SIGHTS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};
/** Colours side by side differ at a glance from about this CIE76 distance; 2.3 is just noticeable. */
const GLANCE = 10;

/** The place of a colour in CIELAB (D65) for whoever sees so. @param {string} colour @param {number[][]} sight */
function seen(colour, sight) {
  const linear = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [r, g, b] = sight.map((row) =>
    Math.min(1, Math.max(0, row[0] * linear[0] + row[1] * linear[1] + row[2] * linear[2])),
  );
  const root = (/** @type {number} */ t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = root(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = root((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test("states differ at a glance for those who confuse red and green", () => {
  const states = ["calm", "warn", "stop", "ink"];
  for (const [name, sight] of Object.entries(SIGHTS)) {
    for (const [place, theme] of themes.entries()) {
      for (const one of states) {
        for (const other of states.slice(states.indexOf(one) + 1)) {
          const [a, b] = [seen(theme[one], sight), seen(theme[other], sight)];
          const distance = Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
          assert.ok(distance >= GLANCE, `${one} and ${other}, ${name}, theme ${place}: ${distance.toFixed(1)}`);
        }
      }
    }
  }
});

test("a state is a shape too, of its own", () => {
  const parts = readFileSync(new URL("./parts.js", import.meta.url), "utf8");
  const [, shapes = ""] = /SHAPES = \{([^}]+)\}/.exec(parts) ?? [];
  const named = [...shapes.matchAll(/(\w+): "([^"]+)"/g)].map(([, meaning, shape]) => [meaning, shape]);
  assert.deepEqual(named.map(([meaning]) => meaning).toSorted(), ["calm", "plain", "stop", "warn"]);
  assert.equal(new Set(named.map(([, shape]) => shape)).size, named.length);
  const base = readFileSync(new URL("./base.css", import.meta.url), "utf8");
  for (const shape of ["dot", "triangle", "square"]) assert.ok(base.includes(`.${shape}`), shape);
});
