/** Draws the administrator's page: the places on the left, one of them on the right. */
import { busyWords } from "../shared/actions.js";
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { devicesPlace } from "./devices.js";
import { filesPlace } from "./files.js";
import { hoursForm, sectionForm } from "./forms.js";
import { guide } from "./guide.js";
import { firstHall, moreHalls } from "./halls.js";
import { kioskPin } from "./kiosk-pin.js";
import { changes, mistakes } from "./model.js";
import { peoplePlace } from "./people.js";
import { isList, PLACES, placeOf } from "./places.js";
import { changeList } from "./preview-view.js";
import { printersPlace } from "./printers.js";
import { found, problems, signInAgain } from "./problems.js";
import { screensForm } from "./screens-form.js";
import { unsaidWords, voiceForm } from "./voice-form.js";

/**
 * @typedef {import("./places.js").Place} Place
 * @typedef {import("./model.js").Config} Config
 *
 * @typedef {object} Doing
 * @property {Place} place
 * @property {Config | null} saved
 * @property {Config | null} draft
 * @property {Config | null} refused the draft that the server refused last
 * @property {boolean} preview
 * @property {{ of: Config, answer: import("./effect.js").Effect } | null} effect what the draft would do to the people who wait
 * @property {import("./voice.js").Unsaid[]} unsaid
 * @property {{ words: string, of: "save" | "other" } | null} said what was done; only a save can be taken back from there
 * @property {{ problem: import("../shared/command.js").Problem, again: () => Promise<void> } | null} failed what could not be read
 * @property {{ theirs: Config, tag: string | null } | null} stale what somebody else has saved since the draft was begun
 * @property {Config | null} ward the draft as the ward's template would make it, until it is taken or left
 * @property {import("./files.js").Row[] | null} rows of the table that was read
 * @property {"not-kind" | "not-utf8" | null} unusable why a file was not even sent
 * @property {string} filter what is looked for in a long list
 * @property {any[]} people
 * @property {any[]} tokens
 * @property {any[]} sessions
 * @property {{ hall: string, name: { vi: string, en: string } }[]} halls
 * @property {boolean} everywhere whether this administrator is one of every hall
 * @property {any[]} devices
 * @property {string} pairCode the code of a screen, as the link in its QR code brought it
 * @property {number | null} guide the step of the first set-up
 * @property {Config | null} before what was in force before the last save
 * @property {any} waiting the screen that waits to be let in
 * @property {{ hall: string, config: Config } | null} pairHall the hall that it is let into, if it is another than this one
 * @property {{ id: string, what: "rename" | "revoke" } | null} device the device that is being changed
 * @property {{ name: string, token: string } | null} secret
 * @property {{ id: string, what: "password" | "edit" | "disable" | "sessions" } | null} person who is being changed, and what of them
 * @property {import("../wire.d.ts").PrintLog | null} prints
 * @property {string | null} trying the printer that is being tried
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {string} hall
 * @property {string} name
 * @property {import("../shared/command.js").Progress} progress
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {(draft: Config) => void} edit
 * @property {(how: "try" | "save") => Promise<void>} save
 * @property {() => Promise<void>} askEffect
 * @property {(hall: string, name: string) => Promise<void>} createHall
 * @property {(file: File) => Promise<void>} readFile
 * @property {() => Promise<void>} exportToml
 * @property {() => void} undo back to what was in force before the last save, as a draft that is looked at first
 * @property {(path: string, body: Record<string, unknown>, done: string) => Promise<boolean>} post whether it was done
 * @property {(code: string) => Promise<void>} tryPrinter
 * @property {(code: string) => Promise<void>} lookUp
 * @property {(how: "approve" | "refuse", body: Record<string, unknown>) => Promise<void>} answerDevice
 * @property {(step: number | null, how: "save" | "leave") => void} step
 * @property {(place: Place) => void} visit a place of the page, out of the guide if it is none of its steps
 * @property {() => Promise<void>} askWard
 * @property {() => void} takeWard
 * @property {(how: "keep" | "drop") => void} meet goes on after somebody else has saved
 * @property {(hall: string) => Promise<void>} choosePairHall
 * @property {(path: string) => void} show goes to the input of a path
 * @property {() => void} signedIn
 * @property {() => void} signOut
 */

