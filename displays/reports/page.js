/** Reports: a supervisor chooses days and a sheet, looks, and takes a file away. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { sampleAnswer, sampleAsk } from "../shared/sample.js";
import { download, whyNot } from "../shared/download.js";
import { enter } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { follow } from "./deliveries.js";
import { daysOf, mistakeOf } from "./model.js";
import { page } from "./view.js";

/** A file may take so long. */
const FILE_MS = 60_000;
/** A report of years may take so long; whoever waits may give up before. */
const REPORT_MS = 180_000;
/** Which day it is, is known at once. */
const DAY_MS = 8_000;
/** Whoever waits longer than this is told that it goes on. */
const SLOW_MS = 3_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "reports"] });
const { params, text } = booted;
const who = await enter(booted, root, ["supervisor", "admin"]);
let hallName = "";
/** The newest question: it ends those before it. */
let asking = new AbortController();
/** The file that is on its way. */
let fetching = new AbortController();

const doing = new Store(
  /** @type {import("./view.js").Doing} */ ({
    period: "today",
    sheet: "summary",
    map: "arrivals",
    today: "",
    typed: { from: "", to: "" },
    report: null,
    phase: "asking",
    problem: "",
    fetching: null,
    fileProblem: "",
  }),
);

/** The days that are looked at; none while it is not known which day it is. */
function days() {
  const { period, today, typed } = doing.value;
  return today === "" ? { from: "", to: "" } : daysOf(period, today, typed);
}

function draw() {
  const acts = { set, again: load, giveUp, take, leaveFile: () => fetching.abort() };
  render(page({ text, hallName, doing: doing.value, days: days(), ...acts }), root);
}

/** @param {Partial<import("./view.js").Doing>} change */
function set(change) {
  if (change.period === "range" && doing.value.typed.from === "") change.typed = days();
  doing.set(change);
  if (params.sample) return;
  if ("period" in change || "typed" in change || "sheet" in change) void load();
}

/** @param {string} report @param {string} format */
function address(report, format) {
  const { from, to } = days();
  const query = new URLSearchParams({ from, to, format, lang: text.language });
  return `/api/v1/halls/${who.hall}/reports/${report}?${query}`;
}

/**
 * Asks until there is an answer, its question is over, or so much time has passed.
 *
 * @param {string} path
 * @param {AbortController} question
 * @param {number} ms
 */
async function patiently(path, question, ms) {
  const late = setTimeout(() => question.abort(), ms);
  try {
    return await ask(path, who.token, { signal: question.signal });
  } finally {
    clearTimeout(late);
  }
}

/** Asks which day it is, then for the sheet of the days. */
async function load() {
  asking.abort();
  const question = new AbortController();
  asking = question;
  doing.set({ phase: "asking" });
  const { period, today, sheet } = doing.value;
  if (today === "") {
    const { status, body } = await patiently(`/api/v1/halls/${who.hall}`, question, DAY_MS);
    if (asking !== question) return;
    if (status !== 200) return failed(status, body);
    hallName = text.name(body.name);
    // A hall that was never open has no day yet: any will do, there is nothing on it.
    doing.set({ today: body.service_day ?? new Date().toISOString().slice(0, 10) });
  }
  if (period === "range" && mistakeOf(days(), doing.value.today) !== null) return;
  const slow = setTimeout(() => {
    if (asking === question && doing.value.phase === "asking") doing.set({ phase: "slow" });
  }, SLOW_MS);
  const { status, body } = await patiently(address(sheet, "json"), question, REPORT_MS);
  clearTimeout(slow);
  if (asking !== question) return;
  if (status !== 200) return failed(status, body);
  doing.set({ phase: "there", report: body });
}

/** Ends the question that is on its way; the server gets to know, for the line to it is cut. */
function giveUp() {
  asking.abort();
  asking = new AbortController();
  doing.set({ phase: "given-up" });
  // The button that was pressed is gone.
  document.getElementById("sheet")?.focus();
}

/** Draws what a sample says the server answered; its days are the days of the page. @param {string} name */
async function loadSample(name) {
  const { status, body } = await sampleAnswer(name);
  if (status !== 200) return failed(status, body);
  const { from, to } = body;
  const period = from === to ? "today" : "range";
  doing.set({ phase: "there", report: body, period, today: to, typed: { from, to }, ...sampledState() });
}

/** A state that passes: a sample leaves it there. @returns {Partial<import("./view.js").Doing>} */
function sampledState() {
  switch (params.all.get("state")) {
    case "slow":
      return { phase: "slow", report: null };
    case "given-up":
      return { phase: "given-up" };
    case "fetching":
      return { fetching: "summary" };
    case "no-file":
      return { fileProblem: text.t("rep-no-file", { why: text.problem({ code: "report_too_long" }) }) };
    default:
      return {};
  }
}

/** @param {number} status @param {any} body */
function failed(status, body) {
  doing.set({ phase: "failed", problem: status === 0 ? text.t("staff-no-server") : text.problem(body ?? {}) });
}

/** Fetches a file with the token of the page, which no link could carry. @param {string} report @param {string} format */
async function take(report, format) {
  if (doing.value.fetching !== null || params.sample) return;
  // The days may be others when the file comes.
  const path = address(report, format);
  const { from, to } = days();
  doing.set({ fetching: report, fileProblem: "" });
  const wanted = new AbortController();
  fetching = wanted;
  const outcome = await download(path, {
    token: who.token,
    name: `${who.hall}-${report}-${from}-${to}.${format}`,
    withinMs: FILE_MS,
    stop: wanted.signal,
  });
  const why = whyNot(outcome, text);
  doing.set({ fetching: null, fileProblem: why === "" ? "" : text.t("rep-no-file", { why }) });
}

doing.listen(draw);
draw();
void (params.sample ? loadSample(params.sample) : load());
follow(/** @type {HTMLElement} */ (document.getElementById("deliveries")), {
  text,
  token: who.token,
  ask: params.sample ? sampleAsk(params.all.get("deliveries") ?? "") : ask,
});
