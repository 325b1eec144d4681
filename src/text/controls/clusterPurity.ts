import * as l10n from '@vscode/l10n';
import type { Controls, PurityFinding } from '../../model/metrics';
import { count, countOf, decimal } from '../format';
import { type ControlText, digits } from './control';

/** How far what looks like clusters is neurons. */
export function puritySentence(finding: Controls['clusterPurity']): string {
  if (finding == null) return l10n.t('Clusters were not looked for when this run was made.');
  const { all, varying } = finding;
  if (all.clusters === 0) return l10n.t('Looked at by density alone, the plot has no clusters.');
  const agree = (index: number | null) =>
    index === null ? '' : l10n.t(', which agree with neurons to {0}', decimal(index, 2));
  const start = l10n.t(
    'By density alone the plot has {0}{1} (adjusted Rand index: 1 is wholly, 0 is chance).',
    countOf(all.clusters, l10n.t('cluster'), l10n.t('clusters')),
    agree(all.adjustedRand),
  );
  if (varying == null) return start;
  const without =
    varying.clusters === 0
      ? l10n.t('there are none')
      : l10n.t(
          'there are {0}, of {1} weights{2}',
          count(varying.clusters),
          count(varying.points - varying.noise),
          agree(varying.adjustedRand),
        );
  return l10n.t('{0} Without pixels that never change {1}.', start, without);
}

export const clusterPurity: ControlText<'clusterPurity'> = {
  terminal: [
    'density clusters',
    (finding) =>
      finding && `${purity(finding.all)}${finding.varying ? `; without constants ${purity(finding.varying)}` : ''}`,
  ],
  page: {
    name: 'clusters',
    label: () => l10n.t('density clusters'),
    meaning: () =>
      l10n.t('On pixels that never change each neuron is one cluster by identity; only the others tell something.'),
    words: ({ metrics: { controls } }) => {
      const all = controls.clusterPurity?.all;
      return {
        value: all === undefined ? '–' : count(all.clusters),
        note: all === undefined ? '' : l10n.t('agree with neurons to {0}', decimal(all.adjustedRand, 2)),
        sentence: puritySentence(controls.clusterPurity),
      };
    },
  },
};

function purity({ clusters, noise, points, adjustedRand }: PurityFinding): string {
  return `${clusters} of ${points - noise} weights, adjusted Rand index against neurons ${digits(adjustedRand)}`;
}
