import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '../../src/engine/runs/runFormat';
import { bytesOf, isSameRun, writeTinyImages } from '../engine/keptRun';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution } from './support';

describe('attribution resume', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  beforeEach(() => writeTinyImages(join(cwd(), 'images')));

  const SETTINGS = ['--data', 'images', '--set', 'phase1.rows=60', '--set', 'network.hidden=[5]'];
  const begin = (out: string, ...more: string[]) => ['run', ...SETTINGS, '--out', out, ...more];

  /** Begins a run in `run` and interrupts it when phase 1 begins. */
  async function interrupt(signal: NodeJS.Signals) {
    let sent = false;
    return attribution(begin('run', '--checkpoint', '0'), {
      cwd: cwd(),
      onStderr: (text, child) => {
        if (sent || !/Training phase1/.test(text)) return;
        sent = true;
        child.kill(signal);
      },
    });
  }

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    it(`after ${signal}: status 0, the figures, and the bytes of a run that was not interrupted`, async () => {
      await attribution(begin('whole'), { cwd: cwd() });
      await interrupt(signal);
      const refused = await attribution(begin('run'), { cwd: cwd() });
      assert.equal(refused.status, 2);
      assert.match(
        refused.stderr,
        /has not come to its end; expected .*"attribution resume .*run" goes on with the run\n$/,
      );
      const { status, stdout, stderr } = await attribution(['resume', 'run', '--json'], { cwd: cwd() });
      assert.equal(status, 0, stderr);
      const printed = JSON.parse(stdout) as RunFile;
      assert.equal(printed.status, 'complete');
      await isSameRun(join(cwd(), 'run'), await bytesOf(join(cwd(), 'whole')));
    });
  }

  it('of a complete run: its figures, status 0, and nothing changed', async () => {
    const made = await attribution(begin('run'), { cwd: cwd() });
    const before = await readFile(join(cwd(), 'run/run.json'), 'utf8');
    const { status, stdout, stderr } = await attribution(['resume', 'run'], { cwd: cwd() });
    assert.deepEqual([status, stdout, stderr], [0, made.stdout, '']);
    assert.equal(await readFile(join(cwd(), 'run/run.json'), 'utf8'), before);
  });

  it('of what is no run: status 2 and one line that names it', async () => {
    for (const [folder, found] of [
      ['images', 'a folder without run\\.json'],
      ['absent', 'nothing'],
    ] as const) {
      const { status, stdout, stderr } = await attribution(['resume', folder], { cwd: cwd() });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, new RegExp(`^\\S+${folder}: found ${found}; expected the folder of a run\n$`));
    }
    const bad = await attribution(['resume', 'absent', '--checkpoint', 'often'], { cwd: cwd() });
    assert.equal(bad.status, 2);
    assert.match(bad.stderr, /Found "often"; expected a number of at least 0/);
  });
});
