/** The time machine: a day of the hall from its log, second by second. */
import { ask } from "../shared/ask.js";
import { boot } from "../shared/boot.js";
import { sampleAnswer } from "../shared/sample.js";
import { takePaper } from "../shared/fairness-paper.js";
import { enter } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { historyPicture, NEWEST } from "./model.js";
import { page } from "./view.js";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff", "print", "end"] });
const { params, text } = booted;
const who = await enter(booted, root, ["supervisor", "admin"]);
const looking = new Store({
  /** @type {import("./model.js").Moment | null} */
  moment: null,
  /** @type {string} the day that was asked for, when it is empty */
  emptyDay: "",
  /** @type {"asking" | "told" | "empty" | "failed"} */
  state: "asking",
  /** @type {number | null} where the slider stands while the answer is awaited */
  wanted: null,
  taking: false,
  paperProblem: "",
});
/** One question at a time; of those that come meanwhile the newest is kept. @type {string | null} */
let next = null;
let asking = false;

function draw() {
  const { moment } = looking.value;
  render(
    page(moment && historyPicture(moment), { text, looking: looking.value, goTo, chooseDay, takePaper: take }),
    root,
  );
}

/** @param {number} at */
function goTo(at) {
  looking.set({ wanted: at === NEWEST ? null : at });
  void look(`at=${at}`);
}

/** @param {string} day */
function chooseDay(day) {
  if (day === "") return;
  looking.set({ emptyDay: day, wanted: null });
  void look(`day=${day}`);
}

/** @param {string} question */
async function look(question) {
  next = question;
  if (asking) return;
  asking = true;
  while (next !== null) {
    const query = next;
    next = null;
    const { status, body } = params.sample
      ? await sampleAnswer(params.sample)
      : await ask(`/api/v1/halls/${who.hall}/history?${query}`, who.token);
    // Where the slider stands belongs to a question that still waits.
    const wanted = next === null ? null : looking.value.wanted;
    if (status === 200) looking.set({ moment: body, state: "told", wanted, emptyDay: "" });
    else if (status === 404) looking.set({ moment: null, state: "empty", wanted });
    else looking.set({ state: "failed", wanted });
  }
  asking = false;
}

/** @param {string} id @param {string} label */
async function take(id, label) {
  if (looking.value.taking) return;
  looking.set({ taking: true, paperProblem: "" });
  looking.set({ paperProblem: await takePaper(who, { id, label }, text), taking: false });
}

looking.listen(draw);
draw();
goTo(NEWEST);
