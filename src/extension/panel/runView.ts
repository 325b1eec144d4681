import type { ExperimentConfig } from '../../engine/config';
import { configHash } from '../../engine/config';
import type { Layer } from '../../engine/network/parameters';
import type { RunFile } from '../../engine/runs/runFormat';
import type { StoredRun } from '../../engine/runs/runStore';
import { coincidentClusters } from '../../engine/statistics/clusters';
import { pixelCorrelations } from '../../engine/statistics/pixelMap';
import type { TensorMetrics } from '../../engine/summary';
import type { LayerView, RunTitle, RunView, TensorFigures, TrainingView } from '../../shared/panelProtocol';

/** A stored run as the panel is told of it. */
export function runViewOf(runId: string, { file, parameters }: StoredRun): RunView {
  const { x, y } = parameters;
  const { metrics } = file;
  const constantInput = new Uint8Array(file.sizes[0] as number);
  for (const input of file.constantInputs) constantInput[input] = 1;
  return {
    runId,
    title: runTitle(file.config, file.data.name, file.sizes),
    training: trainingOf(file),
    image: file.image,
    layers: x.layers.map((layer, index) => layerView(file, index, layer, y.layers[index] as Layer)),
    pixelCorrelation: pixelCorrelations(x.layers[0] as Layer, y.layers[0] as Layer),
    constantInput,
    figures: {
      distinctPoints: metrics.clusters.distinctPoints,
      neuronPermutation: metrics.controls.neuronPermutation,
      inkAlone: metrics.controls.inkAlone,
      residualR: metrics.controls.residual.r,
      pixelCorrelation: metrics.pixelCorrelation,
      identity: metrics.identity,
    },
  };
}

/** @param dataName "MNIST"; null while the data is not open yet */
export function runTitle(config: ExperimentConfig, dataName: string, sizes?: readonly number[]): RunTitle {
  const { network, groups, seed, learningRate } = config;
  const activation = network.activation.charAt(0).toUpperCase() + network.activation.slice(1);
  return {
    network: `${activation} ${(sizes ?? network.hidden).join('–')}`,
    data: `${dataName} ${groups.a.join(', ')} | ${groups.b.join(', ')}`,
    seed,
    learningRate,
    configHash: configHash(config),
    drawn: config.data === 'drawn',
  };
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

function layerView({ metrics }: RunFile, index: number, x: Layer, y: Layer): LayerView {
  const { clusterOf, multiplicity } = coincidentClusters(x, y);
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
  };
}

function figures(metrics: RunFile['metrics'], name: `layer${number}.${'weight' | 'bias'}`): TensorFigures {
  const tensor = metrics[name] as TensorMetrics;
  const { n, r, r2, slope, intercept, leftOut, interval } = tensor;
  // A run of an earlier engine lacks what was not reported then.
  const { spearman = null }: Partial<TensorMetrics> = tensor;
  return { n, r, r2, slope, intercept, spearman, leftOut: leftOut.parameters, interval };
}
