import * as l10n from '@vscode/l10n';
import type { Controls, PermutationFinding } from '../../model/metrics';
import { count, countOf, decimal } from '../format';
import { type ControlText, digits, SMALL_P } from './control';

/** What is left of R² when x and y are paired anew: by neurons, by pixels, by both. */

/** Shares of the headline R² from which on the shuffled one counts as most of it, or as a part. */
const MOST = 0.5;
const PART = 0.1;
/** Below this an R² is called hardly any correlation, and its parts are not discussed. */
const HARDLY_ANY = 0.005;

/** How much of the headline is left with neurons shuffled: what the words about it are chosen by. */
export type ShuffledShare = 'undefined' | 'one neuron' | 'too few' | 'hardly any' | 'all' | 'most' | 'part' | 'little';

/** Standard errors that a mean over draws has to lie above the headline by, to count as all of it. */
const BEYOND_CHANCE = 2;

export function shuffledShare(headline: number | null, finding: PermutationFinding | undefined): ShuffledShare {
  if (finding === undefined) return 'undefined';
  const { meanR2, p, meanError, exact, draws } = finding;
  if (headline !== null && exact === true && draws === 1) return 'one neuron';
  if (headline === null || meanR2 === null) return 'undefined';
  if (headline < HARDLY_ANY) return 'hardly any';
  if (exact === true && p === null) return 'too few';
  if (isAllOf(headline, { meanR2, meanError })) return 'all';
  if (meanR2 >= MOST * headline) return 'most';
  return meanR2 >= PART * headline ? 'part' : 'little';
}

/** Whether what is left is no less than the headline, and not by chance of the draws alone. */
function isAllOf(headline: number, { meanR2, meanError }: Pick<PermutationFinding, 'meanR2' | 'meanError'>): boolean {
  return meanR2 !== null && meanR2 - BEYOND_CHANCE * (meanError ?? 0) >= headline;
}

/** What is left when each neuron's x is paired with another neuron's y. */
export function shuffledSentence(headline: number | null, finding: PermutationFinding | undefined): string {
  const [whole, left] = [decimal(headline), decimal(finding?.meanR2 ?? null)];
  const leaves = l10n.t('Shuffling the neurons leaves {0} of {1}', left, whole);
  switch (shuffledShare(headline, finding)) {
    case 'undefined':
      return l10n.t('With neurons shuffled, R² is not defined.');
    case 'one neuron':
      return l10n.t('One neuron cannot be shuffled: what of this correlation is about neurons cannot be said.');
    case 'too few':
      return l10n.t(
        '{0}, over all {1} orders of so few neurons: what of this correlation is about neurons cannot be said.',
        leaves,
        count(finding?.draws ?? 0),
      );
    case 'hardly any':
      return l10n.t('There is hardly any correlation to take apart: R² is {0}.', whole);
    case 'all':
      return l10n.t('{0}: nothing of this correlation is about neurons.', leaves);
    case 'most':
      return l10n.t('{0}: most of this correlation is about pixels, not neurons.', leaves);
    case 'part':
      return l10n.t('{0}: a part of this correlation is about pixels, the rest about neurons.', leaves);
    case 'little':
      return l10n.t(
        '{0}: little of this correlation is about pixels; it hangs on which neuron a weight belongs to.',
        leaves,
      );
  }
}

/** The permutation p, always under its own name, and what a small one does not say. */
export function permutationSentence({ draws, p, exact }: PermutationFinding): string {
  if (exact === true && draws === 1) return l10n.t('No permutation p: one neuron has one order.');
  if (exact === true && p === null)
    return l10n.t('Mean R² over all {0} orders of the neurons, too few for a permutation p.', count(draws));
  if (p === null) return l10n.t('Mean R² over {0} shuffles of the neurons.', count(draws));
  const fewest = exact === true ? 1 / draws : 1 / (1 + draws);
  const least = p <= fewest ? l10n.t(', the least that so many can give') : '';
  const start =
    exact === true
      ? l10n.t('Mean R² over all {0} orders of the neurons; permutation p = {1}{2}.', count(draws), decimal(p), least)
      : l10n.t('Mean R² over {0} shuffles of the neurons; permutation p = {1}{2}.', count(draws), decimal(p), least);
  if (p >= SMALL_P) return start;
  return l10n.t('{0} So small a p says that x and y share a pattern over neurons, not that the groups made it.', start);
}

