/**
 * What a kiosk shows. Pure: values of the view, hall time and where the person stands in; what to draw out.
 */
import { GROUP_ICONS } from "../shared/group-icons.js";
import { hallOf, hoursOf, linesOf, noticesOf } from "../shared/values.js";
import { plain } from "../shared/plain.js";

/** The number stays on the screen so long, then the next person finds the start. */
export const RESULT_MS = 8_000;
/** With large letters or a slow call everything stays longer. */
export const RESULT_SLOW_MS = 25_000;
/** Nobody touched anything: back to the start, first language, usual letters. */
export const IDLE_MS = 45_000;
export const IDLE_SLOW_MS = 90_000;
/** So long before that the person is asked. */
export const ASK_MS = 12_000;
/** So many numbers within so long at one kiosk are nobody's need: it takes breath. The attendant's PIN lifts it. */
export const RUSH_COUNT = 3;
export const RUSH_WITHIN_MS = 30_000;
export const BREATH_MS = 20_000;
/** The session's last number is told of so long before. */
const LAST_TOLD_MS = 20 * 60_000;
/** Fewer numbers than this are worth telling. */
const FEW_LEFT = 20;
const ICONS = new Set(GROUP_ICONS);
/** Search results at most. */
const FOUND_MAX = 8;
/** Words that people put before what they want, without marks: they tell nothing of which procedure it is. */
const FILLER = / (lam|xin|giay to|giay|thu tuc|dang ky|toi|muon) /g;
/** An identity card's number has so many digits; nothing else is asked of it, for provinces merge and centuries turn. */
export const CARD_DIGITS = 12;

/**
 * @typedef {import("../shared/values.js").Values} Values
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").Ticket} Ticket
 *
 * @typedef {{ screen: "start" }
 *   | Take
 *   | { screen: "search", typed: string }
 *   | { screen: "card", typed: string, back: Take | null }
 *   | { screen: "held", held: Held }
 *   | { screen: "pin", typed: string, wrong: boolean }
 *   | { screen: "attendant" }
 *   | { screen: "result", ticket: Ticket, service: string | null, until: number, wish?: "earlier" }} Place where the person stands; `earlier`: the number is that
 *   of a wish that had no answer when another was pressed
 *
 * @typedef {{ screen: "take", group: string, service: string | null, priority: string, by?: "card" | "person", care?: "accessible" }} Take
 *   `by`: who chose the class, if anybody did
 *
 * @typedef {{ label: string, state: string, counter: string | null }} Held the number that a person has already
 *
 * @typedef {{ phase: "reading" }
 *   | { phase: "refused", why: "insurance" | "other" | "composing" | "failed" | "full" }
 *   | { phase: "known", card: string, birthYear: number | null }} Shown what became of a card that was shown
 *
 * @typedef {object} Card
 * @property {string} code
 * @property {HallText} name
 * @property {number} waiting
 * @property {import("../wire.d.ts").WaitRange | null} wait
 * @property {string | null} stopped why no numbers, if so
 * @property {string | null} icon
 * @property {number | null} left numbers left today, when they are few
 *
 * @typedef {object} ServiceCard
 * @property {string} code
 * @property {string} group
 * @property {HallText} name
 * @property {HallText[]} papers
 *
 * @typedef {object} Closed
 * @property {"before" | "break" | "last_ticket_out" | "after" | "closed_today" | "stopped" | "used_up"} kind
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
 * @property {import("../wire.d.ts").AgeHint[]} ages
 * @property {number} year of hall time, in the hall's zone
 * @property {number | null} lastTicket hall time of the session's last number, when it is near
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
  const icons = new Map(hall.groups.map(({ code, icon }) => [code, icon]));
  const cards = linesOf(values).map(({ code, name, waiting, wait, value }) => {
    const icon = icons.get(code) ?? "";
    const left = value?.left ?? null;
    return {
      code,
      name,
      waiting,
      wait,
      stopped: stopped.get(code) ?? null,
      icon: ICONS.has(icon) ? icon : null,
      left: left !== null && left < FEW_LEFT ? left : null,
    };
  });
  const { kind, lastTicket } = hoursOf(hall, now);
  return {
    name: hall.name,
    timeZone: hall.time_zone,
    hotline: hall.hotline,
    closed: closedOf(hall, cards, now),
    cards,
    classes: hall.classes.filter(({ code }) => code !== "ordinary"),
    services: hall.services ?? [],
    notices: noticesOf(values, now).map(({ id, text }) => ({ id, text })),
    ages: hall.ages ?? [],
    year: Number(new Intl.DateTimeFormat("en-GB", { year: "numeric", timeZone: hall.time_zone }).format(now)),
    lastTicket: kind === "open" && lastTicket !== null && lastTicket - now < LAST_TOLD_MS ? lastTicket : null,
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
  if (cards.length === 0 || !cards.every((card) => card.stopped !== null || card.left === 0)) return null;
  const stopped = cards.find((card) => card.stopped !== null);
  return { kind: stopped ? "stopped" : "used_up", issuingFrom: null, reason: stopped?.stopped ?? "" };
}

/**
 * @param {KioskPicture} picture
 * @param {string} group
 */
