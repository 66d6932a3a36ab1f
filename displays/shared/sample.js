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

/**
 * The way in as a sample tells it: each question below `/api/v1/` has an answer of its own; what it does not tell is not answered.
 *
 * @param {string} name
 * @returns {(path: string) => Promise<import("./ask.js").Answer>}
 */
export function sampleAsk(name) {
  return async (path) => {
    const { body } = await sampleAnswer(name);
    const { status = 0, body: told = null } = body?.[path.replace("/api/v1/", "")] ?? {};
    return { status, body: told, text: "", etag: null };
  };
}

/**
 * What becomes of the commands of such a page: each is answered as the sample says; without such a sample, never.
 *
 * @param {string} name
 * @returns {typeof fetch}
 */
export function sampleFetch(name) {
  return async () => {
    const { status, body } = await sampleAnswer(name);
    if (status === 0) throw new TypeError("no answer");
    return new Response(JSON.stringify(body), { status });
  };
}
