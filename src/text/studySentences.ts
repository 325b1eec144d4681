import * as l10n from '@vscode/l10n';
import type { StudyView } from '../model/studyProtocol';
import {
  isMatched,
  MATCHED,
  type MatchedActivation,
  type MatchedLoss,
  type MeanWithInterval,
  type PublishedComparison,
} from '../model/sweep';
import { shuffledSentence } from './controls/permutations';
import { count, countOf, decimal, plain } from './format';
import { BIASES, HEADLINE } from './studyMetrics';

/** What many runs say, in sentences made from their metrics by rule. */

/** Where a figure of the post lies among the seeds. */
export function publishedSentence(
  { figure: metric, value, seedsBelow, seeds, standardDeviations, interval }: PublishedComparison,
  { drawn }: StudyView['title'],
): string {
  const name = metric === HEADLINE ? l10n.t('weights') : metric === BIASES ? l10n.t('hidden biases') : metric;
  const start = l10n.t('The post’s R² of {0} for the {1}', decimal(value, 2), name);
  const below = l10n.t('{0} of {1} seeds lie below it', count(seedsBelow), count(seeds));
  const apart = standardDeviations === null ? '' : decimal(Math.abs(standardDeviations), 1);
  const otherData = drawn ? ` ${l10n.t('That was one run on MNIST; these are drawn digits.')}` : '';
  switch (interval) {
    case 'within':
      return l10n.t('{0} lies within the 95 % interval for the mean: {1}.{2}', start, below, otherData);
    case 'above':
      return l10n.t(
        '{0} lies above the 95 % interval for the mean, by {1} standard deviations from the mean: {2}.{3}',
        start,
        apart,
        below,
        otherData,
      );
    case 'below':
      return l10n.t(
        '{0} lies below the 95 % interval for the mean, by {1} standard deviations from the mean: {2}.{3}',
        start,
        apart,
        below,
        otherData,
      );
    default:
      return l10n.t('{0} cannot be compared yet: an interval takes two seeds.', start);
  }
}

/** What the null says of the headline, over the seeds. @param differences R² less shuffled of each seed */
export function nullSentence(
  headline: MeanWithInterval,
  shuffled: MeanWithInterval,
  difference: MeanWithInterval,
  above: number,
): string {
  const means = l10n.t(
    'On average over {0}: {1}',
    countOf(headline.n, l10n.t('seed'), l10n.t('seeds')),
    shuffledSentence(headline.mean, { draws: 0, meanR2: shuffled.mean, p: null }),
  );
  if (difference.mean === null || difference.interval === null) return means;
  return l10n.t(
    '{0} The difference is {1}, 95 % interval {2} to {3}, and above 0 in {4} of {5} seeds.',
    means,
    decimal(difference.mean),
    decimal(difference.interval.low),
    decimal(difference.interval.high),
    count(above),
    count(difference.n),
  );
}

export function divergedSentence(cells: readonly string[], all: number): string {
  const named = cells.slice(0, 5).join('; ');
  const more = cells.length > 5 ? l10n.t(' and {0} more', count(cells.length - 5)) : '';
  return l10n.t(
    'Training diverged in {0} of {1}, which have no figures: {2}{3}.',
    count(cells.length),
    count(all),
    named,
    more,
  );
}

/** Training that came to an end, and to nothing. */
export function failedSentence(cells: readonly string[], all: number): string {
  const named = cells.slice(0, 5).join('; ');
  const more = cells.length > 5 ? l10n.t(' and {0} more', count(cells.length - 5)) : '';
  return l10n.t(
    'Training failed in {0} of {1}, which tell the groups no better than chance: {2}{3}. What their figures say is not about knowledge.',
    count(cells.length),
    count(all),
    named,
    more,
  );
}

/** Where a metric is largest and smallest in a sweep. */
export interface Extreme {
  /** `network.activation relu, learningRate 0.001` */
  readonly where: string;
  readonly mean: number;
  readonly n: number;
  /** The null's mean there; null where the metric has none. */
  readonly beside: number | null;
}

export function extremesSentence(metric: string, largest: Extreme, smallest: Extreme): string {
  const words = ({ where, mean, n, beside }: Extreme) => {
    const cells = n === 1 ? l10n.t('one run') : l10n.t('mean of {0} runs', n);
    const left = beside === null ? '' : l10n.t('; neurons shuffled {0}', decimal(beside));
    return l10n.t('{0} at {1} ({2}{3})', decimal(mean), where, cells, left);
  };
  return l10n.t('{0}: largest {1}, smallest {2}.', metric, words(largest), words(smallest));
}

/** What matching the losses came to. */
export function matchedSentence({ reference, activations }: MatchedLoss): string {
  if (reference.heldOutLoss === null)
    return l10n.t(
      'Nothing can be matched: {0} diverged at the learning rate of the base, {1}.',
      reference.activation,
      reference.learningRate,
    );
  const start = l10n.t(
    'Each activation stands at the learning rate whose test loss comes nearest to that of {0} at {1}, {2}.',
    reference.activation,
    reference.learningRate,
    decimal(reference.heldOutLoss, 4),
  );
  const isNear = ({ heldOutLoss }: MatchedActivation) => isMatched(heldOutLoss, reference.heldOutLoss);
  const far = activations
    .filter((one) => !isNear(one))
    .map(({ activation, between }) =>
      between === null ? activation : l10n.t('{0} (which would reach it near {1})', activation, plain(between)),
    );
  const off =
    far.length === 0
      ? l10n.t('All come within {0} % of it.', 100 * MATCHED)
      : l10n.t(
          'No rate of the grid comes within {0} % of it for {1}: read those as not matched.',
          100 * MATCHED,
          far.join(', '),
        );
  const ranked = activations
    .filter((one) => isNear(one) && r2Of(one) !== null)
    .toSorted((one, other) => (r2Of(other) as number) - (r2Of(one) as number));
  const [first, last] = [ranked[0], ranked.at(-1)];
  if (first === undefined || last === undefined || first === last) return `${start} ${off}`;
  const apart = areApart(first, last)
    ? l10n.t('their intervals over the seeds do not meet')
    : l10n.t('but their intervals over the seeds meet');
  return l10n.t(
    '{0} {1} Among those that match, R² is largest for {2} ({3}) and smallest for {4} ({5}); {6}.',
    start,
    off,
    first.activation,
    decimal(r2Of(first)),
    last.activation,
    decimal(r2Of(last)),
    apart,
  );
}

function r2Of({ figures: metrics }: MatchedActivation): number | null {
  return metrics[HEADLINE]?.mean ?? null;
}

function areApart(larger: MatchedActivation, smaller: MatchedActivation): boolean {
  const [high, low] = [larger.figures[HEADLINE]?.interval, smaller.figures[HEADLINE]?.interval];
  return high != null && low != null && high.low > low.high;
}
