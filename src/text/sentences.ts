import * as l10n from '@vscode/l10n';
import type { Figures, LayerView, RunView, TensorFigures } from '../model/runView';
import { count, countOf, decimal, scientific } from './format';

/** What the figures of a run say, in sentences made from them by rule. Nothing here judges by anything but the numbers. */

/** Shares of the headline R² from which on the shuffled one counts as most of it, or as a part. */
const MOST = 0.5;
const PART = 0.1;
/** Below this an R² is called hardly any correlation, and its parts are not discussed. */
const HARDLY_ANY = 0.005;

/** The headline itself. */
export function headlineSentence({ weights, inputs, outputs }: LayerView, { distinctPoints }: Figures): string {
  const all = l10n.t('{0} weights', count(inputs * outputs));
  if (weights.r2 === null) return l10n.t('R² over layer 1’s {0} is not defined: x or y does not vary.', all);
  const direction = weights.r !== null && weights.r < 0 ? ` ${l10n.t('The relation is negative: r is below 0.')}` : '';
  return l10n.t(
    'R² of y against x over layer 1’s {0}, which lie on {1} distinct points.{2} They are not independent of one another: read it beside the controls.',
    all,
    count(distinctPoints),
    direction,
  );
}

/** What is left when each neuron's x is paired with another neuron's y. */
export function shuffledSentence(headline: number | null, { meanR2 }: Figures['neuronPermutation']): string {
  if (headline === null || meanR2 === null) return l10n.t('With neurons shuffled, R² is not defined.');
  const [whole, left] = [decimal(headline), decimal(meanR2)];
  if (headline < HARDLY_ANY) return l10n.t('There is hardly any correlation to take apart: R² is {0}.', whole);
  const leaves = l10n.t('Shuffling the neurons leaves {0} of {1}', left, whole);
  if (meanR2 >= headline) return l10n.t('{0}: nothing of this correlation is about neurons.', leaves);
  if (meanR2 >= MOST * headline) return l10n.t('{0}: most of this correlation is about pixels, not neurons.', leaves);
  if (meanR2 >= PART * headline)
    return l10n.t('{0}: a part of this correlation is about pixels, the rest about neurons.', leaves);
  return l10n.t(
    '{0}: little of this correlation is about pixels; it hangs on which neuron a weight belongs to.',
    leaves,
  );
}

/** A p below this is called small. */
const SMALL_P = 0.05;

/** The permutation p, always under its own name, and what a small one does not say. */
export function permutationSentence({ draws, p }: Figures['neuronPermutation']): string {
  if (p === null) return l10n.t('Mean R² over {0} shuffles of the neurons.', count(draws));
  const least = p <= 1 / (1 + draws) ? l10n.t(', the least that so many can give') : '';
  const start = l10n.t(
    'Mean R² over {0} shuffles of the neurons; permutation p = {1}{2}.',
    count(draws),
    decimal(p),
    least,
  );
  if (p >= SMALL_P) return start;
  return l10n.t('{0} So small a p says that x and y share a pattern over neurons, not that the groups made it.', start);
}

/** What is left when each pixel's x is paired with another pixel's y. */
export function pixelShuffledSentence(headline: number | null, finding: Figures['pixelPermutation']): string {
  const left = finding?.meanR2 ?? null;
  if (headline === null || left === null) return l10n.t('With pixels shuffled, R² is not known.');
  if (headline < HARDLY_ANY)
    return l10n.t('There is hardly any correlation to take apart: R² is {0}.', decimal(headline));
  const leaves = l10n.t('Shuffling the pixels leaves {0} of {1}', decimal(left), decimal(headline));
  if (left >= headline) return l10n.t('{0}: nothing of this correlation is about pixels.', leaves);
  if (left >= MOST * headline) return l10n.t('{0}: most of this correlation is about neurons as wholes.', leaves);
  if (left >= PART * headline) return l10n.t('{0}: a part of this correlation is about neurons as wholes.', leaves);
  return l10n.t('{0}: little of this correlation is about neurons as wholes.', leaves);
}

/** What chance gives to a table that is paired anew in both ways. */
export function bothShuffledSentence(finding: Figures['jointPermutation']): string {
  if (finding === null || finding.meanR2 === null || finding.p === null)
    return l10n.t('With neurons and pixels both shuffled, R² is not known.');
  return l10n.t(
    'With neurons and pixels both shuffled, {0} is left on average, which is chance; permutation p = {1}.',
    decimal(finding.meanR2),
    decimal(finding.p),
  );
}

