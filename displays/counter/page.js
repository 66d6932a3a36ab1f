/** An officer's page: signs in, chooses a counter, follows its view, turns keys and presses into commands. */
import { ask as askFor } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { Commander, uuidv7 } from "../shared/command.js";
import { connectionBadge } from "../shared/connection.js";
import * as doubts from "../shared/doubt.js";
import { Live } from "../shared/live.js";
import { Officers } from "../shared/officers.js";
import { sampleAnswer, sampleFetch } from "../shared/sample.js";
import { keep } from "../shared/session.js";
import { enter, leave } from "../shared/staff.js";
import { sign } from "../shared/parts.js";
import { html, render } from "../vendor/lit.js";
import { keyInDialog, nextMinutes, openDialog, optionsOf, ownNumber, ownReason, stillAbout } from "./dialog.js";
import * as keyboard from "./keys.js";
import { lapsedOf } from "./lapsed.js";
import {
  ASKS,
  actionOf,
  allowed,
  commandOf,
  counterPicture,
  isSecondPress,
  nextIsGuarded,
  recallIsGuarded,
} from "./model.js";
import { chooseCounter, counter, elsewhere } from "./view.js";
import { openSmall, staysOnTop } from "./window.js";

const APP = "counter/0.1";
const COUNTER_KEPT = "goiso.counter";
/** An answered command is usually in the stream at once; after this the page stops waiting for it. */
const STREAM_MS = 4_000;
/** How the view of a counter ends that is not there (any more). */
const NO_SUCH_VIEW = 4104;
/** What a press by mouse or finger is known by, beside keys. */
const POINTER = "pointer";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "counter"] });
const { params, text, identity, device } = booted;
const { hall, token, name, id: me } = await enter(booted, root, ["officer", "supervisor", "admin"]);
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
/** @type {import("./model.js").Press | null} */
let lastPress = null;
/** What was asked for although the counter is open, and is done when it is asked for again. @type {"switch" | "sign-out" | null} */
let leaving = null;

/** What a sample's commands are answered, and who answers; without an answer to give nothing is sent. */
const reply = params.sample ? params.all.get("reply") : null;
const deaf = params.sample !== null && reply === null;
const commander = new Commander({
  token: () => token,
  changed: () => draw(),
  ...(reply === null ? {} : { fetch: sampleFetch(reply) }),
});
const officers = new Officers(params.sample ? null : hall, { token: () => token, changed: () => draw() });

function picture() {
  const now = live?.clock.now() ?? null;
  return live && now !== null ? counterPicture(live.picture().values, now) : null;
}

