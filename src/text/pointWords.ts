import * as l10n from '@vscode/l10n';
import type { GroupWords } from './groupWords';

/** What a point of the weights plot is, for whoever sees one for the first time. */
export function pointWords({ a, eitherOfA }: GroupWords): string {
  return l10n.t(
    'A point is one weight. Farther right: more of its updates were due to {0}. Higher: it came to differ more in copies trained without {1}.',
    a,
    eitherOfA,
  );
}
