import { basename } from 'node:path';
import type { MeasureName } from '../../engine/attribution/importance';
import { inPlaceOfX } from '../../engine/attribution/importance/compare';
import { CancelFlag, Pace } from '../../engine/cancellation';
import type { ExperimentConfig } from '../../engine/config';
import { configHash } from '../../engine/config';
import type { Layer, Parameters, TensorName } from '../../engine/network/parameters';
import type { RunFile } from '../../engine/runs/runFormat';
import type { StoredRun } from '../../engine/runs/runStore';
import { type Clusters, coincidentClustersInStretches } from '../../engine/statistics/clusters';
import { pixelFiguresInStretches } from '../../engine/statistics/pixelFigures';
import type { PixelMapSummary } from '../../engine/statistics/pixelMap';
import { type Metrics, type TensorMetrics, tensorMetrics } from '../../engine/summary';
import { ENGINE_VERSION } from '../../engine/version';
import type {
  LayerView,
  MeasureFigures,
  MeasureLayer,
  RunTitle,
  RunView,
  TensorFigures,
  TrainingView,
} from '../../shared/panelProtocol';

/** A stored run as the panel is told of it. Lets the extension host do other work in between: a large network takes seconds. */
export async function runViewOf(runId: string, { file, parameters, inputs }: StoredRun): Promise<RunView> {
  const { x, y } = parameters;
  const { metrics } = file;
  const constantInput = new Uint8Array(file.sizes[0] as number);
  for (const input of file.constantInputs) constantInput[input] = 1;
  const pace = new Pace(new CancelFlag());
  const pixels = await pace.through(pixelFiguresInStretches(x.layers[0] as Layer, y.layers[0] as Layer, constantInput));
  const layers: LayerView[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const clusters = await pace.through(coincidentClustersInStretches(layer, y.layers[index] as Layer));
    layers.push(layerView({ file, parameters }, index, clusters));
  }
  // A run of an earlier engine lacks what was not reported then.
  const { holding = null, frame = null } = metrics.pixelCorrelation as Partial<PixelMapSummary>;
  return {
    runId,
    title: runTitle(file.config, file.data.name, file.sizes, file.engine),
    training: trainingOf(file),
    sizes: file.sizes,
    image: file.image,
    layers,
    pixelCorrelation: pixels.r,
    pixels,
    inputStatistics: inputs,
    constantInput,
    figures: {
      distinctPoints: metrics.clusters.distinctPoints,
      neuronPermutation: metrics.controls.neuronPermutation,
      inkAlone: metrics.controls.inkAlone,
      residualR: metrics.controls.residual.r,
      ...laterControls(metrics.controls),
      pixelCorrelation: { ...metrics.pixelCorrelation, holding, frame },
      identity: metrics.identity,
    },
    measures: measuresOf(metrics, parameters),
  };
}

/** Those of which figures and numbers are both kept. */
function measuresOf(
  { measures = {} }: RunFile['metrics'],
  kept: Pick<StoredRun['parameters'], 'measures'>,
): MeasureFigures[] {
  return [...kept.measures.keys()].flatMap((name) => {
    const finding = measures[name];
    return finding === undefined ? [] : [{ name, ...finding }];
  });
}

/**
 * A measure of a stored run in x's place.
 * @throws RangeError when the run does not have it
 */
export async function measureLayersOf({ parameters }: StoredRun, name: MeasureName): Promise<MeasureLayer[]> {
  const importance = parameters.measures.get(name);
  if (importance === undefined) throw new RangeError(`The run has no measure "${name}".`);
  const pace = new Pace(new CancelFlag());
  const { y } = parameters;
  const x = await pace.through(inPlaceOfX(importance));
  const metrics = await tensorMetrics({ x, y }, pace);
  const layers: MeasureLayer[] = [];
  for (const [index, layer] of x.layers.entries()) {
    const { clusterOf, multiplicity } = await pace.through(
      coincidentClustersInStretches(layer, y.layers[index] as Layer),
    );
    layers.push({
      // Copies: a view would take the whole of its buffer along into the message.
      weightX: layer.weight.slice(),
      biasX: layer.bias.slice(),
      clusterOf,
      multiplicity,
      weights: figures(metrics, `layer${index + 1}.weight`),
      biases: figures(metrics, `layer${index + 1}.bias`),
    });
  }
  return layers;
}

