import assert from 'node:assert/strict';
import { share } from '../../../src/engine/attribution/ratios';
import { CancelFlag, runSync } from '../../../src/engine/cancellation';
import { FiguresOfShares } from '../../../src/engine/controls/labelFigures';
import { drawLabels, type LabelDraw, labelFinding } from '../../../src/engine/controls/labelPermutation';
import { LabelTallies } from '../../../src/engine/controls/labelTallies';
import { talliedSteps } from '../../../src/engine/controls/talliedSteps';
import { CancelledError } from '../../../src/engine/errors';
import { initialParameters } from '../../../src/engine/network/initialisation';
import { type Layer, Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { correlate } from '../../../src/engine/statistics/correlation';
import { fitTwoWay } from '../../../src/engine/statistics/twoWay';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import { follow, isNear, randomLayer, slicer } from '../controlData';
import { at, EveryTime, memoryFor, run, sequenceOf, storeOf, tinyConfig, tinyData, toldOf } from '../support';

const RULE: TrainingRule = {
  sizes: [30, 7, 2],
  activation: 'softplus',
  outputActivation: 'softplus',
  loss: 'squared',
  optimiser: { name: 'sgd' },
  learningRate: 0.01,
};
const FROM = 25;

/** Images of 30 pixels, half of them dark, of either group in no order. */
function images(count: number) {
  const random = new RandomStream(3, 'labels test');
  return storeOf(
    30,
    Array.from({ length: count }, (_, row) => ({
      row,
      label: row % 10,
      target: random.integer(2),
      pixels: Array.from({ length: 30 }, () => (random.uniform() < 0.5 ? 0 : random.integer(256))),
    })),
  );
}

/** A tally of the reference kernel with the groups of the tallied positions as given. */
function tallyBy(rule: TrainingRule, store: ReturnType<typeof images>, groups: Uint8Array) {
  const sequence = sequenceOf([...store.rows.keys()]);
  const initial = initialParameters(rule.sizes, 1);
  const tally = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes), from: FROM, groups };
  const state = { parameters: initial.copy(), optimiser: initialOptimiserState(rule.optimiser, initial.values.length) };
  const context = { rule, training: store, test: store };
  const kernel = createReferenceKernel(context, { name: '', sequence, state, tally }, 0);
  kernel.train(0, FROM, false, { examples: 0, lossSum: 0, correct: 0 });
  kernel.train(FROM, sequence.length, true, { examples: 0, lossSum: 0, correct: 0 });
  return tally;
}

function stepsOf(rule: TrainingRule, store: ReturnType<typeof images>) {
  const sequence = sequenceOf([...store.rows.keys()]);
  const context = { rule, training: store, test: store, ...memoryFor(rule, store, 1, sequence.length) };
  return runSync(talliedSteps(context, sequence, FROM, initialParameters(rule.sizes, 1), 0));
}

describe('tallies with other labels', () => {
  const halves: TrainingRule = { ...RULE, routing: 'halves' };
  const dense = (store: ReturnType<typeof images>) => ({ ...store, pixels: store.pixels.map((p) => Math.max(1, p)) });
  for (const [name, rule, store] of [
    ['plain', RULE, images(70)],
    ['updates that are routed', halves, images(70)],
    ['labels that are noisy', RULE, { ...images(70), told: toldOf(images(70), (example) => example % 3 === 0) }],
    ['images without dark pixels', RULE, { ...dense(images(70)) }],
    ['an odd number of inputs and one hidden layer more', { ...RULE, sizes: [30, 5, 4, 2] }, images(61)],
  ] as const) {
    it(`are those of a training that adds up by them, without training anew: ${name}`, () => {
      const shared = { ...store, pixels: new Uint8Array(new SharedArrayBuffer(store.pixels.length)) };
      shared.pixels.set(store.pixels);
      const tallies = runSync(LabelTallies.of(stepsOf(rule, shared)));
      const count = store.rows.length - FROM;
      assert.equal(tallies.count, count);
      const chosen = new RandomStream(9, name).permutation(count).subarray(0, 20).sort();
      const groups = new Uint8Array(store.rows.length).fill(1);
      for (const index of chosen) groups[FROM + index] = 0;
      const { a, b } = tallyBy(rule, shared, groups);
      const layers = [a, b].map(({ layers }) => layers[0] as Layer);
      const [ofA, ofB] = layers as [Layer, Layer];
      const found = runSync(tallies.over(chosen));
      for (let j = 0; j < ofA.outputs; j++)
        for (let i = 0; i < 30; i++) {
          const cell = i * tallies.stride + j;
          const expected = at(ofA.weight, j * 30 + i);
          isNear(rule.learningRate * at(found, cell), expected, 1e-13);
          isNear(rule.learningRate * at(tallies.all, cell), expected + at(ofB.weight, j * 30 + i), 1e-13);
        }
    });
  }

  it('are refused where an example moves by what came before it', () => {
    const rule: TrainingRule = { ...RULE, optimiser: { name: 'momentum', momentum: 0.9 } };
    assert.throws(() => stepsOf(rule, images(40)), /plain SGD alone/);
  });
});

