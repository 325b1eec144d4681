import type { Theme } from '../theme';
import type { ChartOption } from './chart';
import { lineWithinSquare, type UnitSquare } from './geometry';

/** Axes from 0 to 1 around a square, with ticks at 0, ½ and 1 and nothing else. */
export function unitAxes(square: UnitSquare, theme: Theme): Pick<ChartOption, 'grid' | 'xAxis' | 'yAxis'> {
  const { left, top, side } = square;
  const axis = {
    type: 'value',
    min: 0,
    max: 1,
    interval: 0.5,
    splitLine: { show: true, lineStyle: { color: theme.line, opacity: theme.highContrast ? 0.35 : 0.3, width: 1 } },
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.line } },
    axisTick: { show: true, length: 3, lineStyle: { color: theme.line } },
    axisLabel: { ...tickLabel(theme), formatter: (value: number) => (value === 0.5 ? '½' : String(value)) },
  } as const;
  return {
    grid: { left, top, width: side, height: side, outerBoundsMode: 'none' },
    xAxis: { ...axis, axisLabel: { ...axis.axisLabel, margin: 6 } },
    yAxis: { ...axis, axisLabel: { ...axis.axisLabel, margin: 6 } },
  };
}

export function tickLabel(theme: Theme) {
  return { color: theme.subtle, fontFamily: theme.fontFamily, fontSize: theme.fontSize - 2 };
}

/** The least-squares line as far as it lies within the square. */
export function fitLine(
  { slope, intercept }: { readonly slope: number | null; readonly intercept: number | null },
  theme: Theme,
) {
  const ends = slope === null || intercept === null ? null : lineWithinSquare(slope, intercept);
  return {
    id: 'fit',
    type: 'line',
    data: ends === null ? [] : ends.map(([x, y]) => [x, y]),
    showSymbol: false,
    silent: true,
    z: 5,
    lineStyle: { color: theme.foreground, width: 1.5, type: 'solid' },
  } as const;
}
