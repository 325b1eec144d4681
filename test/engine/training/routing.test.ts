import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../../src/engine/config';
import { parseConfigText } from '../../../src/engine/configText';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { Parameters } from '../../../src/engine/network/parameters';
import type { Run } from '../../../src/engine/run';
import { auc } from '../../../src/engine/statistics/auc';

import { createReferenceKernel } from '../../../src/engine/training/reference';
import { type Routing, routedNeurons } from '../../../src/engine/training/routing';
import { at, noOutcome, repositoryRoot, run, sequenceOf, smallConfig, storeOf } from '../support';

describe('gradient routing', function () {
  this.timeout(60_000);
  const HIDDEN = 13;
  /** A moves neurons 0 … 5, B neurons 6 … 12. */
  const half = Math.floor(HIDDEN / 2);
  let routed: Run;
  before(async () => {
    routed = await run(
      smallConfig({ routing: 'halves', network: { hidden: [HIDDEN] }, forks: { untilRow: 2000 } }),
      openDrawnDigits(1),
    );
  });

  it('a share is that of the neurons, as many for each group; all of them are the halves, and none is none', () => {
    const rangesOf = (neurons: number, routing: Routing | undefined) =>
      routedNeurons({ sizes: [4, neurons, 2], ...(routing === undefined ? {} : { routing }) });
    const [a, b] = [
      { from: 0, to: 15 },
      { from: 85, to: 100 },
    ];
    assert.deepEqual(rangesOf(100, { share: 0.3 }), { a, b });
    assert.deepEqual(rangesOf(7, { share: 0.4 }), { a: { from: 0, to: 1 }, b: { from: 5, to: 7 } });
    for (let neurons = 2; neurons < 40; neurons++) {
      const border = Math.floor(neurons / 2);
      const halves = { a: { from: 0, to: border }, b: { from: border, to: neurons } };
      assert.deepEqual(rangesOf(neurons, 'halves'), halves);
      assert.deepEqual(rangesOf(neurons, { share: 1 }), halves);
      for (const routing of ['none', { share: 0 }, undefined] as const)
        assert.equal(rangesOf(neurons, routing), undefined);
    }
  });

  it('an example of A moves the first half of the hidden neurons and the output biases, nothing else', () => {
    const sizes = [2, 3, 2];
    const parameters = new Parameters(sizes);
    for (const index of parameters.values.keys()) parameters.values[index] = 0.1 * (index - 8.5);
    const store = storeOf(2, [
      { row: 0, label: 1, target: 0, pixels: [10, 200] },
      { row: 1, label: 6, target: 1, pixels: [90, 0] },
    ]);
    const movedBy = (routing: Routing) => {
      const rule = {
        sizes,
        activation: 'softplus',
        outputActivation: 'softplus',
        loss: 'squared',
        optimiser: { name: 'sgd' },
        learningRate: 0.1,
        routing,
      } as const;
      const job = {
        name: 'one',
        sequence: sequenceOf([0, 1]),
        state: { parameters, optimiser: { moments: [], steps: 0 } },
      };
      const kernel = createReferenceKernel({ rule, training: store, test: store }, job, 0);
      return [0, 1].map((position) => {
        const before = parameters.values.slice();
        kernel.train(position, position + 1, false, noOutcome());
        return [...before.keys()].filter((index) => before[index] !== parameters.values[index]);
      });
    };
    // layer1.weight 0 … 5, layer1.bias 6 … 8, layer2.weight 9 … 14, layer2.bias 15, 16.
    const halves = [
      [0, 1, 6, 9, 12, 15, 16],
      [2, 3, 4, 5, 7, 8, 10, 11, 13, 14, 15, 16],
    ];
    assert.deepEqual(movedBy('halves'), halves);
    assert.deepEqual(movedBy({ share: 1 }), halves);
    // Neuron 1 is moved by both.
    assert.deepEqual(movedBy({ share: 0.6 }), [
      [0, 1, 2, 3, 6, 7, 9, 10, 12, 13, 15, 16],
      [2, 3, 4, 5, 7, 8, 10, 11, 13, 14, 15, 16],
    ]);
    const all = [...parameters.values.keys()];
    assert.deepEqual(movedBy({ share: 0 }), [all, all]);
  });

  it('x is 1 in the first half and 0 in the second, for all that hangs on a hidden neuron', () => {
    const { inputs, weight, bias } = at(routed.attribution.x.layers, 0);
    for (const [index, x] of weight.entries()) assert.equal(x, index < half * inputs ? 1 : 0);
    for (const [neuron, x] of bias.entries()) assert.equal(x, neuron < half ? 1 : 0);
    const output = at(routed.attribution.x.layers, 1);
    for (const [index, x] of output.weight.entries()) assert.equal(x, index % HIDDEN < half ? 1 : 0);
    for (const x of output.bias) assert.ok(x > 0 && x < 1);
  });

  it('y, which knows nothing of x, tells the halves apart: AUC at least 0.9', () => {
    const { inputs, weight } = at(routed.attribution.y.layers, 0);
    const found = auc(weight.subarray(0, half * inputs), weight.subarray(half * inputs)) ?? 0;
    assert.ok(found >= 0.9, `AUC ${found}`);
    assert.deepEqual(routed.metrics.controls.routing, { auc: found });
  });

  it('of a share, x is 1 and 0 in the neurons that one group moves, and between in the others', async () => {
    const config = smallConfig({ routing: { share: 0.5 }, network: { hidden: [HIDDEN] }, forks: { untilRow: 2000 } });
    const { attribution, metrics } = await run(config, openDrawnDigits(1));
    const { inputs, bias } = at(attribution.x.layers, 0);
    // 0.5 of 13 are 7: three of A, four of B.
    const between = (x: number) => x > 0 && x < 1;
    assert.deepEqual(
      [...bias].map((x) => (between(x) ? 'both' : x)),
      [...Array<number>(3).fill(1), ...Array<string>(6).fill('both'), ...Array<number>(4).fill(0)],
    );
    const { weight } = at(attribution.y.layers, 0);
    const found = auc(weight.subarray(0, 3 * inputs), weight.subarray(9 * inputs));
    assert.deepEqual(metrics.controls.routing, { auc: found });
  });

  it('all of it as a share is the halves, and none of it is none, to the last bit', async () => {
    const { config } = routed;
    const valuesOf = async (routing: unknown) => {
      const { attribution, phase1, metrics } = await run(parseConfig({ ...config, routing }), openDrawnDigits(1));
      return [phase1.state.parameters.values, attribution.x.values, attribution.y.values, metrics] as const;
    };
    const halves = [routed.phase1.state.parameters.values, routed.attribution.x.values, routed.attribution.y.values];
    assert.deepEqual(await valuesOf({ share: 1 }), [...halves, routed.metrics]);
    assert.deepEqual(await valuesOf({ share: 0 }), await valuesOf('none'));
  });

  it('without routing y tells nothing of the halves', async () => {
    const { config, data } = routed;
    const { attribution, metrics } = await run({ ...config, routing: 'none' }, openDrawnDigits(1));
    assert.equal(metrics.controls.routing, undefined);
    const { inputs, weight } = at(attribution.y.layers, 0);
    const found = auc(weight.subarray(0, half * inputs), weight.subarray(half * inputs)) ?? 0;
    assert.ok(found > 0.3 && found < 0.7, `AUC ${found} on ${data.name}`);
  });

  it('is a preset, which shows it', async () => {
    const path = join(repositoryRoot(), 'examples/gradient-routing.attribution.json');
    const preset = parseConfig(parseConfigText(await readFile(path, 'utf8')));
    assert.equal(preset.routing, 'halves');
    const { metrics } = await run(preset, openDrawnDigits(1));
    assert.ok((metrics.controls.routing?.auc ?? 0) >= 0.9, JSON.stringify(metrics.controls));
  });
});
