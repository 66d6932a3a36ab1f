/**
 * The wall: follows a zone (or, with `?counter=`, one counter's display) and draws once a second and at every change. A wall whose device
 * has the right to speak is a loudspeaker too, unless its address says `?sound=off`; with `?sound=on` it says so if it has no right.
 */
import { ask } from "../shared/ask.js";
import { boot, PAIRING } from "../shared/boot.js";
import { applyBrand } from "../shared/brand.js";
import { Live, openStream } from "../shared/live.js";
import { IDENTITY_KEPT, identityOf } from "../shared/session.js";
import { learn } from "../shared/text.js";
import { hallOf } from "../shared/values.js";
import { html, render } from "../vendor/lit.js";
import { deskPicture, hallPicture } from "./model.js";
import { Places } from "./places.js";
import { Seats } from "./seats.js";
import { blank, desk, wall } from "./view.js";

const APP = "hall/0.1";
/** A demo or a hall that has only one zone calls it this. */
const FIRST_ZONE = "main";
/** Without an answer about its right to speak a wall asks again after this. */
const ASK_AGAIN_MS = 5_000;
/** The close code of a view that there is not, or not any longer: the zone or the counter was taken out of the hall. */
const NO_SUCH_VIEW = 4104;
/** Lines that fit side by side on a wide and on an upright screen. */
const LINES_WIDE = 3;
const LINES_UPRIGHT = 6;
/** On an upright screen with a panel, which takes their room. */
const LINES_BESIDE_PANEL = 4;
/** Of those who did not come, so many fit on a wide and on an upright screen. */
const MISSED_WIDE = 4;
const MISSED_UPRIGHT = 6;
/** A wall waits so long for its first values before it says that it waits: to draw that takes a weak machine as long as to hear them. */
const FIRST_LOOK_MS = 400;
/** The hall's logo is asked for this often: somebody may have put another one there. */
const LOGO_MS = 10 * 60_000;
/** Screens that were paired keep who they are under names that begin so (device.js). */
const SCREEN_KEPT = "goiso.paired.";

const root = /** @type {HTMLElement} */ (document.getElementById("page"));
/** Opened while the words are still on their way: on a weak machine either takes as long as the other. */
let early = mayFollow() ? openStream() : null;
const { params, text, identity, device, paired, problem } = await boot({
  theme: "dark",
  paired: "hall",
  words: ["hall"],
});
const hall = params.hall ?? identity.hall;
const zone = params.zone ?? identity.zone ?? FIRST_ZONE;
const counter = params.counter ?? identity.counter;
const upright = matchMedia("(orientation: portrait)");
const sound = params.all.get("sound");
/** @type {import("../shared/speech.js").Speech | null} */
let speech = null;
/** What a picture of a sample shows of speech: `blocked`, `lost`, `not_allowed`, or the call that is being said. */
const pretended = params.sample ? params.all.get("speech") : null;
let mayNotSpeak = false;
/** What stands beside the calls, from when a hall wants that. @type {import("./media.js").Media | null} */
let media = null;
const places = new Places(root);
const seats = { large: new Seats(), history: new Seats() };
/** Turns that have begun keep their time. @type {import("./model.js").Painted} */
let painted = new Map();
/** Which asking for the logo this is; without the server the one that stands stays. */
let turn = 0;

const live = new Live({
  view: counter ? `hall/${hall}/counter/${counter}/display` : `hall/${hall}/zone/${zone}`,
  app: APP,
  get token() {
    return identity.token;
  },
  device,
  sample: params.sample,
  forced: params.all.get("connection"),
  open: takeStream,
  paint: ({ connection }) => {
    const { ended } = connection;
    if (ended && !params.sample)
      void import("../shared/device.js").then(({ comeBack }) => comeBack(ended.code, paired));
    soon();
  },
  granted: (grant) => speech?.granted(grant),
  linked: (up) => speech?.linked(up),
});

/** Whether this may be a screen that has been let in: nobody else needs a connection. */
function mayFollow() {
  const { search } = location;
  const known = [...Object.keys(sessionStorage), ...Object.keys(localStorage)];
  return (
    !new URLSearchParams(search).has("sample") &&
    known.some((key) => key === IDENTITY_KEPT || key.startsWith(SCREEN_KEPT))
  );
}

/** The connection that was opened first, once, and new ones from then on. */
function takeStream() {
  const taken = early;
  early = null;
  const alive = taken?.readyState === WebSocket.CONNECTING || taken?.readyState === WebSocket.OPEN;
  return taken && alive ? taken : openStream();
}

/** Whether a frame is under way that draws what came meanwhile. */
let coming = false;

/**
 * Draws with the next frame, once, whatever comes until then; what is heard comes after what is seen. A hidden page has no frames, and
 * speaks all the same.
 */
function soon() {
  if (document.visibilityState !== "visible") {
    draw();
    speech?.look();
    return;
  }
  if (coming) return;
  coming = true;
  requestAnimationFrame(() => {
    coming = false;
    draw();
    const speaking = speech;
    if (speaking) setTimeout(() => speaking.look());
  });
}

