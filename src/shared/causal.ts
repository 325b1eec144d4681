import * as l10n from '@vscode/l10n';
import { decimal } from './format';
import { isMeasureName, measureTitle } from './measures';

/** What the causal test of a run found, as the panel is told of it, and its words. */

export const INTERVENTIONS = ['reset', 'zero', 'mean', 'graft'] as const;
export type Intervention = (typeof INTERVENTIONS)[number];

export const OUTCOMES = ['margin', 'auc', 'accuracy'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Least, mean and most over draws and seeds. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** By group, then by outcome. */
export type ByOutcome<Value> = Readonly<Record<'a' | 'b', Readonly<Record<Outcome, Value>>>>;

export interface CausalRanking {
  /** `x`, a measure's name, or `random`, `neurons-shuffled`, `pixel-means`. */
  readonly ranking: string;
  /** S: the mean over the doses of what is lost of A's margin less what is lost of B's; with the graft, gained. */
  readonly selectivity: Spread;
  /** One a dose. */
  readonly curves: ByOutcome<readonly Spread[]>;
}

export interface CausalIntervention {
  readonly name: Intervention;
  /** The network that the doses begin with; the mean over seeds. */
  readonly unchanged: ByOutcome<number>;
  readonly rankings: readonly CausalRanking[];
  /** One a seed, the run's own first. */
  readonly judgements: readonly Judgement[];
}

export interface CausalView {
  /** `layer1.weight` */
  readonly tensor: string;
  /** Weights that are ranked. */
  readonly candidates: number;
  readonly seeds: readonly number[];
  /** Draws of each random ranking, a seed. */
  readonly draws: number;
  /** Shares of the ranked weights, in per cent. */
  readonly doses: readonly number[];
  readonly interventions: readonly CausalIntervention[];
}

/** What may be said of x by the rule of the causal test. */
export interface Judgement {
  readonly intervention: Intervention;
  readonly verdict: 'not selective' | 'explained by baselines' | 'selective';
  /** S of x. */
  readonly selectivity: number;
  /** The simple baselines that do as well as x, with the S of their best draw. */
  readonly asGood: readonly { readonly ranking: string; readonly high: number }[];
}

/** How far a causal test has come. */
export interface CausalProgress {
  readonly words: string;
  /** Of everything, 0 … 1; null while it is not known. */
  readonly share: number | null;
}

export function rankingTitle(ranking: string): string {
  switch (ranking) {
    case 'x':
      return 'x';
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

/** What is done to the weights: "put back to their initial values". */
export function interventionWords(intervention: Intervention): string {
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
export function judgementSentence({ intervention, verdict, selectivity, asGood }: Judgement): string {
  const what = l10n.t('Weights that x puts first, {0}', interventionWords(intervention));
  const s = signed(selectivity);
  if (verdict === 'not selective') return l10n.t('{0}: not selective for A (S = {1}).', what, s);
  if (verdict === 'selective')
    return l10n.t('{0}: selective for A (S = {1}), more than by pixel means or with neurons shuffled.', what, s);
  const [first = '', second] = asGood.map(({ ranking, high }) =>
    l10n.t('{0} (S up to {1})', rankingTitle(ranking), signed(high)),
  );
  if (second === undefined)
    return l10n.t(
      '{0}: selective for A (S = {1}), but {2} does as well: that says nothing about neurons.',
      what,
      s,
      first,
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
export function verdictSentence(judgements: readonly Judgement[]): string {
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