export function servicesOf(picture, group) {
  return picture.services.filter((service) => service.group === group);
}

/**
 * What is meant by the typed words, marks or not: procedures and groups that hold every one of them; if nothing does, those that hold
 * every one that tells something; if nothing does, those that hold most of them.
 *
 * @param {KioskPicture} picture
 * @param {string} typed
 * @returns {{ services: ServiceCard[], groups: Card[] }}
 */
export function find(picture, typed) {
  const words = plain(typed).split(" ").filter(Boolean);
  const telling = tellingOf(words);
  for (const asked of [words, telling]) {
    const found = findAll(picture, asked);
    if (found.services.length + found.groups.length > 0) return found;
  }
  return findMost(picture, telling);
}

/** The words without those that are put before every wish; all of them if nothing else is left. @param {string[]} words plain ones */
function tellingOf(words) {
  let text = ` ${words.join(" ")} `;
  // Two of them in a row share the space between them.
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(FILLER, " ");
  }
  const left = text.split(" ").filter(Boolean);
  return left.length > 0 ? left : words;
}

/**
 * What holds half of the words and more than one, each from a word's beginning: those first that hold most.
 *
 * @param {KioskPicture} picture
 * @param {string[]} words plain ones
 * @returns {{ services: ServiceCard[], groups: Card[] }}
 */
function findMost(picture, words) {
  /** @template {{ name: HallText }} T @param {T[]} all @returns {T[]} */
  const most = (all) =>
    all
      .map((one, place) => ({ one, place, held: heldBy(one.name, words) }))
      .filter(({ held }) => held > 1 && held * 2 >= words.length)
      .sort((a, b) => b.held - a.held || a.place - b.place)
      .map(({ one }) => one);
  return { services: most(picture.services).slice(0, FOUND_MAX), groups: most(picture.cards) };
}

/**
 * @param {HallText} name
 * @param {string[]} words plain ones
 * @returns {number} how many of them a name holds in one of its languages
 */
function heldBy(name, words) {
  return Math.max(
    ...[name.vi, name.en].map((text) => words.filter((word) => ` ${plain(text)}`.includes(` ${word}`)).length),
  );
}

/**
 * Procedures and groups that hold every word. First what begins with the words, then what holds a word that begins with them, then
 * what holds them somewhere, then the procedures of a group that does.
 *
 * @param {KioskPicture} picture
 * @param {string[]} words plain ones
 * @returns {{ services: ServiceCard[], groups: Card[] }}
 */
