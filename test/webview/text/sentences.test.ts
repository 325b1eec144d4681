import assert from 'node:assert/strict';
import type { IdentityFinding, PermutationFinding } from '../../../src/model/metrics';
import { biasesCaption, pixelsCaption, weightsCaption } from '../../../src/text/captions';
import { bootstrapSentence } from '../../../src/text/controls/bootstrap';
import { puritySentence } from '../../../src/text/controls/clusterPurity';
import { decompositionSentence } from '../../../src/text/controls/decomposition';
import { effectSentence } from '../../../src/text/controls/effect';
import { inkSentence } from '../../../src/text/controls/inkAlone';
import { inkShareSentence } from '../../../src/text/controls/inkShare';
import { labelSentence } from '../../../src/text/controls/labelPermutation';
import { logRatioSentence } from '../../../src/text/controls/logRatios';
import {
  bothShuffledSentence,
  permutationSentence,
  pixelShuffledSentence,
  shuffledSentence,
} from '../../../src/text/controls/permutations';
import { residualSentence } from '../../../src/text/controls/residual';
import { wholeTallySentence } from '../../../src/text/controls/wholeTally';
import { withoutConstantSentence } from '../../../src/text/controls/withoutConstant';
import { groupWords } from '../../../src/text/groupWords';
import { edgeSentence, pixelsHoldSentence, pixelsLabelSentence } from '../../../src/text/mapSentences';
import {
  biasSentence,
  identitySentence,
  leftOutSentence,
  rankSentence,
  slopeSentence,
} from '../../../src/text/sentences';

