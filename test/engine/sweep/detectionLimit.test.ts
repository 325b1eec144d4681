import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { causalInputOf } from '../../../src/engine/causal/causalInput';
import { causalTest } from '../../../src/engine/causal/doseResponse';
import { parseConfig } from '../../../src/engine/config';
import { checkRouting } from '../../../src/engine/controls/routing';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { readExamples } from '../../../src/engine/data/examples';
import { ConfigError } from '../../../src/engine/errors';
import { RandomStream } from '../../../src/engine/network/random';
import type { Run } from '../../../src/engine/run';
import { readRun } from '../../../src/engine/runs/runStore';
import { meanWithInterval } from '../../../src/engine/statistics/meanInterval';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { detectionLimit, SELECTIVITY } from '../../../src/engine/sweep/detectionLimit';
import { metricsOf } from '../../../src/engine/sweep/runMetrics';
import { runSweep } from '../../../src/engine/sweep/runSweep';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { routedNeurons } from '../../../src/engine/training/routing';
import type { DetectedFigure, DetectionLimit } from '../../../src/model/sweep';
import { detectionQuestion, detectionSentences, limitTitle, sharesTitle } from '../../../src/text/detectionLimit';
import { at, finish, run, temporaryFolders } from '../support';

const RESIDUAL = 'controls.residual.r';
const AUC = 'controls.routing.auc';
const EFFECT = 'controls.effect.x.withinPixelR';

function found({ figures }: DetectionLimit, name: string): DetectedFigure {
  return figures.find(({ figure }) => figure === name) ?? assert.fail(name);
}

