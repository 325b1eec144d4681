import type { OverSeeds } from './sweep';

/** The claims of the post with what came out, as the page is made from them. */
export interface ClaimsView {
  readonly engine: string;
  readonly configHash: string;
  /** The config as JSON, in lines. */
  readonly config: string;
  /** What makes the same page again. */
  readonly command: string;
  /** "MNIST" */
  readonly dataName: string;
  readonly drawn: boolean;
  /** SHA-256 of each file by role, or null for digits that are drawn. */
  readonly checksums: Readonly<Record<string, string>> | null;
  readonly seeds: readonly number[];
  readonly learningRate: number;
  /** Experiments whose training diverged. */
  readonly diverged: number;
  readonly claims: readonly JudgedClaim[];
}

/** A claim with what came out about it; null until what it needs has been run. */
export interface JudgedClaim {
  readonly name: string;
  /** As it stands in the post. */
  readonly quote: string;
  readonly finding: ClaimFinding | null;
}

/** What came out about one claim. */
export interface ClaimFinding {
  readonly verdict: Verdict;
  /** The metric that the claim is about. */
  readonly metric: ClaimMetric;
  /** What the post gives for it. */
  readonly published: number | null;
  /** What it is held against: controls, or the other side of a comparison; where it is a bound, that. */
  readonly against: readonly ClaimMetric[];
  readonly bound: number | null;
  readonly further: readonly ClaimMetric[];
  /** The share of seeds that the verdict is given by, where it is given by one. */
  readonly shown?: SeedAnswer;
  readonly checks: readonly Check[];
}

/** What a claim comes to. */
export interface Verdict {
  /** *undecided*: cannot be told with this budget. */
  readonly kind: 'holds' | 'explained' | 'depends' | 'fails' | 'undecided';
  /** What explains it, or what it depends on. */
  readonly by: readonly Reason[];
  /** What is so all the same. */
  readonly besides?: 'labels-made-rest' | 'relu-apart';
}

export interface Reason {
  readonly what:
    | 'shuffled-neurons'
    | 'ink-alone'
    | 'constant-pixels'
    | 'identity'
    | 'seed'
    | 'learning-rate'
    | 'sigmoid'
    | 'tanh';
  /** Of an explanation. */
  readonly degree?: Degree;
}

/** How much of a metric a control reaches: nine tenths of it, or half of it. */
export type Degree = 'wholly' | 'mostly';

/** A metric of a claim by name, over the seeds. */
export interface ClaimMetric extends OverSeeds {
  readonly name: string;
  /** Beside it, where the metric is one of several settings. */
  readonly learningRate?: number;
}

/** A question of a rule, with its answer. */
export interface Check {
  readonly question: string;
  /** *unmatched*: of an activation whose test loss does not come near the reference's, at no rate. */
  readonly answer: SeedAnswer['answer'] | Degree | 'unmatched';
  /** How many seeds show it, where seeds are counted. */
  readonly shown?: SeedAnswer;
  /** The interval that is asked about, where it is none of a metric's. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Whether something is so, as far as the seeds tell. */
export type ClaimAnswer = 'yes' | 'no' | 'unclear';

/** Whether something is so that each seed shows or does not, and how many show it. */
export interface SeedAnswer {
  readonly answer: ClaimAnswer | 'mixed';
  readonly seeds: number;
  readonly of: number;
  /** Of the share that shows it, were there any number of seeds; null of none. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}
