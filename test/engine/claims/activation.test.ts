import assert from 'node:assert/strict';
import { activation, activationVerdict } from '../../../src/engine/claims/activation';
import { claimsViewOf } from '../../../src/engine/claims/claimsView';
import { type Evidence, noEvidence, type PartEvidence } from '../../../src/engine/claims/evidence';
import { lossOf, nearestAttempt, nextRate } from '../../../src/engine/claims/matching';
import * as names from '../../../src/engine/claims/metricNames';
import { CLAIMED_ACTIVATIONS, REFERENCE } from '../../../src/engine/claims/plan';
import { parseConfig } from '../../../src/engine/config';
import { isMatched } from '../../../src/model/sweep';
import { claimsPage } from '../../../src/text/claims/claimsPage';
import { verdictWords } from '../../../src/text/claims/verdictWords';
import { pageMarkdown } from '../../../src/text/page/markdown';

const SEEDS = [1, 2, 3, 4, 5];
/** A little about a mean, the same at every seed for all figures. */
const about = (mean: number) => SEEDS.map((seed) => mean + (seed - 3) / 10_000);

/** What is left beyond shuffled neurons, the residual r, and the test loss. */
function part(beyond: number, residual: number, loss: number, learningRate = 0.0001): PartEvidence {
  return {
    learningRate,
    status: SEEDS.map(() => 'done'),
    figures: {
      [names.WEIGHTS_R]: about(0.5),
      [names.WEIGHTS_R2]: about(0.28 + beyond),
      [names.SHUFFLED_R2]: SEEDS.map(() => 0.28),
      [names.RESIDUAL_R]: about(residual),
      [names.HELD_OUT_LOSS]: about(loss),
    },
  };
}

/** Softplus has 0.02 beyond shuffled neurons, a residual r of 0.14 and a test loss of 0.2. */
function evidence(parts: Readonly<Record<string, PartEvidence>>): Evidence {
  const known = Object.fromEntries(CLAIMED_ACTIVATIONS.map((one) => [`matched-${one}`, part(0.02, 0.14, 0.2)]));
  return {
    ...noEvidence(parseConfig({}), { name: 'drawn', generator: 'drawn', version: 1, seed: 1 }, SEEDS),
    parts: { ...known, seeds: part(0.02, 0.14, 0.2), 'sigmoid-throughout': part(0, 0.1, 0.26), ...parts },
    matched: CLAIMED_ACTIVATIONS.map((one) => ({ activation: one, learningRate: 0.0001 })),
  };
}

const judged = (parts: Readonly<Record<string, PartEvidence>>) => activation.judge(evidence(parts));
const NONE = part(0.003, 0.05, 0.2);
const ALL = part(0.04, 0.2, 0.2);

describe('losses that match', () => {
  it('lie within 5 % of the reference’s, as means over all seeds', () => {
    assert.ok(isMatched(0.2099, 0.2) && isMatched(0.1901, 0.2));
    assert.ok(!isMatched(0.2101, 0.2) && !isMatched(0.1899, 0.2));
    assert.ok(!isMatched(null, 0.2) && !isMatched(0.2, null));
    assert.equal(lossOf({ ...NONE, figures: { [names.HELD_OUT_LOSS]: [0.2, null, 0.2] } }), null);
    assert.equal(lossOf(undefined), null);
  });

  it('are looked for three times, and the nearest attempt counts', () => {
    const parts = {
      'matched-tanh': part(0.04, 0.2, 0.23, 0.0003),
      'matched-tanh-2': part(0.01, 0.02, 0.205, 0.0002),
      'matched-tanh-3': part(0.04, 0.2, 0.185, 0.0001),
    };
    const nearest = nearestAttempt(evidence(parts), 'tanh');
    assert.deepEqual([nearest?.part.learningRate, nearest?.matched], [0.0002, true]);
    const far = nearestAttempt(evidence({ 'matched-tanh': part(0.04, 0.2, 0.23) }), 'tanh');
    assert.deepEqual([far?.matched, far?.loss?.toFixed(3)], [false, '0.230']);
  });

  it('are looked for next where the grid’s loss has changed by as much as that of all seeds should', () => {
    const curve = [
      { rate: 0.0001, loss: 0.3 },
      { rate: 0.001, loss: 0.2 },
      { rate: 0.01, loss: 0.1 },
    ];
    // At 0.001 the grid has 0.2 and all seeds have 0.25: where the grid has 0.16 they should have 0.2.
    assert.equal(nextRate(curve, part(0, 0, 0.25, 0.001), 0.2), Number((10 ** -2.6).toPrecision(3)));
    assert.equal(nextRate(curve, part(0, 0, 0.205, 0.001), 0.2), null);
    assert.equal(nextRate(curve, part(0, 0, 0.9, 0.001), 0.2), null);
    assert.equal(nextRate(curve, part(0, 0, 0.25, 0.1), 0.2), null);
    assert.equal(nextRate(curve, part(0, 0, 0.25, 0.001), null), null);
  });
});

