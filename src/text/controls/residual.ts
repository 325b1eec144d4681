import * as l10n from '@vscode/l10n';
import type { Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';

/** What is left after neuron means and pixel means are taken away. */
export function residualSentence(r: number | null): string {
  if (r === null) return l10n.t('After taking away neuron means and pixel means, r is not defined.');
  const size = Math.abs(r);
  const start = l10n.t('After taking away each neuron’s and each pixel’s mean, r is {0}', decimal(r));
  if (size < 0.1) return l10n.t('{0}: next to nothing is left for single weights.', start);
  const left =
    size < 0.3
      ? l10n.t('{0}: a little is left that single weights share beyond their neuron and pixel', start)
      : l10n.t('{0}: something is left that single weights share beyond their neuron and pixel', start);
  return r < 0 ? l10n.t('{0}, and it runs the other way.', left) : `${left}.`;
}

/** What shuffled labels give of it, where that is known. */
function rangeNote(labels: Controls['labelPermutation']): string {
  const { low = null, high = null } = labels?.residualR ?? {};
  if (low === null || high === null) return l10n.t('means removed');
  return l10n.t('chance {0} to {1}', decimal(low, 2), decimal(high, 2));
}

export const residual: ControlText<'residual'> = {
  terminal: ['residual', ({ r }) => `r ${digits(r)}`],
  page: {
    name: 'residual',
    label: () => l10n.t('residual r'),
    meaning: () =>
      l10n.t('Far from 0: single weights have something in common that their neuron and their pixel do not explain.'),
    words: ({ metrics: { controls } }) => ({
      value: decimal(controls.residual?.r ?? null),
      note: rangeNote(controls.labelPermutation),
      sentence: residualSentence(controls.residual?.r ?? null),
    }),
  },
};
