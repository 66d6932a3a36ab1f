/** Draws the guide desk. */
import { busyWords, failure, ticketButtons, ticketDialog } from "../shared/actions.js";
import { hourMinute } from "../shared/clock.js";
import { connectionBadge } from "../shared/connection.js";
import { printersOf } from "../shared/prints.js";
import { printerBanners, printLine, printLog } from "../shared/prints-view.js";
import { banner, empty } from "../shared/notes.js";
import { alertWords, sign } from "../shared/parts.js";
import { qr } from "../shared/qr.js";
import { aboutTicket } from "../shared/tickets.js";
import { toast } from "../shared/toast.js";
import { undoOf } from "../shared/undo.js";
import { html, nothing, repeat } from "../vendor/lit.js";
import { linkOf, slip } from "../shared/slip.js";
import { MOST_DOSSIERS, ROWS_SHOWN } from "./model.js";

/**
 * @typedef {import("./model.js").Picture} Picture
 *
 * @typedef {object} Doing
 * @property {import("./model.js").Form} form
 * @property {import("./model.js").Filter} filter
 * @property {string} search
 * @property {import("../shared/actions.js").Asked | null} asked
 * @property {import("../wire.d.ts").Ticket | null} given the number that was just issued
 * @property {string | null} service what it was issued for
 * @property {"group" | "dossiers" | null} missing
 * @property {import("../shared/doubt.js").Doubt | null} doubt a number that was asked for, and nobody knows whether it was issued
 * @property {string | null} said
 * @property {import("../shared/undo.js").Undo | null} undo
 *
 * @typedef {object} Frame
 * @property {import("../shared/text.js").Text} text
 * @property {import("../shared/live.js").Connection} connection
 * @property {import("../shared/live-model.js").Values} values
 * @property {number | null} now
 * @property {import("../shared/command.js").Progress} progress
 * @property {string} name
 * @property {Doing} doing
 * @property {(change: Partial<Doing>) => void} set
 * @property {import("../shared/paper.js").Paper} paper of the browser's printer
 * @property {() => void} issue
 * @property {() => void} askAgain
 * @property {() => void} letGo
 * @property {(path: string, body: Record<string, unknown>, done: string, undo?: import("../shared/undo.js").Undo | null) => void} send
 * @property {() => void} printHere
 * @property {() => void} signOut
 */

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
export function page(picture, frame) {
  const { text, connection, now, doing } = frame;
  const { undo } = doing;
  if (!picture.ready) return html`<main class="gate">${connectionBadge(connection, text, "UTC")}</main>`;
  return html`
    <div class="desk" data-connection=${connection.state}>
      <header>
        <h1>${text.name(picture.hallName)}</h1>
        ${connectionBadge(connection, text, picture.timeZone)}
        <time class="number">${now === null ? "" : hourMinute(now, picture.timeZone)}</time>
        ${frame.name ? html`<button class="quiet" @click=${frame.signOut}>${text.t("login-out")}</button>` : nothing}
      </header>
      <main>
        ${picture.clockDoubted ? banner("warn", text.t("sup-clock")) : nothing}
        ${picture.closed === null ? nothing : banner("warn", closedWords(picture.closed, picture, frame))}
        ${doubtful(frame)} ${printerBanners(frame.values, text)}
        <div class="columns">${issuing(picture, frame)} ${tickets(picture, frame)}</div>
        ${printLog(frame.values, picture.timeZone, text)}
      </main>
      ${doing.asked ? ticketDialog(doing.asked, actionFrame(picture, frame)) : nothing}
      ${toast({
        text,
        progress: frame.progress,
        telling: doing.asked !== null || frame.progress.name === "issue",
        said: doing.said,
        undo: undo && (() => frame.send(undo.path, undo.body, text.t("sup-undone"))),
      })}
    </div>
    ${doing.given ? paperOf(doing.given, picture, frame) : nothing}
  `;
}

/**
 * Why no number is issued now, before somebody is told to wait for one.
 *
 * @param {import("./model.js").Closed} closed
 * @param {Picture} picture
 * @param {Frame} frame
 */
function closedWords({ kind, from }, picture, { text }) {
  const why = text.t(`guide-closed-${kind.replaceAll("_", "-")}`);
  return from === null ? why : `${why} ${text.t("guide-issuing-from", { time: hourMinute(from, picture.timeZone) })}`;
}

