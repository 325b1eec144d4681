import type { MeasureName } from '../../model/measures';
import type { Metrics, ShownMetrics, TensorMetrics } from '../../model/metrics';
import type { LayerView, MeasureLayer, ParameterSetName, RunNumbers, RunView } from '../../model/runView';
import { inPlaceOfX } from '../attribution/importance/compare';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { Layer, Parameters } from '../network/parameters';
import { layersOf } from '../runs/foreignFormat';
import { constantFlags, foreignMetrics } from '../runs/foreignMetrics';
import type { AnyRun } from '../runs/runStore';
import { type Clusters, coincidentClustersInChunks } from '../statistics/clusters';
import { pixelMetricsInChunks } from '../statistics/pixelMetrics';
import { tensorMetrics } from '../summary';

/** The sets of parameters that layers are looked at with. */
export type LayerSets = Pick<AnyRun['parameters'], 'x' | 'y' | 'initial' | 'phase1' | 'tally' | 'difference'>;

/**
 * What of a run is made of its tensors: its layers, what the inputs say, and for a run of another system its metrics.
 * @throws CancelledError
 */
export async function runNumbersOf(run: AnyRun, cancel: CancelFlag): Promise<RunNumbers> {
  const { file, parameters, inputs } = run;
  const metrics: Metrics = 'ink' in run ? await foreignMetrics(run, cancel) : run.file.metrics;
  const constantInput = constantFlags(file.constantInputs, parameters.x.layers[0]?.inputs ?? 0);
  const names = layersOf(file).map(({ name }) => name);
  return {
    ...(await layerNumbersOf(parameters, names, { metrics, constantInput }, new TimeSlicer(cancel))),
    ...{ metrics, constantInput, inputStatistics: inputs },
    measures: [...parameters.measures.keys()].filter((name) => metrics.measures?.[name] !== undefined),
  };
}

/** Every layer, and what the weights that leave each input say. @throws CancelledError */
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
    layers.push({ name: names[index] ?? '', ...layerView(sets, metrics, index, clusters) });
  }
  return { layers, pixels };
}

/**
 * A measure of a run in x's place.
 * @throws RangeError when the run does not have it; CancelledError
 */
export async function measureLayersOf(
  { parameters }: AnyRun,
  name: MeasureName,
  cancel: CancelFlag,
): Promise<MeasureLayer[]> {
  const importance = parameters.measures.get(name);
  if (importance === undefined) throw new RangeError(`The run has no measure "${name}".`);
  const slicer = new TimeSlicer(cancel);
  const { y } = parameters;
  const x = await slicer.run(inPlaceOfX(importance));
  const metrics = await tensorMetrics({ x, y }, slicer);
  const layers: MeasureLayer[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const { clusterOf, multiplicity } = await slicer.run(coincidentClustersInChunks(layer, y.layers[index] as Layer));
    layers.push({
      // Copies: a view would take the whole of its buffer along into the message.
      weightX: layer.weight.slice(),
      biasX: layer.bias.slice(),
      clusterOf,
      multiplicity,
      weights: metrics[`layer${index + 1}.weight`] as TensorMetrics,
      biases: layer.bias.length > 0 ? (metrics[`layer${index + 1}.bias`] as TensorMetrics) : null,
    });
  }
  return layers;
}

function layerView(
  sets: LayerSets,
  metrics: ShownMetrics,
  index: number,
  { clusterOf, multiplicity }: Clusters,
): Omit<LayerView, 'name'> {
  const [x, y] = [sets.x.layers[index] as Layer, sets.y.layers[index] as Layer];
  const bias = x.bias.length > 0;
  return {
    inputs: x.inputs,
    outputs: x.outputs,
    bias,
    // Copies: a view would take the whole of its buffer along into the message.
    weightX: x.weight.slice(),
    weightY: y.weight.slice(),
    biasX: x.bias.slice(),
    biasY: y.bias.slice(),
    clusterOf,
    multiplicity,
    weights: metrics[`layer${index + 1}.weight`] as TensorMetrics,
    biases: bias ? (metrics[`layer${index + 1}.bias`] as TensorMetrics) : null,
    sets: otherSetsOf(sets, index),
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
