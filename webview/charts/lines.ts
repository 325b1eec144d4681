import type { TensorMetrics } from '../../src/model/metrics';
import type { Limits } from '../../src/model/region';
import type { Theme } from '../theme';
import { lineSeries } from './axes';
import { lineWithin, regressionBand } from './band';
import type { Viewport } from './viewport';

/** What is known of the line through some points. */
export interface PointLine extends Pick<TensorMetrics, 'slope' | 'intercept' | 'band'> {
  /** The least and the largest x of the points: beyond them the line says nothing. */
  readonly reach: readonly [number, number];
}

/**
 * The lines over points as series of a chart: y = x where x is a share, the least-squares line, and the two edges of its band.
 * None leaves the plot, and what was estimated from the points goes no farther than they do.
 */
export function linesOver(line: PointLine | null, identity: boolean, { window }: Viewport, theme: Theme) {
  const diagonal = identity ? lineWithin({ intercept: 0, slope: 1 }, window) : [];
  const equal =
    diagonal.length > 0 ? [lineSeries('identity', diagonal, { color: theme.subtle, width: 1, type: 'dotted' })] : [];
  const estimated = line === null ? null : within(window, line.reach);
  if (line === null || estimated === null || line.slope === null || line.intercept === null) return equal;
  const { slope, intercept, band } = line;
  const solid = { color: theme.foreground, width: 1.5, type: 'solid' } as const;
  const fit = lineSeries('fit', lineWithin({ slope, intercept }, estimated), solid);
  if (band == null) return [...equal, fit];
  const { upper, lower } = regressionBand({ slope, intercept, ...band }, band.quantile, estimated);
  const edge = { color: theme.foreground, width: 1, type: 'dashed', opacity: 0.8 } as const;
  const edges = [...upper, ...lower].map((piece, index) => lineSeries(`band-${index}`, piece, edge));
  return [...equal, fit, ...edges];
}

/** The part of a window that points reach over; null where it holds none. */
function within(window: Limits, [least, most]: readonly [number, number]): Limits | null {
  const [x0, x1] = [Math.max(window.x0, least), Math.min(window.x1, most)];
  return x0 < x1 ? { ...window, x0, x1 } : null;
}

/** The least and the largest x of the points that have both coordinates. */
export function reachOf(x: Float64Array, y: Float64Array): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [point, value] of x.entries()) {
    if (!Number.isFinite(value + (y[point] as number))) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
