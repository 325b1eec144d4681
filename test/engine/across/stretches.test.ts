import assert from 'node:assert/strict';
import { inPlaceOfX } from '../../../src/engine/attribution/importance/compare';
import { changes } from '../../../src/engine/attribution/importance/weightSize';
import { relateInChunks } from '../../../src/engine/attribution/ratios';
import { CancelFlag, runSync, TimeSlicer } from '../../../src/engine/cancellation';
import { inkAloneInChunks } from '../../../src/engine/controls/inkAlone';
import { inputMetricsInChunks } from '../../../src/engine/data/inputMetrics';
import { CancelledError } from '../../../src/engine/errors';
import { initialParameters, initialParametersInChunks } from '../../../src/engine/network/initialisation';
import { Parameters } from '../../../src/engine/network/parameters';
import { coincidentClustersInChunks } from '../../../src/engine/statistics/clusters';
import { correlateInChunks } from '../../../src/engine/statistics/correlation';
import { pixelMetricsInChunks } from '../../../src/engine/statistics/pixelMetrics';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { prepareMemoryInChunks } from '../../../src/engine/training/simd/memory';
import { createSimdKernel } from '../../../src/engine/training/simd/simd';
import { at, EveryTime, memoryFor, sequenceOf, storeOf } from '../support';

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
    'drawing initial parameters': () => initialParametersInChunks(rule.sizes, 1),
    'putting images in place': () => prepareMemoryInChunks(rule, store, store, 1, 4),
    'taking a network over': () => kernel().readIn(),
    'reading a network out': () => kernel().readOut(),
    'relating tallies and forks': () => relateInChunks({ a: one, b: other }, forks),
    'a measure of importance': () => changes(one, other),
    'the share of a measure': () => inPlaceOfX({ a: one, b: other }),
    'finding clusters': () => coincidentClustersInChunks(x, y),
    'the pixel map': () => pixelMetricsInChunks(x, y, new Uint8Array(x.inputs)),
    'ink alone': () => inkAloneInChunks(x, y, new Float64Array(x.inputs)),
    'figures of the inputs': () =>
      inputMetricsInChunks({
        training: store,
        sequences: [sequenceOf([0])],
        tallied: sequenceOf([0]),
        groups,
        fromRow: 0,
        untilRow: 4,
      }),
    'a correlation of many pairs': () => correlateInChunks(new Float64Array(300_000), new Float64Array(300_000)),
  };
  for (const [name, work] of Object.entries(works)) {
    it(`${name} can be cancelled in its midst`, async () => {
      const cancel = new CancelFlag();
      await new EveryTime(cancel).run(work());
      cancel.raise();
      await assert.rejects(new EveryTime(cancel).run(work()), CancelledError);
    });
  }

  it('comes to the same at once, with pauses, and where nothing is due', async () => {
    const drawn = () => initialParametersInChunks([100, 90, 2], 1);
    const whole = runSync(drawn()).values;
    assert.deepEqual((await new EveryTime(new CancelFlag()).run(drawn())).values, whole);
    assert.deepEqual((await new TimeSlicer(new CancelFlag()).run(drawn())).values, whole);
  });
});
