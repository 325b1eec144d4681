import type { PermutationFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { RandomStream } from '../network/random';

export const DRAWS = 999;

/** With fewer orders than these there is no p: it could not be 0.05. */
const FEWEST_ORDERS = 20;

/** A draw this little below the observed R² is as large: sums in another order differ by rounding. */
const ROUNDING = 1e-12;

/**
 * Holds R² against that of all orders of some things, where there are no more of them than draws, and otherwise of
 * orders at random. Of all orders, that which was observed is one, and p is the share of those that reach it.
 * @param things how many are put in order
 * @param r2 that of one order, null where it is not defined
 * @throws CancelledError
 */
export async function compareWithOrders(
  observed: number | null,
  things: number,
  draws: number,
  random: RandomStream,
  r2: (order: Uint32Array) => number | null,
  slicer: TimeSlicer,
): Promise<PermutationFinding> {
  const count = ordersOf(things, draws);
  if (count > draws) return compareWithDraws(observed, draws, () => r2(random.permutation(things)), slicer);
  // One thing has one order, which says nothing.
  if (observed === null || count === 1) return { draws: count, meanR2: null, p: null, exact: true };
  const found = new Draws(observed);
  for (const order of everyOrder(things)) {
    if (slicer.due) await slicer.pause();
    found.add(r2(order));
  }
  return {
    draws: count,
    meanR2: found.mean,
    p: count < FEWEST_ORDERS ? null : found.atLeast / count,
    meanError: 0,
    exact: true,
  };
}

/**
 * Holds R² against that of random pairings.
 * @param draw R² of one pairing at random
 * @throws CancelledError
 */
export async function compareWithDraws(
  observed: number | null,
  draws: number,
  draw: () => number | null,
  slicer: TimeSlicer,
): Promise<PermutationFinding> {
  if (observed === null) return { draws, meanR2: null, p: null };
  const found = new Draws(observed);
  for (let done = 0; done < draws; done++) {
    if (slicer.due) await slicer.pause();
    found.add(draw());
  }
  return { draws, meanR2: found.mean, p: (1 + found.atLeast) / (1 + draws), meanError: found.meanError };
}

/** R² of pairings beside the observed one. */
class Draws {
  atLeast = 0;
  private defined = 0;
  private total = 0;
  /** Σ of squared distances from the observed R², which is near: squares of R² itself would lose digits. */
  private squares = 0;

  constructor(private readonly observed: number) {}

  add(r2: number | null): void {
    if (r2 === null) return;
    const distance = r2 - this.observed;
    this.defined++;
    this.total += r2;
    this.squares += distance * distance;
    if (distance >= -ROUNDING) this.atLeast++;
  }

  get mean(): number | null {
    return this.defined === 0 ? null : this.total / this.defined;
  }

  /** The standard error of the mean, from how the draws scatter. */
  get meanError(): number | null {
    const { defined: n, mean } = this;
    if (n < 2 || mean === null) return null;
    const distance = mean - this.observed;
    return Math.sqrt(Math.max(0, this.squares / n - distance * distance) / (n - 1));
  }
}

/** How many orders there are; where that is more than `most`, something above it. */
function ordersOf(things: number, most: number): number {
  let count = 1;
  for (let factor = 2; factor <= things && count <= most; factor++) count *= factor;
  return count;
}

/** Every order of 0 … `things` − 1, each once (Heap 1963); one and the same array throughout. */
function* everyOrder(things: number): Generator<Uint32Array> {
  const order = Uint32Array.from({ length: things }, (_, index) => index);
  const turns = new Uint32Array(things);
  yield order;
  for (let place = 1; place < things; ) {
    const turn = turns[place] as number;
    if (turn >= place) {
      turns[place++] = 0;
      continue;
    }
    const other = place % 2 === 0 ? 0 : turn;
    const kept = order[place] as number;
    order[place] = order[other] as number;
    order[other] = kept;
    turns[place] = turn + 1;
    place = 1;
    yield order;
  }
}

/** R² from n, Σx, Σy, Σx², Σy², Σxy; null where it is not defined. */
export function r2FromSums(n: number, sumX: number, sumY: number, xx: number, yy: number, xy: number): number | null {
  const covariance = xy - (sumX * sumY) / n;
  const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
  return n < 4 || variances <= 0 ? null : (covariance * covariance) / variances;
}
