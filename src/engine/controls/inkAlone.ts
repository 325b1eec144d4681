import { atOnce } from '../cancellation';
import type { ExampleStore } from '../data/examples';
import type { Layer } from '../network/parameters';
import { correlateInStretches } from '../statistics/correlation';

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
export function inkAlone(...given: Parameters<typeof inkAloneInStretches>): InkAloneFinding {
  return atOnce(inkAloneInStretches(...given));
}

export function* inkAloneInStretches(
  x: Layer,
  y: Layer,
  store: ExampleStore,
  groups: { readonly a: readonly number[]; readonly b: readonly number[] },
  fromRow: number,
  untilRow: number,
): Generator<void, InkAloneFinding> {
  const means = yield* meansByClass(store, fromRow, untilRow);
  const ofA = meanDifference(groups.a.map((label) => means.get(label) as Float64Array));
  const ofB = meanDifference(groups.b.map((label) => means.get(label) as Float64Array));
  return yield* againstInk(x, y, ofA, ofB);
}

/** @param ofA, ofB one number an input: mA and mB */
export function* againstInk(
  x: Layer,
  y: Layer,
  ofA: Float64Array,
  ofB: Float64Array,
): Generator<void, InkAloneFinding> {
  const baseline = ofA.map((a, input) => a / (a + (ofB[input] as number)));
  const perWeight = new Float64Array(x.weight.length);
  const onSameWeights = new Float64Array(x.weight.length);
  for (let neuron = 0, weight = 0; neuron < x.outputs; neuron++) {
    for (let input = 0; input < x.inputs; input++, weight++) {
      const value = x.weight[weight] as number;
      const ink = baseline[input] as number;
      const both = !(Number.isNaN(value) || Number.isNaN(ink));
      perWeight[weight] = both ? ink : Number.NaN;
      onSameWeights[weight] = both ? value : Number.NaN;
    }
  }
  yield;
  const alone = yield* correlateInStretches(perWeight, y.weight);
  const headline = yield* correlateInStretches(onSameWeights, y.weight);
  return { n: alone.n, r2: alone.r2, headlineR2: headline.r2 };
}

/** Images added up at a time: a fraction of a millisecond. */
const STRETCH = 256;

/** Mean input of each class over the rows from `fromRow` up to `untilRow`. */
function* meansByClass(
  store: ExampleStore,
  fromRow: number,
  untilRow: number,
): Generator<void, Map<number, Float64Array>> {
  // Sums of raw pixels, exact; (Σ p + n) / 256 is Σ of the inputs.
  const sums = new Map<number, { count: number; sum: Uint32Array }>();
  for (const [example, row] of store.rows.entries()) {
    if (row < fromRow || row >= untilRow) continue;
    const label = store.classes[example] as number;
    let entry = sums.get(label);
    if (entry === undefined) {
      entry = { count: 0, sum: new Uint32Array(store.inputs) };
      sums.set(label, entry);
    }
    entry.count++;
    addImage(entry.sum, store.pixels, example * store.inputs);
    if (example % STRETCH === 0) yield;
  }
  return new Map(
    [...sums].map(([label, { count, sum }]) => [
      label,
      Float64Array.from(sum, (value) => (value + count) / 256 / count),
    ]),
  );
}

/** Whole numbers, of which 16,843,009 images fit into 32 bits: 1 GiB of images is 2³⁰ pixels at the most. */
function addImage(sum: Uint32Array, pixels: Uint8Array, offset: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + (pixels[offset + i] as number);
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
