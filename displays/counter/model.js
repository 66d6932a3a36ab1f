/**
 * What an officer sees and may press. Pure: values of the view, hall time and what is open on the page in; what to draw, and which
 * command a key means, out.
 */
import { speechOf } from "../shared/delivery.js";
import { callsOf, countersOf, hallOf, linesOf, nameOf, ticketsOf } from "../shared/values.js";
import { actionAt, DEFAULT_KEYS, keyOf } from "./keys.js";

/** *Next* is not taken for so long after a new call appeared, so that a double press does not send somebody away. */
export const NEXT_GUARD_MS = 1_500;
/** *Recall* is not taken for so long after a call: a double press would say it twice, and count as one more call before a no-show. */
export const RECALL_GUARD_MS = 3_000;
/** So soon, a press by the same key or pointer is the second of a double press. */
export const SAME_PRESS_MS = 600;
/** A person who is called and not yet shown everywhere: after this the missing screens are named. */
const DELIVERY_GRACE_MS = 4_000;

/**
 * @typedef {import("../shared/values.js").Values} Values
 * @typedef {import("../wire.d.ts").Text} HallText
 * @typedef {import("../wire.d.ts").MyCounter} MyCounter
 * @typedef {import("../wire.d.ts").Why} Why
 *
 * @typedef {"open" | "resume" | "next" | "recall" | "start" | "finish" | "no-show" | "undo" | "close"
 *   | "park" | "transfer" | "call" | "return" | "pause" | "outcome"} Action `outcome`: finish, with what came of it
 *
 * @typedef {object} TicketCard
 * @property {string} id
 * @property {string} label
 * @property {HallText} group
 * @property {HallText | null} service
 * @property {HallText | null} priority
 * @property {boolean} accessible
 * @property {number} dossiers
 * @property {"called" | "serving"} state
 * @property {number} waitedMinutes from the number to the present state
 * @property {number} calls
 * @property {number} sinceMs in the present state
 * @property {string | null} returnTo
 *
 * @typedef {import("../shared/delivery.js").Speech} Speech
 * @typedef {{ kind: "none" } | { kind: "calling", speech: Speech } | { kind: "shown", shown: number, of: number, speech: Speech }
 *   | { kind: "missing", shown: number, of: number, speech: Speech, missing: string[] } | { kind: "no_screen", speech: Speech }} DeliveryLine
 *
 * @typedef {object} LineGlance
 * @property {string} code
 * @property {HallText} name
 * @property {number} waiting
 * @property {number | null} longestMinutes
 * @property {boolean} over
 * @property {boolean} own
 * @property {{ name: HallText, waiting: number, longestMinutes: number, priority: boolean }[]} classes where others than ordinary wait
 *
 * @typedef {object} ParkedTicket
 * @property {string} id
 * @property {string} label
 * @property {string} reason
 * @property {number | null} until
 * @property {number | null} minutesLeft below zero when overdue
 * @property {boolean} mine
 *
 * @typedef {object} WaitingTicket
 * @property {string} id
 * @property {string} label
 * @property {HallText} group
 * @property {HallText | null} priority
 * @property {number} waitedMinutes
 *
 * @typedef {object} CounterPicture
 * @property {HallText} hall
 * @property {string} timeZone
 * @property {string} number
 * @property {HallText | null} name
 * @property {string | null} officer
 * @property {"closed" | "paused" | "idle" | "called" | "serving"} state
 * @property {string | null} pauseReason
 * @property {number} sinceMs idle or paused for so long
 * @property {TicketCard | null} ticket
 * @property {string | null} call
 * @property {DeliveryLine} delivery
 * @property {Why | null} why
 * @property {string | null} passedOver label of whoever would have been next
 * @property {{ secondsLeft: number, callsNeeded: number, share: number }} noShow both zero: allowed; the share of the time that has passed
 * @property {string | null} undo
 * @property {LineGlance[]} lines
 * @property {{ code: string, name: HallText, waiting: number }[]} groups every group, for a transfer
 * @property {ParkedTicket[]} parked
 * @property {WaitingTicket[]} waiting
 * @property {{ number: string, name: HallText, state: string }[]} counters the others
 * @property {number} served
 * @property {number | null} meanServeS
 * @property {{ served: number, noShows: number, meanServeS: number | null } | null} own the day of whoever sits here
 * @property {{ usualMinutes: number, atMostMinutes: number } | null} away how long somebody may be sent away
 * @property {boolean} clockDoubted
 */

