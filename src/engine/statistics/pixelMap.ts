import { atOnce } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlate } from './correlation';

/**
 * For each input, r of x and y over the weights that leave it (one weight a neuron).
 * @param x, y the first layer's x and y
 * @returns one number an input, NaN where r is not defined
 */
export function pixelCorrelations(x: Layer, y: Layer): Float64Array {
  return atOnce(pixelCorrelationsInStretches(x, y));
}

export function* pixelCorrelationsInStretches(x: Layer, y: Layer): Generator<void, Float64Array> {
  const map = new Float64Array(x.inputs);
  const [leavingX, leavingY] = [new Float64Array(x.outputs), new Float64Array(x.outputs)];
  for (let input = 0; input < x.inputs; input++) {
    for (let neuron = 0, weight = input; neuron < x.outputs; neuron++, weight += x.inputs) {
      leavingX[neuron] = x.weight[weight] as number;
      leavingY[neuron] = y.weight[weight] as number;
    }
    map[input] = correlate(leavingX, leavingY).r ?? Number.NaN;
    yield;
  }
  return map;
}

/** The per-pixel map in three numbers. */
export interface PixelMapSummary {
  /** Mean of r over the inputs where it is defined; null when there is none. */
  readonly mean: number | null;
  /** Inputs with r < 0. */
  readonly negative: number;
  /** Inputs whose r is defined. */
  readonly defined: number;
}

export function summarisePixelMap(map: Float64Array): PixelMapSummary {
  const defined = map.filter((r) => !Number.isNaN(r));
  return {
    mean: defined.length === 0 ? null : defined.reduce((sum, r) => sum + r, 0) / defined.length,
    negative: defined.filter((r) => r < 0).length,
    defined: defined.length,
  };
}
