import type { Dataset, Split } from './dataset';
import * as drawn from './drawn';

/** The embedded data set: digits drawn by strokes, only the rows that are asked for. */
export function openDrawnDigits(seed: number): Dataset {
  const splitOf = (split: drawn.DrawnSplit): Split => ({
    count: drawn.COUNT[split],
    labelOf: (row) => drawn.labelOf(seed, split, row),
    readImage: (row, into, offset) => drawn.drawImage(seed, split, row, into, offset),
  });
  return {
    name: 'drawn digits',
    identity: { name: 'drawn digits', generator: 'drawn', version: drawn.GENERATOR_VERSION, seed },
    image: { rows: drawn.SIDE, columns: drawn.SIDE },
    classes: Array.from({ length: drawn.CLASSES }, (_, label) => label),
    training: splitOf('training'),
    test: splitOf('test'),
  };
}
