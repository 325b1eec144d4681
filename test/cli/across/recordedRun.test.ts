import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '../../../src/engine/runs/runFormat';
import {
  buildCommandLine,
  folderFromEnvironment,
  RECORDED_SEED,
  repositoryRoot,
  temporaryFolders,
  titleNeeding,
} from '../../engine/support';
import { attribution } from '../support';

describe('the recorded run on full MNIST', function () {
  this.timeout(300_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it(
    titleNeeding('comes out as docs/recorded-run says, to the last digit', 'ATTRIBUTION_MNIST_DIR'),
    async function () {
      const folder = folderFromEnvironment(this, 'ATTRIBUTION_MNIST_DIR');
      const args = ['run', '--data', folder, '--seed', String(RECORDED_SEED), '--json'];
      const { status, stdout, stderr } = await attribution(args, { cwd: cwd() });
      assert.equal(status, 0, stderr);
      const recorded = await readFile(join(repositoryRoot(), 'docs/recorded-run/metrics.json'), 'utf8');
      assert.deepEqual((JSON.parse(stdout) as RunFile).metrics, JSON.parse(recorded));
    },
  );
});