/** @param {Frame} frame */
export function page(frame) {
  const { text, doing } = frame;
  if (frame.hall === "") return firstHall(frame);
  const wrong = doing.draft ? mistakes(doing.draft) : [];
  const marks = [...wrong, ...marked(frame, wrong)];
  const placesOf = (/** @type {import("./model.js").Mistake[]} */ some) => [
    ...new Set(some.map((mistake) => placeOf(mistake.path))),
  ];
  const bad = placesOf(marks);
  const form = html`${problems(frame)} ${doing.draft ? place(frame, marks) : doing.failed ? nothing : html`<p>${text.t("loading")}</p>`}`;
  if (doing.guide !== null) return guide(frame, doing.guide, form, placesOf(wrong));
  return html`
    <div class="admin">
      <header>
        <h1>${text.t("admin-title")} · ${doing.saved ? text.name(doing.saved.name) : frame.hall}</h1>
        ${frame.name ? html`<button class="quiet" @click=${frame.signOut}>${text.t("login-out")}</button>` : nothing}
      </header>
      <div class="columns">
        <nav aria-label=${text.t("admin-title")}>
          ${PLACES.map(
            (
              place,
            ) => html`<button aria-current=${doing.place === place ? "page" : nothing} @click=${() => frame.visit(place)}>
              ${text.t(`admin-place-${place}`)} ${bad.includes(place) ? html`<span class="stop">${sign("stop")} ${text.t("admin-has-mistakes")}</span>` : nothing}
            </button>`,
          )}
        </nav>
        <main>
          ${signInAgain(frame)}
          <h2 tabindex="-1">${text.t(`admin-place-${doing.place}`)}</h2>
          ${said(frame)} ${form}
        </main>
      </div>
      ${bar(frame, wrong)}
    </div>
  `;
}

/**
 * What only the server found, at its input; a list as a whole has none, and what the page says there itself is enough.
 *
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 * @returns {import("./model.js").Mistake[]}
 */
function marked(frame, wrong) {
  const taken = new Set(wrong.map((mistake) => mistake.path));
  return found(frame).flatMap(({ path, words }) =>
    path === null || taken.has(path) || isList(path) ? [] : [{ path, code: "", args: {}, told: words }],
  );
}

/** What was done; after a save, the way back to what was in force before it. @param {Frame} frame */
function said(frame) {
  const { text, doing } = frame;
  if (!doing.said) return nothing;
  const undoable = doing.said.of === "save" && doing.before !== null && doing.draft === doing.saved;
  return html`<p class="word calm" role="status">
    ${icon("check")} ${doing.said.words}
    ${undoable ? html`<button class="undo" @click=${() => frame.undo()}>${text.t("admin-undo-save")}</button>` : nothing}
  </p>`;
}

/**
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 */
function place(frame, wrong) {
  switch (frame.doing.place) {
    case "hours":
      return hoursForm(frame, wrong);
    case "voice":
      return voiceForm(frame, wrong);
    case "screens":
      return screensForm(frame, wrong);
    case "printers":
      return printersPlace(frame, wrong);
    case "files":
      return filesPlace(frame);
    case "people":
      return peoplePlace(frame);
    case "devices":
      return html`${devicesPlace(frame)} ${kioskPin(frame)}`;
    case "hall":
      return html`${sectionForm("hall", frame, wrong)} ${frame.doing.guide === null ? moreHalls(frame) : nothing}`;
    default:
      return sectionForm(frame.doing.place, frame, wrong);
  }
}

/**
 * What is to be saved, and what saving would change.
 *
 * @param {Frame} frame
 * @param {import("./model.js").Mistake[]} wrong
 */
function bar(frame, wrong) {
  const { text, doing, progress } = frame;
  if (!doing.saved || !doing.draft) return nothing;
  const found = changes(doing.saved, doing.draft);
  if (found.length === 0) return nothing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`
    <aside class="bar" aria-label=${text.t("admin-changes")}>
      ${
        doing.preview
          ? html`<div class="details" tabindex="0" role="group" aria-label=${text.t("admin-changes")}>${changeList(found, [doing.draft, doing.saved], text)} ${unsaidWords(frame)}</div>`
          : nothing
      }
      <div class="buttons">
        <span>${text.t("admin-changed", { count: found.length })}${wrong.length > 0 ? html` · <span class="stop">${sign("stop")} ${text.t("admin-mistakes", { count: wrong.length })}</span>` : nothing}</span>
        <button @click=${() => frame.set({ draft: doing.saved, preview: false, rows: null })}>${text.t("admin-undo")}</button>
        ${
          doing.preview
            ? html`<button class="primary" ?disabled=${busy || wrong.length > 0} @click=${() => void frame.save("save")}>${busy ? busyWords(frame) : text.t("admin-save")}</button>`
            : html`<button class="primary" ?disabled=${busy || wrong.length > 0} @click=${() => void frame.save("try")}>${busy ? busyWords(frame) : text.t("admin-preview")}</button>`
        }
      </div>
    </aside>
  `;
}