/** Where r comes from. */
export function decompositionSentence(r: number | null, finding: Figures['decomposition']): string {
  if (r === null || finding === null) return l10n.t('What r is made of is not known.');
  const { neuron, pixel, residual, shared } = finding;
  const overlap =
    Math.abs(shared) < 0.0005
      ? ''
      : ` ${l10n.t('{0} cannot be told apart, since some weights are undefined.', decimal(shared))}`;
  return l10n.t(
    'Of r = {0}, {1} lies between pixels, {2} between neurons, and {3} between single weights beyond either.{4}',
    decimal(r),
    decimal(pixel.contribution),
    decimal(neuron.contribution),
    decimal(residual.contribution),
    overlap,
  );
}

/** The headline without the weights that repeat the biases. */
export function withoutConstantSentence(headline: number | null, finding: Figures['withoutConstant']): string {
  if (finding === null || finding.r2 === null || headline === null)
    return l10n.t('R² without the weights of pixels that never change is not known.');
  return l10n.t(
    'Without the weights of pixels that never change, which repeat the biases, R² is {0} over {1} (with them {2}).',
    decimal(finding.r2),
    countOf(finding.n, l10n.t('weight'), l10n.t('weights')),
    decimal(headline),
  );
}

/** x from all of phase 1 beside x from its second half. */
export function wholeTallySentence(headline: number | null, finding: Figures['wholeTally']): string {
  if (finding === null) return l10n.t('x is from all of phase 1, or the first half was not added up in this run.');
  if (finding.r2 === null || headline === null) return l10n.t('R² with x from all of phase 1 is not defined.');
  const [whole, half] = [decimal(finding.r2), decimal(headline)];
  const how =
    whole === half
      ? l10n.t('it makes no difference')
      : finding.r2 > headline
        ? l10n.t('the relation is stronger over all of it')
        : l10n.t('the relation is stronger over the second half');
  return l10n.t(
    'With updates added up over all of phase 1, R² is {0} (over its second half {1}): {2} in this run.',
    whole,
    half,
    how,
  );
}

/** Shares of the post's R² from which on another measure counts as doing as well, or better. */
const AS_WELL = 0.95;
const BETTER = 1.05;

/**
 * How the other measures do beside the post's.
 * @param others each with its R² of layer 1's weights, the best first
 */
export function measuresSentence(
  updateSize: number | null,
  others: readonly { readonly title: string; readonly r2: number | null }[],
): string {
  const [best] = others.filter(({ r2 }) => r2 !== null);
  if (best === undefined)
    return l10n.t('No other measure was recorded in this run: its config’s “measures” names them.');
  if (updateSize === null) return l10n.t('R² of update sizes is not defined, so there is nothing to compare.');
  const [found, own] = [decimal(best.r2), decimal(updateSize)];
  const asWell = others.filter(({ r2 }) => r2 !== null && r2 >= AS_WELL * updateSize);
  if (asWell.length === 0)
    return l10n.t(
      'None of the others does as well as update sizes: the best is {0}, {1} beside {2}.',
      best.title,
      found,
      own,
    );
  const how =
    (best.r2 as number) > BETTER * updateSize
      ? l10n.t('{0} does better than update sizes: {1} beside {2}.', best.title, found, own)
      : l10n.t('{0} does as well as update sizes: {1} beside {2}.', best.title, found, own);
  return l10n.t('{0} What x tells is then not about update sizes alone.', how);
}

/** The headline on axes without bounds. */
export function logRatioSentence(finding: Figures['logRatios']): string {
  if (finding === null || finding.r2 === null) return l10n.t('R² on log-ratio axes is not known.');
  const { r2, n, infinite } = finding;
  const leftOut =
    infinite === 0
      ? ''
      : ` ${l10n.t('{0} left out: moved for one group alone.', countOf(infinite, l10n.t('weight is'), l10n.t('weights are')))}`;
  return l10n.t(
    'On log-ratio axes, where shares are not squeezed against 0 and 1, R² is {0} over {1}.{2}',
    decimal(r2),
    countOf(n, l10n.t('weight'), l10n.t('weights')),
    leftOut,
  );
}

