import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';

/**
 * x from all of phase 1 beside x from its second half, over the same weights.
 * @param ofAll R² over all weights, which stands in for that over the same ones where a run does not hold it
 */
export function wholeTallySentence(ofAll: number | null, finding: Controls['wholeTally']): string {
  if (finding == null) return l10n.t('x is from all of phase 1, or the first half was not added up in this run.');
  const headline = headlineThere(ofAll, finding);
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

function headlineThere(ofAll: number | null, finding: NonNullable<Controls['wholeTally']>): number | null {
  return finding.headlineR2 === undefined ? ofAll : finding.headlineR2;
}

export const wholeTally: ControlText<'wholeTally'> = {
  terminal: [
    'all of phase 1',
    (finding) =>
      finding &&
      (finding.headlineR2 === undefined
        ? `R² ${digits(finding.r2)}, n = ${finding.n}`
        : `R² ${digits(finding.r2)} (beside ${digits(finding.headlineR2)} on the same ${finding.n} weights)`),
  ],
  page: {
    name: 'whole-tally',
    label: () => l10n.t('all of phase 1'),
    meaning: () =>
      l10n.t('Below the headline: what moves weights early tells less about what they come to matter for.'),
    words: ({ title, metrics: { controls } }, { weights }) => {
      const finding = controls.wholeTally ?? null;
      if (finding === null && title.source !== undefined) return null;
      return {
        value: decimal(finding?.r2 ?? null),
        note: l10n.t('second half {0}', decimal(finding === null ? null : headlineThere(weights.r2, finding))),
        sentence: wholeTallySentence(weights.r2, finding),
      };
    },
  },
};
