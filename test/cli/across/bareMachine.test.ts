import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeSafetensors } from '../../../src/engine/runs/safetensors';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../../engine/support';
import { attribution, type Ended, execute, SMALL } from '../support';

const TINY = [...SMALL, '--set', 'network.hidden=[2]', '--set', 'measures=[]'];

describe('attribution: on a machine where something is missing', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  /** Runs the command line from a shell that has done something before. */
  const from = (preparation: string, args: readonly string[]): Promise<Ended> =>
    execute(
      'sh',
      ['-c', `${preparation}\nexec "$@"`, 'sh', process.execPath, join(repositoryRoot(), 'dist/cli.js'), ...args],
      { cwd: cwd() },
    );
  const done = ({ status, stderr }: Ended) => assert.equal(status, 0, stderr);
  const refused = ({ status, stdout, stderr }: Ended, line: RegExp, expected = 2) => {
    assert.equal(status, expected, stderr);
    assert.equal(stdout, '');
    const lines = stderr.split('\n').filter((text) => text !== '' && !/^(Reading the |Verifying)/.test(text));
    assert.equal(lines.length, 1, stderr);
    assert.match(lines[0] as string, line);
  };

  it('no home: works, but for what is downloaded', async () => {
    const homeless = 'unset XDG_CACHE_HOME; export HOME=';
    done(await from(homeless, ['run', ...TINY]));
    refused(
      await from(homeless, ['run', '--data', 'mnist']),
      /^mnist: found no folder to keep the download in: .*HOME/,
    );
  });

  it('a user whom the system does not know, without a home', async function () {
    const strange = 'unset HOME XDG_CACHE_HOME; set -- setpriv --reuid 54321 --regid 54321 --clear-groups "$@"';
    if (process.getuid?.() !== 0 || spawnSync('setpriv', ['--version']).status !== 0) this.skip();
    await chmod(cwd(), 0o777);
    const version = await from(strange, ['--version']);
    // The project may stand where only its owner may look.
    if (version.stdout === '' && /permission|EACCES/i.test(version.stderr)) this.skip();
    done(await from(strange, ['run', ...TINY]));
    await mkdir(join(cwd(), 'mine'), { mode: 0o700 });
    for (const [out, line] of [
      ['mine', /mine: found no readable folder \(EACCES, that is not allowed\); expected an absent or empty folder$/],
      ['mine/run', /mine\/run: found no readable folder \(EACCES, that is not allowed\)/],
    ] as const)
      refused(await from(strange, ['run', ...TINY, '--out', out]), line);
    await mkdir(join(cwd(), 'read'), { mode: 0o755 });
    const readOnly = await from(strange, ['run', ...TINY, '--out', 'read/deep/run']);
    refused(readOnly, /read\/deep: could not make it: that is not allowed \(EACCES\)\. Allow it, /, 1);
  });

  it('no temporary folder: told, with both ways out; not needed with --out', async () => {
    const missing = 'export TMPDIR="$PWD/nowhere"';
    refused(
      await from(missing, ['run', ...TINY]),
      /nowhere: found no folder .*\(ENOENT\); expected one, named by TMPDIR, or --out /,
    );
    done(await from(missing, ['run', ...TINY, '--out', 'run']));
  });

  it('a working folder that has been deleted', async () => {
    const gone = 'mkdir gone; cd gone; rmdir ../gone';
    for (const args of [
      ['run', ...TINY, '--out', join(cwd(), 'run')],
      ['merge', 'x', '--out', 'y'],
    ])
      refused(await from(gone, args), /^the working folder: found no folder any more \(ENOENT\); expected .*another$/);
    const script = join(repositoryRoot(), 'scripts/attribution.mjs');
    const wrapped = await execute(process.execPath, [script, 'run'], {
      cwd: cwd(),
      env: { INIT_CWD: join(cwd(), 'gone') },
    });
    refused(wrapped, /gone: the working folder is not there any more \(ENOENT\)/);
  });

  it('folders of the kernel, in which nothing can be made: refused, and no hang', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const args of [
      ['run', ...TINY, '--out', '/proc/x'],
      ['run', ...TINY, '--out', '/proc/x/y/z'],
      ['data', 'drawn', '--out', '/proc/x'],
      ['replicate', ...TINY, '--out', '/proc/x'],
    ])
      refused(
        await from('', args),
        /^\/proc\/x\S*: could not make it: .*nothing can be made there \(ENOENT\)\. Take another folder; /,
        1,
      );
  });

  it('a path that cannot be: the reason is its own', async () => {
    await writeFile(join(cwd(), 'file'), '');
    await symlink('loop', join(cwd(), 'loop'));
    await symlink('nothing', join(cwd(), 'dangling'));
    for (const [out, status, line] of [
      ['x'.repeat(300), 2, /x: found no readable folder \(ENAMETOOLONG, the name is too long\); expected an absent/],
      ['file', 2, /file: found a file; expected an absent or empty folder$/],
      ['file/run', 2, /file\/run: found no readable folder \(ENOTDIR, a part of the path is not a folder\)/],
      ['loop/run', 2, /loop\/run: found no readable folder \(ELOOP, its links lead in a circle\)/],
      ['dangling/run', 2, /dangling: found a link to nothing, which is not there; expected something behind the link/],
      ['dangling', 2, /dangling: found a link to nothing, which is not there; expected an absent or empty folder$/],
    ] as const)
      refused(await from('', ['run', ...TINY, '--out', out]), line, status);
    for (const [out, line] of [
      ['file', /file: found a file; expected a folder; move the file away$/],
      ['file/claims', /file\/claims: found no readable folder \(ENOTDIR, /],
      ['loop', /loop: found no readable folder \(ELOOP, /],
    ] as const)
      refused(await from('', ['claims', ...TINY, '--out', out]), line);
  });

  it('what is wrong with --initial is said of that file, and no folder is left', async () => {
    const tensors = { weight: [2, 3], bias: [2] } as const;
    const wrong = Object.entries(tensors).map(
      ([name, shape]) =>
        [
          `initial/layer1.${name}`,
          { shape: [...shape], values: new Float64Array(shape[0] * (shape[1] ?? 1)) },
        ] as const,
    );
    await writeFile(join(cwd(), 'mine.safetensors'), encodeSafetensors(new Map(wrong), {}));
    await writeFile(join(cwd(), 'junk.safetensors'), 'junk');
    await mkdir(join(cwd(), 'tmp'));
    const before = await readdir(cwd());
    for (const [file, line] of [
      ['mine.safetensors', /mine\.safetensors: found "initial\/layer1\.weight" of shape \[2, 3\]; expected a tensor/],
      ['junk.safetensors', /junk\.safetensors: found /],
    ] as const)
      for (const out of [[], ['--out', 'run']])
        refused(await from('export TMPDIR="$PWD/tmp"', ['run', ...TINY, '--initial', file, ...out]), line);
    assert.deepEqual(await readdir(cwd()), before);
    assert.deepEqual(await readdir(join(cwd(), 'tmp')), []);
  });

  it('little memory (ulimit -v): one line with the limit for what trains, and all else works', async function () {
    if (process.platform !== 'linux') this.skip();
    done(await from('', ['run', ...TINY, '--out', 'free']));
    const refusal =
      /^ulimit -v: found \d+ kB of memory; expected unlimited, or at least 1073741824: each memory of WebAssembly/;
    for (const limit of [2_000_000, 20_000_000]) {
      for (const command of [
        ['run', ...TINY, '--out', 'limited'],
        ['replicate', ...TINY, '--seeds', '2', '--out', 'limited'],
        ['claims', ...TINY, '--seeds', '1', '--out', 'limited'],
        ['causal', 'free'],
        ['negative-control', 'free'],
        ['verify', '--deep', 'free'],
      ])
        refused(await from(`ulimit -v ${limit}`, command), refusal);
      done(await from(`ulimit -v ${limit}`, ['verify', 'free']));
      assert.deepEqual(await readdir(cwd()), ['free']);
    }
  });

  it('removes scratch folders that a killed process has left, and nothing else', async () => {
    await mkdir(join(cwd(), 'tmp'));
    const left = await Promise.all([0, 1].map(() => mkdtemp(join(cwd(), 'tmp', 'attribution-scratch-'))));
    const other = await mkdtemp(join(cwd(), 'tmp', 'attribution-'));
    const longAgo = new Date(Date.now() - 48 * 60 * 60 * 1000);
    for (const folder of [left[0] as string, other]) await utimes(folder, longAgo, longAgo);
    done(await from('export TMPDIR="$PWD/tmp"', ['run', ...TINY]));
    const names = (await readdir(join(cwd(), 'tmp'))).map((name) => join(cwd(), 'tmp', name));
    assert.deepEqual(names.sort(), [left[1] as string, other].sort());
  });

  it('takes --version and --help without anything', async () => {
    assert.match((await attribution(['--version'], { cwd: cwd(), env: { TMPDIR: '/nowhere' } })).stdout, /^\d+\./);
  });
});
