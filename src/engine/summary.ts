import type { MeasureName } from '../model/measures';
import type { MeasureFinding } from './attribution/importance/compare';
import type { Attribution } from './attribution/ratios';
import { type CancelFlag, TimeSlicer } from './cancellation';
import type { ResolvedConfig } from './config';
import type { Controls } from './controls/controls';
import { checkIdentity, type IdentityFinding } from './controls/identity';
import { checkRouting, type RoutingFinding } from './controls/routing';
import type { WholeTallyFinding } from './controls/wholeTally';
import type { Dataset } from './data/dataset';
import type { Layer, TensorName } from './network/parameters';
import type { RegressionBand } from './statistics/band';
import { coincidentClustersInChunks } from './statistics/clusters';
import { type Correlation, correlateInChunks } from './statistics/correlation';
import { fisherInterval, type Interval } from './statistics/intervals';
import { pixelFiguresInChunks } from './statistics/pixelFigures';
import { type PixelMapSummary, summarisePixelMap } from './statistics/pixelMap';
import { clusteredBandInChunks, ordinaryBandInChunks } from './statistics/regression';
import { spearmanInChunks } from './statistics/spearman';
import { shieldedNeurons } from './training/routing';

/** How y goes with x within one tensor. */
export interface TensorMetrics extends Correlation {
  /** Spearman's ρ; null where r of the ranks is not defined. */
  readonly spearman: number | null;
  /** Parameters left out because x or y is undefined there, and which of the two it was. */
  readonly leftOut: { readonly parameters: number; readonly x: number; readonly y: number };
  /** Of the least-squares line: cluster-robust for weights, ordinary for biases; null where there is none. */
  readonly band: RegressionBand | null;
  /** Fisher's, for the biases of a hidden layer, as for this run alone; null elsewhere. */
  readonly interval: Interval | null;
}

/** Every figure that a run reports about x and y. Depends on config and data alone. */
export interface Metrics {
  readonly [tensor: TensorName]: TensorMetrics;
  /** Over the weights that leave each input. */
  readonly pixelCorrelation: PixelMapSummary;
  readonly identity: IdentityFinding;
  /** Points of the plot of `layer1.weight` that differ, and the largest number of weights on one. */
  readonly clusters: { readonly distinctPoints: number; readonly largest: number };
  /** What R² of `layer1.weight` has to be held against. */
  readonly controls: Controls & {
    /** r of what is left when neuron means and pixel means are taken off x and y: that of the decomposition. */
    readonly residual: { readonly r: number | null };
    /** x from all of phase 1; null where x is that already, absent from runs made before it was reported. */
    readonly wholeTally?: WholeTallyFinding | null;
    /** Where updates were routed. */
    readonly routing?: RoutingFinding;
  };
  /** y of `layer1.weight` against other measures in x's place; absent from runs made before there were any. */
  readonly measures?: Partial<Readonly<Record<MeasureName, MeasureFinding>>>;
}

/**
 * @param constant one flag an input: whether it had one value in every example used
 * @param controls gives their findings: asked when all else is done
 * @throws CancelledError
 */
export async function summarise(
  config: ResolvedConfig,
  attribution: Attribution,
  constant: Uint8Array,
  image: Dataset['image'],
  controls: () => Promise<Controls>,
  cancel: CancelFlag,
): Promise<Metrics> {
  const { x, y } = attribution;
  const ofB = shieldedNeurons({ sizes: x.sizes, routing: config.routing }, 0);
  const { tensors, pixels, clusters } = await relationOf(attribution, constant, new TimeSlicer(cancel));
  const findings = await controls();
  return {
    ...tensors,
    pixelCorrelation: summarisePixelMap(pixels, constant, image),
    identity: checkIdentity(attribution, constant, config.optimiser.name !== 'adam'),
    clusters,
    controls: {
      ...findings,
      residual: { r: findings.decomposition?.residual.r ?? null },
      ...(ofB === undefined ? {} : { routing: checkRouting(y.layers[0] as Layer, ofB) }),
    },
  };
}

/** What can be said of x and y of any network: of its tensors, and of its first layer's inputs and points. */
export async function relationOf({ x, y }: Pick<Attribution, 'x' | 'y'>, constant: Uint8Array, slicer: TimeSlicer) {
  const [layerX, layerY] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const { multiplicity } = await slicer.run(coincidentClustersInChunks(layerX, layerY));
  const pixels = await slicer.run(pixelFiguresInChunks(layerX, layerY, constant));
  return {
    tensors: await tensorMetrics({ x, y }, slicer),
    pixels,
    clusters: {
      distinctPoints: multiplicity.length,
      largest: multiplicity.reduce((largest, count) => Math.max(largest, count), 0),
    },
  };
}

/**
 * How y goes with x within every tensor.
 * @throws CancelledError
 */
export async function tensorMetrics(
  { x, y }: Pick<Attribution, 'x' | 'y'>,
  slicer: TimeSlicer,
): Promise<Record<TensorName, TensorMetrics>> {
  const metrics: Record<TensorName, TensorMetrics> = {};
  for (const [index, ofX] of x.layers.entries()) {
    const ofY = y.layers[index] as Layer;
    const name = `layer${index + 1}` as const;
    metrics[`${name}.weight`] = await tensorMetricsOf(ofX.weight, ofY.weight, clusteredBandInChunks(ofX, ofY), slicer);
    if (ofX.bias.length === 0) continue;
    const biases = await tensorMetricsOf(ofX.bias, ofY.bias, ordinaryBandInChunks(ofX.bias, ofY.bias), slicer);
    const isHidden = index < x.layers.length - 1;
    const interval = isHidden && biases.r !== null ? fisherInterval(biases.r, biases.n) : null;
    metrics[`${name}.bias`] = { ...biases, interval };
  }
  return metrics;
}

async function tensorMetricsOf(
  x: Float64Array,
  y: Float64Array,
  band: Iterator<void, RegressionBand | null>,
  slicer: TimeSlicer,
): Promise<TensorMetrics> {
  const correlation = await slicer.run(correlateInChunks(x, y));
  if (slicer.due) await slicer.pause();
  const spearman = await slicer.run(spearmanInChunks(x, y));
  if (slicer.due) await slicer.pause();
  const metrics = {
    ...correlation,
    spearman,
    band: await slicer.run(band),
    leftOut: { parameters: x.length - correlation.n, x: countUndefined(x), y: countUndefined(y) },
    interval: null,
  };
  if (slicer.due) await slicer.pause();
  return metrics;
}

function countUndefined(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if (Number.isNaN(values[index])) count++;
  return count;
}
