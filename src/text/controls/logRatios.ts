import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { countOf, decimal } from '../format';
import { type ControlText, digits } from './control';

/** The headline on axes without bounds. */
export function logRatioSentence(finding: Controls['logRatios']): string {
  if (finding == null || finding.r2 === null) return l10n.t('R² on log-ratio axes is not known.');
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

export const logRatios: ControlText<'logRatios'> = {
  terminal: [
    'log-ratio axes',
    (finding) => finding && `R² ${digits(finding.r2)}, n = ${finding.n}, ${finding.infinite} infinite`,
  ],
  page: {
    name: 'log-ratios',
    label: () => l10n.t('log-ratio axes'),
    meaning: () => l10n.t('Far from the headline: it hangs on the choice of axes.'),
    words: ({ title, metrics: { controls } }) => {
      const finding = controls.logRatios ?? null;
      if (finding === null && title.source !== undefined) return null;
      return {
        value: decimal(finding?.r2 ?? null),
        note: finding === null ? '' : countOf(finding.n, l10n.t('weight'), l10n.t('weights')),
        sentence: logRatioSentence(finding),
      };
    },
  },
};
