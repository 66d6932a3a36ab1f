/** The receipt of the order as a sheet of paper. */
import { download, whyNot } from "./download.js";

/** A sheet of paper may take so long. */
const PAPER_MS = 20_000;

/**
 * Takes the receipt of a ticket away as one sheet of paper; says why not, in words, or nothing.
 *
 * @param {{ hall: string, token: string | null }} who
 * @param {{ id: string, label: string }} ticket
 * @param {import("./text.js").Text} text
 */
export async function takePaper(who, { id, label }, text) {
  const path = `/api/v1/halls/${who.hall}/tickets/${id}/fairness?format=pdf&lang=${text.language}`;
  const name = `${who.hall}-${label}.pdf`;
  const why = whyNot(await download(path, { token: who.token, name, withinMs: PAPER_MS }), text);
  return why === "" ? "" : text.t("fair-no-file", { why });
}
