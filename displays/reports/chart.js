/** Days as lines, with uPlot. The table below says the same for whoever cannot see it. */
import { scale } from "../shared/chart.js";
import { uPlot } from "../vendor/uplot.js";

const HEIGHT = 220;
const WIDTH_LEAST = 240;
const DAY_MS = 86_400_000;
/** What the colours of a page depend on, beside its own theme. */
const COLOURS_BY = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"];
/** A label every so many days. */
const STEPS = [1, 2, 5, 7, 14, 30, 60, 90, 180, 365];

/** @typedef {{ data: number[][], names: string[] }} Drawing */

export class DaysChart extends HTMLElement {
  /** @type {uPlot | null} */
  #plot = null;
  /** @type {Drawing | null} */
  #drawing = null;
  #watch = new ResizeObserver(() => this.#fit());
  /** A canvas keeps the colours it was drawn in: it is drawn anew when those of the page change, on paper too. */
  #theme = new MutationObserver(() => this.#build());
  #media = COLOURS_BY.map((query) => matchMedia(query));
  #again = () => this.#build();

  connectedCallback() {
    this.#watch.observe(this);
    this.#theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    for (const media of this.#media) media.addEventListener("change", this.#again);
    this.#build();
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    this.#theme.disconnect();
    for (const media of this.#media) media.removeEventListener("change", this.#again);
    this.#plot?.destroy();
    this.#plot = null;
  }

  /** @param {Drawing} drawing */
  set drawing(drawing) {
    if (JSON.stringify(this.#drawing) === JSON.stringify(drawing)) return;
    this.#drawing = drawing;
    this.#build();
  }

  #size() {
    return { width: Math.max(WIDTH_LEAST, Math.floor(this.clientWidth)), height: HEIGHT * scale() };
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
    const axis = { stroke: colour("--mute"), font: `${12 * times}px ${colour("--font")}`, ticks: { show: false } };
    const dates = (/** @type {unknown} */ _plot, /** @type {number[]} */ splits) =>
      splits.map((split) => {
        const day = new Date(split * DAY_MS);
        return Number.isInteger(split) ? `${day.getUTCDate()}/${day.getUTCMonth() + 1}` : "";
      });
    const strokes = ["--accent", "--calm"];
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: true, live: false },
        scales: { x: { time: false }, y: { range: (_plot, _low, high) => [0, Math.max(4, (high ?? 0) * 1.1)] } },
        axes: [
          { ...axis, grid: { show: false }, values: dates, incrs: STEPS, space: 46 * times, size: 30 * times },
          { ...axis, size: 44 * times, grid: { stroke: colour("--line"), width: 1 } },
        ],
        series: [
          {},
          ...drawing.names.map((label, place) => ({
            label,
            stroke: colour(strokes[place] ?? "--warn"),
            width: 2,
            ...(place > 0 ? { dash: [6, 4] } : {}),
            points: { show: true, fill: colour("--panel") },
          })),
        ],
      },
      /** @type {any} */ (drawing.data),
      this,
    );
  }
}

customElements.define("goiso-days-chart", DaysChart);
