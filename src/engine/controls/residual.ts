import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInStretches } from '../statistics/correlation';

/** The correlation that is left when what belongs to whole neurons and whole pixels is taken away. */
export interface ResidualFinding {
  /** r of the residuals of x and y; null where it is not defined. */
  readonly r: number | null;
}

/**
 * r of x and y after removing neuron means and pixel means from both (the residuals of an additive two-way model).
 */
export async function residualCorrelation(x: Layer, y: Layer, pace: Pace): Promise<ResidualFinding> {
  const undefinedHere = new Uint8Array(x.weight.length);
  for (let weight = 0; weight < undefinedHere.length; weight++)
    undefinedHere[weight] = Number.isNaN(x.weight[weight]) || Number.isNaN(y.weight[weight]) ? 1 : 0;
  if (pace.due) await pace.rest();
  const ofX = await twoWayResiduals(x, undefinedHere, pace);
  const ofY = await twoWayResiduals(y, undefinedHere, pace);
  return { r: (await pace.through(correlateInStretches(ofX, ofY))).r };
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
  undefinedHere: Uint8Array,
  pace: Pace,
): Promise<Float64Array> {
  const residual = new Float64Array(weight.length);
  for (let index = 0; index < residual.length; index++)
    residual[index] = undefinedHere[index] === 1 ? Number.NaN : (weight[index] as number);
  if (pace.due) await pace.rest();
  const [sums, counts] = [new Float64Array(inputs), new Float64Array(inputs)];
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    for (let j = 0; j < outputs; j++) {
      moved = Math.max(moved, removeMean(residual, j * inputs, inputs));
      if (pace.due) await pace.rest();
    }
    // All pixels side by side, in the order in which the numbers stand in memory.
    sums.fill(0);
    counts.fill(0);
    for (let j = 0; j < outputs; j++) {
      addRow(residual, j * inputs, sums, counts);
      if (pace.due) await pace.rest();
    }
    for (let i = 0; i < inputs; i++) {
      const count = counts[i] as number;
      sums[i] = count === 0 ? 0 : (sums[i] as number) / count;
      moved = Math.max(moved, Math.abs(sums[i] as number));
    }
    for (let j = 0; j < outputs; j++) {
      subtractRow(residual, j * inputs, sums);
      if (pace.due) await pace.rest();
    }
    if (moved <= CONVERGED) break;
  }
  return residual;
}

/** Takes the mean of `count` numbers from `start` on off them. @returns its absolute value; 0 when none is defined */
function removeMean(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  let n = 0;
  for (let index = start; index < start + count; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    n++;
  }
  if (n === 0) return 0;
  const mean = sum / n;
  for (let index = start; index < start + count; index++) values[index] = (values[index] as number) - mean;
  return Math.abs(mean);
}

function addRow(values: Float64Array, start: number, sums: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < sums.length; i++) {
    const value = values[start + i] as number;
    if (Number.isNaN(value)) continue;
    sums[i] = (sums[i] as number) + value;
    counts[i] = (counts[i] as number) + 1;
  }
}

function subtractRow(values: Float64Array, start: number, means: Float64Array): void {
  for (let i = 0; i < means.length; i++) values[start + i] = (values[start + i] as number) - (means[i] as number);
}
