/** Files of the server, which a link cannot fetch: it carries no token. */

/**
 * @typedef {{ kind: "there" } | { kind: "refused", problem: any } | { kind: "stopped" } | { kind: "no-server" }} Outcome
 */

/**
 * Fetches a file with the page's token and hands it to the browser.
 *
 * @param {string} path
 * @param {{ token: string | null, name: string, withinMs: number, stop?: AbortSignal }} how
 * @returns {Promise<Outcome>}
 */
export async function download(path, { token, name, withinMs, stop }) {
  /** @type {Record<string, string>} */
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const within = AbortSignal.timeout(withinMs);
  try {
    const answer = await fetch(path, {
      headers,
      cache: "no-store",
      signal: stop ? AbortSignal.any([within, stop]) : within,
    });
    if (!answer.ok) return { kind: "refused", problem: await answer.json().catch(() => ({})) };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
    return { kind: "there" };
  } catch {
    return { kind: stop?.aborted ? "stopped" : "no-server" };
  }
}

/**
 * Why a file did not come, in words; none if it came or nobody wants it any more.
 *
 * @param {Outcome} outcome
 * @param {import("./text.js").Text} text
 */
export function whyNot(outcome, text) {
  switch (outcome.kind) {
    case "there":
    case "stopped":
      return "";
    case "refused":
      return text.problem(outcome.problem);
    case "no-server":
      return text.t("staff-no-server");
  }
}
