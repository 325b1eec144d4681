import * as l10n from '@vscode/l10n';
import { inputPlace, readsPatches } from '../../src/model/inputPlace';
import { isShare, type MeasureName } from '../../src/model/measures';
import type { RegressionBand } from '../../src/model/metrics';
import { PHASE_1 } from '../../src/model/networkNames';
import type { LayerView, RunView } from '../../src/model/runView';
import { compact, count, decimal } from '../../src/text/format';
import { measureTitle } from '../../src/text/measures';
import type { MeasureAxis } from './store';

/** One parameter in a line, as it is read under a plot. */

/** @param axis the measure in x's place, whose value stands beside x and y */
export function weightWords(run: RunView, layer: number, weight: number, axis: MeasureAxis | null): string {
  const { shape, inputs, weightX, weightY } = run.layers[layer - 1] as LayerView;
  const shown = (axis?.layers ?? run.layers)[layer - 1] as LayerView;
  const { clusterOf, multiplicity } = shown;
  const input = weight % inputs;
  const others = (multiplicity[clusterOf[weight] as number] ?? 1) - 1;
  const parts = [
    neuronWords(run, layer, Math.floor(weight / inputs)),
    ...(shape.length === 1 ? [] : [inputWords(run, layer, input)]),
    ...(axis === null ? [] : [measureValueWords(axis.name, shown.weightX[weight])]),
    `x ${decimal(weightX[weight] ?? null)}`,
    `y ${decimal(weightY[weight] ?? null)}`,
  ];
  if (others > 0)
    parts.push(
      others === 1 ? l10n.t('+{0} identical point', count(others)) : l10n.t('+{0} identical points', count(others)),
    );
  return `${parts.join(' · ')}\n${numberWords(run, layer, 'weight', weight)}`;
}

function measureValueWords(name: MeasureName, value = Number.NaN): string {
  return `${measureTitle(name)} ${isShare(name) ? decimal(value) : compact(value)}`;
}

/** Everything there is of a parameter besides x and y. */
function numberWords({ layers }: RunView, layer: number, tensor: 'weight' | 'bias', index: number): string {
  const { sets } = layers[layer - 1] as LayerView;
  const names = { initial: 'w₀', phase1: 'w', a: 'a', b: 'b', c: 'c', d: 'd' } as const;
  return Object.entries(names)
    .flatMap(([set, name]) => {
      const value = sets[set as keyof typeof names]?.[tensor][index];
      return value === undefined ? [] : [`${name} ${compact(value)}`];
    })
    .join(' · ');
}

export function biasWords(run: RunView, layer: number, neuron: number, axis: MeasureAxis | null): string {
  const { biasX, biasY } = run.layers[layer - 1] as LayerView;
  const parts = [
    neuronWords(run, layer, neuron),
    ...(axis === null ? [] : [measureValueWords(axis.name, axis.layers[layer - 1]?.biasX[neuron])]),
    `x ${decimal(biasX[neuron] ?? null)}`,
    `y ${decimal(biasY[neuron] ?? null)}`,
  ];
  return `${parts.join(' · ')}\n${numberWords(run, layer, 'bias', neuron)}`;
}

export function pixelReadout(run: RunView, input: number): string {
  const r = run.pixels.r[input] ?? Number.NaN;
  const constant = run.constantInput[input] === 1 ? ` · ${l10n.t('never changes: r is the biases’ own')}` : '';
  return `${pixelWords(run, input)} · r ${decimal(r)}${constant}`;
}

export function pixelWords({ image, layers }: RunView, input: number): string {
  if (image === null) return placeWords(layers[0]?.shape ?? [], input);
  return l10n.t('pixel row {0}, column {1}', Math.floor(input / image.columns), input % image.columns);
}

/** What a weight reads: a pixel, a neuron of the layer before, a place in a convolution's kernel, or an input by its number. */
export function inputWords(run: RunView, layer: number, input: number): string {
  if (layer === 1) return pixelWords(run, input);
  if (readsNeurons(run, layer)) return l10n.t('from neuron {0} of layer {1}', input, layer - 1);
  return placeWords(run.layers[layer - 1]?.shape ?? [], input);
}

function placeWords(shape: readonly number[], input: number): string {
  if (!readsPatches(shape)) return l10n.t('input {0}', input);
  const place = inputPlace(shape, input);
  switch (place.length) {
    case 2:
      return l10n.t('channel {0}, place {1}', ...place);
    case 3:
      return l10n.t('channel {0}, row {1}, column {2}', ...place);
    case 4:
      return l10n.t('channel {0}, slice {1}, row {2}, column {3}', ...place);
    default:
      return l10n.t('input {0}', place.join(', '));
  }
}

/** Whether the inputs of a layer are the neurons of the layer before. */
export function readsNeurons({ layers }: RunView, layer: number): boolean {
  const [before, own] = [layers[layer - 2], layers[layer - 1]];
  if (before === undefined || own === undefined || own.shape.length === 1 || readsPatches(own.shape)) return false;
  return before.outputs === own.inputs;
}

/** "layer 1", or "layer 1: conv1" where it has a name of its own. */
export function layerWords({ layers }: RunView, layer: number): string {
  const name = layers[layer - 1]?.name ?? '';
  return name === `layer${layer}` ? l10n.t('layer {0}', layer) : l10n.t('layer {0}: {1}', layer, name);
}

function neuronWords({ layers, groupOutputs }: RunView, layer: number, neuron: number): string {
  return groupOutputs && layer === layers.length ? l10n.t('output {0}', neuron) : l10n.t('neuron {0}', neuron);
}

/** "phase1" → "phase 1", "without-7" → "without 7" */
export function networkWords(name: string): string {
  if (name === PHASE_1) return l10n.t('phase 1');
  return name.startsWith('without-') ? l10n.t('without {0}', name.slice('without-'.length)) : name;
}

/** How the uncertainty of a line was found. */
export function bandMethodWords({ method }: Pick<RegressionBand, 'method'>): string {
  return method === 'two-way cluster-robust' ? l10n.t('two-way cluster-robust') : l10n.t('ordinary least squares');
}
