import * as l10n from '@vscode/l10n';
import type { StoredRun } from '../../engine/runs/runStore';
import { runTitle } from '../panel/runView';

/** What the numbers of a dump with all columns are. */
export function legend(): string {
  return l10n.t(
    'a, b: Σ|Δ| on examples of group A, of B.  c, d: differences between the forks of A, of B.  x = a / (a + b), y = c / (c + d).',
  );
}

/** Which run a dump is of. */
export function runLines(runId: string, { file }: StoredRun): string[] {
  const { network, data, seed, learningRate, configHash } = runTitle(file.config, file.data.name, file.sizes);
  return [
    l10n.t('{0} · {1} · seed {2} · η {3}', network, data, seed, learningRate),
    l10n.t('run {0} · config {1} · engine {2}', runId, configHash, file.engine),
  ];
}

/** "Neuron 1 of layer 2 (output: 1 for group B)" */
export function neuronTitle({ file }: StoredRun, layer: number, neuron: number): string {
  if (layer < file.sizes.length - 1) return l10n.t('Neuron {0} of layer {1}', neuron, layer);
  return neuron === 0
    ? l10n.t('Neuron {0} of layer {1} (output: 1 for group A)', neuron, layer)
    : l10n.t('Neuron {0} of layer {1} (output: 1 for group B)', neuron, layer);
}

/** What the lines of a layer's weights begin with: pixels of the image, or neurons of the layer before. */
export interface InputNames {
  readonly title: string;
  /** Characters of a name, with the space after it. */
  readonly width: number;
  readonly of: (input: number) => string;
}

export function inputNames({ file }: StoredRun, layer: number): InputNames {
  if (layer > 1) return { title: 'neuron', width: 7, of: neuronName };
  const { columns } = file.image;
  const of = (input: number) =>
    `${String(Math.floor(input / columns)).padStart(3)} ${String(input % columns).padStart(3)}`;
  return { title: 'row col', width: 8, of };
}

export function neuronName(neuron: number): string {
  return String(neuron).padStart(6);
}

/** @throws RangeError when the run has no such layer, or the layer no such neuron */
export function refuseUnknownNeuron(runId: string, { file }: StoredRun, layer: number, neuron: number): void {
  if (layer >= 1 && layer < file.sizes.length && neuron < (file.sizes[layer] as number)) return;
  throw new RangeError(
    l10n.t(
      'Run {0} has no neuron {1} in layer {2}; its layers have {3} neurons.',
      runId,
      neuron,
      layer,
      file.sizes.join('–'),
    ),
  );
}
