import * as l10n from '@vscode/l10n';
import { MAPS, type PanelViewState } from '../../../src/model/panelProtocol';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { pixelsCaption } from '../../../src/text/captions';
import { count } from '../../../src/text/format';
import { groupWords } from '../../../src/text/groupWords';
import { CellPicture } from '../../charts/cells/cellPicture';
import { cellViewport } from '../../charts/cells/cellRegion';
import { dotCells, hatch, markShares, outlineCells, strike } from '../../charts/cells/cells';
import { ColourLegend } from '../../charts/colourLegend';
import type { Exportable } from '../../charts/export/exportable';
import { colourKey } from '../../charts/export/keys';
import type { CellGrid } from '../../charts/geometry';
import { type ArrowKey, type Pointer, pointing, stepWithin } from '../../charts/gestures/pointing';
import { section } from '../../charts/section';
import { PlotLine } from '../../charts/squarePlot';
import { pixelOf } from '../../charts/viewport';
import type { Theme } from '../../theme';
import type { CombineMode } from '../../ui/combineMode';
import { select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context, View } from '../context';
import { DrawnRegion } from '../selection/drawnRegion';
import { summariseSelection } from '../selection/summary';
import { toolChoice } from '../selection/toolChoice';
import { type PlotTable, plotTable } from '../tables/plotTable';
import { pixelReadout } from '../words';
import { FOUND, INPUT_MAPS } from './maps';
import { NeuronPicture } from './neuronPicture';

/** As long as the caption that will take its place. */
const TYPICAL_CAPTION = pixelsCaption({ pixelCorrelation: { mean: 0.188, negative: 185, defined: 784 } });

/** What is known of each input, laid out as the picture, and the numbers of one neuron laid out likewise: two sections. */
export class PixelsView implements View {
  /** The section of the map. */
  readonly element: HTMLElement;
  /** The section of the neuron's picture. */
  readonly neuron: HTMLElement;
  private readonly picture: CellPicture;
  private readonly neuronPicture: NeuronPicture;
  private readonly legend: ColourLegend;
  private readonly section = section('pixels', l10n.t('Pixels'));
  private readonly caption = h('p', { class: 'caption' });
  private readonly keys = h('p', { class: 'keys' });
  private readonly readout: PlotLine;
  private readonly choice = select<(typeof MAPS)[number]>(l10n.t('What the map shows'), (map) =>
    this.context.store.setView({ map }),
  );
  private readonly table: PlotTable;
  private readonly pointer: Pointer;
  private readonly drawn: DrawnRegion;
  /** Of the next look at what is selected: at most one a frame. */
  private frame = 0;
  private run: RunView | null = null;
  /** Inputs that never change, those without a number, and those above the rate of false discoveries. */
  private constant: readonly number[] = [];
  private undefinedOnes: readonly number[] = [];
  private dotted: readonly number[] = [];
  /** Inputs whose r the labels do not give; null where that is not shown, or not known. */
  private outside: readonly number[] | null = null;
  /** Share of the weights that leave each input which are selected. */
  private selected = new Float64Array(0);

