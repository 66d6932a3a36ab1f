/** Draws the forms of a configuration from their description, each mistake beside its input. */
import { icon, sign } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { effectPart } from "./effect-view.js";
import { at, put, sectionOf, written } from "./fields.js";
import { matches } from "./filter.js";
import { filterBox } from "./filter-view.js";
import {
  addExtraDay,
  addSession,
  copyMonday,
  days,
  isDate,
  readDates,
  removeExtraDay,
  removeSession,
  setHoursKind,
  TIMES,
  writtenHolidays,
} from "./hours.js";
import { addRow, choices, keyOf, moveRow, removeRow, rowPath, rowsOf, type } from "./model.js";

/**
 * @typedef {import("./view.js").Frame} Frame
 * @typedef {import("./model.js").Mistake} Mistake
 */

/** @param {Event} event */
export const typedIn = (event) =>
  /** @type {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} */ (event.target).value;

/** @param {string} path */
export const idOf = (path) => `in-${path.replaceAll(".", "-")}`;

/**
 * @param {import("./fields.js").SectionName} name
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
export function sectionForm(name, frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const section = sectionOf(name);
  const rows = rowsOf(config, section);
  const found = rows.map(
    (row) => keyOf(section, row) === "" || matches(doing.filter, [keyOf(section, row), row?.name?.vi, row?.name?.en]),
  );
  return html`
    ${text.has(`admin-help-${name}`) ? html`<p class="mute">${text.t(`admin-help-${name}`)}</p>` : nothing}
    ${wrong.filter((mistake) => mistake.path === section.at && section.list).map((mistake) => html`<p class="word stop">${words(mistake, frame)}</p>`)}
    ${name === "rules" ? html`${policyForm(frame, wrong)} ${effectPart(frame, wrong.length > 0)}` : nothing}
    ${section.list ? filterBox(frame, rows.length, found.filter(Boolean).length) : nothing}
    ${rows.length === 0 && text.has(`admin-none-${name}`) ? html`<p class="mute">${text.t(`admin-none-${name}`)}</p>` : nothing}
    ${rows.length > 0 && !found.includes(true) ? html`<p class="mute" role="status">${text.t("admin-not-found", { words: doing.filter })}</p>` : nothing}
    ${rows.map((row, index) => {
      if (section.list && !found[index]) return nothing;
      const prefix = rowPath(section, index);
      const title = keyOf(section, row) || text.t("admin-new-row");
      const named = text.name(row?.name);
      return html`<fieldset class="panel row ${section.list ? "entry" : ""}">
        ${
          section.list
            ? html`<legend>${title} ${named && named !== title ? html`<span class="mute">${named}</span>` : nothing}</legend>
                <span class="buttons tools">
                  <button aria-label=${text.t("admin-up", { row: title })} ?disabled=${index === 0} @click=${() => frame.edit(moveRow(config, name, index, -1))}>${icon("arrow-up")}</button>
                  <button aria-label=${text.t("admin-down", { row: title })} ?disabled=${index === rows.length - 1} @click=${() => frame.edit(moveRow(config, name, index, 1))}>${icon("arrow-down")}</button>
                  <button class="danger" aria-label=${text.t("admin-remove", { row: title })} @click=${() => frame.edit(removeRow(config, name, index))}>${icon("x")}</button>
                </span>`
            : nothing
        }
        <div class="fields">${section.fields.map((field) => input(field, prefix + field.path, at(row, field.path), frame, wrong))}</div>
      </fieldset>`;
    })}
    ${name === "classes" || name === "guarantees" || name === "counters" ? effectPart(frame, wrong.length > 0) : nothing}
    ${section.list ? html`<button @click=${() => frame.edit(addRow(config, name))}>+ ${text.t(`admin-add-${name}`)}</button>` : nothing}
  `;
}

/**
 * @param {Mistake} mistake
 * @param {Frame} frame
 */
