/**
 * What a kiosk shows. Pure: values of the view, hall time and where the person stands in; what to draw out.
 */
import { hallOf, hoursOf, linesOf, nameOf, noticesOf } from "../shared/values.js";
import { plain } from "../shared/text.js";

/** The number stays on the screen so long, then the next person finds the start. */
export const RESULT_MS = 8_000;
/** Nobody touched anything: back to the start, first language, usual letters. */
export const IDLE_MS = 45_000;
/** Search results at most. */
const FOUND_MAX = 8;

/**
 * @typedef {import("../shared/values.js").Values} Values
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").Ticket} Ticket
 *
 * @typedef {{ screen: "start" }
 *   | { screen: "take", group: string, service: string | null, priority: string }
 *   | { screen: "search", typed: string }
 *   | { screen: "result", ticket: Ticket, until: number }} Place where the person stands
 *
 * @typedef {object} Card
 * @property {string} code
 * @property {HallText} name
 * @property {number} waiting
 * @property {import("../wire.d.ts").WaitRange | null} wait
 * @property {string | null} stopped why no numbers, if so
 *
 * @typedef {object} ServiceCard
 * @property {string} code
 * @property {string} group
 * @property {HallText} name
 * @property {HallText[]} papers
 *
 * @typedef {object} Closed
 * @property {"before" | "break" | "last_ticket_out" | "after" | "closed_today" | "stopped"} kind
 * @property {number | null} issuingFrom
 * @property {string} reason
 *
 * @typedef {object} KioskPicture
 * @property {HallText} name
 * @property {string} timeZone
 * @property {string} hotline
 * @property {Closed | null} closed
 * @property {Card[]} cards
 * @property {import("../wire.d.ts").Named[]} classes priority classes, without the ordinary one
 * @property {ServiceCard[]} services
 * @property {{ id: string, text: HallText }[]} notices
 */

/**
 * @param {Values} values
 * @param {number} now hall time
 * @returns {KioskPicture | null}
 */
export function kioskPicture(values, now) {
  const hall = hallOf(values);
  if (!hall) return null;
  const stopped = new Map((hall.stopped ?? []).map(({ group, reason }) => [group, reason]));
  const cards = linesOf(values).map(({ code, name, waiting, wait }) => ({
    code,
    name,
    waiting,
    wait,
    stopped: stopped.get(code) ?? null,
  }));
  return {
    name: hall.name,
    timeZone: hall.time_zone,
    hotline: hall.hotline,
    closed: closedOf(hall, cards, now),
    cards,
    classes: hall.classes.filter(({ code }) => code !== "ordinary"),
    services: hall.services ?? [],
    notices: noticesOf(values, now).map(({ id, text }) => ({ id, text })),
  };
}

/**
 * @param {import("../wire.d.ts").HallValue} hall
 * @param {Card[]} cards
 * @param {number} now
 * @returns {Closed | null}
 */
function closedOf(hall, cards, now) {
  const { kind, issuingFrom } = hoursOf(hall, now);
  if (kind !== "open") return { kind, issuingFrom, reason: "" };
  if (cards.length > 0 && cards.every((card) => card.stopped !== null)) {
    return { kind: "stopped", issuingFrom: null, reason: cards[0]?.stopped ?? "" };
  }
  return null;
}

/**
 * @param {KioskPicture} picture
 * @param {string} group
 */
export function servicesOf(picture, group) {
  return picture.services.filter((service) => service.group === group);
}

/**
 * Procedures and groups that hold every typed word, marks or not.
 *
 * @param {KioskPicture} picture
 * @param {string} typed
 * @returns {{ services: ServiceCard[], groups: Card[] }}
 */
export function find(picture, typed) {
  const words = plain(typed).split(" ").filter(Boolean);
  if (words.length === 0) return { services: [], groups: [] };
  const holds = (/** @type {HallText[]} */ ...names) => {
    const text = plain(names.map(({ vi, en }) => `${vi} ${en}`).join(" "));
    return words.every((word) => text.includes(word));
  };
  const groupName = (/** @type {string} */ code) =>
    nameOf(
      picture.cards.map((card) => ({ code: card.code, name: card.name })),
      code,
    );
  // What bears the words itself comes before what only belongs to a group that does.
  const own = picture.services.filter((service) => holds(service.name));
  const kin = picture.services.filter(
    (service) => !own.includes(service) && holds(service.name, groupName(service.group)),
  );
  return {
    services: [...own, ...kin].slice(0, FOUND_MAX),
    groups: picture.cards.filter((card) => holds(card.name)),
  };
}

/**
 * The body of the request for a number.
 *
 * @param {Extract<Place, { screen: "take" }>} place
 * @param {string} language
 */
export function requestOf(place, language) {
  return {
    ...(place.service === null ? { group: place.group } : { service: place.service }),
    ...(place.priority === "ordinary" ? {} : { priority: place.priority }),
    channel: "kiosk",
    language,
  };
}

/**
 * Where a person stands after nothing was touched until `now`.
 *
 * @param {Place} place
 * @param {number} touchedAt
 * @param {number} now both on the page's clock
 * @returns {Place}
 */
export function afterIdle(place, touchedAt, now) {
  if (place.screen === "result") return now >= place.until ? { screen: "start" } : place;
  if (place.screen !== "start" && now - touchedAt >= IDLE_MS) return { screen: "start" };
  return place;
}
