/** The kiosk: follows its view, asks for numbers, and is always back at the start for the next person. */
import { ask as fetchNow } from "../shared/ask.js";
import { boot, PAIRING, setLanguage } from "../shared/boot.js";
import { applyBrand } from "../shared/brand.js";
import { Commander } from "../shared/command.js";
import { Handed } from "../shared/handed.js";
import { Live } from "../shared/live.js";
import { paperOf } from "../shared/paper.js";
import { printerOf } from "../shared/prints.js";
import { sampleFetch } from "../shared/sample.js";
import { learn } from "../shared/text.js";
import { hallOf } from "../shared/values.js";
import { html, render } from "../vendor/lit.js";
import { readCard, suggestedClass } from "./card.js";
import {
  afterIdle,
  breath,
  hinted,
  idleLeft,
  idleMs,
  kioskPicture,
  RESULT_MS,
  RESULT_SLOW_MS,
  RUSH_COUNT,
  requestOf,
  unhinted,
} from "./model.js";
import * as pending from "./pending.js";
import { KioskPaper, outcomeOf, UNPRINTED_MS } from "./print.js";
import { sampled } from "./sample.js";
import * as scanner from "./scanner.js";
import * as standing from "./standing.js";
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
  words: ["kiosk", "print"],
  offersLanguages: true,
});
const hall = params.hall ?? identity.hall;
const slips = new Commander({ token: () => identity.token });
/** A sample has no server, and no log. */
const handed =
  params.sample || !hall
    ? undefined
    : new Handed({ hall, send: (path, body, options) => slips.send(path, body, options) });
const paper = new KioskPaper({ width: paperOf(params.all.get("print")), handed });
/** What the configuration of printers calls this kiosk, once the server has said it. */
let kioskId = "";
const scans = params.all.get("scanner") === "on";
const paced = params.all.get("pace") !== "off";
const firstLanguage = text.language;
const sample = params.sample ? sampled(params.all.get("state")) : {};
/** @type {import("./model.js").Place} */
let place = sample.place ?? { screen: "start" };
/** @type {import("./model.js").Shown | null} */
let shown = sample.shown ?? null;
let large = false;
let contrast = false;
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
/** What had the focus before the page asked whether anybody is there. @type {Element | null} */
let beforeAsking = null;
/** The newest number that was taken here, for the attendant. @type {import("./model.js").Ticket | null} */
let newest = null;

/** What a sample's commands are answered; without that nothing is sent. */
const reply = params.sample ? params.all.get("reply") : null;
const deaf = params.sample !== null && reply === null;
const answers = reply === null ? {} : { fetch: sampleFetch(reply) };
const commander = new Commander({ token: () => identity.token, changed: () => draw(), ...answers });
const cards = new Commander({ token: () => identity.token });
/** Prints lists of papers: a number waits for none of them. */
const lists = new Commander({ token: () => identity.token, changed: () => draw() });
/** The list that was asked for last. @type {{ service: string, print: string, since: number } | null} */
let list = null;
const attendant = new Commander({ token: () => identity.token, changed: () => draw(), ...answers });
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
    const { ended } = connection;
    if (ended && !params.sample)
      void import("../shared/device.js").then(({ comeBack }) => comeBack(ended.code, paired));
    handed?.line(connection.state);
    draw();
  },
});

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
      printsList: paper.prints || printerOf(values, kioskId) !== null,
      listing: lists.progress,
      listed: sample.listed ?? listOutcome(values),
      idle: sample.idle ?? idleLeft(place, touchedAt, performance.now(), pace(), start()),
      breath: sample.breath ?? (paced ? breath(takenTimes(), Date.now()) : null),
      settled: performance.now() - resultAt >= SETTLE_MS,
      suggested: suggestion(),
      newest,
      go,
      home,
      take: () => void take(),
      printList: () => void printList(),
      printNewest: () => void printNewest(),
      stay: () => {
        touched();
        draw();
      },
      holdOn: () => {
        if (place.screen === "result")
          place = { ...place, until: Math.max(place.until, performance.now() + UNPRINTED_MS) };
        draw();
      },
      typeCard: (number) => void showCard(number, null),
      forgetCard: () => {
        shown = null;
        if (place.screen === "take") place = unhinted(place);
        draw();
      },
      clockPressed,
      unlock: () => void unlock(),
      leaveKiosk: () => void leaveKiosk(),
      speak: (language) => void speak(language),
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
  followQuestion();
  keepStanding();
}

