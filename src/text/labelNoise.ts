import * as l10n from '@vscode/l10n';
import { rounded } from './format';

/** "30 % of the labels replaced": in a title, among a run's settings. */
export function labelNoiseWords(share: number): string {
  return l10n.t('{0} % of the labels replaced', rounded(100 * share, 3));
}

/** The same as a sentence of the verdict, with what it means. */
export function labelNoiseSentence(share: number): string {
  const words = l10n.t(
    'Of {0} % of the training examples of each class the networks were told the other group.',
    rounded(100 * share, 3),
  );
  if (share === 0.5) return `${words} ${l10n.t('Such labels say nothing: what is found comes of the images.')}`;
  return share < 0.5 ? words : `${words} ${l10n.t('They learn the groups the other way round.')}`;
}