/** How far R² would go with other neurons and pixels. */
export function bootstrapSentence(finding: Figures['bootstrap']): string {
  if (finding === null || finding.r2 === null) return l10n.t('How far R² varies with neurons and pixels is not known.');
  const { draws, r2 } = finding;
  return l10n.t(
    'With neurons and pixels drawn anew {0} times, R² lies between {1} and {2} in {3} % of draws. Another seed may well fall outside.',
    count(draws),
    decimal(r2.low),
    decimal(r2.high),
    Math.round(100 * r2.level),
  );
}

/** How far what looks like clusters is neurons. */
export function puritySentence(finding: Figures['clusterPurity']): string {
  if (finding === null) return l10n.t('Clusters were not looked for when this run was made.');
  const { all, varying } = finding;
  if (all.clusters === 0) return l10n.t('Looked at by density alone, the plot has no clusters.');
  const agree = (index: number | null) =>
    index === null ? '' : l10n.t(', which agree with neurons to {0}', decimal(index, 2));
  const start = l10n.t(
    'By density alone the plot has {0}{1} (adjusted Rand index: 1 is wholly, 0 is chance).',
    countOf(all.clusters, l10n.t('cluster'), l10n.t('clusters')),
    agree(all.adjustedRand),
  );
  if (varying === null) return start;
  const without =
    varying.clusters === 0
      ? l10n.t('there are none')
      : l10n.t(
          'there are {0}, of {1} weights{2}',
          count(varying.clusters),
          count(varying.points - varying.noise),
          agree(varying.adjustedRand),
        );
  return l10n.t('{0} Without pixels that never change {1}.', start, without);
}

/** The data-only baseline beside the headline on the same weights. */
export function inkSentence(finding: Figures['inkAlone']): string {
  if (finding === null) return l10n.t('What the data alone would give is not known: the run does not hold it.');
  const { r2, headlineR2 } = finding;
  if (r2 === null || headlineR2 === null) return l10n.t('What the data alone would give is not defined here.');
  const [alone, network] = [decimal(r2), decimal(headlineR2)];
  if (alone === network)
    return l10n.t('The data alone, with no network, reaches {0}, as much as the network’s updates do.', alone);
  if (r2 > headlineR2)
    return l10n.t(
      'The data alone, with no network, reaches {0}, more than the network’s updates do ({1} on the same weights).',
      alone,
      network,
    );
  return l10n.t(
    'The data alone, with no network, reaches {0}, less than the network’s updates do ({1} on the same weights).',
    alone,
    network,
  );
}

/** What is left after neuron means and pixel means are taken away. */
export function residualSentence(r: number | null): string {
  if (r === null) return l10n.t('After taking away neuron means and pixel means, r is not defined.');
  const size = Math.abs(r);
  const start = l10n.t('After taking away each neuron’s and each pixel’s mean, r is {0}', decimal(r));
  if (size < 0.1) return l10n.t('{0}: next to nothing is left for single weights.', start);
  const left =
    size < 0.3
      ? l10n.t('{0}: a little is left that single weights share beyond their neuron and pixel', start)
      : l10n.t('{0}: something is left that single weights share beyond their neuron and pixel', start);
  return r < 0 ? l10n.t('{0}, and it runs the other way.', left) : `${left}.`;
}

/** Hidden biases, with the interval of r that holds for this run alone. */
export function biasSentence({ n, r, r2, interval }: TensorFigures): string {
  if (r === null || r2 === null)
    return l10n.t('R² over {0} is not defined.', countOf(n, l10n.t('hidden bias'), l10n.t('hidden biases')));
  const start = l10n.t('R² over {0}; r is {1}', countOf(n, l10n.t('hidden bias'), l10n.t('hidden biases')), decimal(r));
  if (interval === null) return `${start}.`;
  const zero = interval.low <= 0 && interval.high >= 0 ? ` ${l10n.t('Zero lies within it.')}` : '';
  return l10n.t(
    '{0}, with a 95 % interval of {1} to {2} for this run.{3} Another seed may well fall outside.',
    start,
    decimal(interval.low),
    decimal(interval.high),
    zero,
  );
}

/** Below this difference ρ and r count as telling the same. */
const ALIKE = 0.05;

