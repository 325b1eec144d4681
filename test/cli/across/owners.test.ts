import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, temporaryFolders } from '../../engine/support';
import { attribution, type Ended } from '../support';

/** Many experiments of a second or so: whoever owns the folder does so for as long as the test needs it. */
const LONG = { forks: { untilRow: 15000 }, network: { hidden: [40] } };
const SWEEP = { base: LONG, axes: { seed: Array.from({ length: 100 }, (_, index) => index) } };
const OTHER = { base: LONG, axes: { learningRate: [1e-4, 1e-3], seed: SWEEP.axes.seed } };

describe('two commands on one folder', function () {
  this.timeout(300_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  beforeEach(async () => {
    await writeFile(join(cwd(), 'one.json'), JSON.stringify(SWEEP));
    await writeFile(join(cwd(), 'other.json'), JSON.stringify(OTHER));
    await writeFile(join(cwd(), 'config.json'), JSON.stringify(LONG));
  });

  const sweep = ['sweep', 'one.json', '--out', 'x', '--jobs', '1'];
  const pairs = {
    'a sweep': [sweep, sweep],
    'a sweep, kept as runs,': [
      [...sweep, '--keep-runs'],
      [...sweep, '--keep-runs'],
    ],
    'two different sweeps': [sweep, ['sweep', 'other.json', '--out', 'x', '--jobs', '1']],
    'a replication': [1, 2].map(() => ['replicate', 'config.json', '--seeds', '90', '--out', 'x', '--jobs', '1']),
    'a test of claims': [1, 2].map(() => ['claims', '--config', 'config.json', '--out', 'x', '--jobs', '1']),
  };

  for (const [what, commands] of Object.entries(pairs)) {
    it(`${what} begun twice at once: exactly one owner; the other is refused by name, with status 2`, async () => {
      for (let round = 0; round < 2; round++) {
        const children: ChildProcess[] = [];
        const ended = await Promise.all(
          commands.map(async (command, index): Promise<Ended> => {
            const end = await attribution(command, {
              cwd: cwd(),
              onStart: (child) => {
                children[index] = child;
              },
            });
            // Whoever ends first was refused: the other one is now known to be the owner, and need not go on.
            children[1 - index]?.kill('SIGINT');
            return end;
          }),
        );
        assert.deepEqual(ended.map(({ status }) => status).sort(), [130, 2].sort(), JSON.stringify(ended));
        const owner = children[ended.findIndex(({ status }) => status === 130)];
        const refused = ended.find(({ status }) => status === 2);
        assert.match(
          refused?.stderr ?? '',
          new RegExp(
            `x: found a (sweep|replication|test of claims) that process ${owner?.pid} on \\S+ is at work on; expected`,
          ),
        );
        const names = await readdir(join(cwd(), 'x'), { recursive: true });
        assert.deepEqual(
          names.filter((name) => /\.(lock|part)$/.test(name)),
          [],
        );
        await rm(join(cwd(), 'x'), { recursive: true });
      }
    });
  }

  it('a folder removed under a sweep ends it with its name, and is not made anew', async () => {
    let removed: Promise<void> | undefined;
    const { status, stderr } = await attribution(sweep, {
      cwd: cwd(),
      onStderr: (text) => {
        if (/Cells [1-9]/.test(text)) removed ??= rm(join(cwd(), 'x'), { recursive: true, maxRetries: 5 });
      },
    });
    await removed;
    assert.equal(status, 1, stderr);
    assert.match(stderr, /\/x(\/\S+)?: could not .*: the folder is not there any more \(ENOENT\)/);
    assert.ok(!(await readdir(cwd())).includes('x'));
  });

  it('a test of claims that was killed is gone on with by the same command, and nothing is left of its locks', async () => {
    const args = ['claims', '--seeds', '1', '--set', 'phase1.rows=300', '--set', 'forks.untilRow=600'];
    const small = [...args, '--set', 'network.hidden=[2]', '--out'];
    let killed = false;
    await attribution([...small, 'x', '--jobs', '1'], {
      cwd: cwd(),
      onStderr: (text, child) => {
        if (killed || !/Cells [1-9]\d %/.test(text)) return;
        killed = true;
        child.kill('SIGKILL');
      },
    });
    assert.ok((await readdir(join(cwd(), 'x'))).includes('running-1.lock'));
    const { status, stderr } = await attribution([...small, 'x'], { cwd: cwd() });
    assert.equal(status, 0, stderr);
    assert.match(stderr, /[1-9]\d* of 57 cells are there already/);
    const names = await readdir(join(cwd(), 'x'), { recursive: true });
    assert.deepEqual(
      names.filter((name) => /\.(lock|part)$/.test(name)),
      [],
    );
    assert.ok(names.includes('claims.html'));
  });
});
