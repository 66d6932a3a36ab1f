/** A citizen's phone: follows one ticket by the link on its slip, rings when it is called, leaves, lets others pass, judges. */
import { ask } from "../shared/ask.js";
import { boot, setLanguage } from "../shared/boot.js";
import { Chime } from "../shared/chime.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { Store } from "../shared/store.js";
import { learn } from "../shared/text.js";
import { html, render } from "../vendor/lit.js";
import { alarm, COMMENT_CHARS, flashes, pulses, rings, ringsOn, ticketPicture, tokenOf } from "./model.js";
import { page } from "./view.js";

const APP = "ticket/0.1";
/** The wish to be rung outlives a reload; the browser's leave does not. */
const WISH_KEPT = "goiso.ticket.alarm";
/** Long enough to be felt when it is switched on. */
const TRIAL_PULSE_MS = 300;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { params, text, device } = await boot({ remembersLanguage: true, oneLanguage: true, offersLanguages: true });
const token = tokenOf(location.hash);
const commander = new Commander({ token: () => token, scheme: "Ticket", changed: () => draw() });
const chime = new Chime(() => draw());
/** What the person is doing on the page. */
const doing = new Store({
  /** @type {"nothing" | "leaving" | "passing"} */
  step: "nothing",
  score: 0,
  comment: "",
  sound: sessionStorage.getItem(WISH_KEPT) === "on",
  /** The call that its holder has answered. */
  answered: "",
  /** @type {import("./view.js").Why | null} */
  why: null,
});
/** `felt`: whether the phone vibrated then. */
const rung = { calledAt: 0, rangAt: 0, felt: false };
/** @type {WakeLockSentinel | null} */
let awake = null;
/** @type {import("./model.js").TicketPicture | null} */
let before = null;
/** @type {Live | null} */
let live = null;
/** @type {typeof import("./done.js").done | null} */
let done = null;
let endComes = false;

function draw() {
  if (!live) return;
  const { values, connection } = live.picture();
  const picture = ticketPicture(values, connection, live.clock.now());
  const at = performance.now();
  if (rings(before, picture)) {
    rung.calledAt = at;
    ring(picture);
  } else if (ringsOn(picture, { ...rung, answered: doing.value.answered }, at)) ring(picture);
  const moved = before !== null && before.kind !== picture.kind;
  before = picture;
  if (moved) {
    doing.value = { ...doing.value, step: "nothing", why: null };
    commander.clear();
  }
  if (picture.kind === "done" && !endComes) void learnEnd();
  document.body.dataset.state = picture.kind;
  const flash = flashes(picture, { wanted: doing.value.sound, felt: rung.felt, answered: doing.value.answered });
  document.body.dataset.flash = flash ? "on" : "off";
  document.body.dataset.care = "accessible" in picture && picture.accessible ? "accessible" : "usual";
  if ("label" in picture) {
    document.title =
      picture.kind === "called"
        ? `${picture.label} → ${text.t("counter", { number: picture.counter })}`
        : picture.label;
  }
  render(
    page(picture, {
      text,
      connection,
      progress: commander.progress,
      doing: doing.value,
      alarm: alarm({
        wanted: doing.value.sound,
        silent: chime.blocked,
        vibrates: vibrates(),
        touched: navigator.userActivation?.hasBeenActive ?? true,
      }),
      vibrates: vibrates(),
      set: (change) => doing.set(change),
      language: (code) => void language(code),
      wantSound,
      leave: () => void send(picture, "cancel", {}),
      pushBack: () => void send(picture, "push-back", {}),
      rate,
      done,
      askWhy: () => void askWhy(picture),
      onMyWay: () => {
        navigator.vibrate?.(0);
        doing.set({ answered: picture.kind === "called" ? picture.call : "" });
      },
    }),
    root,
  );
}

/** Words of the end, and of why others were called first. */
const END = "end";

/** What the end needs is loaded when it comes; without a line they are asked for at the next drawing. */
async function learnEnd() {
  endComes = true;
  try {
    const [module] = await Promise.all([import("./done.js"), learn(text, text.language, END)]);
    done = module.done;
    draw();
  } catch {
    endComes = false;
  }
}

/** @param {import("./model.js").TicketPicture} picture */
function ring(picture) {
  rung.rangAt = performance.now();
  // Without a touch since the page was loaded the browser keeps it back, and says so.
  rung.felt = vibrates() && navigator.vibrate(pulses(picture)) !== false;
  if (doing.value.sound) chime.play();
}

function vibrates() {
  return "vibrate" in navigator;
}

function wantSound() {
  doing.set({ sound: true });
  sessionStorage.setItem(WISH_KEPT, "on");
  if (before?.kind === "called") ring(before);
  else if (vibrates()) navigator.vibrate(TRIAL_PULSE_MS);
  // The press is the leave that the browser asks for; the tone shows the person what to listen for.
  void chime.arm().then(() => chime.play());
  void stayAwake();
}

/** A page that is to ring must not sleep; where the browser does not know of that, the words ask the person. */
async function stayAwake() {
  if (!("wakeLock" in navigator) || awake?.released === false || document.visibilityState !== "visible") return;
  awake = await navigator.wakeLock.request("screen").catch(() => null);
}
document.addEventListener("visibilitychange", () => {
  if (doing.value.sound) void stayAwake();
});

/** @param {string} code */
async function language(code) {
  try {
    await learn(text, code);
  } catch {
    // Without a line the page keeps its language, and its badge says why.
    return;
  }
  setLanguage(text, code, { remember: true });
  draw();
}

function rate() {
  const { score, comment } = doing.value;
  const words = comment.trim().slice(0, COMMENT_CHARS);
  if (before && score > 0) void send(before, "rate", words === "" ? { score } : { score, comment: words });
}

/**
 * @param {import("./model.js").TicketPicture} picture
 * @param {"cancel" | "push-back" | "rate"} what
 * @param {Record<string, unknown>} body
 */
async function send(picture, what, body) {
  if (!("label" in picture) || commander.busy || params.sample) return;
  const outcome = await commander.send(`/api/v1/halls/${picture.hall}/tickets/${picture.id}/${what}`, body, {
    name: what,
  });
  if (outcome.ok) doing.set({ step: "nothing" });
  draw();
}

/** @param {import("./model.js").TicketPicture} picture */
async function askWhy(picture) {
  if (!("label" in picture) || params.sample || doing.value.why?.kind === "asking") return;
  doing.set({ why: { kind: "asking" } });
  const path = `/api/v1/halls/${picture.hall}/tickets/${picture.id}/fairness`;
  try {
    // Few phones ask, and none needs these words before.
    const [{ status, body }, { becauseWords }, { toldWhy: tell }] = await Promise.all([
      ask(path, token, { scheme: "Ticket" }),
      import("../shared/fairness.js"),
      import("./done.js"),
      learn(text, text.language, END),
    ]);
    doing.set({ why: status === 200 ? { kind: "told", receipt: body, becauseWords, tell } : { kind: "failed" } });
  } catch {
    doing.set({ why: { kind: "failed" } });
  }
}

doing.listen(draw);
addEventListener("hashchange", () => location.reload());

if (!token && !params.sample) {
  render(html`<main class="card"><h1 class="word">${text.t("ticket-no-link")}</h1></main>`, root);
} else {
  live = new Live({
    view: `ticket/${token}`,
    app: APP,
    device,
    sample: params.sample,
    forced: params.all.get("connection"),
    paint: () => draw(),
  }).start();
  setInterval(draw, 1000);
  // Silent until the page is touched; then it rings again without being asked.
  if (doing.value.sound) void chime.arm();
  draw();
}