/** The correlation of ranks beside that of the numbers. */
export function rankSentence({ r, spearman }: Pick<TensorFigures, 'r' | 'spearman'>): string {
  if (r === null || spearman === null) return l10n.t('The correlation of ranks is not defined.');
  const start = l10n.t('Of ranks alone the correlation is {0} (Spearman’s ρ)', decimal(spearman));
  if (Math.abs(spearman - r) < ALIKE) return l10n.t('{0}, close to r: no few extreme ones make it.', start);
  return l10n.t(
    '{0}, where r is {1}: the relation is not a straight line’s, or a few extreme ones weigh much in r.',
    start,
    decimal(r),
  );
}

/** The slope of the line with its interval, and what that interval allows for. */
export function slopeSentence({ slope, band }: Pick<TensorFigures, 'slope' | 'band'>): string {
  if (slope === null) return l10n.t('There is no line through these points.');
  const start = l10n.t('The line’s slope is {0}', decimal(slope));
  if (band === null) return l10n.t('{0}; how sure that is, is not known here.', start);
  const half = band.quantile * Math.sqrt(band.slopeVariance);
  const [low, high] = [slope - half, slope + half];
  const allows =
    band.method === 'two-way cluster-robust'
      ? l10n.t('allowing for weights of one neuron, and of one input, that go together')
      : l10n.t('taking the biases as independent, for this run');
  const zero = low <= 0 && high >= 0 ? ` ${l10n.t('A slope of 0 lies within it.')}` : '';
  return l10n.t(
    '{0}, with a {1} % interval of {2} to {3}, {4}.{5}',
    start,
    Math.round(100 * band.level),
    decimal(low),
    decimal(high),
    allows,
    zero,
  );
}

/** How many weights there are, on how many points, and how many are left out. */
export function pointsSentence({ weights, inputs, outputs }: LayerView, figures: Figures): string {
  const constantInputs = figures.identity?.constantInputs ?? 0;
  const all = inputs * outputs;
  const why =
    constantInputs === 0
      ? ''
      : ` ${l10n.t('{0} leave pixels that never change; these lie on their neuron’s bias.', count(constantInputs * outputs))}`;
  const leftOut = weights.leftOut === 0 ? '' : ` ${leftOutSentence(weights.leftOut)}`;
  return l10n.t(
    '{0} weights lie on {1} distinct points.{2}{3}',
    count(all),
    count(figures.distinctPoints),
    why,
    leftOut,
  );
}

export function leftOutSentence(leftOut: number): string {
  return l10n.t(
    '{0} left out: x or y is undefined, since they never moved.',
    countOf(leftOut, l10n.t('weight is'), l10n.t('weights are')),
  );
}

type Identity = NonNullable<Figures['identity']>;

/** Whether constant inputs lie where arithmetic says they must. */
export function identitySentence({ constantInputs, maxDeviationX, maxDeviationY, holds }: Identity): string {
  if (constantInputs === 0)
    return l10n.t('No input has the same value in every example, so there is no identity to check.');
  const largest = scientific(Math.max(maxDeviationX, maxDeviationY));
  const inputs = countOf(constantInputs, l10n.t('constant input'), l10n.t('constant inputs'));
  if (holds === null)
    return l10n.t('{0}; largest deviation {1}. Nothing is asserted for this optimiser.', inputs, largest);
  if (holds) return l10n.t('{0}; largest deviation {1}.', inputs, largest);
  return l10n.t(
    'The identity check fails: {0}, largest deviation {1}, where at most 10⁻⁶ is allowed. Do not build on this run’s numbers.',
    inputs,
    largest,
  );
}

export function identityExplanation({ holds }: Identity): string {
  return holds === false
    ? l10n.t(
        'A weight from a constant input must lie exactly on its neuron’s bias. Here it does not: the arithmetic of this run cannot be trusted.',
      )
    : l10n.t(
        'A weight from an input that never changes must lie exactly on its neuron’s bias. The deviation says how well the arithmetic kept to that.',
      );
}

/** The sentences that stand under the headline, the most important first. */
export function verdict({ layers, figures }: Pick<RunView, 'layers' | 'figures'>): readonly string[] {
  const headline = layers[0]?.weights.r2 ?? null;
  const shuffled = shuffledSentence(headline, figures.neuronPermutation);
  return figures.inkAlone === null ? [shuffled] : [shuffled, inkSentence(figures.inkAlone)];
}
