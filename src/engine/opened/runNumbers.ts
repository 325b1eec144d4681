import type { MeasureName } from '../../model/measures';
import type { Metrics, ShownMetrics, TensorMetrics, TensorName } from '../../model/metrics';
import {
  type LayerHead,
  type LayerMetrics,
  type LayerNumbers,
  type LayerView,
  type MeasureLayer,
  NO_METRICS,
  NO_NUMBERS,
  type ParameterSetName,
  type RunNumbers,
  type RunView,
} from '../../model/runView';
import { inPlaceOfX } from '../attribution/importance/compare';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { Layer, Parameters } from '../network/parameters';
import { layersOf } from '../runs/foreignFormat';
import { constantFlags, foreignMetrics } from '../runs/foreignMetrics';
import type { AnyRun } from '../runs/runStore';
import { type Clusters, coincidentClustersInChunks } from '../statistics/clusters';
import { pixelMetricsInChunks } from '../statistics/pixelMetrics';
import { tensorMetrics } from '../summary';
import type { OpenedRun } from './openedRun';

/** Figures of tensors, by their names. */
type NamedMetrics = { readonly [tensor: TensorName]: TensorMetrics };

/** The sets of parameters that layers are looked at with. */
export type LayerSets = Pick<AnyRun['parameters'], 'x' | 'y' | 'initial' | 'phase1' | 'tally' | 'difference'>;

/** Weights of layers that come with the first answer: of others they come when the layer is looked at. */
const MOST_AT_ONCE = 2 ** 18;

/**
 * What of a run is made of its tensors: its first layers, what the inputs say, and for a run of another system its
 * metrics. Of layers that are large and not the first, only what is known without reading them.
 * @throws DataError when a tensor is damaged; CancelledError
 */
export async function runNumbersOf(opened: OpenedRun, cancel: CancelFlag): Promise<RunNumbers> {
  const { file, order } = opened;
  const slicer = new TimeSlicer(cancel);
  const { run } = await opened.layer(0);
  const { parameters, inputs } = run;
  const metrics: Metrics = 'ink' in run ? await foreignMetrics(run, cancel) : run.file.metrics;
  const constantInput = constantFlags(file.constantInputs, order.layers[0]?.inputs ?? 0);
  const [x1, y1] = [parameters.x.layers[0] as Layer, parameters.y.layers[0] as Layer];
  const layers: LayerView[] = [];
  for (const [index, comes] of comeAtOnce(opened).entries())
    layers.push(
      comes
        ? await smallLayerOf(opened, index, metrics, slicer)
        : { ...headOf(opened, index), ...NO_NUMBERS, here: false, ...knownIn(metrics, index) },
    );
  return {
    ...{ layers, pixels: await slicer.run(pixelMetricsInChunks(x1, y1, constantInput)) },
    ...{ metrics, constantInput, inputStatistics: inputs },
    measures: [...parameters.measures.keys()].filter((name) => metrics.measures?.[name] !== undefined),
  };
}

/** A layer with its numbers and its metrics. @throws DataError when a tensor is damaged; CancelledError */
async function smallLayerOf(
  opened: OpenedRun,
  index: number,
  known: NamedMetrics,
  slicer: TimeSlicer,
): Promise<LayerView> {
  const layer = await layerOf(opened, index, known, slicer);
  return layer.known ? layer : { ...layer, ...(await layerMetricsOf(opened, index, slicer)), known: true };
}

/** Which layers come with the first answer: the first one, and others as long as they are small. */
function comeAtOnce({ order }: OpenedRun): boolean[] {
  let left = MOST_AT_ONCE;
  return order.layers.map(({ inputs, outputs }, index) => {
    left -= inputs * outputs;
    return index === 0 || left >= 0;
  });
}

function headOf({ file }: OpenedRun, index: number): LayerHead {
  const { name, inputs, outputs, bias } = layersOf(file)[index] as ReturnType<typeof layersOf>[number];
  return { name, inputs, outputs, bias };
}

/** What metrics say of a layer; undefined where they say nothing. */
function metricsIn(metrics: NamedMetrics, index: number): LayerMetrics | undefined {
  const weights = metrics[`layer${index + 1}.weight`];
  return weights === undefined ? undefined : { weights, biases: metrics[`layer${index + 1}.bias`] ?? null };
}

/** The same in a layer's own terms. */
function knownIn(metrics: NamedMetrics, index: number): LayerMetrics & Pick<LayerView, 'known'> {
  const found = metricsIn(metrics, index);
  return { ...(found ?? NO_METRICS), known: found !== undefined };
}

/**
 * A layer with its numbers; with its metrics, where they are known.
 * @throws DataError when a tensor is damaged; CancelledError
 */
