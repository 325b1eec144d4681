import { resolve } from 'node:path';
import { openDrawnDigits } from '../engine/data/drawnDigits';
import { encodeIdx } from '../engine/data/idx';
import { fileNameOf } from '../engine/data/idxFiles';
import { inside, named } from '../engine/files/door';
import { makeFolder, writeWhole } from '../engine/files/files';

/** `attribution data drawn`: all 70,000 images as four IDX files with MNIST's names. */
export async function writeDrawnDigits({ out, seed }: { readonly out: string; readonly seed: number }): Promise<void> {
  const folder = resolve(out);
  await makeFolder(named(folder));
  const { image, training, test } = openDrawnDigits(seed);
  const inputs = image.rows * image.columns;
  for (const [prefix, split] of [
    ['train', training],
    ['t10k', test],
  ] as const) {
    process.stderr.write(`Drawing ${split.count} images for ${prefix}\n`);
    const pixels = new Uint8Array(split.count * inputs);
    const labels = new Uint8Array(split.count);
    for (let row = 0; row < split.count; row++) {
      labels[row] = split.labelOf(row);
      split.readImage(row, pixels, row * inputs);
    }
    const shape = [split.count, image.rows, image.columns];
    await writeWhole(inside(folder, fileNameOf(`${prefix}-images`)), [encodeIdx({ shape, values: pixels })]);
    await writeWhole(inside(folder, fileNameOf(`${prefix}-labels`)), [
      encodeIdx({ shape: [split.count], values: labels }),
    ]);
  }
  process.stdout.write(`${folder}\n`);
}
