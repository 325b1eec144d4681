import type { StoredRun } from '../../engine/runs/runStore';
import { runTitle } from '../panel/runView';

/** What the numbers of a dump with all columns are. */
export const LEGEND =
  'a, b: Σ|Δ| on examples of group A, of B.  c, d: differences between the forks of A, of B.  x = a / (a + b), y = c / (c + d).';

/** Which run a dump is of. */
export function runLines(runId: string, { file }: StoredRun): string[] {
  const { network, data, seed, learningRate, configHash } = runTitle(file.config, file.data.name, file.sizes);
  return [
    `${network} · ${data} · seed ${seed} · η ${learningRate}`,
    `run ${runId} · config ${configHash} · engine ${file.engine}`,
  ];
}

/** "Neuron 1 of layer 2 (output: 1 for group B)" */
export function neuronTitle({ file }: StoredRun, layer: number, neuron: number): string {
  const isOutput = layer === file.sizes.length - 1;
  return `Neuron ${neuron} of layer ${layer}${isOutput ? ` (output: 1 for group ${neuron === 0 ? 'A' : 'B'})` : ''}`;
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
    `Run ${runId} has no neuron ${neuron} in layer ${layer}; its layers have ${file.sizes.join('–')} neurons.`,
  );
}
