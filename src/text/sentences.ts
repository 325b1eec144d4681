import * as l10n from '@vscode/l10n';
import type { IdentityFinding, Metrics, TensorMetrics } from '../model/metrics';
import type { LayerView, RunView } from '../model/runView';
import { effectSentence } from './controls/effect';
import { inkSentence } from './controls/inkAlone';
import { inkShareSentence } from './controls/inkShare';
import { residualLabelSentence } from './controls/labelPermutation';
import { shuffledSentence } from './controls/permutations';
import { trainingFailedSentence } from './failedTraining';
import { count, countOf, decimal, scientific } from './format';
import { labelNoiseSentence } from './labelNoise';

/** What the metrics of a run say, in sentences made from them by rule. Nothing here judges by anything but the numbers. */

/** The headline itself. */
export function headlineSentence(
  { weights, inputs, outputs }: LayerView,
  { clusters }: Pick<Metrics, 'clusters'>,
): string {
  const all = l10n.t('{0} weights', count(inputs * outputs));
  if (weights.r2 === null) return l10n.t('R² over layer 1’s {0} is not defined: x or y does not vary.', all);
  const direction = weights.r !== null && weights.r < 0 ? ` ${l10n.t('The relation is negative: r is below 0.')}` : '';
  return l10n.t(
    'R² of y against x over layer 1’s {0}, which lie on {1} distinct points.{2} They are not independent of one another: read it beside the controls.',
    all,
    count(clusters.distinctPoints),
    direction,
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

/** Hidden biases, with the interval of r that holds for this run alone. */
export function biasSentence({ n, r, r2, interval }: TensorMetrics): string {
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
export function rankSentence({ r, spearman }: Pick<TensorMetrics, 'r' | 'spearman'>): string {
  if (r === null || spearman == null) return l10n.t('The correlation of ranks is not defined.');
  const start = l10n.t('Of ranks alone the correlation is {0} (Spearman’s ρ)', decimal(spearman));
  if (Math.abs(spearman - r) < ALIKE) return l10n.t('{0}, close to r: no few extreme ones make it.', start);
  return l10n.t(
    '{0}, where r is {1}: the relation is not a straight line’s, or a few extreme ones weigh much in r.',
    start,
    decimal(r),
  );
}

/** The slope of the line with its interval, and what that interval allows for. */
export function slopeSentence({ slope, band }: Pick<TensorMetrics, 'slope' | 'band'>): string {
  if (slope === null) return l10n.t('There is no line through these points.');
  const start = l10n.t('The line’s slope is {0}', decimal(slope));
  if (band == null) return l10n.t('{0}; how sure that is, is not known here.', start);
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
export function pointsSentence(
  { weights, inputs, outputs }: LayerView,
  { clusters, identity }: Pick<Metrics, 'clusters' | 'identity'>,
): string {
  const constantInputs = identity?.constantInputs ?? 0;
  const all = inputs * outputs;
  const why =
    constantInputs === 0
      ? ''
      : ` ${l10n.t('{0} leave pixels that never change; these lie on their neuron’s bias.', count(constantInputs * outputs))}`;
  const leftOut = weights.leftOut.parameters === 0 ? '' : ` ${leftOutSentence(weights.leftOut.parameters)}`;
  return l10n.t(
    '{0} weights lie on {1} distinct points.{2}{3}',
    count(all),
    count(clusters.distinctPoints),
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

/** Whether constant inputs lie where arithmetic says they must. */
export function identitySentence({ constantInputs, maxDeviationX, maxDeviationY, holds }: IdentityFinding): string {
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

export function identityExplanation({ holds }: IdentityFinding): string {
  return holds === false
    ? l10n.t(
        'A weight from a constant input must lie exactly on its neuron’s bias. Here it does not: the arithmetic of this run cannot be trusted.',
      )
    : l10n.t(
        'A weight from an input that never changes must lie exactly on its neuron’s bias. The deviation says how well the arithmetic kept to that.',
      );
}

/** The sentences that stand under the headline, the most important first: before all whether there was anything to find. */
export function verdict(run: Pick<RunView, 'layers' | 'metrics' | 'training' | 'title'>): readonly string[] {
  const failed = trainingFailedSentence(run);
  const { labelNoise } = run.title;
  return [
    ...(failed === null ? [] : [failed]),
    ...(labelNoise === undefined ? [] : [labelNoiseSentence(labelNoise)]),
    ...findings(run),
  ];
}

function findings({ layers, metrics: { controls } }: Pick<RunView, 'layers' | 'metrics'>): readonly string[] {
  const headline = layers[0]?.weights.r2 ?? null;
  const shuffled = shuffledSentence(headline, controls.neuronPermutation);
  const { inkAlone, inkShare, labelPermutation, effect } = controls;
  return [
    shuffled,
    // What x adds says more than that another R² is as high.
    ...(inkShare == null ? (inkAlone == null ? [] : [inkSentence(inkAlone)]) : [inkShareSentence(inkShare)]),
    ...(labelPermutation == null ? [] : [residualLabelSentence(labelPermutation.residualR)]),
    ...(effect == null ? [] : [effectSentence(controls)]),
  ];
}
