import * as l10n from '@vscode/l10n';
import type { NeuronPlace, ParameterOrder } from '../../../src/model/parameterOrder';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { LayerView, RunView } from '../../../src/model/runView';
import type { TableContent } from '../../ui/dataTable';
import type { OpenIntent } from '../openings';
import type { Choices } from '../selection/choices';
import { selectedPerNeuron } from '../selection/perNeuron';
import { summariseSelection } from '../selection/summary';
import type { Highlight, MeasureAxis } from '../store';
import { measureColumn } from './columns';
import { neuronColumns } from './neuronColumns';
import { pixelColumns } from './pixelColumns';
import { weightColumns } from './weightColumns';

/** What the rows of a table of parameters are: things of one layer that are pointed at, selected and opened by row. */
export interface Subject {
  /** Where a selection made in it came from, in words. */
  readonly origin: string;
  /** The layer it shows while the panel shows another one. */
  layer(shown: number): number;
  /** @param axis the measure in x's place: it has a column of its own */
  content(run: RunView, layer: number, selected: (row: number) => number, axis: MeasureAxis | null): TableContent;
  highlight(view: LayerView, layer: number, row: number): Highlight;
  choice(choices: Choices, layer: number, rows: readonly number[]): ParameterSet;
  primary(view: LayerView, layer: number, row: number): NeuronPlace | null;
  /** The row that stands for a neuron of its layer; null where none does. */
  rowOf(neuron: number): number | null;
  opening(view: LayerView, layer: number, row: number): OpenIntent;
  /** How many of the parameters that each row stands for are in a set, and how many there are. */
  selected(set: ParameterSet, choices: Choices, layer: number): { of(row: number): number; readonly all: number };
}

const same = (layer: number) => layer;

/** Neurons, each with all it reads by. */
export const NEURONS: Subject = {
  origin: l10n.t('the neurons table'),
  layer: same,
  content: (run, layer, selected) => neuronContent(run, layer, selected),
  highlight: (_view, layer, neuron) => ({ layer, neuron, inputs: [] }),
  choice: (choices, layer, neurons) =>
    neurons.map((neuron) => choices.neuron({ layer, neuron })).reduce((all, one) => all.union(one), choices.of([])),
  primary: (_view, layer, neuron) => ({ layer, neuron }),
  rowOf: (neuron) => neuron,
  opening: (_view, layer, neuron) => ({ type: 'openBias', layer, neuron }),
  selected: (set, { order }, layer) => {
    const counts = selectedPerNeuron(set, order, layer);
    return { of: (neuron) => counts[neuron] as number, all: neuronParameters(order, layer) };
  },
};

/** The same rows, each standing for its bias alone. */
export const BIAS_ROWS: Subject = {
  ...NEURONS,
  origin: l10n.t('the table of biases'),
  content: (run, layer, selected, axis) => {
    const content = neuronContent(run, layer, selected);
    const [neuron, ...others] = content.columns;
    const own = axis === null ? [] : [measureColumn(axis.name, (axis.layers[layer - 1] as LayerView).biasX)];
    return { ...content, columns: neuron === undefined ? [] : [neuron, ...own, ...others] };
  },
  choice: (choices, layer, neurons) => choices.biases(layer, neurons),
  selected: (set, { order }, layer) => {
    const biases = order.layers[layer - 1]?.biases ?? 0;
    const bias = order.layers[layer - 1]?.bias === true;
    return { of: (neuron) => Number(bias && set.has(biases + neuron)), all: 1 };
  },
};

export const WEIGHTS: Subject = {
  origin: l10n.t('the table of weights'),
  layer: same,
  content: (run, layer, selected, axis) => ({
    label: l10n.t('Weights of layer {0}', layer),
    noun: [l10n.t('weight'), l10n.t('weights')],
    columns: weightColumns(run, layer, (weight) => selected(weight) === 1, axis),
    rows: layerOf(run, layer).weightX.length,
  }),
  highlight: ({ inputs }, layer, weight) => ({
    layer,
    neuron: Math.floor(weight / inputs),
    inputs: [weight % inputs],
  }),
  choice: (choices, layer, weights) => choices.weights(layer, weights),
  primary: ({ inputs }, layer, weight) => ({ layer, neuron: Math.floor(weight / inputs) }),
  rowOf: () => null,
  opening: ({ inputs }, layer, weight) => ({
    type: 'openWeight',
    layer,
    neuron: Math.floor(weight / inputs),
    input: weight % inputs,
  }),
  selected: (set, { order }, layer) => {
    const weights = order.layers[layer - 1]?.weights ?? 0;
    return { of: (weight) => Number(set.has(weights + weight)), all: 1 };
  },
};

/** Inputs of layer 1, each with the weights that leave it. */
export const PIXELS: Subject = {
  origin: l10n.t('the table of pixels'),
  layer: () => 1,
  content: (run, _layer, selected) => ({
    label: run.image === null ? l10n.t('Inputs') : l10n.t('Pixels'),
    noun: run.image === null ? [l10n.t('input'), l10n.t('inputs')] : [l10n.t('pixel'), l10n.t('pixels')],
    columns: pixelColumns(run, selected),
    rows: run.pixels.r.length,
  }),
  highlight: (_view, _layer, input) => ({ layer: 1, neuron: null, inputs: [input] }),
  choice: (choices, _layer, inputs) => choices.inputs(inputs),
  primary: () => null,
  rowOf: () => null,
  opening: (_view, _layer, input) => ({ type: 'openInput', input }),
  selected: (set, { order }) => {
    const { perInput } = summariseSelection(set, order);
    return { of: (input) => perInput[input] as number, all: order.layers[0]?.outputs ?? 0 };
  },
};

function neuronContent(run: RunView, layer: number, selected: (row: number) => number): TableContent {
  const view = layerOf(run, layer);
  const output = run.groupOutputs && layer === run.layers.length;
  return {
    label: output ? l10n.t('Outputs') : l10n.t('Neurons of layer {0}', layer),
    noun: output ? [l10n.t('output'), l10n.t('outputs')] : [l10n.t('neuron'), l10n.t('neurons')],
    columns: neuronColumns(view, output, selected),
    rows: view.outputs,
  };
}

/** A neuron's weights and its bias. */
function neuronParameters({ layers }: ParameterOrder, layer: number): number {
  const { inputs = 0, bias = false } = layers[layer - 1] ?? {};
  return bias ? inputs + 1 : inputs;
}

function layerOf({ layers }: RunView, layer: number): LayerView {
  const view = layers[layer - 1];
  if (view === undefined) throw new RangeError(`There is no layer ${layer}.`);
  return view;
}
