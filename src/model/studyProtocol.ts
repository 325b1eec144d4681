import type { JobState, Progress } from './job';
import type { Answers, PublishedComparison } from './sweep';

/**
 * Everything that passes between the extension host and the page of many runs: a replication (one experiment under several
 * seeds) or a sweep (any keys of the config). Imports nothing of either side.
 */

/** What the page shows, whole. Sent in answer to `ready`, and whenever the kind of its status changes. */
export type StudyState =
  | { readonly kind: 'study'; readonly study: StudyView; readonly status: JobState }
  /** Its folder is not among the runs, or cannot be read. */
  | {
      readonly kind: 'missing';
      readonly studyId: string;
      readonly reason: string;
      /** What the study was called that this page showed until it was deleted. */
      readonly deleted?: string;
    };

/** With what its preset says, once all cells are there. */
export interface StudyView extends Answers {
  /** The name of its folder. */
  readonly studyId: string;
  readonly kind: 'replication' | 'sweep';
  readonly title: StudyTitle;
  /** Which part of a sweep that was cut for several machines; null for a whole one. */
  readonly part: { readonly index: number; readonly count: number } | null;
  readonly axes: readonly AxisView[];
  /** In how many shuffled orders of its examples each cell is run besides; null for none. */
  readonly orders: number | null;
  /** How many cells there are to be, numbered from 1: all combinations of the axes' values, the last axis changing fastest. */
  readonly cells: number;
  /** Names of metrics, in the order in which they first occur: `layer1.weight.r2`. */
  readonly metrics: readonly string[];
  /** Those that exist, in no order. */
  readonly there: readonly CellView[];
  /** Where the post's figures lie among the seeds; none in a sweep. */
  readonly published: readonly PublishedComparison[];
  /** Student's quantiles for 95 % intervals, by degrees of freedom; of a replication, for as many seeds as it has. */
  readonly quantiles: readonly number[];
}

/** The first cell's experiment, in words. */
export interface StudyTitle {
  /** "Softplus 100" */
  readonly network: string;
  /** "MNIST 1, 7 | 6, 8" */
  readonly data: string;
  readonly learningRate: number;
  /** First digits of the SHA-256 of the sweep. */
  readonly hash: string;
  /** True for the embedded drawn digits. */
  readonly drawn: boolean;
}

export interface AxisView {
  /** Dotted path of the config's key. */
  readonly key: string;
  /** Its values as they are written. */
  readonly labels: readonly string[];
}

export interface CellView {
  readonly cell: number;
  readonly status: 'done' | 'diverged';
  /** In the order of the names; NaN, or beyond the end, where the cell has no such metric. */
  readonly metrics: Float64Array;
}

export type ToStudy =
  | { readonly type: 'state'; readonly state: StudyState }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** Cells that have come in, with all names of metrics known by now. */
  | {
      readonly type: 'cells';
      readonly metrics: readonly string[];
      readonly cells: readonly CellView[];
      readonly published: readonly PublishedComparison[];
    };

/** Small intents; everything else stays where it is. */
export type FromStudy =
  /** The page's script runs and listens. */
  | { readonly type: 'ready' }
  | { readonly type: 'cancel' }
  /** Runs the cells that do not exist yet. */
  | { readonly type: 'resume' }
  /** Shows a cell as a full run, which is made again where it was not kept. */
  | { readonly type: 'openCell'; readonly cell: number }
  | { readonly type: 'exportCsv' }
  /** The sweep as a file that can be changed and run. */
  | { readonly type: 'openSweep' }
  | { readonly type: 'showLog' };

/** What the page keeps in the editor's own state, so that it can be restored after a reload. */
export interface PersistedStudy {
  readonly version: 1;
  readonly studyId: string;
  readonly view: StudyViewState;
}

/** How a sweep is looked at. Axes by key; those that no longer exist are left out. */
export interface StudyViewState {
  /** A metric by name, or `difference`: R² less what is left of it with neurons shuffled. */
  readonly figure: string;
  readonly across: string | null;
  /** Null: everything in one plot. */
  readonly down: string | null;
  /** Of each further axis the number of the value that is shown; none: all of them, as dots around their mean. */
  readonly fixed: Readonly<Record<string, number>>;
}
