import * as l10n from '@vscode/l10n';
import type { CausalJudgement } from '../model/causal';
import type { InterventionName } from '../model/interventions';
import { isMeasureName } from '../model/measures';
import { decimal } from './format';
import type { GroupWords } from './groupWords';
import { measureTitle } from './measures';

/** The causal test in words. */

export function rankingTitle(ranking: string): string {
  switch (ranking) {
    case 'x':
    case 'y':
      return ranking;
    case 'ink-share':
      return l10n.t('ink share');
    case 'pixel-means':
      return l10n.t('pixel means of x');
    case 'neurons-shuffled':
      return l10n.t('x, neurons shuffled');
    case 'random':
      return l10n.t('random');
    default:
      return isMeasureName(ranking) ? measureTitle(ranking) : ranking;
  }
}

/** The same where there is room for a dozen letters: at the end of a line. */
export function rankingLabel(ranking: string): string {
  switch (ranking) {
    case 'pixel-means':
      return l10n.t('pixel means');
    case 'neurons-shuffled':
      return l10n.t('shuffled');
    case 'synaptic-intelligence':
      return l10n.t('synaptic int.');
    case 'memory-aware-synapses':
      return l10n.t('memory aware');
    case 'path-efficiency':
      return l10n.t('path eff.');
    default:
      return rankingTitle(ranking);
  }
}

/** What S is, in one sentence. */
export function selectivityDefinition(intervention: InterventionName, { a, b }: Pick<GroupWords, 'a' | 'b'>): string {
  return intervention === 'graft'
    ? l10n.t('S: how much more of their margin {0} gain than {1} do, mean over the doses.', a, b)
    : l10n.t('S: how much more of their margin {0} lose than {1} do, mean over the doses.', a, b);
}

/** What is done to the weights: "put back to their initial values". */
export function interventionWords(intervention: InterventionName): string {
  switch (intervention) {
    case 'reset':
      return l10n.t('put back to their initial values');
    case 'zero':
      return l10n.t('set to 0');
    case 'mean':
      return l10n.t('their contribution replaced by its mean over the forks’ examples');
    case 'graft':
      return l10n.t('alone put onto the initial network');
  }
}

/** The verdict for one seed. */
export function judgementSentence({ intervention, verdict, selectivity, ties, p, asGood }: CausalJudgement): string {
  const what = l10n.t('Weights that x puts first, {0}', interventionWords(intervention));
  if (verdict === 'tied')
    return l10n.t(
      '{0}: S = {1} is no further from 0 than it moves when weights of equal x are put in another order ({2} to {3}), which leaves nothing to say.',
      what,
      signed(selectivity),
      signed(ties?.low ?? selectivity),
      signed(ties?.high ?? selectivity),
    );
  const [low, high] = [signed(ties?.low ?? selectivity), signed(ties?.high ?? selectivity)];
  const within =
    low === high
      ? signed(selectivity)
      : l10n.t('{0}, by the order of equal x {1} to {2}', signed(selectivity), low, high);
  const s = l10n.t(
    '{0}; p = {1} against random, {2} against shuffled neurons',
    within,
    decimal(p.random),
    decimal(p.shuffled),
  );
  if (verdict === 'not selective') return l10n.t('{0}: not selective for A (S = {1}).', what, s);
  if (verdict === 'selective')
    return l10n.t('{0}: selective for A (S = {1}), more than by pixel means or with neurons shuffled.', what, s);
  const [first = '', second, third] = asGood.map(({ ranking, high }) =>
    l10n.t('{0} (S up to {1})', rankingTitle(ranking), signed(high)),
  );
  if (second === undefined)
    return l10n.t(
      '{0}: selective for A (S = {1}), but {2} does as well: that says nothing about neurons.',
      what,
      s,
      first,
    );
  if (third !== undefined)
    return l10n.t(
      '{0}: selective for A (S = {1}), but {2}, {3} and {4} do as well: that says nothing about neurons.',
      ...[what, s, first, second, third],
    );
  return l10n.t(
    '{0}: selective for A (S = {1}), but {2} and {3} do as well: that says nothing about neurons.',
    what,
    s,
    first,
    second,
  );
}

/** The verdict for the run's own seed, and for how many of the others it is the same. */
export function verdictSentence(judgements: readonly CausalJudgement[]): string {
  const [own] = judgements;
  if (own === undefined) return '';
  const sentence = judgementSentence(own);
  if (judgements.length === 1) return sentence;
  const same = judgements.filter(({ verdict }) => verdict === own.verdict).length;
  return same === judgements.length
    ? l10n.t('{0} That is this run’s seed; the verdict is the same for all {1} seeds.', sentence, judgements.length)
    : l10n.t(
        '{0} That is this run’s seed; the verdict is the same for {1} of {2} seeds.',
        sentence,
        same,
        judgements.length,
      );
}

function signed(value: number): string {
  return value < 0 ? decimal(value) : `+${decimal(value)}`;
}
