import * as l10n from '@vscode/l10n';
import { imageOf, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import { inputPlace, readsPatches } from '../../model/inputPlace';
import { settingsWords } from '../../text/caption';
import type { KnownRun } from '../runs';
import { titleOf } from '../views/runTitle';

/** What the numbers of a dump with all columns are. */
export function legend(): string[] {
  return [
    l10n.t('x = a / (a + b); a, b: Σ|Δ| on examples of A, of B'),
    l10n.t('y = c / (c + d); c, d: how far forks of A, of B differ'),
  ];
}

/** Which run a dump is of. */
export function runLines(runId: string, { file }: KnownRun): string[] {
  const title = titleOf(file);
  const { network, data, configHash, engine } = title;
  return [
    [network, data, settingsWords(title)].filter((words) => words !== '').join(' · '),
    configHash === null
      ? l10n.t('run {0}', runId)
      : l10n.t('run {0} · config {1} · engine {2}', runId, configHash, engine),
  ];
}

/** "Neuron 1 of layer 2 (output: 1 for group B)" */
export function neuronTitle({ file }: KnownRun, layer: number, neuron: number): string {
  const layers = layersOf(file);
  if (isForeign(file) && !(file.groupOutputs && layer === layers.length))
    return l10n.t('Neuron {0} of layer {1} ({2})', neuron, layer, layers[layer - 1]?.name ?? '');
  if (layer < layers.length) return l10n.t('Neuron {0} of layer {1}', neuron, layer);
  return neuron === 0
    ? l10n.t('Neuron {0} of layer {1} (output: 1 for group A)', neuron, layer)
    : l10n.t('Neuron {0} of layer {1} (output: 1 for group B)', neuron, layer);
}

/** What the lines of a layer's weights begin with: pixels of the image, neurons of the layer before, places in kernels, or inputs. */
export interface InputNames {
  readonly title: string;
  /** Characters of a name, with the space after it. */
  readonly width: number;
  readonly of: (input: number) => string;
}

export function inputNames({ file }: KnownRun, layer: number): InputNames {
  const image = layer === 1 ? imageOf(file) : null;
  if (image === null) {
    const layers = layersOf(file);
    const shape = layers[layer - 1]?.weight ?? [];
    if (shape.length === 1) return { title: 'weight', width: 7, of: () => 'weight' };
    const axes = readsPatches(shape) ? PATCH_AXES[shape.length] : undefined;
    // A convolution reads patches, in which an input is not one neuron of the layer before.
    if (axes !== undefined) {
      const of = (input: number) => inLine(inputPlace(shape, input).map(String));
      return { title: inLine(axes), width: inLine(axes).length + 1, of };
    }
    const ofNeurons = layers[layer - 2]?.outputs === layers[layer - 1]?.inputs;
    return { title: ofNeurons ? 'neuron' : 'input', width: 7, of: neuronName };
  }
  const { columns } = image;
  const of = (input: number) =>
    `${String(Math.floor(input / columns)).padStart(3)} ${String(input % columns).padStart(3)}`;
  return { title: 'row col', width: 8, of };
}

/** Axes of what a convolution along one axis, two and three reads, by those of its weight. */
const PATCH_AXES: Readonly<Record<number, readonly string[]>> = {
  3: ['chan', 'pos'],
  4: ['chan', 'row', 'col'],
  5: ['chan', 'sli', 'row', 'col'],
};

/** The channel first, of which there may be thousands. */
function inLine(axes: readonly string[]): string {
  return axes.map((axis, index) => axis.padStart(index === 0 ? 4 : 3)).join(' ');
}

export function neuronName(neuron: number): string {
  return String(neuron).padStart(6);
}

/** @throws RangeError when the run has no such layer, or the layer no such neuron */
export function refuseUnknownNeuron(runId: string, { file }: KnownRun, layer: number, neuron: number): void {
  const layers = layersOf(file);
  if (neuron < (layers[layer - 1]?.outputs ?? 0)) return;
  throw new RangeError(
    l10n.t(
      'Run {0} has no neuron {1} in layer {2}; its layers have {3} neurons.',
      runId,
      neuron,
      layer,
      layers.map(({ outputs }) => outputs).join(', '),
    ),
  );
}
