/** The gallery: every part, and every page in every state, for whoever works on the pages. The demo serves it, a hall does not. */
import { readParams, setTheme } from "../shared/boot.js";
import { Store } from "../shared/store.js";
import { BUILT_IN, learn, listLanguages, loadText } from "../shared/text.js";
import { render } from "../vendor/lit.js";
import { SIZES, scenes } from "./scenes.js";
import { gallery } from "./view.js";

/** The words of every page. */
const PARTS = ["staff", "counter", "hall", "kiosk", "pair", "print", "reports", "end", "admin"];

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { lang, theme, all: asked } = readParams(location.search);
const text = await loadText(lang ?? "vi", PARTS, BUILT_IN, listLanguages());
for (const { code } of text.others) await learn(text, code);
const answer = await fetch("/samples/");
const all = scenes(await answer.json());
const chosen = new Store({
  page: asked.get("page") ?? "hall",
  /** `usual` for the page's usual size, `all`, or `1920x1080`. */
  size: asked.get("size") ?? "usual",
  language: text.language,
  theme: theme ?? "own",
  search: asked.get("search") ?? "",
});

function draw() {
  const choice = chosen.value;
  text.language = choice.language;
  setTheme(choice.theme === "dark" || choice.theme === "light" ? choice.theme : null);
  render(gallery(all, choice, { text, sizes: SIZES, set: (change) => chosen.set(change) }), root);
}

chosen.listen(() => {
  history.replaceState(null, "", `?${new URLSearchParams({ ...chosen.value, lang: chosen.value.language })}`);
  draw();
});
draw();
