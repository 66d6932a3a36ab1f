/** An officer's page: signs in, chooses a counter, follows its view, turns keys and presses into commands. */
import { ask as askFor } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander, uuidv7 } from "../shared/command.js";
import { connectionBadge } from "../shared/connection.js";
import * as doubts from "../shared/doubt.js";
import { Live } from "../shared/live.js";
import { Officers } from "../shared/officers.js";
import { enter } from "../shared/staff.js";
import { sign } from "../shared/parts.js";
import { html, render } from "../vendor/lit.js";
import { keyInDialog, nextMinutes, openDialog, optionsOf, ownReason } from "./dialog.js";
import * as keyboard from "./keys.js";
import { ASKS, actionOf, allowed, commandOf, counterPicture, nextIsGuarded } from "./model.js";
import { chooseCounter, counter, elsewhere } from "./view.js";
import { openSmall, staysOnTop } from "./window.js";

const APP = "counter/0.1";
const COUNTER_KEPT = "goiso.counter";
/** An answered command is usually in the stream at once; after this the page stops waiting for it. */
const STREAM_MS = 4_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff"] });
const { params, text, identity, device } = booted;
const { hall, token, name } = await enter(booted, root, ["officer", "supervisor", "admin"]);
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
/** @type {import("./keys.js").Keys} */
let keys = keyboard.DEFAULT_KEYS;
/** @type {import("./keys.js").KeyDialog | null} */
let choosingKeys = null;
/** @type {import("./window.js").Small | null} */
let small = null;

const commander = new Commander({ token: () => token, changed: () => draw() });
const officers = new Officers(params.sample ? null : hall, { token: () => token, changed: () => draw() });

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
      officer: (id) => officers.name(id),
      connection,
      now: live.clock.now() ?? 0,
      progress: commander.progress,
      waitsForStream: awaited !== null,
      said,
      dialog,
      keys,
      choosingKeys,
      small: small !== null,
      offersSmall: staysOnTop() || opener === null,
      toggleSmall: () => void toggleSmall(),
      setKeys,
      resetKeys: () => setKeys(keyboard.DEFAULT_KEYS, keyboard.openKeys()),
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
  const writes = next?.action === "outcome" && next.result !== null && dialog?.result === null;
  dialog = next;
  draw();
  if (writes) write();
}

/** To the line for own words, from the keys. */
function write() {
  /** @type {HTMLElement | null} */ (root.querySelector(".dialog form input"))?.focus();
}

/** The keys of a person go with the person, those of a shared sign-in with the counter. */
function whose() {
  return `${hall}.${name === "" ? `counter-${number}` : name}`;
}

/**
 * @param {import("./keys.js").Keys} next
 * @param {import("./keys.js").KeyDialog | null} open
 */
function setKeys(next, open) {
  if (next !== keys) keyboard.keep(localStorage, whose(), next);
  keys = next;
  choosingKeys = open;
  draw();
}

async function toggleSmall() {
  if (small) {
    small.close();
    return;
  }
  await openSmall(root, {
    opened: (opened) => {
      small = opened;
      opened.window.addEventListener("keydown", onKey);
      // The tab behind may be throttled; the small window is seen, and keeps the time.
      opened.window.setInterval(draw, 500);
      placeholder(true);
      draw();
    },
    closed: () => {
      small = null;
      placeholder(false);
      draw();
    },
  });
}

/** What stands in the tab while the page is in the small window. @param {boolean} shown */
function placeholder(shown) {
  const id = "elsewhere";
  const there = document.getElementById(id);
  if (!shown) {
    there?.remove();
    return;
  }
  const place = there ?? document.body.appendChild(Object.assign(document.createElement("div"), { id }));
  render(
    elsewhere(text, () => small?.close()),
    place,
  );
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
  await ask({ path: `${base()}${path}`, body, key: uuidv7(), action, by: whose(), at: Date.now() });
}

function base() {
  return `/api/v1/halls/${hall}/counters/${number}/`;
}

/** @param {import("../shared/doubt.js").Doubt} command */
async function ask(command) {
  said = null;
  doubts.remember(sessionStorage, command);
  const { path, body, key, action } = command;
  const outcome = await commander.send(path, body, { name: action, key });
  // Without an answer the doubt stays, so that a reload may say so.
  if (outcome.ok || outcome.problem.code !== "no_answer") doubts.settle(sessionStorage);
  if (outcome.ok) {
    const seq = outcome.body?.at?.seq;
    if (typeof seq === "number") awaited = { seq, until: performance.now() + STREAM_MS };
    if (action === "next") {
      const label = outcome.body?.call?.ticket?.label;
      said = label ? text.t("counter-called-now", { label }) : text.t("counter-nobody-waits");
    }
  } else if (outcome.problem.code === "stale_screen") {
    live?.refresh();
  }
  draw();
}

/** A page that was reloaded while it waited for an answer asks again, with the same key; the server does it at most once. */
function takeUpDoubt() {
  const before = doubts.found(sessionStorage, base(), whose(), Date.now());
  switch (before.kind) {
    case "none":
      return;
    case "again":
      void ask(before.doubt);
      return;
    case "unknown":
      doubts.settle(sessionStorage);
      said = text.t("counter-doubt", { action: text.t(`action-${before.doubt.action}`) });
  }
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const target = event.target;
  const typing = target instanceof HTMLInputElement;
  if (typing && event.key !== "Escape") return;
  const seen = picture();
  if (!seen) return;
  const key = keyboard.keyOf(event);
  if (choosingKeys) {
    if (event.repeat) return;
    if (choosingKeys.action === null) {
      if (key === "Escape") setKeys(keys, null);
      return;
    }
    event.preventDefault();
    const next = keyboard.choose(keys, choosingKeys, key);
    setKeys(next.keys, next.dialog);
    return;
  }
  if (dialog) {
    if (event.repeat) return;
    // Enter on a button that was reached with Tab is that button's press.
    if (key === "Enter" && target instanceof HTMLButtonElement && root.contains(target)) return;
    const meant = keyInDialog(key, dialog, optionsOf(dialog, seen, text));
    if (!meant) return;
    event.preventDefault();
    if (meant.kind === "close") setDialog(null);
    else if (meant.kind === "change") setDialog(meant.dialog);
    else if (meant.kind === "write") write();
    else choose(meant.option);
    return;
  }
  // Enter on a focused button is that button's press, except on the large one, which is *next* anyway.
  if (key === "Enter" && target instanceof HTMLButtonElement && !target.classList.contains("next")) return;
  if (keyboard.actionAt(keys, key) !== null) event.preventDefault();
  const action = actionOf(event, seen, keys);
  if (action) press(action);
}

function follow() {
  keys = keyboard.load(localStorage, whose());
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
  if (!params.sample) takeUpDoubt();
}

async function offerCounters() {
  const [{ status, body }] = await Promise.all([askFor(`/api/v1/halls/${hall}`, token), officers.look()]);
  if (status !== 200) {
    render(
      html`<div class="blank">
        <p class="stop" role="alert">${sign("stop")} ${text.t("counter-no-hall")}</p>
        <button @click=${() => void offerCounters()}>${text.t("try-again")}</button>
      </div>`,
      root,
    );
    return;
  }
  render(
    chooseCounter(body.counters, { text, officer: (id) => officers.name(id) }, (chosen) => {
      sessionStorage.setItem(COUNTER_KEPT, chosen);
      number = chosen;
      follow();
    }),
    root,
  );
}

if (params.sample || number) follow();
else void offerCounters();