export function words(mistake, { text }) {
  return html`${sign("stop")} ${mistake.told ?? text.t(`admin-p-${mistake.code}`, mistake.args)}`;
}

/**
 * One label, its input, and what is wrong with it.
 *
 * @param {import("./fields.js").Field} field
 * @param {string} path
 * @param {unknown} value
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 * @param {(typed: string) => import("./model.js").Config} [write] the draft with what was typed, where that is not simply put at the path
 */
export function input(field, path, value, frame, wrong, write) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const mistake = wrong.find((entry) => entry.path === path);
  const id = idOf(path);
  const shown = written(field.kind, value);
  const change = (/** @type {Event} */ event) =>
    frame.edit(write ? write(typedIn(event)) : type(config, field, path, typedIn(event)));
  const label = field.path.replaceAll(/[._]/g, "-");
  const hint = `admin-hint-${field.kind}`;
  const described = mistake ? `${id}-wrong` : text.has(hint) ? `${id}-hint` : nothing;
  const invalid = mistake ? "true" : "false";
  return html`<div class="field">
    <label for=${id}>${text.t(`admin-f-${label}`)}${field.optional ? html` <span class="hint">${text.t("admin-optional")}</span>` : nothing}</label>
    ${
      field.kind === "choice"
        ? html`<select id=${id} aria-invalid=${invalid} aria-describedby=${described} @change=${change}>
            <option value="" ?selected=${shown === ""}>–</option>
            ${choices(config, field.from ?? "groups").map((choice) => html`<option value=${choice.code} ?selected=${choice.code === shown}>${choice.code} ${choice.name ? text.name(choice.name) : text.t("admin-ordinary")}</option>`)}
          </select>`
        : field.kind === "option"
          ? html`<select id=${id} aria-invalid=${invalid} aria-describedby=${described} @change=${change}>
            ${field.optional ? html`<option value="" ?selected=${shown === ""}>–</option>` : nothing}
            ${(field.options ?? []).map((option) => html`<option value=${option} ?selected=${option === shown}>${text.t(`admin-o-${label}-${option}`)}</option>`)}
          </select>`
          : field.kind === "papers"
            ? html`<textarea id=${id} rows="3" aria-invalid=${invalid} aria-describedby=${described} .value=${shown} @change=${change}></textarea>`
            : html`<input id=${id} aria-invalid=${invalid} aria-describedby=${described} .value=${shown} @change=${change} />`
    }
    ${mistake ? html`<span class="mistake" id="${id}-wrong">${words(mistake, frame)}</span>` : text.has(hint) ? html`<span class="hint" id="${id}-hint">${text.t(hint)}</span>` : nothing}
  </div>`;
}

/**
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
function policyForm(frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const mistake = wrong.find((entry) => entry.path === "policy.at_most");
  return html`<fieldset class="panel row">
    <legend>${text.t("admin-f-policy")}</legend>
    ${["accumulating", "priority_first", "arrival"].map(
      (kind) => html`<label class="check">
        <input type="radio" name="policy" .checked=${config.policy?.kind === kind} @change=${() => frame.edit(put(config, "policy", kind === "priority_first" ? { kind, at_most: 2 } : { kind }))} />
        <span>${text.t(`admin-policy-${kind.replaceAll("_", "-")}`)}</span>
      </label>`,
    )}
    ${
      config.policy?.kind === "priority_first"
        ? html`<div class="field">
            <label for=${idOf("policy.at_most")}>${text.t("admin-f-policy-at-most")}</label>
            <input id=${idOf("policy.at_most")} type="number" min="1" max="100" aria-invalid=${mistake ? "true" : "false"} .value=${String(config.policy.at_most)} @change=${(/** @type {Event} */ event) => frame.edit(put(config, "policy.at_most", Number(typedIn(event))))} />
            ${mistake ? html`<span class="mistake">${words(mistake, frame)}</span>` : nothing}
          </div>`
        : nothing
    }
  </fieldset>`;
}

