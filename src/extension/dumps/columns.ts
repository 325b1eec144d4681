import type { ColumnKind, ColumnName } from '../../model/parameterColumns';
import type { ParameterNumbers } from './parameterNumbers';

/** Numbers of some of a run's parameters, as a column of a dump. */
export interface DumpColumn extends ColumnName {
  readonly title: string;
  /** @param parameter its number in `ParameterOrder` */
  readonly numberOf: (parameter: number) => number;
  readonly format: (value: number) => string;
  /** Characters of its longest number. */
  readonly width: number;
}

/** Columns of numbers, each as wide as its longest number or its title, with a space between them. */
export class NumberColumns {
  private readonly placed: readonly (DumpColumn & { readonly start: number })[];

  constructor(columns: readonly DumpColumn[]) {
    let next = 0;
    this.placed = columns.map((column) => {
      const width = Math.max(column.width, column.title.length);
      const start = next;
      next += width + 1;
      return { ...column, width, start };
    });
  }

  /** Every set of parameters that a run has, in the order in which they come. */
  static of(numbers: ParameterNumbers): NumberColumns {
    return new NumberColumns(
      numbers.columns.map((column) => ({
        ...{ kind: column.kind, name: column.name, numberOf: numbers.valuesOf(column) },
        title: column.kind === 'phase1' ? 'phase 1' : column.name,
        ...(column.kind === 'x' || column.kind === 'y'
          ? { format: ratio, width: RATIO_WIDTH }
          : { format: (value: number) => exponential(value, DIGITS), width: exponentialWidth(DIGITS) }),
      })),
    );
  }

  get heading(): string {
    return this.placed.map(({ title, width }) => title.padStart(width)).join(' ');
  }

  /** @param parameter its number in `ParameterOrder` */
  line(parameter: number): string {
    return this.placed.map(({ numberOf, format, width }) => format(numberOf(parameter)).padStart(width)).join(' ');
  }

  /** The column that a character stands in, counted from where the columns begin. */
  at(character: number): DumpColumn | undefined {
    return this.placed.find(({ start, width }) => character >= start && character <= start + width);
  }

  /** Where the column of this kind begins; undefined when there is none. */
  startOf(kind: ColumnKind): number | undefined {
    return this.placed.find((column) => column.kind === kind)?.start;
  }
}

/** Significant digits; every digit that there is stands in the hover and in `tensors.safetensors`. */
const DIGITS = 5;

/** Characters of `undefined`, and of `0.12345` with room before it for its colour. */
const RATIO_WIDTH = 9;

/** Characters of `-1.2345e-12`. */
export function exponentialWidth(digits: number): number {
  return '-e-12'.length + digits + (digits > 1 ? 1 : 0);
}

/** `-1.2345e-12`, which programs can read */
export function exponential(value: number, digits: number): string {
  return value.toExponential(digits - 1);
}

/** A share of 1; undefined (0 / 0) is shown as such. */
function ratio(value: number): string {
  return Number.isNaN(value) ? 'undefined' : value.toFixed(DIGITS);
}
