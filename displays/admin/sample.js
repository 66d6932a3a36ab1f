/**
 * The server of a page that is opened as `?sample=NAME`: what it is said to answer, by the address below `/api/v1/`. The gallery's folder
 * holds it.
 */
import { sampleAnswer } from "../shared/sample.js";

const NOT_FOUND = { code: "not_found", status: 404 };

/** @param {string} path */
function below(path) {
  return path.replace(/^\/api\/v1\/(halls\/sample\/)?/, "");
}

/**
 * @param {string} name
 * @returns {Promise<{ read: (path: string) => Promise<import("../shared/ask.js").Answer>, fetch: typeof fetch }>} `read` answers what is
 *   asked, `fetch` what is sent
 */
export async function sampleServer(name) {
  const { body: told } = await sampleAnswer(name);
  // A sample may tell only in what it differs from another.
  const like = told?.as ? (await sampleAnswer(told.as)).body : null;
  const body = { ...like, ...told, config: { ...like?.config, ...told?.config } };
  const found = (/** @type {string} */ path) => body[below(path)] ?? null;
  return {
    read: async (path) => {
      const answer = found(path);
      return { status: answer ? 200 : 404, body: answer ?? NOT_FOUND, text: "", etag: '"sample"' };
    },
    fetch: async (path, init) => {
      // What is sent may be answered otherwise than what is read there.
      const answer = found(`${init?.method} ${below(String(path))}`) ?? found(String(path));
      // What has a code is a refusal.
      const status = answer === null ? NOT_FOUND.status : answer.code ? answer.status : 200;
      return new Response(JSON.stringify(answer ?? NOT_FOUND), { status });
    },
  };
}
