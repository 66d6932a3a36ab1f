import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { GROUP_ICONS } from "./group-icons.js";

const displays = new URL("../", import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, displays), "utf8");
const styles = read("shared/icons.css") + read("shared/group-icons.css");
const drawn = [...styles.matchAll(/^\.icon-([a-z0-9-]+) \{\n {2}--icon: url\("([^"]+)"\);\n\}/gm)];
const names = drawn.map(([, name]) => name);
/** What our own pages are made of. */
const sources = readdirSync(displays, { recursive: true })
  .map(String)
  .filter((path) => /\.(js|css|html)$/.test(path) && !path.startsWith("vendor") && !path.endsWith(".test.js"));

test("pictures are one set: every file has its class, and every class its file", () => {
  const files = readdirSync(new URL("vendor/icons/", displays))
    .filter((name) => name.endsWith(".svg"))
    .map((name) => name.slice(0, -".svg".length));
  assert.deepEqual(names.toSorted(), files.toSorted());
  for (const [, name, url] of drawn) assert.equal(url, `../vendor/icons/${name}.svg`);
  const list = /PICTURES = [^[]*\[([^\]]*)\]/.exec(read("shared/pictures.js"))?.[1] ?? "";
  assert.deepEqual([...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name).toSorted(), files.toSorted());
});

test("every picture is drawn by lines of one weight on one field", () => {
  for (const name of names) {
    const picture = read(`vendor/icons/${name}.svg`);
    assert.match(picture, /viewBox="0 0 24 24"/, name);
    assert.match(picture, /stroke-width="2"/, name);
  }
});

test("every picture that a page names is there, those of groups too", () => {
  for (const name of GROUP_ICONS) assert.ok(names.includes(name), name);
  for (const path of sources) {
    for (const [, name] of read(path).matchAll(/\bicon(?:\("|-)([a-z][a-z0-9-]*)"/g)) {
      assert.ok(names.includes(name), `${path}: ${name}`);
    }
  }
  assert.ok(existsSync(new URL("vendor/icons/lucide.LICENSE", displays)));
});

/** Keys have such names on their caps, and an arrow between two figures is a word. */
const WORDS = { "counter/keys.js": /⌫|␣|↑|↓|←|→/g, "admin/effect-view.js": / → /g, "ticket/page.js": / → /g };

test("no letter stands for a picture", () => {
  for (const path of sources) {
    const text = read(path).replaceAll(WORDS[path] ?? /(?!)/g, "");
    assert.doesNotMatch(text, /[\u2190-\u21ff\u2300-\u2bff]/, path);
  }
});