/** What stands on the screen outlives the page, and nothing else of a person does. */
function keepStanding() {
  if (params.sample) return;
  if (place.screen !== "result") {
    standing.forget();
    return;
  }
  const { ticket, service, wish, until } = place;
  standing.keep({ ticket, service, wish, language: text.language, large, contrast }, until - performance.now());
}

/** After another screen is drawn its heading has the focus: a screen reader reads it, and Tab goes on from there. */
function follow() {
  const screen = place.screen === "take" ? `take ${place.group} ${place.service}` : place.screen;
  if (screen === focused) return;
  focused = screen;
  const heading = root.querySelector("main input, main [tabindex='-1']");
  if (heading instanceof HTMLElement) heading.focus({ preventScroll: true });
  // What the last screen was scrolled to is not where the next one begins.
  root.querySelector("main")?.scrollTo(0, 0);
}

/** The question whether anybody is there has the focus while it stands, and gives it back. */
function followQuestion() {
  const answer = root.querySelector(".still button");
  if (answer instanceof HTMLElement && beforeAsking === null) {
    beforeAsking = document.activeElement ?? document.body;
    answer.focus({ preventScroll: true });
  } else if (answer === null && beforeAsking !== null) {
    if (beforeAsking instanceof HTMLElement) beforeAsking.focus({ preventScroll: true });
    beforeAsking = null;
  }
}

/** A language that a hall added may still be on its way. @param {string} language */
async function speak(language) {
  try {
    await learn(text, language);
  } catch {
    return;
  }
  setLanguage(text, language);
  draw();
}

function look() {
  document.documentElement.classList.toggle("large", large);
  document.documentElement.classList.toggle("contrast", contrast);
}

/** @returns {"usual" | "slow"} */
function pace() {
  return large || contrast || (place.screen === "take" && place.care) ? "slow" : "usual";
}

/** Whether somebody has changed what the next person finds at the start. @returns {"fresh" | "changed"} */
function start() {
  return shown !== null || large || contrast || text.language !== firstLanguage ? "changed" : "fresh";
}

/** Somebody is there: everything waits for them, the number on the screen too. */
function touched() {
  touchedAt = performance.now();
  if (place.screen === "result") place = { ...place, until: Math.max(place.until, touchedAt + stayMs(place.ticket)) };
}

/** So long a number stands on the screen. @param {import("./model.js").Ticket} ticket */
function stayMs(ticket) {
  return paper.stays(ticket, pace() === "slow" ? RESULT_SLOW_MS : RESULT_MS);
}

/** @param {import("./model.js").Place} next */
function go(next) {
  if (commander.busy) return;
  commander.clear();
  attendant.clear();
  if ((place.screen === "start" || place.screen === "search") && next.screen === "take") {
    next = hinted(next, suggestion());
  } else if (place.screen === "take" && next.screen === "take" && next.service !== place.service) {
    next = { ...place, service: next.service };
  }
  place = next;
  draw();
}

/** The class that the card of whoever stands here suggests. */
function suggestion() {
  const now = live.clock.now();
  const picture = now === null ? null : kioskPicture(live.picture().values, now);
  return picture && shown?.phase === "known" ? suggestedClass(picture.ages, shown.birthYear, picture.year) : null;
}

/** Back to the start for the next person: nothing of the last one stays. */
function home() {
  if (commander.busy) return;
  shown = null;
  go({ screen: "start" });
}