/** The figures by their definitions: of residuals and of distances from pixel means. */
async function figuresOf(x: Layer, y: Layer, used: (w: number) => boolean) {
  const leftOut = Uint8Array.from(x.weight, (_, w) => (used(w) ? 0 : 1));
  const masked = ({ weight }: Layer) => weight.map((value, w) => (used(w) ? value : Number.NaN));
  const residual = async (layer: Layer) => (await fitTwoWay(layer, leftOut, slicer())).residual;
  const within = (layer: Layer) => {
    const values = masked(layer);
    return values.map((value, w) => {
      const pixel = [...values].filter((_, k) => k % layer.inputs === w % layer.inputs && used(k));
      return value - pixel.reduce((sum, one) => sum + one, 0) / pixel.length;
    });
  };
  return {
    r2: correlate(masked(x), masked(y)).r2,
    residualR: correlate(await residual(x), await residual(y)).r,
    withinPixelR: correlate(within(x), within(y)).r,
  };
}

describe('figures of shares', () => {
  for (const [name, undefinedShare, wholeNeuron] of [
    ['all are defined', 0, false],
    ['a neuron is not', 0, true],
    ['weights are missing here and there', 0.15, true],
  ] as const) {
    it(`are those of residuals and of pixels’ own distances, where ${name}`, async () => {
      const x = randomLayer(7, 12, 1, undefinedShare);
      if (wholeNeuron) x.weight.fill(Number.NaN, 24, 36);
      const y = follow(x, 2, undefinedShare);
      const effect = follow(y, 3, 0);
      const used = (w: number) => !Number.isNaN(at(x.weight, w) + at(y.weight, w) + at(effect.weight, w));
      const figures = await FiguresOfShares.of(x, y, effect, 8, slicer());
      const turned = new Float64Array(8 * 12).fill(Number.NaN);
      for (let j = 0; j < 7; j++) for (let i = 0; i < 12; i++) turned[i * 8 + j] = at(x.weight, j * 12 + i);
      const found = await figures.figures(turned, slicer());
      for (const [partner, relation] of [
        [y, found.y],
        [effect, found.effect],
      ] as const) {
        const expected = await figuresOf(x, partner, used);
        for (const name of ['r2', 'residualR', 'withinPixelR'] as const) isNear(relation[name], expected[name], 1e-10);
      }
      for (let i = 0; i < 12; i++) {
        const pick = Array.from({ length: 7 }, (_, j) => j * 12 + i).filter(used);
        const { r } = correlate(x.weight, y.weight, pick);
        if (r === null) assert.ok(Number.isNaN(at(found.pixels, i)));
        else isNear(at(found.pixels, i), r);
      }
    });
  }
});

