import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';

/** Whether x, and y, tell which weights carry A more than B. */
export function effectSentence({ effect, labelPermutation }: Pick<Controls, 'effect' | 'labelPermutation'>): string {
  const ofX = effect?.x.withinPixelR ?? null;
  if (effect == null || ofX === null)
    return l10n.t('How x goes with the causal effect of weights is not defined here.');
  const start = l10n.t(
    'Causal effect of a weight: what A’s mean held-out margin loses when it is put back to its initial value, less what B’s loses. Within a pixel, x goes with it by r = {0}, y by {1}.',
    decimal(ofX),
    decimal(effect.y.withinPixelR),
  );
  const { low = null, high = null } = labelPermutation?.effect.withinPixelR ?? {};
  if (low === null || high === null) return start;
  const range = l10n.t('With shuffled labels x gives {0} to {1} in nine tenths of draws.', decimal(low), decimal(high));
  return `${start} ${range}`;
}

export const effect: ControlText<'effect'> = {
  terminal: [
    'causal effect',
    (finding) =>
      finding &&
      `r within a pixel ${digits(finding.x.withinPixelR)} of x, ${digits(finding.y.withinPixelR)} of y (${finding.n} weights)`,
  ],
  page: {
    name: 'effect',
    label: () => l10n.t('x with the causal effect'),
    meaning: () => l10n.t('Next to 0: x does not tell which of the weights that leave a pixel carry A more than B.'),
    words: ({ metrics: { controls } }) =>
      controls.effect == null
        ? null
        : {
            value: decimal(controls.effect.x.withinPixelR),
            note: l10n.t('y {0}; within a pixel', decimal(controls.effect.y.withinPixelR)),
            sentence: effectSentence(controls),
          },
  },
};
