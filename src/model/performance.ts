/** How a network does on some held-out images. */
export interface Performance {
  /** Mean over the images of: output pre-activation of the true group minus the other's. */
  readonly margin: number;
  /** Of a class: its images against all of the other group, by z_A − z_B; of a group: the mean over its classes. */
  readonly auc: number;
  readonly accuracy: number;
}

export interface Performances {
  readonly a: Performance;
  readonly b: Performance;
  readonly byClass: Readonly<Record<string, Performance>>;
}
