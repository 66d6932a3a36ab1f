/** Searching as people type: without marks. Kept apart from the words, for a phone searches nothing. */

/**
 * Letters without their marks, for searching: "Đăng ký" and "dang ky" are the same.
 *
 * @param {string} text
 */
export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("đ", "d")
    .replaceAll("Đ", "D")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}