export async function layerOf(
  opened: OpenedRun,
  index: number,
  known: NamedMetrics,
  slicer: TimeSlicer,
): Promise<LayerView> {
  const clusters = await opened.clusters(index, slicer);
  const { run, at } = await opened.layer(index);
  return {
    ...headOf(opened, index),
    ...layerNumbers(run.parameters, at, clusters),
    here: true,
    ...knownIn('ink' in run ? known : run.file.metrics, index),
  };
}

/** How y goes with x in a layer. @throws DataError when a tensor is damaged; CancelledError */
export function layerMetricsOf(opened: OpenedRun, index: number, slicer: TimeSlicer): Promise<LayerMetrics> {
  return opened.metricsOf(index, async () => {
    const { run, at } = await opened.layer(index);
    if (!('ink' in run)) return metricsIn(run.file.metrics, index) ?? NO_METRICS;
    const { x, y } = run.parameters;
    const one = { x: { layers: [x.layers[at] as Layer] }, y: { layers: [y.layers[at] as Layer] } };
    const metrics = await tensorMetrics(one, slicer, { before: index, of: opened.order.layers.length });
    return metricsIn(metrics, index) ?? NO_METRICS;
  });
}

/** Every layer of a run that is in memory whole, and what the weights that leave each input say. @throws CancelledError */
export async function layerNumbersOf(
  sets: LayerSets,
  names: readonly string[],
  { metrics, constantInput }: { readonly metrics: ShownMetrics; readonly constantInput: Uint8Array },
  slicer: TimeSlicer,
): Promise<Pick<RunView, 'layers' | 'pixels'>> {
  const { x, y } = sets;
  const [x1, y1] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const pixels = await slicer.run(pixelMetricsInChunks(x1, y1, constantInput));
  const layers: LayerView[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const clusters = await slicer.run(coincidentClustersInChunks(layer, y.layers[index] as Layer));
    const { inputs, outputs, bias } = layer;
    const head = { name: names[index] ?? '', inputs, outputs, bias: bias.length > 0 };
    layers.push({ ...head, ...layerNumbers(sets, index, clusters), here: true, ...knownIn(metrics, index) });
  }
  return { layers, pixels };
}

/**
 * A measure in x's place: of a layer, and of those that come with the first answer; null of the others.
 * @throws RangeError when the run does not have it; DataError when a tensor is damaged; CancelledError
 */
export async function measureLayersOf(
  opened: OpenedRun,
  index: number,
  name: MeasureName,
  slicer: TimeSlicer,
): Promise<(MeasureLayer | null)[]> {
  const layers: (MeasureLayer | null)[] = [];
  for (const [other, comes] of comeAtOnce(opened).entries())
    layers.push(comes || other === index ? await measureLayerOf(opened, other, name, slicer) : null);
  return layers;
}

async function measureLayerOf(
  opened: OpenedRun,
  index: number,
  name: MeasureName,
  slicer: TimeSlicer,
): Promise<MeasureLayer> {
  const { run, at } = await opened.layer(index);
  const importance = run.parameters.measures.get(name);
  if (importance === undefined) throw new RangeError(`The run has no measure "${name}".`);
  const x = (await slicer.run(inPlaceOfX(importance))).layers[at] as Layer;
  const y = run.parameters.y.layers[at] as Layer;
  const metrics = await tensorMetrics({ x: { layers: [x] }, y: { layers: [y] } }, slicer, {
    before: index,
    of: opened.order.layers.length,
  });
  const { clusterOf, multiplicity } = await slicer.run(coincidentClustersInChunks(x, y));
  // Copies: a view would take the whole of its buffer along into the message.
  const figures = metricsIn(metrics, index) ?? NO_METRICS;
  return { weightX: x.weight.slice(), biasX: x.bias.slice(), clusterOf, multiplicity, ...figures };
}

function layerNumbers(sets: LayerSets, at: number, { clusterOf, multiplicity }: Clusters): LayerNumbers {
  const [x, y] = [sets.x.layers[at] as Layer, sets.y.layers[at] as Layer];
  return {
    // Copies: a view would take the whole of its buffer along into the message.
    weightX: x.weight.slice(),
    weightY: y.weight.slice(),
    biasX: x.bias.slice(),
    biasY: y.bias.slice(),
    clusterOf,
    multiplicity,
    sets: otherSetsOf(sets, at),
  };
}

/** What there is of a layer besides x and y. */
function otherSetsOf({ initial, phase1, tally, difference }: LayerSets, index: number): LayerView['sets'] {
  const found: readonly (readonly [ParameterSetName, Parameters | null])[] = [
    ['initial', initial],
    ['phase1', phase1],
    ['a', tally?.a ?? null],
    ['b', tally?.b ?? null],
    ['c', difference?.c ?? null],
    ['d', difference?.d ?? null],
  ];
  const sets: { [Name in ParameterSetName]?: { weight: Float64Array; bias: Float64Array } } = {};
  for (const [name, set] of found) {
    if (set === null) continue;
    const { weight, bias } = set.layers[index] as Layer;
    sets[name] = { weight: weight.slice(), bias: bias.slice() };
  }
  return sets;
}
