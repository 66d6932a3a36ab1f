/** The guide desk: issues numbers for others, and helps tickets that went astray. */
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { forget } from "../shared/session.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { deskPicture, EMPTY_FORM, issueBody } from "./model.js";
import { page } from "./view.js";

const APP = "desk/0.1";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff"] });
const { params, text, device } = booted;
const who = await enter(booted, root, ["greeter", "supervisor", "admin"]);
const commander = new Commander({ token: () => who.token, changed: () => draw() });
const doing = new Store({
  form: EMPTY_FORM,
  /** @type {import("./model.js").Filter} */
  filter: "open",
  search: "",
  /** @type {import("../shared/actions.js").Asked | null} */
  asked: null,
  /** @type {import("../wire.d.ts").Ticket | null} */
  given: null,
  /** @type {"group" | "dossiers" | null} */
  missing: null,
});

const live = new Live({
  view: `hall/${who.hall}/desk`,
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
    page(deskPicture(values, now, doing.value), {
      text,
      connection,
      values,
      now,
      progress: commander.progress,
      name: who.name,
      doing: doing.value,
      set: (change) => {
        commander.clear();
        doing.set(change);
      },
      issue,
      send,
      signOut: () => void leave(commander),
    }),
    root,
  );
}

async function issue() {
  const asked = issueBody(doing.value.form);
  if ("missing" in asked) {
    doing.set({ missing: asked.missing });
    return;
  }
  if (commander.busy || params.sample) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/tickets`, asked.body, { name: "issue" });
  if (outcome.ok) doing.set({ given: outcome.body, form: EMPTY_FORM, missing: null });
  draw();
}

/**
 * @param {string} path relative to the hall
 * @param {Record<string, unknown>} body
 */
async function send(path, body) {
  if (commander.busy || params.sample) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/${path}`, body, { name: path });
  if (outcome.ok) doing.set({ asked: null });
  draw();
}

doing.listen(draw);
live.start();
setInterval(draw, 1000);
draw();
