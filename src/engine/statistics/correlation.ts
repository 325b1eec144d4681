import log1p from '@stdlib/math-base-special-log1p';
import tanh from '@stdlib/math-base-special-tanh';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

import { atOnce } from '../cancellation';

/** How y goes with x over the pairs in which both are defined. */
export interface Correlation {
  /** Pairs with both numbers defined. */
  readonly n: number;
  /** Pearson's r; null when n < 4 or when x or y does not vary. */
  readonly r: number | null;
  /** r². */
  readonly r2: number | null;
  /** Of the least-squares line y = intercept + slope · x. */
  readonly slope: number | null;
  readonly intercept: number | null;
}

/** Fewer pairs than this say nothing about a correlation: two points always lie on a line. */
const SMALLEST_N = 4;

/** Pairs gone through at a time: a few milliseconds. */
const STRETCH = 262_144;

/**
 * Pearson's r and the least-squares line, in two passes (means first), pairs with a NaN left out.
 * @param x, y same length
 * @param pick positions to use, e.g. the weights that leave one input; all when left out
 */
export function correlate(x: ArrayLike<number>, y: ArrayLike<number>, pick?: Iterable<number>): Correlation {
  return atOnce(correlateInStretches(x, y, pick));
}

export function* correlateInStretches(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pick?: Iterable<number>,
): Generator<void, Correlation> {
  if (pick !== undefined) {
    const positions = Array.from(pick);
    const picked = (values: ArrayLike<number>) => positions.map((position) => values[position] as number);
    return yield* correlateInStretches(picked(x), picked(y));
  }
  const count = x.length;
  let n = 0;
  let sumX = 0;
  let sumY = 0;
  let [lowX, highX, lowY, highY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let index = 0; index < count; index++) {
    if ((index + 1) % STRETCH === 0) yield;
    const u = x[index] as number;
    const v = y[index] as number;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    n++;
    sumX += u;
    sumY += v;
    if (u < lowX) lowX = u;
    if (u > highX) highX = u;
    if (v < lowY) lowY = v;
    if (v > highY) highY = v;
  }
  // Asked of the numbers themselves: the sums of squares of a constant are only as small as rounding makes them.
  const varies = lowX < highX && lowY < highY;
  const meanX = sumX / n;
  const meanY = sumY / n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let index = 0; index < count; index++) {
    if ((index + 1) % STRETCH === 0) yield;
    const u = (x[index] as number) - meanX;
    const v = (y[index] as number) - meanY;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  if (n < SMALLEST_N || !varies || xx === 0 || yy === 0) return { n, r: null, r2: null, slope: null, intercept: null };
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const slope = xy / xx;
  return { n, r, r2: r * r, slope, intercept: meanY - slope * meanX };
}

/** An interval for the correlation behind r. */
export interface Interval {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Fisher's interval for r of n *independent* pairs: tanh(artanh r ± z / √(n − 3)) (Fisher 1921).
 * For hidden biases within one run; weights are not independent of each other and get none.
 */
export function fisherInterval(r: number, n: number, level = 0.95): Interval {
  const z = 0.5 * (log1p(r) - log1p(-r));
  const half = normalQuantile(0.5 + level / 2, 0, 1) / Math.sqrt(n - 3);
  return { level, low: tanh(z - half), high: tanh(z + half) };
}