/**
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
export function hoursForm(frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const weekly = config.hours?.kind === "weekly";
  const holidays = wrong.find((mistake) => mistake.path === "hours.holidays");
  return html`
    ${
      /** @type {const} */ (["weekly", "always"]).map(
        (kind) => html`<label class="check">
        <input type="radio" name="hours" .checked=${(config.hours?.kind ?? "always") === kind} @change=${() => frame.edit(setHoursKind(config, kind))} />
        <span>${text.t(`admin-hours-${kind}`)}</span>
      </label>`,
      )
    }
    ${
      weekly
        ? html`
            <button @click=${() => frame.edit(copyMonday(config))}>${text.t("admin-copy-monday")}</button>
            ${days(config).map((day) => dayForm(day, frame, wrong))}
            <form
              class="extra"
              @submit=${(/** @type {SubmitEvent} */ event) => {
                event.preventDefault();
                const [date = ""] = readDates(
                  String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("date")),
                );
                if (isDate(date)) frame.edit(addExtraDay(config, date));
              }}
            >
              <label class="field"><span>${text.t("admin-extra-day")}</span><input name="date" type="date" required /></label>
              <button type="submit">+ ${text.t("admin-extra-add")}</button>
            </form>
            <div class="field">
              <label for="in-hours-holidays">${text.t("admin-holidays")}</label>
              <textarea id="in-hours-holidays" rows="4" aria-invalid=${holidays ? "true" : "false"} .value=${writtenHolidays(config)} @change=${(/** @type {Event} */ event) => frame.edit(put(config, "hours.holidays", readDates(typedIn(event))))}></textarea>
              ${holidays ? html`<span class="mistake">${words(holidays, frame)}</span>` : nothing}
            </div>
          `
        : nothing
    }
  `;
}

/**
 * @param {{ path: string, day: string, date: boolean, sessions: import("./hours.js").Session[] }} day
 * @param {Frame} frame
 * @param {Mistake[]} wrong
 */
function dayForm({ path, day, date, sessions }, frame, wrong) {
  const { text, doing } = frame;
  const config = doing.draft ?? {};
  const name = date ? day : text.t(`admin-day-${day}`);
  return html`<fieldset class="panel row">
    <legend>${name}</legend>
    ${wrong.filter((mistake) => mistake.path === path).map((mistake) => html`<p class="word stop">${words(mistake, frame)}</p>`)}
    ${sessions.length === 0 ? html`<p class="mute">${text.t("admin-day-closed")}</p>` : nothing}
    ${sessions.map(
      (session, index) => html`<div class="session">
        ${TIMES.map((time) => {
          const at = `${path}.${index}.${time}`;
          const mistake = wrong.find((entry) => entry.path === at);
          return html`<div class="field">
            <label for=${idOf(at)}>${text.t(`admin-f-${time.replaceAll("_", "-")}`)}</label>
            <input id=${idOf(at)} type="time" aria-invalid=${mistake ? "true" : "false"} .value=${session[time]} @change=${(/** @type {Event} */ event) => frame.edit(put(config, at, typedIn(event)))} />
            ${mistake ? html`<span class="mistake">${words(mistake, frame)}</span>` : nothing}
          </div>`;
        })}
        <button class="danger" aria-label=${text.t("admin-remove", { row: `${name} ${session.opens}` })} @click=${() => frame.edit(removeSession(config, path, sessions, index))}>${icon("x")}</button>
      </div>`,
    )}
    <div class="buttons">
      <button @click=${() => frame.edit(addSession(config, path, sessions))}>+ ${text.t("admin-session-add")}</button>
      ${date ? html`<button class="danger" @click=${() => frame.edit(removeExtraDay(config, day))}>${text.t("admin-extra-remove")}</button>` : nothing}
    </div>
  </fieldset>`;
}
