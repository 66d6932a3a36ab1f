/** The administrator's page in its states, as `scenes.js` lists those of every page. Pure. */

/** The administrator's places: people and devices are the last ones. */
const PEOPLE = ".columns nav button:nth-last-child(2)";
const DEVICES = ".columns nav button:last-child";
/** What was typed is looked at before it is in force. @type {import("./scenes.js").Step[]} */
const PREVIEW = [
  { type: "0236 1022", into: "#in-hotline" },
  { key: "Tab" },
  { click: ".bar .primary" },
  { see: ".changes li" },
];

/** @type {[page: string, name: string, query: string, steps?: import("./scenes.js").Step[]][]} */
export const ADMIN = [
  ["admin", "admin-ward", "sample=admin-ward"],
  ["admin", "admin-ward, preview", "sample=admin-ward", PREVIEW],
  [
    "admin",
    "admin-ward, mistakes",
    "sample=admin-ward",
    [{ type: "", into: "#in-name-vi" }, { key: "Tab" }, { see: ".mistake" }],
  ],
  ["admin", "admin-ward, people", "sample=admin-ward", [{ click: PEOPLE }, { see: ".people li" }]],
  [
    "admin",
    "admin-ward, a person is locked out",
    "sample=admin-ward",
    [{ click: PEOPLE }, { click: ".people .danger" }, { see: ".confirm" }],
  ],
  ["admin", "admin-ward, devices", "sample=admin-ward", [{ click: DEVICES }, { see: ".devices li" }]],
  [
    "admin",
    "admin-ward, a screen is found",
    "sample=admin-ward",
    [{ click: DEVICES }, { type: "bcdfghjk", into: ".pair .code" }, { click: ".pair .primary" }, { see: ".found" }],
  ],
  [
    "admin",
    "admin-ward, a screen is revoked",
    "sample=admin-ward",
    [{ click: DEVICES }, { click: ".devices .danger" }, { see: ".confirm" }],
  ],
  ["admin", "the first minute", "setup="],
  ["admin", "admin-office, hours", "sample=admin-office", [{ click: ".columns nav button:nth-child(2)" }]],
  [
    "admin",
    "admin-office, guarantees",
    "sample=admin-office",
    [{ click: ".columns nav button:nth-child(8)" }, { click: "main > button" }],
  ],
  [
    "admin",
    "admin-office, rules and what they do",
    "sample=admin-office",
    [
      { click: ".columns nav button:nth-child(9)" },
      { click: '[name="policy"]' },
      { click: "fieldset.panel.row > button" },
      { see: ".effect" },
    ],
  ],
  ["admin", "admin-office, voice", "sample=admin-office", [{ click: ".columns nav button:nth-child(10)" }]],
  ["admin", "admin-office, screens", "sample=admin-office", [{ click: ".columns nav button:nth-child(11)" }]],
  ["admin", "admin-office, printers", "sample=admin-office", [{ click: ".columns nav button:nth-child(12)" }]],
  [
    "admin",
    "admin-ward, saved",
    "sample=admin-ward",
    [...PREVIEW, { click: ".bar .primary" }, { see: "main > .word.calm" }],
  ],
  [
    "admin",
    "admin-ward, a line is taken away",
    "sample=admin-ward",
    [
      { click: ".columns nav button:nth-child(7)" },
      { click: "main .danger" },
      { click: ".bar .primary" },
      { see: ".changes li" },
    ],
  ],
  [
    "admin",
    "admin-refused, the rules say no",
    "sample=admin-refused",
    [{ type: "0236 1022", into: "#in-hotline" }, { key: "Tab" }, { click: ".bar .primary" }, { see: ".problems li" }],
  ],
  [
    "admin",
    "admin-office, a table is read",
    "sample=admin-office",
    [
      { click: ".columns nav button:nth-child(13)" },
      { file: "linh-vuc.csv", holds: "code,name_vi\n", into: '[type="file"]' },
      { see: "#import-rows" },
      { click: "main summary" },
    ],
  ],
  [
    "admin",
    "admin-office, a file that is none",
    "sample=admin-office",
    [
      { click: ".columns nav button:nth-child(13)" },
      { file: "anh.png", holds: "", into: '[type="file"]' },
      { see: "main goiso-alert" },
    ],
  ],
  [
    "admin",
    "admin-office, leaving the template",
    "sample=admin-office&guide=3",
    [{ click: "main > button" }, { click: ".ward .primary" }],
  ],
  [
    "admin",
    "admin-ward, no file before it is saved",
    "sample=admin-ward",
    [{ type: "0236 1022", into: "#in-hotline" }, { key: "Tab" }, { click: ".columns nav button:nth-child(13)" }],
  ],
  ["admin", "admin-ward, no printers", "sample=admin-ward", [{ click: ".columns nav button:nth-child(12)" }]],
  ["admin", "admin-mistaken, voice", "sample=admin-mistaken", [{ click: ".columns nav button:nth-child(10)" }]],
  ["admin", "admin-mistaken, step 3", "sample=admin-mistaken&guide=2"],
  [
    "admin",
    "admin-ended, signing in again",
    "sample=admin-ended",
    [{ type: "0236 1022", into: "#in-hotline" }, { key: "Tab" }, { click: ".bar .primary" }, { see: "main .login" }],
  ],
  [
    "admin",
    "admin-stale, somebody else has saved",
    "sample=admin-stale",
    [...PREVIEW, { click: ".bar .primary" }, { see: ".stale" }],
  ],
  [
    "admin",
    "admin-ward, where somebody is signed in",
    "sample=admin-ward",
    [{ click: PEOPLE }, { click: ".people li .buttons button:nth-child(3)" }],
  ],
  ["admin", "admin-ward, step 1", "sample=admin-ward&guide=0"],
  ["admin", "admin-ward, step 3", "sample=admin-ward&guide=2"],
  [
    "admin",
    "admin-ward, step 4, the ward's template",
    "sample=admin-ward&guide=3",
    [{ click: "main > button" }, { see: ".ward" }],
  ],
  [
    "admin",
    "admin-ward, step 1, something is wrong",
    "sample=admin-ward&guide=0",
    [{ type: "", into: "#in-name-vi" }, { key: "Tab" }, { see: ".mistake" }],
  ],
  ["admin", "admin-ward, step 10", "sample=admin-ward&guide=9"],
  ["admin", "admin-ward, the end of the steps", "sample=admin-ward&guide=10"],
];
