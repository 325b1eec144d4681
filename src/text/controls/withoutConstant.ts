import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { countOf, decimal } from '../format';
import { type ControlText, digits } from './control';

/** The headline without the weights that repeat the biases. */
export function withoutConstantSentence(headline: number | null, finding: Controls['withoutConstant']): string {
  if (finding == null || finding.r2 === null || headline === null)
    return l10n.t('R² without the weights of pixels that never change is not known.');
  return l10n.t(
    'Without the weights of pixels that never change, which repeat the biases, R² is {0} over {1} (with them {2}).',
    decimal(finding.r2),
    countOf(finding.n, l10n.t('weight'), l10n.t('weights')),
    decimal(headline),
  );
}

export const withoutConstant: ControlText<'withoutConstant'> = {
  terminal: ['without constants', (finding) => finding && `R² ${digits(finding.r2)}, n = ${finding.n}`],
  page: {
    name: 'without-constant',
    label: () => l10n.t('without constant pixels'),
    meaning: () => l10n.t('Far from the headline: the copies of the biases weigh on it.'),
    words: ({ title, metrics: { controls } }, { weights }) => {
      const finding = controls.withoutConstant ?? null;
      if (finding === null && title.source !== undefined) return null;
      return {
        value: decimal(finding?.r2 ?? null),
        note: finding === null ? '' : countOf(finding.n, l10n.t('weight'), l10n.t('weights')),
        sentence: withoutConstantSentence(weights.r2, finding),
      };
    },
  },
};
