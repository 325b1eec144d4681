import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { reliabilityOverOrders } from '../../../src/engine/controls/reliability';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { sealed } from '../../../src/engine/files/sealed';
import { meanWithInterval } from '../../../src/engine/statistics/meanInterval';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { matchLoss } from '../../../src/engine/sweep/matchedLoss';
import { comparePublished } from '../../../src/engine/sweep/published';
import { replicate, replicationSweep } from '../../../src/engine/sweep/replication';
import { slicer } from '../controlData';
import { at, finish, run, smallConfig, temporaryFolders } from '../support';

function near(found: number | null | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(typeof found === 'number' && Math.abs(found - expected) <= tolerance, `${found} is not ${expected}`);
}

describe('a mean over seeds', () => {
  it('has Student’s interval, as in the tables', () => {
    // t(0.975) with 1, 4 and 9 degrees of freedom, as R's qt gives them.
    for (const [values, t] of [
      [[1, 2], 12.706204736432095],
      [[3, 1, 4, 1, 5], 2.776445105197793],
      [[2, 7, 1, 8, 2, 8, 1, 8, 2, 8], 2.2621571627409915],
    ] as const) {
      const { n, mean, standardDeviation, interval } = meanWithInterval(values);
      const expected = values.reduce<number>((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce<number>((sum, value) => sum + (value - expected) ** 2, 0);
      const s = Math.sqrt(squares / (values.length - 1));
      assert.equal(n, values.length);
      near(mean, expected);
      near(standardDeviation, s);
      near(interval?.low, expected - (t * s) / Math.sqrt(n), 1e-9);
      near(interval?.high, expected + (t * s) / Math.sqrt(n), 1e-9);
      assert.equal(interval?.level, 0.95);
    }
  });

  it('has none for a single value, and no mean without any', () => {
    assert.deepEqual(meanWithInterval([7]), { n: 1, mean: 7, standardDeviation: null, interval: null });
    assert.deepEqual(meanWithInterval([]), { n: 0, mean: null, standardDeviation: null, interval: null });
  });
});

describe('a replication', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();

  it('is the same experiment under consecutive seeds, the config’s own first', async () => {
    const config = smallConfig({ seed: 4 });
    const folder = join(parent(), 'replication');
    const keeping = { cacheFolder: parent(), folder, cancel: new CancelFlag(), executors: [new CellRunner()] };
    const replication = await finish(replicate(replicationSweep(config, 3), keeping));
    assert.deepEqual(JSON.parse(await readFile(join(folder, 'replication.json'), 'utf8')), sealed(replication));
    assert.deepEqual(replication.seeds, [4, 5, 6]);
    assert.deepEqual(replication.config, config);
    assert.deepEqual(replication.status, ['done', 'done', 'done']);

    const r2 = await Promise.all(
      [4, 5, 6].map(async (seed) => {
        const { metrics } = await run({ ...config, seed }, openDrawnDigits(1));
        return metrics['layer1.weight']?.r2 ?? assert.fail();
      }),
    );
    const { values, ...statistics } = replication.figures['layer1.weight.r2'] ?? assert.fail();
    assert.deepEqual(values, r2);
    assert.deepEqual(statistics, meanWithInterval(r2));
    const [weights] = replication.published;
    assert.equal(weights?.figure, 'layer1.weight.r2');
    assert.equal(weights.seedsBelow, r2.filter((value) => value < 0.28).length);
  });

  it('runs each seed in shuffled orders too, from the same initial parameters, and says what comes again', async () => {
    const config = smallConfig({ seed: 2 });
    const folder = join(parent(), 'orders');
    const keeping = { cacheFolder: parent(), folder, cancel: new CancelFlag(), executors: [new CellRunner()] };
    const { figures, orders } = await finish(replicate(replicationSweep(config, 2, 2), keeping));
    assert.equal(orders, 2);
    const tables = await Promise.all(
      [2, 1_000_002].map(async (orderSeed) => {
        const made = await run({ ...config, order: 'shuffled', orderSeed }, openDrawnDigits(1));
        const { x, y } = made.attribution;
        return { initial: made.initial.values, x: at(x.layers, 0), y: at(y.layers, 0) };
      }),
    );
    const own = await run(config, openDrawnDigits(1));
    for (const { initial } of tables) assert.deepEqual(initial, own.initial.values);
    const expected = await reliabilityOverOrders(tables, slicer());
    for (const [name, value] of Object.entries(expected))
      assert.equal(figures[`reliability.${name}`]?.values[0], value, name);
    assert.equal(figures['controls.residual.r']?.values[0], own.metrics.controls.residual.r);
    // 300 drawn digits are learnt much alike in any order.
    const { x, y, disattenuatedR, acrossR } = expected;
    assert.ok(x !== null && x > 0.5 && x < 1 && y !== null && y > 0.5 && y < 1, `${x} ${y}`);
    assert.ok(disattenuatedR !== null && acrossR !== null && Math.abs(disattenuatedR) > Math.abs(acrossR));
  });

  it('counts its own order where that is shuffled', async () => {
    const config = smallConfig({ order: 'shuffled', orderSeed: 5 });
    const keeping = { cacheFolder: parent(), cancel: new CancelFlag(), executors: [new CellRunner()] };
    const folder = join(parent(), 'shuffled');
    const { figures } = await finish(replicate(replicationSweep(config, 1, 2), { ...keeping, folder }));
    const tables = await Promise.all(
      [5, 1_000_005].map(async (orderSeed) => {
        const { x, y } = (await run({ ...config, orderSeed }, openDrawnDigits(1))).attribution;
        return { x: at(x.layers, 0), y: at(y.layers, 0) };
      }),
    );
    const { x, acrossR } = await reliabilityOverOrders(tables, slicer());
    assert.deepEqual([figures['reliability.x']?.values[0], figures['reliability.acrossR']?.values[0]], [x, acrossR]);
  });

  it('keeps what a seed has whose shuffled order diverges', async () => {
    // Where steps are as large as they may be, the order decides.
    const config = smallConfig({ network: { hidden: [4], activation: 'identity' }, learningRate: 0.041 });
    const keeping = { cacheFolder: parent(), cancel: new CancelFlag(), executors: [new CellRunner()] };
    const folder = join(parent(), 'diverging');
    const sweep = replicationSweep(config, 1, 2);
    const { figures, status } = await finish(replicate(sweep, { ...keeping, folder }));
    assert.deepEqual(status, ['done']);
    assert.ok('layer1.weight.r2' in figures);
    assert.deepEqual(
      Object.keys(figures).filter((name) => name.startsWith('reliability')),
      [],
    );
  });

  it('has ten seeds unless told otherwise', () => {
    assert.deepEqual(replicationSweep(smallConfig()).axes['seed'], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('says where the post’s figures lie: among the seeds, in standard deviations, and against the interval', () => {
    const metric = (values: (number | null)[]) => {
      const defined = values.filter((value) => value !== null);
      return { ...meanWithInterval(defined), values };
    };
    const [weights, biases] = comparePublished({
      'layer1.weight.r2': metric([0.2, 0.3, null, 0.4]),
      'layer1.bias.r2': metric([0.01, 0.02, 0.03]),
    });
    assert.ok(weights !== undefined && biases !== undefined);
    assert.deepEqual([weights.value, weights.seedsBelow, weights.seeds, weights.interval], [0.28, 1, 3, 'within']);
    near(weights.standardDeviations, -0.2);
    assert.deepEqual([biases.value, biases.seedsBelow, biases.interval], [0.17, 3, 'above']);
    near(biases.standardDeviations, 15);
    const [alone] = comparePublished({ 'layer1.bias.r2': metric([0.1]) });
    assert.deepEqual([alone?.standardDeviations, alone?.interval], [null, null]);
    assert.deepEqual(comparePublished({}), []);
  });
});

describe('activations at matched loss', () => {
  const axes = { 'network.activation': ['softplus', 'relu', 'tanh'], learningRate: [0.1, 0.2, 0.3], seed: [1, 2] };
  /** Cells whose held-out loss is that of the table for both seeds, 0.01 apart; null diverges with seed 2. */
  const cellsOf = (losses: Readonly<Record<string, readonly (number | null)[]>>) =>
    Object.entries(losses).flatMap(([activation, row]) =>
      row.flatMap((loss, index) =>
        [1, 2].map((seed) => {
          const values = [activation, axes.learningRate[index], seed];
          if (loss === null && seed === 2) return { values, status: 'diverged' as const, figures: {} };
          const metrics = { 'phase1.heldOut.loss': (loss ?? 0) + (seed - 1.5) / 100, 'layer1.weight.r2': seed + index };
          return { values, status: 'done' as const, figures: metrics };
        }),
      ),
    );

  it('gives each activation the rate whose mean held-out loss is nearest to the reference’s', () => {
    const { reference, activations } = matchLoss(
      { base: { learningRate: 0.2 }, axes },
      cellsOf({ softplus: [0.9, 0.5, 0.4], relu: [0.75, 0.3, 0.45], tanh: [null, 0.1, null] }),
    );
    assert.deepEqual([reference.activation, reference.learningRate], ['softplus', 0.2]);
    near(reference.heldOutLoss, 0.5);
    assert.deepEqual(
      activations.map(({ activation, learningRate }) => [activation, learningRate]),
      [
        ['softplus', 0.2],
        ['relu', 0.3],
        ['tanh', 0.2],
      ],
    );
    const [softplus, relu, tanh] = activations;
    near(softplus?.difference, 0);
    near(relu?.difference, -0.05);
    near(relu?.heldOutLoss, 0.45);
    near(tanh?.difference, -0.4);
    assert.equal(softplus?.between, 0.2);
    // ReLU: from 0.75 at 0.1 to 0.3 at 0.2, so 5/9 of the way to 0.2 on a scale of logarithms.
    assert.equal(relu?.between, Number((0.1 * 2 ** (5 / 9)).toPrecision(3)));
    assert.equal(tanh?.between, null);
    assert.deepEqual(relu?.figures['layer1.weight.r2'], meanWithInterval([3, 4]));
  });

  it('takes the smaller of two rates that are equally near, and never one with a seed that diverged', () => {
    const { activations } = matchLoss(
      { base: { learningRate: 0.1 }, axes },
      cellsOf({ softplus: [0.5, 0.5, 0.5], relu: [0.75, 0.25, 1], tanh: [null, null, null] }),
    );
    assert.deepEqual(
      activations.map(({ learningRate }) => learningRate),
      [0.1, 0.1, null],
    );
    assert.deepEqual(activations[2]?.figures, {});
  });

  it('matches nothing when the reference itself diverged', () => {
    const { reference, activations } = matchLoss(
      { base: { learningRate: 0.3 }, axes },
      cellsOf({ softplus: [0.5, 0.5, null], relu: [0.75, 0.25, 1], tanh: [1, 1, 1] }),
    );
    assert.equal(reference.heldOutLoss, null);
    assert.ok(activations.every(({ learningRate }) => learningRate === null));
  });
});
