import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlate, SMALLEST_N } from '../statistics/correlation';
import { fitTwoWay } from '../statistics/twoWay';

/** What one part of x has to do with the same part of y. */
export interface DecompositionPart {
  /** r of the parts themselves; null where it is not defined. */
  readonly r: number | null;
  /** What the part adds to r: its covariance over √(variance of x · variance of y). */
  readonly contribution: number;
}

/** Where r of the weights comes from. The three contributions and `shared` add up to r. */
export interface DecompositionFinding {
  readonly neuron: DecompositionPart;
  readonly pixel: DecompositionPart;
  /** What single weights share beyond their neuron and pixel. */
  readonly residual: DecompositionPart;
  /** What neurons and pixels add together where some weights are undefined, so that their parts overlap; otherwise 0, but for rounding. */
  readonly shared: number;
}

/**
 * Splits x and y of each weight into neuron part, pixel part and residual (the additive two-way model), and r with
 * them: Σ over the parts of cov(part of x, part of y) / √(var x · var y) is r.
 * @returns null where r is not defined
 * @throws CancelledError
 */
export async function decompose(x: Layer, y: Layer, pace: Pace): Promise<DecompositionFinding | null> {
  const leftOut = Uint8Array.from(x.weight, (value, weight) =>
    Number.isNaN(value) || Number.isNaN(y.weight[weight]) ? 1 : 0,
  );
  const [ofX, ofY] = [await fitTwoWay(x, leftOut, pace), await fitTwoWay(y, leftOut, pace)];
  const scale = Math.sqrt(covariance(x.weight, x.weight, leftOut) * covariance(y.weight, y.weight, leftOut));
  if (correlate(x.weight, y.weight).r === null) return null;
  const { inputs, outputs } = x;
  const neuron = (effects: Float64Array) => x.weight.map((_, weight) => effects[Math.floor(weight / inputs)] as number);
  const pixel = (effects: Float64Array) => x.weight.map((_, weight) => effects[weight % inputs] as number);
  const [neuronX, neuronY] = [neuron(ofX.neuron), neuron(ofY.neuron)];
  const [pixelX, pixelY] = [pixel(ofX.pixel), pixel(ofY.pixel)];
  const contribution = (one: Float64Array, other: Float64Array) => covariance(one, other, leftOut) / scale;
  const part = (one: Float64Array, other: Float64Array, distinct: number): DecompositionPart => ({
    r: distinct < SMALLEST_N ? null : correlate(one.map(ifUsed), other.map(ifUsed)).r,
    contribution: contribution(one, other),
  });
  const ifUsed = (value: number, weight: number) => (leftOut[weight] === 1 ? Number.NaN : value);
  return {
    neuron: part(neuronX, neuronY, outputs),
    pixel: part(pixelX, pixelY, inputs),
    residual: part(ofX.residual, ofY.residual, inputs * outputs),
    shared: contribution(neuronX, pixelY) + contribution(pixelX, neuronY),
  };
}

/** Σ of products about the means, over the weights that are used. */
function covariance(one: Float64Array, other: Float64Array, leftOut: Uint8Array): number {
  let n = 0;
  let sumOne = 0;
  let sumOther = 0;
  for (let weight = 0; weight < one.length; weight++) {
    if (leftOut[weight] === 1) continue;
    n++;
    sumOne += one[weight] as number;
    sumOther += other[weight] as number;
  }
  const meanOne = sumOne / n;
  const meanOther = sumOther / n;
  let sum = 0;
  for (let weight = 0; weight < one.length; weight++) {
    if (leftOut[weight] === 1) continue;
    sum += ((one[weight] as number) - meanOne) * ((other[weight] as number) - meanOther);
  }
  return sum;
}
