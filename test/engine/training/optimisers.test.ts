import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import type { OptimiserConfig } from '../../../src/engine/config';
import { readExamples } from '../../../src/engine/data/examples';
import { trainingRule } from '../../../src/engine/experiment';
import {
  copyOptimiserState,
  createOptimiser,
  initialOptimiserState,
  type OptimiserState,
} from '../../../src/engine/training/optimisers';
import { createSimdKernel } from '../../../src/engine/training/simd/simd';
import { at, run, tinyConfig, tinyData, trainBy } from '../support';

/** Δ of one parameter for one gradient after another. */
function updates(config: OptimiserConfig, gradients: readonly number[], state?: OptimiserState): number[] {
  const optimiser = createOptimiser(config, 0.1, state ?? initialOptimiserState(config, 1));
  return gradients.map((gradient) => {
    optimiser.beginStep();
    return optimiser.update(0, gradient);
  });
}

function areNear(found: readonly number[], expected: readonly number[]): void {
  assert.equal(found.length, expected.length);
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs(at(found, index) - value) <= 1e-14, `step ${index + 1}: ${found[index]}, not ${value}`);
  }
}

const MOMENTUM: OptimiserConfig = { name: 'momentum', momentum: 0.9 };
const ADAM: OptimiserConfig = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

describe('optimisers, η = 0.1, gradients ½, −¼, ¼', () => {
  it('SGD: −η g', () => {
    areNear(updates({ name: 'sgd' }, [0.5, -0.25, 0.25]), [-0.05, 0.025, -0.025]);
  });

  it('momentum as in torch.optim.SGD: v₁ = g₁, vₜ = μ vₜ₋₁ + gₜ', () => {
    // v = 0.5; 0.45 − 0.25 = 0.2; 0.18 + 0.25 = 0.43.
    areNear(updates(MOMENTUM, [0.5, -0.25, 0.25]), [-0.05, -0.02, -0.043]);
  });

  it('momentum 0 is SGD', () => {
    areNear(updates({ name: 'momentum', momentum: 0 }, [0.5, -0.25]), updates({ name: 'sgd' }, [0.5, -0.25]));
  });

  it('Adam as in torch.optim.Adam: step size η / (1 − β₁ᵗ), denominator √v / √(1 − β₂ᵗ) + ε', () => {
    // Step 1: m = 0.05, v = 0.00025. Step 2: m = 0.045 − 0.025 = 0.02, v = 0.00024975 + 0.0000625 = 0.00031225.
    const first = (-0.1 / 0.1) * (0.05 / (Math.sqrt(0.00025) / Math.sqrt(0.001) + 1e-8));
    const second = (-0.1 / 0.19) * (0.02 / (Math.sqrt(0.00031225) / Math.sqrt(0.001999) + 1e-8));
    areNear(updates(ADAM, [0.5, -0.25]), [first, second]);
    assert.ok(Math.abs(first + 0.1) < 1e-8, 'the first step of Adam is η long, whatever the gradient');
  });

  it('Adam reads its own β and ε', () => {
    // m = 0.5·0.5 = 0.25, v = 0.25·0.25 = 0.0625; corrected: 0.5 and √0.25 = 0.5.
    areNear(updates({ name: 'adam', beta1: 0.5, beta2: 0.75, epsilon: 0.5 }, [0.5]), [-0.1 * (0.5 / (0.5 + 0.5))]);
  });

  for (const config of [MOMENTUM, ADAM]) {
    it(`${config.name} goes on from a copied state as if nothing had happened`, () => {
      const whole = updates(config, [0.5, -0.25, 0.25, 1]);
      const state = initialOptimiserState(config, 1);
      const early = updates(config, [0.5, -0.25], state);
      const copy = copyOptimiserState(state);
      assert.deepEqual([...early, ...updates(config, [0.25, 1], copy)], whole);
      // The original did not move with its copy.
      assert.deepEqual([...early, ...updates(config, [0.25, 1], state)], whole);
    });
  }
});

describe('optimiser state in forks', () => {
  const data = tinyData();
  for (const optimiser of [MOMENTUM, ADAM]) {
    it(`${optimiser.name}: a fork is what one unbroken training on phase 1 and then its examples gives`, async () => {
      const config = tinyConfig({ optimiser });
      const { plan, initial, forks, phase1, config: resolved } = await run(config, data);
      const { groups } = resolved;
      const store = await readExamples(data.training, 9, groups, data.training.count, new CancelFlag(), () => {});
      const train = (forgetful: boolean) =>
        plan.forks.map(({ sequence }) => {
          const parameters = initial.copy();
          const fresh = () => initialOptimiserState(optimiser, parameters.values.length);
          const state = { parameters, optimiser: fresh() };
          const rule = trainingRule(resolved, data);
          trainBy(createSimdKernel, rule, store, { sequence: plan.phase1, state });
          const onwards = forgetful ? { parameters, optimiser: fresh() } : state;
          trainBy(createSimdKernel, rule, store, { sequence, state: onwards });
          return parameters.values;
        });
      const found = forks.map(({ state }) => state.parameters.values);
      assert.deepEqual(found, train(false));
      for (const [index, forgotten] of train(true).entries()) assert.notDeepEqual(found[index], forgotten);
      assert.equal(phase1.state.optimiser.steps, optimiser.name === 'adam' ? plan.phase1.length : 0);
    });
  }
});
