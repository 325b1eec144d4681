import { inPlaceOfX } from '../../engine/attribution/importance/compare';
import { CancelFlag, TimeSlicer } from '../../engine/cancellation';
import type { Layer, Parameters } from '../../engine/network/parameters';
import { type AnyRunFile, imageOf, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import { constantFlags, foreignMetrics } from '../../engine/runs/foreignMetrics';
import type { AnyRun } from '../../engine/runs/runStore';
import { type Clusters, coincidentClustersInChunks } from '../../engine/statistics/clusters';
import { pixelMetricsInChunks } from '../../engine/statistics/pixelMetrics';
import { tensorMetrics } from '../../engine/summary';
import type { MeasureName } from '../../model/measures';
import type { Metrics, TensorMetrics } from '../../model/metrics';
import { PHASE_1 } from '../../model/networkNames';
import type { LayerView, MeasureLayer, ParameterSetName, RunView, TrainingView } from '../../model/runView';
import { titleOf } from './runTitle';

/** A stored run as it is sent to the panel. Lets the extension host do other work in between: a large network takes seconds. */
export async function runViewOf(runId: string, run: AnyRun): Promise<RunView> {
  const { file, parameters, inputs } = run;
  const { x, y } = parameters;
  const metrics: Metrics = 'ink' in run ? await foreignMetrics(run, new CancelFlag()) : run.file.metrics;
  const [layer1] = x.layers;
  const constantInput = constantFlags(file.constantInputs, layer1?.inputs ?? 0);
  const slicer = new TimeSlicer(new CancelFlag());
  const pixels = await slicer.run(pixelMetricsInChunks(x.layers[0] as Layer, y.layers[0] as Layer, constantInput));
  const layers: LayerView[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const clusters = await slicer.run(coincidentClustersInChunks(layer, y.layers[index] as Layer));
    layers.push(layerView(run, metrics, index, clusters));
  }
  return {
    runId,
    title: titleOf(file),
    training: trainingOf(file),
    image: imageOf(file),
    layers,
    groupOutputs: isForeign(file) ? file.groupOutputs : true,
    pixels,
    inputStatistics: inputs,
    constantInput,
    metrics,
    measures: [...parameters.measures.keys()].filter((name) => metrics.measures?.[name] !== undefined),
  };
}

/**
 * A measure of a stored run in x's place.
 * @throws RangeError when the run does not have it
 */
export async function measureLayersOf({ parameters }: AnyRun, name: MeasureName): Promise<MeasureLayer[]> {
  const importance = parameters.measures.get(name);
  if (importance === undefined) throw new RangeError(`The run has no measure "${name}".`);
  const slicer = new TimeSlicer(new CancelFlag());
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

/** As far as other systems tell it. */
interface HeldOut {
  readonly accuracy: number | null;
  readonly accuracyByClass?: Readonly<Record<string, number>>;
}

function trainingOf({ phase1, forks }: AnyRunFile): TrainingView {
  const networks = phase1 === null ? [] : [{ ...phase1, name: PHASE_1 }, ...forks];
  return {
    tallyFrom: phase1?.tallyFrom ?? 0,
    networks: networks.map(({ name, examples, history, heldOut }) => {
      const { accuracy, accuracyByClass }: HeldOut = heldOut;
      return {
        ...{ name, examples, points: history, heldOutAccuracy: accuracy },
        ...(accuracyByClass === undefined ? {} : { heldOutByClass: Object.values(accuracyByClass) }),
      };
    }),
  };
}

function layerView(
  { file, parameters }: AnyRun,
  metrics: Metrics,
  index: number,
  { clusterOf, multiplicity }: Clusters,
): LayerView {
  const [x, y] = [parameters.x.layers[index] as Layer, parameters.y.layers[index] as Layer];
  const bias = x.bias.length > 0;
  return {
    name: layersOf(file)[index]?.name ?? '',
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
    sets: setsOf(parameters, index),
  };
}

/** What there is of a layer besides x and y. */
function setsOf({ initial, phase1, tally, difference }: AnyRun['parameters'], index: number): LayerView['sets'] {
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
