import { inPlaceOfX } from '../../engine/attribution/importance/compare';
import { CancelFlag, TimeSlicer } from '../../engine/cancellation';
import { type Compared, setsOf } from '../../engine/compared';
import type { Layer, Parameters } from '../../engine/network/parameters';
import { type AnyRunFile, imageOf, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import { constantFlags, foreignMetrics } from '../../engine/runs/foreignMetrics';
import type { AnyRun } from '../../engine/runs/runStore';
import { type Clusters, coincidentClustersInChunks } from '../../engine/statistics/clusters';
import { pixelMetricsInChunks } from '../../engine/statistics/pixelMetrics';
import { tensorMetrics } from '../../engine/summary';
import type { MeasureName } from '../../model/measures';
import type { Metrics, ShownMetrics, TensorMetrics } from '../../model/metrics';
import { PHASE_1 } from '../../model/networkNames';
import type {
  CompleteRun,
  LayerView,
  MeasureLayer,
  ParameterSetName,
  RunView,
  TrainingView,
} from '../../model/runView';
import { titleOf } from './runTitle';

/** A stored run as it is sent to the panel. Lets the extension host do other work in between: a large network takes seconds. */
export async function runViewOf(runId: string, run: AnyRun): Promise<CompleteRun> {
  const { file, parameters, inputs } = run;
  const metrics: Metrics = 'ink' in run ? await foreignMetrics(run, new CancelFlag()) : run.file.metrics;
  const head = {
    ...{ runId, title: titleOf(file), training: trainingOf(file), image: imageOf(file) },
    ...{ groupOutputs: isForeign(file) ? file.groupOutputs : true, inputStatistics: inputs },
    ...{
      constantInput: constantFlags(file.constantInputs, parameters.x.layers[0]?.inputs ?? 0),
      metrics,
      awaited: [] as const,
    },
    measures: [...parameters.measures.keys()].filter((name) => metrics.measures?.[name] !== undefined),
  };
  const names = layersOf(file).map(({ name }) => name);
  return { ...(await viewOf(head, parameters, names)), metrics, awaited: [] };
}

/** A run as far as it is known when its forks have been compared, by the same functions. */
export function earlyViewOf(
  { runId, title, measures }: Pick<RunView, 'runId' | 'title' | 'measures'>,
  compared: Compared,
): Promise<RunView> {
  const { image, networks, tallyFrom, constant, inputs, metrics, awaited } = compared;
  const { x, y, initial, phase1, a, b, c, d } = setsOf(compared);
  const head = {
    ...{ runId, title, training: { networks, tallyFrom }, image, groupOutputs: true, inputStatistics: inputs },
    ...{ constantInput: constant, metrics, awaited, measures },
  };
  const names = x.layers.map((_layer, index) => `layer${index + 1}`);
  return viewOf(head, { x, y, initial, phase1, tally: { a, b }, difference: { c, d } }, names);
}

type Sets = Pick<AnyRun['parameters'], 'x' | 'y' | 'initial' | 'phase1' | 'tally' | 'difference'>;

async function viewOf(
  head: Omit<RunView, 'layers' | 'pixels'>,
  sets: Sets,
  names: readonly string[],
): Promise<RunView> {
  const { x, y } = sets;
  const slicer = new TimeSlicer(new CancelFlag());
  const [x1, y1] = [x.layers[0] as Layer, y.layers[0] as Layer];
  const pixels = await slicer.run(pixelMetricsInChunks(x1, y1, head.constantInput));
  const layers: LayerView[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const clusters = await slicer.run(coincidentClustersInChunks(layer, y.layers[index] as Layer));
    layers.push({ name: names[index] ?? '', ...layerView(sets, head.metrics, index, clusters) });
  }
  return { ...head, layers, pixels };
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
  sets: Sets,
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
function otherSetsOf({ initial, phase1, tally, difference }: Sets, index: number): LayerView['sets'] {
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
