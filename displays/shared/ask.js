/**
 * Reading over HTTP what no view carries: who one is, which halls there are, a configuration.
 *
 * @typedef {{ status: number, body: any, text: string }} Answer `status` 0: no answer
 */

/** A question may take so long. */
const ASK_MS = 8_000;

/**
 * @param {string} path
 * @param {string | null} token
 * @param {{ accept?: string }} [options]
 * @returns {Promise<Answer>}
 */
export async function ask(path, token, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: options.accept ?? "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    const answer = await fetch(path, {
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(ASK_MS),
    });
    const text = await answer.text();
    const json = answer.headers.get("Content-Type")?.includes("json") ?? false;
    return { status: answer.status, body: json && text !== "" ? JSON.parse(text) : null, text };
  } catch {
    return { status: 0, body: null, text: "" };
  }
}
