import type { InterventionName } from './interventions';
/** The result of the causal test of a run, as it is sent to the panel. */

export const OUTCOMES = ['margin', 'auc', 'accuracy'] as const;
export type CausalOutcome = (typeof OUTCOMES)[number];

/** Least, mean and most over draws and seeds. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** By group, then by outcome. */
export type ByOutcome<Value> = Readonly<Record<'a' | 'b', Readonly<Record<CausalOutcome, Value>>>>;

export interface CausalRanking {
  /** `x`, `y`, a measure's name, or `ink-share`, `random`, `neurons-shuffled`, `pixel-means`. */
  readonly ranking: string;
  /** S: the mean over the doses of what is lost of A's margin less what is lost of B's; with the graft, gained. */
  readonly selectivity: Spread;
  /** One a dose. */
  readonly curves: ByOutcome<readonly Spread[]>;
}

export interface CausalIntervention {
  readonly name: InterventionName;
  /** The network that the doses begin with; the mean over seeds. */
  readonly unchanged: ByOutcome<number>;
  readonly rankings: readonly CausalRanking[];
  /** One a seed, the run's own first. */
  readonly judgements: readonly CausalJudgement[];
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
export interface CausalJudgement {
  readonly intervention: InterventionName;
  /** Tied: S is no further from 0 than it moves with the order of equal x, which leaves nothing to judge. */
  readonly verdict: 'tied' | 'not selective' | 'explained by baselines' | 'selective';
  /** S of x. */
  readonly selectivity: number;
  /** The least and the most of S over several orders of equal x; null in tests of older versions. */
  readonly ties: { readonly low: number; readonly high: number } | null;
  /** (1 + #{draws whose S reaches that of x}) / (1 + draws). */
  readonly p: { readonly random: number; readonly shuffled: number };
  /** The simple baselines that do as well as x, with the S of their best draw. */
  readonly asGood: readonly { readonly ranking: string; readonly high: number }[];
}
