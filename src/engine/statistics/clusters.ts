import type { Layer } from '../network/parameters';

/** Two points of one neuron count as one when x and y agree to this. */
export const COINCIDENCE = 1e-6;

/** Which points of a layer's weights plot coincide. */
export interface Clusters {
  /** Cluster of each weight, in the layer's order; −1 where x or y is undefined. */
  readonly clusterOf: Int32Array;
  /** Neuron of each cluster. */
  readonly neuron: Uint32Array;
  /** Weights in each cluster. A point that stands alone is a cluster of one. */
  readonly multiplicity: Uint32Array;
}

/**
 * Groups the weights of each neuron whose points agree in x and y to 10⁻⁶, or are joined by a chain of such points.
 * Weights of different neurons never share a cluster.
 */
export function coincidentClusters(x: Layer, y: Layer): Clusters {
  const { inputs, outputs } = x;
  const clusterOf = new Int32Array(inputs * outputs).fill(-1);
  const neurons: number[] = [];
  const multiplicities: number[] = [];
  for (let neuron = 0; neuron < outputs; neuron++) {
    const start = neuron * inputs;
    const points = Array.from({ length: inputs }, (_, input) => start + input).filter(
      (weight) => !Number.isNaN(x.weight[weight]) && !Number.isNaN(y.weight[weight]),
    );
    points.sort((one, other) => (x.weight[one] as number) - (x.weight[other] as number) || one - other);
    const parent = new Map(points.map((point) => [point, point]));
    const root = (point: number): number => {
      let current = point;
      while (parent.get(current) !== current) current = parent.get(current) as number;
      parent.set(point, current);
      return current;
    };
    for (const [index, point] of points.entries()) {
      for (let earlier = index - 1; earlier >= 0; earlier--) {
        const other = points[earlier] as number;
        if ((x.weight[point] as number) - (x.weight[other] as number) > COINCIDENCE) break;
        if (Math.abs((y.weight[point] as number) - (y.weight[other] as number)) > COINCIDENCE) continue;
        const [first, second] = [root(point), root(other)];
        if (first !== second) parent.set(first, second);
      }
    }
    const clusterOfRoot = new Map<number, number>();
    for (let weight = start; weight < start + inputs; weight++) {
      if (!parent.has(weight)) continue;
      const key = root(weight);
      let cluster = clusterOfRoot.get(key);
      if (cluster === undefined) {
        cluster = neurons.length;
        clusterOfRoot.set(key, cluster);
        neurons.push(neuron);
        multiplicities.push(0);
      }
      clusterOf[weight] = cluster;
      multiplicities[cluster] = (multiplicities[cluster] as number) + 1;
    }
  }
  return { clusterOf, neuron: Uint32Array.from(neurons), multiplicity: Uint32Array.from(multiplicities) };
}