const shuffled = (meanR2: number | null, p: number | null = 0.001) => ({ draws: 999, meanR2, p });
const identity = (change: Partial<IdentityFinding>): IdentityFinding => ({
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

  it('say that nothing is about neurons only where that is no chance of the draws, and neurons can be shuffled', () => {
    const says = (finding: Partial<PermutationFinding>) =>
      shuffledSentence(0.3, { draws: 999, meanR2: 0.301, p: 0.5, meanError: 0.0004, ...finding });
    assert.match(says({}), /nothing of this correlation is about neurons\.$/);
    assert.match(says({ meanError: 0.0006 }), /most of this correlation is about pixels, not neurons\.$/);
    assert.match(says({ draws: 24, exact: true, meanError: 0 }), /nothing of this correlation is about neurons\.$/);
    const few = { exact: true, p: null, meanError: 0 };
    assert.equal(
      says({ ...few, draws: 6 }),
      'Shuffling the neurons leaves 0.301 of 0.300, over all 6 orders of so few neurons: what of this correlation is about neurons cannot be said.',
    );
    assert.equal(
      says({ ...few, draws: 1, meanR2: null }),
      'One neuron cannot be shuffled: what of this correlation is about neurons cannot be said.',
    );
    assert.match(
      pixelShuffledSentence(0.3, { draws: 999, meanR2: 0.301, p: 0.5, meanError: 0.001 }),
      /most of this correlation is about neurons as wholes\.$/,
    );
    assert.match(
      pixelShuffledSentence(0.3, { draws: 2, meanR2: 0.301, p: null, exact: true }),
      /^Shuffling so few pixels says nothing: there are 2 orders of them\.$/,
    );
  });

  it('call the permutation p by its name, and say when it can be no smaller, and what a small one does not say', () => {
    assert.equal(
      permutationSentence(shuffled(0.28)),
      'Mean R² over 999 shuffles of the neurons; permutation p = 0.001, the least that so many can give. So small a p says that x and y share a pattern over neurons, not that the groups made it.',
    );
    assert.equal(
      permutationSentence(shuffled(0.28, 0.25)),
      'Mean R² over 999 shuffles of the neurons; permutation p = 0.250.',
    );
    assert.equal(permutationSentence(shuffled(null, null)), 'Mean R² over 999 shuffles of the neurons.');
    assert.match(
      permutationSentence({ draws: 24, meanR2: 0.1, p: 1 / 24, exact: true }),
      /^Mean R² over all 24 orders of the neurons; permutation p = 0\.042, the least that so many can give\. So small/,
    );
    assert.equal(
      permutationSentence({ draws: 6, meanR2: 0.1, p: null, exact: true }),
      'Mean R² over all 6 orders of the neurons, too few for a permutation p.',
    );
    assert.equal(
      permutationSentence({ draws: 1, meanR2: null, p: null, exact: true }),
      'No permutation p: one neuron has one order.',
    );
  });

  it('say how much of the correlation is left when pixels are shuffled, or both', () => {
    const says = (headline: number | null, left: number | null) => pixelShuffledSentence(headline, shuffled(left));
    assert.equal(
      says(0.305, 0.01),
      'Shuffling the pixels leaves 0.010 of 0.305: little of this correlation is about neurons as wholes.',
    );
    assert.match(says(0.3, 0.1), /a part of this correlation is about neurons as wholes\.$/);
    assert.match(says(0.3, 0.2), /most of this correlation is about neurons as wholes\.$/);
    assert.match(says(0.3, 0.3), /nothing of this correlation is about pixels\.$/);
    assert.match(says(0.004, 0.003), /hardly any/);
    assert.match(says(null, 0.1), /not known/);
    assert.match(pixelShuffledSentence(0.3, null), /not known/);
    assert.equal(
      bothShuffledSentence(shuffled(0.0123)),
      'With neurons and pixels both shuffled, 0.012 is left on average, which is chance; permutation p = 0.001.',
    );
    assert.match(bothShuffledSentence(null), /not known/);
  });

  it('take r apart', () => {
    const part = (contribution: number) => ({ r: 0.5, contribution });
    const parts = { neuron: part(0.01), pixel: part(0.5), residual: part(0.042), shared: 1e-18 };
    assert.equal(
      decompositionSentence(0.552, parts),
      'Of r = 0.552, 0.500 lies between pixels, 0.010 between neurons, and 0.042 between single weights beyond either.',
    );
    assert.match(decompositionSentence(0.552, { ...parts, shared: -0.02 }), /−0\.020 cannot be told apart/);
    assert.match(decompositionSentence(null, null), /not known/);
  });

  it('give the headline with x from all of phase 1', () => {
    assert.equal(
      wholeTallySentence(0.305, { n: 78400, r: 0.5, r2: 0.25 }),
      'With updates added up over all of phase 1, R² is 0.250 (over its second half 0.305): the relation is stronger over the second half in this run.',
    );
    assert.match(wholeTallySentence(0.25, { n: 78400, r: 0.6, r2: 0.36 }), /stronger over all of it in this run/);
    assert.match(wholeTallySentence(0.25, { n: 78400, r: 0.5, r2: 0.2504 }), /no difference in this run/);
    assert.match(
      wholeTallySentence(0.122, { n: 1568, r: 0.3, r2: 0.09, headlineR2: 0.08 }),
      /R² is 0\.090 \(over its second half 0\.080\): the relation is stronger over all of it/,
    );
    assert.match(wholeTallySentence(0.25, { n: 2, r: 0.5, r2: 0.2, headlineR2: null }), /not defined/);
    assert.match(wholeTallySentence(0.25, { n: 2, r: null, r2: null }), /not defined/);
    assert.match(wholeTallySentence(0.25, null), /x is from all of phase 1, or/);
  });

  it('give the headline without constant pixels and on other axes', () => {
    assert.equal(
      withoutConstantSentence(0.305, { n: 70000, r: 0.57, r2: 0.325 }),
      'Without the weights of pixels that never change, which repeat the biases, R² is 0.325 over 70,000 weights (with them 0.305).',
    );
    assert.match(withoutConstantSentence(0.305, null), /not known/);
    assert.equal(
      logRatioSentence({ n: 78000, r: 0.5, r2: 0.25, infinite: 400 }),
      'On log-ratio axes, where shares are not squeezed against 0 and 1, R² is 0.250 over 78,000 weights. 400 weights are left out: moved for one group alone.',
    );
    assert.doesNotMatch(logRatioSentence({ n: 78000, r: 0.5, r2: 0.25, infinite: 0 }), /left out/);
    assert.match(logRatioSentence(null), /not known/);
  });

  it('say how far R² varies with neurons and pixels', () => {
    const interval = { level: 0.95, low: 0.2552, high: 0.3559 };
    const drawn = { defined: 999, r: interval, r2: interval };
    const wide = { ...drawn, r2: { level: 0.95, low: 0.2051, high: 0.4064 } };
    assert.equal(
      bootstrapSentence({ draws: 999, neurons: drawn, blocks: wide }),
      'For this run’s pixels, with neurons drawn anew 999 times, R² lies between 0.255 and 0.356 in 95 % of draws. For other pixels, with blocks of 4 × 4 drawn as well, between 0.205 and 0.406. Another seed may well fall outside.',
    );
    assert.doesNotMatch(bootstrapSentence({ draws: 999, neurons: drawn, blocks: null }), /blocks/);
    assert.match(bootstrapSentence({ draws: 999, neurons: { defined: 0, r: null, r2: null } }), /not known/);
    // Of a run that was made when neighbouring pixels were drawn as if they were independent.
    assert.match(bootstrapSentence({ draws: 999 }), /not known/);
  });

  it('say what x is made of, and what it adds to that', () => {
    const finding = { n: 69600, xOnShare: 0.925, yOnShare: 0.31, inkAlone: 0.522, both: 0.549, withX: 0.556 };
    assert.equal(
      inkShareSentence(finding),
      'The share of its input’s ink that is A’s, with no network, gives R² 0.925 of x, and 0.310 of y. Both inks together, that share and ink alone, give 0.549 of y; x adds 0.007 to them.',
    );
    assert.match(inkShareSentence({ ...finding, both: null, withX: null }), /not defined/);
  });

  it('say what the labels made', () => {
    const ranged = (value: number, p: number) => ({ value, mean: 0, low: -0.059, high: 0.064, p });
    const of = (p: number) => ({
      r2: ranged(0.305, 0.005),
      residualR: ranged(0.149, p),
      withinPixelR: ranged(0.174, 0.01),
    });
    const finding = (p: number) => ({
      draws: 199,
      ...of(p),
      effect: of(p),
      pixels: { rate: 0.05, above: [], below: [] },
    });
    assert.equal(
      labelSentence(finding(0.01)),
      'With the labels of the tallied examples shuffled 199 times: R² 0.305, and -0.059 to 0.064 for nine tenths of the shuffled ones, permutation p = 0.005; residual r 0.149, and -0.059 to 0.064 for nine tenths of the shuffled ones, permutation p = 0.010; r within a pixel 0.174, and -0.059 to 0.064 for nine tenths of the shuffled ones, permutation p = 0.010. What single weights share beyond their neuron and pixel, the labels made.'.replaceAll(
        '-',
        '−',
      ),
    );
    assert.match(labelSentence(finding(0.4)), /shuffled labels give as well\.$/);
  });

  it('say whether x tells which weights carry A', () => {
    const relation = (withinPixelR: number | null) => ({ r2: 0.04, residualR: 0, withinPixelR });
    const effect = { n: 78400, x: relation(0.023), y: relation(0.016) };
    assert.equal(
      effectSentence({ effect }),
      'Causal effect of a weight: what A’s mean held-out margin loses when it is put back to its initial value, less what B’s loses. Within a pixel, x goes with it by r = 0.023, y by 0.016.',
    );
    const ranged = { value: 0.02, mean: 0, low: -0.02, high: 0.02, p: 0.2 };
    const held = { r2: ranged, residualR: ranged, withinPixelR: ranged };
    const labelPermutation = { draws: 199, ...held, effect: held, pixels: { rate: 0.05, above: [], below: [] } };
    assert.match(effectSentence({ effect, labelPermutation }), /shuffled labels x gives −0\.020 to 0\.020/);
    assert.match(effectSentence({ effect: { ...effect, x: relation(null) } }), /not defined/);
  });

  it('say how far clusters are neurons', () => {
    const all = { points: 78400, clusters: 101, noise: 69259, adjustedRand: 0.9666 };
    const varying = { points: 70000, clusters: 12, noise: 69860, adjustedRand: 0.6438 };
    const says = (change: object) => puritySentence({ eps: 0.001, minPoints: 10, all, varying, ...change });
    assert.equal(
      says({}),
      'By density alone the plot has 101 clusters, which agree with neurons to 0.97 (adjusted Rand index: 1 is wholly, 0 is chance). Without pixels that never change there are 12, of 140 weights, which agree with neurons to 0.64.',
    );
    assert.match(says({ varying: { ...varying, clusters: 0, adjustedRand: null } }), /never change there are none\.$/);
    assert.match(says({ all: { ...all, clusters: 0 } }), /has no clusters\.$/);
    assert.match(puritySentence(null), /not looked for/);
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
    const leftOut = { parameters: 0, x: 0, y: 0 };
    const line = { slope: 3, intercept: -1, band: null };
    const metrics = { n: 100, r: 0.3016, r2: 0.091, ...line, spearman: 0.3, leftOut };
    const within = (low: number, high: number) => ({ level: 0.95, low, high });
    assert.equal(
      biasSentence({ ...metrics, interval: within(0.1118, 0.4702) }),
      'R² over 100 hidden biases; r is 0.302, with a 95 % interval of 0.112 to 0.470 for this run. Another seed may well fall outside.',
    );
    assert.match(biasSentence({ ...metrics, interval: within(-0.1, 0.2) }), /Zero lies within it\./);
    assert.match(biasSentence({ ...metrics, r: null, r2: null, interval: null }), /not defined/);
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

  it('give the slope with its interval, and say what that allows for', () => {
    const band = {
      method: 'two-way cluster-robust',
      level: 0.95,
      slopeVariance: 0.01,
      interceptVariance: 0.01,
      covariance: 0,
      degreesOfFreedom: 99,
      quantile: 1.984,
      adjusted: false,
    } as const;
    assert.equal(
      slopeSentence({ slope: 0.865, band }),
      'The line’s slope is 0.865, with a 95 % interval of 0.667 to 1.063, allowing for weights of one neuron, and of one input, that go together.',
    );
    const ordinary = slopeSentence({ slope: -0.1, band: { ...band, method: 'ordinary least squares' } });
    assert.match(
      ordinary,
      /slope is −0\.100, .* −0\.298 to 0\.098, taking the biases .* A slope of 0 lies within it\.$/,
    );
    assert.match(slopeSentence({ slope: 0.5, band: null }), /not known here/);
    assert.match(slopeSentence({ slope: null, band: null }), /no line/);
  });

  it('say for how many pixels r holds', () => {
    const map = { mean: 0.2, negative: 185, defined: 784, frame: null };
    assert.equal(
      pixelsHoldSentence({ ...map, holding: { rate: 0.05, negative: 12, positive: 300 } }),
      'With false discoveries held at 5 %, r differs from 0 for 312 of 784 pixels: above it for 300, below it for 12, of 185 with r < 0 at all.',
    );
    assert.match(
      pixelsHoldSentence({ ...map, holding: { rate: 0.05, negative: 83, positive: 337, hypotheses: 701 } }),
      /r differs from 0 for 420 of 701 pixels \(the 84 that never change count as one\): above it for 337, below it for 83/,
    );
    const none = { rate: 0.05, negative: 0, positive: 0 };
    assert.match(pixelsHoldSentence({ ...map, holding: none }), /for none of 784 pixels\.$/);
    assert.match(
      pixelsHoldSentence({ ...map, negative: 0, holding: { ...none, positive: 5 } }),
      /none lies below it\.$/,
    );
    assert.match(pixelsHoldSentence({ ...map, holding: null }), /was not asked/);
    const ranged = { value: 0.1, mean: 0, low: -0.1, high: 0.1, p: 0.05 };
    const relation = { r2: ranged, residualR: ranged, withinPixelR: ranged };
    const pixels = { rate: 0.05, above: [3, 4], below: [] };
    assert.equal(
      pixelsLabelSentence(map, { draws: 199, ...relation, effect: relation, pixels }),
      'Against 199 shuffles of the labels, with false discoveries held at 5 %, r is higher than they give for 2 of 784 pixels and lower for 0.',
    );
  });

  it('compare the edge of the image with its centre', () => {
    const frame = (edge: number | null, centre: number | null) => ({
      frame: { width: 4, edge: { mean: edge, inputs: 300 }, centre: { mean: centre, inputs: 400 } },
    });
    assert.equal(
      edgeSentence(frame(0.1, 0.25)),
      'Mean r is 0.100 over the outer 4 pixels of the frame (300 that change) and 0.250 over the rest (400): lower at the edge.',
    );
    assert.match(edgeSentence(frame(0.1, -0.2)), /higher at the edge\.$/);
    assert.match(edgeSentence(frame(0.1, 0.11)), /about alike\.$/);
    assert.match(edgeSentence(frame(null, 0.1)), /cannot be compared/);
    assert.match(edgeSentence({ frame: null }), /cannot be compared/);
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
