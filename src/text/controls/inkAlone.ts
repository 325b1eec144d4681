import * as l10n from '@vscode/l10n';
import type { ControlFinding, Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';
import { addedByX } from './inkShare';

/** The data-only baseline beside the headline on the same weights. */
export function inkSentence(finding: Controls['inkAlone']): string {
  if (finding == null) return l10n.t('What the data alone would give is not known: the run does not hold it.');
  const { r2, headlineR2 } = finding;
  if (r2 === null || headlineR2 === null) return l10n.t('What the data alone would give is not defined here.');
  const [alone, network] = [decimal(r2), decimal(headlineR2)];
  if (alone === network)
    return l10n.t('The data alone, with no network, reaches {0}, as much as the network’s updates do.', alone);
  if (r2 > headlineR2)
    return l10n.t(
      'The data alone, with no network, reaches {0}, more than the network’s updates do ({1} on the same weights).',
      alone,
      network,
    );
  return l10n.t(
    'The data alone, with no network, reaches {0}, less than the network’s updates do ({1} on the same weights).',
    alone,
    network,
  );
}

/** What x adds to both inks, or, where that is not known, what the network reaches on the same weights. */
function noteOf({ headlineR2 }: ControlFinding<'inkAlone'>, added: number | null): string {
  return added === null ? l10n.t('network there {0}', decimal(headlineR2)) : l10n.t('x adds {0} to it', decimal(added));
}

export const inkAlone: ControlText<'inkAlone'> = {
  terminal: [
    'ink alone',
    (finding) =>
      finding && `R² ${digits(finding.r2)} (beside ${digits(finding.headlineR2)} on the same ${finding.n} weights)`,
  ],
  page: {
    name: 'ink',
    label: () => l10n.t('ink alone'),
    meaning: () => l10n.t('As high as the headline: the images alone give as good an account, without any training.'),
    words: ({ metrics: { controls } }) =>
      controls.inkAlone == null
        ? null
        : {
            value: decimal(controls.inkAlone.r2),
            note: noteOf(controls.inkAlone, addedByX(controls.inkShare)),
            sentence: inkSentence(controls.inkAlone),
          },
  },
};
