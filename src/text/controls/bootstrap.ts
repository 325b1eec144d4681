import * as l10n from '@vscode/l10n';
import type { Controls, Interval } from '../../model/metrics';
import { count, decimal } from '../format';
import { type ControlText, digits } from './control';

/** How far R² would go with other neurons, and with other pixels too. */
export function bootstrapSentence(finding: Controls['bootstrap']): string {
  const neurons = finding?.neurons?.r2 ?? null;
  if (finding == null || neurons === null) return l10n.t('How far R² varies with neurons and pixels is not known.');
  const ofThis = l10n.t(
    'For this run’s pixels, with neurons drawn anew {0} times, R² lies between {1} and {2} in {3} % of draws.',
    count(finding.draws),
    decimal(neurons.low),
    decimal(neurons.high),
    Math.round(100 * neurons.level),
  );
  const blocks = finding.blocks?.r2 ?? null;
  const last = l10n.t('Another seed may well fall outside.');
  if (blocks === null) return `${ofThis} ${last}`;
  const others = l10n.t(
    'For other pixels, with blocks of 4 × 4 drawn as well, between {0} and {1}.',
    decimal(blocks.low),
    decimal(blocks.high),
  );
  return `${ofThis} ${others} ${last}`;
}

export const bootstrap: ControlText<'bootstrap'> = {
  terminal: [
    'bootstrap',
    (finding) =>
      finding &&
      `R² ${within(finding.neurons?.r2)} (neurons), ${within(finding.blocks?.r2)} (neurons and blocks of pixels; ${finding.draws} draws)`,
  ],
  page: {
    name: 'interval',
    label: () => l10n.t('interval of R²'),
    meaning: () =>
      l10n.t('Wide: few neurons, or few places of the picture, carry the relation. It says nothing about other seeds.'),
    words: ({ metrics: { controls } }) => ({
      value: range(controls.bootstrap?.neurons?.r2),
      note:
        controls.bootstrap?.blocks?.r2 == null
          ? l10n.t('neurons drawn')
          : l10n.t('other pixels {0}', range(controls.bootstrap.blocks.r2)),
      sentence: bootstrapSentence(controls.bootstrap),
    }),
  },
};

function range(interval: Interval | null | undefined): string {
  return interval == null ? '–' : l10n.t('{0} to {1}', decimal(interval.low, 2), decimal(interval.high, 2));
}

function within(interval: Interval | null | undefined): string {
  return interval == null ? 'undefined' : `${digits(interval.low)} to ${digits(interval.high)}`;
}
