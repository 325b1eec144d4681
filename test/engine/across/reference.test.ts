import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../../../src/engine/config';
import type { Dataset } from '../../../src/engine/data/dataset';
import { openIdxFolder } from '../../../src/engine/data/idxFolder';
import type { ActivationName } from '../../../src/engine/network/activations';
import type { Parameters } from '../../../src/engine/network/parameters';
import type { Run } from '../../../src/engine/run';
import { readInitialParameters } from '../../../src/engine/runs/initialFile';
import { fullyConnected, parametersFrom } from '../../../src/engine/runs/runFormat';
import { decodeSafetensors } from '../../../src/engine/runs/safetensors';
import type { TensorName } from '../../../src/model/metrics';
import { at, folderFromEnvironment, run, titleNeeding } from '../support';

/** The case of PyTorch autograd in float64; see README.md in the folder. Metrics are those printed there. */
const SIZES = [784, 100, 2];
const R2_TOLERANCE = 1e-4;

describe(titleNeeding('reference case', 'ATTRIBUTION_REFERENCE_DIR', 'ATTRIBUTION_MNIST_DIR'), function () {
  this.timeout(120_000);
  let initial: Parameters;
  let expected: (set: string) => Parameters;
  let data: Dataset;

  before(async function () {
    const folder = folderFromEnvironment(this, 'ATTRIBUTION_REFERENCE_DIR');
    const mnist = await openIdxFolder(folderFromEnvironment(this, 'ATTRIBUTION_MNIST_DIR'));
    // The held-out images decide nothing here; a few are enough.
    data = { ...mnist, test: { ...mnist.test, count: 50 } };
    initial = await readInitialParameters(join(folder, 'initial.safetensors'), SIZES);
    const path = join(folder, 'expected.safetensors');
    const tensors = decodeSafetensors(await readFile(path), path);
    expected = (set) => parametersFrom(tensors, set, fullyConnected(SIZES), path);
  });

  const runFrom = (activation: ActivationName, learningRate: number): Promise<Run> =>
    run(
      parseConfig({ network: { activation }, learningRate, phase1: { rows: 1200 }, forks: { untilRow: 3200 } }),
      data,
      { initial },
    );

  describe('softplus, η = 0.0001', () => {
    let finished: Run;
    before(async () => {
      finished = await runFrom('softplus', 0.0001);
    });

    it('uses the 499 examples of 1, 7, 6 and 8 among the first 1,200 rows', () => {
      assert.equal(data.name, 'MNIST');
      assert.equal(finished.plan.phase1.length, 499);
    });

    it('starts from the given parameters and leaves them as they were', () => {
      assert.deepEqual(finished.initial.values, initial.values);
    });

    it('phase 1, tallies and differences agree to nine digits of the largest', () => {
      const { a, b, c, d } = finished.attribution;
      const sets = {
        phase1: finished.phase1.state.parameters,
        'tally/a': a,
        'tally/b': b,
        'difference/c': c,
        'difference/d': d,
      };
      for (const [name, found] of Object.entries(sets)) {
        for (const [index, tensor] of expected(name).tensors().entries()) {
          const values = at(found.tensors(), index).values;
          const scale = tensor.values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
          const worst = tensor.values.reduce((most, value, k) => Math.max(most, Math.abs(value - at(values, k))), 0);
          assert.ok(scale > 0 && worst <= 1e-9 * scale, `${name}/${tensor.name}: off by ${worst} of ${scale}`);
        }
      }
    });

    for (const name of ['x', 'y'] as const) {
      it(`${name} agrees over all parameters with c + d > 1e-9: median error at most 1e-6, largest 1e-3`, () => {
        const [c, d, truth] = [expected('difference/c').values, expected('difference/d').values, expected(name).values];
        const found = finished.attribution[name].values;
        const compared = [...truth.keys()].filter((k) => at(c, k) + at(d, k) > 1e-9);
        const errors = compared.map((k) => Math.abs(at(found, k) - at(truth, k))).sort((one, other) => one - other);
        assert.ok(errors.length > 78_000, `only ${errors.length} parameters compared`);
        const [median, largest] = [at(errors, errors.length >> 1), at(errors, errors.length - 1)];
        assert.ok(median <= 1e-6, `median ${median}`);
        assert.ok(largest <= 1e-3, `largest ${largest}`);
      });
    }

    it('R² of three tensors', () => {
      isNear(finished, 'layer1.weight', 0.384826);
      isNear(finished, 'layer1.bias', 0.297625);
      isNear(finished, 'layer2.weight', 0.295657);
      assert.equal(finished.metrics['layer1.weight']?.n, 78_400);
    });

    it('the identity holds', () => {
      assert.equal(finished.metrics.identity.holds, true);
      assert.ok(finished.metrics.identity.constantInputs >= 84);
    });
  });

  const others = [
    ['relu', 0.115399, 0.00239],
    ['tanh', 0.174816, 0.041223],
    ['gelu', 0.208334, 0.029831],
    ['silu', 0.252962, 0.058368],
    ['sigmoid', 0.314523, 0.088528],
  ] as const;
  for (const [activation, weights, biases] of others) {
    it(`${activation}, η = 0.001: R² of weights and biases of layer 1`, async () => {
      const finished = await runFrom(activation, 0.001);
      isNear(finished, 'layer1.weight', weights);
      isNear(finished, 'layer1.bias', biases);
      const { n, leftOut } = finished.metrics['layer1.weight'] as NonNullable<Run['metrics'][TensorName]>;
      // One ReLU neuron is dead.
      assert.equal(n, activation === 'relu' ? 77_616 : 78_400);
      assert.equal(leftOut.parameters, 78_400 - n);
    });
  }
});

function isNear({ metrics }: Run, name: TensorName, expected: number): void {
  const r2 = metrics[name]?.r2;
  assert.ok(typeof r2 === 'number' && Math.abs(r2 - expected) <= R2_TOLERANCE, `${name}: R² ${r2}, not ${expected}`);
}
