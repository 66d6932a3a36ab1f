/* The part of uPlot 1.6.32 that the pages use, as vendored in uplot.js. */
export interface Series {
  label?: string;
  stroke?: string;
  fill?: string;
  width?: number;
  dash?: number[];
  scale?: string;
  points?: { show: boolean; fill?: string };
  paths?: unknown;
  value?: (plot: uPlot, value: number | null) => string;
}
export interface Axis {
  scale?: string;
  stroke?: string;
  font?: string;
  size?: number;
  side?: number;
  space?: number;
  grid?: { show?: boolean; stroke?: string; width?: number };
  ticks?: { show?: boolean; stroke?: string };
  values?: (plot: uPlot, splits: number[]) => string[];
  incrs?: number[];
}
export interface Options {
  width: number;
  height: number;
  series: Series[];
  axes: Axis[];
  scales?: Record<string, { time?: boolean; range?: (plot: uPlot, low: number | null, high: number | null) => [number, number] }>;
  legend?: { show: boolean; live?: boolean };
  cursor?: { y?: boolean; drag?: { x: boolean; y: boolean } };
  padding?: number[];
}
export type Data = (number | null | undefined)[][];
export class uPlot {
  constructor(options: Options, data: Data, into: HTMLElement);
  static paths: {
    bars?: (options: { size: [number, number]; align?: number }) => unknown;
    stepped?: (options: { align: number }) => unknown;
  };
  setData(data: Data): void;
  setSize(size: { width: number; height: number }): void;
  destroy(): void;
}
