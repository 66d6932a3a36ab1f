/** The kiosk: follows its view, asks for numbers, and is always back at the start for the next person. */
import { boot, setLanguage } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { html, render } from "../vendor/lit.js";
import { afterIdle, kioskPicture, RESULT_MS, requestOf } from "./model.js";
import * as pending from "./pending.js";
import { blank, kiosk, unreachable } from "./view.js";

const APP = "kiosk/0.1";
/** A person at a kiosk is told sooner than others that there was no answer. */
const GIVE_UP_MS = 20_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { params, text, identity, device, problem } = await boot({ theme: "light" });
const hall = params.hall ?? identity.hall;
const prints = params.all.get("print") === "on";
const firstLanguage = text.language;
/** @type {import("./model.js").Place} */
let place = { screen: "start" };
let large = false;
let touchedAt = performance.now();

const commander = new Commander({ token: () => identity.token, changed: () => draw() });
const live = new Live({
  view: `hall/${hall}/kiosk`,
  app: APP,
  token: identity.token,
  device,
  sample: params.sample,
  forced: params.all.get("connection"),
  paint: () => draw(),
});

function draw() {
  const { values, connection } = live.picture();
  const now = live.clock.now();
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
      place,
      large,
      prints,
      origin: location.origin,
      go,
      take: () => void take(),
      retry: () => void take(),
      printList: () => print(),
      speak: (language) => {
        setLanguage(text, language);
        draw();
      },
      enlarge: () => {
        large = !large;
        document.documentElement.classList.toggle("large", large);
        draw();
      },
    }),
    root,
  );
}

/** @param {import("./model.js").Place} next */
function go(next) {
  if (commander.busy) return;
  // Whoever turns away from a wish without an answer gives it up; the next wish has its own key.
  if (next.screen !== "take") pending.answered();
  commander.clear();
  place = next;
  draw();
}

async function take() {
  if (place.screen !== "take" || commander.busy || params.sample) return;
  await ask(pending.begin(requestOf(place, text.language)));
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
    showResult(outcome.body);
  } else if (outcome.problem.code !== "no_answer") {
    pending.answered();
  }
  draw();
}

/** @param {import("./model.js").Ticket} ticket */
function showResult(ticket) {
  place = { screen: "result", ticket, until: performance.now() + RESULT_MS };
  draw();
  if (prints) print();
}

function tick() {
  const before = place;
  place = afterIdle(place, touchedAt, performance.now());
  if (place !== before) {
    pending.answered();
    commander.clear();
    large = false;
    document.documentElement.classList.remove("large");
    setLanguage(text, firstLanguage);
  }
  draw();
}

for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => {
    touchedAt = performance.now();
  });
}
addEventListener("keydown", (event) => {
  if (place.screen !== "search" || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Backspace") go({ screen: "search", typed: place.typed.slice(0, -1) });
  else if (event.key.length === 1) go({ screen: "search", typed: place.typed + event.key });
});
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
  setInterval(tick, 500);
  draw();
  if (params.sample) await sampleAnswer();
  const wish = params.sample ? null : pending.unanswered();
  // The page was loaded anew before the answer came: the same key finds out what happened.
  if (wish) await ask(wish);
}