/**
 * @param {Values} values
 * @param {number} now hall time
 * @returns {CounterPicture | null} null before the first frame
 */
export function counterPicture(values, now) {
  const hall = hallOf(values);
  /** @type {MyCounter | undefined} */
  const mine = values.mine;
  if (!hall || !mine) return null;
  const { counter, ticket } = mine;
  const minutesSince = (/** @type {number} */ at) => Math.max(0, Math.floor((now - at) / 60_000));
  const priority = (/** @type {string} */ code) => (code === "ordinary" ? null : nameOf(hall.classes, code));
  const tickets = ticketsOf(values);
  /** @type {TicketCard | null} */
  const card = ticket
    ? {
        id: ticket.id,
        label: ticket.label,
        group: nameOf(hall.groups, ticket.group),
        service: ticket.service ? nameOf(hall.services, ticket.service) : null,
        priority: priority(ticket.class),
        accessible: ticket.care === "accessible",
        dossiers: ticket.dossiers,
        state: ticket.state === "serving" ? "serving" : "called",
        waitedMinutes: waitedMinutes(mine, ticket.issued_at, ticket.since),
        calls: ticket.calls,
        sinceMs: Math.max(0, now - ticket.since),
        returnTo: ticket.return_to ?? null,
      }
    : null;
  return {
    hall: hall.name,
    timeZone: hall.time_zone,
    number: counter.number,
    name: counter.name.vi ? counter.name : null,
    officer: counter.officer ?? null,
    state: stateOf(counter.state, card),
    pauseReason: counter.reason ?? null,
    sinceMs: counter.since === undefined ? 0 : Math.max(0, now - counter.since),
    ticket: card,
    call: mine.call ?? null,
    delivery: deliveryOf(values, mine.call, now),
    why: card ? (mine.why ?? null) : null,
    passedOver: tickets.find((one) => one.id === mine.why?.runner_up)?.label ?? null,
    noShow: {
      secondsLeft: Math.max(0, Math.ceil(((mine.no_show_from ?? now) - now) / 1000)),
      callsNeeded: mine.no_show_calls_needed ?? 0,
      share: shareOf(ticket?.since ?? now, now, mine.no_show_from ?? now),
    },
    undo: mine.undo ?? null,
    groups: linesOf(values)
      .map(({ code, name, waiting }) => ({ code, name, waiting }))
      .sort((a, b) => Number(counter.groups.includes(b.code)) - Number(counter.groups.includes(a.code))),
    lines: glance(values, counter.groups, hall.wait_target_s, minutesSince),
    parked: tickets
      .filter((one) => one.state === "parked")
      .map((one) => ({
        id: one.id,
        label: one.label,
        reason: one.reason ?? "",
        until: one.until ?? null,
        minutesLeft: one.until === undefined ? null : Math.ceil((one.until - now) / 60_000),
        mine: one.counter === counter.number,
      }))
      .sort((a, b) => Number(b.mine) - Number(a.mine)),
    waiting: tickets
      .filter((one) => one.state === "waiting")
      .map((one) => ({
        id: one.id,
        label: one.label,
        group: nameOf(hall.groups, one.group),
        priority: priority(one.class),
        waitedMinutes: minutesSince(one.issued_at),
      })),
    counters: countersOf(values)
      .filter((one) => one.number !== counter.number)
      .map(({ number, name, state }) => ({ number, name, state })),
    served: mine.served,
    meanServeS: mine.mean_serve_s ?? null,
    own: mine.own
      ? { served: mine.own.served, noShows: mine.own.no_shows, meanServeS: mine.own.mean_serve_s ?? null }
      : null,
    away: mine.away
      ? {
          usualMinutes: Math.round(mine.away.usual_s / 60),
          atMostMinutes: Math.floor(mine.away.at_most_s / 60),
        }
      : null,
    clockDoubted: hall.clock === "doubted",
  };
}

