import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';

/** What a run that another system recorded says and holds, for tests. */

export interface LayerSaid {
  readonly name: string;
  readonly weight: number[];
  readonly bias: boolean;
}

export const LAYERS: readonly LayerSaid[] = [
  { name: 'conv.1', weight: [4, 2, 3, 3], bias: true },
  { name: 'head', weight: [5, 12], bias: false },
];

export function saidOf(layers: readonly LayerSaid[]): object {
  return { format: 'attribution-run', formatVersion: 1, source: { name: 'elsewhere', version: '1' }, layers };
}

/** Sets of parameters with numbers between 0 and 1. */
export function setsOf(layers: readonly LayerSaid[], sets: readonly string[], seed = 1): Map<string, StoredTensor> {
  const tensors = new Map<string, StoredTensor>();
  let state = seed + 1;
  const tensor = (shape: number[]) => {
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
      if (bias) tensors.set(`${set}/${name}.bias`, tensor([weight[0] as number]));
    }
  }
  return tensors;
}

export function valuesOf(tensors: ReadonlyMap<string, StoredTensor>, name: string): Float64Array {
  const values = tensors.get(name)?.values;
  assert.ok(values !== undefined, name);
  return values;
}

/** Writes the folder of such a run. @returns its path */
export async function writeRecorded(
  folder: string,
  said: object,
  tensors: ReadonlyMap<string, StoredTensor>,
): Promise<string> {
  await mkdir(folder);
  await writeFile(join(folder, 'run.json'), JSON.stringify(said));
  await writeFile(join(folder, 'tensors.safetensors'), encodeSafetensors(tensors, {}));
  return folder;
}
