import assert from 'node:assert/strict';
import { INTERVENTION_NAMES, type InterventionName } from '../../../src/model/interventions';
import type { Performances } from '../../../src/model/performance';
import { signed, surgeryVerdict } from '../../../src/text/surgeryWords';

/** Metrics in which every class has the given margin; accuracy and AUC alike, unless they are said. */
function metricsOf(
  margins: Readonly<Record<string, number>>,
  { accuracy = 0.9, auc = 0.95 }: { readonly accuracy?: number; readonly auc?: number } = {},
): Performances {
  const of = (margin: number) => ({ margin, auc, accuracy });
  const byClass = Object.fromEntries(Object.entries(margins).map(([label, margin]) => [label, of(margin)]));
  return { a: of(0), b: of(0), byClass };
}

const BEFORE = metricsOf({ 1: 0.7, 7: 0.5, 6: 0.6, 8: 0.3 });
/** What is left when the 7s lose so much. */
const losing = (size: number) => metricsOf({ 1: 0.7, 7: 0.5 - size, 6: 0.6, 8: 0.4 });
const sides = (lost: number, gained: number) => ({
  lost: { count: lost, images: [] },
  gained: { count: gained, images: [] },
});
/** As many sets as there are numbers, each losing so much. */
const comparing = (shuffled: number[], means: number[], random: number[]) => ({
  'neurons-shuffled': shuffled.map(losing),
  'pixel-means': means.map(losing),
  random: random.map(losing),
});

function says(
  comparisons: ReturnType<typeof comparing> | null,
  operation: InterventionName = 'reset',
  after = losing(0.2),
  [lost, gained] = [91, 73],
) {
  return surgeryVerdict(operation, { images: 4095, before: BEFORE, after, sides: sides(lost, gained) }, comparisons);
}

describe('what is said of an operation', () => {
  it('is which class loses most, and how many images change sides', () => {
    assert.deepEqual(says(null), {
      effect:
        'The 7s lose most: mean margin 0.500 → 0.300. Of 4,095 held-out images 91 that were right are wrong, 73 that were wrong are right.',
      comparison: '',
    });
    assert.equal(
      says(null, 'zero', metricsOf({ 1: 0.8, 7: 0.6, 6: 0.61, 8: 0.4 }), [0, 0]).effect,
      'No class loses: the 6s change least, mean margin 0.600 → 0.610. None of 4,095 held-out images changes sides.',
    );
  });

  it('with a graft, is which class gains most over the initial network', () => {
    assert.match(
      says(null, 'graft', metricsOf({ 1: 0.8, 7: 0.9, 6: 0.5, 8: 0.3 })).effect,
      /^Alone on the initial network they raise the 7s most: mean margin 0\.500 → 0\.900\./,
    );
    assert.match(says(null, 'graft', losing(0.2)).effect, /raise the 8s most: mean margin 0\.300 → 0\.400/);
    assert.match(
      says(null, 'graft', metricsOf({ 1: 0.6, 7: 0.4, 6: 0.59, 8: 0.2 })).effect,
      /raise no class: the 6s come nearest/,
    );
  });

  it('is that the outputs have shifted, where accuracy falls and the AUC stays', () => {
    const shifted = metricsOf({ 1: 0.7, 7: 0.3, 6: 0.6, 8: 0.4 }, { accuracy: 0.8, auc: 0.949 });
    assert.match(
      says(null, 'reset', shifted).effect,
      /Their accuracy goes from 90\.0 % to 80\.0 % while their AUC stays near 0\.949: mostly, the outputs have shifted\.$/,
    );
    const lost = metricsOf({ 1: 0.7, 7: 0.3, 6: 0.6, 8: 0.4 }, { accuracy: 0.8, auc: 0.9 });
    assert.doesNotMatch(says(null, 'reset', lost).effect, /shifted/);
  });

  it('is no more than random as soon as one random set does as much', () => {
    assert.equal(
      says(comparing([0.1], [0.1], [0.1, 0.2, 0.03, 0.07])).comparison,
      'That is no more than random: 1 of 4 random sets of its size do as much or more (0.100 on average, beside 0.200).',
    );
  });

  it('is no finding about neurons where a set that knows less comes nine tenths of the way from random', () => {
    // From random's mean 0.1 to 0.2, nine tenths are at 0.19.
    const random = [0.05, 0.15];
    const more = 'That is more than any of 2 random sets of its size does (0.200, beside at most 0.150)';
    assert.equal(
      says(comparing([0.12, 0.195], [0.18], random)).comparison,
      `${more}, but the same with other neurons (0.195) does as well: that says nothing about these neurons.`,
    );
    assert.equal(
      says(comparing([0.12, 0.19], [0.21], random)).comparison,
      `${more}, but the same with other neurons (0.190) and a set by pixel means alone (0.210) do as well: that says nothing about these neurons.`,
    );
    assert.equal(
      says(comparing([0.12, 0.18], [0.17], random)).comparison,
      `${more}, and more than the same with other neurons (0.180) and a set by pixel means alone (0.170).`,
    );
  });

  it('says where there is nothing to be compared with', () => {
    assert.match(says(comparing([], [], [0.1])).comparison, /Whole inputs are selected/);
    assert.match(says(comparing([], [], [])).comparison, /^There is no other set of this size/);
    assert.match(
      says(comparing([], [0.05], [0.1])).comparison,
      /, and more than a set by pixel means alone \(0\.050\)\.$/,
    );
  });

  it('measures other sets by their own worst class', () => {
    const other = metricsOf({ 1: 0.7, 7: 0.5, 6: 0.35, 8: 0.3 });
    const comparisons = { ...comparing([0.1], [0.1], []), random: [other] };
    for (const operation of INTERVENTION_NAMES.filter((name) => name !== 'graft'))
      assert.match(says(comparisons, operation).comparison, /^That is no more than random: 1 of 1/);
  });
});

describe('a change', () => {
  it('has its sign, and 0 none', () => {
    assert.deepEqual(
      [signed(0.1234), signed(-0.1234), signed(0), signed(0.0001), signed(-0.0001)],
      ['+0.123', '−0.123', '0.000', '0.000', '0.000'],
    );
  });
});
