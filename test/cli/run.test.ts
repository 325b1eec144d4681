import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { FILE_ROLES } from '../../src/engine/data/dataset';
import { openDrawnDigits } from '../../src/engine/data/drawnDigits';
import { encodeIdx } from '../../src/engine/data/idx';
import { fileNameOf } from '../../src/engine/data/idxFiles';
import type { RunFile } from '../../src/engine/runs/runFormat';
import { readRun } from '../../src/engine/runs/runStore';
import { buildCommandLine, repositoryRoot, run, smallConfig, temporaryFolders } from '../engine/support';
import { attribution, type Ended, execute, SMALL } from './support';

/** The one JSON object of `--json`; fails when there is anything else on standard output. */
function resultOf({ status, stdout, stderr }: Ended): RunFile {
  assert.equal(status, 0, stderr);
  assert.equal(stdout.trimEnd().split('\n').length, 1);
  return JSON.parse(stdout) as RunFile;
}

describe('attribution run', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('--json: one object with the figures of the run on standard output, progress on standard error', async () => {
    const ended = await attribution(['run', '--json', ...SMALL], { cwd: cwd() });
    const { metrics, phase1, seconds } = resultOf(ended);
    for (const name of ['layer1.weight', 'layer1.bias', 'layer2.weight', 'layer2.bias'] as const) {
      const { r2, r, n } = metrics[name] ?? assert.fail(name);
      assert.ok(Number.isInteger(n));
      if (name === 'layer2.bias') assert.deepEqual([r2, r], [null, null]);
      else assert.ok(typeof r2 === 'number' && typeof r === 'number' && Math.abs(r * r - r2) < 1e-15);
    }
    const { mean, negative, defined } = metrics.pixelCorrelation;
    assert.ok(typeof mean === 'number' && Number.isInteger(negative) && defined > 0);
    const { constantInputs, maxDeviationX, maxDeviationY } = metrics.identity;
    assert.ok(constantInputs > 0 && maxDeviationX <= 1e-6 && maxDeviationY <= 1e-6);
    assert.ok(seconds > 0);
    assert.match(ended.stderr, /Training phase1/);
    assert.match(ended.stderr, /Training without-8/);
    assert.deepEqual(await readdir(cwd()), []);

    // The same as without a command line, to the digit.
    const direct = await run(smallConfig(), openDrawnDigits(1));
    assert.equal(phase1.examples, direct.plan.phase1.length);
    assert.deepEqual(metrics, JSON.parse(JSON.stringify(direct.metrics)));
  });

  it('says of a run with noisy labels that it is one', async () => {
    await writeFile(join(cwd(), 'noisy.json'), JSON.stringify({ ...smallConfig(), labelNoise: 0.25 }));
    const { status, stdout } = await attribution(['run', 'noisy.json'], { cwd: cwd() });
    assert.equal(status, 0);
    assert.match(stdout, /^run .*, seed 1, 25 % of the labels replaced$/m);
  });

  it('without --json: the figures in words, with their controls', async () => {
    const { status, stdout } = await attribution(['run', ...SMALL], { cwd: cwd() });
    assert.equal(status, 0);
    for (const line of [
      /^run +softplus 12, drawn digits 1,7 \| 6,8, η 0.0001, seed 1$/m,
      /^layer1.weight +R² \d\.\d{3}, ρ \d\.\d{3}, r .*n = 9408, \d+ distinct points$/m,
      /neurons shuffled +R² .* p \d\.\d{3} \(999 draws\)$/m,
      /ink alone +R² /m,
      /residual +r /m,
      /√Fisher +R² \d\.\d{3}, ρ .*; neurons shuffled R² .*, p /m,
      /^layer1.bias +R² .* for this run, n = 12$/m,
      /^identity +\d+ constant inputs/m,
    ])
      assert.match(stdout, line);
  });

  it('--set takes JSON values, bare words and nested keys, over the config file; options of their own win', async () => {
    const file = join(cwd(), 'small.attribution.json');
    await writeFile(
      file,
      `// a small one
      {
        "phase1": { "rows": 300, "tally": "whole", }, /* until the end of which? */
        "forks": { "untilRow": 800 }, "network": { "hidden": [12] },
        "seed": 3, "learningRate": 0.5,
      }`,
    );
    const set = (pair: string) => ['--set', pair];
    const pairs = [
      ...['learningRate=1e-3', 'network.activation=tanh', 'network.hidden=[6,4]', 'groups.a=[3,5]'].flatMap(set),
      ...['optimiser={"name":"momentum","momentum":0.5}', 'order="shuffled"', 'forks.equalise=true', 'seed=4'].flatMap(
        set,
      ),
    ];
    const out = ['--out', 'deep/run'];
    const ended = await attribution(['run', relative(cwd(), file), ...pairs, '--seed', '5', '--json', ...out], {
      cwd: cwd(),
    });
    const { config, seed } = resultOf(ended);
    assert.deepEqual(config, {
      data: 'drawn',
      drawn: { seed: 1 },
      groups: { a: [3, 5], b: [6, 8] },
      network: { hidden: [6, 4], activation: 'tanh', outputActivation: 'tanh' },
      loss: 'squared',
      optimiser: { name: 'momentum', momentum: 0.5 },
      learningRate: 0.001,
      routing: 'none',
      order: 'shuffled',
      phase1: { rows: 300, tally: 'whole' },
      forks: { equalise: true, untilRow: 800 },
      measures: ['root-fisher', 'synaptic-intelligence', 'weight', 'weight-change'],
      seed: 5,
    });
    assert.equal(seed, 5);
    // Paths of the command line are meant from where the command was called.
    assert.deepEqual((await readRun(join(cwd(), 'deep/run'))).file.config, config);
  });

  it('--data takes a folder, relative to where the command was called; its classes need not be digits', async () => {
    const folder = join(cwd(), 'letters');
    await mkdir(folder);
    const labels = Uint8Array.from({ length: 200 }, (_, row) => row % 26);
    const values = Uint8Array.from({ length: 200 * 35 }, (_, k) => (k * 7919) % 251);
    for (const role of FILE_ROLES) {
      const content = role.endsWith('images') ? { shape: [200, 5, 7], values } : { shape: [200], values: labels };
      await writeFile(join(folder, fileNameOf(role)), encodeIdx(content));
    }
    const set = ['--set', 'phase1.rows=100', '--set', 'groups.a=[20,21]', '--set', 'network.hidden=[4]'];
    const { data, image, config, sizes } = resultOf(
      await attribution(['run', '--data', './letters', '--json', ...set], { cwd: cwd() }),
    );
    assert.equal(data.name, 'letters');
    assert.deepEqual(image, { rows: 5, columns: 7 });
    assert.equal(config.data, folder);
    assert.equal(config.forks.untilRow, 200);
    assert.deepEqual(sizes, [35, 4, 2]);
  });

  it('--out: an absent or an empty folder is filled, a used one refused', async () => {
    const out = (folder: string) => attribution(['run', ...SMALL, '--json', '--out', folder], { cwd: cwd() });
    await mkdir(join(cwd(), 'empty'));
    const printed = resultOf(await out('empty'));
    const tensors = await readFile(join(cwd(), 'empty/tensors.safetensors'));
    assert.deepEqual((await readRun(join(cwd(), 'empty'))).file, printed);
    const absent = resultOf(await out('absent'));
    assert.deepEqual(absent.metrics, printed.metrics);
    assert.ok(tensors.equals(await readFile(join(cwd(), 'absent/tensors.safetensors'))));

    const { status, stdout, stderr } = await out('absent');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /absent: found a folder that holds a run; expected an absent or empty folder\n$/);
    assert.deepEqual((await readRun(join(cwd(), 'absent'))).file, absent);
    assert.deepEqual(await readdir(cwd()), ['absent', 'empty']);
  });

  it('--initial starts from the initial tensors of a file, such as another run’s', async () => {
    await attribution(['run', ...SMALL, '--seed', '7', '--out', 'first'], { cwd: cwd() });
    const initial = ['--initial', 'first/tensors.safetensors'];
    await attribution(['run', ...SMALL, '--seed', '8', ...initial, '--out', 'second'], { cwd: cwd() });
    const [first, second] = [await readRun(join(cwd(), 'first')), await readRun(join(cwd(), 'second'))];
    assert.equal(second.file.seed, 8);
    assert.deepEqual(second.parameters.initial.values, first.parameters.initial.values);
    assert.deepEqual(second.file.metrics['layer1.weight'], first.file.metrics['layer1.weight']);

    const other = await attribution(['run', ...SMALL, ...initial, '--set', 'network.hidden=[13]'], { cwd: cwd() });
    assert.equal(other.status, 2);
    assert.match(other.stderr, /"initial\/layer1.weight" of shape \[12, 784\]; expected .* \[13, 784\]/);
  });

  it('npm run -s attribution works from another folder: same output, same status, nothing more', async () => {
    const npm = (...args: string[]) =>
      execute('npm', ['--prefix', repositoryRoot(), 'run', '-s', 'attribution', '--', 'run', ...args], { cwd: cwd() });
    const ended = await npm('--json', ...SMALL, '--out', 'here');
    const printed = resultOf(ended);
    assert.deepEqual((await readRun(join(cwd(), 'here'))).file, printed);
    const bad = await npm('--set', 'seed=-1');
    assert.equal(bad.status, 2);
    assert.equal(bad.stdout, '');
  });
});