/** What is left when each pixel's x is paired with another pixel's y. */
export function pixelShuffledSentence(headline: number | null, finding: Controls['pixelPermutation']): string {
  const left = finding?.meanR2 ?? null;
  if (headline === null || left === null) return l10n.t('With pixels shuffled, R² is not known.');
  if (headline < HARDLY_ANY)
    return l10n.t('There is hardly any correlation to take apart: R² is {0}.', decimal(headline));
  if (finding?.exact === true && finding.p === null)
    return l10n.t('Shuffling so few pixels says nothing: there are {0} orders of them.', count(finding.draws));
  const leaves = l10n.t('Shuffling the pixels leaves {0} of {1}', decimal(left), decimal(headline));
  if (isAllOf(headline, { meanR2: left, meanError: finding?.meanError }))
    return l10n.t('{0}: nothing of this correlation is about pixels.', leaves);
  if (left >= MOST * headline) return l10n.t('{0}: most of this correlation is about neurons as wholes.', leaves);
  if (left >= PART * headline) return l10n.t('{0}: a part of this correlation is about neurons as wholes.', leaves);
  return l10n.t('{0}: little of this correlation is about neurons as wholes.', leaves);
}

/** What chance gives to a table that is paired anew in both ways. */
export function bothShuffledSentence(finding: Controls['jointPermutation']): string {
  if (finding == null || finding.meanR2 === null || finding.p === null)
    return l10n.t('With neurons and pixels both shuffled, R² is not known.');
  return l10n.t(
    'With neurons and pixels both shuffled, {0} is left on average, which is chance; permutation p = {1}.',
    decimal(finding.meanR2),
    decimal(finding.p),
  );
}

export const neuronPermutation: ControlText<'neuronPermutation'> = {
  terminal: ['neurons shuffled', ofTerminal],
  page: {
    name: 'shuffled',
    label: () => l10n.t('neurons shuffled'),
    meaning: () => l10n.t('As high as the headline: which neuron a weight belongs to does not matter to the relation.'),
    words: ({ metrics: { controls } }, { weights }) => {
      const { neuronPermutation: finding } = controls;
      if (finding === undefined) return null;
      const sentence = `${shuffledSentence(weights.r2, finding)} ${permutationSentence(finding)}`;
      return { ...meanOf(finding), sentence };
    },
  },
};

export const pixelPermutation: ControlText<'pixelPermutation'> = {
  terminal: ['pixels shuffled', ofTerminal],
  page: {
    name: 'pixels-shuffled',
    label: () => l10n.t('pixels shuffled'),
    meaning: () => l10n.t('As high as the headline: which pixel a weight reads does not matter to the relation.'),
    words: ({ metrics: { controls } }, { weights }) => ({
      ...meanOf(controls.pixelPermutation),
      sentence: pixelShuffledSentence(weights.r2, controls.pixelPermutation),
    }),
  },
};

export const jointPermutation: ControlText<'jointPermutation'> = {
  terminal: ['both shuffled', ofTerminal],
  page: {
    name: 'both-shuffled',
    label: () => l10n.t('both shuffled'),
    meaning: () => l10n.t('What remains of R² when nothing belongs together any more.'),
    words: ({ metrics: { controls } }) => ({
      ...meanOf(controls.jointPermutation),
      sentence: bothShuffledSentence(controls.jointPermutation),
    }),
  },
};

function meanOf(finding: PermutationFinding | null | undefined) {
  if (finding == null) return { value: decimal(null), note: '' };
  const draws =
    finding.exact === true
      ? countOf(finding.draws, l10n.t('order'), l10n.t('orders'))
      : countOf(finding.draws, l10n.t('draw'), l10n.t('draws'));
  return { value: decimal(finding.meanR2), note: l10n.t('mean of {0}', draws) };
}

function ofTerminal(finding: PermutationFinding | null | undefined): string | null {
  if (finding == null) return null;
  const { meanR2, p, draws, exact } = finding;
  const of = exact === true ? `all ${draws} orders` : `${draws} draws`;
  return `R² ${digits(meanR2)}, p ${digits(p)} (${of})`;
}
