import type { Theme } from '../theme';
import type { ChartOption } from './chartOption';
import { HISTOGRAM } from './geometry';
import type { Histogram } from './points/histogram';
import type { Viewport } from './viewport';

/** Bins of each histogram. */
export const BINS = 64;

/** Room between a plot and its histograms. */
const GAP = 4;
const BREADTH = HISTOGRAM - GAP;

export interface Marginals {
  readonly x: Histogram;
  readonly y: Histogram;
}

type Axes = Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'>;

/** Puts a histogram of each axis above and at the right of a plot with these axes. */
export function withMarginals(axes: Axes, { rectangle }: Viewport, marginals: Marginals, theme: Theme): ChartOption {
  const { left, top, width, height } = rectangle;
  const bins = { type: 'category', show: false, data: Array.from({ length: BINS }, (_, bin) => String(bin)) } as const;
  const heights = ({ all }: Histogram) => ({ type: 'value', show: false, min: 0, max: most(all) }) as const;
  const bars = (id: string, index: number, { all }: Histogram) =>
    ({
      id,
      type: 'bar',
      xAxisIndex: index,
      yAxisIndex: index,
      silent: true,
      barWidth: '100%',
      itemStyle: { color: theme.subtle, opacity: 0.55 },
      data: [...all],
    }) as const;
  return {
    grid: [
      axes.grid,
      { left, top: top - HISTOGRAM, width, height: BREADTH, outerBoundsMode: 'none' },
      { left: left + width + GAP, top, width: BREADTH, height, outerBoundsMode: 'none' },
    ],
    xAxis: [axes.xAxis, { ...bins, gridIndex: 1 }, { ...heights(marginals.y), gridIndex: 2 }],
    yAxis: [axes.yAxis, { ...heights(marginals.x), gridIndex: 1 }, { ...bins, gridIndex: 2 }],
    series: [bars('along-x', 1, marginals.x), bars('along-y', 2, marginals.y)],
  } as ChartOption;
}

/** The selected points of each bin, over the bars of all. */
export function markMarginals(
  canvas: CanvasRenderingContext2D,
  { rectangle }: Viewport,
  { x, y }: Marginals,
  theme: Theme,
): void {
  const { left, top, width, height } = rectangle;
  canvas.fillStyle = theme.accent;
  for (const [bin, selected] of x.selected.entries()) {
    const tall = (BREADTH * selected) / most(x.all);
    canvas.fillRect(left + (bin * width) / BINS, top - GAP - tall, width / BINS, tall);
  }
  for (const [bin, selected] of y.selected.entries()) {
    const long = (BREADTH * selected) / most(y.all);
    canvas.fillRect(left + width + GAP, top + height - ((bin + 1) * height) / BINS, long, height / BINS);
  }
}

function most(counts: Uint32Array): number {
  return counts.reduce((largest, count) => Math.max(largest, count), 1);
}
