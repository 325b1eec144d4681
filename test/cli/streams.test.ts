import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancelOnSignal } from '../../src/cli/cancelOnSignal';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../engine/support';
import { attributionInto, type Leads } from './ended';
import { attribution, type Ended, execute, SMALL } from './support';

const TINY = ['--set', 'network.hidden=[2]', '--set', 'measures=[]'];
const SWEEP = {
  base: { phase1: { rows: 300 }, forks: { untilRow: 600 }, network: { hidden: [2] } },
  axes: { seed: [1, 2] },
};

/** Every command, in a folder where `before` has made what it needs. Those that would take long are done already. */
const COMMANDS: readonly (readonly string[])[] = [
  ['run', ...SMALL, ...TINY],
  ['resume', 'run'],
  ['sweep', 'small.sweep.json', '--out', 'sweep'],
  ['merge', 'sweep', '--out', 'merged'],
  ['replicate', ...SMALL, ...TINY, '--seeds', '2', '--out', 'seeds'],
  ['causal', 'run'],
  ['negative-control', 'run', '--tallies', '1', '--json'],
  ['data', 'drawn', '--out', 'drawn'],
  ['claims', '--help'],
];

describe('attribution: standard output and error that lead nowhere', function () {
  this.timeout(300_000);
  let cwd = '';
  before(async () => {
    await buildCommandLine();
    cwd = await mkdtemp(join(tmpdir(), 'attribution-test-'));
    await mkdir(join(cwd, 'tmp'));
    await writeFile(join(cwd, 'small.sweep.json'), JSON.stringify(SWEEP));
    for (const args of [
      ['run', ...SMALL, ...TINY, '--out', 'run'],
      ['sweep', 'small.sweep.json', '--out', 'sweep'],
      ['replicate', ...SMALL, ...TINY, '--seeds', '2', '--out', 'seeds'],
    ]) {
      const { status, stderr } = await attribution(args, { cwd });
      assert.equal(status, 0, stderr);
    }
  });
  after(() => rm(cwd, { recursive: true, force: true }));
  afterEach(async () => {
    assert.deepEqual(await readdir(join(cwd, 'tmp')), []);
    for (const name of ['merged', 'drawn', 'kept']) await rm(join(cwd, name), { recursive: true, force: true });
  });

  const into = (stdout: Leads, stderr: Leads, args: readonly string[]): Promise<Ended> =>
    attributionInto({ stdout, stderr }, args, cwd, { TMPDIR: join(cwd, 'tmp') });

  for (const args of COMMANDS) {
    const name = args.slice(0, args[0] === 'data' ? 2 : 1).join(' ');

    it(`${name}: goes on with nobody at standard error`, async () => {
      const { status, signal, stdout } = await into('read', 'gone', args);
      assert.deepEqual([status, signal], [0, null]);
      assert.notEqual(stdout, '');
    });

    it(`${name}: ends quietly with nobody at standard output, with one line when that is full`, async () => {
      const gone = await into('gone', 'read', args);
      assert.deepEqual([gone.status, gone.signal], [141, null], gone.stderr);
      assert.doesNotMatch(gone.stderr, /EPIPE|^ {4}at /m);
      for (const made of ['merged', 'drawn']) await rm(join(cwd, made), { recursive: true, force: true });
      const full = await into('full', 'read', args);
      assert.deepEqual([full.status, full.signal], [1, null], full.stderr);
      assert.match(full.stderr, /^standard output: could not write it: the disk is full \(ENOSPC\)\. .*\n$/m);
      assert.doesNotMatch(full.stderr, /^ {4}at /m);
    });
  }

  for (const stderr of ['full', 'unwritable'] as const) {
    it(`run: goes on with a standard error that is ${stderr}`, async () => {
      const { status, stdout } = await into('read', stderr, COMMANDS[0] as string[]);
      assert.equal(status, 0);
      assert.match(stdout, /^layer1\.weight /m);
    });
  }

  it('a run that is kept is complete whatever its streams lead to; one that is none is refused all the same', async () => {
    for (const [stdout, status] of [
      ['gone', 141],
      ['full', 1],
      ['unwritable', 1],
    ] as const) {
      assert.equal((await into(stdout, 'gone', ['run', ...SMALL, ...TINY, '--out', 'kept'])).status, status);
      assert.equal(await statusOf(join(cwd, 'kept')), 'complete');
      await rm(join(cwd, 'kept'), { recursive: true });
    }
    assert.equal((await into('gone', 'gone', ['run', '--wrong'])).status, 2);
    assert.equal((await into('gone', 'gone', ['run', '--data', 'nowhere'])).status, 2);
  });

  it('streams that are closed from the start', async () => {
    const cli = join(repositoryRoot(), 'dist/cli.js');
    const closed = [
      '-c',
      'exec "$@" >&- 2>&- <&-',
      'sh',
      process.execPath,
      cli,
      'run',
      ...SMALL,
      ...TINY,
      '--out',
      'kept',
    ];
    assert.equal((await execute('sh', closed, { cwd })).status, 0);
    assert.equal(await statusOf(join(cwd, 'kept')), 'complete');
  });

  it('a disk that takes a part of the results: told, and not taken for all of them', async () => {
    const cli = join(repositoryRoot(), 'dist/cli.js');
    // As much as one block of 512 or 1024 bytes, of a text of several.
    const limited = ['-c', 'ulimit -f 1; exec "$@" >part', 'sh', process.execPath, cli, 'resume', 'run', '--json'];
    const { status, stderr } = await execute('sh', limited, { cwd });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^standard output: could not write it: a file may not be that large here \(EFBIG\)/);
    await rm(join(cwd, 'part'));
  });

  it('the script that npm starts ends as the command line does', async () => {
    const script = join(repositoryRoot(), 'scripts/attribution.mjs');
    const piped = [
      '-c',
      '{ "$@"; echo $? >status; } | true; cat status',
      'sh',
      process.execPath,
      script,
      'resume',
      'run',
    ];
    const { stdout, stderr } = await execute('sh', piped, { cwd, env: { INIT_CWD: cwd } });
    assert.deepEqual([stdout, stderr], ['141\n', '']);
  });
});