function findAll(picture, words) {
  if (words.length === 0) return { services: [], groups: [] };
  const groupName = new Map(picture.cards.map((card) => [card.code, card.name]));
  const ranked = picture.services
    .map((service, place) => {
      const own = rank(words, [service.name]);
      const kin = rank(words, [service.name, groupName.get(service.group)]);
      return { service, place, rank: Math.min(own, kin === UNFOUND ? UNFOUND : KIN) };
    })
    .filter((one) => one.rank !== UNFOUND)
    .sort((a, b) => a.rank - b.rank || a.place - b.place);
  return {
    services: ranked.slice(0, FOUND_MAX).map((one) => one.service),
    groups: picture.cards.filter((card) => rank(words, [card.name]) !== UNFOUND),
  };
}

const KIN = 3;
const UNFOUND = 4;

/**
 * @param {string[]} words plain ones
 * @param {(HallText | undefined)[]} names
 * @returns {number} the smaller the better
 */
function rank(words, names) {
  const texts = names.flatMap((name) => (name ? [plain(name.vi), plain(name.en)] : []));
  const all = ` ${texts.join(" ")}`;
  if (!words.every((word) => all.includes(word))) return UNFOUND;
  if (texts.some((text) => text.startsWith(words.join(" ")))) return 0;
  return words.every((word) => all.includes(` ${word}`)) ? 1 : 2;
}

/**
 * What a card suggests is chosen beforehand and stands there to be changed. What the person chose stays, "no" as well.
 *
 * @param {Take} place
 * @param {string | null} suggested a class
 * @returns {Take}
 */
export function hinted(place, suggested) {
  if (suggested === null || place.by === "person" || place.priority !== "ordinary") return place;
  return { ...place, priority: suggested, by: "card" };
}

/**
 * A card that is taken back takes along what it chose, and nothing else.
 *
 * @param {Take} place
 * @returns {Take}
 */
export function unhinted(place) {
  return place.by === "card" ? { ...place, priority: "ordinary", by: undefined } : place;
}

/**
 * The body of the request for a number.
 *
 * @param {Take} place
 * @param {string} language
 * @param {Shown | null} [shown]
 */
export function requestOf(place, language, shown = null) {
  return {
    ...(place.service === null ? { group: place.group } : { service: place.service }),
    ...(place.priority === "ordinary" ? {} : { priority: place.priority }),
    ...(place.care ? { care: place.care } : {}),
    ...(shown?.phase === "known" ? { card: shown.card } : {}),
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
 * @param {"usual" | "slow"} [pace] `slow`: with large letters
 * @returns {Place}
 */
export function afterIdle(place, touchedAt, now, pace = "usual") {
  if (place.screen === "result") return now >= place.until ? { screen: "start" } : place;
  if (place.screen !== "start" && now - touchedAt >= idleMs(pace)) return { screen: "start" };
  return place;
}

/**
 * Seconds until the page goes back to the start by itself, once it is time to ask whether the person is still there. At the start there
 * is something to lose only if somebody changed it: language, letters, a card.
 *
 * @param {Place} place
 * @param {number} touchedAt
 * @param {number} now
 * @param {"usual" | "slow"} pace
 * @param {"fresh" | "changed"} [start] how the start stands there
 * @returns {number | null}
 */
export function idleLeft(place, touchedAt, now, pace, start = "fresh") {
  if (place.screen === "result" || (place.screen === "start" && start === "fresh")) return null;
  const left = touchedAt + idleMs(pace) - now;
  return left <= ASK_MS ? Math.max(0, Math.ceil(left / 1000)) : null;
}

/** @param {"usual" | "slow"} pace */
export function idleMs(pace) {
  return pace === "slow" ? IDLE_SLOW_MS : IDLE_MS;
}

/**
 * Seconds that a kiosk takes breath after a rush of numbers, or null.
 *
 * @param {number[]} taken when the last numbers were taken, oldest first
 * @param {number} now on the same clock
 * @returns {number | null}
 */
export function breath(taken, now) {
  const last = taken.at(-1);
  const first = taken.at(-RUSH_COUNT);
  if (last === undefined || first === undefined || last - first > RUSH_WITHIN_MS) return null;
  const left = last + BREATH_MS - now;
  return left > 0 ? Math.ceil(left / 1000) : null;
}
