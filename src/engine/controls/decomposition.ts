import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInStretches, SMALLEST_N } from '../statistics/correlation';
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
  const leftOut = new Uint8Array(x.weight.length);
  for (let weight = 0; weight < leftOut.length; weight++)
    leftOut[weight] = Number.isNaN(x.weight[weight]) || Number.isNaN(y.weight[weight]) ? 1 : 0;
  const [ofX, ofY] = [await fitTwoWay(x, leftOut, pace), await fitTwoWay(y, leftOut, pace)];
  const covary = async (one: Float64Array, other: Float64Array) => {
    if (pace.due) await pace.rest();
    return covariance(one, other, leftOut);
  };
  const scale = Math.sqrt((await covary(x.weight, x.weight)) * (await covary(y.weight, y.weight)));
  if ((await pace.through(correlateInStretches(x.weight, y.weight))).r === null) return null;
  const { inputs, outputs } = x;
  /** An effect at every weight that has it. */
  const spread = async (of: (weight: number) => number) => {
    if (pace.due) await pace.rest();
    const values = new Float64Array(leftOut.length);
    for (let weight = 0; weight < values.length; weight++)
      values[weight] = leftOut[weight] === 1 ? Number.NaN : of(weight);
    return values;
  };
  const neuron = (effects: Float64Array) => spread((weight) => effects[Math.floor(weight / inputs)] as number);
  const pixel = (effects: Float64Array) => spread((weight) => effects[weight % inputs] as number);
  const [neuronX, neuronY] = [await neuron(ofX.neuron), await neuron(ofY.neuron)];
  const [pixelX, pixelY] = [await pixel(ofX.pixel), await pixel(ofY.pixel)];
  const contribution = async (one: Float64Array, other: Float64Array) => (await covary(one, other)) / scale;
  const part = async (one: Float64Array, other: Float64Array, distinct: number): Promise<DecompositionPart> => ({
    r: distinct < SMALLEST_N ? null : (await pace.through(correlateInStretches(one, other))).r,
    contribution: await contribution(one, other),
  });
  return {
    neuron: await part(neuronX, neuronY, outputs),
    pixel: await part(pixelX, pixelY, inputs),
    // Undefined where it was left out, as it comes from the fit.
    residual: await part(ofX.residual, ofY.residual, inputs * outputs),
    shared: (await contribution(neuronX, pixelY)) + (await contribution(pixelX, neuronY)),
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
