import type { Layer } from '../../engine/network/parameters';
import { coincidentClusters } from '../../engine/statistics/clusters';

/** Where a value stands among others by its size, |value|. */
export interface Standing {
  /** 1 for the largest. Those of one size share a rank. */
  readonly rank: number;
  /** How many are defined. */
  readonly of: number;
  /** How many of them are smaller, 0 … 1. */
  readonly smaller: number;
}

/** @returns null where the value is undefined */
export function rankOf(value: number, values: Float64Array): Standing | null {
  if (Number.isNaN(value)) return null;
  const size = Math.abs(value);
  let [larger, smaller, of] = [0, 0, 0];
  for (const other of values) {
    if (Number.isNaN(other)) continue;
    of++;
    if (Math.abs(other) > size) larger++;
    if (Math.abs(other) < size) smaller++;
  }
  return { rank: larger + 1, of, smaller: smaller / of };
}

/** How many other weights of the neuron lie on the same point; 0 where x or y is undefined. */
export function identicalPoints(x: Layer, y: Layer, neuron: number, input: number): number {
  const { clusterOf, multiplicity } = coincidentClusters(only(x, neuron), only(y, neuron));
  const cluster = clusterOf[input] as number;
  return cluster < 0 ? 0 : (multiplicity[cluster] as number) - 1;
}

/** The layer as if it had no other neuron. */
function only({ inputs, weight, bias }: Layer, neuron: number): Layer {
  return {
    inputs,
    outputs: 1,
    weight: weight.subarray(neuron * inputs, (neuron + 1) * inputs),
    bias: bias.subarray(neuron, neuron + 1),
  };
}
