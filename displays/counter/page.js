/** An officer's page: signs in, chooses a counter, follows its view, turns keys and presses into commands. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { connectionBadge } from "../shared/connection.js";
import { Live } from "../shared/live.js";
import { enter } from "../shared/staff.js";
import { html, render } from "../vendor/lit.js";
import { keyInDialog, nextMinutes, openDialog, optionsOf, ownReason } from "./dialog.js";
import { ASKS, actionOf, allowed, commandOf, counterPicture, nextIsGuarded } from "./model.js";
import { chooseCounter, counter } from "./view.js";

const APP = "counter/0.1";
const COUNTER_KEPT = "goiso.counter";
/** An answered command is usually in the stream at once; after this the page stops waiting for it. */
const STREAM_MS = 4_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff"] });
const { params, text, identity, device } = booted;
const { hall, token } = await enter(booted, root, ["officer", "supervisor", "admin"]);
/** @type {string | null} */
let number = params.counter ?? identity.counter ?? sessionStorage.getItem(COUNTER_KEPT);
/** @type {Live | null} */
let live = null;
/** @type {import("./dialog.js").Dialog | null} */
let dialog = null;
/** @type {string | null} */
let said = null;
/** @type {string | null | undefined} undefined until the first picture */
let call;
let callSeenAt = Number.NEGATIVE_INFINITY;
/** @type {{ seq: number, until: number } | null} */
let awaited = null;

const commander = new Commander({ token: () => token, changed: () => draw() });

function picture() {
  const now = live?.clock.now() ?? null;
  return live && now !== null ? counterPicture(live.picture().values, now) : null;
}

function draw() {
  if (!live) return;
  const { connection, position } = live.picture();
  if (awaited && ((position?.seq ?? 0) >= awaited.seq || performance.now() > awaited.until)) awaited = null;
  if (connection.state === "ended" && connection.ended?.code === 4101) {
    // Whoever is signed out meanwhile signs in again and is back at the same counter.
    live.stop();
    live = null;
    location.reload();
    return;
  }
  const seen = picture();
  if (!seen) {
    render(html`<div class="blank">${connectionBadge(connection, text, "UTC")}</div>`, root);
    return;
  }
  if (seen.call !== call) {
    // The first picture is not news: an officer who reloads the page may press at once.
    if (call !== undefined && seen.call) callSeenAt = performance.now();
    call = seen.call;
  }
  render(
    counter(seen, {
      text,
      connection,
      now: live.clock.now() ?? 0,
      progress: commander.progress,
      waitsForStream: awaited !== null,
      said,
      dialog,
      press,
      choose,
      setDialog,
      typeReason,
      dismiss: () => commander.clear(),
    }),
    root,
  );
}

/** @param {import("./dialog.js").Dialog | null} next */
function setDialog(next) {
  dialog = next;
  draw();
}

/** @param {import("./model.js").Action} action */
function press(action) {
  const seen = picture();
  if (!seen || commander.busy || awaited || !allowed(seen).has(action)) return;
  if (dialog?.action === "park" && action === "park") {
    setDialog(nextMinutes(dialog));
    return;
  }
  if (ASKS.has(action)) {
    setDialog(openDialog(action));
    return;
  }
  if (action === "next" && seen.ticket && nextIsGuarded(callSeenAt, performance.now())) {
    commander.clear();
    said = text.t("counter-guarded");
    draw();
    return;
  }
  void send(action);
}

/** @param {import("./dialog.js").Option} option */
function choose(option) {
  if (!dialog) return;
  if (option.next) setDialog(option.next);
  else if (option.answers) void send(dialog.action, option.answers);
}

/** @param {string} typed */
function typeReason(typed) {
  const answers = dialog ? ownReason(dialog, typed) : null;
  if (dialog && answers) void send(dialog.action, answers);
}

/**
 * @param {import("./model.js").Action} action
 * @param {Record<string, unknown>} [answers]
 */
async function send(action, answers) {
  const seen = picture();
  if (!seen || commander.busy || params.sample) return;
  const { path, body } = commandOf(action, seen, answers);
  dialog = null;
  said = null;
  const outcome = await commander.send(`/api/v1/halls/${hall}/counters/${number}/${path}`, body, { name: action });
  if (outcome.ok) {
    const seq = outcome.body?.at?.seq;
    if (typeof seq === "number") awaited = { seq, until: performance.now() + STREAM_MS };
    if (action === "next" && outcome.body?.call === null) said = text.t("counter-nobody-waits");
  } else if (outcome.problem.code === "stale_screen") {
    live?.refresh();
  }
  draw();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target;
  const typing = target instanceof HTMLInputElement;
  if (typing && event.key !== "Escape") return;
  const seen = picture();
  if (!seen) return;
  if (dialog) {
    if (event.repeat) return;
    const meant = keyInDialog(event.key, dialog, optionsOf(dialog, seen, text));
    if (!meant) return;
    event.preventDefault();
    if (meant.kind === "close") setDialog(null);
    else if (meant.kind === "change") setDialog(meant.dialog);
    else choose(meant.option);
    return;
  }
  // Enter on a focused button is that button's press, except on the large one, which is *next* anyway.
  if (event.key === "Enter" && target instanceof HTMLButtonElement && !target.classList.contains("next")) return;
  if (event.key in { Enter: 0, Backspace: 0 } || /^\d$/.test(event.key)) event.preventDefault();
  const action = actionOf(event, seen);
  if (action) press(action);
}

function follow() {
  live = new Live({
    view: `hall/${hall}/counter/${number}`,
    app: APP,
    token,
    device,
    sample: params.sample,
    forced: params.all.get("connection"),
    paint: () => draw(),
  }).start();
  addEventListener("keydown", onKey);
  setInterval(draw, 500);
}

async function offerCounters() {
  const { status, body } = await ask(`/api/v1/halls/${hall}`, token);
  if (status !== 200) {
    render(
      html`<div class="blank">
        <p class="stop" role="alert">■ ${text.t("counter-no-hall")}</p>
        <button @click=${() => void offerCounters()}>${text.t("try-again")}</button>
      </div>`,
      root,
    );
    return;
  }
  render(
    chooseCounter(body.counters, text, (chosen) => {
      sessionStorage.setItem(COUNTER_KEPT, chosen);
      number = chosen;
      follow();
    }),
    root,
  );
}

if (params.sample || number) follow();
else void offerCounters();
