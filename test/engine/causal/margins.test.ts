import assert from 'node:assert/strict';
import { marginDifference, performances } from '../../../src/engine/causal/margins';
import { at } from '../support';

describe('margin, AUC and accuracy', () => {
  it('by hand', () => {
    const classes = Uint8Array.of(1, 7, 6, 8, 1, 6);
    const targets = Uint8Array.of(0, 0, 1, 1, 0, 1);
    const { a, b, byClass } = performances(Float64Array.of(2, 0, -1, 1, 3, -4), { classes, targets } as never);
    // A has leads 2, 0, 3, B has −1, 1, −4.
    assert.deepEqual([a.margin, b.margin], [5 / 3, 4 / 3]);
    // A lead of 0 is a prediction of A.
    assert.deepEqual([a.accuracy, b.accuracy], [1, 2 / 3]);
    assert.deepEqual(byClass['7'], { margin: 0, auc: 2 / 3, accuracy: 1 });
    assert.deepEqual(byClass['8'], { margin: -1, auc: 2 / 3, accuracy: 0 });
    assert.deepEqual([byClass['1']?.auc, byClass['6']?.auc], [1, 1]);
    assert.deepEqual([a.auc, b.auc], [8 / 9, 8 / 9]);
  });

  /*
   * import numpy as np; from scipy.stats import mannwhitneyu
   * n = np.arange(240); v = ((n*37) % 23 - 11)/8; c = np.array([1, 7, 6, 8, 7])[n % 5]; a = np.isin(c, (1, 7))
   * auc = lambda p, q: mannwhitneyu(p, q).statistic/len(p)/len(q)
   * print(auc(v[a], v[~a]), [auc(v[c == k], v[~a]) if k in (1, 7) else auc(v[a], v[c == k]) for k in (1, 6, 7, 8)])
   * print(v[a].mean(), -v[~a].mean(), (v[a] >= 0).mean(), (v[~a] < 0).mean())
   */
  it('with many equals and classes of unequal size, as SciPy has them', () => {
    const n = [...Array(240).keys()];
    const lead = Float64Array.from(n, (i) => (((i * 37) % 23) - 11) / 8);
    const classes = Uint8Array.from(n, (i) => at([1, 7, 6, 8, 7], i % 5));
    const targets = classes.map((label) => (label === 1 || label === 7 ? 0 : 1));
    const { a, b, byClass } = performances(lead, { classes, targets });
    const near = (found: number | undefined, expected: number) =>
      assert.ok(found !== undefined && Math.abs(found - expected) < 1e-12, `${found}, not ${expected}`);
    near(a.auc, 0.4927662037037037);
    assert.equal(a.auc, b.auc);
    for (const [label, expected] of [
      ['1', 0.4782986111111111],
      ['6', 0.5054976851851852],
      ['7', 0.5],
      ['8', 0.48003472222222227],
    ] as const)
      near(byClass[label]?.auc, expected);
    near(a.margin, -0.013020833333333334);
    near(b.margin, -0.0078125);
    near(a.accuracy, 0.5208333333333334);
    near(b.accuracy, 0.4791666666666667);
    near(marginDifference(lead, { targets }), a.margin - b.margin);
  });

  it('have −0 and 0 for equals, and one number where all are', () => {
    const grouped = { classes: Uint8Array.of(1, 6, 7, 8), targets: Uint8Array.of(0, 1, 0, 1) };
    assert.equal(performances(Float64Array.of(-0, 0, 0, -0), grouped).a.auc, 0.5);
  });
});
