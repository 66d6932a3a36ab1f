/** The kiosk: follows its view, asks for numbers, and is always back at the start for the next person. */
import { ask as fetchNow } from "../shared/ask.js";
import { boot, setLanguage } from "../shared/boot.js";
import { applyBrand } from "../shared/brand.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { hallOf } from "../shared/values.js";
import { html, render } from "../vendor/lit.js";
import { readCard, suggestedClass } from "./card.js";
import {
  afterIdle,
  breath,
  IDLE_MS,
  idleLeft,
  kioskPicture,
  RESULT_MS,
  RESULT_SLOW_MS,
  RUSH_COUNT,
  requestOf,
} from "./model.js";
import * as pending from "./pending.js";
import { Paper, paperOf } from "./print.js";
import * as scanner from "./scanner.js";
import { blank, kiosk, unreachable } from "./view.js";

const APP = "kiosk/0.2";
/** A person at a kiosk is told sooner than others that there was no answer. */
const GIVE_UP_MS = 20_000;
/** The attendant presses the clock so often within so long. */
const GESTURE = { presses: 5, withinMs: 4_000 };
/** The second of two quick presses must not take the number off the screen. */
const SETTLE_MS = 1_500;
/** Where the times of the last numbers are kept, so that a reload does not end a pause. */
const TAKEN_KEPT = "goiso.kiosk.taken";
/** Without an answer about who this is, the kiosk asks again after this. */
const ASK_AGAIN_MS = 5_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { params, text, identity, device, paired, problem } = await boot({
  theme: "light",
  paired: "kiosk",
  words: ["kiosk", "pair"],
});
const hall = params.hall ?? identity.hall;
const paper = new Paper({ width: paperOf(params.all.get("print")) });
/** What the configuration of printers calls this kiosk, once the server has said it. */
let kioskId = "";
const scans = params.all.get("scanner") === "on";
const paced = params.all.get("pace") !== "off";
const firstLanguage = text.language;
/** @type {import("./model.js").Place} */
let place = { screen: "start" };
/** @type {import("./model.js").Shown | null} */
let shown = null;
let large = false;
let contrast = false;
/** Whether this screen was shut out and looks for what to do. */
let leaving = false;
let touchedAt = performance.now();
let burst = scanner.QUIET;
/** When the newest key was seen here: on a busy page long after it was pressed. */
let keySeenAt = Number.NEGATIVE_INFINITY;
/** When the number came to the screen. */
let resultAt = Number.NEGATIVE_INFINITY;
/** @type {number[]} */
let clockPresses = [];
/** Which screen the focus was brought to. */
let focused = "start";

const commander = new Commander({ token: () => identity.token, changed: () => draw() });
const cards = new Commander({ token: () => identity.token });
const attendant = new Commander({ token: () => identity.token, changed: () => draw() });
const live = new Live({
  view: `hall/${hall}/kiosk`,
  app: APP,
  get token() {
    return identity.token;
  },
  device,
  sample: params.sample,
  forced: params.all.get("connection"),
  paint: ({ connection }) => {
    if (paired && connection.ended) void comeBack(paired);
    draw();
  },
});

/** Who was shut out asks to be let in again; who was not follows again. @param {import("../shared/device.js").Device} device */
async function comeBack(device) {
  if (leaving) return;
  leaving = true;
  while (!(await device.shutOut())) await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  location.reload();
}

function draw() {
  const { values, connection } = live.picture();
  const now = live.clock.now();
  applyBrand(hallOf(values)?.brand);
  const picture = now === null ? null : kioskPicture(values, now);
  if (!picture || now === null) {
    render(blank({ text, connection }), root);
    return;
  }
  if (place.screen === "take" && unreachable(connection) && !commander.busy) place = { screen: "start" };
  render(
    kiosk(picture, {
      text,
      connection,
      now,
      progress: commander.progress,
      unlocking: attendant.progress,
      place,
      shown,
      scans,
      large,
      paper,
      printed: paper.outcome(place, values, performance.now()),
      values,
      kioskId,
      again: () => void printAgain(),
      contrast,
      prints: paper.prints,
      idle: idleLeft(place, touchedAt, performance.now(), pace()),
      breath: paced ? breath(takenTimes(), Date.now()) : null,
      settled: performance.now() - resultAt >= SETTLE_MS,
      suggested: shown?.phase === "known" ? suggestedClass(picture.ages, shown.birthYear, picture.year) : null,
      origin: location.origin,
      go,
      home,
      take: () => void take(),
      retry: () => void take(),
      printList: () => print(),
      stay: () => {
        touchedAt = performance.now();
        draw();
      },
      forgetCard: () => {
        shown = null;
        if (place.screen === "take") place = { ...place, priority: "ordinary" };
        draw();
      },
      clockPressed,
      unlock: () => void unlock(),
      leaveKiosk: () => void leaveKiosk(),
      speak: (language) => {
        setLanguage(text, language);
        draw();
      },
      enlarge: () => {
        large = !large;
        look();
        draw();
      },
      moreContrast: () => {
        contrast = !contrast;
        look();
        draw();
      },
    }),
    root,
  );
  follow();
}

