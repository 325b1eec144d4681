import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_ROLES } from '../../src/engine/data/dataset';
import { openDrawnDigits } from '../../src/engine/data/drawnDigits';
import { fileNameOf } from '../../src/engine/data/idxFiles';
import { openIdxFolder } from '../../src/engine/data/idxFolder';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution } from './support';

describe('attribution data drawn', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('writes four IDX files that open as the drawn digits', async () => {
    const { status, stdout, stderr } = await attribution(['data', 'drawn', '--out', 'digits', '--seed', '2'], {
      cwd: cwd(),
    });
    assert.equal(status, 0, stderr);
    const folder = join(cwd(), 'digits');
    assert.equal(stdout, `${folder}\n`);
    assert.deepEqual(new Set(await readdir(folder)), new Set(FILE_ROLES.map(fileNameOf)));
    const [written, drawn] = [await openIdxFolder(folder), openDrawnDigits(2)];
    assert.deepEqual(written.image, drawn.image);
    assert.deepEqual(written.classes, drawn.classes);
    const [one, other] = [new Uint8Array(784), new Uint8Array(784)];
    for (const split of ['training', 'test'] as const) {
      const { count } = drawn[split];
      assert.equal(written[split].count, count);
      for (let row = 0; row < count; row++) assert.equal(written[split].labelOf(row), drawn[split].labelOf(row));
      for (const row of [0, 1, 777, count >> 1, count - 1]) {
        written[split].readImage(row, one, 0);
        drawn[split].readImage(row, other, 0);
        assert.deepEqual(one, other);
      }
    }
  });
});
