import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setKey } from '../../src/cli/setKey';
import { ConfigError } from '../../src/engine/errors';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution, SMALL } from './support';

describe('attribution: what it refuses', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  /** Expects status 2, nothing on standard output, and beside progress exactly these lines (in any order) on standard error. */
  async function refused(args: readonly string[], ...lines: RegExp[]): Promise<void> {
    const before = await readdir(cwd());
    const { status, stdout, stderr } = await attribution(args, { cwd: cwd() });
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
    const found = stderr
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('Reading the '));
    assert.equal(found.length, lines.length, stderr);
    for (const line of lines)
      assert.ok(
        found.some((text) => line.test(text)),
        `${line} is not in\n${stderr}`,
      );
    assert.deepEqual(await readdir(cwd()), before);
  }

  const set = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

  it('a config with several mistakes: one line each, naming the key, and no stack', async () => {
    const file = join(cwd(), 'bad.json');
    await writeFile(file, '{ "learningRate": 0, "sede": 1, "groups": { "a": [1] }, "optimiser": { "name": "adamw" } }');
    await refused(
      ['run', file, '--json'],
      /^learningRate: found 0; expected a number greater than 0$/,
      /^sede: found an unknown key; expected one of data, /,
      /^groups\.a: found \[1\]; expected at least 2 entries$/,
      /^optimiser\.name: found "adamw"; expected one of "sgd", "momentum", "adam"$/,
    );
  });

  it('a config that contradicts itself, or its data', async () => {
    await refused(['run', ...set('groups.b=[7,8]', 'forks.untilRow=12000')], /^groups\.b\[0\]/, /^forks\.untilRow/);
    await refused(
      ['run', ...set('phase1.rows=60000')],
      /^phase1\.rows: found 60000; expected fewer rows than the 60000/,
    );
    await refused(
      ['run', ...set('groups.a=[1,11]', 'forks.untilRow=60001')],
      /^groups\.a\[1\]: found 11, a class with no images/,
      /^forks\.untilRow: found 60001/,
    );
    await refused(
      ['run', ...set('phase1.rows=2', 'forks.untilRow=500')],
      /^phase1\.rows: found 2, rows without any image of class/,
    );
  });

  it('a config file that is not there, or not JSON, with the place', async () => {
    await refused(['run', 'absent.json'], /^absent\.json: found no readable file \(ENOENT\); expected a config file$/);
    await writeFile(join(cwd(), 'broken.json'), '{\n  "seed": 1\n  "loss": "squared"\n}');
    await refused(['run', 'broken.json'], /^line 3, column 3: found .* \(comma expected\)/);
  });

  it('--set without a value, through something that has no keys, or with an unknown key', async () => {
    await refused(['run', ...set('seed')], /^--set: found "seed"; expected key=value/);
    await refused(['run', ...set('=5')], /^--set: /);
    await refused(['run', ...set('seed=1', 'seed.more=2')], /^seed: found 1; expected an object with keys/);
    await refused(['run', ...set('network.widht=5', '__proto__.seed=1')], /^network\.widht: /, /^__proto__: /);
    await refused(['run', ...set('network.activation=swish')], /^network\.activation: found "swish"/);
  });

  it('data that are not there, or not whole', async () => {
    await refused(
      ['run', '--data', 'nowhere', ...SMALL],
      /nowhere: found no readable folder \(ENOENT\); expected "drawn", "mnist"/,
    );
    await refused(['run', '--data', '.', ...SMALL], /found no file for train-images/);
    await refused(
      ['run', '--initial', 'nowhere.safetensors', ...SMALL, ...set('drawn.seed=2')],
      /nowhere\.safetensors/,
    );
  });

  it('an unknown option, an unknown command, an option without its value, a seed that is none', async () => {
    for (const args of [
      ['run', '--wrong'],
      ['walk'],
      ['run', '--seed'],
      ['run', '--seed', '-1'],
      ['run', '--seed', '1.5'],
      ['run', 'one.json', 'two.json'],
      ['data', 'drawn'],
    ]) {
      await refused(args, /^error: /);
    }
  });

  it('an --out that is a file', async () => {
    await writeFile(join(cwd(), 'file'), '');
    await refused(['run', '--out', 'file', ...SMALL], /file: found a file; expected an absent or empty folder/);
  });

  it('a training that diverges ends with status 1 and one line, and stays so', async () => {
    const rate = set('learningRate=1e150', 'network.activation=identity');
    const { status, stdout, stderr } = await attribution(['run', ...SMALL, ...rate, '--out', 'run'], { cwd: cwd() });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /\nTraining diverged: .* 1e\+150\. Try a smaller learningRate\.\n$/);
    assert.equal(await statusOf(join(cwd(), 'run')), 'failed');
    const resumed = await attribution(['resume', 'run'], { cwd: cwd() });
    assert.equal(resumed.status, 2);
    assert.match(resumed.stderr, /found a run that failed \(Training diverged: .*this one would fail again\n$/);
  });

  it('but --help and --version are answered with status 0', async () => {
    const help = await attribution(['run', '--help'], { cwd: cwd() });
    assert.equal(help.status, 0);
    assert.match(help.stdout, /--set <key=value>/);
    const version = await attribution(['--version'], { cwd: cwd() });
    assert.equal(version.status, 0);
    assert.match(version.stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

describe('setKey', () => {
  it('sets JSON values, bare words, and keys within keys that are not there yet', () => {
    const config = { phase1: { rows: 5 } };
    for (const pair of ['phase1.tally=whole', 'phase1.rows=7', 'a.b.c=[1, "x"]', 'text="7"', 'word=a=b', 'none=']) {
      setKey(config, pair);
    }
    assert.deepEqual(config, {
      phase1: { rows: 7, tally: 'whole' },
      a: { b: { c: [1, 'x'] } },
      text: '7',
      word: 'a=b',
      none: '',
    });
  });

  it('refuses to go through lists and values, and never reaches a prototype', () => {
    for (const [config, pair] of [
      [{ groups: { a: [1, 7] } }, 'groups.a.0=3'],
      [{ seed: null }, 'seed.x=1'],
      [5, 'seed=1'],
      [[], 'seed=1'],
    ] as const)
      assert.throws(() => setKey(config, pair), ConfigError);
    const config = {};
    setKey(config, '__proto__.polluted=true');
    setKey(config, 'constructor.prototype.polluted=true');
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.deepEqual(Object.keys(config), ['__proto__', 'constructor']);
  });
});
