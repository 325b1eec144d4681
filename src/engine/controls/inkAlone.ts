import type { ExampleStore } from '../data/examples';
import type { Layer } from '../network/parameters';
import { correlate } from '../statistics/correlation';

/** How well the data alone, with no network at all, foretells y. */
export interface InkAloneFinding {
  /** Weights whose input has a defined baseline and whose x and y are defined. */
  readonly n: number;
  /** R² of y against the baseline. */
  readonly r2: number | null;
  /** The headline R², of y against x, over the same weights. */
  readonly headlineR2: number | null;
}

/**
 * The data-only baseline: R² of y against mA / (mA + mB) of the weight's input, where mA is the absolute difference of
 * the mean inputs of A's classes (averaged over the pairs of a larger group), mB that of B's. With {1, 7} and {6, 8}:
 * |μ₁ − μ₇| / (|μ₁ − μ₇| + |μ₆ − μ₈|).
 * @param fromRow, untilRow the rows of the forks, over which the means are taken
 */
export function inkAlone(
  x: Layer,
  y: Layer,
  store: ExampleStore,
  groups: { readonly a: readonly number[]; readonly b: readonly number[] },
  fromRow: number,
  untilRow: number,
): InkAloneFinding {
  const means = meansByClass(store, fromRow, untilRow);
  const ofA = meanDifference(groups.a.map((label) => means.get(label) as Float64Array));
  const ofB = meanDifference(groups.b.map((label) => means.get(label) as Float64Array));
  const baseline = ofA.map((a, input) => a / (a + (ofB[input] as number)));
  const perWeight = Float64Array.from(x.weight, (value, weight) =>
    Number.isNaN(value) ? Number.NaN : (baseline[weight % x.inputs] as number),
  );
  const alone = correlate(perWeight, y.weight);
  const onSameWeights = x.weight.map((value, weight) => (Number.isNaN(perWeight[weight]) ? Number.NaN : value));
  return { n: alone.n, r2: alone.r2, headlineR2: correlate(onSameWeights, y.weight).r2 };
}

/** Mean input of each class over the rows from `fromRow` up to `untilRow`. */
function meansByClass(store: ExampleStore, fromRow: number, untilRow: number): Map<number, Float64Array> {
  // Sums of raw pixels, exact; (Σ p + n) / 256 is Σ of the inputs.
  const sums = new Map<number, { count: number; sum: Float64Array }>();
  for (const [example, row] of store.rows.entries()) {
    if (row < fromRow || row >= untilRow) continue;
    const label = store.classes[example] as number;
    let entry = sums.get(label);
    if (entry === undefined) {
      entry = { count: 0, sum: new Float64Array(store.inputs) };
      sums.set(label, entry);
    }
    entry.count++;
    const offset = example * store.inputs;
    for (let i = 0; i < store.inputs; i++) {
      entry.sum[i] = (entry.sum[i] as number) + (store.pixels[offset + i] as number);
    }
  }
  return new Map(
    [...sums].map(([label, { count, sum }]) => [label, sum.map((value) => (value + count) / 256 / count)]),
  );
}

/** For each input the mean of |μₚ − μ_q| over all pairs of classes. */
function meanDifference(means: readonly Float64Array[]): Float64Array {
  const result = new Float64Array((means[0] as Float64Array).length);
  const pairs = means.flatMap((one, p) => means.slice(p + 1).map((other) => [one, other] as const));
  for (const [one, other] of pairs) {
    for (let i = 0; i < result.length; i++) {
      result[i] = (result[i] as number) + Math.abs((one[i] as number) - (other[i] as number)) / pairs.length;
    }
  }
  return result;
}