describe('the detection limit of made-up cells', () => {
  const SEEDS = [1, 2, 3];
  /** Of each share, one number a seed: null where the figure is not defined. */
  const limitOf = (rows: Readonly<Record<string, readonly (number | null)[]>>, figure = RESIDUAL) => {
    const shares = Object.keys(rows).map(Number);
    const cells = shares.flatMap((share) =>
      SEEDS.map((seed, index) => {
        const value = rows[share]?.[index] ?? null;
        return { values: [seed, share], figures: value === null ? {} : { [figure]: value } };
      }),
    );
    // The axes in the other order, and the shares in none.
    return detectionLimit('detection-limit', { axes: { seed: SEEDS, 'routing.share': shares.toReversed() } }, cells);
  };

  it('is the smallest share from which on the intervals of the differences lie above 0', () => {
    const values = { 0: [0.1, 0.5, 0.9], 0.1: [0.09, 0.52, 0.9], 0.2: [0.2, 0.61, 0.99], 1: [0.4, 0.82, 1.21] };
    const limit = limitOf(values);
    assert.deepEqual([limit.shares, limit.seeds], [[0, 0.1, 0.2, 1], 3]);
    const { at: shares, limit: from, without } = found(limit, RESIDUAL);
    assert.deepEqual(
      shares.map(({ told }) => told),
      [null, false, true, true],
    );
    assert.deepEqual([from, without], [0.2, null]);
    assert.deepEqual(at(shares, 2).value, meanWithInterval(values[0.2]));
    // Seed by seed: the seeds are further apart than the shares.
    const differences = meanWithInterval([0.2 - 0.1, 0.61 - 0.5, 0.99 - 0.9]);
    assert.deepEqual(at(shares, 2).difference, differences);
    assert.equal(at(shares, 0).difference, null);
  });

  it('is another one in one run alone, which lies among the seeds without', () => {
    // Mean 0.5, s 0.1: t(0.975) of 2 degrees of freedom is 4.302653 (R's qt), and √(4/3) goes with it.
    const bound = 0.5 + 4.302652729911275 * 0.1 * Math.sqrt(4 / 3);
    const none = [0.4, 0.5, 0.6];
    const barely = none.map((value) => value + 0.01 * value);
    const [most, all] = [
      [bound - 0.01, bound + 0.1, bound + 0.2],
      [bound + 0.01, bound + 0.1, bound + 0.2],
    ];
    const { limit, oneRun } = found(limitOf({ 0: none, 0.1: barely, 0.2: most, 0.3: all, 1: all }), RESIDUAL);
    assert.deepEqual([limit, oneRun?.limit], [0.1, 0.3]);
    assert.ok(Math.abs((oneRun?.bound ?? 0) - bound) < 1e-9, `${oneRun?.bound}`);
    assert.equal(found(limitOf({ 0: none, 0.2: all, 1: most }), RESIDUAL).oneRun?.limit, null);
    assert.equal(found(limitOf({ 0: none, 0.2: all, 1: [null, null, null] }), RESIDUAL).oneRun?.limit, 0.2);
    assert.deepEqual(found(limitOf({ 0: [0.5, null, null], 1: all }), RESIDUAL).oneRun, { bound: null, limit: null });
    assert.equal(found(limitOf({ 0: none, 1: all }, AUC), AUC).oneRun, null);
  });

  it('lies beyond every share at which it is not told, and is none where that is the largest', () => {
    const none = [0.1, 0.2, 0.3];
    const more = [0.5, 0.61, 0.72];
    assert.equal(found(limitOf({ 0: none, 0.1: more, 0.2: none, 1: more }), RESIDUAL).limit, 1);
    assert.equal(found(limitOf({ 0: none, 0.1: more, 1: none }), RESIDUAL).limit, null);
    // Less than without shows nothing.
    assert.equal(found(limitOf({ 0: more, 0.1: none, 1: none }), RESIDUAL).limit, null);
  });

  it('does not ask a share at which the figure is not defined, nor a seed that diverged', () => {
    const none = [0.1, 0.2, 0.3];
    const undefinedAtAll = limitOf({ 0: none, 0.1: none, 0.3: [0.5, null, 0.72], 1: [null, null, null] });
    const { at: shares, limit } = found(undefinedAtAll, RESIDUAL);
    assert.deepEqual(
      shares.map(({ told, difference }) => [told, difference?.n]),
      [
        [null, undefined],
        [false, 3],
        [true, 2],
        [null, 0],
      ],
    );
    assert.equal(limit, 0.3);
    assert.equal(found(limitOf({ 0: none, 1: [0.9, null, null] }), RESIDUAL).limit, null);
    assert.equal(found(undefinedAtAll, EFFECT).limit, null);
  });

  it('holds AUC against ½, since no cell without routing has one', () => {
    const undefinedThere = [null, null, null];
    const { at: shares, without, limit } = found(limitOf({ 0: undefinedThere, 1: [0.6, 0.65, 0.7] }, AUC), AUC);
    assert.deepEqual([without, limit], [0.5, 1]);
    assert.deepEqual(at(shares, 1).difference, meanWithInterval([0.6 - 0.5, 0.65 - 0.5, 0.7 - 0.5]));
    assert.equal(found(limitOf({ 0: undefinedThere, 1: [0.4, 0.55, 0.6] }, AUC), AUC).limit, null);
  });

  it('is a mistake in 2.5 of 100 cases where there is nothing, the other end of the interval being none', () => {
    const random = new RandomStream(1, 'detection limit');
    const draws = 4000;
    let told = 0;
    for (let draw = 0; draw < draws; draw++) {
      const row = () => SEEDS.map(() => random.normal());
      if (found(limitOf({ 0: row(), 1: row() }), RESIDUAL).limit !== null) told++;
    }
    // Four standard deviations of a share of so many.
    assert.ok(Math.abs(told / draws - 0.025) < 4 * Math.sqrt((0.025 * 0.975) / draws), `${told} of ${draws}`);
  });

  it('is said in a sentence for each figure', () => {
    const none = [0.1, 0.2, 0.3];
    const more = [0.5, 0.61, 0.72];
    const far = [1.1, 1.2, 1.3];
    const sentence = (rows: Readonly<Record<string, readonly number[]>>, figure = RESIDUAL) =>
      detectionSentences(limitOf(rows, figure)).find((words) => words.includes('would have'));
    assert.equal(
      sentence({ 0: none, 0.1: none, 0.3: more, 1: far }),
      'Residual r would have shown it from 30 % on; in one run alone from 100 % on.',
    );
    assert.equal(
      sentence({ 0: none, 0.1: none, 1: more }),
      'Residual r would have shown it from 100 % on; in one run alone from no share on.',
    );
    assert.equal(
      sentence({ 0: none, 0.05: far, 1: far }),
      'Residual r would have shown it from 5 % on, the least that was tried; in one run alone from 5 % on.',
    );
    assert.equal(sentence({ 0: none, 0.1: more, 1: none }), 'Residual r would have shown it from no share on.');
    assert.equal(
      sentence({ 0: none, 0.1: none, 1: [0.7, 0.71, 0.72] }, AUC),
      'AUC of y would have shown it from 100 % on.',
    );
    const nowhere = found(limitOf({ 0: none, 1: more }), EFFECT);
    assert.match(
      at(detectionSentences({ planted: 'locality', seeds: 3, shares: [0, 1], figures: [nowhere] }), 0),
      /^Within-pixel r of x with the effect is not defined where/,
    );
    assert.match(detectionQuestion(limitOf({ 0: none, 1: more })), /over 3 seeds/);
  });
});

