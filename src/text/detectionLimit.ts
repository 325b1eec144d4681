import * as l10n from '@vscode/l10n';
import type { DetectedFigure, DetectionLimit, MeanWithInterval } from '../model/sweep';
import { count, decimal, rounded } from './format';
import { HEADLINE } from './studyMetrics';

/** What a figure is called in the table, at the head of a column. */
export function detectedLabel(figure: string): string {
  switch (figure) {
    case 'phase1.heldOut.accuracy':
      return l10n.t('Accuracy');
    case HEADLINE:
      return l10n.t('R² of the weights');
    case 'controls.residual.r':
      return l10n.t('Residual r');
    case 'controls.effect.x.withinPixelR':
      return l10n.t('Within-pixel r of x with the effect');
    case 'controls.routing.auc':
      return l10n.t('AUC of y');
    case 'causal.reset.x':
      return l10n.t('S of x');
    default:
      return figure;
  }
}

/** From which share on each figure would have told, over the seeds and in one run alone: the words of one figure each. */
export function detectionSentences({ planted, shares, figures }: DetectionLimit): string[] {
  return (planted === 'labels' ? sentencesOfLabels : sentencesOfLocality)({ shares, figures });
}

type Found = Pick<DetectionLimit, 'shares' | 'figures'>;

function sentencesOfLocality({ shares, figures }: Found): string[] {
  return figures.map(({ figure, limit, at, oneRun }) => {
    const label = detectedLabel(figure);
    if (at.every(({ told }) => told === null)) return l10n.t('{0} is not defined where neurons are routed.', label);
    if (limit === null) return l10n.t('{0} would have shown it from no share on.', label);
    const least = limit === shares[1] ? `, ${l10n.t('the least that was tried')}` : '';
    const over = l10n.t('{0} would have shown it from {1} on', label, shareWords(limit));
    if (oneRun === null) return `${over}${least}.`;
    return oneRun.limit === null
      ? l10n.t('{0}{1}; in one run alone from no share on.', over, least)
      : l10n.t('{0}{1}; in one run alone from {2} on.', over, least, shareWords(oneRun.limit));
  });
}

function sentencesOfLabels({ shares, figures }: Found): string[] {
  return figures.map(({ figure, limit, at, oneRun }) => {
    const label = detectedLabel(figure);
    if (at.every(({ told }) => told === null)) return l10n.t('{0} is not defined.', label);
    if (limit === null) return l10n.t('{0} would not have shown what labels did, not even without noise.', label);
    const most = limit === shares[1] ? `, ${l10n.t('the most that was tried')}` : '';
    const up = l10n.t('{0} would have shown what labels did up to {1} of noise', label, shareWords(limit));
    const inOne = oneRun?.limit ?? null;
    return inOne === null
      ? l10n.t('{0}{1}; in one run alone at none.', up, most)
      : l10n.t('{0}{1}; in one run alone up to {2}.', up, most, shareWords(inOne));
  });
}

/** At the head of the shares. */
export function sharesTitle({ planted }: DetectionLimit): string {
  return planted === 'labels' ? l10n.t('noise') : l10n.t('routed');
}

/** At the head of the limits. */
export function limitTitle({ planted }: DetectionLimit): string {
  return planted === 'labels' ? l10n.t('shown up to') : l10n.t('shown from');
}

/** What was done, and what counts as shown. */
export function detectionQuestion({ planted, seeds }: DetectionLimit): string {
  if (planted === 'labels')
    return l10n.t(
      'Of a share of the training examples of each class the networks are told the other group: at 50 % the labels say nothing. A figure shows what labels did where the 95 % interval of its difference from there, over {0} seeds, lies above 0, there and at every smaller share where it is defined; in one run alone, where all seeds lie above what one more at 50 % would have.',
      count(seeds),
    );
  return l10n.t(
    'A share of the hidden neurons is divided between the groups, each of which moves its own alone. A figure shows it where the 95 % interval of its difference from no such share, over {0} seeds, lies above 0, there and at every larger share where it is defined; in one run alone, where all seeds lie above what one more without such a share would have. AUC is held against ½, which it is without.',
    count(seeds),
  );
}

/** A limit, as short as it can be said. */
export function limitWords(limit: number | null): string {
  return limit === null ? l10n.t('at no share') : shareWords(limit);
}

/** The same of one run alone. */
export function oneRunWords({ oneRun }: Pick<DetectedFigure, 'oneRun'>): string {
  return oneRun === null ? '–' : limitWords(oneRun.limit);
}

/** A figure at one share: its mean, and the interval of the mean. */
export function detectedWords({ mean, interval }: MeanWithInterval, without: number | null): string {
  // Only where nothing is routed; what it is then is known.
  if (mean === null) return without === null ? '–' : `(${decimal(without)})`;
  if (interval === null) return decimal(mean);
  return l10n.t('{0} ({1} to {2})', decimal(mean), decimal(interval.low), decimal(interval.high));
}

/** "30 %" */
export function shareWords(share: number): string {
  return l10n.t('{0} %', rounded(100 * share, 3));
}
