/** The guide desk: issues numbers for others, and helps tickets that went astray. */
import { boot } from "../shared/boot.js";
import { Commander, uuidv7 } from "../shared/command.js";
import * as doubts from "../shared/doubt.js";
import { Live } from "../shared/live.js";
import { forget } from "../shared/session.js";
import { SAMPLE_NAME, sampleAnswer, sampleFetch } from "../shared/sample.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { SAID_MS, UNDO_MS } from "../shared/toast.js";
import { render } from "../vendor/lit.js";
import { Handed } from "../shared/handed.js";
import { Paper, paperOf } from "../shared/paper.js";
import { deskPicture, EMPTY_FORM, issueBody } from "./model.js";
import { page } from "./view.js";

const APP = "desk/0.1";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "kiosk", "print"] });
const { params, text, device } = booted;
const who = await enter(booted, root, ["greeter", "supervisor", "admin"]);
/** Where numbers are issued. */
const ISSUE = `/api/v1/halls/${who.hall}/tickets`;
/** Without a printer of the server's the browser prints; the address may say that it does so by itself, and on what. */
const width = paperOf(params.all.get("print"));
const slips = new Commander({ token: () => who.token });
/** A sample has no server, and no log. */
const handed = params.sample
  ? undefined
  : new Handed({
      hall: who.hall,
      send: (path, body, options) => slips.send(path, body, options),
      by: who.name,
      storage: sessionStorage,
    });
const paper = new Paper({ width: width ?? "80", handed });
/** What a sample's commands are answered; without that nothing is sent. */
const reply = params.sample ? params.all.get("reply") : null;
const commander = new Commander({
  token: () => who.token,
  changed: () => draw(),
  ...(reply === null ? {} : { fetch: sampleFetch(reply) }),
});
const doing = new Store({
  form: EMPTY_FORM,
  /** @type {import("./model.js").Filter} */
  filter: "open",
  search: "",
  /** @type {import("../shared/actions.js").Asked | null} */
  asked: null,
  /** @type {import("../wire.d.ts").Ticket | null} */
  given: null,
  /** @type {string | null} */
  service: null,
  /** @type {"group" | "dossiers" | null} */
  missing: null,
  /** @type {import("../shared/doubt.js").Doubt | null} */
  doubt: sampledDoubt(),
  /** @type {string | null} */
  said: null,
  /** @type {import("../shared/undo.js").Undo | null} */
  undo: null,
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;

const live = new Live({
  view: `hall/${who.hall}/desk`,
  app: APP,
  token: who.token,
  device,
  sample: params.sample,
  forced: params.all.get("connection"),
  paint: ({ connection }) => {
    handed?.line(connection.state);
    draw();
  },
});

function draw() {
  const { values, connection } = live.picture();
  if (connection.state === "ended" && connection.ended?.code === 4101) {
    forget();
    location.reload();
    return;
  }
  const now = live.clock.now();
  render(
    page(deskPicture(values, now, doing.value), {
      text,
      connection,
      values,
      now,
      progress: commander.progress,
      name: params.sample ? SAMPLE_NAME : who.name,
      paper,
      doing: doing.value,
      set: (change) => {
        commander.clear();
        doing.set(change);
      },
      issue,
      askAgain,
      letGo,
      send,
      printHere,
      signOut: () => void (params.sample || leave(commander)),
    }),
    root,
  );
}

async function issue() {
  const asked = issueBody(doing.value.form);
  if ("missing" in asked) {
    doing.set({ missing: asked.missing });
    return;
  }
  if (commander.busy || doing.value.doubt !== null) return;
  await ask({ path: ISSUE, body: asked.body, key: uuidv7(), action: "issue", by: who.name, at: Date.now() });
}

/**
 * One number for one wish, however often it is asked for: what was not answered is kept, and asked again with the same key.
 *
 * @param {import("../shared/doubt.js").Doubt} command
 */
async function ask(command) {
  const outcome = params.sample
    ? await sampleAnswer(params.all.get("answer") ?? "").then(({ status, body }) => ({ ok: status === 201, body }))
    : await sent(command);
  if (outcome.ok) {
    const { service } = command.body;
    doing.set({
      given: outcome.body,
      service: typeof service === "string" ? service : null,
      form: EMPTY_FORM,
      missing: null,
      doubt: null,
    });
    // The number is what everybody stands there for: it is in sight whatever was scrolled to.
    const given = document.querySelector(".given");
    given?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null | undefined} */ (given?.querySelector("button.next"))?.focus({ preventScroll: true });
    if (width !== null) paper.given(outcome.body);
  }
  draw();
}

/** @param {import("../shared/doubt.js").Doubt} command */
async function sent(command) {
  doubts.remember(sessionStorage, command);
  const outcome = await commander.send(command.path, command.body, { name: "issue", key: command.key });
  if (outcome.ok) {
    doubts.settle(sessionStorage);
    return outcome;
  }
  if (outcome.problem.code === "no_answer") doing.set({ doubt: command });
  else {
    doubts.settle(sessionStorage);
    doing.set({ doubt: null });
  }
  return { ok: false, body: null };
}

/** A sample may stand where an answer never came. */
function sampledDoubt() {
  if (!params.sample || params.all.get("state") !== "doubt") return null;
  return { path: ISSUE, body: {}, key: "", action: "issue", by: "", at: 0 };
}

/** Asks what became of the number that was never answered; if there is none, it is issued now. */
function askAgain() {
  const { doubt } = doing.value;
  if (doubt === null || commander.busy) return;
  commander.clear();
  void ask(doubt);
}

/** The person has gone, or has the number already. */
function letGo() {
  doubts.settle(sessionStorage);
  commander.clear();
  doing.set({ doubt: null });
}

/** A page that was loaded anew goes on asking, or says that it does not know. */
function resume() {
  if (params.sample) return;
  const before = doubts.found(sessionStorage, ISSUE, who.name, Date.now());
  if (before.kind === "none") return;
  doing.set({ doubt: before.doubt });
  if (before.kind === "again") askAgain();
}

/**
 * @param {string} path relative to the hall
 * @param {Record<string, unknown>} body
 * @param {string} done what to say afterwards
 * @param {import("../shared/undo.js").Undo | null} [undo] how it is taken back
 */
async function send(path, body, done, undo = null) {
  if (commander.busy || (params.sample && reply === null)) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/${path}`, body, { name: path });
  if (outcome.ok) {
    clearTimeout(forgetting);
    // A sample stands still.
    if (!params.sample)
      forgetting = setTimeout(() => doing.set({ said: null, undo: null }), undo === null ? SAID_MS : UNDO_MS);
    doing.set({ asked: null, said: done, undo });
  }
  draw();
}

/** The browser prints the number that stands there: the first time as such, then as a copy. */
function printHere() {
  const { given } = doing.value;
  if (given === null) return;
  if (paper.copies(given) === 0) paper.given(given);
  else paper.copy(given, draw);
  draw();
}

doing.listen(draw);
live.start();
setInterval(draw, 1000);
resume();
draw();
