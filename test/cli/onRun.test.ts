import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyImages } from '../engine/keptRun';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution } from './support';

describe('--data of a kept run', function () {
  this.timeout(300_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('has causal and negative-control find the images that have been moved, to the same figures', async () => {
    const command = async (...args: readonly string[]) => attribution(args, { cwd: cwd() });
    await writeTinyImages(join(cwd(), 'images'));
    const settings = ['--set', 'phase1.rows=60', '--set', 'network.hidden=[3]', '--set', 'measures=[]'];
    assert.equal((await command('run', '--data', 'images', ...settings, '--out', 'run')).status, 0);
    const analyses = [
      ['causal', 'run', '--json'],
      ['negative-control', 'run', '--tallies', '1', '--json'],
    ];
    const before = [];
    for (const analysis of analyses) before.push((await command(...analysis)).stdout);
    await rename(join(cwd(), 'images'), join(cwd(), 'moved'));
    for (const [index, analysis] of analyses.entries()) {
      const refused = await command(...analysis);
      assert.deepEqual([refused.status, refused.stdout], [2, '']);
      assert.match(
        refused.stderr,
        /images: found no readable folder \(ENOENT\); .* elsewhere by now are named by --data/,
      );
      const { status, stdout, stderr } = await command(...analysis, '--data', 'moved');
      assert.equal(status, 0, stderr);
      assert.ok(stdout.length > 2);
      assert.equal(stdout, before[index]);
    }
  });
});
