import { atOnce } from '../cancellation';
import { ascendingOrderInStretches } from './order';

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
export const SMALLEST_N = 4;

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
  let lowX = Infinity;
  let highX = -Infinity;
  let lowY = Infinity;
  let highY = -Infinity;
  for (let from = 0; from < count; from += STRETCH) {
    if (from > 0) yield;
    const to = Math.min(count, from + STRETCH);
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
  }
  // Asked of the numbers themselves: the sums of squares of a constant are only as small as rounding makes them.
  const varies = lowX < highX && lowY < highY;
  const meanX = sumX / n;
  const meanY = sumY / n;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let from = 0; from < count; from += STRETCH) {
    if (from > 0) yield;
    const to = Math.min(count, from + STRETCH);
    for (let index = from; index < to; index++) {
      const u = (x[index] as number) - meanX;
      const v = (y[index] as number) - meanY;
      if (Number.isNaN(u) || Number.isNaN(v)) continue;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
  }
  if (n < SMALLEST_N || !varies || xx === 0 || yy === 0) return { n, r: null, r2: null, slope: null, intercept: null };
  const r = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const slope = xy / xx;
  return { n, r, r2: r * r, slope, intercept: meanY - slope * meanX };
}

/**
 * Spearman's ρ: Pearson's r of the ranks, ties sharing the mean of theirs (Spearman 1904). Pairs with a NaN are left
 * out before anything is ranked.
 * @param x, y same length
 * @param pick positions to use; all when left out
 * @returns null where r of the ranks is not defined: n < 4, or x or y does not vary
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>, pick?: Iterable<number>): number | null {
  return atOnce(spearmanInStretches(x, y, pick));
}

export function* spearmanInStretches(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pick?: Iterable<number>,
): Generator<void, number | null> {
  const positions = pick === undefined ? undefined : Array.from(pick);
  const count = positions?.length ?? x.length;
  const [xs, ys] = [new Float64Array(count), new Float64Array(count)];
  let n = 0;
  for (let index = 0; index < count; index++) {
    const position = positions === undefined ? index : (positions[index] as number);
    const u = x[position] as number;
    const v = y[position] as number;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    xs[n] = u;
    ys[n] = v;
    n++;
  }
  yield;
  const ofX = yield* ranksInStretches(xs.subarray(0, n));
  yield;
  const ofY = yield* ranksInStretches(ys.subarray(0, n));
  return (yield* correlateInStretches(ofX, ofY)).r;
}

/**
 * The rank of each value among all of them, from 1; equal values share the mean of the ranks they take up.
 * @param values none of them NaN
 */
export function ranks(values: Float64Array): Float64Array {
  return atOnce(ranksInStretches(values));
}

function* ranksInStretches(values: Float64Array): Generator<void, Float64Array> {
  const order = yield* ascendingOrderInStretches(values);
  yield;
  const at = (index: number) => values[order[index] as number] as number;
  const result = new Float64Array(values.length);
  for (let from = 0, until = 0; from < order.length; from = until) {
    while (until < order.length && at(until) === at(from)) until++;
    for (let index = from; index < until; index++) result[order[index] as number] = (from + 1 + until) / 2;
  }
  return result;
}
