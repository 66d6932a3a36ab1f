/** Answers for pages that are opened as `?sample=NAME`: such a page has no server behind it. The gallery's folder holds them. */

/** Who is said to be signed in, so that a page is seen as people at work see it. */
export const SAMPLE_NAME = "Trần Thị Thu Hà";

/**
 * What the server is said to have answered; without such a sample, no answer.
 *
 * @param {string} name
 * @returns {Promise<import("./ask.js").Answer>}
 */
export async function sampleAnswer(name) {
  if (name === "") return { status: 0, body: null, text: "", etag: null };
  const answer = await fetch(`/gallery/samples/${encodeURIComponent(name)}.json`);
  if (!answer.ok) return { status: 0, body: null, text: "", etag: null };
  const { status, body } = await answer.json();
  return { status, body, text: "", etag: null };
}
