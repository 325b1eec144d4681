import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { adjustedRandIndex } from '../statistics/adjustedRand';
import { densityClusters } from '../statistics/densityClusters';
import { varyingWeights } from './withoutConstant';

/** How far clusters that are found in the plot, without knowing about neurons, are neurons. */
export interface PurityFinding {
  /** Points that have an x and a y. */
  readonly points: number;
  readonly clusters: number;
  /** Points in no cluster; they are left out of the index. */
  readonly noise: number;
  /** Of clusters against neurons, over the points in clusters; null for fewer than two. */
  readonly adjustedRand: number | null;
}

export interface ClusterPurityFinding {
  readonly eps: number;
  readonly minPoints: number;
  /** Over all weights, and over those whose input is not constant. */
  readonly all: PurityFinding;
  readonly varying: PurityFinding;
}

/** A thousandth of the plot's side, about a pixel on a screen, and ten points within it. */
const EPS = 0.001;
const MIN_POINTS = 10;

/**
 * Clusters the points of the weights plot by density and compares the clusters with the neurons.
 * @param constant one flag an input
 * @throws CancelledError
 */
export async function clusterPurity(
  x: Layer,
  y: Layer,
  constant: Uint8Array,
  pace: Pace,
): Promise<ClusterPurityFinding> {
  const all = await purityOfAll(x, y, pace);
  const varying = await purity(varyingWeights(x, constant), y.weight, x.inputs, pace);
  return { ...all, varying };
}

/** The same over all weights alone. */
export async function purityOfAll(x: Layer, y: Layer, pace: Pace): Promise<Omit<ClusterPurityFinding, 'varying'>> {
  return { eps: EPS, minPoints: MIN_POINTS, all: await purity(x.weight, y.weight, x.inputs, pace) };
}

async function purity(x: Float64Array, y: Float64Array, inputs: number, pace: Pace): Promise<PurityFinding> {
  const points = { x: new Float64Array(x.length), y: new Float64Array(x.length), neuron: new Int32Array(x.length) };
  let count = 0;
  for (let weight = 0; weight < x.length; weight++) {
    const u = x[weight] as number;
    const v = y[weight] as number;
    if (Number.isNaN(u) || Number.isNaN(v)) continue;
    points.x[count] = u;
    points.y[count] = v;
    points.neuron[count] = Math.floor(weight / inputs);
    count++;
  }
  if (pace.due) await pace.rest();
  const density = { eps: EPS, minPoints: MIN_POINTS };
  const clusterOf = await densityClusters(points.x.subarray(0, count), points.y.subarray(0, count), density, pace);
  if (pace.due) await pace.rest();
  const clustered = clusterOf.filter((cluster) => cluster >= 0);
  const neurons = points.neuron.subarray(0, count).filter((_, point) => (clusterOf[point] as number) >= 0);
  if (pace.due) await pace.rest();
  return {
    points: count,
    clusters: clustered.reduce((most, cluster) => Math.max(most, cluster + 1), 0),
    noise: count - clustered.length,
    adjustedRand: adjustedRandIndex(clustered, neurons),
  };
}
