/** The administrator's page: first set-up, the hall's configuration, people, devices. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { orderingOf } from "./effect.js";
import { readUtf8, typeOf } from "./file-text.js";
import { idOf } from "./forms.js";
import { STEPS, stepOf } from "./guide.js";
import { upon } from "./merge.js";
import { changes, starter } from "./model.js";
import { tryPrinter } from "./printers.js";
import { isList, placeOf } from "./places.js";
import { setupForm } from "./setup.js";
import { toldReasons } from "./reasons.js";
import { page } from "./view.js";

/** What belongs to the place that is left: no words, questions or secrets go along to another. */
const FRESH = {
  said: null,
  secret: null,
  waiting: null,
  pairHall: null,
  ward: null,
  failed: null,
  rows: null,
  unusable: null,
  filter: "",
  person: null,
  device: null,
};
/** The list of devices is read again so often while it is looked at. */
const DEVICES_EVERY_MS = 3_000;

/** @typedef {import("../shared/ask.js").Answer} Answer */

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "admin", "pair", "print"], oneLanguage: true });
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
const sample = params.sample ? await (await import("./sample.js")).sampleServer(params.sample) : null;
const commander = new Commander({ token: () => who.token, changed: () => draw(), fetch: sample?.fetch });
/** What the server knows. @param {string} path @param {{ accept?: string }} [how] @returns {Promise<Answer>} */
const read = (path, how) => sample?.read(path) ?? ask(path, who.token, how);
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
  /** @type {import("./model.js").Config | null} the draft that the server refused last */
  refused: null,
  /** @type {string | null} the entity tag of what is in force */
  tag: null,
  /** @type {import("./view.js").Doing["failed"]} */
  failed: null,
  /** @type {import("./view.js").Doing["stale"]} */
  stale: null,
  /** @type {import("./model.js").Config | null} */
  ward: null,
  /** @type {import("./files.js").Row[] | null} */
  rows: null,
  /** @type {import("./view.js").Doing["unusable"]} */
  unusable: null,
  filter: "",
  preview: false,
  /** @type {import("./view.js").Doing["effect"]} */
  effect: null,
  /** @type {import("./voice.js").Unsaid[]} counters that a voice cannot say, as the server found at the last trial */
  unsaid: [],
  /** @type {import("./view.js").Doing["said"]} */
  said: null,
  /** @type {any[]} */
  people: [],
  /** @type {any[]} */
  tokens: [],
  /** @type {any[]} */
  sessions: [],
  /** @type {any[]} */
  halls: [],
  everywhere: false,
  /** @type {any[]} */
  devices: [],
  pairCode: pairCode ?? "",
  /** @type {any} */
  waiting: null,
  /** @type {import("./view.js").Doing["pairHall"]} */
  pairHall: null,
  /** @type {{ id: string, what: "rename" | "revoke" } | null} */
  device: null,
  /** @type {{ name: string, token: string } | null} shown once */
  secret: null,
  /** @type {import("./view.js").Doing["person"]} */
  person: null,
  /** @type {import("../wire.d.ts").PrintLog | null} */
  prints: null,
  /** @type {string | null} the printer that is being tried */
  trying: null,
});

/** A new installation has no hall yet: the first one is made from a name. */
async function entering() {
  const me = params.sample ? null : await ask("/api/v1/halls", booted.identity.token);
  if (me?.status === 200 && me.body?.halls?.length === 0) {
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
      edit: (draft) => doing.set({ draft, ward: null, rows: null, said: null }),
      save,
      askEffect,
      createHall,
      readFile,
      exportToml,
      undo: () => doing.set({ draft: doing.value.before, preview: true, rows: null, said: null }),
      step: (to, how) => void goTo(to, how),
      visit,
      askWard,
      takeWard,
      meet,
      choosePairHall,
      show,
      signedIn,
      post,
      tryPrinter: tryOne,
      lookUp,
      answerDevice,
      signOut: () => void leave(commander),
    }),
    root,
  );
  watchBar();
}

/** The bar at the bottom covers nothing that has the focus: the page knows how high it is. */
const barHeight = new ResizeObserver(([entry]) => tellBar(entry?.target ?? null));
/** @type {Element | null} */
let watched = null;
function watchBar() {
  const bar = root.querySelector(".bar");
  if (bar === watched) return;
  if (watched) barHeight.unobserve(watched);
  watched = bar;
  if (bar) barHeight.observe(bar);
  tellBar(bar);
}

/** @param {Element | null} bar */
function tellBar(bar) {
  const height = bar instanceof HTMLElement && getComputedStyle(bar).position === "fixed" ? bar.offsetHeight : 0;
  document.documentElement.style.setProperty("--bar", `${height}px`);
}

/** The configuration in force, then everybody and everything that is set up. */
async function load() {
  if (who.hall === "") return;
  const answer = await read(`/api/v1/halls/${who.hall}/config`);
  if (!told(answer, load)) return;
  doing.set({ saved: answer.body, draft: answer.body, tag: answer.etag });
  await listenTo(answer.body);
  await loadPeople();
  doing.set({ prints: await readPrints() });
}

