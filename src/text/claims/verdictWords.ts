import * as l10n from '@vscode/l10n';
import type { Verdict } from '../../model/claimsView';

/** A verdict in words: “holds, but is explained by the pixels”. */
export function verdictWords(verdict: Verdict): string {
  const words = kindWords(verdict);
  switch (verdict.besides) {
    case 'labels-made-rest':
      return l10n.t('{0}; but what single weights share beyond neurons and pixels, the labels made', words);
    case 'relu-apart':
      return l10n.t('{0}; but sigmoid and tanh have not half of what ReLU itself has', words);
    default:
      return words;
  }
}

function kindWords({ kind, by }: Verdict): string {
  const reasons = listed(by.map(({ what }) => reasonWords(what)));
  switch (kind) {
    case 'holds':
      return l10n.t('holds');
    case 'explained':
      return by.some(({ degree }) => degree === 'wholly')
        ? l10n.t('holds, but is explained by {0}', listed(by.filter(isWhole).map(({ what }) => reasonWords(what))))
        : l10n.t('holds, but is mostly explained by {0}', reasons);
    case 'depends':
      return l10n.t('depends on {0}', reasons);
    case 'fails':
      if (by.length === 0) return l10n.t('does not hold');
      return by.length === 1
        ? l10n.t('does not hold: {0} reaches it too', reasons)
        : l10n.t('does not hold: {0} reach it too', reasons);
    case 'undecided':
      return l10n.t('cannot be told with this budget');
  }
}

function isWhole({ degree }: Verdict['by'][number]): boolean {
  return degree === 'wholly';
}

function reasonWords(what: string): string {
  switch (what) {
    case 'shuffled-neurons':
      return l10n.t('the pixels alone (neurons shuffled)');
    case 'ink-alone':
      return l10n.t('the ink of the images (no network)');
    case 'constant-pixels':
      return l10n.t('pixels that never change');
    case 'identity':
      return l10n.t('arithmetic (the identity)');
    case 'seed':
      return l10n.t('the seed');
    case 'sigmoid':
      return l10n.t('sigmoid');
    case 'tanh':
      return l10n.t('tanh');
    case 'learning-rate':
      return l10n.t('the learning rate');
    default:
      throw new RangeError(`No words for the reason ${what}.`);
  }
}

function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return l10n.t('{0} and {1}', words.slice(0, -1).join(', '), words.at(-1) ?? '');
}
