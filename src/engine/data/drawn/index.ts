/**
 * Drawn digits: the embedded data set. Ten digits written by strokes with seeded variation, in the format of MNIST
 * (28 × 28 bytes, ink fitted into 20 × 20, centred by centre of mass), in MNIST's numbers, with nothing of MNIST in it.
 *
 * Image `row` of a split is a function of (seed, split, row) alone, and the same bytes on every machine: what decides
 * them uses only + − × ÷, √ and rounding, which IEEE 754 defines to the bit, and stdlib's exp, ln and cos.
 */
import { RandomStream } from '../../network/random';
import type { Glyph } from './form';
import { glyphs } from './glyphs';
import { labelsOf } from './labels';
import { rasterise } from './raster';
import { writeDigit } from './variation';

/** To be raised with every change that changes a byte of any image or a label: runs record it. */
export const GENERATOR_VERSION = 1;

/** Height and width of an image in pixels. */
export const SIDE = 28;

/** Number of classes; the label of a digit is the digit. */
export const CLASSES = 10;

/** Number of rows of each split. */
export const COUNT = { training: 60000, test: 10000 } as const;

/** Name of a part of the data. */
export type DrawnSplit = keyof typeof COUNT;

/**
 * The digit of a row, without drawing it. Each digit stands in a tenth of the rows of a split, in mixed order.
 *
 * @throws {RangeError} if the split has no such row.
 */
export function labelOf(seed: number, split: DrawnSplit, row: number): number {
  const label = labelsOf(seed, split, COUNT[split], CLASSES)[row];
  if (label === undefined)
    throw new RangeError(`Drawn digits, ${split}: found row ${row}, expected 0 to ${COUNT[split] - 1}.`);
  return label;
}

/**
 * Draws one image.
 *
 * @param into gets SIDE × SIDE = 784 bytes from `offset` on, row after row from the top: 0 = background, 255 = ink.
 * @throws {RangeError} if the split has no such row, or `into` has no room for it.
 */
export function drawImage(seed: number, split: DrawnSplit, row: number, into: Uint8Array, offset: number): void {
  if (!(offset >= 0 && offset + SIDE * SIDE <= into.length)) {
    throw new RangeError(
      `Drawn digits: an image needs ${SIDE * SIDE} bytes from ${offset} on, found ${into.length} in all.`,
    );
  }
  const glyph = glyphs[labelOf(seed, split, row)] as Glyph;
  rasterise(writeDigit(glyph, new RandomStream(seed, 'drawn digits', split, row)), into, offset);
}
