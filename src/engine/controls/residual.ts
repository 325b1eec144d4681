import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlate } from '../statistics/correlation';

/** The correlation that is left when what belongs to whole neurons and whole pixels is taken away. */
export interface ResidualFinding {
  /** r of the residuals of x and y; null where it is not defined. */
  readonly r: number | null;
}

/**
 * r of x and y after removing neuron means and pixel means from both (the residuals of an additive two-way model).
 */
export async function residualCorrelation(x: Layer, y: Layer, pace: Pace): Promise<ResidualFinding> {
  const undefinedHere = x.weight.map((value, weight) =>
    Number.isNaN(value) || Number.isNaN(y.weight[weight]) ? 1 : 0,
  );
  const ofX = await twoWayResiduals(x, undefinedHere, pace);
  return { r: correlate(ofX, await twoWayResiduals(y, undefinedHere, pace)).r };
}

/** Sweeps of the backfitting stop when no mean moves by more than this. */
const CONVERGED = 1e-13;
const MOST_SWEEPS = 1000;

/**
 * Residuals of valueⱼᵢ = neuronⱼ + pixelᵢ + residual, fitted by least squares over the cells that are defined: row
 * means and column means are taken off in turn until they vanish (one sweep when every cell is defined).
 */
async function twoWayResiduals(
  { inputs, outputs, weight }: Layer,
  undefinedHere: Float64Array,
  pace: Pace,
): Promise<Float64Array> {
  const residual = weight.map((value, index) => (undefinedHere[index] === 1 ? Number.NaN : value));
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
    return Math.abs(mean);
  };
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < outputs; j++) moved = Math.max(moved, removeMean(j * inputs, 1, inputs));
    for (let i = 0; i < inputs; i++) moved = Math.max(moved, removeMean(i, inputs, outputs));
    if (moved <= CONVERGED) break;
    if (pace.due) await pace.rest();
  }
  return residual;
}
