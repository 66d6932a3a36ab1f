/** States that a sample alone does not bring, for the gallery: what a card, an attendant or nobody's touch would. Pure. */

/**
 * @typedef {object} Sampled
 * @property {import("./model.js").Place} [place]
 * @property {import("./model.js").Shown} [shown]
 * @property {number} [idle] seconds until the page would go back
 * @property {"earlier"} [wish] the number is that of the wish before
 * @property {number} [breath] seconds without numbers after a rush
 * @property {import("./print.js").Outcome} [listed] how a list of papers comes out
 */

/**
 * @param {string | null} name
 * @returns {Sampled}
 */
export function sampled(name) {
  switch (name) {
    case "card-known":
      return { shown: { phase: "known", card: "", birthYear: 1946 } };
    case "card-other":
      return { shown: { phase: "refused", why: "other" } };
    case "card-full":
      return { shown: { phase: "refused", why: "full" } };
    case "card-number":
      return { place: { screen: "card", typed: "0480460", back: null } };
    case "card-reading":
      return { shown: { phase: "reading" } };
    case "breath":
      return { breath: 42 };
    case "list-failed":
      return { listed: { kind: "failed", why: "paper_out" } };
    case "earlier":
      return { wish: "earlier" };
    case "held":
      return { place: { screen: "held", held: { label: "B046", state: "called", counter: "3" } } };
    case "attendant":
      return { place: { screen: "attendant" } };
    case "idle":
      return { place: { screen: "search", typed: "khai sinh" }, idle: 12 };
    default:
      return {};
  }
}
