import type { Interval } from './metrics';

/** What many runs say together. */

/** A metric over independent repetitions. */
export interface MeanWithInterval {
  /** Repetitions in which the metric is defined. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the repetitions, with n − 1; null for fewer than two. */
  readonly standardDeviation: number | null;
  /** For the mean; null for fewer than two repetitions. */
  readonly interval: Interval | null;
}

/** One a seed; null where it is undefined. */
export type PerSeed = readonly (number | null)[];

/** A metric of every seed, with mean, standard deviation and Student's interval of the mean. */
export interface OverSeeds extends MeanWithInterval {
  readonly values: PerSeed;
}

/** Where a published figure lies among those of the seeds. */
export interface PublishedComparison {
  readonly figure: string;
  readonly value: number;
  /** Seeds whose metric is smaller, of those where it is defined. */
  readonly seedsBelow: number;
  readonly seeds: number;
  /** (value − mean) / standard deviation over the seeds; null for fewer than two, or when they do not differ. */
  readonly standardDeviations: number | null;
  /** Against the interval for the mean, which one more run need not lie in; null without an interval. */
  readonly interval: 'below' | 'within' | 'above' | null;
}

/**
 * Activations at matched test loss. A network that has learnt more has moved its parameters further, so activations at
 * one learning rate are not alike: each is given the rate at which phase 1 comes nearest to the reference's held-out loss.
 */
export interface MatchedLoss {
  readonly reference: {
    readonly activation: string;
    readonly learningRate: number;
    /** Mean over the seeds; null when one of them diverged, and then nothing can be matched. */
    readonly heldOutLoss: number | null;
  };
  /** One an activation, in the order of the axis. */
  readonly activations: readonly MatchedActivation[];
}

/** Losses no further apart than this share of the reference's are matched, for a sweep and for the claims of the post alike. */
export const MATCHED = 0.05;

/** @param loss, reference mean held-out losses over seeds; null where one of them is not defined for all */
export function isMatched(loss: number | null, reference: number | null): boolean {
  return loss !== null && reference !== null && Math.abs(loss - reference) <= MATCHED * Math.abs(reference);
}

export interface MatchedActivation {
  readonly activation: string;
  /** The rate whose mean held-out loss of phase 1 is nearest; null where every rate had a seed that diverged. */
  readonly learningRate: number | null;
  readonly heldOutLoss: number | null;
  /** heldOutLoss − the reference's. Large: no rate of the grid comes near. */
  readonly difference: number | null;
  /** Where the loss would be the reference's, between the rates of the grid; null where it is larger, or smaller, at all. */
  readonly between: number | null;
  /** Every metric at that rate, over the seeds. */
  readonly figures: Readonly<Record<string, MeanWithInterval>>;
}

/**
 * From which degree on a figure tells something from none of it: what a figure that finds nothing would have missed. Of
 * locality the degrees are shares of routed neurons; of what labels teach, shares of replaced labels, ½ being none.
 */
export interface DetectionLimit {
  readonly planted: 'locality' | 'labels';
  /** Seeds of each share. */
  readonly seeds: number;
  /** The one at which there is none first, then the further ones. */
  readonly shares: readonly number[];
  readonly figures: readonly DetectedFigure[];
}

export interface DetectedFigure {
  /** `controls.residual.r` */
  readonly figure: string;
  /** What the figure is known to be where there is none; null where that is what the cells of the first share have. */
  readonly without: number | null;
  /** One a share, in their order. */
  readonly at: readonly DetectedShare[];
  /** The share nearest to none from which on, at it and at every further one where it is defined, the figure is told from none; null where there is none. */
  readonly limit: number | null;
  /** What a run alone would have shown, which has no other seeds to be held against; null where it is known what the figure is without. */
  readonly oneRun: {
    /** The upper end of the interval for one more seed where there is none; null with fewer than two of them. */
    readonly bound: number | null;
    /** The share nearest to none from which on all seeds lie above it; null where there is none. */
    readonly limit: number | null;
  } | null;
}

export interface DetectedShare {
  readonly value: MeanWithInterval;
  /** From what the figure is where there is none, seed by seed; null there. */
  readonly difference: MeanWithInterval | null;
  /** Whether the interval of the difference lies above 0; null where there is none, and where the figure is not defined. */
  readonly told: boolean | null;
}

/** What the presets say of a sweep that is complete; null of every other. */
export interface Answers {
  readonly matchedLoss: MatchedLoss | null;
  readonly detectionLimit: DetectionLimit | null;
}
