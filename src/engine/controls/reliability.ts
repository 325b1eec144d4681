import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';
import { fitTwoWay } from '../statistics/twoWay';

/** x and y of one layer, of the experiment in one order of its examples. */
export interface OrderTables {
  readonly x: Layer;
  readonly y: Layer;
}

/** How far x and y of single weights come again in another order; what is undefined is null. */
export interface ReliabilityFinding {
  /** Weights whose x and y are defined in every order. */
  readonly n: number;
  /** Reliability of residual x, and of residual y: r of one order's with another's, on average over the pairs of orders. */
  readonly x: number | null;
  readonly y: number | null;
  /** r of residual x with residual y of the same order, on average over the orders. */
  readonly withinR: number | null;
  /** r of residual x with residual y of another order, on average over both ways of all pairs. */
  readonly acrossR: number | null;
  /** acrossR / √(x · y), Spearman's (1904) correction; null unless both reliabilities are above 0. */
  readonly disattenuatedR: number | null;
}

/**
 * What residual x and residual y, neuron means and pixel means taken off, keep from one order of the examples to another,
 * and their correlation with the part of either taken away that comes from the order alone.
 * @param tables at least two orders, of one layer with the same initial parameters
 * @throws CancelledError
 */
export async function reliabilityOverOrders(
  tables: readonly OrderTables[],
  slicer: TimeSlicer,
): Promise<ReliabilityFinding> {
  const leftOut = await slicer.run(undefinedSomewhere(tables));
  const residuals: { readonly x: Float64Array; readonly y: Float64Array }[] = [];
  for (const { x, y } of tables) {
    const of = async (layer: Layer) => (await fitTwoWay(layer, leftOut, slicer)).residual;
    residuals.push({ x: await of(x), y: await of(y) });
  }
  const rOf = async (one: Float64Array, other: Float64Array) => (await slicer.run(correlateInChunks(one, other))).r;
  const [ofX, ofY, within, across] = [new Mean(), new Mean(), new Mean(), new Mean()];
  for (const [index, one] of residuals.entries()) {
    within.add(await rOf(one.x, one.y));
    for (const other of residuals.slice(index + 1)) {
      ofX.add(await rOf(one.x, other.x));
      ofY.add(await rOf(one.y, other.y));
      across.add(await rOf(one.x, other.y));
      across.add(await rOf(other.x, one.y));
    }
  }
  const [x, y, acrossR] = [ofX.value, ofY.value, across.value];
  const isReliable = x !== null && y !== null && x > 0 && y > 0;
  return {
    n: leftOut.reduce((n, flag) => n - flag, leftOut.length),
    ...{ x, y, withinR: within.value, acrossR },
    disattenuatedR: isReliable && acrossR !== null ? acrossR / Math.sqrt(x * y) : null,
  };
}

/** Of numbers one after the other; null where one of them is. */
class Mean {
  private sum: number | null = 0;
  private n = 0;

  add(value: number | null): void {
    this.sum = this.sum === null || value === null ? null : this.sum + value;
    this.n++;
  }

  get value(): number | null {
    return this.sum === null ? null : this.sum / this.n;
  }
}

function* undefinedSomewhere(tables: readonly OrderTables[]): Generator<void, Uint8Array> {
  const leftOut = new Uint8Array(tables[0]?.x.weight.length ?? 0);
  for (const { x, y } of tables) {
    for (const { weight } of [x, y]) {
      for (let w = 0; w < leftOut.length; w++) if (Number.isNaN(weight[w])) leftOut[w] = 1;
      yield;
    }
  }
  return leftOut;
}
