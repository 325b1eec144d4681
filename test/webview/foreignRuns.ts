import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAnyRun } from '../../src/engine/runs/runStore';
import { encodeSafetensors, type StoredTensor } from '../../src/engine/runs/safetensors';
import type { CompleteRun } from '../../src/model/runView';
import { viewOfStored } from './runs';

/** A network that is not the engine's: a convolution, and a linear layer without biases. */
const LAYERS = [
  { name: 'conv1', weight: [8, 3, 5, 5], bias: true },
  { name: 'classes', weight: [10, 32], bias: false },
] as const;

/** What stands in the `layers` of a recorded run. */
export interface LayerSaid {
  readonly name: string;
  readonly weight: readonly number[];
  readonly bias: boolean;
}

/** Convolutions along one, two and three axes, norms, and linear layers: what deep networks are made of. */
export const DEEP_LAYERS: readonly LayerSaid[] = [
  { name: 'conv1', weight: [8, 3, 5, 5], bias: false },
  { name: 'norm1', weight: [8], bias: true },
  { name: 'block.conv2', weight: [12, 8, 3, 3], bias: false },
  { name: 'block.norm2', weight: [12], bias: true },
  { name: 'block.conv10', weight: [12, 12, 3, 3], bias: true },
  { name: 'pointwise', weight: [16, 12, 1, 1], bias: false },
  { name: 'along', weight: [6, 16, 4], bias: true },
  { name: 'volume', weight: [4, 2, 3, 3, 3], bias: true },
  { name: '3', weight: [10, 96], bias: true },
];

/** The sets of a run that recorded all it could of x and y; of one that recorded only them. */
const TALLIES = ['tally/a', 'tally/b', 'difference/c', 'difference/d'] as const;
const SHARES = ['x', 'y'] as const;

/** A run that another system recorded: tallies and differences alone, or only what is made of them. */
export async function foreignRun(
  extent: 'least' | 'shares',
  layers: readonly LayerSaid[] = LAYERS,
): Promise<CompleteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-foreign-'));
  try {
    const said = {
      format: 'attribution-run',
      formatVersion: 1,
      source: { name: 'PyTorch', version: '2.6.0' },
      layers,
      groups: { a: ['cat', 'dog'], b: ['car', 'lorry'] },
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(said));
    const tensors = tensorsOf(layers, extent === 'shares' ? SHARES : TALLIES);
    await writeFile(join(folder, 'tensors.safetensors'), encodeSafetensors(tensors, {}));
    return await viewOfStored('foreign-run', await readAnyRun(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Numbers between 0 and 1 without a pattern. */
function tensorsOf(layers: readonly LayerSaid[], sets: readonly string[]): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  let state = 1;
  const tensor = (shape: readonly number[]) => {
    const values = new Float64Array(shape.reduce((product, axis) => product * axis, 1));
    for (let index = 0; index < values.length; index++) {
      state = (state * 48271) % 2147483647;
      values[index] = state / 2147483647;
    }
    return { shape, values };
  };
  for (const set of sets) {
    for (const { name, weight, bias } of layers) {
      tensors.set(`${set}/${name}.weight`, tensor(weight));
      if (bias) tensors.set(`${set}/${name}.bias`, tensor([weight[0] ?? 0]));
    }
  }
  return tensors;
}