describe('“only with a ReLU-like activation”', () => {
  it('holds where neither sigmoid nor tanh has half of what softplus has; one that has refutes it', () => {
    const kind = (sigmoid: PartEvidence, tanh: PartEvidence) =>
      judged({ 'matched-sigmoid': sigmoid, 'matched-tanh': tanh }).verdict.kind;
    assert.equal(kind(NONE, NONE), 'holds');
    assert.equal(kind(ALL, ALL), 'fails');
    assert.equal(kind(NONE, ALL), 'fails');
    const { verdict } = judged({ 'matched-sigmoid': NONE, 'matched-tanh': ALL });
    assert.equal(verdictWords(verdict), 'does not hold: tanh reaches it too');
    // Half of softplus's lies within the interval.
    assert.equal(kind(part(0.01, 0.2, 0.2), NONE), 'undecided');
    assert.equal(kind(part(0.01, 0.2, 0.2), ALL), 'fails');
  });

  it('says besides whether ReLU itself has more than twice what they have', () => {
    const parts = { 'matched-sigmoid': NONE, 'matched-tanh': ALL };
    assert.equal(judged(parts).verdict.besides, undefined);
    assert.equal(judged({ ...parts, 'matched-relu': part(0.2, 0.38, 0.2) }).verdict.besides, 'relu-apart');
    // Of another loss it says nothing.
    const { verdict, checks } = judged({ ...parts, 'matched-relu': part(0.2, 0.38, 0.23) });
    assert.equal(verdict.besides, undefined);
    assert.equal(checks.find(({ question }) => question === 'relu-apart')?.answer, 'unmatched');
  });

  it('asks both figures, R² beyond shuffled neurons and the residual r, and not R² alone', () => {
    for (const one of [part(0.04, 0.05, 0.2), part(0.003, 0.2, 0.2)])
      assert.equal(judged({ 'matched-sigmoid': one, 'matched-tanh': NONE }).verdict.kind, 'holds');
  });

  it('lets an activation whose loss does not match decide nothing, and says so', () => {
    const far = part(0.04, 0.2, 0.23);
    const { verdict, checks, metric } = judged({ 'matched-sigmoid': far, 'matched-tanh': NONE });
    assert.equal(verdict.kind, 'holds');
    assert.equal(checks.find(({ question }) => question === 'sigmoid-at-matched-loss')?.answer, 'unmatched');
    assert.equal(metric.name, 'unmatched-sigmoid-beyond-pixels');
    assert.equal(judged({ 'matched-sigmoid': far, 'matched-tanh': far }).verdict.kind, 'undecided');
    const page = pageMarkdown(claimsPage(claimsViewOf(evidence({ 'matched-sigmoid': far }))));
    assert.match(page, /sigmoid \(loss not matched\)/);
    assert.match(page, /Has sigmoid half of it, at the same loss\? \| does not count: its loss comes within 5 %/);
  });

  it('does not hold where softplus itself has nothing, and tells nothing of too few seeds', () => {
    assert.equal(judged({ seeds: part(-0.01, 0.14, 0.2) }).verdict.kind, 'fails');
    assert.equal(judged({ seeds: part(0.02, -0.1, 0.2) }).verdict.kind, 'fails');
    assert.equal(activationVerdict('unclear', 'no', 'no').kind, 'undecided');
    assert.equal(activationVerdict('yes', 'unclear', 'no').kind, 'undecided');
    assert.equal(activationVerdict('yes', 'unclear', 'yes').kind, 'fails');
    assert.equal(activationVerdict('yes').kind, 'undecided');
    assert.equal(activationVerdict('yes', undefined, 'yes').kind, 'fails');
  });

  it('takes softplus at the config’s rate for the reference where the config is another', () => {
    const config = parseConfig({ network: { activation: 'relu' } });
    const other = { ...evidence({ seeds: ALL, 'matched-sigmoid': NONE, 'matched-tanh': NONE }), config };
    assert.equal(activation.judge(other).verdict.kind, 'holds');
    assert.ok(activation.needs(other));
    const { [`matched-${REFERENCE}`]: _, ...without } = other.parts;
    assert.ok(!activation.needs({ ...other, parts: without }));
  });
});
