/** The administrator's page: first set-up, the hall's configuration, people, devices. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { starter } from "./model.js";
import { setupForm } from "./setup.js";
import { page } from "./view.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "admin"] });
const { params, text } = booted;

/** The code of a fresh installation stands in the fragment of the link that it prints: `#setup=…`. */
const setupCode = /^#setup=(.+)$/.exec(location.hash)?.[1] ?? (params.all.has("setup") ? "" : null);
if (setupCode !== null) await setupForm(root, text, decodeURIComponent(setupCode));

const who = await entering();
const commander = new Commander({ token: () => who.token, changed: () => draw() });
const doing = new Store({
  /** @type {import("./view.js").Place} */
  place: "hall",
  /** @type {import("./model.js").Config | null} what is in force */
  saved: null,
  /** @type {import("./model.js").Config | null} what is on the screen */
  draft: null,
  preview: false,
  /** @type {string | null} */
  said: null,
  /** @type {any[]} */
  people: [],
  /** @type {any[]} */
  tokens: [],
  /** @type {{ name: string, token: string } | null} shown once */
  secret: null,
  /** @type {string | null} the person whose password or standing is being changed */
  person: null,
});

/** A new installation has no hall yet: the first one is made from a name. */
async function entering() {
  const me = await ask("/api/v1/halls", booted.identity.token);
  if (me.status === 200 && me.body?.halls?.length === 0 && !params.sample) {
    return { hall: "", role: "admin", name: "", token: booted.identity.token };
  }
  return enter(booted, root, ["admin"]);
}

function draw() {
  render(
    page({
      text,
      hall: who.hall,
      name: who.name,
      progress: commander.progress,
      doing: doing.value,
      set: (change) => {
        commander.clear();
        doing.set(change);
      },
      edit: (draft) => doing.set({ draft, said: null }),
      save,
      createHall,
      readFile,
      exportToml,
      post,
      signOut: () => void leave(commander),
    }),
    root,
  );
}

async function load() {
  if (who.hall === "" || params.sample) return;
  const { status, body } = await ask(`/api/v1/halls/${who.hall}/config`, who.token);
  if (status === 200) doing.set({ saved: body, draft: body });
  const [people, tokens] = await Promise.all([ask("/api/v1/people", who.token), ask("/api/v1/tokens", who.token)]);
  doing.set({ people: people.body?.people ?? [], tokens: tokens.body?.tokens ?? [] });
}

/** First a trial, which the rules judge; then the press that puts it in force. @param {"try" | "save"} how */
async function save(how) {
  const { draft } = doing.value;
  if (!draft || commander.busy) return;
  const query = how === "try" ? "?dry_run=true" : "";
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/config${query}`, draft, { name: how, method: "PUT" });
  if (!outcome.ok) return;
  if (how === "try") doing.set({ preview: true });
  else doing.set({ saved: draft, preview: false, said: text.t("admin-saved") });
}

/**
 * @param {string} hall
 * @param {string} name
 */
async function createHall(hall, name) {
  if (commander.busy) return;
  const outcome = await commander.send("/api/v1/halls", { hall, config: starter(name) }, { name: "hall" });
  if (outcome.ok) location.search = `?hall=${encodeURIComponent(hall)}`;
}

/** A file becomes a draft; nothing is in force until it is saved. @param {File} file */
async function readFile(file) {
  if (commander.busy) return;
  const type = file.name.toLowerCase().endsWith(".toml") ? "application/toml" : "text/csv";
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/config?dry_run=true`, await file.text(), {
    name: "import",
    method: "PUT",
    type,
  });
  if (outcome.ok) doing.set({ draft: outcome.body.config, preview: true, said: null });
}

async function exportToml() {
  const { status, text: toml } = await ask(`/api/v1/halls/${who.hall}/config`, who.token, {
    accept: "application/toml",
  });
  if (status !== 200) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toml], { type: "application/toml" }));
  link.download = `${who.hall}.toml`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @param {string} done
 */
async function post(path, body, done) {
  if (commander.busy) return;
  const outcome = await commander.send(`/api/v1/${path}`, body, { name: path });
  if (!outcome.ok) return;
  const secret =
    typeof outcome.body?.token === "string" ? { name: outcome.body.name, token: outcome.body.token } : null;
  doing.set({ said: done, person: null, secret });
  await load();
}

doing.listen(draw);
addEventListener("beforeunload", (event) => {
  if (doing.value.draft !== doing.value.saved) event.preventDefault();
});
draw();
await load();
