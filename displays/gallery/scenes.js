/**
 * Every page in every state: what the gallery shows, what pictures are taken of, and what the tests of the look walk. A state is a
 * sample, or a sample and what a person then does. Pure.
 *
 * @typedef {[width: number, height: number]} Size
 * @typedef {{ click: string } | { key: string } | { type: string, into: string } | { file: string, holds: string, into: string } | { see: string }} Step what a person does, one after another, or waits
 *   to see
 *
 * @typedef {object} Scene
 * @property {string} name
 * @property {string} page
 * @property {string} query without language and theme
 * @property {Step[]} steps
 *
 * @typedef {"light" | "dark"} Theme
 */
import { ADMIN } from "./scenes-admin.js";

/**
 * Which page draws a sample, by the beginning of its name; the longest beginning counts. What else is in the list is no page's.
 *
 * @type {[start: string, page: string, query: string][]}
 */
const DRAWN_BY = [
  ["zone-", "hall", "sample="],
  ["counter-display-", "hall", "counter=3&sample="],
  ["counter-", "counter", "sample="],
  ["kiosk-", "kiosk", "sample="],
  ["supervisor-", "supervisor", "today=today-busy&sample="],
  // A day that has not begun.
  ["supervisor-empty", "supervisor", "sample="],
  ["desk-", "desk", "sample="],
  ["ticket-", "ticket", "sample="],
];

/**
 * Sizes at which a page is meant to be seen; the first is its usual one.
 *
 * @type {Record<string, Size[]>}
 */
export const SIZES = {
  hall: [
    [1920, 1080],
    [3840, 2160],
    [1080, 1920],
    [1280, 800],
  ],
  counter: [
    [1280, 800],
    [1920, 1080],
    [360, 640],
  ],
  kiosk: [
    [1080, 1920],
    [1280, 800],
  ],
  supervisor: [
    [1920, 1080],
    [1440, 900],
    [1280, 800],
    [390, 844],
  ],
  desk: [
    [1280, 800],
    [1920, 1080],
    [390, 844],
  ],
  ticket: [
    [390, 844],
    [360, 640],
    [1280, 800],
  ],
  reports: [
    [1280, 800],
    [1920, 1080],
    [390, 844],
  ],
  history: [
    [1280, 800],
    [1920, 1080],
    [390, 844],
  ],
  admin: [
    [1280, 800],
    [390, 844],
  ],
};

/** The button that asks who was called before somebody who waits. */
const RECEIPT = ".row button.why";
/** The button that asks what a change would do. */
const WHAT_IF = "header .what-if-open";

/** The kiosk's buttons for larger letters and for high contrast. */
const LARGE = "footer button[aria-pressed]";
const CONTRAST = "footer button[aria-pressed] + button[aria-pressed]";
/** A procedure of a line, and the papers that it asks for. @type {Step[]} */
const PAPERS = [{ click: '[data-group="B"]' }, { click: ".take li:last-child [data-service]" }, { see: ".papers" }];
/** A search that finds something. @type {Step[]} */
const FOUND = [{ click: "button.find" }, { type: "khai sinh", into: "#typed" }, { see: ".search [data-service]" }];

/**
 * States that no frame brings: a broken line, a silenced browser, and what a person opened.
 *
 * @type {[page: string, name: string, query: string, steps?: Step[]][]}
 */
