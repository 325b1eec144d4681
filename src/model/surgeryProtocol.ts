/** What passes between panel and host about live surgery: what is done to a selection, and what comes of it. */

/** What can be done to a selection. */
export const OPERATIONS = ['reset', 'zero', 'mean', 'graft'] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** Sets of as many parameters that a selection is held against. */
export const COMPARISONS = ['neurons-shuffled', 'pixel-means', 'random'] as const;
export type ComparisonName = (typeof COMPARISONS)[number];

/** How a network does on some held-out images. */
export interface PerformanceFigures {
  /** Mean over the images of: output pre-activation of the true group minus the other's. */
  readonly margin: number;
  /** Of a class: its images against all of the other group; of a group: the mean over its classes. */
  readonly auc: number;
  readonly accuracy: number;
}

export interface PerformancesFigures {
  readonly a: PerformanceFigures;
  readonly b: PerformanceFigures;
  readonly byClass: Readonly<Record<string, PerformanceFigures>>;
}

/** A held-out image whose prediction was turned. */
export interface TurnedFigure {
  readonly row: number;
  readonly label: number;
  /** Its margin. */
  readonly before: number;
  readonly after: number;
  /** Raw, row after row. */
  readonly pixels: Uint8Array;
}

export interface TurnedFigures {
  readonly count: number;
  /** Some of them, the largest change first; none for a result that was kept, which has no pictures. */
  readonly images: readonly TurnedFigure[];
}

export interface OperationFigures {
  /** Held-out images. */
  readonly images: number;
  /** Of the network that is operated on: after phase 1, or, with `graft`, the initial one. */
  readonly before: PerformancesFigures;
  readonly after: PerformancesFigures;
  /** Images that are wrong now and were not, and the other way round. */
  readonly sides: { readonly lost: TurnedFigures; readonly gained: TurnedFigures };
}

/** One entry a draw; none where the sets would be the selection itself. */
export type ComparisonFigures = Readonly<Record<ComparisonName, readonly PerformancesFigures[]>>;

/** What a panel asks for: an operation on a set of the run's parameters. */
export interface OperateIntent {
  readonly type: 'operate';
  readonly runId: string;
  /** Chosen by the panel; the answers carry it. A later request takes the place of what is not answered yet. */
  readonly request: number;
  readonly operation: OperationName;
  /** `ParameterSet.bits` */
  readonly bits: Uint8Array;
}

/** Of one request come first figures, then comparisons; or, at any time, a failure. */
export interface SurgeryMessage {
  readonly type: 'surgery';
  readonly runId: string;
  readonly request: number;
  readonly answer:
    | { readonly kind: 'figures'; readonly figures: OperationFigures }
    | { readonly kind: 'comparisons'; readonly comparisons: ComparisonFigures }
    /** Both, as they were kept with the run; both come again when they have been made anew. */
    | { readonly kind: 'kept'; readonly figures: OperationFigures; readonly comparisons: ComparisonFigures }
    | { readonly kind: 'failed'; readonly reason: string };
}
