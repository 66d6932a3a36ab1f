/** What went wrong and what to do now: a refusal with the rules' own list, something that could not be read, a sign-in that has ended. */
import { failure } from "../shared/actions.js";
import "../shared/login.js";
import { alertWords } from "../shared/parts.js";
import { html, nothing } from "../vendor/lit.js";
import { changes } from "./model.js";
import { changeList } from "./preview-view.js";
import { isList, placeOf } from "./places.js";
import { toldReasons } from "./reasons.js";

/** @typedef {import("./view.js").Frame} Frame */

/** Whether the sign-in has ended. @param {Frame} frame */
function hasEnded({ doing, progress }) {
  const codes = [progress.phase === "failed" ? progress.problem?.code : "", doing.failed?.problem.code];
  return codes.includes("unauthenticated");
}

/** The way back in, once the sign-in has ended: it has a heading of its own and stands before that of the place. @param {Frame} frame */
export function signInAgain(frame) {
  const { text } = frame;
  if (!hasEnded(frame)) return nothing;
  return html`<p>${text.t("admin-sign-in-again")}</p><goiso-login .text=${text} @signed-in=${() => frame.signedIn()}></goiso-login>`;
}

/** What the server refused or did not answer. @param {Frame} frame */
export function problems(frame) {
  const { text, doing, progress } = frame;
  const refused = progress.phase === "failed" ? progress.problem : null;
  return html`
    ${doing.stale ? stale(frame) : nothing}
    ${refused?.code === "stale_config" ? nothing : progress.name === "import" && refused?.code === "bad_request" ? alertWords(text.t("admin-import-refused")) : failure(frame)}
    ${reasons(frame)}
    ${
      doing.failed
        ? html`<div class="failed">
            ${alertWords(text.problem(doing.failed.problem))}
            ${hasEnded(frame) ? nothing : html`<button @click=${() => void doing.failed?.again()}>${text.t("try-again")}</button>`}
            ${doing.failed.problem.code === "unknown_hall" ? html`<a class="button" href="/admin/">${text.t("staff-choose-hall")}</a>` : nothing}
          </div>`
        : nothing
    }
  `;
}

/**
 * What the server found, in words and where it stands.
 *
 * @param {Frame} frame
 */
export function found({ text, doing, progress }) {
  const refused = progress.phase === "failed" ? progress.problem : null;
  return toldReasons(refused, doing.refused, doing.draft, text);
}

/** Each thing that was refused, with the way to its input. @param {Frame} frame */
function reasons(frame) {
  const { text, doing } = frame;
  const told = found(frame);
  if (told.length === 0) return nothing;
  const elsewhere = (/** @type {string | null} */ path) =>
    path !== null && (!isList(path) || placeOf(path) !== doing.place);
  return html`<ul class="problems stop">
    ${told.map(
      ({ words, path }) => html`<li>
        ${words}
        ${elsewhere(path) ? html`<button aria-label=${`${text.t("admin-r-show")}: ${words}`} @click=${() => frame.show(String(path))}>${text.t("admin-r-show")}</button>` : nothing}
      </li>`,
    )}
  </ul>`;
}

/** Somebody else saved while this draft was made. @param {Frame} frame */
function stale(frame) {
  const { text, doing } = frame;
  const { saved, stale } = doing;
  if (!saved || !stale) return nothing;
  return html`<section class="panel row stale" role="alert">
    <p class="word warn">${text.t("admin-stale")}</p>
    ${changeList(changes(saved, stale.theirs), [stale.theirs, saved], text)}
    <div class="buttons">
      <button class="primary" @click=${() => frame.meet("keep")}>${text.t("admin-stale-keep")}</button>
      <button @click=${() => frame.meet("drop")}>${text.t("admin-stale-drop")}</button>
    </div>
  </section>`;
}
