import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Layer } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { bandHalfWidth } from '../../../src/engine/statistics/band';
import { correlate } from '../../../src/engine/statistics/correlation';
import { studentQuantile } from '../../../src/engine/statistics/intervals';
import { clusteredBand, ordinaryBand } from '../../../src/engine/statistics/regression';
import type { RegressionBand } from '../../../src/model/metrics';
import { NORRIS_X, NORRIS_Y } from '../norris';
import { at } from '../support';

function isNear(found: number | undefined, expected: number, relative = 1e-10): void {
  assert.ok(
    found !== undefined && Math.abs(found - expected) <= relative * Math.abs(expected),
    `${found}, not ${expected}`,
  );
}

function hasCovariance(band: RegressionBand | null, intercept: number, both: number, slope: number): void {
  isNear(band?.interceptVariance, intercept);
  isNear(band?.covariance, both);
  isNear(band?.slopeVariance, slope);
}

/** x and y of neurons × inputs by rule; with holes, some of either are undefined. */
function layers(neurons: number, inputs: number, first: number, second: number, holes: boolean): [Layer, Layer] {
  const indices = Array.from({ length: neurons * inputs }, (_, i) => i);
  const bias = new Float64Array(neurons);
  const xs = indices.map((i) => ((i * first) % 101) / 101);
  const ys = indices.map(
    (i) => 0.3 * at(xs, i) + ((i * second) % 89) / 89 + 0.2 * (Math.floor(i / inputs) % 4) - 0.1 * ((i % inputs) % 3),
  );
  const layer = (values: number[], isHole: (i: number) => boolean): Layer => ({
    inputs,
    outputs: neurons,
    weight: Float64Array.from(values, (value, i) => (holes && isHole(i) ? NaN : value)),
    bias,
  });
  return [layer(xs, (i) => i % 13 === 0), layer(ys, (i) => i % 17 === 5)];
}

/*
 * The covariances below, by the paper's selector matrices instead of sums over clusters:
 *   import numpy as np; from scipy.stats import t
 *   def case(J, P, k1, k2, holes):
 *       i = np.arange(J*P); j = i//P; p = i%P; x = (i*k1%101)/101
 *       y = 0.3*x + (i*k2%89)/89 + 0.2*(j%4) - 0.1*(p%3)
 *       if holes: x[::13] = np.nan; y[5::17] = np.nan
 *       k = ~(np.isnan(x) | np.isnan(y)); return x[k], y[k], j[k], p[k]
 *   def V(x, y, j, p):
 *       X = np.c_[np.ones_like(x), x]; B = np.linalg.inv(X.T@X); u = y - X@(B@X.T@y); n = len(x)
 *       v = lambda S, G: G/(G-1)*(n-1)/(n-2)*B@X.T@(S*np.outer(u, u))@X@B
 *       a, b = [(g[:, None] == g[None, :]).astype(float) for g in (j, p)]
 *       return v(a, len(set(j))), v(b, len(set(p))), v(a*b, n), B*(u@u)/(n-2)
 *   N, I, W, O = V(*case(12, 9, 37, 53, True)); print(N + I - W, O, t.ppf(.975, 8))
 *   for k in (4, 20), (5, 3), (12, 58):
 *       N, I, W, _ = V(*case(3, 4, *k, False)); e, Q = np.linalg.eigh(N + I - W)
 *       print(e, max((N, I, (Q*np.maximum(e, 0))@Q.T), key=lambda m: m[1, 1]))
 */