/** After another screen is drawn its heading has the focus: a screen reader reads it, and Tab goes on from there. */
function follow() {
  const screen = place.screen === "take" ? `take ${place.group} ${place.service}` : place.screen;
  if (screen === focused) return;
  focused = screen;
  const heading = root.querySelector("main input, main [tabindex='-1']");
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
}

function look() {
  document.documentElement.classList.toggle("large", large);
  document.documentElement.classList.toggle("contrast", contrast);
}

/** @returns {"usual" | "slow"} */
function pace() {
  return large || (place.screen === "take" && place.care) ? "slow" : "usual";
}

/** @param {import("./model.js").Place} next */
function go(next) {
  if (commander.busy) return;
  // Whoever turns away from a wish without an answer gives it up; the next wish has its own key.
  if (next.screen !== "take") pending.answered();
  commander.clear();
  attendant.clear();
  if (place.screen === "start" && next.screen === "take" && next.priority === "ordinary") next = hinted(next);
  else if (place.screen === "search" && next.screen === "take") next = hinted(next);
  else if (place.screen === "take" && next.screen === "take" && next.service !== place.service)
    next = { ...next, priority: place.priority, ...(place.care ? { care: place.care } : {}) };
  place = next;
  draw();
}

/** What a card suggests is chosen beforehand, and stands there to be changed. @param {Extract<import("./model.js").Place, { screen: "take" }>} next */
function hinted(next) {
  if (shown?.phase !== "known") return next;
  const now = live.clock.now();
  const picture = now === null ? null : kioskPicture(live.picture().values, now);
  const suggested = picture && suggestedClass(picture.ages, shown.birthYear, picture.year);
  return suggested ? { ...next, priority: suggested } : next;
}

/** Back to the start for the next person: nothing of the last one stays. */
function home() {
  if (commander.busy) return;
  shown = null;
  go({ screen: "start" });
}

async function take() {
  if (place.screen !== "take" || commander.busy || params.sample) return;
  await ask(pending.begin(requestOf(place, text.language, shown)));
}

/** @param {pending.Pending} wish */
async function ask(wish) {
  const outcome = await commander.send(`/api/v1/halls/${hall}/tickets`, wish.body, {
    name: "take",
    key: wish.key,
    giveUpMs: GIVE_UP_MS,
  });
  touchedAt = performance.now();
  if (outcome.ok) {
    pending.answered();
    sessionStorage.setItem(TAKEN_KEPT, JSON.stringify([...takenTimes(), Date.now()].slice(-RUSH_COUNT)));
    showResult(outcome.body);
  } else if (outcome.problem.code !== "no_answer") {
    pending.answered();
    const { code, label, state } = outcome.problem;
    if (code === "person_has_ticket" && typeof label === "string") {
      commander.clear();
      place = { screen: "held", held: { label, state: String(state), counter: null } };
    }
  }
  draw();
}

/** @returns {number[]} */
function takenTimes() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(TAKEN_KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "number") : [];
  } catch {
    return [];
  }
}

/** @param {import("./model.js").Ticket} ticket */
function showResult(ticket) {
  const slow = pace() === "slow";
  resultAt = performance.now();
  place = { screen: "result", ticket, until: performance.now() + (slow ? RESULT_SLOW_MS : RESULT_MS) };
  draw();
  paper.given(ticket);
}

/** The slip of the number on the screen once more; the server says whether that may be. */
async function printAgain() {
  if (place.screen !== "result" || commander.busy || params.sample) return;
  const { ticket } = place;
  const outcome = await commander.send(
    `/api/v1/halls/${hall}/tickets/${ticket.id}/print`,
    {},
    { name: "print", giveUpMs: GIVE_UP_MS },
  );
  if (outcome.ok && place.screen === "result" && place.ticket.id === ticket.id) {
    place = { ...place, ticket: { ...ticket, print: outcome.body.print } };
  }
  draw();
}

