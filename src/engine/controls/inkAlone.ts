import type { ControlFinding } from '../../model/metrics';
import type { ImageSums } from '../data/imageSums';
import type { Layer } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';

/**
 * The data-only baseline: R² of y against mA / (mA + mB) of the weight's input, where mA is the absolute difference of
 * the mean inputs of A's classes (averaged over the pairs of a larger group), mB that of B's. With {1, 7} and {6, 8}:
 * |μ₁ − μ₇| / (|μ₁ − μ₇| + |μ₆ − μ₈|).
 * @param ink mA / (mA + mB), one number an input
 */
export function* inkAloneInChunks(x: Layer, y: Layer, ink: Float64Array): Generator<void, ControlFinding<'inkAlone'>> {
  const perWeight = new Float64Array(x.weight.length);
  const onSameWeights = new Float64Array(x.weight.length);
  for (let neuron = 0; neuron < x.outputs; neuron++) {
    fillRow(neuron * x.inputs, x.weight, ink, perWeight, onSameWeights);
    if (neuron % STRIDE === 0) yield;
  }
  const alone = yield* correlateInChunks(perWeight, y.weight);
  const headline = yield* correlateInChunks(onSameWeights, y.weight);
  return { n: alone.n, r2: alone.r2, headlineR2: headline.r2 };
}

/** Neurons between two places where the work may be interrupted. */
const STRIDE = 64;

function fillRow(
  start: number,
  x: Float64Array,
  ink: Float64Array,
  perWeight: Float64Array,
  onSame: Float64Array,
): void {
  for (let input = 0; input < ink.length; input++) {
    const value = x[start + input] as number;
    const share = ink[input] as number;
    const both = !(Number.isNaN(value) || Number.isNaN(share));
    perWeight[start + input] = both ? share : Number.NaN;
    onSame[start + input] = both ? value : Number.NaN;
  }
}

/**
 * mA / (mA + mB) of each input, over the images of the forks' rows; NaN where both are 0.
 * @param sums those of all classes of both groups
 */
export function inkShare(
  sums: readonly ImageSums[],
  groups: { readonly a: readonly number[]; readonly b: readonly number[] },
): Float64Array {
  const meanOf = (label: number) => meanInput(sums.filter((part) => part.ofForks && part.label === label));
  const ofA = meanDifference(groups.a.map(meanOf));
  const ofB = meanDifference(groups.b.map(meanOf));
  return shareOfInk(ofA, ofB);
}

/** mA / (mA + mB) of each input. */
export function shareOfInk(ofA: Float64Array, ofB: Float64Array): Float64Array {
  return ofA.map((a, input) => a / (a + (ofB[input] as number)));
}

/** Mean input over images: (Σ p + n) / 256 is Σ of the inputs. */
function meanInput(parts: readonly ImageSums[]): Float64Array {
  const images = parts.reduce((sum, part) => sum + part.images, 0);
  const pixels = new Float64Array(parts[0]?.pixels.length ?? 0);
  for (const part of parts)
    for (let input = 0; input < pixels.length; input++)
      pixels[input] = (pixels[input] as number) + (part.pixels[input] as number);
  return pixels.map((sum) => (sum + images) / 256 / images);
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
