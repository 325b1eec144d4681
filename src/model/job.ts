/**
 * What is known of anything that takes a while, wherever it is shown: an experiment, a sweep or a replication, a test of
 * the claims, a causal test.
 */
export type JobState =
  | { readonly kind: 'running'; readonly progress: Progress }
  | { readonly kind: 'complete' }
  /** A person stopped it. What is finished of it is kept, and can be gone on with. */
  | { readonly kind: 'cancelled' }
  /** Its process ended in the midst of it, as far as anybody knows; likewise. */
  | { readonly kind: 'interrupted' }
  | ({ readonly kind: 'failed' } & Failure);

export type JobStatus = JobState['kind'];

export interface Failure {
  /** What happened and what to do, in a sentence or two. */
  readonly message: string;
  /** What only a technician reads: addresses, codes of the system. */
  readonly details?: string;
  /** Whether the log says more: true for faults, false for mistakes in what was asked for, or in the data. */
  readonly inLog: boolean;
}

export interface Progress {
  /** "Training phase 1", "Downloading MNIST", … */
  readonly stage: string;
  /** "2,150 of 5,000 · loss 0.1642" */
  readonly detail: string;
  /** Of everything, 0 … 1; null while it is not known. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
}