describe('up to how much label noise labels are seen, of made-up cells', () => {
  const SEEDS = [1, 2, 3];
  const limitOf = (rows: Readonly<Record<string, readonly number[]>>) => {
    const shares = Object.keys(rows).map(Number);
    const cells = shares.flatMap((share) =>
      SEEDS.map((seed, index) => ({ values: [share, seed], figures: { [RESIDUAL]: at(rows[share] ?? [], index) } })),
    );
    return detectionLimit('label-noise', { axes: { labelNoise: shares, seed: SEEDS } }, cells);
  };
  const none = [0.1, 0.2, 0.3];
  const more = [0.5, 0.61, 0.72];
  const far = [1.1, 1.2, 1.3];

  it('is the largest noise up to which, from none on, the figure is told from labels that say nothing', () => {
    const limit = limitOf({ 0: far, 0.2: more, 0.4: none, 0.5: none });
    assert.deepEqual([limit.planted, limit.shares], ['labels', [0.5, 0.4, 0.2, 0]]);
    const { at: shares, limit: upTo, oneRun } = found(limit, RESIDUAL);
    assert.deepEqual(
      shares.map(({ told }) => told),
      [null, false, true, true],
    );
    assert.deepEqual([upTo, oneRun?.limit], [0.2, 0]);
    assert.deepEqual(at(shares, 2).difference, meanWithInterval(more.map((value, index) => value - at(none, index))));
    // What is seen at a larger noise and not at a smaller one is chance.
    assert.equal(found(limitOf({ 0: none, 0.2: more, 0.5: none }), RESIDUAL).limit, null);
    assert.equal(found(limitOf({ 0: more, 0.2: none, 0.4: more, 0.5: none }), RESIDUAL).limit, 0);
  });

  it('is said in a sentence for each figure', () => {
    const sentence = (rows: Readonly<Record<string, readonly number[]>>) =>
      detectionSentences(limitOf(rows)).find((words) => words.startsWith('Residual r'));
    assert.equal(
      sentence({ 0: far, 0.2: more, 0.4: none, 0.5: none }),
      'Residual r would have shown what labels did up to 20 % of noise; in one run alone up to 0 %.',
    );
    assert.equal(
      sentence({ 0: more, 0.4: more, 0.5: none }),
      'Residual r would have shown what labels did up to 40 % of noise, the most that was tried; in one run alone at none.',
    );
    assert.equal(
      sentence({ 0: none, 0.5: none }),
      'Residual r would not have shown what labels did, not even without noise.',
    );
    const limit = limitOf({ 0: more, 0.5: none });
    assert.ok(detectionSentences(limit).includes('S of x is not defined.'));
    assert.match(detectionQuestion(limit), /told the other group: at 50 % .* over 3 seeds/);
    assert.deepEqual([sharesTitle(limit), limitTitle(limit)], ['noise', 'shown up to']);
  });
});

