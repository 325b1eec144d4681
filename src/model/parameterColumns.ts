/** What the numbers of a column are. */
export type ColumnKind = 'initial' | 'phase1' | 'fork' | 'a' | 'b' | 'c' | 'd' | 'x' | 'y';

/** A set of a run's parameters by its name: of a fork its own, of all others their kind. */
export interface ColumnName {
  readonly kind: ColumnKind;
  readonly name: string;
}

/** Numbers of some parameters, all from one set. */
export interface ParameterColumn extends ColumnName {
  readonly values: Float64Array;
}

/** Where a value stands among others by its size, |value|. */
export interface Standing {
  /** 1 for the largest. Those of one size share a rank. */
  readonly rank: number;
  /** How many are defined. */
  readonly of: number;
  /** How many of them are smaller, 0 … 1. */
  readonly smaller: number;
}

/** Where a parameter's value stands; of a bias there are no others of its neuron. */
export interface ParameterStanding {
  readonly value: number;
  /** Null where it is undefined. */
  readonly ofNeuron: Standing | null;
  readonly ofLayer: Standing | null;
  /** How many other weights of the neuron lie on the same point of x and y. */
  readonly identical: number;
}
