import type { Region } from '../../../src/model/region';
import { rounded } from '../../../src/text/format';
import type { Theme } from '../../theme';
import { tickLabel } from '../axes';
import { Chart, type Size } from '../chart';
import type { ChartOption } from '../chartOption';
import { type CellGrid, cellAt, cellGrid } from '../geometry';
import type { Viewport } from '../viewport';
import { cellsIn, cellViewport } from './cellRegion';

/** Numbers laid out as a picture, row after row; one row is drawn as bars. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** One number a cell; a cell with NaN is left empty. */
  readonly values: Float64Array;
  /** The numbers that bars go from and to. */
  readonly limits: readonly [number, number];
  colour(value: number, theme: Theme): string;
}

/** Draws what lies over the cells: hatches, outlines, what is selected. */
export type CellMarks = (canvas: CanvasRenderingContext2D, grid: CellGrid, theme: Theme) => void;

/** Height of the bars of a single row, and the room for their axis at the left. */
const BARS = { height: 132, left: 38, top: 6, bottom: 6 } as const;

/** A picture of cells, or bars where there is only one row. Of what changes under the pointer the cells are our own. */
export class CellPicture {
  readonly chart: Chart;
  private cells: Cells | null = null;

  constructor(
    className: string,
    theme: Theme,
    private readonly marks: CellMarks,
    private readonly followsPointer = false,
  ) {
    this.chart = new Chart(className, theme, {
      option: (size, now) => this.option(size, now),
      overlay: (canvas, size, now) => this.overlay(canvas, size, now),
    });
  }

  get element(): HTMLElement {
    return this.chart.element;
  }

  show(cells: Cells | null): void {
    const sameShape = cells?.rows === this.cells?.rows && cells?.columns === this.cells?.columns;
    this.cells = cells;
    this.element.classList.toggle('bars', cells?.rows === 1);
    if (sameShape && this.isOwn) this.chart.redrawOverlay();
    else this.chart.redraw();
  }

  /** Whether the cells are painted here: ECharts takes some twenty milliseconds for a picture, a canvas one. */
  private get isOwn(): boolean {
    return this.followsPointer && this.cells?.rows !== 1;
  }

  /** The cell at a place of the frame; −1 where there is none. */
  at(x: number, y: number): number {
    return this.cells === null ? -1 : cellAt(this.grid(), x, y);
  }

  /** The cells as a plane: a unit a cell, x from the left, y up from the bottom row. */
  viewport(): Viewport {
    return cellViewport(this.grid());
  }

  /** The cells of a region of that plane. */
  within(region: Region): number[] {
    return this.cells === null ? [] : cellsIn(region, this.grid());
  }

  private grid(size: Size = { width: this.element.clientWidth, height: this.element.clientHeight }): CellGrid {
    const { rows, columns } = this.cells ?? { rows: 28, columns: 28 };
    if (rows === 1) {
      const { left, top, bottom } = BARS;
      const [width, height] = [Math.max(1, size.width - left - 1), Math.max(1, size.height - top - bottom)];
      return { left, top, cellWidth: width / columns, cellHeight: height, rows, columns };
    }
    // A pixel's breadth at the right and below is left for outlines.
    return cellGrid(size.width - 1, size.height - 1, rows, columns);
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { left, top, cellWidth, cellHeight, rows, columns } = this.grid(size);
    const frame = {
      left,
      top,
      width: cellWidth * columns,
      height: cellHeight * rows,
      outerBoundsMode: 'none',
    } as const;
    const cells = this.cells;
    const across = { type: 'category', show: false, data: indices(columns) } as const;
    if (cells !== null && rows === 1) {
      const [min, max] = cells.limits;
      return {
        grid: frame,
        xAxis: { ...across, axisLine: { onZero: false } },
        yAxis: {
          type: 'value',
          min,
          max,
          interval: max - min,
          splitLine: { show: false },
          axisLine: { show: true, lineStyle: { color: theme.line } },
          axisLabel: { ...tickLabel(theme), formatter: (value: number) => rounded(value, 2) },
        },
        series: [
          {
            id: 'cells',
            type: 'bar',
            silent: true,
            barWidth: '100%',
            data: Array.from(cells.values, (value) => ({
              value: Number.isNaN(value) ? 0 : value,
              itemStyle: { color: cells.colour(value, theme) },
            })),
          },
        ],
      };
    }
    return {
      grid: frame,
      xAxis: across,
      yAxis: { type: 'category', show: false, data: indices(rows), inverse: true },
      series: [
        {
          id: 'cells',
          type: 'heatmap',
          coordinateSystem: 'cartesian2d',
          silent: true,
          progressive: 0,
          data: cells === null || this.isOwn ? [] : coloured(cells, theme),
        },
      ],
    };
  }

  private overlay(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const grid = this.grid(size);
    const { left, top, cellWidth, cellHeight, rows, columns } = grid;
    if (this.cells !== null && this.isOwn) fill(canvas, grid, this.cells, theme);
    canvas.strokeStyle = theme.line;
    canvas.lineWidth = 1;
    canvas.strokeRect(left + 0.5, top + 0.5, cellWidth * columns, cellHeight * rows);
    if (this.cells !== null) this.marks(canvas, grid, theme);
  }
}

function fill(
  canvas: CanvasRenderingContext2D,
  { left, top, cellWidth, cellHeight }: CellGrid,
  { values, columns, colour }: Cells,
  theme: Theme,
): void {
  for (const [cell, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    canvas.fillStyle = colour(value, theme);
    canvas.fillRect(
      left + (cell % columns) * cellWidth,
      top + Math.floor(cell / columns) * cellHeight,
      cellWidth,
      cellHeight,
    );
  }
}

function coloured({ values, columns, colour }: Cells, theme: Theme) {
  return Array.from(values, (value, cell) => ({
    value: [cell % columns, Math.floor(cell / columns), value] as [number, number, number],
    itemStyle: { color: colour(value, theme), borderWidth: 0 },
  })).filter(({ value: [, , value] }) => !Number.isNaN(value));
}

function indices(length: number): string[] {
  return Array.from({ length }, (_, index) => String(index));
}
