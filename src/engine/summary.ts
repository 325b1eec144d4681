import type { Controls, OwnMetrics, RegressionBand, TensorMetrics, TensorName } from '../model/metrics';
import type { Attribution } from './attribution/ratios';
import { type CancelFlag, TimeSlicer } from './cancellation';
import type { ResolvedConfig } from './config';
import type { MadeControls } from './controls/controls';
import { checkIdentity } from './controls/identity';
import { checkRouting } from './controls/routing';
import type { Dataset } from './data/dataset';
import type { Layer, Parameters } from './network/parameters';
import { coincidentClustersInChunks } from './statistics/clusters';
import { correlateInChunks } from './statistics/correlation';
import { fisherInterval } from './statistics/intervals';
import { summarisePixelMap } from './statistics/pixelMap';
import { pixelMetricsInChunks } from './statistics/pixelMetrics';
import { clusteredBandInChunks, ordinaryBandInChunks } from './statistics/regression';
import { spearmanInChunks } from './statistics/spearman';
import { routedNeurons } from './training/routing';

/** What is said of x and y before it is held against anything. */
export type Summary = Omit<OwnMetrics, 'controls' | 'measures'> & {
  readonly [tensor: TensorName]: TensorMetrics;
  readonly controls: Pick<OwnMetrics['controls'], 'routing'>;
};

/**
 * @param constant one flag an input: whether it had one value in every example used
 * @throws CancelledError
 */
export async function summarise(
  config: ResolvedConfig,
  attribution: Attribution,
  constant: Uint8Array,
  image: Dataset['image'],
  cancel: CancelFlag,
): Promise<Summary> {
  const { x, y } = attribution;
  const routed = routedNeurons({ sizes: x.sizes, routing: config.routing });
  const { tensors, pixels, clusters } = await relationOf(attribution, constant, new TimeSlicer(cancel));
  return {
    ...tensors,
    pixelCorrelation: summarisePixelMap(pixels, constant, image),
    identity: checkIdentity(attribution, constant, config.optimiser.name !== 'adam'),
    clusters,
    controls: routed === undefined ? {} : { routing: checkRouting(y.layers[0] as Layer, routed) },
  };
}

/** With the controls, in the order in which a run's file has them. */
export function withControls({ controls, ...rest }: Summary, findings: MadeControls): OwnMetrics {
  return { ...rest, controls: { ...findings, residual: residualOf(findings), ...controls } };
}

/** What the decomposition says by the way. */
export function residualOf({ decomposition }: Pick<Controls, 'decomposition'>): Controls['residual'] {
  return { r: decomposition?.residual.r ?? null };
}

/** What can be said of x and y of any network: of its tensors, and of its first layer's inputs and points. */
export async function relationOf(
  { x, y }: Pick<Attribution, 'x' | 'y'>,
  constant: Uint8Array,
  slicer: TimeSlicer,
  place?: LayersPlace,
) {
  const [layerX, layerY] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const { multiplicity } = await slicer.run(coincidentClustersInChunks(layerX, layerY));
  const pixels = await slicer.run(pixelMetricsInChunks(layerX, layerY, constant));
  return {
    tensors: await tensorMetrics({ x, y }, slicer, place),
    pixels,
    clusters: {
      distinctPoints: multiplicity.length,
      largest: multiplicity.reduce((largest, count) => Math.max(largest, count), 0),
    },
  };
}

/** Where some layers stand in their network. */
export interface LayersPlace {
  /** How many there are before them. */
  readonly before: number;
  /** How many the network has. */
  readonly of: number;
}

/**
 * How y goes with x within every tensor.
 * @param place of the layers that are given, where they are not all
 * @throws CancelledError
 */
export async function tensorMetrics(
  { x, y }: { readonly [Set in 'x' | 'y']: Pick<Parameters, 'layers'> },
  slicer: TimeSlicer,
  { before, of }: LayersPlace = { before: 0, of: x.layers.length },
): Promise<Record<TensorName, TensorMetrics>> {
  const metrics: Record<TensorName, TensorMetrics> = {};
  for (const [index, ofX] of x.layers.entries()) {
    const ofY = y.layers[index] as Layer;
    const name = `layer${before + index + 1}` as const;
    metrics[`${name}.weight`] = await tensorMetricsOf(ofX.weight, ofY.weight, clusteredBandInChunks(ofX, ofY), slicer);
    if (ofX.bias.length === 0) continue;
    const biases = await tensorMetricsOf(ofX.bias, ofY.bias, ordinaryBandInChunks(ofX.bias, ofY.bias), slicer);
    const isHidden = before + index < of - 1;
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
