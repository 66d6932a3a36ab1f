/** The administrator's page: first set-up, the hall's configuration, people, devices. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { orderingOf } from "./effect.js";
import { STEPS, stepOf } from "./guide.js";
import { starter } from "./model.js";
import { tryPrinter } from "./printers.js";
import { setupForm } from "./setup.js";
import { page } from "./view.js";

/** The list of devices is read again so often while it is looked at. */
const DEVICES_EVERY_MS = 3_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "admin", "pair"] });
const { params, text } = booted;

/** The code of a fresh installation stands in the fragment of the link that it prints: `#setup=…`. */
const setupCode = /^#setup=(.+)$/.exec(location.hash)?.[1] ?? (params.all.has("setup") ? "" : null);
if (setupCode !== null) await setupForm(root, text, decodeURIComponent(setupCode));

/** The QR code of a new screen leads here: `#pair=XXXX-XXXX`. @returns {string | null} */
function takePairCode() {
  const found = /^#pair(?:=(.*))?$/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, "", location.pathname + location.search);
  return found[1] ?? "";
}
const pairCode = takePairCode();

const who = await entering();
const commander = new Commander({ token: () => who.token, changed: () => draw() });
const doing = new Store({
  /** @type {import("./view.js").Place} */
  place: pairCode === null ? placeAt(stepOf(params.all.get("guide"))) : "devices",
  /** @type {number | null} the step of the first set-up */
  guide: pairCode === null ? stepOf(params.all.get("guide")) : null,
  /** @type {import("./model.js").Config | null} what was in force before the last save */
  before: null,
  /** @type {import("./model.js").Config | null} what is in force */
  saved: null,
  /** @type {import("./model.js").Config | null} what is on the screen */
  draft: null,
  preview: false,
  /** @type {import("./view.js").Doing["effect"]} */
  effect: null,
  /** @type {import("./voice.js").Unsaid[]} counters that a voice cannot say, as the server found at the last trial */
  unsaid: [],
  /** @type {string | null} */
  said: null,
  /** @type {any[]} */
  people: [],
  /** @type {any[]} */
  tokens: [],
  /** @type {any[]} */
  devices: [],
  pairCode: pairCode ?? "",
  /** @type {any} */
  waiting: null,
  /** @type {{ id: string, what: "rename" | "revoke" } | null} */
  device: null,
  /** @type {{ name: string, token: string } | null} shown once */
  secret: null,
  /** @type {string | null} the person whose password or standing is being changed */
  person: null,
  /** @type {import("../wire.d.ts").PrintLog | null} */
  prints: null,
  /** @type {string | null} the printer that is being tried */
  trying: null,
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
      askEffect,
      createHall,
      readFile,
      exportToml,
      undo: () => doing.set({ draft: doing.value.before, preview: true, said: null }),
      step: (to) => void goTo(to),
      takeWard,
      post,
      tryPrinter: tryOne,
      lookUp,
      answerDevice,
      signOut: () => void leave(commander),
    }),
    root,
  );
}

async function load() {
  if (who.hall === "" || params.sample) return;
  const { status, body } = await ask(`/api/v1/halls/${who.hall}/config`, who.token);
  if (status === 200) {
    doing.set({ saved: body, draft: body });
    await listenTo(body);
  }
  const [people, tokens] = await Promise.all([ask("/api/v1/people", who.token), ask("/api/v1/tokens", who.token)]);
  doing.set({ people: people.body?.people ?? [], tokens: tokens.body?.tokens ?? [], prints: await readPrints() });
  await loadDevices();
}

async function readPrints() {
  const { status, body } = await ask(`/api/v1/halls/${who.hall}/prints`, who.token);
  return status === 200 ? body : null;
}

/** @param {string} code */
async function tryOne(code) {
  if (commander.busy || doing.value.trying !== null) return;
  doing.set({ trying: code });
  await tryPrinter(code, { hall: who.hall, commander, look: readPrints, show: (prints) => doing.set({ prints }) });
  doing.set({ trying: null });
}

