import type { TimeSlicer } from '../cancellation';
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
  slicer: TimeSlicer,
): Promise<TwoWayFit> {
  const residual = new Float64Array(weight.length);
  for (let j = 0; j < outputs; j++) {
    for (let index = j * inputs; index < (j + 1) * inputs; index++)
      residual[index] = leftOut[index] === 1 ? Number.NaN : (weight[index] as number);
    if (slicer.due) await slicer.pause();
  }
  const neuron = new Float64Array(outputs);
  const pixel = new Float64Array(inputs);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    const ofPixels = new Means(inputs);
    let moved = 0;
    for (let j = 0; j < outputs; j++) {
      const row = residual.subarray(j * inputs, (j + 1) * inputs);
      const mean = removeMean(row);
      neuron[j] = (neuron[j] as number) + mean;
      moved = Math.max(moved, Math.abs(mean));
      ofPixels.add(row);
      if (slicer.due) await slicer.pause();
    }
    const means = ofPixels.means();
    for (let j = 0; j < outputs; j++) {
      subtract(residual.subarray(j * inputs, (j + 1) * inputs), means);
      if (slicer.due) await slicer.pause();
    }
    for (let i = 0; i < inputs; i++) {
      const mean = means[i] as number;
      pixel[i] = (pixel[i] as number) + mean;
      moved = Math.max(moved, Math.abs(mean));
    }
    if (moved <= CONVERGED) break;
  }
  return { neuron, pixel, residual };
}

/** @returns the mean of what is defined, which has been taken off it; 0 where nothing is */
function removeMean(values: Float64Array): number {
  let sum = 0;
  let n = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  if (n === 0) return 0;
  const mean = sum / n;
  for (let index = 0; index < values.length; index++) values[index] = (values[index] as number) - mean;
  return mean;
}

function subtract(values: Float64Array, others: Float64Array): void {
  for (let index = 0; index < values.length; index++)
    values[index] = (values[index] as number) - (others[index] as number);
}

/** The means of columns, of which rows are added one after the other. */
class Means {
  private readonly sums: Float64Array;
  private readonly counts: Float64Array;

  constructor(columns: number) {
    this.sums = new Float64Array(columns);
    this.counts = new Float64Array(columns);
  }

  add(row: Float64Array): void {
    const { sums, counts } = this;
    for (let column = 0; column < row.length; column++) {
      const value = row[column] as number;
      if (Number.isNaN(value)) continue;
      sums[column] = (sums[column] as number) + value;
      counts[column] = (counts[column] as number) + 1;
    }
  }

  /** 0 where nothing is defined. */
  means(): Float64Array {
    return this.sums.map((sum, column) => (this.counts[column] === 0 ? 0 : sum / (this.counts[column] as number)));
  }
}
