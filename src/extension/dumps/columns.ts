import type { Parameters } from '../../engine/network/parameters';
import type { AnyRun } from '../../engine/runs/runStore';

/** What the numbers of a column are. */
export type ColumnKind = 'initial' | 'phase1' | 'fork' | 'a' | 'b' | 'c' | 'd' | 'x' | 'y';

/** One set of a run's parameters, as a column of a dump. */
export interface DumpColumn {
  readonly kind: ColumnKind;
  readonly title: string;
  readonly set: Parameters;
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

  /** Every set of parameters that a run has: x and y, which it is about, first, what they are made of, then the networks. */
  static ofRun({ parameters }: AnyRun): NumberColumns {
    const { initial, phase1, forks, tally, difference, x, y } = parameters;
    const format = (value: number) => exponential(value, DIGITS);
    const width = exponentialWidth(DIGITS);
    const column = (kind: ColumnKind, set: Parameters | undefined | null, title: string = kind): DumpColumn[] =>
      set === undefined || set === null ? [] : [{ kind, title, set, format, width }];
    return new NumberColumns([
      { kind: 'x', title: 'x', set: x, format: ratio, width: RATIO_WIDTH },
      { kind: 'y', title: 'y', set: y, format: ratio, width: RATIO_WIDTH },
      ...column('a', tally?.a),
      ...column('b', tally?.b),
      ...column('c', difference?.c),
      ...column('d', difference?.d),
      ...column('initial', initial),
      ...column('phase1', phase1, 'phase 1'),
      ...[...forks].flatMap(([title, set]) => column('fork', set, title)),
    ]);
  }

  get heading(): string {
    return this.placed.map(({ title, width }) => title.padStart(width)).join(' ');
  }

  /** @param parameter its number in `ParameterOrder`, which is also its place in every set */
  line(parameter: number): string {
    return this.placed
      .map(({ set, format, width }) => format(set.values[parameter] as number).padStart(width))
      .join(' ');
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
