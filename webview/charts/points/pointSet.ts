export interface PointSet {
  /** One point an index; NaN where undefined. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Which points coincide: the cluster of each (−1 where undefined), and of each cluster its size. */
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
}
