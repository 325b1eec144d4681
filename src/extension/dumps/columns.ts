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
}

/** Columns of numbers, all of one width. */
export class NumberColumns {
  constructor(private readonly columns: readonly DumpColumn[]) {}

  /** Every set of parameters that a run has. */
  static ofRun({ parameters }: AnyRun): NumberColumns {
    const { initial, phase1, forks, tally, difference, x, y } = parameters;
    const format = (value: number) => exponential(value, DIGITS);
    const column = (kind: ColumnKind, set: Parameters | undefined | null, title: string = kind): DumpColumn[] =>
      set === undefined || set === null ? [] : [{ kind, title, set, format }];
    return new NumberColumns([
      ...column('initial', initial),
      ...column('phase1', phase1, 'phase 1'),
      ...[...forks].flatMap(([title, set]) => column('fork', set, title)),
      ...column('a', tally?.a),
      ...column('b', tally?.b),
      ...column('c', difference?.c),
      ...column('d', difference?.d),
      { kind: 'x', title: 'x', set: x, format: ratio },
      { kind: 'y', title: 'y', set: y, format: ratio },
    ]);
  }

  get heading(): string {
    return this.columns.map(({ title }) => title.padStart(WIDTH)).join(' ');
  }

  /** @param parameter its number in `ParameterOrder`, which is also its place in every set */
  line(parameter: number): string {
    return this.columns.map(({ set, format }) => format(set.values[parameter] as number).padStart(WIDTH)).join(' ');
  }

  /** The column that a character stands in, counted from where the columns begin. */
  at(character: number): DumpColumn | undefined {
    return character < 0 ? undefined : this.columns[Math.floor(character / (WIDTH + 1))];
  }

  /** Where the column of this kind begins; undefined when there is none. */
  startOf(kind: ColumnKind): number | undefined {
    const index = this.columns.findIndex((column) => column.kind === kind);
    return index < 0 ? undefined : index * (WIDTH + 1);
  }
}

/** Wide enough for `-1.234567e-12`. */
const WIDTH = 13;

/** Significant digits; every digit there is stands in `tensors.safetensors`. */
const DIGITS = 7;

/** `-1.234567e-12` */
export function exponential(value: number, digits: number): string {
  return value.toExponential(digits - 1);
}

/** A share of 1; undefined (0 / 0) is shown as such. */
function ratio(value: number): string {
  return Number.isNaN(value) ? 'undefined' : value.toFixed(8);
}
