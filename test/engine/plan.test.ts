import assert from 'node:assert/strict';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ExperimentConfig, ResolvedConfig } from '../../src/engine/config';
import type { Dataset } from '../../src/engine/data/dataset';
import { type ExampleStore, readExamples } from '../../src/engine/data/examples';
import { ConfigError } from '../../src/engine/errors';
import { type Plan, planExperiment, resolveConfig, shuffledOrders } from '../../src/engine/plan';
import { at, smallConfig, splitOf, tinyConfig, tinyData } from './support';

async function storeFor(config: ResolvedConfig, data: Dataset): Promise<ExampleStore> {
  return readExamples(data.training, 9, config.groups, config.forks.untilRow, new CancelFlag(), () => {});
}

/** A plan in rows of the file. */
async function planInRows(config: ExperimentConfig, data = tinyData()) {
  const resolved = resolveConfig(config, data);
  const store = await storeFor(resolved, data);
  const plan = planExperiment(resolved, store);
  const rowsOf = (sequence: Plan['phase1']) => [...sequence].map((example) => at(store.rows, example));
  return {
    plan,
    phase1: rowsOf(plan.phase1),
    forks: plan.forks.map((fork) => ({ ...fork, rows: rowsOf(fork.sequence) })),
  };
}

/** Rows whose label is one of these, from tiny data, where the label of a row is its last decimal digit. */
function rowsWith(labels: readonly number[], from: number, until: number): number[] {
  return Array.from({ length: until - from }, (_, k) => from + k).filter((row) => labels.includes(row % 10));
}

function mistakesOf(action: () => unknown): readonly { path: string; found: string; expected: string }[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return assert.fail('was not refused');
}

const ascending = (one: number, other: number) => one - other;

describe('plan', () => {
  it('phase 1: the examples of both groups among the first rows; forks: the rest, each without one class', async () => {
    const { phase1, forks } = await planInRows(tinyConfig());
    assert.deepEqual(phase1, rowsWith([1, 7, 6, 8], 0, 60));
    assert.deepEqual(
      forks.map(({ name, left, group }) => [name, left, group]),
      [
        ['without-1', 1, 'a'],
        ['without-7', 7, 'a'],
        ['without-6', 6, 'b'],
        ['without-8', 8, 'b'],
      ],
    );
    for (const { left, rows } of forks) {
      const others = [1, 7, 6, 8].filter((label) => label !== left);
      assert.deepEqual(rows, rowsWith(others, 60, 200));
    }
  });

  it('forks end before forks.untilRow', async () => {
    const { forks } = await planInRows(tinyConfig({ forks: { untilRow: 87 } }));
    assert.deepEqual(at(forks, 0).rows, rowsWith([7, 6, 8], 60, 87));
    assert.equal(at(forks, 0).rows.at(-1), 86);
  });

  it('larger groups have one fork a class', async () => {
    const { forks } = await planInRows(tinyConfig({ groups: { a: [0, 1, 2], b: [5, 9] } }));
    assert.deepEqual(
      forks.map(({ name }) => name),
      ['without-0', 'without-1', 'without-2', 'without-5', 'without-9'],
    );
    assert.deepEqual(at(forks, 4).rows, rowsWith([0, 1, 2, 5], 60, 200));
  });

  describe('tally', () => {
    for (const [rows, examples] of [
      [60, 24],
      [57, 22],
      [58, 23],
    ] as const) {
      it(`second half of ${examples} examples: from index ⌊n/2⌋ on`, async () => {
        const { plan } = await planInRows(tinyConfig({ phase1: { rows } }));
        assert.equal(plan.phase1.length, examples);
        assert.equal(plan.tallyFrom, Math.floor(examples / 2));
      });
    }

    it('"whole": from the first on', async () => {
      assert.equal((await planInRows(tinyConfig({ phase1: { rows: 60, tally: 'whole' } }))).plan.tallyFrom, 0);
    });
  });

  describe('order "shuffled"', () => {
    const shuffled = (seed: number) => planInRows(tinyConfig({ order: 'shuffled', seed }));

    it('permutes within phase 1 and within the rows of the forks, which stay disjoint', async () => {
      const { phase1, forks } = await shuffled(1);
      const inFile = rowsWith([1, 7, 6, 8], 0, 60);
      assert.notDeepEqual(phase1, inFile);
      assert.deepEqual([...phase1].sort(ascending), inFile);
      for (const { left, rows } of forks) {
        const expected = rowsWith(
          [1, 7, 6, 8].filter((label) => label !== left),
          60,
          200,
        );
        assert.notDeepEqual(rows, expected);
        assert.deepEqual([...rows].sort(ascending), expected);
      }
    });

    it('one permutation is shared by all forks', async () => {
      const { forks } = await shuffled(1);
      for (const one of forks) {
        for (const other of forks) {
          const common = (rows: readonly number[]) =>
            rows.filter((row) => row % 10 !== one.left && row % 10 !== other.left);
          assert.deepEqual(common(one.rows), common(other.rows));
        }
      }
    });

    it('depends on the seed and on nothing else', async () => {
      const once = await shuffled(1);
      assert.deepEqual(await shuffled(1), once);
      const other = await shuffled(2);
      assert.notDeepEqual(other.phase1, once.phase1);
      assert.notDeepEqual(at(other.forks, 0).rows, at(once.forks, 0).rows);
    });

    it('has a seed of its own, without which it is that of the initial weights', async () => {
      const by = (orderSeed: number, seed: number) =>
        planInRows(tinyConfig({ order: 'shuffled', orderSeed, seed })).then(({ phase1, forks }) => ({ phase1, forks }));
      const { phase1, forks } = await shuffled(3);
      assert.deepEqual(await by(3, 1), { phase1, forks });
      assert.deepEqual(await by(4, 1), await by(4, 2));
      assert.notDeepEqual((await by(4, 3)).phase1, phase1);
    });

    it('of several orders the first is that of the config, where it is shuffled already, and no two seeds share one', () => {
      const orders = (changes: object) =>
        shuffledOrders(resolveConfig(tinyConfig(changes), tinyData()), 3).map(({ order, seed, orderSeed }) => [
          order,
          seed,
          orderSeed,
        ]);
      const expected = (seed: number, first: number) =>
        [0, 1, 2].map((k) => ['shuffled', seed, first + k * 1_000_000] as const);
      assert.deepEqual(orders({ seed: 7 }), expected(7, 7));
      assert.deepEqual(orders({ seed: 7, order: 'shuffled' }), expected(7, 7));
      assert.deepEqual(orders({ seed: 7, order: 'shuffled', orderSeed: 12 }), expected(7, 12));
    });
  });

  it('equalise: every fork has the first examples of its own sequence, as many as the smallest fork', async () => {
    // Class 7 stands in two rows of three, so the fork without it is by far the smallest.
    const labels = Array.from({ length: 200 }, (_, row) => (row % 3 === 0 ? at([1, 6, 8], (row / 3) % 3) : 7));
    const data = { ...tinyData(), training: splitOf(labels, 9, new Uint8Array(200 * 9)) };
    const free = await planInRows(tinyConfig(), data);
    const equal = await planInRows(tinyConfig({ forks: { equalise: true } }), data);
    const smallest = Math.min(...free.forks.map(({ rows }) => rows.length));
    assert.equal(at(free.forks, 1).rows.length, smallest);
    assert.ok(at(free.forks, 0).rows.length > smallest);
    for (const [index, { rows }] of equal.forks.entries()) {
      assert.deepEqual(rows, at(free.forks, index).rows.slice(0, smallest));
    }
  });
});

