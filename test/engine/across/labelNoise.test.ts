import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import { negativeControl, shuffledGroups } from '../../../src/engine/controls/negativeControl';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { withLabelNoise } from '../../../src/engine/data/labelNoise';
import { type Examples, readGroups, runOnExamples, trainingRule } from '../../../src/engine/experiment';
import { initialParameters } from '../../../src/engine/network/initialisation';
import { type Layer, Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { planExperiment, resolveConfig } from '../../../src/engine/plan';
import type { Run } from '../../../src/engine/run';
import { correlate } from '../../../src/engine/statistics/correlation';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { metricsOf, RELIABILITY } from '../../../src/engine/sweep/runMetrics';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import { thisThread } from '../../../src/engine/training/trainer';
import { at, finish, run, smallConfig, toldOf, trainBy } from '../support';

/** ‖found − expected‖ / ‖expected‖, of what both define. */
function isNear(found: Parameters, expected: Parameters, tolerance = 1e-9): void {
  let [difference, size] = [0, 0];
  for (const [index, one] of expected.values.entries()) {
    const other = at(found.values, index);
    assert.equal(Number.isNaN(other), Number.isNaN(one));
    if (Number.isNaN(one)) continue;
    difference += (other - one) ** 2;
    size += one ** 2;
  }
  assert.ok(difference <= tolerance ** 2 * size, `${Math.sqrt(difference / size)}`);
}

describe('an experiment with noisy labels', function () {
  this.timeout(120_000);
  const data = openDrawnDigits(1);
  const resolved = (labelNoise: number) => resolveConfig(smallConfig({ labelNoise }), data);
  let examples: Examples;
  let plain: Run;
  let noisy: Run;
  before(async () => {
    examples = await finish(readGroups(resolved(0), data, new CancelFlag()));
    plain = await run(smallConfig(), data);
    noisy = await run(resolved(0.3), data);
  });

  it('is that without the key, to the last bit, where every label is told as it is', async () => {
    const training = { ...examples.training, told: toldOf(examples.training, () => false) };
    const execution = { cancel: new CancelFlag(), executors: [thisThread] };
    const same = await finish(runOnExamples(resolved(0), data, { ...examples, training }, execution));
    for (const made of [same, await run(smallConfig({ labelNoise: 0 }), data)]) {
      assert.deepEqual(made.phase1, plain.phase1);
      assert.deepEqual(made.forks, plain.forks);
      assert.deepEqual(made.attribution, plain.attribution);
      assert.deepEqual(made.metrics, plain.metrics);
    }
  });

  it('is what the reference kernel makes of the same labels: all networks, tallies by what examples show', () => {
    const { config, initial, plan, phase1, forks, attribution } = noisy;
    const rule = trainingRule(config, data);
    const store = withLabelNoise(config, examples.training);
    const stateOf = (from: Parameters) => ({
      parameters: from.copy(),
      optimiser: initialOptimiserState(rule.optimiser, from.values.length),
    });
    const state = stateOf(initial);
    const tally = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes), from: plan.tallyFrom };
    const { correct } = trainBy(createReferenceKernel, rule, store, { sequence: plan.phase1, state, tally });
    isNear(phase1.state.parameters, state.parameters);
    isNear(attribution.a, tally.a);
    isNear(attribution.b, tally.b);
    // Training counts what agrees with what it was told.
    const told = plan.phase1.reduce(
      (sum, example) => sum + Number(store.told?.[example] === store.targets[example]),
      0,
    );
    assert.ok(correct < plan.phase1.length && told < plan.phase1.length);
    for (const [index, { sequence, left }] of plan.forks.entries()) {
      const fork = stateOf(state.parameters);
      trainBy(createReferenceKernel, rule, store, { sequence, state: fork });
      isNear(at(forks, index).state.parameters, fork.parameters);
      assert.ok(sequence.every((example) => store.classes[example] !== left));
    }
    assert.notDeepEqual(attribution.x, plain.attribution.x);
  });

  it('with all labels replaced is the one with the outputs exchanged: the same x and y, and no accuracy but what is missed', async () => {
    const swapped = initialParameters(plain.initial.sizes, resolved(0).seed);
    const { weight, bias, inputs } = at(swapped.layers, 1);
    weight.set([...weight.slice(inputs), ...weight.slice(0, inputs)]);
    bias.reverse();
    const exchanged = await run(smallConfig({ labelNoise: 1 }), data, { initial: swapped });
    const first = ({ layers: [layer] }: Parameters) => (layer as Layer).weight;
    for (const name of ['a', 'b', 'c', 'd', 'x', 'y'] as const) {
      const [found, expected] = [first(exchanged.attribution[name]), first(plain.attribution[name])];
      for (const [index, value] of expected.entries())
        assert.ok(Object.is(value, found[index]) || Math.abs(at(found, index) - value) <= 1e-6 * Math.abs(value), name);
    }
    const [one, other] = [exchanged, plain].map(({ phase1 }) => phase1.heldOut.accuracy) as [number, number];
    assert.ok(Math.abs(one + other - 1) < 1e-12, `${one} and ${other}`);
    assert.equal(exchanged.phase1.history.at(-1)?.accuracy, plain.phase1.history.at(-1)?.accuracy);
  });

  it('is a cell of a sweep among others on the same images in memory, and comes in other orders', async () => {
    const runner = new CellRunner();
    for (const [labelNoise, expected] of [
      [0.3, noisy],
      [0, plain],
      [0.3, noisy],
    ] as const) {
      const task = { config: resolved(labelNoise), data, examples, examplesKey: 'all' };
      const { status, metrics } = await runner.run(task, new CancelFlag());
      assert.equal(status, 'done');
      assert.deepEqual(metrics, metricsOf(expected));
    }
    const reliabilities = [];
    for (const labelNoise of [0.3, 0]) {
      const task = { config: resolved(labelNoise), data, examples, examplesKey: 'all', orders: 2, withoutLabels: true };
      const { metrics } = await runner.run(task, new CancelFlag());
      reliabilities.push(Object.entries(metrics).filter(([name]) => name.startsWith(`${RELIABILITY}.`)));
    }
    assert.ok(at(reliabilities, 0).length > 0);
    assert.notDeepEqual(reliabilities[0], reliabilities[1]);
  });

  it('has labels shuffled, and a negative control, of the training that it was', async () => {
    const { config, initial, plan, attribution, metrics } = noisy;
    const { controls } = metrics;
    const own = controls.labelPermutation ?? assert.fail();
    // From |δ| of the training made again: that of other labels would have another x.
    for (const [found, expected] of [
      [own.r2.value, metrics['layer1.weight']?.r2],
      [own.residualR.value, controls.residual?.r],
    ] as const)
      assert.ok(Math.abs((found ?? 2) - (expected ?? 0)) < 1e-9, `${found}, ${expected}`);

    const input = { config, data, examples, initial, x: attribution.x, y: attribution.y, tallies: 1 };
    const { shuffledLabels } = await finish(negativeControl(input, new CancelFlag()));
    const rule = trainingRule(config, data);
    const store = withLabelNoise(config, examples.training);
    const { phase1, tallyFrom } = planExperiment(config, examples.training);
    const random = new RandomStream(config.seed, 'shuffled tally', 0);
    const groups = shuffledGroups(phase1, tallyFrom, store, random);
    const tally = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes), from: plan.tallyFrom, groups };
    const state = { parameters: initial.copy(), optimiser: initialOptimiserState(rule.optimiser, 0) };
    trainBy(createReferenceKernel, rule, store, { sequence: phase1, state, tally });
    const [a, b] = [tally.a, tally.b].map(({ layers }) => (layers[0] as Layer).weight) as [Float64Array, Float64Array];
    const x = a.map((value, index) => value / (value + at(b, index)));
    const { r2 } = correlate(x, at(attribution.y.layers, 0).weight);
    assert.ok(Math.abs((at(shuffledLabels.tallies, 0).r2 ?? 2) - (r2 ?? 0)) < 1e-9);
  });
});
