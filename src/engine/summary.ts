import type { MeasureName } from './attribution/importance';
import type { MeasureFinding } from './attribution/importance/compare';
import type { Attribution } from './attribution/ratios';
import { type CancelFlag, Pace } from './cancellation';
import type { ResolvedConfig } from './config';
import { checkIdentity, type IdentityFinding } from './controls/identity';
import { type InkAloneFinding, inkAlone } from './controls/inkAlone';
import { type NeuronPermutationFinding, neuronPermutationNull } from './controls/neuronPermutation';
import { type ResidualFinding, residualCorrelation } from './controls/residual';
import { checkRouting, type RoutingFinding } from './controls/routing';
import type { ExampleStore } from './data/examples';
import type { Layer, TensorName } from './network/parameters';
import { coincidentClusters } from './statistics/clusters';
import { type Correlation, correlate, spearman } from './statistics/correlation';
import { fisherInterval, type Interval } from './statistics/intervals';
import { type PixelMapSummary, pixelCorrelations, summarisePixelMap } from './statistics/pixelMap';
import { shieldedNeurons } from './training/routing';

/** How y goes with x within one tensor. */
export interface TensorMetrics extends Correlation {
  /** Spearman's ρ; null where r of the ranks is not defined. */
  readonly spearman: number | null;
  /** Parameters left out because x or y is undefined there, and which of the two it was. */
  readonly leftOut: { readonly parameters: number; readonly x: number; readonly y: number };
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
  readonly controls: {
    readonly neuronPermutation: NeuronPermutationFinding;
    readonly inkAlone: InkAloneFinding;
    readonly residual: ResidualFinding;
    /** Where updates were routed. */
    readonly routing?: RoutingFinding;
  };
  /** y of `layer1.weight` against other measures in x's place; absent from runs made before there were any. */
  readonly measures?: Partial<Readonly<Record<MeasureName, MeasureFinding>>>;
}

/**
 * @param training the examples that phase 1 and the forks chose from
 * @param constant one flag an input: whether it had one value in every example used
 * @throws CancelledError
 */
export async function summarise(
  config: ResolvedConfig,
  attribution: Attribution,
  training: ExampleStore,
  constant: Uint8Array,
  cancel: CancelFlag,
): Promise<Metrics> {
  const pace = new Pace(cancel);
  const { x, y } = attribution;
  const [layerX, layerY] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const clusters = coincidentClusters(layerX, layerY);
  const { groups, phase1, forks, optimiser, seed, routing } = config;
  const ofB = shieldedNeurons({ sizes: x.sizes, routing }, 0);
  return {
    ...tensorMetrics(attribution),
    pixelCorrelation: summarisePixelMap(pixelCorrelations(layerX, layerY)),
    identity: checkIdentity(attribution, constant, optimiser),
    clusters: {
      distinctPoints: clusters.multiplicity.length,
      largest: clusters.multiplicity.reduce((largest, count) => Math.max(largest, count), 0),
    },
    controls: {
      neuronPermutation: await neuronPermutationNull(layerX, layerY, seed, pace),
      inkAlone: inkAlone(layerX, layerY, training, groups, phase1.rows, forks.untilRow),
      residual: await residualCorrelation(layerX, layerY, pace),
      ...(ofB === undefined ? {} : { routing: checkRouting(layerY, ofB) }),
    },
  };
}

function tensorMetrics({ x, y }: Attribution): Record<TensorName, TensorMetrics> {
  const ys = y.tensors();
  const outputBias = ys[ys.length - 1]?.name;
  return Object.fromEntries(
    x.tensors().map(({ name, values }, index) => {
      const ofY = (ys[index] as (typeof ys)[number]).values;
      const correlation = correlate(values, ofY);
      const isHiddenBias = name.endsWith('.bias') && name !== outputBias;
      const interval = isHiddenBias && correlation.r !== null ? fisherInterval(correlation.r, correlation.n) : null;
      return [
        name,
        {
          ...correlation,
          spearman: spearman(values, ofY),
          leftOut: {
            parameters: values.length - correlation.n,
            x: countUndefined(values),
            y: countUndefined(ofY),
          },
          interval,
        },
      ];
    }),
  );
}

function countUndefined(values: Float64Array): number {
  let count = 0;
  for (const value of values) if (Number.isNaN(value)) count++;
  return count;
}
