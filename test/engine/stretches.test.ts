import assert from 'node:assert/strict';
import { inPlaceOfX } from '../../src/engine/attribution/importance/compare';
import { changes } from '../../src/engine/attribution/importance/weightSize';
import { relateInStretches } from '../../src/engine/attribution/ratios';
import { atOnce, CancelFlag, Pace } from '../../src/engine/cancellation';
import { inkAloneInStretches } from '../../src/engine/controls/inkAlone';
import { inputFiguresInStretches } from '../../src/engine/data/inputFigures';
import { CancelledError } from '../../src/engine/errors';
import { initialParameters, initialParametersInStretches } from '../../src/engine/network/initialisation';
import { Parameters } from '../../src/engine/network/parameters';
import { coincidentClustersInStretches } from '../../src/engine/statistics/clusters';
import { correlateInStretches } from '../../src/engine/statistics/correlation';
import { pixelFiguresInStretches } from '../../src/engine/statistics/pixelFigures';
import type { TrainingRule } from '../../src/engine/training/kernel';
import { prepareMemoryInStretches } from '../../src/engine/training/simd/memory';
import { createSimdKernel } from '../../src/engine/training/simd/simd';
import { at, EveryTime, memoryFor, sequenceOf, storeOf } from './support';

describe('work in stretches', () => {
  const rule: TrainingRule = {
    sizes: [4, 20, 2],
    activation: 'softplus',
    outputActivation: 'softplus',
    loss: 'squared',
    optimiser: { name: 'sgd' },
    learningRate: 0.1,
  };
  const example = (row: number, label: number, target: number) => ({ row, label, target, pixels: [0, 9, row, 0] });
  const store = storeOf(4, [example(0, 1, 0), example(1, 7, 0), example(2, 6, 1), example(3, 8, 1)]);
  const groups = { a: [1, 7], b: [6, 8] };
  const [one, other] = [initialParameters(rule.sizes, 1), initialParameters(rule.sizes, 2)];
  const [x, y] = [at(one.layers, 0), at(other.layers, 0)];
  const kernel = () => {
    const context = { rule, training: store, test: store, ...memoryFor(rule, store, 1, 4) };
    const state = { parameters: one.copy(), optimiser: { moments: [], steps: 0 } };
    const tally = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes), from: 0 };
    return createSimdKernel(context, { name: 'one', sequence: sequenceOf([0, 1]), state, tally }, 0);
  };
  const forks = [one, other].flatMap((parameters) => [
    { group: 'a' as const, parameters },
    { group: 'b' as const, parameters },
  ]);

  const works: Readonly<Record<string, () => Iterator<void>>> = {
    'drawing initial parameters': () => initialParametersInStretches(rule.sizes, 1),
    'putting images in place': () => prepareMemoryInStretches(rule, store, store, 1, 4),
    'taking a network over': () => kernel().readIn(),
    'reading a network out': () => kernel().readOut(),
    'relating tallies and forks': () => relateInStretches({ a: one, b: other }, forks),
    'a measure of importance': () => changes(one, other),
    'the share of a measure': () => inPlaceOfX({ a: one, b: other }),
    'finding clusters': () => coincidentClustersInStretches(x, y),
    'the pixel map': () => pixelFiguresInStretches(x, y, new Uint8Array(x.inputs)),
    'ink alone': () => inkAloneInStretches(x, y, new Float64Array(x.inputs)),
    'figures of the inputs': () =>
      inputFiguresInStretches({ training: store, sequences: [sequenceOf([0])], groups, fromRow: 0, untilRow: 4 }),
    'a correlation of many pairs': () => correlateInStretches(new Float64Array(300_000), new Float64Array(300_000)),
  };
  for (const [name, work] of Object.entries(works)) {
    it(`${name} can be cancelled in its midst`, async () => {
      const cancel = new CancelFlag();
      await new EveryTime(cancel).through(work());
      cancel.raise();
      await assert.rejects(new EveryTime(cancel).through(work()), CancelledError);
    });
  }

  it('comes to the same at once, with pauses, and where nothing is due', async () => {
    const drawn = () => initialParametersInStretches([100, 90, 2], 1);
    const whole = atOnce(drawn()).values;
    assert.deepEqual((await new EveryTime(new CancelFlag()).through(drawn())).values, whole);
    assert.deepEqual((await new Pace(new CancelFlag()).through(drawn())).values, whole);
  });
});
