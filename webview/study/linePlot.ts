import * as l10n from '@vscode/l10n';
import type { AxisView, CellView, StudyView } from '../../src/model/studyProtocol';
import { failedCells } from '../../src/text/failedTraining';
import { count } from '../../src/text/format';
import { metricNumber, metricReader } from '../../src/text/studyMetrics';
import { svg } from '../ui/svg';
import type { StudyContext } from './context';
import { type Dot, DotPlot, type Drawing } from './dotPlot';
import { type Group, shortLabels } from './grid';
import { numbersOf, placesOf } from './places';
import { place, type Range, tick } from './scale';

/** The lowest strip holds the names of the values, the one above it what has no place on the axis. */
const MARGIN = { left: 46, right: 10, top: 8, bottom: 40 } as const;
/** Between a tick and the plot, and between two names of values. */
const SPACE = 6;
const BELOW = 14;
/** Between dots of one group. */
const STEP = 5;
/** Of a character of a tick, in CSS pixels: more than it takes. */
const CHARACTER = 6.6;

/** One row of a sweep's layout. */
export interface PlottedRow {
  readonly study: StudyView;
  /** What the row stands for: "relu"; empty where there is one row alone. */
  readonly title: string;
  readonly across: AxisView | null;
  /** In the order of the values across. */
  readonly groups: readonly Group[];
  readonly figure: string;
  /** What the metric is to be read beside. */
  readonly beside: string | null;
  readonly range: Range;
}

/**
 * A metric over the values of one axis: every cell a dot, the mean of each value, the null beside it. Numbers stand where
 * they belong, on a logarithmic axis where they span a decade; their means are joined, those of names are not.
 */
export class LinePlot {
  readonly plot: DotPlot;
  private row: PlottedRow | null = null;

  constructor({ host, store }: StudyContext) {
    this.plot = new DotPlot('line-plot', {
      draw: (width, height) => this.draw(width, height),
      point: (cell, byKey) => store.point(cell, byKey),
      open: (cell) => host.post({ type: 'openCell', cell }),
    });
    store.onPoint(() => this.plot.mark(store.pointed));
  }

  update(row: PlottedRow): void {
    this.row = row;
    this.plot.redraw();
  }

  private draw(width: number, height: number): Drawing {
    const { row } = this;
    if (row === null) return { under: [], dots: [], label: '' };
    const { study, groups, figure: metric, beside, range } = row;
    const { right, top, bottom } = MARGIN;
    const failed = new Set(failedCells(study));
    const base = height - bottom;
    const left = Math.max(MARGIN.left, ...ticksOf(range).map((text) => text.length * CHARACTER + SPACE));
    const { places, column, joined } = placesOf(row.across, groups.length, left, width - right);
    const x = (index: number) => places[index] as number;
    const y = (value: number) => place(value, range, base, top);
    const read = metricReader(study, metric);
    const means = groups.map(({ there }) => meanOf(there, read));
    const nulls = beside === null ? [] : groups.map(({ there }) => meanOf(there, metricReader(study, beside)));
    return {
      under: [
        ...frame(range, { left, width, base }),
        ...names(row.across, column, x, { left, width, height }),
        ...waiting(groups, x, base + BELOW),
        ...through(nulls, x, y, { joined, name: 'null-line' }),
        ...through(means, x, y, { joined, name: 'mean-line' }),
      ],
      dots: groups.flatMap(({ there }, index) =>
        dotsOf(there, read, { x: x(index), column, y, below: base + BELOW, failed }),
      ),
      label: summary(row, means, nulls),
    };
  }
}