/** What the draft would do to the people who wait now; nothing changes by asking. */
async function askEffect() {
  const { draft } = doing.value;
  if (!draft || commander.busy) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/policy-preview`, orderingOf(draft), {
    name: "effect",
  });
  if (outcome.ok) doing.set({ effect: { of: draft, answer: outcome.body } });
}

/** How the devices are, as long as somebody looks at them. */
async function loadDevices() {
  if (who.hall === "" || params.sample) return;
  const { status, body } = await ask("/api/v1/devices", who.token);
  if (status === 200 && JSON.stringify(body.devices) !== JSON.stringify(doing.value.devices)) {
    doing.set({ devices: body.devices });
  }
}

/** The screen that shows a code. @param {string} code */
async function lookUp(code) {
  if (commander.busy) return;
  const outcome = await commander.send("/api/v1/devices/lookup", { user_code: code }, { name: "lookup" });
  if (outcome.ok) doing.set({ waiting: outcome.body, pairCode: "", said: null });
}

/**
 * Lets the screen in or turns it away.
 *
 * @param {"approve" | "refuse"} how
 * @param {Record<string, unknown>} body
 */
async function answerDevice(how, body) {
  if (commander.busy) return;
  const outcome = await commander.send(`/api/v1/devices/${how}`, body, { name: how });
  if (!outcome.ok) return;
  const said =
    how === "approve" ? text.t("admin-pair-approved", { name: String(body.name) }) : text.t("admin-pair-refused");
  doing.set({ waiting: null, said });
}

/**
 * What is in force is tried as well: it tells which counters a voice cannot say. A trial that fails says nothing here, since nobody asked
 * for it.
 *
 * @param {import("./model.js").Config} config
 */
async function listenTo(config) {
  const path = `/api/v1/halls/${who.hall}/config?dry_run=true`;
  const outcome = await commander.send(path, config, { name: "listen", method: "PUT" });
  if (outcome.ok) doing.set({ unsaid: outcome.body.unsaid ?? [] });
  else commander.clear();
}

/** First a trial, which the rules judge; then the press that puts it in force. @param {"try" | "save"} how */
async function save(how) {
  const { draft } = doing.value;
  if (!draft || commander.busy) return;
  const query = how === "try" ? "?dry_run=true" : "";
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/config${query}`, draft, { name: how, method: "PUT" });
  if (!outcome.ok) return;
  if (how === "try") doing.set({ preview: true, unsaid: outcome.body.unsaid ?? [] });
  else doing.set({ saved: draft, before: doing.value.saved, preview: false, said: text.t("admin-saved") });
}

/**
 * @param {string} hall
 * @param {string} name
 */
async function createHall(hall, name) {
  if (commander.busy) return;
  const outcome = await commander.send("/api/v1/halls", { hall, config: starter(name) }, { name: "hall" });
  if (outcome.ok) location.search = `?hall=${encodeURIComponent(hall)}&guide=0`;
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
  if (outcome.ok)
    doing.set({ draft: outcome.body.config, preview: true, unsaid: outcome.body.unsaid ?? [], said: null });
}

/** @param {number | null} step @returns {import("./view.js").Place} */
function placeAt(step) {
  return step === null ? "hall" : (STEPS[step] ?? "hall");
}

/** Another step of the first set-up; what was changed in this one is saved first. @param {number | null} step */
async function goTo(step) {
  if (commander.busy) return;
  const { draft, saved } = doing.value;
  if (draft !== saved) {
    const path = `/api/v1/halls/${who.hall}/config`;
    const outcome = await commander.send(path, draft, { name: "guide", method: "PUT" });
    if (!outcome.ok) return;
    doing.set({ saved: draft, before: saved });
  }
  const address = new URL(location.href);
  if (step === null) address.searchParams.delete("guide");
  else address.searchParams.set("guide", String(step));
  history.replaceState(null, "", address);
  commander.clear();
  doing.set({ guide: step, place: placeAt(step), said: null, secret: null, waiting: null, preview: false });
  /** @type {HTMLElement | null} */ (root.querySelector(".guide h2"))?.focus();
  scrollTo(0, 0);
}

/** Zones, groups, services and counters of a ward, for this hall to be changed; nothing is in force until the next step. */
async function takeWard() {
  const { draft } = doing.value;
  const { status, body } = await ask("/api/v1/templates/ward", who.token);
  if (status !== 200 || !draft) return;
  const { zones, groups, services, classes, counters, guarantees } = body;
  doing.set({
    draft: { ...draft, zones, groups, services, classes, counters, guarantees },
    said: text.t("steps-ward-taken"),
  });
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
  doing.set({ said: done, person: null, device: null, secret });
  await load();
}

doing.listen(draw);
addEventListener("hashchange", () => {
  const code = takePairCode();
  if (code !== null) doing.set({ place: "devices", pairCode: code, waiting: null });
});
addEventListener("beforeunload", (event) => {
  if (doing.value.draft !== doing.value.saved) event.preventDefault();
});
draw();
await load();
setInterval(() => {
  if (doing.value.place === "devices" && document.visibilityState === "visible") void loadDevices();
}, DEVICES_EVERY_MS);
