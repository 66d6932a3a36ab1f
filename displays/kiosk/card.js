/**
 * The QR code of a citizen's identity card, as a scanner types it. Pure, and nothing of it is kept: what comes out is the number,
 * which goes to the server once, and the year of birth, which never leaves the page.
 */

/** A card's text has at least so many fields: number, old number, name, birth, sex, address. Newer cards have more. */
const FIELDS_MIN = 6;
/** No code that a scanner reads here is longer, in characters. */
const TEXT_MAX = 512;

/**
 * @typedef {{ kind: "card", number: string, birthYear: number | null }
 *   | { kind: "insurance" }
 *   | { kind: "other" }} Read
 */

/**
 * @param {string} text
 * @returns {Read}
 */
export function readCard(text) {
  if (text.length > TEXT_MAX) return { kind: "other" };
  const fields = text
    .replace(/[\r\n\t\uFEFF]/g, "")
    .split("|")
    .map((field) => field.trim());
  const [number = "", second = "", , birth = ""] = fields;
  if (isInsurance(number, second, fields.length)) return { kind: "insurance" };
  // Twelve digits and nothing more is asked of a number: provinces have merged, centuries turn.
  if (fields.length < FIELDS_MIN || !/^\d{12}$/.test(number)) return { kind: "other" };
  return { kind: "card", number, birthYear: yearOf(birth) };
}

/**
 * A health-insurance card has pipes too; its name stands in hexadecimal, and its number is of another form.
 *
 * @param {string} number
 * @param {string} second
 * @param {number} fields
 */
function isInsurance(number, second, fields) {
  if (fields < 3) return false;
  if (/^([A-Za-z]{2}\d{13}|\d{10})$/.test(number)) return true;
  const oldNumber = /^(\d{9}|\d{12})?$/.test(second);
  return !oldNumber && second.length % 2 === 0 && second.length >= 6 && /^[0-9a-f]+$/i.test(second);
}

/** @param {string} birth ddMMyyyy */
function yearOf(birth) {
  const [, day = "", month = "", year = ""] = /^(\d{2})(\d{2})(\d{4})$/.exec(birth) ?? [];
  const real = Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
  return real && Number(year) >= 1900 ? Number(year) : null;
}

/**
 * The class that the year of birth suggests: the one with the highest age that is reached this year. The person decides.
 *
 * @param {import("../wire.d.ts").AgeHint[]} ages
 * @param {number | null} birthYear
 * @param {number} year of hall time
 * @returns {string | null}
 */
export function suggestedClass(ages, birthYear, year) {
  if (birthYear === null || birthYear > year) return null;
  const reached = ages.filter((hint) => year - birthYear >= hint.from_age);
  return reached.sort((a, b) => b.from_age - a.from_age)[0]?.class ?? null;
}
