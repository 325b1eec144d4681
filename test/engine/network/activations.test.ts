import assert from 'node:assert/strict';
import { ACTIVATIONS, type ActivationName } from '../../../src/engine/network/activations';
import { LOSSES } from '../../../src/engine/training/losses';
import { at } from '../support';

/** φ and φ′ at −2, 0 and 3, from Python: `from math import *`, the textbook formulas, derivatives by hand. */
const KNOWN: Readonly<Partial<Record<ActivationName, readonly (readonly [number, number, number])[]>>> = {
  // [z, log(1+exp(z)), 1/(1+exp(-z))]
  softplus: [
    [-2, 0.1269280110429726, 0.11920292202211755],
    [0, Math.LN2, 0.5],
    [3, 3.048587351573742, 0.9525741268224334],
  ],
  // [z, z*(1+erf(z/sqrt(2)))/2, (1+erf(z/sqrt(2)))/2 + z*exp(-z*z/2)/sqrt(2*pi)]
  gelu: [
    [-2, -0.04550026389635842, -0.08523180107819692],
    [0, 0, 0.5],
    [3, 2.99595030590511, 1.011945647204184],
  ],
  // s = 1/(1+exp(-z)); [z, z*s, s*(1+z*(1-s))]
  silu: [
    [-2, -0.2384058440442351, -0.09078424878489547],
    [0, 0, 0.5],
    [3, 2.8577223804673, 1.0881041060151693],
  ],
  tanh: [
    [-2, -0.9640275800758169, 0.07065082485316443],
    [0, 0, 1],
    [3, 0.9950547536867305, 0.009866037165440211],
  ],
  sigmoid: [
    [-2, 0.11920292202211755, 0.1049935854035065],
    [0, 0.5, 0.25],
    [3, 0.9525741268224334, 0.045176659730912],
  ],
  relu: [
    [-2, 0, 0],
    [0, 0, 0],
    [3, 3, 1],
  ],
  'leaky relu': [
    [-2, -0.02, 0.01],
    [0, 0, 0.01],
    [3, 3, 1],
  ],
  identity: [
    [-2, -2, 1],
    [0, 0, 1],
    [3, 3, 1],
  ],
};

function isNear(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) <= 1e-15 * Math.max(1, Math.abs(expected)) * 4, `${found}, not ${expected}`);
}

describe('activations', () => {
  for (const [name, points] of Object.entries(KNOWN)) {
    it(`${name} has its known values and slopes`, () => {
      const { value, derivative } = ACTIVATIONS[name as ActivationName];
      for (const [z, expected, slope] of points) {
        isNear(value(z), expected);
        isNear(derivative(z), slope);
      }
    });
  }

  it('every activation is covered here', () => {
    assert.deepEqual(new Set(Object.keys(KNOWN)), new Set(Object.keys(ACTIVATIONS)));
  });

  it('none overflows or loses its limit far out', () => {
    for (const [name, { value, derivative }] of Object.entries(ACTIVATIONS)) {
      for (const z of [-1000, -40, 40, 1000]) {
        assert.ok(Number.isFinite(value(z)) && Number.isFinite(derivative(z)), `${name} at ${z}`);
      }
    }
    assert.equal(ACTIVATIONS.softplus.value(1000), 1000);
    // log1p(exp(-40)) in Python; log(1 + exp(-40)) would round to 0.
    isNear(ACTIVATIONS.softplus.value(-40) / 4.248354255291589e-18, 1);
    assert.equal(ACTIVATIONS.sigmoid.value(1000), 1);
    assert.equal(ACTIVATIONS.tanh.value(-1000), -1);
  });
});

describe('losses', () => {
  const delta = new Float64Array(2);

  it('squared: half the sum of squares, and its slope through the activation', () => {
    // z = [0.5, -1], sigmoid; target output 1.
    const loss = LOSSES.squared(Float64Array.of(0.5, -1), 1, ACTIVATIONS.sigmoid, delta);
    const [y0, y1] = [1 / (1 + Math.exp(-0.5)), 1 / (1 + Math.exp(1))];
    isNear(loss, 0.5 * (y0 * y0 + (y1 - 1) * (y1 - 1)));
    isNear(at(delta, 0), y0 * y0 * (1 - y0));
    isNear(at(delta, 1), (y1 - 1) * y1 * (1 - y1));
  });

  it('cross-entropy: −log softmax, and softmax less the target', () => {
    const loss = LOSSES['cross-entropy'](Float64Array.of(0.5, -1), 0, ACTIVATIONS.identity, delta);
    const share = Math.exp(0.5) / (Math.exp(0.5) + Math.exp(-1));
    isNear(loss, -Math.log(share));
    isNear(at(delta, 0), share - 1);
    isNear(at(delta, 1), 1 - share);
  });

  it('cross-entropy does not overflow', () => {
    assert.equal(LOSSES['cross-entropy'](Float64Array.of(5000, -5000), 1, ACTIVATIONS.identity, delta), 10_000);
    assert.deepEqual([...delta], [1, -1]);
  });
});
