import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_ROLES } from '../../src/engine/data/dataset';
import { openDrawnDigits } from '../../src/engine/data/drawnDigits';
import { encodeIdx } from '../../src/engine/data/idx';
import { fileNameOf } from '../../src/engine/data/idxFiles';
import { SMALL } from './editorWindow';

/** Writes as many of the drawn digits as the small experiment reads as a folder of IDX files. */
export async function writeDigits(folder: string): Promise<void> {
  const { training, test, image } = openDrawnDigits(1);
  const inputs = image.rows * image.columns;
  await mkdir(folder);
  for (const role of FILE_ROLES) {
    const [split, count] = role.startsWith('train') ? [training, SMALL.forks.untilRow] : [test, 100];
    const images = role.endsWith('images');
    const values = new Uint8Array(images ? count * inputs : count);
    for (let row = 0; row < count; row++) {
      if (images) split.readImage(row, values, row * inputs);
      else values[row] = split.labelOf(row);
    }
    const shape = images ? [count, image.rows, image.columns] : [count];
    await writeFile(join(folder, fileNameOf(role)), encodeIdx({ shape, values }));
  }
}
