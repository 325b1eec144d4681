import { correlate } from '../../../src/engine/statistics/correlation';
import type { LayerView } from '../../../src/model/runView';

/** What the weights of each neuron of a layer have in common, one number a neuron. */
export interface NeuronMetrics {
  /** The most of its weights that lie on one and the same point. */
  readonly largestCluster: Uint32Array;
  /** r of y and x over its weights; NaN where it is not defined. */
  readonly r: Float64Array;
  /** Mean of x over its weights with x and y defined, less ½: from −½ (moved by B alone) to ½ (by A alone). */
  readonly selectivity: Float64Array;
}

export function neuronMetrics({
  inputs,
  outputs,
  weightX,
  weightY,
  clusterOf,
  multiplicity,
}: LayerView): NeuronMetrics {
  const metrics: NeuronMetrics = {
    largestCluster: new Uint32Array(outputs),
    r: new Float64Array(outputs),
    selectivity: new Float64Array(outputs),
  };
  for (let neuron = 0; neuron < outputs; neuron++) {
    const [start, end] = [neuron * inputs, (neuron + 1) * inputs];
    let [sum, defined, largest] = [0, 0, 0];
    for (let weight = start; weight < end; weight++) {
      const cluster = clusterOf[weight] as number;
      if (cluster < 0) continue;
      sum += weightX[weight] as number;
      defined++;
      largest = Math.max(largest, multiplicity[cluster] as number);
    }
    metrics.largestCluster[neuron] = largest;
    metrics.selectivity[neuron] = sum / defined - 0.5;
    metrics.r[neuron] = correlate(weightX.subarray(start, end), weightY.subarray(start, end)).r ?? Number.NaN;
  }
  return metrics;
}
