/** What passes between the host and the page that holds runs against each other. NaN means undefined. */

export type CompareState =
  | { readonly kind: 'comparison'; readonly comparison: ComparisonView }
  /** The page was brought back, but its runs no longer exist. */
  | { readonly kind: 'missing'; readonly reason: string };

export interface ComparisonView {
  readonly runs: readonly ComparedRun[];
  /** Keys of the configs that are not the same in all of them, with the value of each run; empty where it has none. */
  readonly settings: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** Every metric that one of them has: one number a run. */
  readonly metrics: readonly { readonly name: string; readonly values: Float64Array }[];
}

export interface ComparedRun {
  readonly runId: string;
  /** What it is called. */
  readonly name: string;
  /** Network, data and seed. */
  readonly words: string;
  readonly inputs: number;
  readonly outputs: number;
  /** x of each weight of layer 1, outputs × inputs. */
  readonly weightX: Float64Array;
  readonly image: { readonly rows: number; readonly columns: number } | null;
  /** r over the weights that leave each input; NaN where it is not defined. */
  readonly pixelCorrelation: Float64Array;
}

export type ToCompare = { readonly type: 'state'; readonly state: CompareState };

export type FromCompare =
  | { readonly type: 'ready' }
  /** Opens the panel of one of the runs. */
  | { readonly type: 'openRun'; readonly runId: string }
  | { readonly type: 'compareConfigs' };

/** What the page leaves with the editor. */
export interface PersistedComparison {
  readonly version: 1;
  readonly runIds: readonly string[];
}