/**
 * @param {number} from
 * @param {number} now
 * @param {number} until
 */
function shareOf(from, now, until) {
  return until <= from ? 1 : Math.min(1, Math.max(0, (now - from) / (until - from)));
}

/**
 * @param {MyCounter} mine
 * @param {number} issuedAt
 * @param {number} since
 */
function waitedMinutes(mine, issuedAt, since) {
  const seconds = mine.why?.waited_s ?? (since - issuedAt) / 1000;
  return Math.max(0, Math.floor(seconds / 60));
}

/**
 * @param {string} state
 * @param {TicketCard | null} card
 * @returns {CounterPicture["state"]}
 */
function stateOf(state, card) {
  if (card) return card.state;
  if (state === "paused") return "paused";
  return state === "open" ? "idle" : "closed";
}

/**
 * @param {Values} values
 * @param {string | undefined} id
 * @param {number} now
 * @returns {DeliveryLine}
 */
function deliveryOf(values, id, now) {
  const call = id ? callsOf(values).find((one) => one.id === id) : undefined;
  if (!call) return { kind: "none" };
  const { delivery } = call;
  if (!delivery) return { kind: "calling", speech: { kind: "waiting" } };
  const speech = speechOf(delivery, now - call.at);
  const { shown, of, missing } = delivery;
  // Whom to show it to is settled with the call: nothing comes later.
  if (of === 0) return { kind: "no_screen", speech };
  if (missing.length > 0 && now - call.at > DELIVERY_GRACE_MS) return { kind: "missing", shown, of, speech, missing };
  return shown > 0 || speech.kind === "said" ? { kind: "shown", shown, of, speech } : { kind: "calling", speech };
}

/**
 * Own lines first, in the counter's order of preference; others only if somebody waits there.
 *
 * @param {Values} values
 * @param {string[]} own
 * @param {number} targetS
 * @param {(at: number) => number} minutesSince
 * @returns {LineGlance[]}
 */
function glance(values, own, targetS, minutesSince) {
  const lines = linesOf(values).map((line) => {
    const longest = line.oldestAt === null || line.waiting === 0 ? null : minutesSince(line.oldestAt);
    return {
      code: line.code,
      name: line.name,
      waiting: line.waiting,
      longestMinutes: longest,
      over: longest !== null && longest * 60 > targetS,
      own: own.includes(line.code),
      classes: classesOf(line.value?.classes ?? [], hallOf(values)?.classes, minutesSince),
    };
  });
  const place = (/** @type {LineGlance} */ line) => (line.own ? own.indexOf(line.code) : own.length);
  return lines.filter((line) => line.own || line.waiting > 0).sort((a, b) => place(a) - place(b));
}

/**
 * A line by class, priority first; nothing where only ordinary people wait.
 *
 * @param {import("../wire.d.ts").ClassLine[]} lines
 * @param {import("../wire.d.ts").Named[] | undefined} named
 * @param {(at: number) => number} minutesSince
 * @returns {LineGlance["classes"]}
 */
function classesOf(lines, named, minutesSince) {
  if (lines.every((line) => line.class === "ordinary")) return [];
  return lines
    .map((line) => ({
      name: nameOf(named, line.class),
      waiting: line.waiting,
      longestMinutes: minutesSince(line.oldest_at),
      priority: line.class !== "ordinary",
    }))
    .sort((a, b) => Number(b.priority) - Number(a.priority));
}

/**
 * What may be pressed now.
 *
 * @param {CounterPicture} picture
 * @returns {Set<Action>}
 */
