import { count, decimal } from '../../src/shared/format';
import type { RunView } from '../../src/shared/panelProtocol';
import { pixelsCaption } from '../../src/shared/sentences';
import { hatch, outlineCells, strike } from '../plot/cells';
import { Chart, type ChartOption, type Size } from '../plot/chart';
import { diverging, symmetricLimit } from '../plot/colours';
import { type CellGrid, cellAt, cellGrid } from '../plot/geometry';
import { type ArrowKey, pointing, stepWithin } from '../plot/pointing';
import type { Theme } from '../theme';
import { h, setText } from '../ui/dom';
import type { Context, View } from './context';
import { section } from './section';
import { Readout } from './squarePlot';
import { pixelReadout } from './words';

/** As long as the caption that will stand there. */
const TYPICAL_CAPTION = pixelsCaption({ pixelCorrelation: { mean: 0.188, negative: 185, defined: 784 } });

/** Steps of the colour bar's gradient. */
const STEPS = 16;

/** r over the weights that leave each pixel, laid out as the picture. */
export class PixelsView implements View {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly section = section('pixels', 'Pixels');
  private readonly readout = new Readout('Point to read a pixel, click to open it.');
  private readonly bar = h('div', { class: 'colour-bar' });
  private readonly low = h('span');
  private readonly high = h('span');
  private readonly caption = h('p', { class: 'caption' });
  private readonly keys = h('p', { class: 'keys' });
  private readonly forget: () => void;
  private limit = 1;
  private run: RunView | null = null;
  /** Inputs that never change, and those without an r. */
  private constant: readonly number[] = [];
  private undefinedOnes: readonly number[] = [];

  constructor(private readonly context: Context) {
    const { store } = context;
    this.chart = new Chart('pixels-chart', context.theme, {
      option: (size, theme) => this.option(size, theme),
      overlay: (canvas, size, theme) => this.mark(canvas, size, theme),
    });
    this.forget = pointing(this.chart.element, {
      find: (x, y) => (this.run === null ? -1 : cellAt(this.grid(this.frame()), x, y)),
      point: (input, byKey) => this.point(input, byKey),
      open: (input) => this.open(input),
      step: (from, key) => this.step(from, key),
      clear: () => store.selection.clear(),
    });
    const scale = h(
      'div',
      { class: 'colour-scale', 'aria-hidden': 'true' },
      this.bar,
      h('div', { class: 'colour-ticks' }, this.low, h('span', {}, '0'), this.high),
    );
    this.section.plot.append(h('div', { class: 'cell-plot' }, this.chart.element, this.readout.element));
    this.section.notes.append(
      h('div', { class: 'colour-legend' }, h('span', { class: 'label' }, 'r'), scale),
      this.keys,
      this.caption,
    );
    this.element = this.section.element;
    this.setTheme(context.theme);
    store.onHighlight(() => this.chart.redrawOverlay());
  }

  update(): void {
    const { run } = this.context.store;
    if (run !== this.run) this.forget();
    this.run = run;
    if (run !== null) this.describe(run);
    else setText(this.caption, TYPICAL_CAPTION);
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
    const stops = Array.from({ length: 2 * STEPS + 1 }, (_, step) => diverging((step - STEPS) / STEPS, theme.ground));
    this.bar.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
  }

  dispose(): void {
    this.chart.dispose();
  }

  private describe(run: RunView): void {
    const { figures, image, pixelCorrelation, constantInput } = run;
    this.limit = symmetricLimit(pixelCorrelation);
    setText(this.low, decimal(-this.limit, 1));
    setText(this.high, `+${decimal(this.limit, 1)}`);
    setText(this.caption, pixelsCaption(figures));
    const inputs = [...pixelCorrelation.keys()];
    this.constant = inputs.filter((input) => constantInput[input] === 1);
    this.undefinedOnes = inputs.filter((input) => Number.isNaN(pixelCorrelation[input]));
    const [constant, undefinedOnes] = [this.constant.length, this.undefinedOnes.length];
    setText(
      this.keys,
      [
        constant > 0 ? `hatched: ${count(constant)} never change` : '',
        undefinedOnes > 0 ? `crossed: ${count(undefinedOnes)} undefined` : '',
      ]
        .filter((part) => part !== '')
        .join(' · '),
    );
    this.element.classList.toggle('single-row', image.rows === 1);
    this.readout.show(null);
    this.chart.element.setAttribute(
      'aria-label',
      `Map of ${image.rows} by ${image.columns} pixels. ${pixelsCaption(figures)} Arrow keys choose a pixel; Enter opens its weights.`,
    );
  }

  private frame(): Size {
    return { width: this.chart.element.clientWidth, height: this.chart.element.clientHeight };
  }

  private grid({ width, height }: Size): CellGrid {
    const { rows, columns } = this.run?.image ?? { rows: 28, columns: 28 };
    // A pixel's breadth at the right and below is left for outlines.
    return cellGrid(width - 1, height - 1, rows, columns);
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { cellWidth, cellHeight, rows, columns } = this.grid(size);
    const run = this.run;
    const hidden = { type: 'category', show: false } as const;
    const cells =
      run === null
        ? []
        : Array.from(run.pixelCorrelation, (r, input) => ({
            value: [input % columns, Math.floor(input / columns), r] as [number, number, number],
            itemStyle: { color: diverging(r / this.limit, theme.ground), borderWidth: 0 },
          })).filter(({ value: [, , r] }, input) => run.constantInput[input] !== 1 && !Number.isNaN(r));
    return {
      grid: { left: 0, top: 0, width: cellWidth * columns, height: cellHeight * rows, outerBoundsMode: 'none' },
      xAxis: { ...hidden, data: indices(columns) },
      yAxis: { ...hidden, data: indices(rows), inverse: true },
      series: [
        { id: 'cells', type: 'heatmap', coordinateSystem: 'cartesian2d', silent: true, progressive: 0, data: cells },
      ],
    };
  }

  private mark(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const grid = this.grid(size);
    canvas.strokeStyle = theme.line;
    canvas.lineWidth = 1;
    canvas.strokeRect(0.5, 0.5, grid.cellWidth * grid.columns, grid.cellHeight * grid.rows);
    const { run } = this;
    if (run === null) return;
    hatch(canvas, grid, this.constant, theme);
    strike(canvas, grid, this.undefinedOnes, theme);
    const { highlight } = this.context.store;
    if (highlight?.layer === 1) outlineCells(canvas, grid, highlight.inputs, theme);
  }

  private point(input: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    if (this.run === null || input < 0) {
      this.readout.show(null);
      store.point(null);
      return;
    }
    const words = pixelReadout(this.run, input);
    this.readout.show(words);
    if (byKey) announcer.say(words);
    store.point({ layer: 1, neuron: null, inputs: [input] });
  }

  private open(input: number): void {
    const { store, host } = this.context;
    store.selection.apply(store.choices.inputs([input]), 'replace', 'a pixel', null);
    host.post({ type: 'openInput', input });
  }

  private step(from: number, key: ArrowKey): number {
    if (this.run === null) return -1;
    if (from < 0) return 0;
    const { rows, columns } = this.run.image;
    const [row, column] = [Math.floor(from / columns), from % columns];
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      return row * columns + stepWithin(column, key === 'ArrowRight' ? 1 : -1, columns);
    }
    return stepWithin(row, key === 'ArrowDown' ? 1 : -1, rows) * columns + column;
  }
}

function indices(length: number): string[] {
  return Array.from({ length }, (_, index) => String(index));
}
