import { runSync } from '../cancellation';
import { correlateInChunks } from './correlation';
import { ascendingOrderInChunks, VALUE_CHUNK } from './order';

/**
 * Spearman's ρ: Pearson's r of the ranks, ties sharing the mean of theirs (Spearman 1904). Pairs with a NaN are left
 * out before anything is ranked.
 * @param x, y same length
 * @param pick positions to use; all when left out
 * @returns null where r of the ranks is not defined: n < 4, or x or y does not vary
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>, pick?: Iterable<number>): number | null {
  return runSync(spearmanInChunks(x, y, pick));
}

export function* spearmanInChunks(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  pick?: Iterable<number>,
): Generator<void, number | null> {
  if (pick === undefined) return yield* spearmanInPlace(new Float64Array(x), new Float64Array(y));
  const positions = Array.from(pick);
  const picked = (values: ArrayLike<number>) => Float64Array.from(positions, (at) => values[at] as number);
  return yield* spearmanInChunks(picked(x), picked(y));
}

/**
 * The same without a copy of either, for arrays so large that copies matter.
 * @param x, y same length; what stands in them afterwards is of no use
 */
export function* spearmanInPlace(x: Float64Array, y: Float64Array): Generator<void, number | null> {
  let count = 0;
  for (let from = 0; from < x.length; from += VALUE_CHUNK) {
    count = keepDefined(x, y, count, from, Math.min(x.length, from + VALUE_CHUNK));
    yield;
  }
  const [ofX, ofY] = [x.subarray(0, count), y.subarray(0, count)];
  yield* rankInPlace(ofX);
  yield* rankInPlace(ofY);
  return (yield* correlateInChunks(ofX, ofY)).r;
}

/**
 * Moves the pairs of which both are defined to the front.
 * @param count those that stand there
 * @returns how many there are by then
 */
function keepDefined(x: Float64Array, y: Float64Array, count: number, from: number, to: number): number {
  let next = count;
  for (let index = from; index < to; index++) {
    const [one, other] = [x[index] as number, y[index] as number];
    if (Number.isNaN(one) || Number.isNaN(other)) continue;
    x[next] = one;
    y[next++] = other;
  }
  return next;
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
  *spearmanInChunks(x: Float64Array): Generator<void, number | null> {
    const { y, definedY } = this;
    const defined = definedIn(x);
    let leftOut = 0;
    let different = 0;
    for (let index = 0; index < defined.length; index++) {
      if (defined[index] === 0 && definedY[index] === 1) different++;
      defined[index] = (defined[index] as number) & (definedY[index] as number);
      leftOut += 1 - (defined[index] as number);
    }
    yield;
    const ranksOf = function* (values: Float64Array) {
      return yield* ranksInChunks(leftOut === 0 ? values : yield* only(values, defined, values.length - leftOut));
    };
    const ofX = yield* ranksOf(x);
    yield;
    if (different > 0) return (yield* correlateInChunks(ofX, yield* ranksOf(y))).r;
    this.ranksOfAll ??= yield* ranksOf(y);
    return (yield* correlateInChunks(ofX, this.ranksOfAll)).r;
  }
}

/** The values that are flagged, `count` of them. */
function* only(values: Float64Array, flags: Uint8Array, count: number): Generator<void, Float64Array> {
  const kept = new Float64Array(count);
  for (let from = 0, next = 0; next < count; from += VALUE_CHUNK) {
    next = keep(kept, next, values, flags, from, Math.min(values.length, from + VALUE_CHUNK));
    yield;
  }
  return kept;
}

/** @returns how many there are by then */
function keep(
  into: Float64Array,
  count: number,
  values: Float64Array,
  flags: Uint8Array,
  from: number,
  to: number,
): number {
  let next = count;
  for (let index = from; index < to; index++) if (flags[index] === 1) into[next++] = values[index] as number;
  return next;
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
  return runSync(ranksInChunks(values));
}

function* ranksInChunks(values: Float64Array): Generator<void, Float64Array> {
  const result = values.slice();
  yield* rankInPlace(result);
  return result;
}

/** Puts the rank of each value in its place. */
function* rankInPlace(values: Float64Array): Generator<void, void> {
  const order = yield* ascendingOrderInChunks(values);
  for (let from = 0; from < order.length; ) {
    yield;
    from = rankUpTo(Math.min(order.length, from + VALUE_CHUNK), from, values, order);
  }
}

/**
 * Ranks of the places `from` … `to` − 1 in the order, and of those behind them that hold the same value.
 * @returns the first place that has not been ranked
 */
function rankUpTo(to: number, from: number, values: Float64Array, order: Uint32Array): number {
  let start = from;
  while (start < to) {
    const value = values[order[start] as number];
    let end = start + 1;
    // None of those that follow in the order has been replaced by its rank.
    while (end < order.length && values[order[end] as number] === value) end++;
    const rank = (start + 1 + end) / 2;
    for (let place = start; place < end; place++) values[order[place] as number] = rank;
    start = end;
  }
  return start;
}
