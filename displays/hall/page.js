/** The wall: follows a zone (or, with `?counter=`, one counter's display) and draws once a second and at every change. */
import { boot } from "../shared/boot.js";
import { Chime } from "../shared/chime.js";
import { Live } from "../shared/live.js";
import { html, render } from "../vendor/lit.js";
import { deskPicture, hallPicture } from "./model.js";
import { blank, desk, wall } from "./view.js";

const APP = "hall/0.1";
/** A demo or a hall that has only one zone calls it this. */
const FIRST_ZONE = "main";
/** Lines that fit side by side on a wide and on an upright screen. */
const LINES_WIDE = 4;
const LINES_UPRIGHT = 6;

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
const { params, text, identity, device, problem } = await boot({ theme: "dark" });
const hall = params.hall ?? identity.hall;
const zone = params.zone ?? identity.zone ?? FIRST_ZONE;
const counter = params.counter;
const upright = matchMedia("(orientation: portrait)");
const chime = new Chime(() => draw());
const wantsSound = params.all.get("sound") === "on";
/** @type {string | null | undefined} undefined until the first picture: what stood there before is not news */
let sounded;

const live = new Live({
  view: counter ? `hall/${hall}/counter/${counter}/display` : `hall/${hall}/zone/${zone}`,
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
  const frame = { text, connection, now: now ?? 0, soundBlocked: wantsSound && chime.blocked };
  if (now === null) {
    render(blank(frame), root);
    return;
  }
  if (counter) {
    const picture = deskPicture(values, now);
    render(picture ? desk(picture, frame) : blank(frame), root);
    return;
  }
  const picture = hallPicture(values, now, { zone, linesPerPage: upright.matches ? LINES_UPRIGHT : LINES_WIDE });
  render(picture ? wall(picture, frame) : blank(frame), root);
  if (!picture) return;
  sound(picture.newest);
  slide();
}

/** @param {string | null} newest */
function sound(newest) {
  const news = sounded !== undefined && newest !== null && newest !== sounded;
  sounded = newest;
  if (news && wantsSound) chime.play();
}

/** Lets a notice that is wider than the screen slide; one that fits stands still. */
function slide() {
  const track = /** @type {HTMLElement | null} */ (root.querySelector(".ticker .track"));
  const words = /** @type {HTMLElement | null} */ (track?.firstElementChild);
  if (!track || !words) return;
  const over = words.offsetWidth - track.clientWidth;
  const key = `${words.textContent}/${track.clientWidth}`;
  if (track.dataset.fitted === key) return;
  track.dataset.fitted = key;
  track.classList.toggle("slides", over > 0);
  // A tenth of the screen a second can be read from afar.
  const seconds = (words.offsetWidth + track.clientWidth) / (track.clientWidth / 10);
  // The first round begins where the words stand at the left, not with an empty line.
  track.style.setProperty("--slide-delay", "-7s");
  track.style.setProperty("--slide-from", `${track.clientWidth}px`);
  track.style.setProperty("--slide-to", `${-words.offsetWidth}px`);
  track.style.setProperty("--slide-time", `${seconds.toFixed(1)}s`);
}

if (!hall && !params.sample) {
  render(html`<div class="blank"><p>${problem ? text.problem(problem) : text.t("hall-pair")}</p></div>`, root);
} else {
  live.start();
  if (wantsSound) void chime.arm();
  setInterval(draw, 1000);
  addEventListener("resize", draw);
  draw();
}
