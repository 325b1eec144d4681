import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { CancelledError, ConfigError, DataError } from '../../../src/engine/errors';
import { readRun } from '../../../src/engine/runs/runStore';
import { type CellExecutor, CellRunner } from '../../../src/engine/sweep/cellExecutor';
import type { CellFile } from '../../../src/engine/sweep/cellFile';
import { mergeSweep } from '../../../src/engine/sweep/mergeSweep';
import { flatten, metricsOf } from '../../../src/engine/sweep/runMetrics';
import { runSweep, type SweepEvent, type SweepKeeping } from '../../../src/engine/sweep/runSweep';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { readSweep } from '../../../src/engine/sweep/sweepStore';
import { at, finish, forge, run, temporaryFolders } from '../support';

const BASE = { phase1: { rows: 300 }, forks: { untilRow: 800 }, network: { hidden: [4] } };
const SWEEP = {
  base: BASE,
  axes: { groups: [{ a: [3, 5] }, { b: [2, 4] }], seed: [1, 2], learningRate: [1e-4, 1e-3] },
};

/** A executor that says what it is asked to do. */
class WatchedExecutor implements CellExecutor {
  private readonly runner = new CellRunner();
  constructor(private readonly onTask: (task: Parameters<CellExecutor['run']>[0]) => void) {}
  run: CellExecutor['run'] = (task, cancel) => {
    this.onTask(task);
    return this.runner.run(task, cancel);
  };
}