function draw() {
  if (!live) return;
  const { values, connection, position } = live.picture();
  if (awaited && ((position?.seq ?? 0) >= awaited.seq || performance.now() > awaited.until)) awaited = null;
  if (connection.state === "ended" && connection.ended?.code === 4101) {
    // Whoever is signed out meanwhile signs in again and is back at the same counter.
    live.stop();
    live = null;
    location.reload();
    return;
  }
  const never = connection.state === "ended" && connection.ended?.code === NO_SUCH_VIEW;
  // Whoever sits at a counter that is taken out of the hall is still told of the hall.
  const missing = values.hall !== undefined && values.mine === undefined;
  if ((never || missing) && !params.sample) {
    void changeCounter(text.t("problem-unknown-counter"));
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
  const now = live.clock.now() ?? 0;
  if (dialog && !stillAbout(dialog, seen)) {
    dialog = null;
    said = text.t("dialog-overtaken");
  }
  const title = [seen.ticket?.label, text.t("counter", { number: seen.number })].filter(Boolean).join(" · ");
  for (const shown of [document, small?.window.document]) if (shown && shown.title !== title) shown.title = title;
  render(
    counter(seen, {
      text,
      officer: (id) => officers.name(id),
      me,
      focused: params.sample
        ? !params.all.has("unfocused")
        : document.hasFocus() || (small?.window.document.hasFocus() ?? false),
      connection,
      now,
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
      lapsed: lapsedOf(values, now),
      reinstate: (ticket) => void reinstate(ticket),
      takeOver: () => void takeOver(),
      leave: (how) => void leaveBy(how),
      press: (action) => byPointer(() => press(action)),
      choose: (option, event) => {
        // A button that was reached with Tab is pressed with Enter.
        if (event.detail > 0) byPointer(() => choose(option, POINTER));
        else choose(option, "Enter");
      },
      setDialog: (next) => {
        if (next === null) lastPress = { by: POINTER, at: performance.now() };
        setDialog(next);
      },
      type,
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

/** The second press of a double press lands on what the first one opened. @param {() => void} act */
function byPointer(act) {
  if (isSecondPress(lastPress, POINTER, performance.now())) return;
  lastPress = null;
  const before = dialog;
  act();
  if (dialog !== before) lastPress = { by: POINTER, at: performance.now() };
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
      for (const turn of ["focus", "blur"]) opened.window.addEventListener(turn, draw);
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
  leaving = null;
  if (ASKS.has(action)) {
    setDialog(openDialog(action, seen));
    return;
  }
  const why = guarded(action, seen);
  if (why !== null) {
    commander.clear();
    said = why;
    draw();
    return;
  }
  void send(action);
}

/**
 * Why a press comes too soon after a call to be meant.
 *
 * @param {import("./model.js").Action} action
 * @param {import("./model.js").CounterPicture} seen
 */
function guarded(action, seen) {
  const now = performance.now();
  if (action === "next" && seen.ticket && nextIsGuarded(callSeenAt, now)) return text.t("counter-guarded");
  if (action === "recall" && recallIsGuarded(callSeenAt, now)) return text.t("counter-recall-guarded");
  return null;
}

/**
 * @param {import("./dialog.js").Option} option
 * @param {string} by
 */
function choose(option, by) {
  if (!dialog || option.gone) return;
  lastPress = { by, at: performance.now() };
  if (option.next) setDialog(option.next);
  else if (option.answers) void send(dialog.action, option.answers);
}

/**
 * Own words, or a number that is not in the list.
 *
 * @param {string} typed
 * @returns {boolean} whether it could be read
 */
function type(typed) {
  const seen = picture();
  if (!dialog || !seen) return false;
  const numbered = ownNumber(dialog, typed, seen);
  const answers = ownReason(dialog, typed);
  if (numbered === null && answers === null) return false;
  // The second Enter must not be the next call.
  lastPress = { by: "Enter", at: performance.now() };
  if (numbered) setDialog(numbered);
  else if (answers) void send(dialog.action, answers);
  return true;
}

/**
 * @param {import("./model.js").Action} action
 * @param {Record<string, unknown>} [answers]
 * @returns {Promise<boolean>} whether it was done
 */
async function send(action, answers) {
  const seen = picture();
  if (!seen || commander.busy || deaf) return false;
  const { path, body } = commandOf(action, dialog ? { ticket: dialog.about } : seen, answers);
  dialog = null;
  return ask({ path: `${base()}${path}`, body, key: uuidv7(), action, by: whose(), at: Date.now() });
}

function base() {
  return `/api/v1/halls/${hall}/counters/${number}/`;
}

/** An officer sits down where another one did not get up: only with nobody at the counter. */
async function takeOver() {
  const seen = picture();
  if (!seen || seen.ticket || commander.busy || awaited) return;
  if (await send("close")) await send("open");
}

/** Whose time was up comes back into the line. @param {import("./lapsed.js").Lapsed} ticket */
async function reinstate(ticket) {
  if (commander.busy || awaited || params.sample) return;
  const outcome = await commander.send(
    `/api/v1/halls/${hall}/tickets/${ticket.id}/reinstate`,
    {},
    { name: "reinstate" },
  );
  if (outcome.ok) {
    awaitStream(outcome.body);
    said = text.t("counter-back-in-line", { label: ticket.label });
  }
  draw();
}

/** @param {"switch" | "sign-out"} how */
async function leaveBy(how) {
  const seen = picture();
  if (!seen || commander.busy) return;
  if (seen.officer === me && leaving !== how) {
    leaving = how;
    dialog = null;
    said = text.t("counter-still-open");
    draw();
    return;
  }
  leaving = null;
  if (params.sample) return;
  if (how === "switch") await changeCounter(null);
  else await leave(commander);
}

/** Away from this counter, to the list of all. @param {string | null} why */
async function changeCounter(why) {
  small?.close();
  live?.stop();
  live = null;
  number = null;
  sessionStorage.removeItem(COUNTER_KEPT);
  if (params.counter) {
    const address = new URL(location.href);
    address.searchParams.delete("counter");
    history.replaceState(null, "", address);
  }
  await offerCounters(why);
}

/** Nothing more is pressed until the picture is that of the answer. @param {any} answer */
function awaitStream(answer) {
  const seq = answer?.at?.seq;
  if (typeof seq === "number") awaited = { seq, until: performance.now() + STREAM_MS };
}

/**
 * @param {import("../shared/doubt.js").Doubt} command
 * @returns {Promise<boolean>} whether it was done
 */
async function ask(command) {
  said = null;
  doubts.remember(sessionStorage, command);
  const { path, body, key, action } = command;
  const outcome = await commander.send(path, body, { name: action, key });
  // Without an answer the doubt stays, so that a reload may say so.
  if (outcome.ok || outcome.problem.code !== "no_answer") doubts.settle(sessionStorage);
  if (outcome.ok) {
    awaitStream(outcome.body);
    if (action === "next") {
      const label = outcome.body?.call?.ticket?.label;
      said = label ? text.t("counter-called-now", { label }) : text.t("counter-nobody-waits");
    }
  } else if (outcome.problem.code === "stale_screen") {
    live?.refresh();
  }
  draw();
  return outcome.ok;
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
  if (isSecondPress(lastPress, key, performance.now())) {
    event.preventDefault();
    if (!dialog && actionOf(event, seen, keys)) {
      said = text.t("counter-double-press");
      draw();
    }
    return;
  }
  lastPress = null;
  if (choosingKeys) {
    if (event.repeat) return;
    if (choosingKeys.action === null) {
      if (key === "Escape") setKeys(keys, null);
      return;
    }
    // Nobody is shut in here: Tab goes on while the page says that it is no key to choose.
    if (key !== "Tab") event.preventDefault();
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
    if (meant.kind === "close") {
      lastPress = { by: key, at: performance.now() };
      setDialog(null);
    } else if (meant.kind === "change") setDialog(meant.dialog);
    else if (meant.kind === "write") write();
    else choose(meant.option, key);
    return;
  }
  // Enter on a focused button is that button's press, except on the large one, which is *next* anyway.
  if (key === "Enter" && target instanceof HTMLButtonElement && !target.classList.contains("next")) return;
  if (keyboard.actionAt(keys, key) !== null) event.preventDefault();
  const action = actionOf(event, seen, keys);
  if (!action) return;
  press(action);
  if (dialog) lastPress = { by: key, at: performance.now() };
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
  call = undefined;
  callSeenAt = Number.NEGATIVE_INFINITY;
  dialog = null;
  said = null;
  if (!params.sample) takeUpDoubt();
}

/** @param {string | null} why the list is shown, if not because it was asked for */
async function offerCounters(why) {
  const asked = params.sample ? sampleAnswer(params.all.get("choose") ?? "") : askFor(`/api/v1/halls/${hall}`, token);
  const [{ status, body }] = await Promise.all([asked, officers.look()]);
  if (status !== 200) {
    render(
      html`<main class="blank">
        <h1>${text.t("choose-counter")}</h1>
        <p class="stop" role="alert">${sign("stop")} ${text.t("counter-no-hall")}</p>
        <button @click=${() => void offerCounters(why)}>${text.t("try-again")}</button>
      </main>`,
      root,
    );
    return;
  }
  render(
    chooseCounter(body.counters, why, { text, officer: (id) => officers.name(id) }, (chosen) => {
      sessionStorage.setItem(COUNTER_KEPT, chosen);
      number = chosen;
      // A link of one's own names a counter; after a change it is another one, also when the page is loaded again.
      if (identity.counter !== null) {
        identity.counter = chosen;
        keep(identity);
      }
      follow();
    }),
    root,
  );
}

addEventListener("keydown", onKey);
// A button that was pressed with the mouse keeps no focus, so that the next Enter is not its press again.
root.addEventListener("click", (event) => {
  if (event.detail > 0 && event.target instanceof Element) event.target.closest("button")?.blur();
});
for (const turn of ["focus", "blur"]) addEventListener(turn, draw);
setInterval(draw, 500);
if (params.sample ? !params.all.has("choose") : number) follow();
else void offerCounters(null);
