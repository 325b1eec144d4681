import type { ControlFinding, PurityFinding } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { adjustedRandInChunks } from '../statistics/adjustedRand';
import { densityClusters } from '../statistics/densityClusters';

/** A thousandth of the plot's side, about a pixel on a screen, and ten points within it. */
const EPS = 0.001;
const MIN_POINTS = 10;

/**
 * Clusters the points of the weights plot by density and compares the clusters with the neurons.
 * @param constant one flag an input; null where it is not known: then all weights are looked at alone
 * @throws CancelledError
 */
export async function measurePurity(
  x: Layer,
  y: Layer,
  constant: Uint8Array | null,
  slicer: TimeSlicer,
): Promise<ControlFinding<'clusterPurity'>> {
  const all = await purity(await slicer.run(definedPoints(x, y)), slicer);
  const found = { eps: EPS, minPoints: MIN_POINTS, all };
  if (constant === null) return found;
  return { ...found, varying: await purity(await slicer.run(definedPoints(x, y, constant)), slicer) };
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly neuron: Int32Array;
}

/** @param constant one flag an input: those to be left out */
function* definedPoints(x: Layer, y: Layer, constant: Uint8Array = new Uint8Array(x.inputs)): Generator<void, Points> {
  const { length } = x.weight;
  const points = { x: new Float64Array(length), y: new Float64Array(length), neuron: new Int32Array(length) };
  let count = 0;
  for (let neuron = 0; neuron < x.outputs; neuron++) {
    count = addNeuron(points, count, x, y, neuron, constant);
    if (neuron % STRIDE === 0) yield;
  }
  return {
    x: points.x.subarray(0, count),
    y: points.y.subarray(0, count),
    neuron: points.neuron.subarray(0, count),
  };
}

/** Neurons between two places where the work may be interrupted. */
const STRIDE = 16;

/** @returns points so far */
function addNeuron(points: Points, count: number, x: Layer, y: Layer, neuron: number, constant: Uint8Array): number {
  let next = count;
  for (let input = 0, weight = neuron * x.inputs; input < x.inputs; input++, weight++) {
    const u = x.weight[weight] as number;
    const v = y.weight[weight] as number;
    if (constant[input] === 1 || Number.isNaN(u) || Number.isNaN(v)) continue;
    points.x[next] = u;
    points.y[next] = v;
    points.neuron[next] = neuron;
    next++;
  }
  return next;
}

async function purity({ x, y, neuron }: Points, slicer: TimeSlicer): Promise<PurityFinding> {
  const clusterOf = await densityClusters(x, y, { eps: EPS, minPoints: MIN_POINTS }, slicer);
  if (slicer.due) await slicer.pause();
  const { clustered, neurons, clusters } = withoutNoise(clusterOf, neuron);
  if (slicer.due) await slicer.pause();
  const adjustedRand = await slicer.run(adjustedRandInChunks(clustered, neurons));
  return { points: x.length, clusters, noise: x.length - clustered.length, adjustedRand };
}

/** Cluster and neuron of the points that are in a cluster, and how many clusters there are. */
function withoutNoise(clusterOf: Int32Array, neuron: Int32Array) {
  const clustered = new Int32Array(clusterOf.length);
  const neurons = new Int32Array(clusterOf.length);
  let count = 0;
  let clusters = 0;
  for (let point = 0; point < clusterOf.length; point++) {
    const cluster = clusterOf[point] as number;
    if (cluster < 0) continue;
    clustered[count] = cluster;
    neurons[count] = neuron[point] as number;
    count++;
    clusters = Math.max(clusters, cluster + 1);
  }
  return { clustered: clustered.subarray(0, count), neurons: neurons.subarray(0, count), clusters };
}