describe('the label permutation', () => {
  const data = (store: ReturnType<typeof images>) => {
    const groups = store.targets;
    const { a, b } = tallyBy(RULE, store, groups);
    const x = runSync(share(a, b)).layers[0] as Layer;
    const y = follow(x, 5, 0);
    return { seed: 4, steps: stepsOf(RULE, store), x, y, effect: follow(y, 6, 0) };
  };
  const queue = () => new Int32Array(new SharedArrayBuffer(4));

  it('holds the run’s own figures against those of draws, which any number of threads may make', async () => {
    const given = data(images(70));
    const alone = await drawLabels(given, queue(), slicer(), 39);
    assert.deepEqual(
      alone.map(({ draw }) => draw),
      [-1, ...Array(39).keys()],
    );
    const constant = new Uint8Array(30);
    const finding = labelFinding([alone], constant);
    const shared = queue();
    const parts = await Promise.all(
      [1, 2, 3].map(() => drawLabels(given, shared, new EveryTime(new CancelFlag()), 39)),
    );
    assert.deepEqual(labelFinding(parts, constant), finding);
    const used = () => true;
    const expected = await figuresOf(given.x, given.y, used);
    isNear(finding.r2.value, expected.r2, 1e-10);
    isNear(finding.residualR.value, expected.residualR, 1e-10);
    isNear(finding.withinPixelR.value, expected.withinPixelR, 1e-10);
    isNear(finding.effect.r2.value, (await figuresOf(given.x, given.effect, used)).r2, 1e-10);
    const { low, high, mean, p } = finding.r2;
    assert.ok(low !== null && mean !== null && high !== null && low < mean && mean < high);
    // y follows the x of the true labels.
    assert.equal(p, 1 / 40);
    assert.equal(finding.residualR.p, 2 / 40);
  });

  it('each draw is a tally by shuffled labels', async () => {
    const store = images(70);
    const given = data(store);
    const draws = await drawLabels(given, queue(), slicer(), 3);
    const count = store.targets.subarray(FROM).filter((target) => target === 0).length;
    for (const { draw, y } of draws.filter(({ draw }) => draw >= 0)) {
      const order = new RandomStream(4, 'labels', draw).permutation(store.rows.length - FROM);
      const groups = new Uint8Array(store.rows.length).fill(1);
      for (const index of order.subarray(0, count)) groups[FROM + index] = 0;
      const { a, b } = tallyBy(RULE, store, groups);
      const x = runSync(share(a, b)).layers[0] as Layer;
      isNear(y.r2, correlate(x.weight, given.y.weight).r2, 1e-10);
    }
  });

  it('marks the inputs whose r the labels do not give, those that are constant as one', () => {
    const random = new RandomStream(8, 'draws');
    const figure = { r2: 0.1, residualR: 0, withinPixelR: 0 };
    const drawOf = (draw: number, pixels: readonly number[]): LabelDraw => ({
      draw,
      y: figure,
      effect: figure,
      pixels: Float64Array.from(pixels),
    });
    const own = drawOf(-1, [0.9, -0.9, 0.1, Number.NaN, 0.9, 0.9]);
    const draws = Array.from({ length: 199 }, (_, draw) =>
      drawOf(
        draw,
        Array.from({ length: 6 }, () => random.uniform() - 0.5),
      ),
    );
    const constant = Uint8Array.of(0, 0, 0, 0, 1, 1);
    const { pixels, residualR } = labelFinding([draws, [own]], constant);
    assert.deepEqual(pixels, { rate: 0.05, above: [0, 4, 5], below: [1] });
    // All draws are as large.
    assert.equal(residualR.p, 1);
  });

  it('has p that are uniform where the labels mean nothing', async () => {
    // y of a network that has nothing to do with the groups: each of many sets of true labels is itself a shuffle.
    const ps: number[] = [];
    const base = images(90);
    const order = new RandomStream(11, 'nothing');
    for (let trial = 0; trial < 60; trial++) {
      const targets = new Uint8Array(new SharedArrayBuffer(90));
      targets.set([...order.permutation(90)].map((place) => place % 2));
      const store = { ...base, targets };
      const { a, b } = tallyBy(RULE, store, targets);
      // The steps are those of one training, with its own labels: only who counts for whom is another.
      const x = runSync(share(a, b)).layers[0] as Layer;
      const given = { seed: trial, steps: stepsOf(RULE, store), x, y: randomLayer(7, 30, 77, 0), effect: x };
      const { residualR } = labelFinding([await drawLabels(given, queue(), slicer(), 39)], new Uint8Array(30));
      ps.push(residualR.p ?? assert.fail('undefined'));
    }
    const below = (level: number) => ps.filter((p) => p <= level).length / ps.length;
    assert.ok(below(0.05) <= 0.15, `${below(0.05)} below 0.05`);
    assert.ok(below(0.5) >= 0.25 && below(0.5) <= 0.75, `${below(0.5)} below 0.5`);
  });

  it('is in every run of plain gradient descent, and null with another optimiser', async () => {
    const [plain, adam] = await Promise.all(
      ([{ name: 'sgd' }, { name: 'adam' }] as const).map((optimiser) => run(tinyConfig({ optimiser }), tinyData())),
    );
    const found = plain?.metrics.controls.labelPermutation;
    assert.equal(found?.draws, 199);
    isNear(found.residualR.value, plain?.metrics.controls.residual.r ?? null, 1e-9);
    isNear(found.r2.value, plain?.metrics['layer1.weight']?.r2 ?? null, 1e-9);
    assert.equal(adam?.metrics.controls.labelPermutation, null);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    cancel.raise();
    await assert.rejects(drawLabels(data(images(70)), queue(), new EveryTime(cancel)), CancelledError);
  });
});