  constructor(private readonly context: Context) {
    const { store, theme } = context;
    this.picture = new CellPicture('pixels-chart', theme, (canvas, grid, now) => this.mark(canvas, grid, now));
    this.neuronPicture = new NeuronPicture(context);
    this.neuron = this.neuronPicture.element;
    this.legend = new ColourLegend(theme);
    this.drawn = new DrawnRegion(store, {
      within: (region) => store.choices.inputs(this.picture.within(region)),
      select: (set, mode) => this.select(set, mode, l10n.t('pixels of the map')),
      redraw: () => this.picture.chart.redrawOverlay(),
    });
    this.pointer = pointing(this.picture.element, {
      viewport: () => this.picture.viewport(),
      find: (x, y) => this.picture.at(x, y),
      point: (input, byKey) => this.point(input, byKey),
      choose: (input, mode) => this.choose(input, mode),
      open: (input) => this.open(input),
      step: (from, key) => this.step(from, key),
      clear: () => store.selection.clear(),
      regions: this.drawn,
    });
    const idle = l10n.t('Point to read a pixel, click to open it, drag to select.');
    this.readout = new PlotLine(this.picture.element, idle, this.keys);
    this.table = plotTable(context, 'pixels');
    this.choice.set([{ value: 'r', label: 'r' }], 'r');
    this.section.tools.append(this.choice.element, this.table.toggle, toolChoice(store));
    this.section.plot.append(
      this.readout.element,
      h('div', { class: 'cell-plot' }, this.picture.element, this.legend.element),
      h('p', { class: 'no-map' }, l10n.t('Layer 1 reads no picture: there is no map of its inputs, only a table.')),
      this.table.table,
    );
    this.section.notes.append(this.caption);
    this.element = this.section.element;
    store.onHighlight(() => {
      this.readHighlight();
      this.picture.chart.redrawOverlay();
    });
    store.onView(() => this.show());
    store.selection.onChange(() => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.showSelection());
    });
  }

  update(): void {
    const { run } = this.context.store;
    if (run?.layers !== this.run?.layers) this.pointer.point(-1, false);
    this.run = run;
    this.show();
    this.showSelection();
    this.neuronPicture.update();
  }

  setTheme(theme: Theme): void {
    this.picture.chart.setTheme(theme);
    this.legend.setTheme(theme);
    this.neuronPicture.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run } = this;
    const { view } = this.context.store;
    if (run === null || view === null) return [];
    if (run.image === null) return this.neuronPicture.exportables();
    const { label, caption, values, scale, format } = INPUT_MAPS[this.mapOf(run, view)];
    const words = label(groupWords(run.title));
    const map = this.picture.chart.exportable({
      plot: 'pixels',
      title: l10n.t('Pixels: {0}', words),
      note: caption(run),
      colours: colourKey(words, scale(values(run) as Float64Array), format),
      caption: runCaption(run.title),
    });
    return [map, ...this.neuronPicture.exportables()];
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.picture.chart.dispose();
    this.neuronPicture.dispose();
  }

  private show(): void {
    const { run } = this;
    const { view } = this.context.store;
    if (run === null || view === null) {
      setText(this.caption, TYPICAL_CAPTION);
      this.picture.show(null);
      return;
    }
    const { image } = run;
    this.element.classList.toggle('no-image', image === null);
    setText(this.section.heading, image === null ? l10n.t('Inputs') : l10n.t('Pixels'));
    if (image === null) {
      this.picture.show(null);
      setText(this.caption, '');
      setText(this.keys, '');
      return;
    }
    const groups = groupWords(run.title);
    const map = this.mapOf(run, view);
    this.choice.set(
      offered(run).map((value) => ({ value, label: INPUT_MAPS[value].label(groups) })),
      map,
    );
    const { values: valuesOf, scale: scaleOf, format, label, caption } = INPUT_MAPS[map];
    const values = valuesOf(run) as Float64Array;
    const scale = scaleOf(values);
    const inputs = [...values.keys()];
    const ofWeights = map !== 'inkA' && map !== 'inkB' && map !== 'active';
    this.constant = ofWeights ? inputs.filter((input) => run.constantInput[input] === 1) : [];
    this.undefinedOnes = inputs.filter((input) => Number.isNaN(values[input]));
    this.dotted = map === 'q' ? inputs.filter((input) => (values[input] as number) > FOUND) : [];
    const outside = run.metrics.controls.labelPermutation?.pixels;
    this.outside = map === 'r' && outside != null ? [...outside.above, ...outside.below] : null;
    if (this.outside !== null) this.dotted = this.outside.filter((input) => run.constantInput[input] === 0);
    const { rows, columns } = image;
    const drawn = values.map((value, input) => (ofWeights && run.constantInput[input] === 1 ? Number.NaN : value));
    this.picture.show({ rows, columns, values: drawn, ...scale });
    this.legend.show('', scale, format);
    setText(this.caption, caption(run));
    setText(this.keys, this.keyWords());
    this.readout.show(null);
    this.picture.element.setAttribute(
      'aria-label',
      l10n.t(
        'Map of {0} by {1} pixels: {2}. {3} Arrow keys choose a pixel; Enter opens its weights, Space selects them.',
        rows,
        columns,
        label(groups),
        caption(run),
      ),
    );
  }

  /** What is shown of this run: r, where it lacks what was chosen. */
  private mapOf(run: RunView, { map }: PanelViewState): PanelViewState['map'] {
    return offered(run).includes(map) ? map : 'r';
  }

  private keyWords(): string {
    const [constant, undefinedOnes] = [this.constant.length, this.undefinedOnes.length];
    return [
      constant > 0 ? l10n.t('hatched: {0} constant', count(constant)) : '',
      undefinedOnes > 0 ? l10n.t('crossed: {0} undefined', count(undefinedOnes)) : '',
      this.outside === null ? '' : l10n.t('dotted: {0} beyond labels', count(this.outside.length)),
    ]
      .filter((part) => part !== '')
      .join(' · ');
  }

  private showSelection(): void {
    const { run } = this;
    if (run === null) return;
    const { selection, choices } = this.context.store;
    const neurons = run.layers[0]?.outputs ?? 1;
    this.selected = Float64Array.from(
      summariseSelection(selection.shown, choices.order).perInput,
      (some) => some / neurons,
    );
    this.picture.chart.redrawOverlay();
  }

  private mark(canvas: CanvasRenderingContext2D, grid: CellGrid, theme: Theme): void {
    hatch(canvas, grid, this.constant, theme);
    strike(canvas, grid, this.undefinedOnes, theme);
    dotCells(canvas, grid, this.dotted, theme);
    markShares(canvas, grid, this.selected, theme);
    const { highlight } = this.context.store;
    if (highlight?.layer === 1) outlineCells(canvas, grid, highlight.inputs, theme);
    const viewport = cellViewport(grid);
    this.drawn.mark(canvas, (x, y) => pixelOf(viewport, x, y), theme);
  }

  private point(input: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    if (this.run === null || input < 0) {
      store.point(null);
      return;
    }
    if (byKey) announcer.say(pixelReadout(this.run, input));
    store.point({ layer: 1, neuron: null, inputs: [input] });
  }

  /** The pixel of what is pointed at anywhere; of a cluster its first. */
  private readHighlight(): void {
    const { highlight } = this.context.store;
    const [input] = highlight?.layer === 1 ? highlight.inputs : [];
    this.readout.show(this.run === null || input === undefined ? null : pixelReadout(this.run, input));
  }

  private open(input: number): void {
    this.choose(input, 'replace');
    this.context.openings.open({ type: 'openInput', input });
  }

  private choose(input: number, mode: CombineMode): void {
    this.select(this.context.store.choices.inputs([input]), mode, l10n.t('a pixel'));
  }

  private select(set: ParameterSet, mode: CombineMode, origin: string): void {
    this.context.store.selection.apply(set, mode, origin, mode === 'replace' ? null : undefined);
  }

  private step(from: number, key: ArrowKey): number {
    const image = this.run?.image ?? null;
    if (image === null) return -1;
    if (from < 0) return 0;
    const { rows, columns } = image;
    const [row, column] = [Math.floor(from / columns), from % columns];
    if (key === 'ArrowLeft' || key === 'ArrowRight') {
      return row * columns + stepWithin(column, key === 'ArrowRight' ? 1 : -1, columns);
    }
    return stepWithin(row, key === 'ArrowDown' ? 1 : -1, rows) * columns + column;
  }
}

/** What there is to be shown of a run. */
function offered(run: RunView): PanelViewState['map'][] {
  return MAPS.filter((map) => INPUT_MAPS[map].values(run) !== null);
}
