/** The supervisor's page: follows the whole hall, and steers it. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { takePaper } from "../shared/fairness-paper.js";
import { Live } from "../shared/live.js";
import { Officers } from "../shared/officers.js";
import { SAMPLE_NAME, sampleAnswer, sampleFetch } from "../shared/sample.js";
import { forget } from "../shared/session.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { SAID_MS, UNDO_MS } from "../shared/toast.js";
import { render } from "../vendor/lit.js";
import { supervisorPicture } from "./model.js";
import { page } from "./view.js";
import { askWhatIf, NOTHING_ASKED, toldOf } from "./what-if.js";

const APP = "supervisor/0.1";
/** The day's course is asked for so often; its last point comes from the stream. */
const TODAY_EVERY_MS = 60_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "print", "end"] });
const { params, text, device } = booted;
const who = await enter(booted, root, ["supervisor", "admin"]);
/** What a sample's commands are answered; without that nothing is sent. */
const reply = params.sample ? params.all.get("reply") : null;
const deaf = params.sample !== null && reply === null;
const commander = new Commander({
  token: () => who.token,
  changed: () => draw(),
  ...(reply === null ? {} : { fetch: sampleFetch(reply) }),
});
const doing = new Store({
  /** @type {import("./view.js").Dialog | null} */
  dialog: null,
  search: "",
  /** @type {string | null} */
  line: null,
  all: false,
  allAlerts: false,
  /** @type {string | null} */
  said: null,
  /** @type {import("./view.js").Undo | null} */
  undo: null,
  /** @type {import("./course.js").Today | null} */
  today: null,
  whatIf: NOTHING_ASKED,
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;
const officers = new Officers(params.sample ? null : who.hall, { token: () => who.token, changed: () => draw() });

const live = new Live({
  view: `hall/${who.hall}/supervisor`,
  app: APP,
  token: who.token,
  device,
  sample: params.sample,
  forced: params.all.get("connection"),
  paint: () => draw(),
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
    page(supervisorPicture(values, now), {
      text,
      officer: (id) => officers.name(id),
      connection,
      values,
      now,
      progress: commander.progress,
      busy: commander.busy,
      role: who.role,
      name: params.sample ? SAMPLE_NAME : who.name,
      doing: doing.value,
      set: (change) => {
        commander.clear();
        doing.set(change);
      },
      send,
      showLine,
      askWhy: (id, label) => void askWhy(id, label),
      takePaper: () => void takeReceipt(),
      think,
      signOut: () => void (params.sample || leave(commander)),
    }),
    root,
  );
}

/**
 * @param {string} path relative to the hall
 * @param {Record<string, unknown>} body
 * @param {string} done what to say afterwards
 * @param {import("./view.js").Undo | null} [undo] how it is taken back
 */
async function send(path, body, done, undo = null) {
  if (commander.busy || deaf) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/${path}`, body, { name: path });
  if (outcome.ok) {
    clearTimeout(forgetting);
    // A sample stands still.
    if (!params.sample)
      forgetting = setTimeout(() => doing.set({ said: null, undo: null }), undo === null ? SAID_MS : UNDO_MS);
    doing.set({ dialog: null, said: done, undo });
    void askToday();
  }
  draw();
}

/** Brings the people of a line into view. @param {string} group */
function showLine(group) {
  doing.set({ line: group, search: "" });
  document.getElementById("tickets")?.scrollIntoView({ block: "start" });
}

/**
 * @param {string} id
 * @param {string} label
 */
async function askWhy(id, label) {
  /** @type {Extract<import("./view.js").Dialog, { kind: "fairness" }>} */
  const asked = { kind: "fairness", id, label, receipt: null, failed: false, taking: false, problem: "" };
  doing.set({ dialog: asked });
  const { status, body } = params.sample
    ? await sampleAnswer(params.all.get("answer") ?? "")
    : await ask(`/api/v1/halls/${who.hall}/tickets/${id}/fairness`, who.token);
  const { dialog } = doing.value;
  // Another dialog may stand there by now.
  if (dialog?.kind !== "fairness" || dialog.id !== id) return;
  doing.set({ dialog: { ...asked, receipt: status === 200 ? body : null, failed: status !== 200 } });
}

/** Takes the receipt that is open away as a sheet of paper. */
async function takeReceipt() {
  const asked = doing.value.dialog;
  if (asked?.kind !== "fairness" || asked.taking || params.sample) return;
  doing.set({ dialog: { ...asked, taking: true, problem: "" } });
  const problem = await takePaper(who, asked, text);
  const { dialog } = doing.value;
  if (dialog?.kind === "fairness" && dialog.id === asked.id)
    doing.set({ dialog: { ...dialog, taking: false, problem } });
}

/**
 * @param {import("./what-if.js").Asked} asked
 * @param {Record<string, unknown>} change
 */
async function think(asked, change) {
  const thinking = { ...asked, thinking: true, told: null, problem: null };
  doing.set({ whatIf: thinking });
  const answer = await (params.sample
    ? sampleAnswer(params.all.get("answer") ?? "").then(toldOf)
    : askWhatIf(who.hall, who.token, change));
  // An answer to a question that is no longer on the screen is not shown.
  if (doing.value.whatIf === thinking) doing.set({ whatIf: { ...thinking, thinking: false, ...answer } });
}

async function askToday() {
  const { status, body } = params.sample
    ? await sampleAnswer(params.all.get("today") ?? "")
    : await ask(`/api/v1/halls/${who.hall}/today`, who.token);
  if (status === 200) doing.set({ today: body });
}

doing.listen(draw);
live.start();
setInterval(draw, 1000);
void askToday();
if (!params.sample) setInterval(() => void askToday(), TODAY_EVERY_MS);
draw();
