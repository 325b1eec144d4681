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
    const picked = (values: ArrayLike<number>) => Float64Array.from(positions, (at) => values[at] as number);
    return yield* correlateInStretches(picked(x), picked(y));
  }
  const [xs, ys] = [asNumbers(x), asNumbers(y)];
  const sums: Sums = { n: 0, sumX: 0, sumY: 0, lowX: Infinity, highX: -Infinity, lowY: Infinity, highY: -Infinity };
  const squares: Squares = { meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 };
  for (let from = 0; from < xs.length; from += STRETCH) {
    if (from > 0) yield;
    addSums(sums, xs, ys, from, Math.min(xs.length, from + STRETCH));
  }
  const { n, lowX, highX, lowY, highY } = sums;
  squares.meanX = sums.sumX / n;
  squares.meanY = sums.sumY / n;
  for (let from = 0; from < xs.length; from += STRETCH) {
    if (from > 0) yield;
    addSquares(squares, xs, ys, from, Math.min(xs.length, from + STRETCH));
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
function asNumbers(values: ArrayLike<number>): Float64Array {
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
  if (pick === undefined) return yield* new RankedAgainst(asNumbers(y)).spearmanInStretches(asNumbers(x));
  const positions = Array.from(pick);
  const picked = (values: ArrayLike<number>) => Float64Array.from(positions, (at) => values[at] as number);
  return yield* spearmanInStretches(picked(x), picked(y));
}

/** Spearman's ρ of one y against several x: ranks of y that serve for more than one of them are made once. */
export class RankedAgainst {
  private readonly definedY: Uint8Array;
  /** Ranks of y over all pairs in which y is defined. */
  private ranksOfAll: Float64Array | undefined;

  constructor(private readonly y: Float64Array) {
    this.definedY = definedIn(y);
  }

  /** @returns null where r of the ranks is not defined */
  *spearmanInStretches(x: Float64Array): Generator<void, number | null> {
    const { y, definedY } = this;
    const defined = definedIn(x);
    let [leftOut, different] = [0, 0];
    for (let index = 0; index < defined.length; index++) {
      if (defined[index] === 0 && definedY[index] === 1) different++;
      defined[index] = (defined[index] as number) & (definedY[index] as number);
      leftOut += 1 - (defined[index] as number);
    }
    yield;
    const kept = (values: Float64Array) => (leftOut === 0 ? values : values.filter((_, index) => defined[index] === 1));
    const ofX = yield* ranksInStretches(kept(x));
    yield;
    if (different > 0) return (yield* correlateInStretches(ofX, yield* ranksInStretches(kept(y)))).r;
    this.ranksOfAll ??= yield* ranksInStretches(kept(y));
    return (yield* correlateInStretches(ofX, this.ranksOfAll)).r;
  }
}

/** 1 where a value is. */
function definedIn(values: Float64Array): Uint8Array {
  const defined = new Uint8Array(values.length);
  for (let index = 0; index < values.length; index++) defined[index] = Number.isNaN(values[index]) ? 0 : 1;
  return defined;
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
  const result = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    yield;
    from = rankUpTo(Math.min(order.length, from + STRETCH), from, values, order, result);
  }
  return result;
}

/**
 * Ranks of the places `from` … `to` − 1 in the order, and of those behind them that hold the same value.
 * @returns the first place that has not been ranked
 */
function rankUpTo(to: number, from: number, values: Float64Array, order: Uint32Array, into: Float64Array): number {
  let start = from;
  while (start < to) {
    const value = values[order[start] as number];
    let end = start + 1;
    while (end < order.length && values[order[end] as number] === value) end++;
    const rank = (start + 1 + end) / 2;
    for (let place = start; place < end; place++) into[order[place] as number] = rank;
    start = end;
  }
  return start;
}