/** The controls that a run of an earlier engine lacks. */
function laterControls(controls: Partial<Metrics['controls']>) {
  const { pixelPermutation = null, jointPermutation = null, decomposition = null, withoutConstant = null } = controls;
  const { wholeTally = null, logRatios = null, bootstrap = null, clusterPurity = null } = controls;
  return {
    pixelPermutation,
    jointPermutation,
    decomposition,
    withoutConstant,
    wholeTally,
    logRatios,
    bootstrap,
    clusterPurity,
  };
}

/** @param dataName "MNIST"; null while the data is not open yet */
export function runTitle(
  config: ExperimentConfig,
  dataName: string,
  sizes?: readonly number[],
  engine = ENGINE_VERSION,
): RunTitle {
  const { network, groups, seed, learningRate } = config;
  const activation = network.activation.charAt(0).toUpperCase() + network.activation.slice(1);
  return {
    network: `${activation} ${(sizes ?? network.hidden).join('–')}`,
    data: `${dataName} ${groups.a.join(', ')} | ${groups.b.join(', ')}`,
    seed,
    learningRate,
    configHash: configHash(config),
    engine,
    drawn: config.data === 'drawn',
  };
}

/** A config's `data` as a title, until the data set itself has said its name. */
export function dataInWords(data: string): string {
  return { drawn: 'drawn digits', mnist: 'MNIST' }[data] ?? basename(data);
}

function trainingOf({ phase1, forks }: RunFile): TrainingView {
  const networks = [{ ...phase1, name: 'phase1' }, ...forks];
  return {
    tallyFrom: phase1.tallyFrom,
    networks: networks.map(({ name, examples, history, heldOut }) => ({
      name,
      examples,
      points: history,
      heldOutAccuracy: heldOut.accuracy,
    })),
  };
}

function layerView(
  { file: { metrics }, parameters }: Pick<StoredRun, 'file' | 'parameters'>,
  index: number,
  { clusterOf, multiplicity }: Clusters,
): LayerView {
  const { initial, phase1, tally, difference } = parameters;
  const [x, y] = [parameters.x.layers[index] as Layer, parameters.y.layers[index] as Layer];
  const numbersOf = (set: Parameters) => {
    const { weight, bias } = set.layers[index] as Layer;
    return { weight: weight.slice(), bias: bias.slice() };
  };
  return {
    name: `layer${index + 1}`,
    inputs: x.inputs,
    outputs: x.outputs,
    // Copies: a view would take the whole of its buffer along into the message.
    weightX: x.weight.slice(),
    weightY: y.weight.slice(),
    biasX: x.bias.slice(),
    biasY: y.bias.slice(),
    clusterOf,
    multiplicity,
    weights: figures(metrics, `layer${index + 1}.weight`),
    biases: figures(metrics, `layer${index + 1}.bias`),
    sets: {
      initial: numbersOf(initial),
      phase1: numbersOf(phase1),
      a: numbersOf(tally.a),
      b: numbersOf(tally.b),
      c: numbersOf(difference.c),
      d: numbersOf(difference.d),
    },
  };
}

function figures(
  metrics: Pick<RunFile['metrics'], TensorName>,
  name: `layer${number}.${'weight' | 'bias'}`,
): TensorFigures {
  const tensor = metrics[name] as TensorMetrics;
  const { n, r, r2, slope, intercept, leftOut, interval } = tensor;
  // A run of an earlier engine lacks what was not reported then.
  const { spearman = null, band = null } = tensor as Partial<TensorMetrics>;
  return { n, r, r2, slope, intercept, spearman, band, leftOut: leftOut.parameters, interval };
}
