/**
 * What became of the speech of a call. Pure.
 *
 * @typedef {{ kind: "said" } | { kind: "waiting" } | { kind: "no_speaker" } | { kind: "unsaid", why: string }} Speech
 */

/** A call that no loudspeaker has said by then, and nobody told why: it may begin 20 s old, and takes 25 s with both languages, twice. */
export const SPEECH_OVERDUE_MS = 45_000;

/**
 * Said once is said, whatever another loudspeaker reports.
 *
 * @param {import("../wire.d.ts").Delivery} delivery
 * @param {number} age of the call
 * @returns {Speech}
 */
export function speechOf({ said, unsaid, speakers, speakers_paired }, age) {
  if (said > 0) return { kind: "said" };
  if (unsaid !== undefined) return { kind: "unsaid", why: unsaid };
  // A loudspeaker that is paired and not there is a fault; a hall without one is not.
  if (speakers === 0 && (speakers_paired ?? 0) > 0) return { kind: "unsaid", why: "no_device" };
  if (speakers === 0) return { kind: "no_speaker" };
  // A server that does not count its loudspeakers does not tell why they are silent either.
  const overdue = speakers !== undefined && age > SPEECH_OVERDUE_MS;
  return overdue ? { kind: "unsaid", why: "overdue" } : { kind: "waiting" };
}

/**
 * Why a call was not said; a reason of a later version stands as it is.
 *
 * @param {string} why
 * @param {import("./text.js").Text} text
 */
export function unsaidWords(why, text) {
  return text.t("delivery-unsaid", { why: reasonWords(why, text) });
}

/** The reason alone. @param {string} why @param {import("./text.js").Text} text */
export function reasonWords(why, text) {
  const id = `unsaid-${why.replaceAll("_", "-")}`;
  return text.has(id) ? text.t(id) : why;
}