/**
 * Whether an answer is one; otherwise the page says what stood in its way, and how to ask again.
 *
 * @param {Answer} answer
 * @param {() => Promise<void>} again
 */
function told(answer, again) {
  if (answer.status === 200) {
    if (doing.value.failed?.again === again) doing.set({ failed: null });
    return true;
  }
  const unreachable = { code: "unreachable", detail: text.t("staff-no-server"), status: answer.status };
  const problem = answer.body?.code ? answer.body : unreachable;
  doing.set({ failed: { problem, again } });
  return false;
}

/** People, tokens and devices; what is being typed into the configuration stays. */
async function loadPeople() {
  const [people, tokens, sessions, halls, me] = await Promise.all(
    ["people", "tokens", "sessions", "halls", "me"].map((what) => read(`/api/v1/${what}`)),
  );
  if (!people || !told(people, loadPeople)) return;
  doing.set({
    people: people.body.people,
    tokens: tokens?.body?.tokens ?? [],
    sessions: sessions?.body?.sessions ?? [],
    halls: halls?.body?.halls ?? [],
    everywhere: me?.status === 200 && me.body.hall === null,
  });
  await loadDevices();
}

/** Somebody signed in where a session had ended; the draft is as it was. */
function signedIn() {
  who.token = null;
  commander.clear();
  doing.set({ failed: null });
  void (doing.value.saved === null ? load() : loadPeople());
}

async function readPrints() {
  const { status, body } = await read(`/api/v1/halls/${who.hall}/prints`);
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
  if (who.hall === "") return;
  const answer = await read("/api/v1/devices");
  if (!told(answer, loadDevices)) return;
  const { devices } = answer.body;
  if (JSON.stringify(devices) !== JSON.stringify(doing.value.devices)) doing.set({ devices });
}

/** The screen that shows a code. @param {string} code */
async function lookUp(code) {
  if (commander.busy) return;
  const outcome = await commander.send("/api/v1/devices/lookup", { user_code: code }, { name: "lookup" });
  if (outcome.ok) doing.set({ waiting: outcome.body, pairCode: "", said: null, pairHall: null });
}

/** The zones and counters of the hall that a new screen goes to. @param {string} hall */
async function choosePairHall(hall) {
  const answer = await read(`/api/v1/halls/${hall}/config`);
  if (told(answer, () => choosePairHall(hall))) doing.set({ pairHall: { hall, config: answer.body } });
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
  doing.set({ waiting: null, said: { words: said, of: "other" } });
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
  const path = `/api/v1/halls/${who.hall}/config`;
  if (how === "save") {
    if (await put(path, draft))
      doing.set({ preview: false, rows: null, said: { words: text.t("admin-saved"), of: "save" } });
    return;
  }
  const outcome = await commander.send(`${path}?dry_run=true`, draft, { name: "try", method: "PUT" });
  if (outcome.ok) doing.set({ preview: true, unsaid: outcome.body.unsaid ?? [] });
  else refuse(draft, outcome.problem);
}

/**
 * What the rules refuse is marked at its inputs, and the first of them has the focus: one that is in sight, if there is any.
 *
 * @param {import("./model.js").Config} draft
 * @param {import("../shared/command.js").Problem} problem
 */
function refuse(draft, problem) {
  doing.set({ refused: draft });
  const paths = toldReasons(problem, draft, draft, text).flatMap(({ path }) => (path && !isList(path) ? [path] : []));
  const first = paths.find((path) => placeOf(path) === doing.value.place) ?? paths[0];
  if (first !== undefined) show(first);
}

/** Goes to the input of a path; what was refused stays on the page. @param {string} path */
function show(path) {
  const place = placeOf(path);
  const { guide } = doing.value;
  if (place !== doing.value.place) {
    const step = STEPS.indexOf(place);
    if (guide !== null) turnTo(step < 0 ? null : step);
    doing.set({ ...FRESH, place, preview: false });
  }
  doing.set({ filter: "" });
  const input = document.getElementById(idOf(path)) ?? root.querySelector("main h2");
  if (!(input instanceof HTMLElement)) return;
  input.scrollIntoView({ block: "center" });
  input.focus();
}

/**
 * Puts a draft in force in the place of what it was made from; whether it did.
 *
 * @param {string} path
 * @param {import("./model.js").Config} draft
 */
async function put(path, draft) {
  const { saved, tag } = doing.value;
  const outcome = await commander.send(path, draft, { name: "save", method: "PUT", match: tag ?? undefined });
  if (outcome.ok) {
    doing.set({ saved: draft, before: saved, tag: outcome.body.tag, stale: null });
    return true;
  }
  if (outcome.problem.code === "stale_config") await seeTheirs();
  else refuse(draft, outcome.problem);
  return false;
}

