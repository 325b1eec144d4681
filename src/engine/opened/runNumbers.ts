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
import { talliedInChunks } from '../attribution/tallied';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { Layer, Parameters } from '../network/parameters';
import { isForeign, layersOf } from '../runs/foreignFormat';
import { constantFlags, foreignMetrics } from '../runs/foreignMetrics';
import type { StoredLayer } from '../runs/runFormat';
import type { AnyRun } from '../runs/runStore';
import { type Clusters, coincidentClustersInChunks } from '../statistics/clusters';
import { pixelMetricsInChunks } from '../statistics/pixelMetrics';
import { residualCorrelation } from '../statistics/residualCorrelation';
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
        : { ...headOf(opened, index), ...NO_NUMBERS, here: false, ...metricsInFile(opened, index), known: false },
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
  const layer = await layerOf(opened, index, slicer);
  return { ...layer, ...(await layerMetricsOf(opened, index, slicer, known)), known: true };
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
  return headIn(layersOf(file)[index] as StoredLayer);
}

function headIn({ name, weight: shape, inputs, outputs, bias }: StoredLayer): LayerHead {
  return { name, shape, inputs, outputs, bias };
}

/** What metrics say of a layer's tensors; undefined where they say nothing. */
function tensorsIn(metrics: NamedMetrics, index: number): Pick<LayerMetrics, 'weights' | 'biases'> | undefined {
  const weights = metrics[`layer${index + 1}.weight`];
  return weights === undefined ? undefined : { weights, biases: metrics[`layer${index + 1}.bias`] ?? null };
}

/**
 * A layer with its numbers; of its metrics no more than the run's file says.
 * @throws DataError when a tensor is damaged; CancelledError
 */
export async function layerOf(opened: OpenedRun, index: number, slicer: TimeSlicer): Promise<LayerView> {
  const clusters = await opened.clusters(index, slicer);
  const { run, at } = await opened.layer(index);
  const numbers = layerNumbers(run.parameters, at, clusters);
  return { ...headOf(opened, index), ...numbers, here: true, ...metricsInFile(opened, index), known: false };
}

/** What is said of a layer before it is read. */
function metricsInFile({ file }: OpenedRun, index: number): LayerMetrics {
  return { ...NO_METRICS, ...(isForeign(file) ? undefined : tensorsIn(file.metrics, index)) };
}

/**
 * How y goes with x in a layer, and how far it was moved.
 * @param known of its tensors, which are not made again
 * @throws DataError when a tensor is damaged; CancelledError
 */
export function layerMetricsOf(
  opened: OpenedRun,
  index: number,
  slicer: TimeSlicer,
  known: NamedMetrics = {},
): Promise<LayerMetrics> {
  return opened.metricsOf(index, async () => {
    const { run, at } = await opened.layer(index);
    const { x: ofX, y: ofY, tally } = run.parameters;
    const [x, y] = [ofX.layers[at] as Layer, ofY.layers[at] as Layer];
    const place = { before: index, of: opened.order.layers.length };
    const tensors =
      tensorsIn('ink' in run ? known : run.file.metrics, index) ??
      tensorsIn(await tensorMetrics({ x: { layers: [x] }, y: { layers: [y] } }, slicer, place), index);
    return { ...NO_METRICS, ...tensors, ...(await ofLayerAlone(x, y, tally, at, slicer)) };
  });
}

/** What is said of a layer besides its tensors' metrics. @throws CancelledError */
async function ofLayerAlone(
  x: Layer,
  y: Layer,
  tally: LayerSets['tally'],
  at: number,
  slicer: TimeSlicer,
): Promise<Pick<LayerMetrics, 'residualR' | 'tallied'>> {
  const [a, b] = [tally?.a.layers[at], tally?.b.layers[at]];
  return {
    residualR: await residualCorrelation(x, y, slicer),
    tallied: a === undefined || b === undefined ? null : await slicer.run(talliedInChunks(a, b)),
  };
}

/** Every layer of a run that is in memory whole, and what the weights that leave each input say. @throws CancelledError */
export async function layerNumbersOf(
  sets: LayerSets,
  stored: readonly StoredLayer[],
  { metrics, constantInput }: { readonly metrics: ShownMetrics; readonly constantInput: Uint8Array },
  slicer: TimeSlicer,
): Promise<Pick<RunView, 'layers' | 'pixels'>> {
  const { x: ofX, y: ofY, tally } = sets;
  const pixels = await slicer.run(pixelMetricsInChunks(ofX.layers[0] as Layer, ofY.layers[0] as Layer, constantInput));
  const layers: LayerView[] = [];
  for (const [index, x] of ofX.layers.entries()) {
    const y = ofY.layers[index] as Layer;
    const clusters = await slicer.run(coincidentClustersInChunks(x, y));
    const found = { ...NO_METRICS, ...tensorsIn(metrics, index), ...(await ofLayerAlone(x, y, tally, index, slicer)) };
    const numbers = layerNumbers(sets, index, clusters);
    layers.push({ ...headIn(stored[index] as StoredLayer), ...numbers, here: true, ...found, known: true });
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
  const { weights, biases } = { ...NO_METRICS, ...tensorsIn(metrics, index) };
  return { weightX: x.weight.slice(), biasX: x.bias.slice(), clusterOf, multiplicity, weights, biases };
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
