import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Loss } from '../../../src/engine/config';
import { ACTIVATION_NAMES, type ActivationName } from '../../../src/engine/network/activations';
import { Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import { at, sequenceOf, storeOf, trainBy } from '../support';

/** erf by its Maclaurin series, good to 1e-12 for |x| < 3. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** The activations again, by their textbook formulas. */
const FORMULAS: Readonly<Record<ActivationName, (z: number) => number>> = {
  softplus: (z) => Math.log(1 + Math.exp(z)),
  relu: (z) => Math.max(0, z),
  'leaky relu': (z) => Math.max(0, z) + 0.01 * Math.min(0, z),
  gelu: (z) => (z / 2) * (1 + erf(z / Math.SQRT2)),
  silu: (z) => z / (1 + Math.exp(-z)),
  tanh: (z) => (Math.exp(z) - Math.exp(-z)) / (Math.exp(z) + Math.exp(-z)),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  identity: (z) => z,
};

/** Loss of one image, from the definition, and the pre-activation that is nearest to 0 (where some φ have a kink). */
function lossOf(rule: TrainingRule, parameters: Parameters, pixels: readonly number[], target: number) {
  let h = pixels.map((pixel) => (pixel + 1) / 256);
  let nearestToZero = Infinity;
  let z: number[] = [];
  const { layers } = parameters;
  for (const [index, { inputs, weight, bias }] of layers.entries()) {
    z = [...bias].map((b, j) => b + h.reduce((sum, value, i) => sum + at(weight, j * inputs + i) * value, 0));
    nearestToZero = Math.min(nearestToZero, ...z.map(Math.abs));
    const isOutput = index === layers.length - 1;
    h = z.map(FORMULAS[isOutput ? rule.outputActivation : rule.activation]);
  }
  const truth = h.map((_, k) => (k === target ? 1 : 0));
  const squared = h.reduce((sum, value, k) => sum + (value - at(truth, k)) ** 2 / 2, 0);
  const crossEntropy = Math.log(z.reduce((sum, value) => sum + Math.exp(value), 0)) - at(z, target);
  return { loss: rule.loss === 'squared' ? squared : crossEntropy, nearestToZero };
}

function randomParameters(sizes: readonly number[], seed: number): Parameters {
  const parameters = new Parameters(sizes);
  const random = new RandomStream(seed, 'gradient check');
  for (const index of parameters.values.keys()) parameters.values[index] = 0.6 * random.normal();
  return parameters;
}

/** One SGD step of the reference kernel at η = 1 moves the parameters by minus the gradient. */
function gradientByKernel(rule: TrainingRule, before: Parameters, pixels: readonly number[], target: number) {
  const parameters = before.copy();
  const state = { parameters, optimiser: initialOptimiserState(rule.optimiser, parameters.values.length) };
  const store = storeOf(pixels.length, [{ row: 0, label: target, target, pixels }]);
  const { lossSum } = trainBy(createReferenceKernel, rule, store, { sequence: sequenceOf([0]), state });
  return { gradient: before.values.map((value, index) => value - at(parameters.values, index)), lossSum };
}

const H = 1e-5;

function checkGradient(rule: TrainingRule, seed: number, pixels: readonly number[], target: number): void {
  const parameters = randomParameters(rule.sizes, seed);
  const { loss, nearestToZero } = lossOf(rule, parameters, pixels, target);
  // A central difference across the kink of a ReLU says nothing about either side.
  fc.pre(nearestToZero > 10 * H);
  const { gradient, lossSum } = gradientByKernel(rule, parameters, pixels, target);
  assert.ok(Math.abs(lossSum - loss) < 1e-10 * (1 + loss), `loss ${lossSum}, by definition ${loss}`);
  for (const index of gradient.keys()) {
    const shifted = (by: number) => {
      const copy = parameters.copy();
      copy.values[index] = at(copy.values, index) + by;
      return lossOf(rule, copy, pixels, target).loss;
    };
    const numeric = (shifted(H) - shifted(-H)) / (2 * H);
    const analytic = at(gradient, index);
    const off = Math.abs(numeric - analytic);
    assert.ok(off < 1e-6 * (1 + Math.abs(numeric)), `parameter ${index}: ${analytic}, numerically ${numeric}`);
  }
}

const DEPTHS = [[3], [4, 3], [3, 4, 2]];

describe('gradients against central differences', () => {
  for (const loss of ['squared', 'cross-entropy'] satisfies Loss[]) {
    for (const activation of ACTIVATION_NAMES) {
      for (const hidden of DEPTHS) {
        it(`${activation}, ${loss}, ${hidden.length} hidden`, () => {
          const network = fc.record({
            seed: fc.nat(1_000_000),
            pixels: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
            target: fc.nat(1),
            outputActivation: fc.constantFrom(...ACTIVATION_NAMES),
          });
          const property = fc.property(network, ({ seed, pixels, target, outputActivation }) => {
            const rule: TrainingRule = {
              sizes: [4, ...hidden, 2],
              activation,
              outputActivation: loss === 'squared' ? outputActivation : 'identity',
              loss,
              optimiser: { name: 'sgd' },
              learningRate: 1,
            };
            checkGradient(rule, seed, pixels, target);
          });
          fc.assert(property, { seed: 2026, numRuns: 8 });
        });
      }
    }
  }
});
