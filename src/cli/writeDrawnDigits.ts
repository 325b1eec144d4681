import { resolve } from 'node:path';
import { type CancelFlag, TimeSlicer } from '../engine/cancellation';
import type { FileRole } from '../engine/data/dataset';
import { openDrawnDigits } from '../engine/data/drawnDigits';
import { encodeIdx } from '../engine/data/idx';
import { fileNameOf } from '../engine/data/idxFiles';
import { inside, named } from '../engine/files/door';
import { makeFolder, writeWhole } from '../engine/files/files';
import { cancelOnSignal } from './cancelOnSignal';
import { print, tell } from './streams';

/**
 * `attribution data drawn`: all 70,000 images as four IDX files with MNIST's names.
 * @throws StorageError, CancelledError
 */
export async function writeDrawnDigits({ out, seed }: { readonly out: string; readonly seed: number }): Promise<void> {
  const folder = resolve(out);
  await cancelOnSignal((cancel) => writeFiles(folder, seed, cancel));
  await print(`${folder}\n`);
}

async function writeFiles(folder: string, seed: number, cancel: CancelFlag): Promise<void> {
  await makeFolder(named(folder));
  const { image, training, test } = openDrawnDigits(seed);
  const inputs = image.rows * image.columns;
  const slicer = new TimeSlicer(cancel);
  for (const [prefix, split] of [
    ['train', training],
    ['t10k', test],
  ] as const) {
    tell(`Drawing ${split.count} images for ${prefix}\n`);
    const pixels = new Uint8Array(split.count * inputs);
    const labels = new Uint8Array(split.count);
    for (let row = 0; row < split.count; row++) {
      labels[row] = split.labelOf(row);
      split.readImage(row, pixels, row * inputs);
      if (slicer.due) await slicer.pause();
    }
    const write = (role: FileRole, shape: number[], values: Uint8Array) =>
      writeWhole(inside(folder, fileNameOf(role)), [encodeIdx({ shape, values })], cancel);
    await write(`${prefix}-images`, [split.count, image.rows, image.columns], pixels);
    await write(`${prefix}-labels`, [split.count], labels);
  }
}
