/**
 * Pages that open on weak machines or over a mobile network tell the browser at once all that they need, so that it is not found out
 * file by file: every module, style and list of words that is loaded before something is seen, and nothing else.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const displays = new URL("../", import.meta.url);
const read = (/** @type {URL} */ url) => readFileSync(url, "utf8");
const IMPORT = /^(?:import|export)\b[^";]*?from "(\.[^"]+)"|^import "(\.[^"]+)"/gm;
const STYLE = /^@import url\("([^"]+)"\)/gm;

/**
 * What a file needs, and what that needs, without the file itself.
 *
 * @param {URL} file
 * @param {RegExp} form
 * @param {Set<string>} [found]
 */
function needed(file, form, found = new Set()) {
  for (const [, from, bare] of read(file).matchAll(form)) {
    const url = new URL(from ?? bare ?? "", file);
    if (found.has(url.href)) continue;
    found.add(url.href);
    needed(url, form, found);
  }
  return found;
}

for (const [page, words] of /** @type {const} */ ([
  ["hall", ["vi.ftl", "vi-hall.ftl", "en.ftl", "en-hall.ftl"]],
  ["ticket", ["vi.ftl", ""]],
])) {
  test(`${page}: the browser is told at once what the page needs`, () => {
    const index = new URL(`${page}/index.html`, displays);
    const written = read(index);
    const listed = (/** @type {RegExp} */ form) =>
      [...written.matchAll(form)].map(([, name]) => new URL(name ?? "", index).href);
    const modules = needed(new URL(`${page}/page.js`, displays), IMPORT);
    assert.deepEqual(listed(/<link rel="modulepreload" href="([^"]+)" \/>/g).toSorted(), [...modules].toSorted());
    const styles = listed(/<link rel="stylesheet" href="([^"]+)" \/>/g);
    const imported = styles.flatMap((style) => [...needed(new URL(style), STYLE)]);
    assert.deepEqual(
      listed(/<link rel="preload" as="style" href="([^"]+)" \/>/g).toSorted(),
      [...new Set(imported)].filter((style) => !styles.includes(style)).toSorted(),
    );
    assert.deepEqual(
      listed(/<link rel="preload" as="fetch" crossorigin href="([^"]+)" \/>/g),
      words.map((name) => new URL(`locales/${name}`, displays).href),
    );
  });
}
