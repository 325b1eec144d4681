/** A column of a table. Rows are known by their number; what a row holds is asked for when it is needed. */
export interface Column {
  /** The name by which a filter knows it: `x` in `x>0.6`. */
  readonly key: string;
  readonly title: string;
  /** What its numbers are, on hover and focus of its header. */
  readonly hint?: string;
  readonly align: 'start' | 'end';
  /** Least width, in digits. */
  readonly width: number;
  /** By what it is sorted and compared; NaN where it is undefined. */
  readonly value: (row: number) => number;
  readonly format: (row: number) => string;
  /** `words`: it is found by what is written in it, too; `number`: by comparisons alone; `text`: by what is written alone. */
  readonly filter: 'words' | 'number' | 'text';
}
