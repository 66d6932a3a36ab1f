/** A citizen's phone: follows one ticket by the link on its slip, rings when it is called, leaves, lets others pass, judges. */
import { boot, setLanguage } from "../shared/boot.js";
import { Chime } from "../shared/chime.js";
import { Commander } from "../shared/command.js";
import { Live } from "../shared/live.js";
import { Store } from "../shared/store.js";
import { html, render } from "../vendor/lit.js";
import { COMMENT_CHARS, rings, ticketPicture, tokenOf } from "./model.js";
import { page } from "./view.js";

const APP = "ticket/0.1";
/** Three long pulses: felt in a pocket, over before the person stands up. */
const PULSES_MS = [600, 250, 600, 250, 600];

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { params, text, device } = await boot({ remembersLanguage: true });
const token = tokenOf(location.hash);
const commander = new Commander({ token: () => token, scheme: "Ticket", changed: () => draw() });
const chime = new Chime(() => draw());
/** What the person is doing on the page. */
const doing = new Store({
  /** @type {"nothing" | "leaving"} */
  step: "nothing",
  score: 0,
  comment: "",
  sound: false,
});
/** @type {import("./model.js").TicketPicture | null} */
let before = null;
/** @type {Live | null} */
let live = null;

function draw() {
  if (!live) return;
  const { values, connection } = live.picture();
  const picture = ticketPicture(values, connection, live.clock.now());
  if (rings(before, picture)) ring();
  const moved = before !== null && before.kind !== picture.kind;
  before = picture;
  if (moved) {
    doing.value = { ...doing.value, step: "nothing" };
    commander.clear();
  }
  document.body.dataset.state = picture.kind;
  if ("label" in picture) {
    document.title =
      picture.kind === "called"
        ? `${picture.label} → ${text.t("counter", { number: picture.counter })}`
        : picture.label;
  }
  render(
    page(picture, {
      text,
      connection,
      progress: commander.progress,
      doing: doing.value,
      soundBlocked: doing.value.sound && chime.blocked,
      set: (change) => doing.set(change),
      language,
      wantSound,
      leave: () => void send(picture, "cancel", {}),
      pushBack: () => void send(picture, "push-back", {}),
      rate,
      dismiss: () => commander.clear(),
    }),
    root,
  );
}

function ring() {
  navigator.vibrate?.(PULSES_MS);
  if (doing.value.sound) chime.play();
}

function wantSound() {
  doing.set({ sound: true });
  // The press is the leave that the browser asks for; the tone shows the person what to listen for.
  void chime.arm().then(() => chime.play());
}

function language() {
  setLanguage(text, text.second, { remember: true });
  draw();
}

function rate() {
  const { score, comment } = doing.value;
  const words = comment.trim().slice(0, COMMENT_CHARS);
  if (before && score > 0) void send(before, "rate", words === "" ? { score } : { score, comment: words });
}

/**
 * @param {import("./model.js").TicketPicture} picture
 * @param {"cancel" | "push-back" | "rate"} what
 * @param {Record<string, unknown>} body
 */
async function send(picture, what, body) {
  if (!("label" in picture) || commander.busy || params.sample) return;
  const outcome = await commander.send(`/api/v1/halls/${picture.hall}/tickets/${picture.id}/${what}`, body, {
    name: what,
  });
  if (outcome.ok) doing.set({ step: "nothing" });
  draw();
}

doing.listen(draw);
addEventListener("hashchange", () => location.reload());

if (!token && !params.sample) {
  render(html`<main class="card"><p class="word">${text.t("ticket-no-link")}</p></main>`, root);
} else {
  live = new Live({
    view: `ticket/${token}`,
    app: APP,
    device,
    sample: params.sample,
    forced: params.all.get("connection"),
    paint: () => draw(),
  }).start();
  setInterval(draw, 1000);
  draw();
}
