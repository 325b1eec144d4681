/** How a network does on some held-out images. */
export interface Performance {
  /** Mean over the images of: output pre-activation of the true group minus the other's. */
  readonly margin: number;
  /** By z_A − z_B. Of a class: its images against all of the other group; of a group: all of A's against all of B's, so that it is the same for both. */
  readonly auc: number;
  readonly accuracy: number;
}

export interface Performances {
  readonly a: Performance;
  readonly b: Performance;
  readonly byClass: Readonly<Record<string, Performance>>;
}