const MORE = [
  ["hall", "zone-busy, behind", "sample=zone-busy&connection=behind"],
  ["hall", "zone-busy, offline", "sample=zone-busy&connection=offline"],
  ["hall", "zone-voice, sound blocked", "sample=zone-voice&speech=blocked"],
  ["hall", "zone-voice, sound lost", "sample=zone-voice&speech=lost"],
  ["hall", "zone-voice, sound not allowed", "sample=zone-voice&speech=not_allowed"],
  ["hall", "zone-voice, a call is read out", "sample=zone-voice&speech=c4725"],
  ["hall", "counter-display-called, offline", "counter=3&sample=counter-display-called&connection=offline"],
  ["counter", "counter-serving, offline", "sample=counter-serving&connection=offline"],
  ["hall", "pairing, asking", "pairing=pairing-asking"],
  ["hall", "pairing, no server", "pairing=pairing-away"],
  ["hall", "pairing, waiting", "pairing=pairing-waiting"],
  ["hall", "pairing, waiting, no server", "pairing=pairing-waiting-away"],
  ["hall", "pairing, expired", "pairing=pairing-expired"],
  ["hall", "pairing, refused", "pairing=pairing-refused"],
  ["hall", "pairing of a counter's screen", "counter=3&pairing=pairing-waiting"],
  ["kiosk", "pairing, waiting", "pairing=pairing-waiting"],
  ["kiosk", "pairing, refused", "pairing=pairing-refused"],
  ["counter", "signing in", "sample=counter-idle&gate=gate-nobody"],
  [
    "counter",
    "a password that is wrong",
    "sample=counter-idle&gate=gate-nobody&reply=refused-login",
    [
      { type: "lan", into: '[name="name"]' },
      { type: "hoa phuong", into: '[name="password"]' },
      { click: ".login .primary" },
      { see: ".login goiso-alert" },
    ],
  ],
  ["counter", "another role", "sample=counter-idle&gate=gate-greeter", [{ see: ".gate > goiso-alert" }]],
  ["counter", "no server", "sample=counter-idle&gate=none"],
  ["counter", "no hall yet", "sample=counter-idle&gate=gate-no-hall"],
  ["counter", "which hall", "sample=counter-idle&gate=gate-halls"],
  ["counter", "which counter", "sample=counter-idle&choose=choose-counter"],
  ["counter", "which counter, no answer", "sample=counter-idle&choose=none"],
  ["counter", "counter-idle, opened by another", "sample=counter-idle&gate=gate-another"],
  ["counter", "counter-called, opened by another", "sample=counter-called&gate=gate-another"],
  ["counter", "counter-idle, the keys go elsewhere", "sample=counter-lapsed&unfocused=yes"],
  [
    "counter",
    "counter-doubted, still open",
    "sample=counter-doubted&gate=gate-own",
    [{ click: ".tools button:nth-last-child(2)" }, { see: ".remark" }],
  ],
  [
    "counter",
    "counter-serving, refused",
    "sample=counter-serving&reply=refused",
    [{ key: "2" }, { see: ".remark.stop" }],
  ],
  [
    "counter",
    "counter-serving, no answer",
    "sample=counter-serving&reply=none",
    [{ key: "2" }, { see: ".remark.warn" }],
  ],
  [
    "counter",
    "counter-called, a number that is none",
    "sample=counter-called",
    [{ key: "6" }, { type: "45 ?", into: ".dialog input" }, { click: ".dialog form button" }, { see: ".unread" }],
  ],
  [
    "counter",
    "counter-idle, keys, one is chosen",
    "sample=counter-idle",
    [{ click: ".tools button" }, { click: ".keys li button" }],
  ],
  [
    "counter",
    "counter-idle, keys, one is taken",
    "sample=counter-idle",
    [{ click: ".tools button" }, { click: ".keys li button" }, { key: "5" }, { see: ".keys .warn" }],
  ],
  ["counter", "counter-serving, transfer", "sample=counter-serving", [{ key: "5" }]],
  ["counter", "counter-serving, park", "sample=counter-serving", [{ key: "4" }]],
  ["counter", "counter-called, call this one", "sample=counter-called", [{ key: "6" }]],
  ["counter", "counter-called, call this one, why", "sample=counter-called", [{ key: "6" }, { key: "1" }]],
  ["counter", "counter-idle, return", "sample=counter-idle", [{ key: "7" }]],
  ["counter", "counter-idle, close", "sample=counter-idle", [{ key: "8" }]],
  ["counter", "counter-serving, outcome", "sample=counter-serving", [{ key: "+" }]],
  ["counter", "counter-serving, note", "sample=counter-serving", [{ key: "+" }, { key: "1" }]],
  ["counter", "counter-idle, keys", "sample=counter-idle", [{ click: ".tools button" }]],
  ["counter", "counter-idle, pause", "sample=counter-idle", [{ key: "9" }]],
  ["kiosk", "kiosk-open, offline", "sample=kiosk-open&connection=offline"],
  ["kiosk", "kiosk-open, a line is chosen", "sample=kiosk-open", [{ click: "[data-group]" }]],
  ["kiosk", "kiosk-open, search", "sample=kiosk-open", [{ click: "button.find" }]],
  ["kiosk", "kiosk-open, the number", "sample=kiosk-open&answer=ticket"],
  ["kiosk", "kiosk-open, large", "sample=kiosk-open", [{ click: LARGE }]],
  ["kiosk", "kiosk-open, high contrast", "sample=kiosk-open", [{ click: CONTRAST }]],
  ["kiosk", "kiosk-open, papers", "sample=kiosk-open", PAPERS],
  ["kiosk", "kiosk-open, papers, large", "sample=kiosk-open", [{ click: LARGE }, ...PAPERS]],
  ["kiosk", "kiosk-open, search, found", "sample=kiosk-open", FOUND],
  [
    "kiosk",
    "kiosk-open, search, large and high contrast",
    "sample=kiosk-open",
    [{ click: LARGE }, { click: CONTRAST }, ...FOUND],
  ],
  ["kiosk", "kiosk-open, the number, large", "sample=kiosk-open&answer=ticket", [{ click: LARGE }]],
  ["kiosk", "kiosk-open, scanner", "sample=kiosk-open&scanner=on"],
  ["kiosk", "kiosk-open, card accepted", "sample=kiosk-open&scanner=on&state=card-known"],
  ["kiosk", "kiosk-open, card not read", "sample=kiosk-open&scanner=on&state=card-other"],
  ["kiosk", "kiosk-open, no more numbers for this card", "sample=kiosk-open&scanner=on&state=card-full"],
  ["kiosk", "kiosk-open, digits of a card", "sample=kiosk-open&scanner=on&state=card-number"],
  ["kiosk", "kiosk-open, has a number", "sample=kiosk-open&state=held"],
  ["kiosk", "kiosk-open, still there", "sample=kiosk-open&state=idle"],
  ["kiosk", "kiosk-open, PIN", "sample=kiosk-open", [{ key: "Control+Alt+p" }]],
  [
    "kiosk",
    "kiosk-open, refused",
    "sample=kiosk-open&reply=refused-kiosk",
    [{ click: "[data-group]" }, { click: ".get" }, { see: ".problem" }],
  ],
  [
    "kiosk",
    "kiosk-open, a PIN that is wrong",
    "sample=kiosk-open&reply=refused-pin",
    [{ key: "Control+Alt+p" }, { type: "4711", into: "#pin" }, { click: ".pad .primary" }, { see: ".problem" }],
  ],
  [
    "kiosk",
    "kiosk-cards, a class by the card",
    "sample=kiosk-cards&scanner=on&state=card-known",
    [{ click: "[data-group]" }, { see: "[data-class] .calm" }],
  ],
  ["kiosk", "kiosk-open, card being read", "sample=kiosk-open&scanner=on&state=card-reading"],
  ["kiosk", "kiosk-open, a pause", "sample=kiosk-open&state=breath"],
  ["kiosk", "kiosk-open, papers, a list that failed", "sample=kiosk-open&print=80&state=list-failed", PAPERS],
  [
    "kiosk",
    "kiosk-open, search, nothing found",
    "sample=kiosk-open",
    [{ click: "button.find" }, { type: "hoa phuong do", into: "#typed" }],
  ],
  ["kiosk", "kiosk-open, the number of before", "sample=kiosk-open&answer=ticket&state=earlier"],
  ["kiosk", "kiosk-open, attendant", "sample=kiosk-open&state=attendant"],
  ["kiosk", "kiosk-no-paper, attendant", "sample=kiosk-no-paper&state=attendant"],
  ["kiosk", "kiosk-no-paper, the number", "sample=kiosk-no-paper&answer=ticket-unprinted"],
  ["supervisor", "supervisor-busy, offline", "sample=supervisor-busy&connection=offline"],
  ["supervisor", "supervisor-busy, notice", "sample=supervisor-busy", [{ click: "header .buttons button" }]],
  ["supervisor", "supervisor-busy, void", "sample=supervisor-busy", [{ click: ".row .buttons button:last-child" }]],
  [
    "supervisor",
    "supervisor-busy, receipt",
    "sample=supervisor-busy&answer=fairness-passed",
    [{ click: RECEIPT }, { see: ".receipt .passed" }],
  ],
  [
    "supervisor",
    "supervisor-busy, receipt of nobody passed",
    "sample=supervisor-busy&answer=fairness-nobody",
    [{ click: RECEIPT }, { see: ".receipt .own" }],
  ],
  [
    "supervisor",
    "supervisor-busy, receipt that did not come",
    "sample=supervisor-busy&answer=none",
    [{ click: RECEIPT }, { see: ".receipt [role=alert]" }],
  ],
  [
    "supervisor",
    "supervisor-busy, what if, asked",
    "sample=supervisor-busy&answer=what-if-better",
    [{ click: WHAT_IF }],
  ],
  [
    "supervisor",
    "supervisor-busy, what if, groups",
    "sample=supervisor-busy&answer=what-if-better",
    [{ click: WHAT_IF }, { click: '[name="kind"][value="groups"]' }],
  ],
  [
    "supervisor",
    "supervisor-busy, what if, told",
    "sample=supervisor-busy&answer=what-if-better",
    [{ click: WHAT_IF }, { click: ".what-if .primary" }, { see: ".futures" }],
  ],
  [
    "supervisor",
    "supervisor-busy, what if, refused",
    "sample=supervisor-busy&answer=what-if-refused",
    [{ click: WHAT_IF }, { click: ".what-if .primary" }, { see: ".what-if .stop" }],
  ],
  ["supervisor", "signing in", "sample=supervisor-busy&gate=gate-nobody"],
  [
    "supervisor",
    "supervisor-busy, refused",
    "sample=supervisor-busy&reply=refused",
    [{ click: ".alerts .buttons button:last-child" }, { see: ".banner.stop" }],
  ],
  [
    "supervisor",
    "supervisor-busy, a dialog is refused",
    "sample=supervisor-busy&reply=refused",
    [{ click: ".row .buttons .buttons button" }, { click: "dialog .primary" }, { see: "dialog goiso-alert" }],
  ],
  [
    "supervisor",
    "supervisor-busy, done",
    "sample=supervisor-busy&reply=done",
    [
      { click: "header .buttons button:nth-child(2)" },
      { type: "Quá tải", into: 'dialog [name="reason"]' },
      { click: "dialog .primary" },
      { see: ".toast button" },
    ],
  ],
  ["supervisor", "supervisor-busy, stop", "sample=supervisor-busy", [{ click: "header .buttons button:nth-child(2)" }]],
  ["supervisor", "supervisor-busy, a counter at work", "sample=supervisor-busy", [{ click: ".tile.called .name" }]],
  ["supervisor", "supervisor-alerts, an idle counter", "sample=supervisor-alerts", [{ click: ".tile.idle .name" }]],
  ["supervisor", "supervisor-alerts, a closed counter", "sample=supervisor-alerts", [{ click: ".closed .name" }]],
  [
    "supervisor",
    "supervisor-alerts, a device",
    "sample=supervisor-alerts&gate=gate-admin",
    [{ click: ".devices button.silent" }],
  ],
  [
    "supervisor",
    "supervisor-alerts, people of a line",
    "sample=supervisor-alerts",
    [{ type: "A116", into: '#page input[type="search"]' }],
  ],
  [
    "supervisor",
    "supervisor-prints, a printer",
    "sample=supervisor-prints",
    [{ click: '[data-alert^="printer"] button' }],
  ],
  [
    "supervisor",
    "supervisor-evening, nobody to send home",
    "sample=supervisor-evening&answer=what-if-better",
    [{ click: WHAT_IF }, { click: '[name="kind"][value="close"]' }],
  ],
  [
    "supervisor",
    "supervisor-busy, what if, policy",
    "sample=supervisor-busy&answer=what-if-better",
    [{ click: WHAT_IF }, { click: '[name="kind"][value="policy"]' }],
  ],
  ["desk", "desk-busy, offline", "sample=desk-busy&connection=offline"],
  ["desk", "desk-busy, void", "sample=desk-busy", [{ click: ".row .buttons button:last-child" }]],
  ["desk", "desk-busy, no line chosen", "sample=desk-busy", [{ click: '.issue button[type="submit"]' }]],
  [
    "desk",
    "desk-busy, the number",
    "sample=desk-busy&answer=desk-ticket",
    [{ click: ".group input" }, { click: '.issue button[type="submit"]' }, { see: ".given .qr" }],
  ],
  ["desk", "desk-busy, a number is looked for", "sample=desk-busy", [{ type: "a98", into: ".search input" }]],
  [
    "supervisor",
    "supervisor-alerts, one line",
    "sample=supervisor-alerts",
    [{ click: ".more-alerts" }, { click: '[data-alert^="line"] .buttons button:only-child' }],
  ],
  ["desk", "desk-busy, no answer about a number", "sample=desk-busy&state=doubt"],
  [
    "desk",
    "desk-busy, done",
    "sample=desk-busy&reply=done",
    [{ click: ".row .buttons button.danger" }, { click: "dialog .primary" }, { see: ".toast:not([hidden])" }],
  ],
  [
    "desk",
    "desk-busy, refused",
    "sample=desk-busy&reply=refused",
    [{ click: ".row .buttons button.danger" }, { click: "dialog .primary" }, { see: "dialog goiso-alert" }],
  ],
  ["desk", "desk-prints, the log", "sample=desk-prints", [{ click: ".prints summary" }]],
  ["desk", "desk-browser-prints, the log", "sample=desk-browser-prints", [{ click: ".prints summary" }]],
  [
    "supervisor",
    "supervisor-browser-prints, the log",
    "sample=supervisor-browser-prints",
    [{ click: ".prints summary" }],
  ],
  [
    "ticket",
    "ticket-waiting, leaving",
    "sample=ticket-waiting",
    [{ click: "main button.quiet:last-of-type" }, { see: ".confirm" }],
  ],
  [
    "ticket",
    "ticket-waiting, letting others pass",
    "sample=ticket-waiting",
    [{ click: "main button:not([class])" }, { see: ".confirm" }],
  ],
  ["ticket", "ticket-called, on the way", "sample=ticket-called", [{ click: ".answer" }]],
  ["ticket", "no ticket", ""],
  ["ticket", "ticket-waiting, behind", "sample=ticket-waiting&connection=behind"],
  ["ticket", "ticket-waiting, offline", "sample=ticket-waiting&connection=offline"],
  ["reports", "report-fortnight", "sample=report-fortnight"],
  ["reports", "report-fortnight, groups", "sample=report-fortnight", [{ click: "#tab-groups" }]],
  ["reports", "report-fortnight, counters", "sample=report-fortnight", [{ click: "#tab-counters" }]],
  ["reports", "report-fortnight, hours", "sample=report-fortnight", [{ click: "#tab-hours" }]],
  ["reports", "report-fortnight, days", "sample=report-fortnight", [{ click: "#tab-days" }]],
  ["reports", "report-fortnight, priority", "sample=report-fortnight", [{ click: "#tab-priority" }]],
  ["reports", "report-fortnight, ratings", "sample=report-fortnight", [{ click: "#tab-ratings" }]],
  ["reports", "report-fortnight, estimates", "sample=report-fortnight", [{ click: "#tab-estimates" }]],
  ["reports", "report-fortnight, anomalies", "sample=report-fortnight", [{ click: "#tab-anomalies" }]],
  ["reports", "report-nothing", "sample=report-nothing"],
  ["reports", "report-busy", "sample=report-busy"],
  ["reports", "report-fortnight, takes long", "sample=report-fortnight&state=slow"],
  ["reports", "report-fortnight, given up", "sample=report-fortnight&state=given-up"],
  ["reports", "report-fortnight, a file is made", "sample=report-fortnight&state=fetching"],
  ["reports", "report-fortnight, no file", "sample=report-fortnight&state=no-file"],
  [
    "reports",
    "report-fortnight, handed in by itself",
    "sample=report-fortnight&deliveries=deliveries",
    [{ see: ".deliveries" }, { click: ".deliveries button" }, { see: ".deliveries .word" }],
  ],
  [
    "reports",
    "report-nothing, nothing is handed in",
    "sample=report-nothing&deliveries=deliveries-none",
    [{ click: ".deliveries summary" }],
  ],
  ["history", "history-busy", "sample=history-busy"],
  ["history", "history-empty", "sample=history-empty"],
  ["history", "history-away", "sample=history-away"],
  ...ADMIN,
];

/**
 * The scenes of the samples that there are, page by page.
 *
 * @param {string[]} samples names, as `/samples/` lists them
 * @returns {Scene[]}
 */
export function scenes(samples) {
  /** @type {Scene[]} */
  const found = [];
  for (const sample of samples.toSorted()) {
    const [place] = DRAWN_BY.filter(([start]) => sample.startsWith(start)).sort((a, b) => b[0].length - a[0].length);
    if (place) found.push({ name: sample, page: place[1], query: `${place[2]}${sample}`, steps: [] });
  }
  for (const [page, name, query, steps = []] of MORE) found.push({ name, page, query, steps });
  const pages = Object.keys(SIZES);
  return found.sort((a, b) => pages.indexOf(a.page) - pages.indexOf(b.page));
}

/**
 * @param {Scene} scene
 * @param {string} language
 * @param {Theme | null} theme null for the page's own
 */
export function address(scene, language, theme) {
  return `/${scene.page}/?${scene.query}&lang=${language}${theme ? `&theme=${theme}` : ""}`;
}