describe('a config against its data', () => {
  const data = tinyData(200, 10);

  it('forks.untilRow is filled in with the end of the file', () => {
    assert.equal(resolveConfig(tinyConfig(), data).forks.untilRow, 200);
    assert.equal(resolveConfig(tinyConfig({ forks: { untilRow: 100 } }), data).forks.untilRow, 100);
  });

  it('phase1.rows that leave nothing for the forks are refused', () => {
    for (const rows of [200, 12000]) {
      const [mistake] = mistakesOf(() => resolveConfig(tinyConfig({ phase1: { rows } }), data));
      assert.equal(mistake?.path, 'phase1.rows');
      assert.equal(mistake.found, String(rows));
      assert.match(mistake.expected, /200/);
    }
    assert.doesNotThrow(() => resolveConfig(tinyConfig({ phase1: { rows: 199 } }), data));
  });

  it('a class that the data do not have, and a row beyond their end, are refused together', () => {
    const config = tinyConfig({ groups: { a: [1, 77], b: [6, 8] }, forks: { untilRow: 201 } });
    const mistakes = mistakesOf(() => resolveConfig(config, data));
    assert.deepEqual(
      mistakes.map(({ path }) => path),
      ['groups.a[1]', 'forks.untilRow'],
    );
    assert.match(at(mistakes, 0).found, /^77/);
    assert.match(at(mistakes, 0).expected, /0, 1, 2/);
    assert.match(at(mistakes, 1).expected, /at most 200/);
  });

  it('phase 1 or forks without one image of a class are refused, naming the class', async () => {
    const config = resolveConfig(tinyConfig({ phase1: { rows: 7 }, forks: { untilRow: 12 } }), data);
    const store = await storeFor(config, data);
    const mistakes = mistakesOf(() => planExperiment(config, store));
    assert.deepEqual(
      mistakes.map(({ path }) => path),
      ['phase1.rows', 'forks.untilRow'],
    );
    assert.match(at(mistakes, 0).found, /class 7, 8$/);
    assert.match(at(mistakes, 1).found, /rows 7 to 11 .* class 6$/);
  });

  it('the small config of these tests is a config', () => {
    assert.equal(smallConfig().forks.untilRow, 800);
  });
});