function draw() {
  const { values, connection } = live.picture();
  const now = live.clock.now();
  if (connection.state === "live") turn = Math.floor((now ?? 0) / LOGO_MS);
  const frame = {
    text,
    connection,
    now: now ?? 0,
    trouble: trouble(),
    turnOn: () => speech?.player.mend(),
    media: media?.element ?? null,
    turn,
    seats,
  };
  const gone = connection.ended?.code === NO_SUCH_VIEW;
  if (gone) media?.want(false, { rest: true, reachable: true, logo: "" });
  if (now === null || gone) {
    render(blank(frame), root);
    return;
  }
  if (counter) {
    const picture = deskPicture(values, now);
    applyBrand(picture?.brand);
    render(picture ? desk(picture, frame) : blank(frame), root);
    return;
  }
  const picture = hallPicture(values, now, {
    zone,
    linesPerPage: upright.matches ? (media?.showing ? LINES_BESIDE_PANEL : LINES_UPRIGHT) : LINES_WIDE,
    missedPerPage: upright.matches ? MISSED_UPRIGHT : MISSED_WIDE,
    painted,
    saying: pretended ?? speech?.saying ?? null,
    media: media?.showing ?? false,
  });
  painted = picture?.painted ?? new Map();
  applyBrand(picture?.brand);
  render(picture ? wall(picture, frame) : blank(frame), root);
  fit();
  if (picture) places.drawn(keysOf(picture));
  const wanted = hallOf(values)?.wall?.panel === true;
  if (wanted && !media) void hangMedia();
  media?.want(wanted, {
    rest: picture?.quiet === true,
    reachable: connection.state === "live",
    logo: picture?.brand.logo ?? "",
  });
}

let hanging = false;

/** Few halls have a panel, and the calls come first; without a line it is asked for at the next drawing. */
async function hangMedia() {
  if (hanging) return;
  hanging = true;
  try {
    const { Media } = await import("./media.js");
    media = new Media({
      changed: soon,
      ...(params.sample ? { folder: "/gallery/samples/", list: "/gallery/samples/panel.json" } : {}),
    });
    draw();
  } catch {
    hanging = false;
  }
}

/** What the size of cards depends on, beside the screen. @param {import("./model.js").HallPicture} picture */
function keysOf({ layout, rows, panel, large, history, lines, missed }) {
  return {
    cards: [layout, rows, panel, large.length, history.length > 0].join(),
    columns: [upright.matches, lines.length, missed.length > 0].join(),
  };
}

/** @returns {import("./view.js").Trouble | null} */
function trouble() {
  if (pretended === "blocked" || pretended === "lost" || pretended === "not_allowed") return pretended;
  return mayNotSpeak ? "not_allowed" : (speech?.trouble ?? null);
}

/** Becomes a loudspeaker if this device may be one; the others load nothing for it. */
async function listenForSpeech() {
  if (counter || params.sample || !hall || sound === "off") return;
  const rank = await rankOfSpeaker();
  if (rank === null) {
    mayNotSpeak = sound === "on";
    draw();
    return;
  }
  const { Speech } = await import("../shared/speech.js");
  speech = new Speech({
    live,
    hall,
    zone,
    rank,
    get token() {
      return identity.token;
    },
    changed: soon,
  });
  speech.start();
}

/** Asks until the server answers: the right may have changed since this tab was paired. */
async function rankOfSpeaker() {
  for (;;) {
    const me = await ask("/api/v1/me", identity.token);
    if (me.status === 200) return identityOf(me.body).speaks;
    if (me.status !== 0 && me.status < 500) return null;
    await new Promise((again) => setTimeout(again, ASK_AGAIN_MS));
  }
}

/** Told of widths by the browser when it knows them: to ask for them at every call would make it lay out the wall twice. */
const fitting = new ResizeObserver(slide);
/** @type {Element | null} */
let fitted = null;

/** Follows the notices that are there now. */
function fit() {
  if (fitted?.isConnected) return;
  const track = root.querySelector(".ticker .track");
  if (track === fitted) return;
  fitted = track;
  fitting.disconnect();
  if (!track?.firstElementChild) return;
  fitting.observe(track);
  fitting.observe(track.firstElementChild);
}

/** Lets a notice that is wider than the screen slide; one that fits stands still. */
function slide() {
  const track = /** @type {HTMLElement | null} */ (fitted);
  const words = /** @type {HTMLElement | null} */ (track?.firstElementChild);
  if (!track || !words) return;
  const over = words.offsetWidth - track.clientWidth;
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
  await learn(text, text.language, PAIRING);
  render(html`<div class="blank"><p>${problem ? text.problem(problem) : text.t("hall-pair")}</p></div>`, root);
} else {
  live.start();
  void listenForSpeech();
  setInterval(draw, 1000);
  addEventListener("resize", () => {
    draw();
    places.resized();
  });
  document.addEventListener("visibilitychange", soon);
  document.fonts.addEventListener("loadingdone", () => places.resized());
  // Whatever is known by then, or that nothing is.
  setTimeout(draw, FIRST_LOOK_MS);
}
