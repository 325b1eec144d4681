import type { MeasureName } from './attribution/importance';
import type { MeasureFinding } from './attribution/importance/compare';
import type { Attribution } from './attribution/ratios';
import { type CancelFlag, Pace } from './cancellation';
import type { ResolvedConfig } from './config';
import type { Controls } from './controls/controls';
import { checkIdentity, type IdentityFinding } from './controls/identity';
import { checkRouting, type RoutingFinding } from './controls/routing';
import type { WholeTallyFinding } from './controls/wholeTally';
import type { Dataset } from './data/dataset';
import type { Layer, TensorName } from './network/parameters';
import type { RegressionBand } from './statistics/band';
import { coincidentClustersInStretches } from './statistics/clusters';
import { type Correlation, correlateInStretches, spearmanInStretches } from './statistics/correlation';
import { fisherInterval, type Interval } from './statistics/intervals';
import { pixelFiguresInStretches } from './statistics/pixelFigures';
import { type PixelMapSummary, summarisePixelMap } from './statistics/pixelMap';
import { clusteredBand, ordinaryBand } from './statistics/regression';
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
  const pace = new Pace(cancel);
  const { x, y } = attribution;
  const [layerX, layerY] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const clusters = await pace.through(coincidentClustersInStretches(layerX, layerY));
  const pixels = await pace.through(pixelFiguresInStretches(layerX, layerY, constant));
  const ofB = shieldedNeurons({ sizes: x.sizes, routing: config.routing }, 0);
  const tensors = await tensorMetrics(attribution, pace);
  const findings = await controls();
  return {
    ...tensors,
    pixelCorrelation: summarisePixelMap(pixels, constant, image),
    identity: checkIdentity(attribution, constant, config.optimiser),
    clusters: {
      distinctPoints: clusters.multiplicity.length,
      largest: clusters.multiplicity.reduce((largest, count) => Math.max(largest, count), 0),
    },
    controls: {
      ...findings,
      residual: { r: findings.decomposition?.residual.r ?? null },
      ...(ofB === undefined ? {} : { routing: checkRouting(layerY, ofB) }),
    },
  };
}

/**
 * How y goes with x within every tensor.
 * @throws CancelledError
 */
export async function tensorMetrics(
  { x, y }: Pick<Attribution, 'x' | 'y'>,
  pace: Pace,
): Promise<Record<TensorName, TensorMetrics>> {
  const ys = y.tensors();
  const outputBias = ys[ys.length - 1]?.name;
  // Tensors are each layer's weights and then its biases.
  const band = (index: number) => {
    const [ofX, ofY] = [x, y].map(({ layers }) => layers[index >> 1]) as [Layer, Layer];
    return index % 2 === 0 ? clusteredBand(ofX, ofY) : ordinaryBand(ofX.bias, ofY.bias);
  };
  const metrics: Record<TensorName, TensorMetrics> = {};
  for (const [index, { name, values }] of x.tensors().entries()) {
    const ofY = (ys[index] as (typeof ys)[number]).values;
    const correlation = await pace.through(correlateInStretches(values, ofY));
    const isHiddenBias = name.endsWith('.bias') && name !== outputBias;
    const interval = isHiddenBias && correlation.r !== null ? fisherInterval(correlation.r, correlation.n) : null;
    if (pace.due) await pace.rest();
    const rho = await pace.through(spearmanInStretches(values, ofY));
    if (pace.due) await pace.rest();
    metrics[name] = {
      ...correlation,
      spearman: rho,
      band: band(index),
      leftOut: {
        parameters: values.length - correlation.n,
        x: countUndefined(values),
        y: countUndefined(ofY),
      },
      interval,
    };
    if (pace.due) await pace.rest();
  }
  return metrics;
}

function countUndefined(values: Float64Array): number {
  let count = 0;
  for (let index = 0; index < values.length; index++) if (Number.isNaN(values[index])) count++;
  return count;
}
