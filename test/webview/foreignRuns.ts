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

/** A run that another system recorded: tallies and differences alone, or with all that a run may hold besides. */
export async function foreignRun(extent: 'least' | 'shares'): Promise<CompleteRun> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-foreign-'));
  try {
    const said = {
      format: 'attribution-run',
      formatVersion: 1,
      source: { name: 'PyTorch', version: '2.6.0' },
      layers: LAYERS,
      groups: { a: ['cat', 'dog'], b: ['car', 'lorry'] },
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(said));
    const sets = extent === 'shares' ? ['x', 'y'] : ['tally/a', 'tally/b', 'difference/c', 'difference/d'];
    await writeFile(join(folder, 'tensors.safetensors'), encodeSafetensors(tensorsOf(sets), {}));
    return await viewOfStored('foreign-run', await readAnyRun(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Numbers between 0 and 1 without a pattern. */
function tensorsOf(sets: readonly string[]): Map<string, StoredTensor> {
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
    for (const { name, weight, bias } of LAYERS) {
      tensors.set(`${set}/${name}.weight`, tensor(weight));
      if (bias) tensors.set(`${set}/${name}.bias`, tensor([weight[0]]));
    }
  }
  return tensors;
}
