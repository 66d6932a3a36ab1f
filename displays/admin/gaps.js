/**
 * What a hall still lacks before citizens can be served. Pure.
 *
 * @typedef {import("./model.js").Config} Config
 * @typedef {import("./places.js").Place} Place
 * @typedef {{ role: string, hall: string | null, standing: string }} Member somebody who signs in, or a device that is paired
 * @typedef {{ what: "officer" | "kiosk" | "wall" | "group", place: Place, args: Record<string, string> }} Gap
 */

/**
 * @param {string} hall
 * @param {Config} config
 * @param {Member[]} people
 * @param {Member[]} devices
 * @returns {Gap[]}
 */
export function gaps(hall, config, people, devices) {
  /** @type {Gap[]} */
  const found = [];
  const served = new Set((config.counters ?? []).flatMap((/** @type {{ groups: string[] }} */ { groups }) => groups));
  for (const { code } of config.groups ?? []) {
    if (!served.has(code)) found.push({ what: "group", place: "counters", args: { group: code } });
  }
  const lacks = (/** @type {Member[]} */ members, /** @type {string} */ wanted) =>
    !members.some(
      (one) => one.role === wanted && one.standing === "active" && (one.hall === null || one.hall === hall),
    );
  if (lacks(people, "officer")) found.push({ what: "officer", place: "people", args: {} });
  if (lacks(devices, "kiosk")) found.push({ what: "kiosk", place: "devices", args: {} });
  if (lacks(devices, "display")) found.push({ what: "wall", place: "devices", args: {} });
  return found;
}

/** Whether an address is one that only the server itself can open. @param {string} host */
export function isLoopback(host) {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}
