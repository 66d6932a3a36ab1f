/**
 * Who this page is. Devices and demo links carry a one-time code in the fragment, which is exchanged once for a token kept in
 * this tab; people sign in with name and password and have a cookie that scripts cannot read.
 */
import { Commander } from "./command.js";

/**
 * @typedef {object} Identity what the exchange or the login answered
 * @property {string | null} token
 * @property {string | null} role
 * @property {string | null} hall
 * @property {string | null} counter
 * @property {string | null} zone
 * @property {string | null} device
 * @property {string | null} name for people
 * @property {number | null} speaks its rank among loudspeakers, if it is one
 */

/** Where a tab keeps who it is. */
export const IDENTITY_KEPT = "goiso.identity";
const DEVICE = "goiso.device";

/** @type {Identity} */
export const NOBODY = {
  token: null,
  role: null,
  hall: null,
  counter: null,
  zone: null,
  device: null,
  name: null,
  speaks: null,
};

/**
 * @param {any} body
 * @returns {Identity}
 */
export function identityOf(body) {
  const text = (/** @type {unknown} */ value) => (typeof value === "string" && value !== "" ? value : null);
  return {
    token: text(body?.token),
    role: text(body?.role),
    hall: text(body?.hall),
    counter: text(body?.counter),
    zone: text(body?.zone),
    device: text(body?.device),
    name: text(body?.name),
    speaks: Number.isInteger(body?.speaks) ? body.speaks : null,
  };
}

/**
 * The code in a fragment such as `#code=ab12`, and the fragment without it.
 *
 * @param {string} fragment
 */
export function takeCode(fragment) {
  const parts = fragment.replace(/^#/, "").split("&");
  const code = parts.find((part) => part.startsWith("code="))?.slice("code=".length) ?? null;
  const rest = parts.filter((part) => part !== "" && !part.startsWith("code=")).join("&");
  return { code: code === null ? null : decodeURIComponent(code), rest };
}

/**
 * The identity of this tab: a code in the address goes first, then what the tab kept.
 *
 * @returns {Promise<{ identity: Identity, problem: import("./command.js").Problem | null }>}
 */
export async function openSession() {
  const { code, rest } = takeCode(location.hash);
  if (code === null) return { identity: kept(), problem: null };
  history.replaceState(null, "", location.pathname + location.search + (rest ? `#${rest}` : ""));
  const commander = new Commander({ token: () => null });
  const outcome = await commander.send("/api/v1/exchange", { code }, { name: "exchange" });
  if (!outcome.ok) return { identity: kept(), problem: outcome.problem };
  const identity = identityOf(outcome.body);
  keep(identity);
  return { identity, problem: null };
}

/** @param {Identity} identity */
export function keep(identity) {
  sessionStorage.setItem(IDENTITY_KEPT, JSON.stringify(identity));
}

/** Forgets who this tab was. */
export function forget() {
  sessionStorage.removeItem(IDENTITY_KEPT);
}

/** @returns {Identity} */
function kept() {
  try {
    return identityOf(JSON.parse(sessionStorage.getItem(IDENTITY_KEPT) ?? "null"));
  } catch {
    return NOBODY;
  }
}

/** This tab's own name for itself. */
export function deviceName() {
  let name = sessionStorage.getItem(DEVICE);
  if (!name) {
    const bytes = crypto.getRandomValues(new Uint8Array(6));
    name = `tab-${[...bytes].map((byte) => byte.toString(36)).join("")}`;
    sessionStorage.setItem(DEVICE, name);
  }
  return name;
}
