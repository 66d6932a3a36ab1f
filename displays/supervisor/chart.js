/** The chart of people waiting and served, with uPlot. Its words stand beside it for whoever cannot see it. */
import { scale } from "../shared/chart.js";
import { hourMinute } from "../shared/clock.js";
import { uPlot } from "../vendor/uplot.js";

const HEIGHT = 150;
/** On a phone. */
const HEIGHT_SMALL = 130;
const SMALL = 600;

/**
 * @typedef {object} Drawing
 * @property {import("./course.js").Course} course
 * @property {string} timeZone
 * @property {{ waiting: string, served: string }} words
 */

export class CourseChart extends HTMLElement {
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {Drawing | null} */
  #drawing = null;
  #watch = new ResizeObserver(() => this.#fit());
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #redraw = () => this.#build();

  connectedCallback() {
    this.#watch.observe(this);
    this.#dark.addEventListener("change", this.#redraw);
    this.#build();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.#dark.removeEventListener("change", this.#redraw);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** @param {Drawing} drawing */
  set drawing(drawing) {
    const before = this.#drawing;
    this.#drawing = drawing;
    const same = before?.words.waiting === drawing.words.waiting && before.timeZone === drawing.timeZone;
    if (!this.#plot || !same) this.#build();
    // The page is drawn every second, the chart only when it has something to show.
    else if (JSON.stringify(before.course.data) !== JSON.stringify(drawing.course.data)) {
      this.#plot.setData(drawing.course.data);
    }
  }

  #size() {
    const width = Math.max(200, Math.floor(this.clientWidth));
    return { width, height: scale() * (width < SMALL ? HEIGHT_SMALL : HEIGHT) };
  }

  #fit() {
    if (this.clientWidth > 0) this.#plot?.setSize(this.#size());
  }

  #build() {
    const drawing = this.#drawing;
    if (!this.isConnected || !drawing) return;
    this.#plot?.destroy();
    const style = getComputedStyle(this);
    const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
    const times = scale();
    const font = `${12 * times}px ${colour("--font") || "sans-serif"}`;
    const axis = { stroke: colour("--mute"), font, ticks: { show: false } };
    const whole = (
      /** @type {unknown} */ _plot,
      /** @type {number | null} */ _low,
      /** @type {number | null} */ high,
    ) => /** @type {[number, number]} */ ([0, Math.max(4, Math.ceil((high ?? 0) * 1.1))]);
    // A young day is drawn in an hour, so that its line does not leap across the whole width.
    const hour = (/** @type {unknown} */ _plot, /** @type {number | null} */ low, /** @type {number | null} */ high) =>
      /** @type {[number, number]} */ ([low ?? 0, Math.max(high ?? 0, (low ?? 0) + 3600)]);
    const words = (/** @type {unknown} */ _plot, /** @type {number[]} */ splits) =>
      splits.map((split) => (Number.isInteger(split) ? String(split) : ""));
    this.#plot = new uPlot(
      {
        ...this.#size(),
        scales: { x: { time: true, range: hour }, y: { range: whole }, served: { range: whole } },
        series: [
          {},
          { label: drawing.words.waiting, stroke: colour("--accent"), width: 2.5, points: { show: false } },
          {
            label: drawing.words.served,
            scale: "served",
            fill: `${colour("--calm")}66`,
            stroke: colour("--calm"),
            width: 1,
            points: { show: false },
            paths: uPlot.paths.bars?.({ size: [0.7, 24], align: -1 }),
          },
        ],
        axes: [
          {
            ...axis,
            space: 60 * times,
            size: 30 * times,
            grid: { show: false },
            values: (_plot, splits) => splits.map((at) => hourMinute(at * 1000, drawing.timeZone)),
          },
          { ...axis, scale: "y", size: 34 * times, values: words, grid: { stroke: colour("--line"), width: 1 } },
          { ...axis, scale: "served", side: 1, size: 30 * times, values: words, grid: { show: false } },
        ],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        padding: [8, 0, 0, 0],
      },
      drawing.course.data,
      this,
    );
  }
}

customElements.define("goiso-course", CourseChart);