/**
 * Runs a command on a terminal that is closed as soon as it has said `until`. Prints how it ended, and what was on the
 * terminal. With `own` the terminal is the command's own, which is told of the end by SIGHUP.
 */
const CLOSING = `
import json, os, pty, subprocess, sys
own, until, *command = sys.argv[1:]
master, slave = pty.openpty()
def begin():
    if own == 'own':
        import fcntl, termios
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, preexec_fn=begin)
os.close(slave)
seen = b''
while until.encode() not in seen:
    seen += os.read(master, 4096)
os.close(master)
print(json.dumps({'status': child.wait(), 'seen': seen.decode()}))
`;

describe('attribution: a terminal', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  const LONG = ['--set', 'phase1.rows=3000', '--set', 'forks.untilRow=8000', ...TINY];

  async function closing(own: 'own' | 'other', until: string, args: readonly string[]) {
    const command = [process.execPath, join(repositoryRoot(), 'dist/cli.js'), ...args];
    const python = await execute('/usr/bin/python3', ['-c', CLOSING, own, until, ...command], { cwd: cwd() });
    assert.equal(python.status, 0, python.stderr);
    return JSON.parse(python.stdout) as { readonly status: number; readonly seen: string };
  }

  it('that is closed under a run which does not belong to it: the run is completed', async () => {
    const { status } = await closing('other', 'Training phase1', ['run', ...LONG, '--out', 'run']);
    // Nobody reads the results.
    assert.equal(status, 141);
    assert.equal(await statusOf(join(cwd(), 'run')), 'complete');
  });

  it('that is closed before Node.js has started: the run is completed, and nothing aborts', async () => {
    const { status } = await closing('other', '', ['run', ...LONG, '--out', 'run']);
    assert.equal(status, 141);
    assert.equal(await statusOf(join(cwd(), 'run')), 'complete');
  });

  it('that is closed under a run of its own: SIGHUP cancels it', async () => {
    const { status } = await closing('own', 'Training phase1', ['run', ...LONG, '--out', 'run']);
    assert.equal(status, 130);
    assert.equal(await statusOf(join(cwd(), 'run')), 'cancelled');
  });

  it('is not driven by names from outside, on the way and at the end', async () => {
    const name = 'd\u001b]52;c;AAAA\u0007\u009b31m\u202e';
    const made = await attribution(['data', 'drawn', '--out', name], { cwd: cwd() });
    assert.equal(made.status, 0, made.stderr);
    assert.ok(made.stdout.endsWith('d\\u001b]52;c;AAAA\\u0007\\u009b31m\\u202e\n'), made.stdout);
    const { seen } = await closing('other', 'Training phase1', ['run', '--data', name, ...LONG, '--out', 'run']);
    assert.ok(seen.includes('images of d\\u001b]52;c;AAAA\\u0007\\u009b31m\\u202e'), seen);
    // Only what the line itself is made of.
    assert.equal(/[^\P{Cc}\r\n]/u.test(seen.replaceAll('\u001b[2K', '')), false, JSON.stringify(seen));

    const run = ['run', '--data', name, ...SMALL, ...TINY];
    const json = await attribution([...run, '--json'], { cwd: cwd() });
    assert.equal((JSON.parse(json.stdout) as { readonly data: { readonly name: string } }).data.name, name);
    const refused = await attribution(['run', `--${name}`, 'no\nerror: such'], { cwd: cwd() });
    for (const { stdout, stderr } of [json, await attribution(run, { cwd: cwd() }), refused])
      assert.equal(/[^\P{Cc}\n]|\p{Bidi_Control}/u.test(stdout + stderr), false, JSON.stringify(stdout + stderr));
    const absent = await attribution(['run', 'no\nerror: such.json'], { cwd: cwd() });
    assert.match(absent.stderr, /^no\\u000aerror: such\.json: found no readable file \(ENOENT\); .*\n$/);
  });
});

describe('the command line', () => {
  it('writes in one file and hears signals in one: what is said elsewhere would end a training, or drive a terminal', async () => {
    const folder = join(repositoryRoot(), 'src/cli');
    for (const [words, file] of [
      [/process\.std(out|err)|console\./, 'streams.ts'],
      [/SIG(INT|TERM|HUP)'/, 'cancelOnSignal.ts'],
    ] as const) {
      const names = await readdir(folder);
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      const elsewhere = names.filter((name, index) => name !== file && words.test(texts[index] as string));
      assert.deepEqual(elsewhere, [], `${words}`);
    }
  });
});

describe('a signal', () => {
  it('cancels; one that comes a second later ends the process, as if nobody heard of it', async () => {
    const before = process.listenerCount('SIGHUP');
    let give: (() => void) | undefined;
    const done = cancelOnSignal(async (cancel) => {
      process.emit('SIGHUP', 'SIGHUP');
      assert.ok(cancel.raised);
      process.emit('SIGHUP', 'SIGHUP');
      assert.equal(process.listenerCount('SIGHUP'), before + 1);
      await new Promise<void>((resolve) => {
        give = resolve;
      });
    });
    while (process.listenerCount('SIGHUP') > before) await new Promise((resolve) => setTimeout(resolve, 50));
    give?.();
    await done;
  });
});
