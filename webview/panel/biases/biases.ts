import * as l10n from '@vscode/l10n';
import { isShare, type MeasureName, UPDATE_SIZE } from '../../../src/model/measures';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { Limits, Region } from '../../../src/model/region';
import type { LayerView, RunTitle, RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { biasesCaption } from '../../../src/text/captions';
import { decimal } from '../../../src/text/format';
import { groupWords } from '../../../src/text/groupWords';
import { plotAxes } from '../../charts/axes';
import { Chart, type Size } from '../../charts/chart';
import type { ChartOption } from '../../charts/chartOption';
import type { Exportable } from '../../charts/export/exportable';
import { unitSquare } from '../../charts/geometry';
import type { Tool } from '../../charts/gestures/gestures';
import { type ArrowKey, type Pointer, pointing, stepWithin } from '../../charts/gestures/pointing';
import { parametersIn } from '../../charts/gestures/regionSelection';
import { type PlacedLabel, placeLabels } from '../../charts/labels';
import { linesOver, reachOf } from '../../charts/lines';
import { type FramePosition, markFont, markLabel, markPoints, markRing } from '../../charts/marks';
import { PickIndex } from '../../charts/points/pointGrid';
import { section, titlesOf } from '../../charts/section';
import { squarePlot } from '../../charts/squarePlot';
import { limitsAround, pixelOf, type Viewport, viewportOf } from '../../charts/viewport';
import type { Theme } from '../../theme';
import type { CombineMode } from '../../ui/combineMode';
import { h, setText } from '../../ui/dom';
import type { Context, View } from '../context';
import { DrawnRegion } from '../selection/drawnRegion';
import { toolChoice } from '../selection/toolChoice';
import { type PlotTable, plotTable } from '../tables/plotTable';
import { limitsOf } from '../weights/weightPoints';
import { biasWords } from '../words';
import { axesChoice } from './axesChoice';

/** How near the pointer must be to a bias, and how wide its mark is, in CSS pixels. */
const REACH = 8;
const POINT = 5;

/** How far the number of the marked bias goes from it. */
const MARKED_REACH = 36;

const REGION_WORDS = {
  box: l10n.t('a box in the biases plot'),
  lasso: l10n.t('a lasso in the biases plot'),
} as const satisfies Record<Tool, string>;

/** y against x for the biases of the shown layer, each with its neuron's number where there is room. */
export class BiasesView implements View {
  readonly element: HTMLElement;
  private readonly chart: Chart;
  private readonly section = section('biases', l10n.t('Biases'));
  private readonly plot;
  private readonly outputs = h('dl');
  /** In the place of the plot. */
  private readonly listed = h('div', { class: 'output-biases' }, this.outputs);
  private readonly caption = h('p', { class: 'caption' });
  private readonly summary = h('span', { class: 'section-figure' });
  private layer: LayerView | null = null;
  private readonly table: PlotTable;
  private readonly axes;
  private readonly pointer: Pointer;
  private readonly drawn: DrawnRegion;
  private index: PickIndex | null = null;
  /** Where numbers stand; made anew when the chart is drawn, kept while only marks change. */
  private labels: PlacedLabel[] | null = null;

  constructor(private readonly context: Context) {
    const { store } = context;
    this.chart = new Chart('biases-chart', context.theme, {
      option: (size, theme) => this.option(size, theme),
      overlay: (canvas, size, theme) => this.mark(canvas, size, theme),
    });
    this.plot = squarePlot(this.chart, l10n.t('Point at a bias to read it, click to open it, drag to select.'));
    this.drawn = new DrawnRegion(store, {
      within: (region) => this.within(region),
      select: (set, mode, tool) => this.select(set, mode, REGION_WORDS[tool]),
      redraw: () => this.chart.redrawOverlay(),
    });
    this.pointer = pointing(this.chart.element, {
      viewport: () => this.viewport(this.frame),
      find: (x, y) => this.find(x, y),
      point: (neuron, byKey) => this.point(neuron, byKey),
      choose: (neuron, mode) => this.choose(neuron, mode),
      open: (neuron) => this.open(neuron),
      step: (from, key) => this.step(from, key),
      clear: () => store.selection.clear(),
      regions: this.drawn,
    });
    this.table = plotTable(context, 'biases');
    this.axes = axesChoice((biasAxes) => store.setView({ biasAxes }));
    this.section.tools.append(this.summary, this.table.toggle, toolChoice(store), this.axes.element);
    this.section.plot.append(this.plot.element, this.listed, this.table.table);
    this.section.notes.append(this.caption);
    this.element = this.section.element;
    store.onView(() => this.update());
    store.onHighlight(() => {
      this.readHighlight();
      this.chart.redrawOverlay();
    });
    store.selection.onChange(() => this.chart.redrawOverlay());
  }

  update(title?: RunTitle): void {
    const { run, view } = this.context.store;
    if (run === null || view === null) {
      this.layer = null;
      this.index = null;
      if (title !== undefined) this.plot.setTitles(titlesOf(groupWords(title), 'shares'));
      setText(this.caption, biasesCaption(false, true));
      this.chart.redraw();
      this.element.classList.remove('outputs-shown');
      return;
    }
    this.axes.set(view.biasAxes);
    const layer = this.context.store.layers[view.layer - 1] as LayerView;
    if (layer !== this.layer) {
      this.pointer.point(-1, false);
      this.layer = layer;
      this.index = new PickIndex(layer.biasX, layer.biasY);
      this.describe(run, view.layer, layer);
    }
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run, view } = this.context.store;
    if (run === null || view === null || this.isListed(run, view.layer) || this.layer?.bias === false) return [];
    const { x, y } = titlesOf(groupWords(run.title), 'shares', this.measure);
    return [
      this.chart.exportable({
        plot: 'biases',
        title: l10n.t('Biases of layer {0}', view.layer),
        note: this.summary.textContent ?? '',
        axes: { x: x.words, y: y.words },
        caption: runCaption(run.title),
      }),
    ];
  }

  dispose(): void {
    this.chart.dispose();
  }

  /** Two output biases are listed, one for each group. */
  private isListed({ groupOutputs, layers }: RunView, layer: number): boolean {
    return groupOutputs && layer === layers.length;
  }

  private describe(run: RunView, number: number, { biases, biasX, biasY, outputs }: LayerView): void {
    const groups = groupWords(run.title);
    const output = this.isListed(run, number);
    const listed = output || biases === null;
    this.element.classList.toggle('outputs-shown', listed);
    // That they are no finding has to be seen with them.
    (listed ? this.listed : this.section.notes).append(this.caption);
    this.plot.setTitles(titlesOf(groups, 'shares', this.measure));
    this.plot.readout.show(null);
    const metrics = biases === null ? l10n.t('none') : l10n.t('R² {0} · {1} biases', decimal(biases.r2), outputs);
    const figure = output ? l10n.t('output layer') : metrics;
    setText(this.summary, figure);
    this.summary.title = figure;
    if (biases === null) {
      setText(this.caption, l10n.t('This layer has no biases.'));
      this.outputs.replaceChildren();
      return;
    }
    const constant = run.metrics.identity?.constantInputs ?? 0;
    setText(this.caption, biasesCaption(output, number === 1 && this.measure === UPDATE_SIZE && constant > 0));
    this.outputs.replaceChildren(
      ...[groups.a, groups.b].flatMap((group, neuron) => [
        h('dt', {}, l10n.t('output {0}, on for {1}', neuron, group)),
        h('dd', {}, `x ${decimal(biasX[neuron] ?? null)} · y ${decimal(biasY[neuron] ?? null)}`),
      ]),
    );
    this.chart.element.setAttribute(
      'aria-label',
      l10n.t(
        'Scatter plot of the {0} biases of layer {1}, y against x{2}. R² {3}. Arrow keys choose a neuron; Enter opens its bias.',
        biases.n,
        number,
        isShare(this.measure) ? l10n.t(', both from 0 to 1') : '',
        decimal(biases.r2),
      ),
    );
  }

  /** What stands in x's place. */
  private get measure(): MeasureName {
    return this.context.store.axis?.name ?? UPDATE_SIZE;
  }

  private viewport({ width, height }: Size): Viewport {
    const { left, top, side } = unitSquare(width, height);
    const rectangle = { left, top, width: side, height: side };
    return viewportOf(rectangle, this.limits());
  }

  /** What the axes reach over: all there could be, or what there is. */
  private limits(): Limits | undefined {
    if (this.layer === null) return undefined;
    const { biasX, biasY } = this.layer;
    const whole = limitsOf(this.measure, biasX);
    return this.context.store.view?.biasAxes === 'fit' ? (limitsAround(biasX, biasY) ?? whole) : whole;
  }

  private get frame(): Size {
    return { width: this.chart.element.clientWidth, height: this.chart.element.clientHeight };
  }

  private option(size: Size, theme: Theme): ChartOption {
    this.labels = null;
    const viewport = this.viewport(size);
    const axes = plotAxes(viewport, theme);
    if (this.layer === null) return { ...axes, series: [] };
    const { biasX, biasY, biases } = this.layer;
    return {
      ...axes,
      series: [
        {
          id: 'biases',
          type: 'scatter',
          data: Array.from(biasX, (x, neuron) => [x, biasY[neuron] as number]),
          symbol: 'circle',
          symbolSize: POINT,
          clip: false,
          silent: true,
          itemStyle: { color: theme.point, opacity: 0.75 },
          z: 2,
        },
        ...linesOver(biases === null ? null : { ...biases, reach: reachOf(biasX, biasY) }, false, viewport, theme),
      ],
    };
  }

  private mark(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const viewport = this.viewport(size);
    const place = (atX: number, atY: number) => pixelOf(viewport, atX, atY);
    this.markSelected(canvas, place, theme);
    this.number(canvas, size, theme);
    this.drawn.mark(canvas, place, theme);
    const { highlight, view } = this.context.store;
    if (highlight === null || this.layer === null || highlight.layer !== view?.layer || highlight.neuron === null)
      return;
    const [x, y] = [this.layer.biasX[highlight.neuron] as number, this.layer.biasY[highlight.neuron] as number];
    markRing(canvas, place, x, y, theme, 6);
    this.labelMarked(canvas, highlight.neuron, place(x, y), size, theme);
  }

  /** The number of the bias that is pointed at, beside its ring: at the left where there is no room at the right. */
  private labelMarked(
    canvas: CanvasRenderingContext2D,
    neuron: number,
    [x, y]: readonly [number, number],
    size: Size,
    theme: Theme,
  ): void {
    if (Number.isNaN(x + y)) return;
    const text = String(neuron);
    canvas.font = markFont(theme);
    const { width } = canvas.measureText(text);
    markLabel(canvas, text, x + 11 + width > size.width ? x - 11 - width : x + 11, y, theme);
  }

  /** A dot in the accent on each selected bias; a ring on that of the neuron that is meant. */
  private markSelected(canvas: CanvasRenderingContext2D, place: FramePosition, theme: Theme): void {
    const { layer } = this;
    const { selection, choices, view } = this.context.store;
    if (layer === null || view === null) return;
    const biases = choices.order.layers[view.layer - 1]?.biases ?? 0;
    const chosen = [...layer.biasX.keys()].filter((neuron) => selection.shown.has(biases + neuron));
    markPoints(canvas, place, { x: layer.biasX, y: layer.biasY }, chosen, POINT + 1, theme);
    const { primary } = selection.current;
    if (primary?.layer !== view.layer) return;
    markRing(canvas, place, layer.biasX[primary.neuron] as number, layer.biasY[primary.neuron] as number, theme, 6);
  }

  /** Writes neurons' numbers where they cover nothing; the others are read when pointed at. */
  private number(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    if (this.layer === null) return;
    canvas.font = `${theme.fontSize - 3}px ${theme.fontFamily}`;
    canvas.textBaseline = 'middle';
    canvas.fillStyle = theme.subtle;
    this.labels ??= this.placed(canvas, this.layer, size, theme);
    const { highlight, view } = this.context.store;
    const marked = highlight?.layer === view?.layer ? highlight?.neuron : undefined;
    const viewport = this.viewport(size);
    const [markedX, markedY] =
      marked == null
        ? [Number.NaN, Number.NaN]
        : pixelOf(viewport, this.layer.biasX[marked] as number, this.layer.biasY[marked] as number);
    for (const { point, x, y } of this.labels) {
      // The number of the one that is pointed at is larger, and stands beside a ring.
      const near = Math.abs(y - markedY) < theme.fontSize && Math.abs(x - markedX) < MARKED_REACH;
      if (point !== marked && !near) canvas.fillText(String(point), x, y);
    }
  }

  private placed(
    canvas: CanvasRenderingContext2D,
    { biasX, biasY }: LayerView,
    size: Size,
    theme: Theme,
  ): PlacedLabel[] {
    const viewport = this.viewport(size);
    const points = Array.from(biasX, (x, neuron) => pixelOf(viewport, x, biasY[neuron] as number));
    return placeLabels(points, {
      width: (neuron) => canvas.measureText(String(neuron)).width,
      height: theme.fontSize - 3,
      radius: () => POINT / 2,
      left: viewport.rectangle.left,
      right: size.width,
      top: 0,
      bottom: viewport.rectangle.top + viewport.rectangle.height,
    });
  }

  private find(pixelX: number, pixelY: number): number {
    return this.index?.nearest(this.viewport(this.frame), pixelX, pixelY, REACH) ?? -1;
  }

  private point(neuron: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    const { run, view } = store;
    if (run === null || view === null || neuron < 0) {
      store.point(null);
      return;
    }
    if (byKey) announcer.say(biasWords(run, view.layer, neuron, store.axis));
    store.point({ layer: view.layer, neuron, inputs: [] });
  }

  /** The bias of what is pointed at anywhere. */
  private readHighlight(): void {
    const { run, view, highlight, axis } = this.context.store;
    const neuron = highlight?.layer === view?.layer ? (highlight?.neuron ?? null) : null;
    this.plot.readout.show(
      run === null || view === null || neuron === null ? null : biasWords(run, view.layer, neuron, axis),
    );
  }

  private open(neuron: number): void {
    const { store, openings } = this.context;
    if (store.view === null) return;
    const { layer } = store.view;
    this.choose(neuron, 'replace');
    openings.open({ type: 'openBias', layer, neuron });
  }

  private choose(neuron: number, mode: CombineMode): void {
    const { choices, view } = this.context.store;
    if (view !== null) this.select(choices.biases(view.layer, [neuron]), mode, l10n.t('a bias'));
  }

  /** Selects biases of the shown layer; a single one becomes the primary neuron. */
  private select(set: ParameterSet, mode: CombineMode, origin: string): void {
    const { selection, choices } = this.context.store;
    const [bias, another] = set;
    const one = bias !== undefined && another === undefined && mode !== 'subtract';
    if (!one) {
      selection.apply(set, mode, origin);
      return;
    }
    const { layer, neuron } = choices.order.placeOf(bias);
    selection.apply(set, mode, origin, { layer, neuron });
  }

  /** All biases of the layer within a region. */
  private within(region: Region): ParameterSet {
    const { choices, view } = this.context.store;
    const { count, layers } = choices.order;
    const shape = layers[(view?.layer ?? 1) - 1];
    if (this.index === null || shape === undefined || !shape.bias) return ParameterSet.empty(count);
    return parametersIn(this.index, region, shape.biases, count);
  }

  private step(from: number, key: ArrowKey): number {
    if (this.layer === null) return -1;
    const by = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1;
    return stepWithin(from, by, this.layer.outputs);
  }
}
