import * as l10n from '@vscode/l10n';
import type { ControlFinding } from '../../model/metrics';
import { count, decimal } from '../format';
import { type ControlText, digits, SMALL_P } from './control';

type Finding = ControlFinding<'labelPermutation'>;
type Ranged = Finding['r2'];

/** What of the figures the labels made: each beside what it is with the labels of the tallied examples shuffled. */
export function labelSentence({ draws, r2, residualR, withinPixelR }: Finding): string {
  const start = l10n.t('With the labels of the tallied examples shuffled {0} times:', count(draws));
  return [
    start,
    l10n.t('R² {0}, and {1};', decimal(r2.value), against(r2)),
    l10n.t('residual r {0}, and {1};', decimal(residualR.value), against(residualR)),
    l10n.t('r within a pixel {0}, and {1}.', decimal(withinPixelR.value), against(withinPixelR)),
    lastWords(residualR),
  ].join(' ');
}

/** Residual r alone against shuffled labels. */
export function residualLabelSentence(residualR: Ranged): string {
  const { value, p } = residualR;
  if (p === null) return l10n.t('Residual r is {0}; for shuffled labels it is not defined.', decimal(value));
  return l10n.t('Residual r is {0}, and {1}. {2}', decimal(value), against(residualR), lastWords(residualR));
}

function against({ low, high, p }: Ranged): string {
  if (low === null || high === null || p === null) return l10n.t('not defined for shuffled ones');
  return l10n.t(
    '{0} to {1} for nine tenths of the shuffled ones, permutation p = {2}',
    decimal(low),
    decimal(high),
    decimal(p),
  );
}

function lastWords({ p }: Ranged): string {
  if (p === null) return '';
  return p < SMALL_P
    ? l10n.t('What single weights share beyond their neuron and pixel, the labels made.')
    : l10n.t('What single weights share beyond their neuron and pixel, shuffled labels give as well.');
}

export const labelPermutation: ControlText<'labelPermutation'> = {
  terminal: [
    'labels shuffled',
    (finding) =>
      finding &&
      `residual r ${ofTerminal(finding.residualR)}; r within a pixel ${ofTerminal(finding.withinPixelR)}; R² ${ofTerminal(finding.r2)} (${finding.draws} draws)`,
  ],
  page: {
    name: 'labels',
    label: () => l10n.t('labels shuffled'),
    meaning: () =>
      l10n.t(
        'Its range holds residual r: any two groups of examples would give as much, and the labels made none of it.',
      ),
    words: ({ metrics: { controls } }) =>
      controls.labelPermutation == null
        ? null
        : {
            value: rangeOf(controls.labelPermutation.residualR),
            note: l10n.t(
              'residual r {0}, p {1}',
              decimal(controls.labelPermutation.residualR.value),
              decimal(controls.labelPermutation.residualR.p),
            ),
            sentence: labelSentence(controls.labelPermutation),
          },
  },
};

function rangeOf({ low, high }: Ranged): string {
  return low === null || high === null ? '–' : l10n.t('{0} to {1}', decimal(low, 2), decimal(high, 2));
}

function ofTerminal({ value, low, high, p }: Ranged): string {
  return `${digits(value)} (shuffled ${digits(low)} to ${digits(high)}, p ${digits(p)})`;
}
