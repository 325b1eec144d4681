import { correlate } from '../../src/engine/statistics/correlation';
import type { ComparedRun } from '../../src/model/compareProtocol';

/** Ways of pairing neurons otherwise: enough for a mean, few enough for a page. */
const MOST_SHIFTS = 19;

/** How x of one run goes with x of another, weight by weight. */
export interface PairMetrics {
  readonly n: number;
  readonly r: number | null;
  /** Mean r with each neuron paired with another one, `shifts` neurons further on; null where there is no other. */
  readonly otherNeurons: number | null;
  readonly shifts: number;
}

/** Whether the weights of two runs can be paired. */
export function haveOneShape(one: ComparedRun, other: ComparedRun): boolean {
  return one.inputs === other.inputs && one.outputs === other.outputs;
}

export function pairMetrics(one: ComparedRun, other: ComparedRun): PairMetrics {
  const { inputs, outputs, weightX } = one;
  const { n, r } = correlate(weightX, other.weightX);
  const shifts = Math.min(MOST_SHIFTS, outputs - 1);
  const found: number[] = [];
  for (let shift = 1; shift <= shifts; shift++) {
    const from = Math.round((shift * outputs) / (shifts + 1)) * inputs;
    const shifted = new Float64Array(weightX.length);
    shifted.set(other.weightX.subarray(from));
    shifted.set(other.weightX.subarray(0, from), weightX.length - from);
    const again = correlate(weightX, shifted).r;
    if (again !== null) found.push(again);
  }
  const mean = found.length === 0 ? null : found.reduce((sum, one) => sum + one, 0) / found.length;
  return { n, r, otherNeurons: mean, shifts: found.length };
}
