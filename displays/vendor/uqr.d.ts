/* The part of uqr 0.1.3 that the pages use, as vendored in uqr.js. */
export function encode(
  data: string,
  options?: { ecc?: "L" | "M" | "Q" | "H"; border?: number; boostEcc?: boolean },
): { size: number; data: boolean[][] };
