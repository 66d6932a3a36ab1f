/** The supervisor's page: follows the whole hall, and steers it. */
import { boot } from "../shared/boot.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { forget } from "../shared/session.js";
import { enter, leave } from "../shared/staff.js";
import { Store } from "../shared/store.js";
import { render } from "../vendor/lit.js";
import { supervisorPicture } from "./model.js";
import { page } from "./view.js";

const APP = "supervisor/0.1";
/** A word about what was done stays so long. */
const SAID_MS = 4_000;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const booted = await boot({ words: ["staff"] });
const { params, text, device } = booted;
const who = await enter(booted, root, ["supervisor", "admin"]);
const commander = new Commander({ token: () => who.token, changed: () => draw() });
const doing = new Store({
  /** @type {import("./view.js").Dialog | null} */
  dialog: null,
  search: "",
  all: false,
  /** @type {string | null} */
  said: null,
});
/** @type {ReturnType<typeof setTimeout> | undefined} */
let forgetting;

const live = new Live({
  view: `hall/${who.hall}/supervisor`,
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
    page(supervisorPicture(values, now), {
      text,
      connection,
      now,
      progress: commander.progress,
      role: who.role,
      name: who.name,
      doing: doing.value,
      set: (change) => {
        commander.clear();
        doing.set(change);
      },
      send,
      signOut: () => void leave(commander),
    }),
    root,
  );
}

/**
 * @param {string} path relative to the hall
 * @param {Record<string, unknown>} body
 * @param {string} done what to say afterwards
 */
async function send(path, body, done) {
  if (commander.busy || params.sample) return;
  const outcome = await commander.send(`/api/v1/halls/${who.hall}/${path}`, body, { name: path });
  if (outcome.ok) {
    clearTimeout(forgetting);
    forgetting = setTimeout(() => doing.set({ said: null }), SAID_MS);
    doing.set({ dialog: null, said: done });
  }
  draw();
}

doing.listen(draw);
live.start();
setInterval(draw, 1000);
draw();
