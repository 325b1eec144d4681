import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ConfigInput, ExperimentConfig } from '../../src/engine/config';
import { FILE_ROLES } from '../../src/engine/data/dataset';
import { encodeIdx } from '../../src/engine/data/idx';
import { fileNameOf } from '../../src/engine/data/idxFiles';
import type { ExperimentEvent } from '../../src/engine/experiment';
import { type Keeping, resumeRun, runAndKeep } from '../../src/engine/runAndKeep';
import { thisThread } from '../../src/engine/training/trainer';
import { finish, tinyConfig, tinyData } from './support';

/** Writes the images of `tinyData` as a folder of IDX files. */
export async function writeTinyImages(folder: string, seed = 1): Promise<string> {
  const { training, test, image } = tinyData(200, 10, seed);
  await mkdir(folder, { recursive: true });
  const inputs = image.rows * image.columns;
  for (const role of FILE_ROLES) {
    const { count, labelOf, readImage } = role.startsWith('train') ? training : test;
    const values = new Uint8Array(role.endsWith('images') ? count * inputs : count);
    for (let row = 0; row < count; row++) {
      if (role.endsWith('images')) readImage(row, values, row * inputs);
      else values[row] = labelOf(row);
    }
    const shape = role.endsWith('images') ? [count, image.rows, image.columns] : [count];
    await writeFile(join(folder, fileNameOf(role)), encodeIdx({ shape, values }));
  }
  return folder;
}

/** An experiment on a folder of tiny images: some hundred examples. */
export function keptConfig(images: string, changes: ConfigInput = {}): ExperimentConfig {
  return tinyConfig({ data: images, ...changes });
}

/** A run that keeps a checkpoint at every opportunity, on this thread. */
export function keep(
  runFolder: string,
  config: ExperimentConfig,
  how: Partial<Keeping> & { readonly initialFile?: string } = {},
  seen?: (event: ExperimentEvent) => void,
) {
  return finish(runAndKeep(config, { ...usual(runFolder), ...how }), seen);
}

/** Goes on with a run, on this thread. */
export function resume(
  runFolder: string,
  how: Partial<Keeping> & { readonly data?: string; readonly watchMs?: number } = {},
  seen?: (event: ExperimentEvent) => void,
) {
  return finish(resumeRun({ ...usual(runFolder), ...how }), seen);
}

function usual(runFolder: string): Keeping {
  const [cancel, executors] = [new CancelFlag(), [thisThread]];
  return { cacheFolder: runFolder, runFolder, cancel, executors, checkpointSeconds: 0, parallelThresholdMs: 0 };
}

/** What two runs of one config share: the bytes of the tensors, and of `run.json` without its two times and the seal over them. */
export async function bytesOf(folder: string): Promise<{ tensors: Buffer; file: string }> {
  const text = await readFile(join(folder, 'run.json'), 'utf8');
  const timeless = text.replace(/^ {2}"(started|seconds|sha256)": .*\n/gm, '');
  return { tensors: await readFile(join(folder, 'tensors.safetensors')), file: timeless };
}

/** A complete run, with nothing else beside it, that cannot be told from another one. */
export async function isSameRun(folder: string, expected: { tensors: Buffer; file: string }): Promise<void> {
  assert.deepEqual((await readdir(folder)).sort(), ['run.json', 'tensors.safetensors']);
  const { tensors, file } = await bytesOf(folder);
  assert.equal(file, expected.file);
  assert.ok(tensors.equals(expected.tensors), 'other tensors');
}
