import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';

/** valueⱼᵢ = neuronⱼ + pixelᵢ + residualⱼᵢ. */
export interface TwoWayFit {
  readonly neuron: Float64Array;
  readonly pixel: Float64Array;
  /** In the layer's order; NaN where left out. */
  readonly residual: Float64Array;
}

/** Sweeps of the backfitting stop when no mean moves by more than this. */
const CONVERGED = 1e-13;
const MOST_SWEEPS = 1000;

/**
 * The additive two-way model, fitted by least squares over the cells that are used: row means and column means are
 * taken off in turn until they vanish (one sweep when every cell is used).
 * @param leftOut one flag a weight
 * @throws CancelledError
 */
export async function fitTwoWay(
  { inputs, outputs, weight }: Layer,
  leftOut: Uint8Array,
  pace: Pace,
): Promise<TwoWayFit> {
  const residual = weight.map((value, index) => (leftOut[index] === 1 ? Number.NaN : value));
  const neuron = new Float64Array(outputs);
  const pixel = new Float64Array(inputs);
  const removeMean = (start: number, stride: number, count: number): number => {
    let sum = 0;
    let n = 0;
    for (let k = 0, index = start; k < count; k++, index += stride) {
      const value = residual[index] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    if (n === 0) return 0;
    const mean = sum / n;
    for (let k = 0, index = start; k < count; k++, index += stride)
      residual[index] = (residual[index] as number) - mean;
    return mean;
  };
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < outputs; j++) {
      const mean = removeMean(j * inputs, 1, inputs);
      neuron[j] = (neuron[j] as number) + mean;
      moved = Math.max(moved, Math.abs(mean));
    }
    for (let i = 0; i < inputs; i++) {
      const mean = removeMean(i, inputs, outputs);
      pixel[i] = (pixel[i] as number) + mean;
      moved = Math.max(moved, Math.abs(mean));
    }
    if (moved <= CONVERGED) break;
    if (pace.due) await pace.rest();
  }
  return { neuron, pixel, residual };
}
