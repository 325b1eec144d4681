import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, forge, temporaryFolders } from '../engine/support';
import { attribution, SMALL } from './support';

describe('attribution verify', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  const command = (...args: readonly string[]) => attribution(args, { cwd: cwd() });
  const file = () => join(cwd(), 'run', 'run.json');
  const verify = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await command('verify', ...args);
    return { status, stdout, notes: stderr.replace(/^Verifying\n/, '') };
  };

  beforeEach(async () => {
    const { status, stderr } = await command('run', ...SMALL, '--out', 'run');
    assert.equal(status, 0, stderr);
  });

  it('ends with 0 where nothing is wrong, and says what was not made again', async () => {
    assert.deepEqual(await verify('run'), { status: 0, stdout: '1 run: no fault\n', notes: '' });
    const { status, stdout, notes } = await verify('.', '--deep', '--json');
    assert.equal(status, 0);
    const note = 'not made again: what came of training on the way (history, tallies, controls.wholeTally)';
    assert.deepEqual(JSON.parse(stdout), {
      ...{ runs: 1, cells: 0, faults: [] },
      notes: [{ path: join(cwd(), 'run'), note }],
    });
    assert.equal(notes, '');
    assert.equal((await verify('run', '--deep')).notes, `${join(cwd(), 'run')}: ${note}\n`);
  });

  it('ends with 1 and one line a fault for forged figures, which nothing else takes for those of the run', async () => {
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace(/"r2": [\d.e-]+/, '"r2": 0.987654'));
    const forged = await verify('run');
    assert.equal(forged.status, 1);
    const line = new RegExp(
      `^${file()}: found other contents than were written \\(their SHA-256 differs\\); expected .*\n`,
    );
    assert.match(forged.stdout, line);
    assert.match(forged.stdout, /\n1 run: 1 fault\n$/);
    const resumed = await command('resume', 'run');
    assert.deepEqual([resumed.status, resumed.stdout], [2, '']);
    assert.match(resumed.stderr, line);

    await writeFile(file(), text);
    await forge(file(), (written) => written.replace(/"r2": [\d.e-]+/, '"r2": 0.987654'));
    assert.equal((await verify('run')).status, 0);
    const deep = await verify('run', '--deep');
    assert.equal(deep.status, 1);
    assert.match(deep.stdout, /run\.json metrics\.layer1\.weight\.r2: found 0\.987654; expected 0\.\d+, which is what/);
    const json = await verify('run', '--deep', '--json');
    assert.equal(json.status, 1);
    assert.equal((JSON.parse(json.stdout) as { faults: unknown[] }).faults.length, 1);
  });

  it('opens a run that was made before there were checksums, and says that it cannot be verified', async () => {
    const { sha256: _, ...contents } = JSON.parse(await readFile(file(), 'utf8')) as Record<string, unknown>;
    await writeFile(file(), JSON.stringify({ ...contents, formatVersion: 1 }));
    const notes = `${join(cwd(), 'run')}: cannot be verified: made before figures had checksums\n`;
    assert.deepEqual(await verify('run'), { status: 0, stdout: '1 run: no fault\n', notes });
    assert.match(
      (await command('resume', 'run')).stdout,
      /^checksum +none: made before figures had them, and cannot be/m,
    );
  });

  it('ends with 2 where there is nothing that it knows', async () => {
    const { status, stdout, notes } = await verify('run', 'elsewhere');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(
      notes,
      /elsewhere: found no readable folder \(ENOENT\); expected the folder of a run, a sweep, a replication or/,
    );
  });
});
