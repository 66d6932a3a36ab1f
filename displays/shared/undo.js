/**
 * What takes an action of staff back. Pure.
 *
 * @typedef {{ path: string, body: Record<string, unknown> }} Undo the command that takes the last one back
 */

/**
 * What would take an action back, while nothing else happened to the ticket; the rules have the last word.
 *
 * @param {import("./actions.js").Asked} asked
 * @returns {Undo | null}
 */
export function undoOf({ row, action }) {
  switch (action) {
    case "cancel":
      return { path: `tickets/${row.id}/reinstate`, body: {} };
    case "priority":
      return { path: `tickets/${row.id}/priority`, body: { class: row.class } };
    case "move":
      return { path: `tickets/${row.id}/move`, body: { group: row.group } };
    // Whoever is in line again can be cancelled, but that would not say how they left before.
    case "reinstate":
    case "return":
    case "void":
    // Paper is paper.
    case "print":
      return null;
  }
}