describe('the cluster-robust band', () => {
  it('has the covariance of the selector matrices, and t of the fewer clusters', () => {
    const band = clusteredBand(...layers(12, 9, 37, 53, true));
    hasCovariance(band, 0.014204230027237206, -0.01365521948403537, 0.021421518120658428);
    assert.equal(band?.degreesOfFreedom, 8);
    isNear(band?.quantile, 2.306004135204166);
    assert.equal(band?.adjusted, false);
    assert.equal(band?.method, 'two-way cluster-robust');
  });

  for (const [title, first, second, intercept, both, slope] of [
    ['that of the neurons', 4, 20, 0.01922805768549962, -0.06592942590712263, 0.24265801393455513],
    ['that of the inputs', 5, 3, 0.006006569670657049, -0.005205756072040663, 0.008433938174586228],
    ['its positive part', 12, 58, 0.0867796225905978, -0.1555114137488636, 0.27868062897971685],
  ] as const)
    it(`has ${title} where the estimate is no covariance matrix and that is the largest for the slope`, () => {
      const band = clusteredBand(...layers(3, 4, first, second, false));
      assert.equal(band?.adjusted, true);
      hasCovariance(band, intercept, both, slope);
    });

  /** Tables of few neurons, y = x / 2 + noise, both with parts of neurons and of inputs. */
  it('covers the slope at least as often as it says where it is adjusted', () => {
    const random = new RandomStream(2026, 'adjusted bands');
    const normals = (count: number) => Array.from({ length: count }, () => random.normal());
    let [adjusted, covered] = [0, 0];
    for (const [neurons, inputs] of Array(700)
      .fill([
        [3, 20],
        [2, 12],
      ])
      .flat() as [number, number][]) {
      const noise = (part: number) => {
        const [ofNeurons, ofInputs] = [normals(neurons), normals(inputs)];
        return normals(neurons * inputs).map(
          (own, k) => own + part * (at(ofNeurons, Math.floor(k / inputs)) + at(ofInputs, k % inputs)),
        );
      };
      const layer = (weight: number[]): Layer => ({
        ...{ inputs, outputs: neurons, bias: new Float64Array(neurons) },
        weight: Float64Array.from(weight),
      });
      const xs = noise(0.3);
      const ys = noise(0.3).map((own, k) => own + at(xs, k) / 2);
      const band = clusteredBand(layer(xs), layer(ys));
      if (band?.adjusted !== true) continue;
      adjusted++;
      const off = Math.abs((correlate(xs, ys).slope ?? NaN) - 0.5);
      if (off <= band.quantile * Math.sqrt(band.slopeVariance)) covered++;
    }
    assert.ok(adjusted > 100, `${adjusted} adjusted`);
    assert.ok(covered / adjusted >= 0.95, `${covered} of ${adjusted}`);
  });

  it('does not mind how neurons and inputs are numbered', () => {
    const [x, y] = layers(12, 9, 37, 53, true);
    const turned = ({ inputs, outputs, weight, bias }: Layer): Layer => ({
      inputs: outputs,
      outputs: inputs,
      weight: weight.map((_, k) => at(weight, (k % outputs) * inputs + Math.floor(k / outputs))),
      bias,
    });
    const [band, other] = [clusteredBand(x, y), clusteredBand(turned(x), turned(y))];
    hasCovariance(other, band?.interceptVariance ?? NaN, band?.covariance ?? NaN, band?.slopeVariance ?? NaN);
  });

  it('is wide by its own formula: a variance that is nowhere negative', () => {
    const numbers = fc.integer({ min: 1, max: 300 });
    const property = fc.property(numbers, numbers, fc.boolean(), (first, second, holes) => {
      const band = clusteredBand(...layers(4, 5, first, second, holes));
      if (band === null) return;
      for (const x of [-1, 0, 0.3, 0.5, 1, 2]) assert.ok(bandHalfWidth(band, x) >= 0);
      const product = band.slopeVariance * band.interceptVariance;
      assert.ok(band.covariance ** 2 <= product * (1 + 1e-9) + 1e-15);
    });
    fc.assert(property, { seed: 2026, numRuns: 300 });
  });

  it('is not there with one neuron, or with no line', () => {
    assert.equal(clusteredBand(...layers(1, 9, 37, 53, false)), null);
    const [x, y] = layers(3, 3, 37, 53, false);
    assert.equal(clusteredBand({ ...x, weight: x.weight.fill(0.5) }, y), null);
  });

  it('has no width about an exact line', () => {
    const [x] = layers(4, 4, 37, 53, false);
    const band = clusteredBand(x, { ...x, weight: x.weight.map((value) => 2 * value) });
    assert.ok(band !== null && bandHalfWidth(band, 0.7) < 1e-12);
  });
});

describe('Student’s quantile', () => {
  // scipy.stats.t.ppf(probability, degrees)
  for (const [probability, degrees, expected] of [
    [0.975, 1, 12.706204736174694],
    [0.975, 2, 4.302652729749462],
    [0.975, 99, 1.9842169515864174],
    [0.995, 783, 2.58212285483008],
    [0.5, 10, 0],
  ] as const) {
    it(`at ${probability} with ${degrees} degrees of freedom`, () => {
      const found = studentQuantile(probability, degrees);
      assert.ok(Math.abs(found - expected) <= 1e-12 * Math.max(1, expected), `${found}, not ${expected}`);
    });
  }
});

describe('the ordinary band', () => {
  it('agrees with the certified standard errors of NIST’s Norris data', () => {
    const band = ordinaryBand(Float64Array.from(NORRIS_X), Float64Array.from(NORRIS_Y));
    assert.ok(band !== null);
    isNear(Math.sqrt(band.interceptVariance), 0.232818234301152);
    isNear(Math.sqrt(band.slopeVariance), 0.429796848199937e-3);
    assert.equal(band.degreesOfFreedom, 34);
    // Half the width at the mean of x is the quantile times the certified residual SD over √n.
    const mean = NORRIS_X.reduce((sum, x) => sum + x, 0) / 36;
    isNear(bandHalfWidth(band, mean), (band.quantile * 0.884796396144373) / 6, 1e-9);
  });

  it('agrees with numpy where some are undefined', () => {
    const [x, y] = layers(12, 9, 37, 53, true);
    const band = ordinaryBand(x.weight, y.weight);
    hasCovariance(band, 0.006532110877196248, -0.009917944366712308, 0.02008175284253691);
    assert.equal(band?.degreesOfFreedom, correlate(x.weight, y.weight).n - 2);
    assert.equal(band?.method, 'ordinary least squares');
  });

  it('is not there without a line', () => {
    assert.equal(ordinaryBand(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 3)), null);
  });
});
