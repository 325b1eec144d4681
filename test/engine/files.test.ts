import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { named } from '../../src/engine/files/door';
import { writeShared } from '../../src/engine/files/files';
import { temporaryFolders } from './support';

describe('a file that several windows write at once', () => {
  const folder = temporaryFolders();

  it('is that of one of them, whole, whenever it is read, and nothing is left beside it', async () => {
    const path = join(folder(), 'index.json');
    const texts = Array.from({ length: 12 }, (_, writer) => `${writer} `.repeat(50_000 * (1 + (writer % 3))));
    await writeShared(named(path), texts[0] as string);
    let writing = true;
    const reading = (async () => {
      let reads = 0;
      for (; writing || reads === 0; reads++) assert.ok(texts.includes(await readFile(path, 'utf8')), `read ${reads}`);
      return reads;
    })();
    await Promise.all(texts.map((text) => writeShared(named(path), text)));
    writing = false;
    assert.ok((await reading) > 0);
    assert.ok(texts.includes(await readFile(path, 'utf8')));
    assert.deepEqual(await readdir(folder()), ['index.json']);
  });
});