/** A scanner has read something: the number goes to the server and is forgotten here, the rest is forgotten at once. @param {string} words */
async function scanned(words) {
  if (place.screen === "pin" || place.screen === "attendant" || commander.busy || cards.busy) return;
  touchedAt = performance.now();
  const read = readCard(words);
  if (place.screen === "result" || place.screen === "held") place = { screen: "start" };
  if (read.kind !== "card") {
    shown = { phase: "refused", why: read.kind };
    draw();
    return;
  }
  shown = { phase: "reading" };
  draw();
  const asked = { number: read.number };
  const outcome = await cards.send(`/api/v1/halls/${hall}/cards`, asked, { name: "card", giveUpMs: GIVE_UP_MS });
  if (shown?.phase !== "reading") return;
  if (!outcome.ok) {
    shown = { phase: "refused", why: "failed" };
  } else if (outcome.body.open && !outcome.body.may_take) {
    shown = null;
    const { label, state, counter } = outcome.body.open;
    place = { screen: "held", held: { label, state, counter } };
  } else {
    shown = { phase: "known", card: outcome.body.card, birthYear: read.birthYear };
    if (place.screen === "take") place = hinted(place);
  }
  draw();
}

/** @param {scanner.Outcome} outcome */
function judged(outcome) {
  if (outcome.kind === "scan") void scanned(outcome.text);
  else if (outcome.kind === "composing") {
    shown = { phase: "refused", why: "composing" };
    draw();
  }
}

function clockPressed() {
  const now = performance.now();
  clockPresses = [...clockPresses, now].filter((at) => now - at <= GESTURE.withinMs);
  if (clockPresses.length < GESTURE.presses) return;
  clockPresses = [];
  go({ screen: "pin", typed: "", wrong: false });
}

async function unlock() {
  if (place.screen !== "pin" || attendant.busy || params.sample) return;
  const { typed } = place;
  const outcome = await attendant.send(
    `/api/v1/halls/${hall}/kiosk-pin/unlock`,
    { pin: typed },
    { name: "unlock", giveUpMs: GIVE_UP_MS },
  );
  touchedAt = performance.now();
  if (outcome.ok) {
    sessionStorage.removeItem(TAKEN_KEPT);
    place = { screen: "attendant" };
  } else {
    place = { screen: "pin", typed: "", wrong: true };
  }
  draw();
}

async function leaveKiosk() {
  if (document.fullscreenElement) await document.exitFullscreen();
  location.assign("/");
}

function tick() {
  place = paper.held(place, live.picture().values, performance.now());
  const before = place;
  const now = performance.now();
  // Silence is counted from when a key was seen: those behind it may still wait their turn.
  const ended = scanner.pause(burst, burst.at + (now - keySeenAt));
  burst = ended.burst;
  judged(ended.outcome);
  place = afterIdle(place, touchedAt, now, pace());
  const left = place.screen === "start" && before.screen !== "start";
  // What somebody chose or showed at the start and then left there is nobody's.
  const changed = shown !== null || large || contrast || text.language !== firstLanguage;
  const forgotten = place.screen === "start" && changed && now - touchedAt >= IDLE_MS;
  if (left || forgotten) {
    pending.answered();
    commander.clear();
    attendant.clear();
    shown = null;
    large = false;
    contrast = false;
    look();
    setLanguage(text, firstLanguage);
  }
  draw();
}

addEventListener("pointerdown", () => {
  touchedAt = performance.now();
});
addEventListener(
  "keydown",
  (event) => {
    touchedAt = performance.now();
    if (event.ctrlKey && event.altKey && event.key.toLowerCase() === "p") {
      event.preventDefault();
      go({ screen: "pin", typed: "", wrong: false });
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const composing = event.isComposing || event.keyCode === 229;
    // The event's own time: a busy page must not tear a burst apart.
    const step = scanner.press(burst, { key: event.key, composing }, event.timeStamp);
    burst = step.burst;
    keySeenAt = touchedAt;
    if (step.taken) {
      event.preventDefault();
      event.stopPropagation();
      // What the first keys of the burst have typed or pressed is the scanner's too.
      if (place.screen === "search" && place.typed !== "") place = { screen: "search", typed: "" };
    } else if (event.key === "Escape" && place.screen !== "start") home();
    judged(step.outcome);
  },
  { capture: true },
);
addEventListener("contextmenu", (event) => event.preventDefault());

/** With a sample: the screen that follows an answered wish, from a sample answer. */
async function sampleAnswer() {
  const name = params.all.get("answer");
  if (!name) return;
  const answer = await fetch(`/samples/http/${encodeURIComponent(name)}.json`);
  place = { screen: "result", ticket: await answer.json(), until: Number.POSITIVE_INFINITY };
  draw();
}

if (!hall && !params.sample) {
  render(html`<div class="blank"><p>${problem ? text.problem(problem) : text.t("hall-pair")}</p></div>`, root);
} else {
  live.start();
  if (identity.token) {
    void fetchNow("/api/v1/me", identity.token).then(({ body }) => {
      kioskId = body?.id ?? "";
    });
  }
  setInterval(tick, 250);
  draw();
  if (params.sample) await sampleAnswer();
  const wish = params.sample ? null : pending.unanswered();
  // The page was loaded anew before the answer came: the same key finds out what happened.
  if (wish) await ask(wish);
}
