import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { locatedData, openDataset } from '../../../src/engine/data/sources';
import { DataError } from '../../../src/engine/errors';
import { writeTinyImages } from '../keptRun';
import { temporaryFolders, tinyConfig } from '../support';

describe('where the images of a config lie', () => {
  const folder = temporaryFolders();
  const context = () => ({ cacheFolder: folder(), cancel: new CancelFlag(), progress: () => {} });

  it('a relative path begins at a folder, a name and an absolute path do not', () => {
    const absolute = resolve('/somewhere/else');
    for (const [data, expected] of [
      ['digits', join(folder(), 'digits')],
      ['../digits', resolve(folder(), '..', 'digits')],
      [absolute, absolute],
      ['drawn', 'drawn'],
      ['mnist', 'mnist'],
      ['./drawn', join(folder(), 'drawn')],
    ] as const)
      assert.equal(locatedData(data, folder()), expected);
    assert.equal(locatedData('digits', ''), resolve('digits'));
  });

  it('is never guessed: where nobody knows what a path is relative to, it is refused', async () => {
    const images = await writeTinyImages(join(folder(), 'digits'));
    assert.equal((await openDataset(tinyConfig({ data: images }), context())).name, 'digits');
    await assert.rejects(openDataset(tinyConfig({ data: 'digits' }), context()), (error: unknown) => {
      assert.ok(error instanceof DataError, String(error));
      assert.match(error.message, /^data "digits": found a relative path, .*; expected an absolute path/);
      return true;
    });
  });
});
