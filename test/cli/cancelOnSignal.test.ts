import assert from 'node:assert/strict';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../engine/support';
import { attribution, type Ended, execute, type Spawning } from './support';

/** Long enough to be interrupted: seconds of each phase. */
const LONG = ['--set', 'phase1.rows=3000', '--set', 'forks.untilRow=20000', '--out', 'run'];

describe('attribution: interrupted', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  /** Sends the signal as soon as standard error says this. */
  function interrupting(signal: NodeJS.Signals, at: RegExp): Spawning & { readonly env: Record<string, string> } {
    let sent = false;
    return {
      cwd: join(cwd(), 'work'),
      // Scratch folders come here, so that none can be left unseen.
      env: { TMPDIR: join(cwd(), 'tmp') },
      onStderr: (text, child) => {
        if (sent || !at.test(text)) return;
        sent = true;
        child.kill(signal);
      },
    };
  }

  beforeEach(async () => {
    await mkdir(join(cwd(), 'work'));
    await mkdir(join(cwd(), 'tmp'));
  });

  async function isCancelled({ status, signal, stdout, stderr }: Ended, left = ['run']): Promise<void> {
    assert.deepEqual([status, signal], [130, null], stderr);
    assert.equal(stdout, '');
    assert.match(stderr, /\nThe experiment was cancelled\.\n$/);
    assert.deepEqual(await readdir(join(cwd(), 'work')), left);
    for (const run of left) assert.equal(await statusOf(join(cwd(), 'work', run)), 'cancelled');
    assert.deepEqual(await readdir(join(cwd(), 'tmp')), []);
  }

  for (const [stage, at] of [
    ['while images are read', /Reading the training images/],
    ['in phase 1', /Training phase1/],
    ['in the forks', /Training without-/],
  ] as const) {
    it(`SIGINT ${stage}: status 130, one line, a folder that says so`, async () => {
      await isCancelled(await attribution(['run', '--json', ...LONG], interrupting('SIGINT', at)));
    });
  }

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`${signal} ends it as well, and a scratch folder goes with it`, async () => {
      const args = ['run', ...LONG.slice(0, -2)];
      await isCancelled(await attribution(args, interrupting(signal, /Training phase1/)), []);
    });
  }

  it('SIGHUP ends the drawing of images, and nothing half written is left', async () => {
    const args = ['data', 'drawn', '--out', 'drawn'];
    const { status, stderr } = await attribution(args, interrupting('SIGHUP', /for train/));
    assert.equal(status, 130, stderr);
    assert.deepEqual(await readdir(join(cwd(), 'work', 'drawn')), []);
  });

  it('SIGINT to the script that npm starts comes through', async () => {
    const script = join(repositoryRoot(), 'scripts/attribution.mjs');
    const spawning = interrupting('SIGINT', /Training phase1/);
    const env = { ...spawning.env, INIT_CWD: spawning.cwd };
    await isCancelled(await execute(process.execPath, [script, 'run', ...LONG], { ...spawning, env }));
  });
});