export function allowed(picture) {
  /** @type {Action[]} */
  const actions = [];
  switch (picture.state) {
    case "closed":
      actions.push("open");
      break;
    case "paused":
      actions.push("resume", "close", "return");
      break;
    case "idle":
      actions.push("next", "call", "return", "pause", "close");
      break;
    case "called":
      actions.push("next", "recall", "start", "finish", "outcome", "park", "transfer", "call", "return");
      if (picture.noShow.secondsLeft === 0 && picture.noShow.callsNeeded === 0) actions.push("no-show");
      break;
    case "serving":
      actions.push("next", "finish", "outcome", "park", "transfer", "call", "return");
      break;
  }
  if (picture.parked.length === 0) remove(actions, "return");
  if (picture.waiting.length === 0) remove(actions, "call");
  if (picture.undo) actions.push("undo");
  return new Set(actions);
}

/**
 * @param {Action[]} actions
 * @param {Action} action
 */
function remove(actions, action) {
  const index = actions.indexOf(action);
  if (index >= 0) actions.splice(index, 1);
}

/** These ask something first. @type {Set<Action>} */
export const ASKS = new Set(["park", "transfer", "call", "return", "pause", "close", "outcome"]);

/**
 * The action a key means, or null where it means nothing now.
 *
 * @param {{ key: string, code?: string, repeat: boolean }} press
 * @param {CounterPicture} picture
 * @param {import("./keys.js").Keys} [keys]
 * @returns {Action | null}
 */
export function actionOf(press, picture, keys = DEFAULT_KEYS) {
  if (press.repeat) return null;
  const can = allowed(picture);
  const action = actionAt(keys, keyOf(press));
  if (action === "next") {
    const meant = /** @type {Action[]} */ (["open", "resume", "next"]).find((one) => can.has(one));
    return meant ?? null;
  }
  return action && can.has(action) ? action : null;
}

/**
 * Whether *next* would be taken: a call that has just appeared was not yet looked at.
 *
 * @param {number} callSeenAt when the present call appeared, on the page's clock
 * @param {number} at
 */
export function nextIsGuarded(callSeenAt, at) {
  return at - callSeenAt < NEXT_GUARD_MS;
}

/**
 * Whether *recall* would be taken.
 *
 * @param {number} callSeenAt when the newest call appeared, on the page's clock
 * @param {number} at
 */
export function recallIsGuarded(callSeenAt, at) {
  return at - callSeenAt < RECALL_GUARD_MS;
}

/**
 * What last opened, changed or answered a question: a key, or the pointer.
 *
 * @typedef {{ by: string, at: number }} Press
 */

/**
 * Whether a press is the second of a double press, which means nothing more: else `5 5` would send somebody to the first line of the
 * list, and the second *Enter* after an answer would call the next one.
 *
 * @param {Press | null} last
 * @param {string} by
 * @param {number} at
 */
export function isSecondPress(last, by, at) {
  return last !== null && last.by === by && at - last.at < SAME_PRESS_MS;
}

/**
 * Path below the counter and body of a command. `seen` is always the ticket on the screen.
 *
 * @param {Action} action
 * @param {{ ticket: { id: string } | null }} picture
 * @param {Record<string, unknown>} [answers] what was asked for
 */
export function commandOf(action, picture, answers = {}) {
  switch (action) {
    case "open":
    case "resume":
    case "close":
      return { path: action, body: {} };
    case "pause":
      return { path: action, body: answers };
    case "outcome":
      return { path: "finish", body: { seen: picture.ticket?.id ?? null, ...answers } };
    default:
      return { path: action, body: { seen: picture.ticket?.id ?? null, ...answers } };
  }
}

/** The numbers of reasons that a hall's words offer. */
export const REASONS = {
  park: ["papers", "copies", "fee", "check"],
  pause: ["break", "meeting", "advice", "machine"],
  call: ["summoned", "returned", "mistake", "supervisor"],
  outcome: ["received", "handed-out", "guided", "refused", "later"],
};

/** Minutes that a park may be given in place of the hall's own rule. */
export const PARK_MINUTES = [15, 30, 60];
