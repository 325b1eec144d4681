import * as l10n from '@vscode/l10n';
import type { ControlFinding, Controls } from '../../model/metrics';
import { decimal } from '../format';
import { type ControlText, digits } from './control';

/** What x adds to R² of y on both inks; null where it is not known. */
export function addedByX(finding: Controls['inkShare']): number | null {
  if (finding == null || finding.withX === null || finding.both === null) return null;
  return Math.max(0, finding.withX - finding.both);
}

/** What x is made of, and what it knows of y beyond that. */
export function inkShareSentence(finding: ControlFinding<'inkShare'>): string {
  const { xOnShare, yOnShare, both } = finding;
  const added = addedByX(finding);
  if (xOnShare === null || yOnShare === null || both === null || added === null)
    return l10n.t('What the inputs’ share of the ink says of x is not defined here.');
  return [
    l10n.t(
      'The share of its input’s ink that is A’s, with no network, gives R² {0} of x, and {1} of y.',
      decimal(xOnShare),
      decimal(yOnShare),
    ),
    l10n.t(
      'Both inks together, that share and ink alone, give {0} of y; x adds {1} to them.',
      decimal(both),
      decimal(added),
    ),
  ].join(' ');
}

export const inkShare: ControlText<'inkShare'> = {
  terminal: [
    'ink share',
    (finding) =>
      finding &&
      `R² ${digits(finding.xOnShare)} of x, ${digits(finding.yOnShare)} of y; both inks ${digits(finding.both)}, x adds ${digits(addedByX(finding))} (${finding.n} weights)`,
  ],
  page: {
    name: 'ink-share',
    label: () => l10n.t('x adds to the ink'),
    meaning: () =>
      l10n.t('Next to 0: what x says of y the images say already, with no network. It is R² that x adds to both inks.'),
    words: ({ metrics: { controls } }) =>
      controls.inkShare == null
        ? null
        : {
            value: decimal(addedByX(controls.inkShare)),
            note: l10n.t('ink’s share makes {0} of x', decimal(controls.inkShare.xOnShare)),
            sentence: inkShareSentence(controls.inkShare),
          },
  },
};
