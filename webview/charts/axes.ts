import type { Limits } from '../../src/model/region';
import type { Theme } from '../theme';
import type { ChartOption } from './chartOption';
import { MARGIN, type UnitSquare } from './geometry';
import { isHome, UNIT_LIMITS, type Viewport } from './viewport';

/** Axes from 0 to 1 around a square, with ticks at 0, ½ and 1 and nothing else. */
export function unitAxes(square: UnitSquare, theme: Theme): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const { left, top, side } = square;
  const rectangle = { left, top, width: side, height: side };
  return plotAxes({ rectangle, home: UNIT_LIMITS, window: UNIT_LIMITS }, theme);
}

/** Axes around what a plot shows: of [0, 1] with ticks at 0, ½ and 1, of anything else with a few round ones. */
export function plotAxes(viewport: Viewport, theme: Theme): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const { rectangle, window, home } = viewport;
  const whole = isHome(viewport);
  const axis = (min: number, max: number, unit: boolean) =>
    ({
      type: 'value',
      min,
      max,
      // No interval of our own: a chart keeps it when a later option leaves it out, and counts it from the axis's end.
      splitNumber: unit ? 2 : 4,
      splitLine: { show: true, lineStyle: { color: theme.line, opacity: theme.highContrast ? 0.35 : 0.3, width: 1 } },
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
      axisTick: { show: true, length: 3, lineStyle: { color: theme.line } },
      axisLabel: {
        ...tickLabel(theme),
        margin: 6,
        // Other ends than 0 and 1 are seldom round, and may lie on the tick beside them.
        showMinLabel: whole && (unit || min === 0),
        showMaxLabel: whole && unit,
        formatter: (value: number) => (unit && value === 0.5 ? '½' : tickWords(value, max - min)),
      },
    }) as const;
  return {
    grid: { ...rectangle, outerBoundsMode: 'none' },
    xAxis: axis(window.x0, window.x1, whole && home.x0 === 0 && home.x1 === 1),
    yAxis: withRoom(axis(window.y0, window.y1, whole && home.y0 === 0 && home.y1 === 1), window, theme),
  };
}

/** Ticks that are longer than the room beside the plot stand inside it, on the ground's colour, rather than being cut. */
function withRoom<Axis extends { readonly axisLabel: object }>(axis: Axis, { y0, y1 }: Limits, theme: Theme): Axis {
  const characters = Math.max(...[y0, (y0 + y1) / 2, y1].map((value) => tickWords(value, y1 - y0).length));
  if (characters * DIGIT * (theme.fontSize - 2) <= MARGIN.left - 9) return axis;
  return {
    ...axis,
    axisLabel: { ...axis.axisLabel, inside: true, textBorderColor: theme.background, textBorderWidth: 3 },
  };
}

/** Breadth of a digit, as a share of the font's size. */
const DIGIT = 0.58;

/** As many places as tell the ticks of such a span apart. */
function tickWords(value: number, span: number): string {
  const places = Math.max(0, Math.ceil(-Math.log10(span)) + 1);
  const text = String(Number(value.toFixed(Math.min(12, places))));
  return text.replace('-', '\u2212').replace(/^0\./, '.').replace(/^−0\./, '−.');
}

export function tickLabel(theme: Theme) {
  return { color: theme.subtle, fontFamily: theme.fontFamily, fontSize: theme.fontSize - 2 };
}

/** A line through some points, in units of the axes; what leaves the plot is cut. */
export function lineSeries(
  id: string,
  points: readonly (readonly [number, number])[],
  lineStyle: { color: string; width: number; type: 'solid' | 'dashed' | 'dotted'; opacity?: number },
) {
  return {
    id,
    type: 'line',
    data: points.map(([x, y]) => [x, y]),
    showSymbol: false,
    silent: true,
    clip: true,
    z: 5,
    lineStyle,
  } as const;
}
