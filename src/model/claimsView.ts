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
  readonly claims: readonly ClaimView[];
}

export interface ClaimView {
  readonly name: string;
  readonly quote: string;
  /** null until what it needs has been run */
  readonly finding: FindingView | null;
}

export interface FindingView {
  readonly verdict: VerdictView;
  readonly figure: FigureView;
  readonly published: number | null;
  readonly against: readonly FigureView[];
  readonly bound: number | null;
  readonly further: readonly FigureView[];
  readonly checks: readonly CheckView[];
}

export interface VerdictView {
  readonly kind: VerdictKind;
  readonly by: readonly { readonly what: string; readonly degree?: 'wholly' | 'mostly' }[];
}

export type VerdictKind = 'holds' | 'explained' | 'depends' | 'fails' | 'undecided';

/** A figure over the seeds. */
export interface FigureView {
  readonly name: string;
  readonly learningRate?: number;
  /** One a seed; null where it is undefined. */
  readonly values: readonly (number | null)[];
  readonly n: number;
  readonly mean: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export interface CheckView {
  readonly question: string;
  readonly answer: 'yes' | 'no' | 'unclear' | 'mixed' | 'wholly' | 'mostly';
  readonly shown?: { readonly seeds: number; readonly of: number };
  readonly interval?: { readonly low: number; readonly high: number };
}