describe('a sweep that plants locality', function () {
  this.timeout(120_000);
  const parent = temporaryFolders();
  const BASE = { data: 'drawn', network: { hidden: [12] }, phase1: { rows: 1500 }, forks: { untilRow: 4000 } };

  it('finds it where it is, keeps the answer, and every cell is its run with S beside', async () => {
    const axes = { 'routing.share': [0, 0.34, 1], seed: [1, 2, 3] };
    const sweep = parseSweep({ preset: 'detection-limit', base: BASE, axes });
    const folder = join(parent(), 'planted');
    const keeping = { cacheFolder: parent(), folder, cancel: new CancelFlag(), executors: [new CellRunner()] };
    const stored = await finish(runSweep(sweep, { ...keeping, keepRuns: true }));
    const answer = JSON.parse(await readFile(join(folder, 'detection-limit.json'), 'utf8')) as DetectionLimit;
    assert.deepEqual(answer, JSON.parse(JSON.stringify(detectionLimit('detection-limit', sweep, stored.cells))));
    assert.deepEqual([found(answer, RESIDUAL).limit, found(answer, AUC).limit], [0.34, 0.34]);
    // All x of a neuron are 1 or 0, so that nothing is left of them without its mean.
    assert.equal(at(found(answer, RESIDUAL).at, 2).told, null);

    const data = openDrawnDigits(1);
    const { config, figures } = at(stored.cells, 4);
    const made = await run(config, data);
    const { [SELECTIVITY]: s, ...others } = figures;
    assert.deepEqual(others, metricsOf(made));
    assert.deepEqual(metricsOf((await readRun(join(folder, 'runs/5'))).file), others);
    assert.ok(s !== undefined && Math.abs(s - (await wholeTest(made))) < 1e-12, `${s}`);
  });

  it('finds none where none is: by seeds of its own, no figure tells what is not routed from what is not', async () => {
    const figuresOf = async (seed: number) => {
      const made = await run(parseConfig({ ...BASE, measures: [], seed }), openDrawnDigits(1));
      // Of the neurons that would be routed.
      const would = routedNeurons({ sizes: made.initial.sizes, routing: 'halves' }) ?? assert.fail();
      const { auc } = checkRouting(at(made.attribution.y.layers, 0), would);
      return { ...metricsOf(made), ...(auc === null ? {} : { [AUC]: auc }) };
    };
    const axes = { 'routing.share': [0, 1], seed: [1, 2, 3, 4, 5, 6, 7, 8] };
    const cells = [];
    for (const seed of axes.seed) {
      cells.push({ values: [0, seed], figures: await figuresOf(seed) });
      cells.push({ values: [1, seed], figures: await figuresOf(seed + axes.seed.length) });
    }
    for (const { figure, at: shares, limit } of detectionLimit('detection-limit', { axes }, cells).figures) {
      assert.equal(limit, null, figure);
      assert.equal(at(shares, 1).difference?.n, figure === SELECTIVITY ? 0 : axes.seed.length, figure);
    }
  });

  it('takes labels away by degrees, and keeps what of it each figure shows', async () => {
    const axes = { labelNoise: [0, 0.5], seed: [1, 2, 3] };
    // At the default rate so few examples teach nothing.
    const sweep = parseSweep({ preset: 'label-noise', base: { ...BASE, learningRate: 0.002 }, axes });
    const folder = join(parent(), 'noise');
    const keeping = { cacheFolder: parent(), folder, cancel: new CancelFlag(), executors: [new CellRunner()] };
    const stored = await finish(runSweep(sweep, { ...keeping, keepRuns: false }));
    const answer = JSON.parse(await readFile(join(folder, 'detection-limit.json'), 'utf8')) as DetectionLimit;
    assert.deepEqual(answer, JSON.parse(JSON.stringify(detectionLimit('label-noise', sweep, stored.cells))));
    assert.equal(found(answer, 'phase1.heldOut.accuracy').limit, 0);
    for (const { figure, at: shares } of answer.figures) assert.equal(at(shares, 1).difference?.n, 3, figure);
  });

  it('is refused with axes that cannot answer it', () => {
    const refusal = (axes: unknown, preset = 'detection-limit') => {
      try {
        parseSweep({ preset, base: BASE, axes });
      } catch (error) {
        if (error instanceof ConfigError) return error.message.split('\n');
        throw error;
      }
      return assert.fail('not refused');
    };
    assert.deepEqual(refusal({ 'routing.share': [0.5, 1], seed: [1], loss: ['squared'] }), [
      'axes.loss: found an axis of another question; expected routing.share and seed alone with this preset',
      'axes.routing.share: found [0.5,1]; expected values with 0 among them, where nothing is routed, and others to be told from it',
      'axes.seed: found [1]; expected at least 2 values, for an interval',
    ]);
    assert.match(at(refusal({ 'routing.share': [0] }), 1), /^axes\.seed: found nothing/);
    const ofLabels =
      'expected values with 0.5 among them, where the labels say nothing, and smaller ones to be told from it';
    for (const labelNoise of [[0, 0.4], [0.5], [0, 0.5, 0.6]])
      assert.deepEqual(refusal({ labelNoise, seed: [1, 2] }, 'label-noise'), [
        `axes.labelNoise: found ${JSON.stringify(labelNoise)}; ${ofLabels}`,
      ]);
    assert.match(at(refusal({ 'routing.share': [0, 1] }, 'label-noise'), 0), /expected labelNoise and seed alone/);
  });
});

/** S of the ranking by x with its weights reset, as the causal test has it. */
async function wholeTest(made: Run): Promise<number> {
  const { config, initial, phase1, attribution, measures } = made;
  const data = openDrawnDigits(1);
  const cancel = new CancelFlag();
  const read = (split: 'training' | 'test', end: number) =>
    readExamples(data[split], 784, config.groups, end, cancel, () => {});
  const images = {
    data,
    training: await read('training', config.forks.untilRow),
    test: await read('test', data.test.count),
  };
  const { x, y } = attribution;
  const tested = { config, initial, phase1: phase1.state.parameters, x, y, measures };
  const { curves } = await finish(causalTest(causalInputOf(tested, 0, images), cancel));
  return (
    curves.find(({ ranking, intervention }) => ranking === 'x' && intervention === 'reset')?.selectivity ??
    assert.fail()
  );
}
