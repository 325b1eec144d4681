import type { InterventionName } from './interventions';
import type { Performances } from './performance';
/** What passes between panel and host about live surgery: what is done to a selection, and what comes of it. */

/** Sets of as many parameters that a selection is held against. */
export const COMPARISON_NAMES = ['neurons-shuffled', 'pixel-means', 'random'] as const;
export type ComparisonName = (typeof COMPARISON_NAMES)[number];

/** A held-out image whose prediction an operation turned. */
export interface TurnedImage {
  /** Its row in the file of held-out images. */
  readonly row: number;
  readonly label: number;
  /** Its margin: output pre-activation of its group less the other's. */
  readonly before: number;
  readonly after: number;
  /** Raw, row after row. */
  readonly pixels: Uint8Array;
}

export interface TurnedImages {
  readonly count: number;
  /** Some of them, the largest change first; none for a result that was kept, which has no pictures. */
  readonly images: readonly TurnedImage[];
}

/** Images that changed sides. */
export interface Sides {
  /** Right before, wrong after. */
  readonly lost: TurnedImages;
  /** Wrong before, right after. */
  readonly gained: TurnedImages;
}

export interface OperationMetrics {
  /** Held-out images. */
  readonly images: number;
  /** Of the network that is operated on: after phase 1, or, with `graft`, the initial one. */
  readonly before: Performances;
  readonly after: Performances;
  readonly sides: Sides;
}

/** One entry a draw; none where the sets would be the selection itself. */
export type ComparisonMetrics = Readonly<Record<ComparisonName, readonly Performances[]>>;

/** What a panel asks for: an operation on a set of the run's parameters. */
export interface OperateIntent {
  readonly type: 'operate';
  readonly runId: string;
  /** Chosen by the panel; the answers carry it. A later request takes the place of what is not answered yet. */
  readonly request: number;
  readonly operation: InterventionName;
  /** `ParameterSet.bits` */
  readonly bits: Uint8Array;
}

/** Of one request come first metrics, then comparisons; or, at any time, a failure. */
export interface SurgeryMessage {
  readonly type: 'surgery';
  readonly runId: string;
  readonly request: number;
  readonly answer:
    | { readonly kind: 'metrics'; readonly metrics: OperationMetrics }
    | { readonly kind: 'comparisons'; readonly comparisons: ComparisonMetrics }
    /** Both, as they were kept with the run; both come again when they have been made anew. */
    | { readonly kind: 'kept'; readonly metrics: OperationMetrics; readonly comparisons: ComparisonMetrics }
    | { readonly kind: 'failed'; readonly reason: string };
}