/** A number was asked for and nobody knows whether it was issued: first that is found out, then comes the next one. @param {Frame} frame */
function doubtful({ text, doing, progress, askAgain, letGo }) {
  if (doing.doubt === null) return nothing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  return html`<div class="banner warn doubt" role="alert">
    <span>${sign("warn")} ${busy ? busyWords({ text, progress }) : text.t("guide-doubt")}</span>
    <button ?disabled=${busy} @click=${letGo}>${text.t("guide-doubt-leave")}</button>
    <button class="primary" ?disabled=${busy} @click=${askAgain}>${text.t("guide-doubt-ask")}</button>
  </div>`;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function issuing(picture, frame) {
  const { text, doing, progress } = frame;
  const { form } = doing;
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  if (doing.given) return given(doing.given, frame);
  const chosen = picture.choices.find((choice) => choice.code === form.group) ?? null;
  const closed = chosen?.closed ?? null;
  const change = (/** @type {Partial<import("./model.js").Form>} */ part) =>
    frame.set({ form: { ...form, ...part }, missing: null });
  return html`
    <section class="panel issue" aria-labelledby="issue">
      <h2 id="issue">${text.t("guide-issue")}</h2>
      <form
        @submit=${(/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          frame.issue();
        }}
      >
        <fieldset class="groups">
          <legend>${text.t("guide-group")}</legend>
          ${picture.choices.map(
            (choice) => html`<label class="group ${choice.closed ?? ""}">
              <input type="radio" name="group" value=${choice.code} ?disabled=${choice.closed !== null && form.group !== choice.code} .checked=${form.group === choice.code} @change=${() => change({ group: choice.code, service: "" })} />
              <strong>${choice.code}</strong>
              <span>${text.name(choice.name)}${choice.stopped === null ? "" : html` <span class="warn">${sign("warn")} ${text.t("sup-line-stopped")}: ${choice.stopped}</span>`}</span>
              <span class="mute">${text.t("people-waiting", { count: choice.waiting })} · ${text.range(choice.wait)}</span>
              ${choice.left === null && choice.room === null ? nothing : capacity(choice, text)}
            </label>`,
          )}
        </fieldset>
        <div class="more">
          <label class="field">
            <span>${text.t("guide-service")}</span>
            <select ?disabled=${picture.services.length === 0} @change=${(/** @type {Event} */ event) => change({ service: typedIn(event) })}>
              <option value="" ?selected=${form.service === ""}>${text.t("guide-service-any")}</option>
              ${picture.services.map((service) => html`<option value=${service.code} ?selected=${form.service === service.code}>${text.name(service.name)}</option>`)}
            </select>
          </label>
          <label class="field">
            <span>${text.t("ticket-class")}</span>
            <select @change=${(/** @type {Event} */ event) => change({ class: typedIn(event) })}>
              ${picture.classes.map((entry) => html`<option value=${entry.code} ?selected=${form.class === entry.code}>${text.name(entry.name)}</option>`)}
            </select>
          </label>
          <label class="field">
            <span>${text.t("guide-dossiers")}</span>
            <input
              type="number"
              min="1"
              max=${MOST_DOSSIERS}
              .value=${String(form.dossiers)}
              aria-invalid=${doing.missing === "dossiers"}
              @input=${(/** @type {Event} */ event) => change({ dossiers: Number(typedIn(event)) })}
            />
          </label>
          <label class="check">
            <input type="checkbox" .checked=${form.accessible} @change=${(/** @type {Event} */ event) => change({ accessible: /** @type {HTMLInputElement} */ (event.target).checked })} />
            <span>${text.t("guide-accessible")}</span>
          </label>
        </div>
        ${doing.missing ? alertWords(doing.missing === "group" ? text.t("guide-choose") : text.t("guide-bad-dossiers", { most: MOST_DOSSIERS })) : nothing}
        <div class="submit">
          ${closed === null ? nothing : alertWords(text.t(closed === "stopped" ? "problem-issuing-stopped" : "problem-daily-cap-reached"))}
          ${doing.asked || doing.doubt ? nothing : failure(frame)}
          <button class="primary large" type="submit" ?disabled=${busy || closed !== null || doing.doubt !== null}>${busy && progress.name === "issue" ? busyWords(frame) : text.t("guide-take", { group: form.group })}</button>
        </div>
      </form>
    </section>
  `;
}

/**
 * What a line can still take: numbers by its cap, people by the clock.
 *
 * @param {import("./model.js").Choice} choice
 * @param {import("../shared/text.js").Text} text
 */
function capacity({ left, room }, text) {
  const words = [];
  if (left === 0) return html`<span class="capacity warn">${sign("warn")} ${text.t("guide-used-up")}</span>`;
  if (left !== null) words.push(text.t("guide-left", { count: left }));
  if (room !== null && !room.late) words.push(text.t("guide-room", { least: room.least }));
  return html`<span class="capacity mute">
    ${words.join(" · ")} ${room?.late ? html`<span class="warn">${sign("warn")} ${text.t("guide-late")}</span>` : nothing}
  </span>`;
}

/**
 * The number, and every way to hand it over: a slip of the server's printer or of this machine's, and a code for the person's phone.
 *
 * @param {import("../wire.d.ts").Ticket} ticket
 * @param {Frame} frame
 */
function given(ticket, frame) {
  const { text, paper, progress } = frame;
  const link = linkOf(ticket);
  const busy = progress.phase === "sending" || progress.phase === "waiting";
  const copies = paper.copies(ticket);
  return html`
    <section class="panel given" role="status">
      <h2>${text.t("guide-given", { label: ticket.label })}</h2>
      <div class="hand">
        <div>
          <p class="label number">${ticket.label}</p>
          <p>${text.t("guide-ahead", { count: ticket.people_ahead ?? 0, range: text.range(ticket.wait) })}</p>
        </div>
        <div>
          ${qr(link, text.t("guide-qr"))}
          <p><a href=${link} target="_blank" rel="noopener">${text.t("guide-phone")}</a></p>
        </div>
      </div>
      ${
        printersOf(frame.values).length > 0
          ? html`<button class="print-it" ?disabled=${busy} @click=${() => frame.send(`tickets/${ticket.id}/print`, {}, text.t("guide-print-asked", { label: ticket.label }))}>${text.t("print-slip")}</button>
              ${printLine(ticket.id, frame.values, text)} ${failure(frame)}`
          : html`<button class="print-it" ?disabled=${copies > 0 && !paper.mayCopy(ticket)} @click=${frame.printHere}>${text.t(copies > 0 ? "ticket-do-print" : "print-slip")}</button>`
      }
      <button class="primary large next" @click=${() => frame.set({ given: null })}>${text.t("guide-next")}</button>
    </section>
  `;
}

/**
 * The slip for this machine's own printer, as the kiosk's; never seen on the screen.
 *
 * @param {import("../wire.d.ts").Ticket} ticket
 * @param {Picture} picture
 * @param {Frame} frame
 */
function paperOf(ticket, picture, { text, paper, doing }) {
  const nameIn = (
    /** @type {{ code: string, name: import("../wire.d.ts").Text }[]} */ list,
    /** @type {string | null} */ code,
  ) => list.find((one) => one.code === code)?.name;
  return slip(
    ticket,
    { name: picture.hallName, timeZone: picture.timeZone, hotline: picture.hotline },
    {
      group: nameIn(picture.choices, ticket.group),
      service: nameIn(picture.allServices, doing.service),
      priority: ticket.class === "ordinary" ? undefined : nameIn(picture.classes, ticket.class),
    },
    { text, paper },
  );
}

/** @param {Event} event */
function typedIn(event) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 */
function tickets(picture, frame) {
  const { text, doing } = frame;
  const actions = actionFrame(picture, frame);
  const shown = picture.rows.slice(0, ROWS_SHOWN);
  return html`
    <section aria-labelledby="tickets">
      <div class="title">
        <h2 id="tickets">${text.t("guide-tickets")}</h2>
        <label class="search">
          <span class="hidden">${text.t("sup-search")}</span>
          <input type="search" placeholder=${text.t("sup-search")} .value=${doing.search} @input=${(/** @type {Event} */ event) => frame.set({ search: typedIn(event) })} />
        </label>
      </div>
      <div class="buttons filters" role="group" aria-label=${text.t("guide-tickets")}>
        ${
          /** @type {const} */ (["open", "ended", "all"]).map(
            (
              filter,
            ) => html`<button aria-pressed=${picture.filter === filter} @click=${() => frame.set({ filter, search: "" })}>
            ${text.t(`guide-filter-${filter}`, { count: picture.counts[filter] })}
          </button>`,
          )
        }
      </div>
      ${shown.length === 0 ? empty(text.t("sup-no-tickets")) : nothing}
      <ul class="rows">
        ${repeat(
          shown,
          (row) => row.id,
          (row) => html`<li class="panel row">
            <strong class="number">${row.label}</strong>
            <span>
              ${row.state === "done" ? text.t(`outcome-${row.outcome}`) : text.t(`state-${row.state}`)}${row.counter && row.state !== "done" ? ` · ${text.t("counter", { number: row.counter })}` : ""}${row.state === "waiting" ? ` · ${text.t("sup-minutes", { minutes: Math.floor(row.waitedMs / 60_000) })}` : ""}${row.until === null ? "" : ` · ${text.t("sup-until", { time: hourMinute(row.until, picture.timeZone) })}`}
              <span class="mute">${aboutTicket(row, picture.classes, text)}</span>
            </span>
            <span class="buttons">${ticketButtons(row, actions)}</span>
          </li>`,
        )}
      </ul>
      ${picture.rows.length > ROWS_SHOWN ? html`<p class="mute">${text.t("guide-cut", { count: picture.rows.length - ROWS_SHOWN })}</p>` : nothing}
    </section>
  `;
}

/**
 * @param {Picture} picture
 * @param {Frame} frame
 * @returns {import("../shared/actions.js").Frame}
 */
function actionFrame(picture, frame) {
  return {
    text: frame.text,
    progress: frame.progress,
    classes: picture.classes,
    ask: (asked) => frame.set({ asked }),
    send: (path, body) => {
      const { asked } = frame.doing;
      frame.send(path, body, doneWords(asked, frame), asked ? undoOf(asked) : null);
    },
    close: () => frame.set({ asked: null }),
  };
}

/** What was done to whom. @param {import("../shared/actions.js").Asked | null} asked @param {Frame} frame */
function doneWords(asked, { text }) {
  if (asked === null) return text.t("done");
  return text.t(`guide-done-${asked.action}`, { label: asked.row.label });
}
