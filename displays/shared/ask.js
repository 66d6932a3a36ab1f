/**
 * Reading over HTTP what no view carries: who one is, which halls there are, a configuration.
 *
 * @typedef {{ status: number, body: any, text: string, etag: string | null }} Answer `status` 0: no answer
 */

import { uuidv7 } from "./command.js";

/** A question may take so long where nothing else is said. */
const ASK_MS = 8_000;

/**
 * @param {string} path
 * @param {string | null} token
 * @param {{ accept?: string, scheme?: "Bearer" | "Ticket", body?: unknown, signal?: AbortSignal }} [options] a body is posted and changes nothing;
 *   a `signal` ends it instead of the usual time
 * @returns {Promise<Answer>}
 */
export async function ask(path, token, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: options.accept ?? "application/json" };
  if (token) headers.Authorization = `${options.scheme ?? "Bearer"} ${token}`;
  if (options.body !== undefined) {
    headers["Content-Type"] = "application/json";
    headers["Idempotency-Key"] = uuidv7();
  }
  try {
    const answer = await fetch(path, {
      ...(options.body === undefined ? {} : { method: "POST", body: JSON.stringify(options.body) }),
      headers,
      credentials: "same-origin",
      cache: "no-store",
      signal: options.signal ?? AbortSignal.timeout(ASK_MS),
    });
    const text = await answer.text();
    const json = answer.headers.get("Content-Type")?.includes("json") ?? false;
    return {
      status: answer.status,
      body: json && text !== "" ? JSON.parse(text) : null,
      text,
      etag: answer.headers.get("ETag"),
    };
  } catch {
    return { status: 0, body: null, text: "", etag: null };
  }
}
