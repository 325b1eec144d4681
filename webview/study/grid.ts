import type { AxisView, CellView, StudyView, StudyViewState } from '../../src/model/studyProtocol';
import { powers } from '../../src/text/format';

/** Of a cell the number of its value on each axis. The last axis changes fastest; cells are numbered from 1. */
export function valueNumbers(axes: readonly AxisView[], cell: number): number[] {
  let rest = cell - 1;
  return axes
    .toReversed()
    .map(({ labels }) => {
      const index = rest % labels.length;
      rest = Math.floor(rest / labels.length);
      return index;
    })
    .toReversed();
}

/** How the cells of a sweep are laid out. */
export interface Layout {
  readonly across: AxisView | null;
  readonly down: AxisView | null;
  /** The further axes, each with the number of the value that is shown; null: all are. */
  readonly further: readonly { readonly axis: AxisView; readonly fixed: number | null }[];
}

const SEED = 'seed';

/** What a sweep is shown by first: the learning rate across, else the longest axis; the next longest down; never the seed. */
export function defaultAxes(axes: readonly AxisView[]): Pick<StudyViewState, 'across' | 'down'> {
  const byLength = axes
    .filter(({ key }) => key !== SEED)
    .toSorted((one, other) => other.labels.length - one.labels.length);
  const across = byLength.find(({ key }) => key === 'learningRate') ?? byLength[0] ?? axes[0];
  const down = byLength.find((axis) => axis !== across);
  return { across: across?.key ?? null, down: down?.key ?? null };
}

/** The requested layout, as far as the axes exist. */
export function layoutOf(axes: readonly AxisView[], { across, down, fixed }: Omit<StudyViewState, 'figure'>): Layout {
  const named = (key: string | null) => axes.find((axis) => axis.key === key) ?? null;
  const [acrossAxis, downAxis] = [named(across), across === down ? null : named(down)];
  const further = axes
    .filter((axis) => axis !== acrossAxis && axis !== downAxis)
    .map((axis) => {
      const index = fixed[axis.key];
      return { axis, fixed: index !== undefined && index < axis.labels.length ? index : null };
    });
  return { across: acrossAxis, down: downAxis, further };
}

/** The cells that stand at one place of the layout: they differ in what it leaves open alone, such as the seed. */
export interface Group {
  readonly across: number;
  readonly down: number;
  /** Every cell of this place, by number. */
  readonly cells: readonly number[];
  /** Those that are complete. */
  readonly there: readonly CellView[];
}

/** All places of a layout, row after row. */
export function groupsOf({ axes, cells, there }: StudyView, { across, down, further }: Layout): Group[] {
  const columns = across?.labels.length ?? 1;
  const rows = down?.labels.length ?? 1;
  const groups = Array.from({ length: rows * columns }, (_, index) => ({
    across: index % columns,
    down: Math.floor(index / columns),
    cells: [] as number[],
    there: [] as CellView[],
  }));
  const found = new Map(there.map((cell) => [cell.cell, cell]));
  const indexOf = (axis: AxisView | null) => (axis === null ? -1 : axes.indexOf(axis));
  const [atAcross, atDown] = [indexOf(across), indexOf(down)];
  const held = further.flatMap(({ axis, fixed }) => (fixed === null ? [] : [[indexOf(axis), fixed] as const]));
  for (let cell = 1; cell <= cells; cell++) {
    const place = valueNumbers(axes, cell);
    if (!held.every(([axis, value]) => place[axis] === value)) continue;
    const group = groups[(place[atDown] ?? 0) * columns + (place[atAcross] ?? 0)];
    group?.cells.push(cell);
    const view = found.get(cell);
    if (view !== undefined) group?.there.push(view);
  }
  return groups;
}

/** `activation relu, learningRate 0.001, seed 2` */
export function cellWords(axes: readonly AxisView[], cell: number): string {
  const place = valueNumbers(axes, cell);
  return axes.map((axis, index) => valueWords(axis, place[index] as number)).join(', ');
}

/** `activation relu`: the last part of the key says enough. */
export function valueWords(axis: AxisView, index: number): string {
  return `${axis.key.split('.').at(-1)} ${shortLabels(axis)[index]}`;
}

/** Numbers that take more characters than this are written with powers of ten, all of an axis alike. */
const LONG = 6;

/** The values of an axis as short as they can be written: "0.01", "10⁻⁵". */
export function shortLabels({ labels }: AxisView): string[] {
  const numbers = labels.map((label) => (label.trim() === '' ? Number.NaN : Number(label)));
  const long = numbers.some((value, index) => Number.isFinite(value) && (labels[index] as string).length > LONG);
  return labels.map((label, index) => {
    const value = numbers[index] as number;
    if (!Number.isFinite(value)) return label;
    return long ? powers(value) : label.replaceAll('-', '\u2212');
  });
}