/** What somebody else has saved meanwhile is shown before anything goes on. */
async function seeTheirs() {
  const answer = await read(`/api/v1/halls/${who.hall}/config`);
  if (told(answer, seeTheirs)) doing.set({ stale: { theirs: answer.body, tag: answer.etag } });
}

/** @param {"keep" | "drop"} how whether what was changed here is kept */
function meet(how) {
  const { stale, saved, draft } = doing.value;
  if (!stale || !saved || !draft) return;
  commander.clear();
  const { theirs, tag } = stale;
  const next = how === "keep" ? upon(saved, theirs, draft) : theirs;
  doing.set({
    saved: theirs,
    draft: next,
    tag,
    before: null,
    stale: null,
    preview: how === "keep",
    rows: null,
    said: null,
  });
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
  commander.clear();
  const type = typeOf(file.name);
  const words = readUtf8(await file.arrayBuffer());
  doing.set({ unusable: type === null ? "not-kind" : words === null ? "not-utf8" : null, rows: null, said: null });
  if (type === null || words === null) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/config?dry_run=true`, words, {
    name: "import",
    method: "PUT",
    type,
  });
  if (outcome.ok) {
    const { config, rows, unsaid = [] } = outcome.body;
    const { saved } = doing.value;
    const same = saved !== null && changes(saved, config).length === 0;
    /** @type {import("./view.js").Doing["said"]} */
    const said = same ? { words: text.t("admin-rows-none"), of: "other" } : null;
    doing.set({ draft: same ? saved : config, preview: !same, unsaid, rows: type === "text/csv" ? rows : null, said });
  } else if (outcome.problem.config) {
    // the rules refuse it, and each mistake can be mended at its input
    const { config } = outcome.problem;
    doing.set({ draft: config, refused: config, preview: false, rows: null, said: null });
  }
}

/** @param {number | null} step @returns {import("./view.js").Place} */
function placeAt(step) {
  return step === null ? "hall" : (STEPS[step] ?? "hall");
}

/**
 * Another step of the first set-up.
 *
 * @param {number | null} step
 * @param {"save" | "leave"} how what was changed is put in force first, or stays as it is: unsaved, and still there
 */
async function goTo(step, how) {
  if (commander.busy) return;
  const { draft, saved } = doing.value;
  if (how === "save" && draft && draft !== saved && !(await put(`/api/v1/halls/${who.hall}/config`, draft))) return;
  commander.clear();
  turnTo(step);
  doing.set({ place: placeAt(step), ...FRESH, preview: false });
  if (step === STEPS.length) void loadPeople();
  /** @type {HTMLElement | null} */ (root.querySelector(".guide h2"))?.focus();
  scrollTo(0, 0);
}

/** The address says which step it is, for a reload. @param {number | null} step */
function turnTo(step) {
  const address = new URL(location.href);
  if (step === null) address.searchParams.delete("guide");
  else address.searchParams.set("guide", String(step));
  history.replaceState(null, "", address);
  doing.set({ guide: step });
}

/** @param {import("./view.js").Place} place */
function visit(place) {
  const step = STEPS.indexOf(place);
  if (doing.value.guide !== null && step >= 0) {
    void goTo(step, "leave");
    return;
  }
  if (doing.value.guide !== null) void goTo(null, "leave");
  commander.clear();
  doing.set({ ...FRESH, place });
  // on a narrow screen the places stand above the form: it comes into sight
  const heading = root.querySelector("main h2");
  if (heading && heading.getBoundingClientRect().top > innerHeight / 3) heading.scrollIntoView();
}

/** Zones, groups, services and counters of a ward, for this hall to be changed: shown before they take the place of others. */
async function askWard() {
  const answer = await read("/api/v1/templates/ward");
  const { draft } = doing.value;
  if (!told(answer, askWard) || !draft) return;
  const { zones, groups, services, classes, counters, guarantees } = answer.body;
  doing.set({ ward: { ...draft, zones, groups, services, classes, counters, guarantees }, said: null });
}

/** Nothing is in force until the next step. */
function takeWard() {
  const { ward } = doing.value;
  if (ward) doing.set({ draft: ward, ward: null, said: { words: text.t("steps-ward-taken"), of: "other" } });
}

async function exportToml() {
  const answer = await read(`/api/v1/halls/${who.hall}/config`, { accept: "application/toml" });
  if (!told(answer, exportToml)) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([answer.text], { type: "application/toml" }));
  link.download = `${who.hall}.toml`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/**
 * @param {string} path
 * @param {Record<string, unknown>} body
 * @param {string} done
 * @returns {Promise<boolean>}
 */
async function post(path, body, done) {
  if (commander.busy) return false;
  const outcome = await commander.send(`/api/v1/${path}`, body, { name: path });
  if (!outcome.ok) return false;
  const secret =
    typeof outcome.body?.token === "string" ? { name: outcome.body.name, token: outcome.body.token } : null;
  doing.set({ said: { words: done, of: "other" }, person: null, device: null, secret });
  void loadPeople();
  return true;
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
