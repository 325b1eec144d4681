import type { Layer } from '../network/parameters';
import { correlate } from './correlation';

/**
 * For each input, r of x and y over the weights that leave it (one weight a neuron).
 * @param x, y the first layer's x and y
 * @returns one number an input, NaN where r is not defined
 */
export function pixelCorrelations(x: Layer, y: Layer): Float64Array {
  return Float64Array.from({ length: x.inputs }, (_, input) => {
    const leaving = Array.from({ length: x.outputs }, (_, neuron) => neuron * x.inputs + input);
    return correlate(x.weight, y.weight, leaving).r ?? Number.NaN;
  });
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
