import { SMALLEST_N } from '../../model/correlation';
import { runSync } from '../cancellation';

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

/** Pairs gone through at a time: a few milliseconds. */
export const PAIR_CHUNK = 262_144;

/**
 * Pearson's r and the least-squares line, in two passes (means first), pairs with a NaN left out.
 * @param x, y same length
 * @param pick positions to use, e.g. the weights that leave one input; all when left out
 */
export function correlate(x: ArrayLike<number>, y: ArrayLike<number>, pick?: Iterable<number>): Correlation {
  return runSync(correlateInChunks(x, y, pick));
}

export function* correlateInChunks(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pick?: Iterable<number>,
): Generator<void, Correlation> {
  if (pick !== undefined) {
    const positions = Array.from(pick);
    const picked = (values: ArrayLike<number>) => Float64Array.from(positions, (at) => values[at] as number);
    return yield* correlateInChunks(picked(x), picked(y));
  }
  const [xs, ys] = [asNumbers(x), asNumbers(y)];
  const sums: Sums = { n: 0, sumX: 0, sumY: 0, lowX: Infinity, highX: -Infinity, lowY: Infinity, highY: -Infinity };
  const squares: Squares = { meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 };
  for (let from = 0; from < xs.length; from += PAIR_CHUNK) {
    if (from > 0) yield;
    addSums(sums, xs, ys, from, Math.min(xs.length, from + PAIR_CHUNK));
  }
  const { n, lowX, highX, lowY, highY } = sums;
  squares.meanX = sums.sumX / n;
  squares.meanY = sums.sumY / n;
  for (let from = 0; from < xs.length; from += PAIR_CHUNK) {
    if (from > 0) yield;
    addSquares(squares, xs, ys, from, Math.min(xs.length, from + PAIR_CHUNK));
  }
  const { meanX, meanY, xx, yy, xy } = squares;
  // Asked of the numbers themselves: the sums of squares of a constant are only as small as rounding makes them.
  const varies = lowX < highX && lowY < highY;
  if (n < SMALLEST_N || !varies || xx === 0 || yy === 0) return { n, r: null, r2: null, slope: null, intercept: null };
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const slope = xy / xx;
  return { n, r, r2: r * r, slope, intercept: meanY - slope * meanX };
}

/** One kind of array, so that the loops over it are compiled for that alone. */
export function asNumbers(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

interface Sums {
  n: number;
  sumX: number;
  sumY: number;
  lowX: number;
  highX: number;
  lowY: number;
  highY: number;
}

interface Squares {
  meanX: number;
  meanY: number;
  xx: number;
  yy: number;
  xy: number;
}

function addSums(into: Sums, x: Float64Array, y: Float64Array, from: number, to: number): void {
  let { n, sumX, sumY, lowX, highX, lowY, highY } = into;
  for (let index = from; index < to; index++) {
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
  Object.assign(into, { n, sumX, sumY, lowX, highX, lowY, highY });
}

/** Of the distances from the means. */
function addSquares(into: Squares, x: Float64Array, y: Float64Array, from: number, to: number): void {
  const { meanX, meanY } = into;
  let { xx, yy, xy } = into;
  for (let index = from; index < to; index++) {
    const u = (x[index] as number) - meanX;
    const v = (y[index] as number) - meanY;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  Object.assign(into, { xx, yy, xy });
}