/** The mean of what is defined; NaN where nothing is. */
export function meanOf(cells: readonly CellView[], read: (cell: CellView) => number): number {
  const values = cells.map(read).filter((value) => Number.isFinite(value));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function summary({ title, groups, across }: PlottedRow, means: readonly number[], nulls: readonly number[]): string {
  const places = groups.map(({ there }, index) => {
    const diverged = there.filter(({ status }) => status === 'diverged').length;
    const mean = means[index] as number;
    const words = Number.isFinite(mean)
      ? metricNumber(mean)
      : there.length === 0
        ? l10n.t('not run yet')
        : l10n.t('none');
    const left = nulls[index];
    const beside = left !== undefined && Number.isFinite(left) ? l10n.t(' (shuffled {0})', metricNumber(left)) : '';
    const lost = diverged === 0 ? '' : l10n.t(', {0} diverged', count(diverged));
    return `${across?.labels[index] ?? ''} ${words}${beside}${lost}`.trim();
  });
  return `${[title, l10n.t('means')].filter((word) => word !== '').join(', ')}: ${places.join('; ')}.`;
}

function ticksOf(range: Range): string[] {
  return tickValues(range).map((value) => tick(value, range));
}

function tickValues({ low, high }: Range): number[] {
  return [low, (low + high) / 2, high];
}

function frame(range: Range, { left, width, base }: { left: number; width: number; base: number }): SVGElement[] {
  const { right, top } = MARGIN;
  const lines = tickValues(range).flatMap((value) => {
    const y = place(value, range, base, top);
    return [
      svg('line', { class: 'grid', x1: left, x2: width - right, y1: y, y2: y }),
      svg('text', { class: 'tick', x: left - SPACE, y: y + 4, 'text-anchor': 'end' }, tick(value, range)),
    ];
  });
  // Where nothing is found.
  const zero =
    range.low < 0 && range.high > 0
      ? [
          svg('line', {
            class: 'zero',
            x1: left,
            x2: width - right,
            y1: place(0, range, base, top),
            y2: place(0, range, base, top),
          }),
        ]
      : [];
  return [...lines, ...zero];
}

/** As many names of values as have room; those that are longer than their room are cut. */
function names(
  across: AxisView | null,
  column: number,
  x: (index: number) => number,
  { left, width, height }: { readonly left: number; readonly width: number; readonly height: number },
): SVGElement[] {
  const labels = across === null ? [] : shortLabels(across);
  const most = Math.max(3, Math.floor(column / CHARACTER));
  const isNumeric = across !== null && numbersOf(across) !== null;
  let taken = 0;
  return labels.flatMap((label, index) => {
    // A number that is cut is another number.
    const text = isNumeric || label.length <= most ? label : `${label.slice(0, most - 1)}…`;
    const half = (text.length * CHARACTER) / 2;
    const at = Math.max(left - MARGIN.left + half, Math.min(width - half, x(index)));
    if (at - half < taken) return [];
    taken = at + half + SPACE;
    return [svg('text', { class: 'tick', x: at, y: height - 6, 'text-anchor': 'middle' }, text)];
  });
}

/** Places without a complete cell. */
function waiting(groups: readonly Group[], x: (index: number) => number, y: number): SVGElement[] {
  return groups.flatMap(({ cells, there }, index) =>
    there.length < cells.length ? [svg('circle', { class: 'waiting-cell', cx: x(index), cy: y, r: 1.5 })] : [],
  );
}

/** A line through what is defined, broken where nothing is, and where two values are not to be joined. */
function through(
  values: readonly number[],
  x: (index: number) => number,
  y: (value: number) => number,
  { joined, name }: { readonly joined: (index: number) => boolean; readonly name: string },
): SVGElement[] {
  const pieces: string[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (!joined(index)) pieces.push([]);
    if (Number.isFinite(value)) pieces.at(-1)?.push(`${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
    else pieces.push([]);
  }
  return pieces.flatMap((piece) => {
    if (piece.length === 0) return [];
    // A single place is a short line.
    const [only] = piece;
    const d = piece.length === 1 ? `M${only}m-6 0h12` : `M${piece.join('L')}`;
    return [svg('path', { class: name, d })];
  });
}

interface Place {
  readonly x: number;
  readonly column: number;
  readonly y: (value: number) => number;
  readonly below: number;
  /** Cells whose training came to nothing. */
  readonly failed: ReadonlySet<number>;
}

function dotsOf(
  cells: readonly CellView[],
  read: (cell: CellView) => number,
  { x, column, y, below, failed }: Place,
): Dot[] {
  const sorted = cells.toSorted((one, other) => one.cell - other.cell);
  const step = Math.min(STEP, column / (sorted.length + 1));
  return sorted.map((cell, index) => {
    const value = read(cell);
    const placed = Number.isFinite(value) ? 'done' : cell.status === 'diverged' ? 'diverged' : 'undefined';
    const status = failed.has(cell.cell) ? 'failed' : placed;
    const at = x + (index - (sorted.length - 1) / 2) * step;
    return { cell: cell.cell, x: at, y: Number.isFinite(value) ? y(value) : below, status };
  });
}
