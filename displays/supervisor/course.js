/**
 * The day so far for the chart: what the server summed from the log, and the last point from the stream. Pure.
 *
 * @typedef {object} Today what `GET /api/v1/halls/{hall}/today` answers
 * @property {number} step_s
 * @property {{ from: number, waiting: number, issued: number, served: number }[]} points
 * @property {number} called
 * @property {number} within_target
 * @property {number} no_shows
 *
 * @typedef {object} Course
 * @property {(number | null | undefined)[][]} data times in seconds, people waiting, people served in the step that ends then
 * @property {{ waiting: number, at: number } | null} peak
 * @property {number} served
 * @property {number | null} withinPercent of those called, within the target
 * @property {number} noShows
 */

/**
 * @param {Today} today
 * @param {number} now hall time
 * @param {number} waiting people who wait now, from the stream
 * @returns {Course}
 */
export function courseOf(today, now, waiting) {
  const step = today.step_s * 1000;
  // A step that has just begun still ends after it began, so that time never runs back on the chart.
  const [first] = today.points;
  const ends = today.points.map((point) => Math.max(point.from + 1, Math.min(point.from + step, now)));
  const levels = today.points.map((point) => point.waiting);
  // The answer is up to a minute old; the stream knows the present.
  if (levels.length > 0) levels[levels.length - 1] = waiting;
  const peak = levels.reduce(
    (/** @type {Course["peak"]} */ most, level, index) =>
      level > (most?.waiting ?? 0) ? { waiting: level, at: ends[index] ?? now } : most,
    null,
  );
  return {
    // The day begins with nobody, so that its first step is a line and not a point.
    data:
      first === undefined
        ? [[], [], []]
        : [
            [first.from / 1000, ...ends.map((at) => at / 1000)],
            [0, ...levels],
            // A step that still runs has no bar: it would be a low one, and so narrow that it makes all the others narrow.
            [null, ...today.points.map(({ from, served }) => (from + step > now ? undefined : served))],
          ],
    peak,
    served: today.points.reduce((sum, point) => sum + point.served, 0),
    withinPercent: today.called === 0 ? null : Math.round((100 * today.within_target) / today.called),
    noShows: today.no_shows,
  };
}
