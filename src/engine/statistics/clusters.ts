import { runSync } from '../cancellation';
import type { Layer } from '../network/parameters';
import { ascendingOrderInChunks } from './order';

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
  return runSync(coincidentClustersInChunks(x, y));
}

export function* coincidentClustersInChunks(x: Layer, y: Layer): Generator<void, Clusters> {
  const { inputs, outputs } = x;
  const { sorted, ends } = yield* inputsByX(x, y);
  const clusterOf = new Int32Array(inputs * outputs).fill(-1);
  const neurons = new Uint32Array(inputs * outputs);
  const multiplicities = new Uint32Array(inputs * outputs);
  let clusters = 0;
  // The forest of a union–find over one neuron's weights, by input.
  const parent = new Int32Array(inputs);
  const clusterOfRoot = new Int32Array(inputs);
  for (let neuron = 0; neuron < outputs; neuron++) {
    const start = neuron * inputs;
    const xs = x.weight.subarray(start, start + inputs);
    const ys = y.weight.subarray(start, start + inputs);
    joinCoincident(xs, ys, sorted.subarray(start, ends[neuron]), parent);
    clusterOfRoot.fill(-1);
    for (let input = 0; input < inputs; input++) {
      if (!isDefined(xs, ys, input)) continue;
      const key = rootOf(parent, input);
      let cluster = clusterOfRoot[key] as number;
      if (cluster < 0) {
        cluster = clusters++;
        clusterOfRoot[key] = cluster;
        neurons[cluster] = neuron;
      }
      clusterOf[start + input] = cluster;
      multiplicities[cluster] = (multiplicities[cluster] as number) + 1;
    }
    yield;
  }
  return { clusterOf, neuron: neurons.slice(0, clusters), multiplicity: multiplicities.slice(0, clusters) };
}

/** Weights gone through at a time: about a millisecond. */
const CHUNK = 131_072;

/** The inputs of each neuron's points by ascending x, from where the neuron's weights begin in the layer up to `ends`. */
function* inputsByX(x: Layer, y: Layer): Generator<void, { sorted: Uint32Array; ends: Uint32Array }> {
  const { inputs, outputs } = x;
  // One order of all weights, and not one a neuron, because a sort costs more to begin than these few take.
  const order = yield* ascendingOrderInChunks(x.weight);
  const sorted = new Uint32Array(order.length);
  const ends = new Uint32Array(outputs).map((_, neuron) => neuron * inputs);
  for (let from = 0; from < order.length; from += CHUNK) {
    yield;
    for (let place = from; place < Math.min(order.length, from + CHUNK); place++) {
      const weight = order[place] as number;
      if (!isDefined(x.weight, y.weight, weight)) continue;
      const neuron = Math.floor(weight / inputs);
      const end = ends[neuron] as number;
      sorted[end] = weight - neuron * inputs;
      ends[neuron] = end + 1;
    }
  }
  return { sorted, ends };
}

/**
 * Makes one tree of all points that are joined. Only neighbours in the order of x can be near enough.
 * @param order inputs by ascending x
 */
function joinCoincident(xs: Float64Array, ys: Float64Array, order: Uint32Array, parent: Int32Array): void {
  for (let input = 0; input < parent.length; input++) parent[input] = input;
  for (let index = 1; index < order.length; index++) {
    const point = order[index] as number;
    for (let earlier = index - 1; earlier >= 0; earlier--) {
      const other = order[earlier] as number;
      const dx = (xs[point] as number) - (xs[other] as number);
      if (dx > COINCIDENCE) break;
      const dy = Math.abs((ys[point] as number) - (ys[other] as number));
      if (dy > COINCIDENCE) continue;
      parent[rootOf(parent, point)] = rootOf(parent, other);
      // The very same point: whatever lies near it has been joined with the other one already.
      if (dx === 0 && dy === 0) break;
    }
  }
}

function rootOf(parent: Int32Array, input: number): number {
  let root = input;
  while (parent[root] !== root) root = parent[root] as number;
  // Shortens the way for the next one who asks.
  parent[input] = root;
  return root;
}

function isDefined(xs: Float64Array, ys: Float64Array, input: number): boolean {
  return !Number.isNaN(xs[input]) && !Number.isNaN(ys[input]);
}
