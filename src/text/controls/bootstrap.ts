import * as l10n from '@vscode/l10n';
import type { Controls, Interval } from '../../model/metrics';
import { count, decimal } from '../format';
import { type ControlText, digits } from './control';

/** How far R² would go with other neurons and pixels. */
export function bootstrapSentence(finding: Controls['bootstrap']): string {
  if (finding == null || finding.r2 === null) return l10n.t('How far R² varies with neurons and pixels is not known.');
  const { draws, r2 } = finding;
  return l10n.t(
    'With neurons and pixels drawn anew {0} times, R² lies between {1} and {2} in {3} % of draws. Another seed may well fall outside.',
    count(draws),
    decimal(r2.low),
    decimal(r2.high),
    Math.round(100 * r2.level),
  );
}

export const bootstrap: ControlText<'bootstrap'> = {
  terminal: ['two-way bootstrap', (finding) => finding && `R² ${within(finding.r2)} (${finding.draws} draws)`],
  page: {
    name: 'interval',
    label: () => l10n.t('interval of R²'),
    meaning: () => l10n.t('Wide: few neurons or pixels carry the relation. It says nothing about other seeds.'),
    words: ({ metrics: { controls } }) => ({
      value: range(controls.bootstrap?.r2 ?? null),
      note:
        controls.bootstrap == null ? '' : l10n.t('{0} draws of neurons and pixels', count(controls.bootstrap.draws)),
      sentence: bootstrapSentence(controls.bootstrap),
    }),
  },
};

function range(interval: Interval | null): string {
  return interval === null ? '–' : l10n.t('{0} to {1}', decimal(interval.low, 2), decimal(interval.high, 2));
}

function within(interval: Interval | null): string {
  return interval === null ? 'undefined' : `${digits(interval.low)} to ${digits(interval.high)}`;
}
