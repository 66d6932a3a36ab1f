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

test("every text colour reaches 7:1 on every ground in both themes", () => {
  for (const theme of themes) {
    for (const text of ["ink", "mute", "accent", "calm", "warn", "stop"]) {
      for (const ground of ["paper", "panel"]) {
        const ratio = contrast(theme[text], theme[ground]);
        assert.ok(ratio >= 7, `${text} on ${ground}: ${ratio.toFixed(2)}`);
      }
    }
    assert.ok(contrast(theme["on-accent"], theme.accent) >= 7);
    for (const text of ["ink", "accent"]) assert.ok(contrast(theme[text], theme.call) >= 7, `${text} on call`);
  }
});
