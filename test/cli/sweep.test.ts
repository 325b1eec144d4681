import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealed } from '../../src/engine/files/sealed';
import type { Replication } from '../../src/engine/sweep/replication';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../engine/support';
import { attribution, type Ended, SMALL, type Spawning } from './support';

const BASE = { phase1: { rows: 300 }, forks: { untilRow: 800 }, network: { hidden: [4], activation: 'identity' } };
const SWEEP = {
  base: BASE,
  axes: { learningRate: [1e-4, 1e10, 1e-3], groups: [{ a: [3, 5] }, { a: [1, 7] }], seed: [1, 2] },
};
/** Seconds of cells, to be stopped on the way. */
const LONG = {
  base: { forks: { untilRow: 15000 }, network: { hidden: [40] } },
  axes: { seed: Array.from({ length: 12 }, (_, index) => index) },
};

describe('attribution sweep', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  beforeEach(async () => {
    await writeFile(join(cwd(), 'small.sweep.json'), `// a small one\n${JSON.stringify(SWEEP)}`);
    await writeFile(join(cwd(), 'long.sweep.json'), JSON.stringify(LONG));
  });

  const sweep = (args: readonly string[], spawning: Partial<Spawning> = {}) =>
    attribution(['sweep', ...args], { cwd: cwd(), ...spawning });
  const csv = (name: string) => readFile(join(cwd(), name, 'cells.csv'), 'utf8');
  const done = ({ status, stderr, stdout }: Ended): string => {
    assert.equal(status, 0, stderr);
    return stdout;
  };

  it('writes the same bytes whole, in three parts on one thread or several, and says what came out', async () => {
    const printed = JSON.parse(done(await sweep(['small.sweep.json', '--out', 'whole', '--json']))) as {
      readonly cells: readonly { readonly status: string; readonly axes: unknown }[];
    };
    assert.equal(printed.cells.length, 12);
    assert.deepEqual(printed.cells[5]?.axes, { learningRate: 1e10, groups: { a: [3, 5] }, seed: 2 });
    assert.equal(printed.cells[5]?.status, 'diverged');
    for (const [part, jobs] of [
      [1, 1],
      [2, 3],
      [3, 2],
    ] as const) {
      const args = ['small.sweep.json', '--out', `part${part}`, '--shard', `${part}/3`, '--jobs', String(jobs)];
      const { stdout, stderr } = await sweep(args);
      assert.match(stderr, /^Cells 100 %$/m);
      assert.match(stdout, /^learningRate +groups +seed +layer1\.weight\.r2/);
    }
    done(await attribution(['merge', 'part3', 'part1', 'part2', '--out', 'joined'], { cwd: cwd() }));
    const whole = await csv('whole');
    assert.equal(await csv('joined'), whole);
    const lines = whole.trimEnd().split('\n');
    assert.equal(lines.length, 13);
    assert.ok(lines[1]?.startsWith('0.0001,"{""a"":[3,5]}",1,done,'));
    assert.match(lines[6] ?? '', /^10000000000,"\{""a"":\[3,5\]\}",2,diverged,,+$/);
    assert.ok(!whole.includes(cwd()));
  });

  it('goes on after SIGKILL where it was, to the same bytes', async () => {
    let killed = false;
    const ended = await sweep(['long.sweep.json', '--out', 'one', '--jobs', '1'], {
      onStderr: (text, child) => {
        if (killed || !/Cells 25 %/.test(text)) return;
        killed = true;
        child.kill('SIGKILL');
      },
    });
    assert.equal(ended.signal, 'SIGKILL');
    const before = (await readdir(join(cwd(), 'one', 'cells'))).filter((name) => name.endsWith('.json'));
    assert.ok(before.length >= 3 && before.length < 12, before.join());
    assert.deepEqual(await readdir(join(cwd(), 'one')), ['cells', 'running-1.lock', 'sweep.json']);
    const again = await sweep(['long.sweep.json', '--out', 'one']);
    done(again);
    assert.deepEqual(await readdir(join(cwd(), 'one')), ['cells', 'cells.csv', 'sweep.json']);
    assert.match(again.stderr, new RegExp(`^${before.length} of 12 cells are there already$`, 'm'));
    done(await sweep(['long.sweep.json', '--out', 'other']));
    assert.equal(await csv('one'), await csv('other'));
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`${signal}: status 130; the cells that are finished stay`, async () => {
      let sent = false;
      const { status, stdout, stderr } = await sweep(['long.sweep.json', '--out', 'one', '--jobs', '1'], {
        onStderr: (text, child) => {
          if (sent || !/Cells 16 %/.test(text)) return;
          sent = true;
          child.kill(signal);
        },
      });
      assert.equal(status, 130, stderr);
      assert.equal(stdout, '');
      const cells = await readdir(join(cwd(), 'one', 'cells'));
      assert.ok(cells.length >= 2 && cells.length < 12);
      const last = `${cells.length} of 12 cells are kept; the same command goes on from there.\nThe experiment was cancelled.\n`;
      assert.ok(stderr.endsWith(last), stderr);
    });
  }

  it('--print gives the config of a cell, which `attribution run` remakes to the digit; --keep-runs keeps it', async () => {
    const config = done(await sweep(['small.sweep.json', '--print', '11']));
    await writeFile(join(cwd(), 'cell.json'), config);
    const run = JSON.parse(done(await attribution(['run', 'cell.json', '--json', '--out', 'run'], { cwd: cwd() }))) as {
      readonly metrics: Readonly<Record<'layer1.weight', { readonly r2: number }>>;
    };
    done(await sweep(['small.sweep.json', '--out', 'one', '--shard', '11/12', '--keep-runs']));
    const [header, row] = (await csv('one')).split('\n');
    const column = (header as string).split(',').indexOf('layer1.weight.r2');
    // The value of `groups` has a comma of its own.
    assert.equal((row as string).split(',')[column + 1], String(run.metrics['layer1.weight'].r2));
    const tensors = (folder: string) => readFile(join(cwd(), folder, 'tensors.safetensors'));
    assert.ok((await tensors('run')).equals(await tensors('one/runs/11')));
  });

  it('refuses what it cannot do, in words, with status 2, and makes no folder', async () => {
    await writeFile(join(cwd(), 'bad.sweep.json'), '{ "axes": { "seed": [1, -1], "sede": [1] } }');
    await writeFile(join(cwd(), 'worse.sweep.json'), '{ "axes": { "seed": [1, -1] } }');
    await writeFile(join(cwd(), 'broken.sweep.json'), '{ "axes": }');
    const before = await readdir(cwd());
    for (const [args, message] of [
      [['bad.sweep.json', '--out', 'x'], /^axes\.sede: found an unknown key; expected one of data, /],
      [['worse.sweep.json', '--out', 'x'], /^cell 2 \(seed -1\): seed: found -1; expected a number at least 0\n$/],
      [['broken.sweep.json', '--out', 'x'], /^line 1, column 11: found "}"/],
      [['nothing.sweep.json', '--out', 'x'], /found no readable file/],
      [['--out', 'x'], /^sweep: found nothing; expected a sweep file, or --preset\n$/],
      [['small.sweep.json'], /^--out: found nothing; expected a folder/],
      [['small.sweep.json', '--print', '13'], /^--print: found 13; expected a cell from 1 to 12\n$/],
      [['--preset', 'post', '--out', 'x'], /Allowed choices are activations-at-matched-loss/],
      ...['0/3', '4/3', '3', '1.5/3', '-1/3', 'a/b', '1/0', ''].map(
        (shard) =>
          [
            ['small.sweep.json', '--out', 'x', '--shard', shard],
            /expected I\/N with I from 1 to N, such as 2\/3\./,
          ] as const,
      ),
      ...['0', '1.5', 'two'].map(
        (jobs) =>
          [['small.sweep.json', '--out', 'x', '--jobs', jobs], /expected a whole number of at least 1\./] as const,
      ),
    ] as const) {
      const { status, stdout, stderr } = await sweep(args);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(await readdir(cwd()), before);
  });

  it('ends when a cell does not fit its data, and names it', async () => {
    await writeFile(
      join(cwd(), 'few.sweep.json'),
      '{ "base": { "forks": { "untilRow": 500 } }, "axes": { "phase1.rows": [2] } }',
    );
    const { status, stdout, stderr } = await sweep(['few.sweep.json', '--out', 'x']);
    assert.deepEqual([status, stdout], [2, ''], stderr);
    assert.match(stderr, /^cell 1 \(phase1\.rows 2\): phase1\.rows: found 2, rows without any image of class /m);
  });

  it('merge: refuses parts of different sweeps and missing cells, with status 2', async () => {
    const merge = (...args: string[]) => attribution(['merge', ...args], { cwd: cwd() });
    done(await sweep(['small.sweep.json', '--out', 'part1', '--shard', '1/12']));
    done(await sweep(['long.sweep.json', '--out', 'other', '--shard', '12/12']));
    for (const [args, message] of [
      [['part1', '--out', 'x'], /x: found no cell 2 \(learningRate 0\.0001, .*, 1 more; expected all 12 cells\n$/],
      [['part1', 'other', '--out', 'x'], /other: found cells of sweep \w+; expected those of sweep \w+/],
      [['--out', 'x'], /missing required argument 'folders'/],
      [['part1'], /required option '--out <folder>'/],
    ] as const) {
      const { status, stdout, stderr } = await merge(...args);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
  });

  it('answers a preset when all cells are there, whole or joined, and not before', async () => {
    const input = {
      preset: 'activations-at-matched-loss',
      base: { ...BASE, network: { hidden: [4] }, data: 'drawn' },
      axes: { 'network.activation': ['softplus', 'tanh'], learningRate: [1e-3, 1e-4] },
    };
    await writeFile(join(cwd(), 'matched.sweep.json'), JSON.stringify(input));
    const answer = async (folder: string) => readFile(join(cwd(), folder, 'matched-loss.json'), 'utf8');
    const words = done(await sweep(['matched.sweep.json', '--out', 'whole']));
    assert.match(words, /^softplus +0\.0001 +\S+ +yes +0\.0001 /m);
    const { activations } = JSON.parse(await answer('whole')) as { readonly activations: readonly unknown[] };
    assert.equal(activations.length, 2);
    for (const part of [1, 2]) done(await sweep(['matched.sweep.json', '--out', `p${part}`, '--shard', `${part}/2`]));
    assert.deepEqual(await readdir(join(cwd(), 'p1')), ['cells', 'cells.csv', 'sweep.json']);
    done(await attribution(['merge', 'p1', 'p2', '--out', 'joined'], { cwd: cwd() }));
    assert.equal(await answer('joined'), await answer('whole'));
  });

  it('says from which share of routed neurons on each figure would have shown it', async () => {
    const input = {
      preset: 'detection-limit',
      base: { ...BASE, network: { hidden: [6] }, data: 'drawn' },
      axes: { 'routing.share': [0, 1], seed: [1, 2, 3] },
    };
    await writeFile(join(cwd(), 'planted.sweep.json'), JSON.stringify(input));
    const words = done(await sweep(['planted.sweep.json', '--out', 'planted', '--keep-runs']));
    assert.match(words, /^routed +R² of the weights +Residual r .* AUC of y +S of x$/m);
    assert.match(words, /^0 % .* \(0\.500\) /m);
    assert.match(words, /^shown from .*\nin one run /m);
    assert.match(words, /^Residual r is not defined where neurons are routed\.$/m);
    const { detectionLimit } = JSON.parse(done(await sweep(['planted.sweep.json', '--out', 'planted', '--json']))) as {
      readonly detectionLimit: unknown;
    };
    const kept: unknown = JSON.parse(await readFile(join(cwd(), 'planted/detection-limit.json'), 'utf8'));
    assert.deepEqual(detectionLimit, kept);
    assert.match(done(await attribution(['verify', 'planted'], { cwd: cwd() })), /6 cells/);
  });

  it('says up to how much label noise each figure would have shown what labels did', async () => {
    const input = {
      preset: 'label-noise',
      base: { ...BASE, network: { hidden: [6] }, data: 'drawn' },
      axes: { labelNoise: [0, 0.5], seed: [1, 2, 3] },
    };
    await writeFile(join(cwd(), 'noise.sweep.json'), JSON.stringify(input));
    const words = done(await sweep(['noise.sweep.json', '--out', 'noise']));
    assert.match(words, /^noise +Accuracy +R² of the weights +Residual r .* S of x$/m);
    assert.match(words, /^50 % .*\n0 % .*\nshown up to .*\nin one run /m);
    assert.match(done(await attribution(['verify', 'noise'], { cwd: cwd() })), /6 cells/);
  });

  for (const [preset, cells] of [
    ['activations-at-matched-loss', 144],
    ['detection-limit', 45],
    ['label-noise', 35],
  ] as const)
    it(`the example is the preset’s own sweep: ${preset}`, async () => {
      const example = join(repositoryRoot(), `examples/${preset}.attribution-sweep.json`);
      const printed = async (args: readonly string[]) => done(await sweep([...args, '--print', String(cells)]));
      assert.equal(await printed([example]), await printed(['--preset', preset]));
      const { status } = await sweep([example, '--print', String(cells + 1)]);
      assert.equal(status, 2);
    });
});

describe('attribution replicate', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('reports every figure over the seeds, in JSON and in words, and where the post lies', async () => {
    const args = ['replicate', ...SMALL, '--seed', '3', '--seeds', '3', '--out', 'here'];
    const { status, stdout, stderr } = await attribution([...args, '--json'], { cwd: cwd() });
    assert.equal(status, 0, stderr);
    const replication = JSON.parse(stdout) as Replication;
    assert.deepEqual(replication.seeds, [3, 4, 5]);
    assert.deepEqual(JSON.parse(await readFile(join(cwd(), 'here/replication.json'), 'utf8')), sealed(replication));
    assert.deepEqual(
      replication.published.map(({ figure: metric, value }) => [metric, value]),
      [
        ['layer1.weight.r2', 0.28],
        ['layer1.bias.r2', 0.17],
      ],
    );
    // Nothing is missing: the same command reads what is there.
    const words = await attribution(args, { cwd: cwd() });
    assert.match(words.stderr, /^3 of 3 cells are there already$/m);
    assert.match(words.stdout, /^figure +seeds +mean +s\.d\. +95 % interval of the mean$/m);
    assert.match(words.stdout, /^layer1\.weight\.r2 +3 +0\.\d+ +0\.\d+ +\[.*\]$/m);
    assert.match(
      words.stdout,
      /^layer1\.bias\.r2: the post reports 0\.17 \(one run, MNIST\); \d of 3 seeds lie below it/m,
    );
  });

  it('says what comes again in shuffled orders, and goes on where it was stopped', async () => {
    const args = ['replicate', ...SMALL, '--seeds', '2', '--keep-runs', '--orders', '2', '--out', 'orders'];
    const { status, stdout, stderr } = await attribution(args, { cwd: cwd() });
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^reliability\.x +2 +0\.\d+ /m);
    assert.match(stdout, /^reliability\.disattenuatedR +2 +-?0\.\d+ /m);
    assert.match(
      stdout,
      /^In 2 shuffled orders of the examples, with the same initial parameters: reliability of residual x 0\.\d{3}, of residual y 0\.\d{3}; residual r between orders/m,
    );
    await rm(join(cwd(), 'orders/cells/2.json'));
    const again = await attribution(args, { cwd: cwd() });
    assert.match(again.stderr, /^1 of 2 cells are there already$/m);
    assert.equal(again.stdout, stdout);
    const verified = await attribution(['verify', 'orders'], { cwd: cwd() });
    assert.equal(verified.status, 0, verified.stdout);
    // Not the same cells.
    const without = await attribution([...args.slice(0, -4), '--out', 'orders'], { cwd: cwd() });
    assert.equal(without.status, 2);
    for (const orders of ['1', '0', 'x', '2.5', '-2', '', '21']) {
      const refused = await attribution([...args.slice(0, -3), orders, '--out', 'x'], { cwd: cwd() });
      assert.equal(refused.status, 2);
      assert.match(refused.stderr, new RegExp(`--orders .* Found "${orders}"; expected a whole number from 2 to 20`));
    }
  });

  it('refuses a number of seeds that is none, and a folder that holds something else', async () => {
    await mkdir(join(cwd(), 'used'));
    await writeFile(join(cwd(), 'used', 'notes.txt'), '');
    for (const [args, message] of [
      [['--seeds', '0', '--out', 'x'], /expected a whole number of at least 1/],
      [['--out', 'used'], /used: found a folder that holds 1 other files/],
      [['--set', 'seed=-1', '--out', 'x'], /^seed: found -1/],
    ] as const) {
      const { status, stdout, stderr } = await attribution(['replicate', ...args], { cwd: cwd() });
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual(await readdir(cwd()), ['used']);
  });
});