async function take() {
  if (place.screen !== "take" || commander.busy || deaf) return;
  const body = requestOf(place, text.language, shown);
  const wish = pending.begin(body);
  if (pending.asksFor(wish, body)) {
    await ask(wish);
    return;
  }
  // What came of the wish in doubt is found out first; only if nothing did, this one begins.
  const doubt = await ask(wish, "earlier");
  if (doubt === "refused" && place.screen === "take") await ask(pending.begin(body));
}

/**
 * @param {pending.Pending} wish
 * @param {"earlier"} [which] another wish was pressed since
 * @returns {Promise<"given" | "refused" | "unanswered">}
 */
async function ask(wish, which) {
  const outcome = await commander.send(`/api/v1/halls/${hall}/tickets`, wish.body, {
    name: "take",
    key: wish.key,
    giveUpMs: GIVE_UP_MS,
  });
  touchedAt = performance.now();
  if (outcome.ok) {
    pending.answered();
    sessionStorage.setItem(TAKEN_KEPT, JSON.stringify([...takenTimes(), Date.now()].slice(-RUSH_COUNT)));
    const { service } = wish.body;
    showResult(outcome.body, typeof service === "string" ? service : null, which);
    return "given";
  }
  const { code, label, state } = outcome.problem;
  if (code !== "no_answer") pending.answered();
  if (code === "person_has_ticket" && typeof label === "string") {
    commander.clear();
    place = { screen: "held", held: { label, state: String(state), counter: null } };
  }
  draw();
  return code === "no_answer" ? "unanswered" : "refused";
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

/**
 * @param {import("./model.js").Ticket} ticket
 * @param {string | null} service
 * @param {"earlier"} [wish]
 */
function showResult(ticket, service, wish) {
  resultAt = performance.now();
  const until = resultAt + stayMs(ticket);
  place = { screen: "result", ticket, service, until, ...(wish ? { wish } : {}) };
  newest = ticket;
  draw();
  paper.given(ticket);
  draw();
}

/** The slip of the number on the screen once more; if the server prints, it says whether that may be. */
async function printAgain() {
  if (place.screen !== "result" || commander.busy || params.sample) return;
  const { ticket } = place;
  if (!ticket.print) {
    paper.copy(ticket, draw);
    return;
  }
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

/** The list of papers of the procedure that somebody looks at: on the server's paper, or else on the browser's. */
async function printList() {
  if (place.screen !== "take" || !place.service || lists.busy) return;
  const { service } = place;
  // A sample has no server that could print.
  if (params.sample || printerOf(live.picture().values, kioskId) === null) {
    paper.print();
    return;
  }
  list = null;
  const path = `/api/v1/halls/${hall}/services/${encodeURIComponent(service)}/papers/print`;
  const outcome = await lists.send(path, { language: text.language }, { name: "list", giveUpMs: GIVE_UP_MS });
  if (outcome.ok) list = { service, print: outcome.body.print, since: performance.now() };
  draw();
}

/** How the list that was asked for last comes out, while its procedure is looked at. @param {import("./model.js").Values} values */
function listOutcome(values) {
  if (!list || place.screen !== "take" || place.service !== list.service) return null;
  return outcomeOf(list, values, performance.now() - list.since);
}

/** The attendant brings out the newest number's slip once more. */
async function printNewest() {
  if (!newest || attendant.busy || params.sample) return;
  await attendant.send(`/api/v1/halls/${hall}/tickets/${newest.id}/print`, {}, { name: "print", giveUpMs: GIVE_UP_MS });
  draw();
}

/** A scanner has read something: the number goes to the server and is forgotten here, the rest is forgotten at once. @param {string} words */
async function scanned(words) {
  if (place.screen === "pin" || place.screen === "attendant" || commander.busy || cards.busy) return;
  touchedAt = performance.now();
  const read = readCard(words);
  if (place.screen === "result" || place.screen === "held") place = { screen: "start" };
  if (place.screen === "card") place = place.back ?? { screen: "start" };
  if (read.kind !== "card") {
    shown = { phase: "refused", why: read.kind };
    draw();
    return;
  }
  await showCard(read.number, read.birthYear);
}

/**
 * A card was scanned, or its number typed.
 *
 * @param {string} number
 * @param {number | null} birthYear
 */
async function showCard(number, birthYear) {
  if (commander.busy || cards.busy || params.sample) return;
  if (place.screen === "card") place = place.back ?? { screen: "start" };
  // Another card may be another person's: what the last one chose goes with it.
  if (place.screen === "take") place = unhinted(place);
  shown = { phase: "reading" };
  draw();
  const asked = { number };
  const outcome = await cards.send(`/api/v1/halls/${hall}/cards`, asked, { name: "card", giveUpMs: GIVE_UP_MS });
  if (shown?.phase !== "reading") return;
  if (!outcome.ok) {
    shown = { phase: "refused", why: "failed" };
  } else if (outcome.body.may_take) {
    shown = { phase: "known", card: outcome.body.card, birthYear };
    if (place.screen === "take") place = hinted(place, suggestion());
  } else if (outcome.body.open) {
    shown = null;
    const { label, state, counter } = outcome.body.open;
    place = { screen: "held", held: { label, state, counter } };
  } else {
    shown = { phase: "refused", why: "full" };
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
  if (place.screen !== "pin" || attendant.busy || deaf) return;
  const { typed } = place;
  const outcome = await attendant.send(
    `/api/v1/halls/${hall}/kiosk-pin/unlock`,
    { pin: typed },
    { name: "unlock", giveUpMs: GIVE_UP_MS },
  );
  touchedAt = performance.now();
  if (outcome.ok) {
    attendant.clear();
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
  const forgotten = place.screen === "start" && start() === "changed" && now - touchedAt >= idleMs(pace());
  if (left || forgotten) {
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

addEventListener("pointerdown", touched);
addEventListener(
  "keydown",
  (event) => {
    touched();
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
      if ((place.screen === "search" || place.screen === "card") && place.typed !== "") place = { ...place, typed: "" };
    } else if (event.key === "Escape" && place.screen !== "start") home();
    judged(step.outcome);
  },
  { capture: true },
);
addEventListener("contextmenu", (event) => event.preventDefault());

/** What printers call this kiosk; without an answer it is asked again. @param {string} token */
async function learnWho(token) {
  for (;;) {
    const { status, body } = await fetchNow("/api/v1/me", token);
    if (status >= 200 && status < 500) {
      kioskId = body?.id ?? "";
      return;
    }
    await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  }
}

/** The page was loaded anew while a number stood there. @param {NonNullable<ReturnType<typeof standing.kept>>} stood */
function standAgain(stood) {
  const { ticket, service, wish, leftMs } = stood;
  place = { screen: "result", ticket, service, until: performance.now() + leftMs, ...(wish ? { wish } : {}) };
  newest = ticket;
  ({ large, contrast } = stood);
  look();
  setLanguage(text, stood.language);
}

/** With a sample: the screen that follows an answered wish, from a sample answer. */
async function sampleAnswer() {
  const name = params.all.get("answer");
  if (!name) return;
  const answer = await fetch(`/samples/http/${encodeURIComponent(name)}.json`);
  place = {
    screen: "result",
    ticket: await answer.json(),
    service: null,
    until: Number.POSITIVE_INFINITY,
    wish: sample.wish,
  };
  draw();
}

if (!hall && !params.sample) {
  await learn(text, text.language, PAIRING);
  render(html`<div class="blank"><p>${problem ? text.problem(problem) : text.t("hall-pair")}</p></div>`, root);
} else {
  const stood = params.sample ? null : standing.kept();
  if (stood) standAgain(stood);
  live.start();
  if (identity.token) void learnWho(identity.token);
  setInterval(tick, 250);
  draw();
  if (params.sample) await sampleAnswer();
  const wish = params.sample ? null : pending.unanswered();
  // The page was loaded anew before the answer came: the same key finds out what happened.
  if (wish) await ask(wish);
  // One of long ago belongs to nobody, and its card to nobody's storage.
  else if (!params.sample) pending.answered();
}
