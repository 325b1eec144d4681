import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { openRunData } from '../../../src/engine/runs/runData';
import { readRun } from '../../../src/engine/runs/runStore';
import { keep, keptConfig, writeTinyImages } from '../keptRun';
import { temporaryFolders } from '../support';

describe('the images of a kept run', function () {
  this.timeout(120_000);
  const parent = temporaryFolders();
  const at = (name: string) => join(parent(), name);
  const context = () => ({ cacheFolder: parent(), cancel: new CancelFlag(), progress: () => {} });

  it('are found where they have been moved, and refused with what helps where they are not', async () => {
    const images = await writeTinyImages(at('images'));
    await keep(at('run'), keptConfig(images));
    const run = await readRun(at('run'));
    const before = await openRunData(run, context());
    await rename(images, at('moved'));
    const after = await openRunData(run, context(), at('moved'));
    assert.deepEqual(after.data.identity, before.data.identity);
    assert.equal(after.data.name, 'images');
    assert.deepEqual([after.training, after.test], [before.training, before.test]);

    const advice = /; images that are elsewhere by now are named by --data, on the command line$/;
    await assert.rejects(openRunData(run, context()), /images: found no readable folder/);
    await assert.rejects(openRunData(run, context()), advice);
    await writeTinyImages(at('others'), 2);
    await assert.rejects(openRunData(run, context(), at('others')), /found a run on other data than others is now/);
    await assert.rejects(openRunData(run, context(), at('others')), advice);
  });
});