describe('the cells of a sweep', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  const folder = (name: string) => join(parent(), name);

  function compute(
    name: string,
    input: unknown = SWEEP,
    keeping: Partial<SweepKeeping> = {},
    seen?: (event: SweepEvent) => void,
  ) {
    const cancel = new CancelFlag();
    const rest = { cacheFolder: folder('cache'), folder: folder(name), cancel, executors: [new CellRunner()] };
    return finish(runSweep(parseSweep(input), { ...rest, ...keeping }), seen);
  }

  /** Every file of a folder by its path. */
  async function contents(name: string): Promise<Map<string, string>> {
    const entries = await readdir(folder(name), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    return new Map(
      files.map((file, index): [string, string] => [file.slice(folder(name).length), at(texts, index)]).sort(),
    );
  }

  it('are the experiments of their configs, to the last digit', async () => {
    const { cells, sweep } = await compute('one');
    for (const index of [0, 3, 6]) {
      const direct = await run(at(sweep.cells, index).config, openDrawnDigits(1));
      assert.deepEqual(at(cells, index).figures, metricsOf(direct));
      assert.deepEqual(at(cells, index).config, direct.config);
    }
    const lines = (await readFile(join(folder('one'), 'cells.csv'), 'utf8')).split('\n');
    assert.equal(lines.length, 1 + 8 + 1);
    assert.match(at(lines, 0), /^groups,seed,learningRate,status,phase1\.heldOut\.loss,phase1\.heldOut\.accuracy,/);
    assert.ok(at(lines, 4).startsWith('"{""a"":[3,5]}",2,0.001,done,'));
    const { figures: metrics } = at(cells, 3);
    const columns = at(lines, 0).split(',').slice(4);
    assert.deepEqual(
      at(lines, 4).split(',').slice(-columns.length),
      columns.map((name) => String(metrics[name] ?? '')),
    );
  });

  it('are the same without the labels shuffled, but for what these give', async () => {
    const sweep = { base: BASE, axes: { seed: [1, 2] } };
    const whole = await compute('whole', sweep);
    const { cells } = await compute('without', sweep, { withoutLabels: true });
    const isOfLabels = (name: string) => name.startsWith('controls.labelPermutation.');
    for (const [index, { figures }] of whole.cells.entries()) {
      const rest = Object.entries(figures).filter(([name]) => !isOfLabels(name));
      assert.ok(rest.length < Object.keys(figures).length);
      assert.equal(typeof figures['controls.labelPermutation.pixels.below'], 'number');
      assert.deepEqual(at(cells, index).figures, Object.fromEntries(rest));
    }
  });

  it('are those of a thread of their own, though sizes, lengths and optimisers change from one to the next', async () => {
    const axes = {
      optimiser: [{ name: 'sgd' }, { name: 'adam' }],
      'network.hidden': [[4], [6, 3]],
      'phase1.rows': [250, 400],
      'network.activation': ['relu', 'tanh'],
    };
    const { cells } = await compute('one', { base: BASE, axes });
    for (const { config, figures } of cells) {
      assert.deepEqual(figures, metricsOf(await run(config, openDrawnDigits(1))), JSON.stringify(config));
    }
  });

  it('are those of a thread of their own, though what is recorded changes from one to the next', async () => {
    const axes = { measures: [['weight'], ['root-fisher', 'path-efficiency']] };
    const { cells } = await compute('one', { base: BASE, axes });
    assert.equal(cells.length, 2);
    for (const { config, figures } of cells)
      assert.deepEqual(figures, metricsOf(await run(config, openDrawnDigits(1))), JSON.stringify(config));
  });

  it('have the figures of their measures, and of the routing where updates are routed', async () => {
    const axes = { routing: ['none', 'halves'], measures: [[], ['root-fisher']] };
    const { cells } = await compute('one', { base: BASE, axes });
    const measured = 'measures.root-fisher.neuronPermutation.meanR2';
    assert.deepEqual(
      cells.map(({ values, figures }) => [
        values.map((value) => JSON.stringify(value)).join(),
        typeof figures['controls.routing.auc'],
        typeof figures[measured],
      ]),
      [
        ['"none",[]', 'undefined', 'undefined'],
        ['"none",["root-fisher"]', 'undefined', 'number'],
        ['"halves",[]', 'number', 'undefined'],
        ['"halves",["root-fisher"]', 'number', 'number'],
      ],
    );
    const [header = '', ...rows] = (await readFile(join(folder('one'), 'cells.csv'), 'utf8')).trimEnd().split('\n');
    for (const name of ['controls.routing.auc', measured]) {
      const fromEnd = header.split(',').length - header.split(',').indexOf(name);
      assert.deepEqual(
        rows.map((row) => row.split(',').at(-fromEnd)),
        cells.map(({ figures }) => String(figures[name] ?? '')),
      );
    }
  });

  it('have the same files in one executor and in three, in parts that are joined, and when some were there before', async () => {
    await compute('one');
    const one = await contents('one');
    await compute('three', SWEEP, { executors: [new CellRunner(), new CellRunner(), new CellRunner()] });
    assert.deepEqual(await contents('three'), one);

    const parts = await Promise.all(
      [1, 2, 3].map((index) => compute(`part${index}`, SWEEP, { shard: { index, count: 3 } })),
    );
    assert.deepEqual(
      parts.map(({ cells }) => cells.map(({ cell }) => cell)),
      [
        [1, 4, 7],
        [2, 5, 8],
        [3, 6],
      ],
    );
    await mergeSweep(parts.map((part) => part.folder).reverse(), folder('merged'));
    assert.deepEqual(await contents('merged'), one);

    for (const name of ['2.json', '7.json']) await rm(join(folder('merged'), 'cells', name));
    await rm(join(folder('merged'), 'cells.csv'));
    // What a killed process may leave.
    await writeFile(join(folder('merged'), 'cells', '2.json.part'), '{ "format": "attr');
    const computed: number[] = [];
    await compute('merged', SWEEP, {}, (event) => {
      if (event.type === 'cell') computed.push(event.cell.cell);
    });
    assert.deepEqual(computed, [2, 7]);
    assert.deepEqual(await contents('merged'), one);
  });

  it('read a data set and its examples once, and follow each other by their data', async () => {
    const axes = { seed: [1, 2], 'drawn.seed': [1, 2], learningRate: [1e-4] };
    const stores = new Set<unknown>();
    const order: unknown[] = [];
    const executor = new WatchedExecutor(({ examples, config }) => {
      stores.add(examples.training.pixels);
      order.push([config.drawn.seed, config.seed]);
    });
    await compute('one', { base: BASE, axes }, { executors: [executor] });
    assert.equal(stores.size, 2);
    assert.deepEqual(order, [
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
  });

  it('go on when one diverges: its row says so, and has no figures', async () => {
    const axes = { learningRate: [1e-4, 1e10, 1e-3], seed: [1] };
    const base = { ...BASE, network: { hidden: [4], activation: 'identity' } };
    const { cells } = await compute('one', { base, axes }, { keepRuns: true });
    assert.deepEqual(
      cells.map(({ status }) => status),
      ['done', 'diverged', 'done'],
    );
    const lines = (await readFile(join(folder('one'), 'cells.csv'), 'utf8')).split('\n');
    const columns = at(lines, 0).split(',').length;
    assert.equal(at(lines, 2), `10000000000,1,diverged${','.repeat(columns - 3)}`);
    assert.deepEqual(await readdir(join(folder('one'), 'runs')), ['1', '3']);
    const none = new WatchedExecutor(() => assert.fail('nothing is missing'));
    await compute('one', { base, axes }, { keepRuns: true, executors: [none] });
  });

  it('are kept as runs that are those of `attribution run`', async () => {
    const axes = { seed: [1, 2] };
    await compute('one', { base: BASE, axes });
    const computed: number[] = [];
    const keep = () =>
      compute('one', { base: BASE, axes }, { keepRuns: true }, (event) => {
        if (event.type === 'cell') computed.push(event.cell.cell);
      });
    const { sweep } = await keep();
    await mkdir(join(folder('one'), 'runs', '.2.half'));
    await keep();
    assert.deepEqual(computed, [1, 2], 'kept runs are not made a second time');
    assert.deepEqual(await readdir(join(folder('one'), 'runs')), ['1', '2']);
    const stored = await readRun(join(folder('one'), 'runs', '2'));
    const direct = await run(at(sweep.cells, 1).config, openDrawnDigits(1));
    assert.deepEqual(stored.file.metrics, JSON.parse(JSON.stringify(direct.metrics)));
    assert.deepEqual(stored.parameters.y.values, direct.attribution.y.values);
  });

  it('that do not fit their data are refused before anything runs, or as soon as it shows, by name', async () => {
    const none = new WatchedExecutor(() => assert.fail('nothing is to be run'));
    await assert.rejects(
      compute('one', { axes: { 'phase1.rows': [100, 60000], seed: [1, 2] } }, { executors: [none] }),
      (error) =>
        error instanceof ConfigError &&
        error.mistakes.length === 2 &&
        /^cell 3 \(phase1\.rows 60000, seed 1\): phase1\.rows: found 60000; expected fewer rows/.test(error.message),
    );
    await assert.rejects(
      compute('two', { base: { forks: { untilRow: 500 } }, axes: { 'phase1.rows': [300, 2] } }),
      (error) =>
        error instanceof ConfigError &&
        /^cell 2 \(phase1\.rows 2\): phase1\.rows: found 2, rows without/.test(error.message),
    );
  });

  it('stop when they are cancelled; what is finished stays', async () => {
    const cancel = new CancelFlag();
    await assert.rejects(
      compute('one', SWEEP, { cancel }, (event) => {
        if (event.type === 'cell' && event.done === 3) cancel.raise();
      }),
      CancelledError,
    );
    const { length } = await readdir(join(folder('one'), 'cells'));
    assert.ok(length === 3 || length === 4, String(length));
    const seen: SweepEvent[] = [];
    await compute('one', SWEEP, {}, (event) => seen.push(event));
    assert.deepEqual(seen[0], { type: 'sweep', cells: 8, done: length });
    await compute('other');
    assert.deepEqual(await contents('one'), await contents('other'));
  });

  it('are refused a folder with something else in it', async () => {
    const axes = { seed: [1, 2] };
    await compute('one', { base: BASE, axes });
    const refused = (work: Promise<unknown>, message: RegExp) =>
      assert.rejects(work, (error) => error instanceof DataError && message.test(error.message));
    await refused(
      compute('one', { base: BASE, axes: { seed: [1, 3] } }),
      /found cells of sweep \w+; expected those of sweep \w+, or a folder that is absent or empty$/,
    );
    await refused(
      compute('one', { base: BASE, axes }, { shard: { index: 1, count: 2 } }),
      /found part 1\/1 of the sweep; expected part 1\/2 of the sweep, or a folder that is absent or empty$/,
    );
    await mkdir(folder('used'));
    await writeFile(join(folder('used'), 'notes.txt'), '');
    await refused(compute('used', { base: BASE, axes }), /found a folder that holds 1 other files/);
    const first = join(folder('one'), 'cells', '1.json');
    const text = await readFile(first, 'utf8');
    await forge(first, (written) => written.replace(/"version": \d+/, '"version": 99'));
    await rm(join(folder('one'), 'cells', '2.json'));
    await refused(compute('one', { base: BASE, axes }), /found other images in cell 2 than in cell 1/);
    await writeFile(first, text);
    await writeFile(join(folder('one'), 'cells', '2.json'), '{}');
    await refused(compute('one', { base: BASE, axes }), /2\.json: found "format" that is wrong/);
  });

  describe('joined', () => {
    const parts: string[] = [];
    const refused = (folders: readonly string[], message: RegExp) =>
      assert.rejects(
        mergeSweep(folders, folder('merged')),
        (error) => error instanceof DataError && message.test(error.message),
      );

    beforeEach(async () => {
      const axes = { seed: [1, 2, 3] };
      parts.length = 0;
      for (const index of [1, 2, 3]) {
        const shard = { index, count: 3 };
        parts.push((await compute(`part${index}`, { base: BASE, axes }, { shard })).folder);
      }
    });
    afterEach(async () => {
      assert.deepEqual(
        (await readdir(parent())).filter((name) => name.startsWith('.')),
        [],
      );
    });

    it('are refused when one is missing, and it is named', async () => {
      await refused([at(parts, 0), at(parts, 2)], /merged: found no cell 2 \(seed 2\); expected all 3 cells$/);
    });

    it('may overlap as long as they agree', async () => {
      await cp(at(parts, 0), folder('copy'), { recursive: true });
      const merged = await mergeSweep([...parts, folder('copy')], folder('merged'));
      assert.deepEqual(
        merged.cells.map(({ cell }) => cell),
        [1, 2, 3],
      );
      assert.deepEqual((await readSweep(folder('merged'))).cells, merged.cells);

      const file = join(folder('copy'), 'cells', '1.json');
      await forge(file, (text) => text.replace(/"layer1\.weight\.r2": 0/, '"layer1.weight.r2": 1'));
      await rm(folder('merged'), { recursive: true });
      await refused([...parts, folder('copy')], /copy: found a cell 1 that is not that of .*part1; expected the same/);
    });

    it('are refused when they are of different sweeps', async () => {
      const other = await compute('other', { base: BASE, axes: { seed: [4] } });
      await refused([...parts, other.folder], /other: found cells of sweep \w+; expected those of sweep \w+$/);
    });

    it('go together with cells that had no seal yet, which stay without one', async () => {
      await cp(at(parts, 0), folder('copy'), { recursive: true });
      for (const number of [1, 2]) {
        const file = join(at(parts, number - 1), 'cells', `${number}.json`);
        const { sha256: _, ...cell } = JSON.parse(await readFile(file, 'utf8')) as CellFile & { sha256: string };
        await writeFile(file, JSON.stringify({ ...cell, formatVersion: 1 }));
      }
      const merged = await mergeSweep([...parts, folder('copy')], folder('merged'));
      // Of the first there was another that has one.
      assert.deepEqual(
        merged.cells.map(({ formatVersion }) => formatVersion),
        [2, 1, 2],
      );
      assert.deepEqual((await readSweep(folder('merged'))).cells, merged.cells);
      assert.ok(!(await readFile(join(folder('merged'), 'cells', '2.json'), 'utf8')).includes('"formatVersion": 2'));
    });

    it('are refused when their images differ', async () => {
      const file = join(at(parts, 1), 'cells', '2.json');
      await forge(file, (text) => text.replace(/"version": \d+/, '"version": 99'));
      await refused(parts, /^data "drawn": found other images in cell 2 than in cell 1; expected the same images/);
    });

    it('are refused when the folder is no sweep, a changed one, or the new one is in use', async () => {
      await refused([folder('nothing')], /sweep\.json: found no readable file/);
      const file = join(at(parts, 1), 'sweep.json');
      await forge(file, (text) => text.replace('"rows": 300', '"rows": 301'));
      await refused(parts, /sweep\.json: found the hash \w+ beside a sweep whose hash is \w+/);
      await mkdir(join(folder('merged'), 'something'), { recursive: true });
      await refused(parts, /merged: found a folder that holds 1 other files/);
    });
  });
});

describe('figures', () => {
  it('are all finite numbers by the keys that lead to them, and how many a list holds', () => {
    const value = { a: 1, b: { c: null, d: 2, e: Number.NaN, f: undefined, g: 'x', h: true }, i: [3, { j: 4 }] };
    assert.deepEqual(Object.entries(flatten(value)), [
      ['a', 1],
      ['b.d', 2],
      ['i', 2],
    ]);
  });
});
