import assert from 'node:assert/strict';
import type { Figures } from '../../src/shared/panelProtocol';
import {
  biasesCaption,
  biasSentence,
  groupWords,
  identitySentence,
  inkSentence,
  leftOutSentence,
  permutationSentence,
  pixelsCaption,
  rankSentence,
  residualSentence,
  shuffledSentence,
  weightsCaption,
} from '../../src/shared/sentences';

const shuffled = (meanR2: number | null, p: number | null = 0.001) => ({ draws: 999, meanR2, p });
const identity = (change: Partial<Figures['identity']>): Figures['identity'] => ({
  constantInputs: 84,
  maxDeviationX: 0,
  maxDeviationY: 8.594e-9,
  holds: true,
  ...change,
});

describe('the sentences', () => {
  it('say how much of the correlation is left when neurons are shuffled', () => {
    const says = (headline: number | null, left: number | null) => shuffledSentence(headline, shuffled(left));
    assert.equal(
      says(0.30454, 0.28106),
      'Shuffling the neurons leaves 0.281 of 0.305: most of this correlation is about pixels, not neurons.',
    );
    assert.match(says(0.3, 0.1), /a part of this correlation is about pixels, the rest about neurons\.$/);
    assert.match(says(0.3, 0.02), /little of this correlation is about pixels/);
    assert.match(says(0.3, 0.3), /nothing of this correlation is about neurons\.$/);
    assert.equal(says(0.004, 0.003), 'There is hardly any correlation to take apart: R² is 0.004.');
    assert.equal(says(null, 0.1), 'With neurons shuffled, R² is not defined.');
    assert.equal(says(0.1, null), 'With neurons shuffled, R² is not defined.');
  });

  it('call the permutation p by its name, and say when it can be no smaller', () => {
    assert.equal(
      permutationSentence(shuffled(0.28)),
      'Mean R² over 999 shuffles of the neurons; permutation p = 0.001, the least that so many can give.',
    );
    assert.equal(
      permutationSentence(shuffled(0.28, 0.25)),
      'Mean R² over 999 shuffles of the neurons; permutation p = 0.250.',
    );
    assert.equal(permutationSentence(shuffled(null, null)), 'Mean R² over 999 shuffles of the neurons.');
  });

  it('set the data alone against the network', () => {
    assert.equal(
      inkSentence({ n: 69600, r2: 0.50476, headlineR2: 0.32483 }),
      'The data alone, with no network, reaches 0.505, more than the network’s updates do (0.325 on the same weights).',
    );
    assert.match(inkSentence({ n: 9, r2: 0.1, headlineR2: 0.3 }), /reaches 0\.100, less than .* \(0\.300 on the same/);
    assert.match(inkSentence({ n: 9, r2: 0.1001, headlineR2: 0.1 }), /as much as the network’s updates do\.$/);
    assert.match(inkSentence({ n: 0, r2: null, headlineR2: null }), /not defined/);
  });

  it('say what is left beyond neuron and pixel means', () => {
    assert.match(residualSentence(0.149), /r is 0\.149: a little is left/);
    assert.match(residualSentence(0.4), /something is left/);
    assert.match(residualSentence(-0.2), /r is −0\.200: a little is left .*runs the other way\.$/);
    assert.match(residualSentence(0.03), /next to nothing/);
    assert.match(residualSentence(null), /not defined/);
  });

  it('give the biases their interval as one of this run', () => {
    const figures = { n: 100, r: 0.3016, r2: 0.091, slope: 3, intercept: -1, spearman: 0.3, leftOut: 0 };
    assert.equal(
      biasSentence({ ...figures, interval: { low: 0.1118, high: 0.4702 } }),
      'R² over 100 hidden biases; r is 0.302, with a 95 % interval of 0.112 to 0.470 for this run. Another seed may well fall outside.',
    );
    assert.match(biasSentence({ ...figures, interval: { low: -0.1, high: 0.2 } }), /Zero lies within it\./);
    assert.match(biasSentence({ ...figures, r: null, r2: null, interval: null }), /not defined/);
  });

  it('set the correlation of ranks beside r', () => {
    assert.equal(
      rankSentence({ r: 0.552, spearman: 0.541 }),
      'Of ranks alone the correlation is 0.541 (Spearman’s ρ), close to r: no few extreme ones make it.',
    );
    assert.match(
      rankSentence({ r: 0.2, spearman: -0.1 }),
      /is −0\.100 \(Spearman’s ρ\), where r is 0\.200: the relation is/,
    );
    assert.match(rankSentence({ r: null, spearman: null }), /not defined/);
  });

  it('tell whether the identity holds', () => {
    assert.equal(identitySentence(identity({})), '84 constant inputs; largest deviation 8.6 × 10⁻⁹.');
    assert.match(
      identitySentence(identity({ holds: false, maxDeviationX: 0.1 })),
      /^The identity check fails: .*1\.0 × 10⁻¹/,
    );
    assert.match(identitySentence(identity({ holds: null })), /Nothing is asserted for this optimiser/);
    assert.match(identitySentence(identity({ holds: null, constantInputs: 0 })), /no identity to check/);
  });

  it('count what is left out', () => {
    assert.match(leftOutSentence(1), /^1 weight is left out/);
    assert.match(leftOutSentence(3120), /^3,120 weights are left out/);
  });

  it('caption each plot', () => {
    assert.match(weightsCaption(1, 2, 84), /^Clusters are weights from pixels that never change/);
    assert.doesNotMatch(weightsCaption(1, 2, 0), /never change/);
    assert.match(weightsCaption(2, 2, 84), /into one of the two outputs/);
    assert.match(weightsCaption(2, 3, 84), /into the next/);
    assert.match(biasesCaption(true, true), /no finding/);
    assert.match(biasesCaption(false, true), /clusters of the weights plot sit on these points/);
    assert.doesNotMatch(biasesCaption(false, false), /clusters/);
    assert.equal(
      pixelsCaption({ pixelCorrelation: { mean: 0.1877, negative: 185, defined: 784 } }),
      'r over the weights that leave each pixel: 0.188 on average, below 0 for 185 of 784.',
    );
    assert.match(pixelsCaption({ pixelCorrelation: { mean: null, negative: 0, defined: 0 } }), /not defined/);
  });
});

describe('the words for the groups', () => {
  it('come from the title', () => {
    const { data, a, b, classesOfA } = groupWords({ data: 'MNIST 1, 7 | 6, 8' });
    assert.deepEqual([data, a, b, classesOfA], ['MNIST', '1s and 7s', '6s and 8s', ['1', '7']]);
  });

  it('are right for larger groups and for names that end in a number', () => {
    const { data, a, b } = groupWords({ data: 'letters 2 0, 1, 2 | 3, 4' });
    assert.deepEqual([data, a, b], ['letters 2', '0s, 1s and 2s', '3s and 4s']);
  });

  it('fall back where the title names none', () => {
    assert.equal(groupWords({ data: 'something' }).a, 'group A');
  });
});
