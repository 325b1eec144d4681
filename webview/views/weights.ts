import * as l10n from '@vscode/l10n';
import { runCaption } from '../../src/shared/caption';
import { measureCaption, weightsCaption } from '../../src/shared/captions';
import { count, countOf, decimal, percent } from '../../src/shared/format';
import { isShare, UPDATE_SIZE } from '../../src/shared/measures';
import {
  AXES,
  DRAWINGS,
  type LayerView,
  type PanelViewState,
  type RunTitle,
  type RunView,
} from '../../src/shared/panelProtocol';
import { ParameterSet } from '../../src/shared/parameterSet';
import { groupWords } from '../../src/shared/sentences';
import type { Exportable } from '../export/exportable';
import { LARGEST_POINT } from '../persisted';
import { axesOf, lineSeries } from '../plot/axes';
import { regressionBand } from '../plot/band';
import { Chart, type ChartOption, type Size } from '../plot/chart';
import { scatterSquare } from '../plot/geometry';
import { listenToGestures } from '../plot/gestureEvents';
import type { CombineMode, PlotGesture } from '../plot/gestures';
import { marginals } from '../plot/histogram';
import { BINS, markMarginals, withMarginals } from '../plot/marginals';
import { markPoints, markRegion, markRing, type Placing } from '../plot/marks';
import { nearestInDirection } from '../plot/nearestInDirection';
import { type ArrowKey, type Pointer, pointingByKeys } from '../plot/pointing';
import { defaultMode, type PointMode, paintPoints } from '../plot/pointLayer';
import type { Region } from '../plot/region';
import { parametersIn } from '../plot/regionSelection';
import { colourOf } from '../plot/rgb';
import { isHome, panned, pixelOf, placedIn, type Viewport, viewportOf, zoomed } from '../plot/viewport';
import { axesFor, hasLogRatios, WeightPoints } from '../plot/weightPoints';
import type { Theme } from '../theme';
import { button, select, slider } from '../ui/controls';
import { h, setText } from '../ui/dom';
import type { Context, View } from './context';
import { LineLegend } from './lineLegend';
import { MeasureChoice } from './measureChoice';
import { type PlotTable, plotTable } from './plotTable';
import { section, titlesOf } from './section';
import { selectionForm } from './selectionForm';
import { squarePlot } from './squarePlot';
import { ToolChoice } from './toolChoice';
import { layerWords, weightWords } from './words';

/** How near the pointer must be to a point, in CSS pixels. */
const REACH = 6;

/** Up to so many marked points are drawn large enough to be found among all. */
const FEW = 300;

/** What is left of the opacity of what is not selected. */
const DIMMED = 0.35;

const DRAWING_WORDS = {
  auto: l10n.t('automatic'),
  points: l10n.t('points'),
  density: l10n.t('density'),
  collapsed: l10n.t('collapsed'),
} as const satisfies Record<PanelViewState['drawing'], string>;

const AXES_WORDS = { shares: l10n.t('shares'), 'log-ratios': l10n.t('log-ratios') } as const;

const REGION_WORDS = { box: l10n.t('box in the weights plot'), lasso: l10n.t('lasso in the weights plot') } as const;

/** y against x for every weight of one layer, none left out. */
export class WeightsView implements View {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  private readonly chart: Chart;
  private readonly section = section('weights', l10n.t('Weights'));
  private readonly plot;
  private readonly caption = h('p', { class: 'caption' });
  private readonly summary = h('span', { class: 'section-figure' });
  private readonly layers = select<number>(l10n.t('Layer'), (layer) => this.context.store.showLayer(layer));
  private readonly drawing = select<PanelViewState['drawing']>(l10n.t('How the weights are drawn'), (drawing) =>
    this.context.store.setView({ drawing }),
  );
  private readonly axes = select<PanelViewState['axes']>(l10n.t('Axes'), (axes) =>
    this.context.store.setView({ axes }),
  );
  private readonly size = slider({
    label: l10n.t('Point size'),
    min: 1,
    step: 0.5,
    format: (value) => `${value} px`,
    onSlide: (pointSize) => this.context.store.setView({ pointSize }),
  });
  private readonly opacity = slider({
    label: l10n.t('Opacity'),
    min: 0.05,
    step: 0.05,
    format: (value) => percent(value, 0),
    onSlide: (opacity) => this.context.store.setView({ opacity }),
  });
  private readonly legend = new LineLegend();
  private readonly reset = button({ label: l10n.t('Reset Zoom'), onPress: () => this.look(null) });
  private readonly tool = new ToolChoice();
  /** Only asked what colours are. */
  private readonly colours = h('canvas').getContext('2d') as CanvasRenderingContext2D;
  private readonly table: PlotTable;
  private readonly pointer: Pointer;
  /** What is being drawn with the pointer down. */
  private drawn: Region | null = null;
  private points: WeightPoints | null = null;
  /** What of the plane is shown; its rectangle follows the frame. */
  private window: Viewport | null = null;

  constructor(private readonly context: Context) {
    const { store } = context;
    this.chart = new Chart('weights-chart', context.theme, {
      option: (size, theme) => this.option(size, theme),
      points: (size, pixelRatio, theme) => this.paint(size, pixelRatio, theme),
      overlay: (canvas, size, theme) => this.mark(canvas, size, theme),
    });
    this.pointer = pointingByKeys(this.chart.element, {
      point: (weight, byKey) => this.point(weight, byKey),
      choose: (weight, mode) => this.choose(weight, mode),
      open: (weight) => this.open(weight),
      step: (from, key) => this.step(from, key),
      clear: () => store.selection.clear(),
    });
    listenToGestures(this.chart.element, {
      viewport: () => this.viewport(this.frame),
      tool: () => this.tool.chosen,
      gesture: (gesture) => this.carryOut(gesture),
    });
    this.chart.element.addEventListener('pointermove', ({ clientX, clientY }) => {
      const { left, top } = this.chart.element.getBoundingClientRect();
      this.pointer.point(this.drawn === null ? this.find(clientX - left, clientY - top) : -1, false);
    });
    this.chart.element.addEventListener('pointerleave', () => this.pointer.point(-1, false));
    this.plot = squarePlot(this.chart, l10n.t('Point at a weight to read it, click to open it, drag to select.'));
    this.reset.classList.add('held');
    // As wide as they will be, so that nothing moves when there is something to choose.
    this.layers.set([{ value: 1, label: l10n.t('layer 1') }], 1);
    this.offer('auto', 'shares', AXES);
    this.table = plotTable(context, 'weights');
    this.section.tools.append(
      this.summary,
      new MeasureChoice(context).element,
      this.layers.element,
      this.drawing.element,
      this.axes.element,
      this.table.toggle,
    );
    this.section.plot.append(this.plot.element, this.table.table);
    this.section.notes.append(
      this.legend.element,
      h('div', { class: 'sliders' }, this.tool.element, this.size.element, this.opacity.element, this.reset),
      selectionForm(context),
      this.caption,
    );
    this.element = this.section.element;
    this.heading = this.section.heading;
    store.onView(() => this.update());
    store.onHighlight(() => {
      this.readHighlight();
      this.chart.redrawOverlay();
    });
    store.selection.onChange(() => {
      this.chart.redrawPoints();
      this.chart.redrawOverlay();
    });
  }

  /** Shows the store's run in its view, or an empty frame. */
  update(title?: RunTitle): void {
    const { run, view } = this.context.store;
    if (run === null || view === null) {
      this.points = null;
      // Unseen, but as high as what will stand there.
      if (title !== undefined) this.plot.setTitles(titlesOf(groupWords(title), 'shares'));
      setText(this.caption, weightsCaption(1, 2, 1));
      this.chart.redraw();
      return;
    }
    const { layers, axis } = this.context.store;
    const layer = layers[view.layer - 1] as LayerView;
    const axes = axesFor(layer, view.axes);
    if (this.points?.layer !== layer || this.points.axes !== axes) {
      this.pointer.point(-1, false);
      this.points = new WeightPoints(layer, axes, axis?.name);
      this.window = null;
    }
    this.layers.set(
      run.layers.map((_, index) => ({ value: index + 1, label: layerWords(run, index + 1) })),
      view.layer,
    );
    this.offer(view.drawing, axes, hasLogRatios(layer) ? AXES : ['shares']);
    this.size.set(view.pointSize, LARGEST_POINT);
    this.opacity.set(view.opacity, 1);
    this.describe(run, view.layer, this.points);
    this.chart.redraw();
  }

  private offer(
    drawing: PanelViewState['drawing'],
    axes: PanelViewState['axes'],
    offered: readonly PanelViewState['axes'][],
  ): void {
    this.drawing.set(
      DRAWINGS.map((value) => ({ value, label: DRAWING_WORDS[value] })),
      drawing,
    );
    this.axes.set(
      offered.map((value) => ({ value, label: AXES_WORDS[value] })),
      axes,
    );
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run, view } = this.context.store;
    if (run === null || view === null || this.points === null) return [];
    const { x, y } = this.titles(run.title, this.points);
    const title = l10n.t('Weights of layer {0}: y, {1}, against x, {2}', view.layer, y.words, x.words);
    return [this.chart.exportable({ title, caption: runCaption(run.title) })];
  }

  dispose(): void {
    this.chart.dispose();
  }

  private describe(run: RunView, number: number, points: WeightPoints): void {
    const { n, r2, slope, band } = points.layer.weights;
    const { axes } = points;
    const shares = axes === 'shares';
    this.plot.setTitles(this.titles(run.title, { axes }));
    this.plot.readout.show(null);
    setText(this.summary, shares ? l10n.t('R² {0}', decimal(r2)) : leftOutWords(points));
    this.legend.show(shares && slope !== null ? { slope, band, identity: isShare(points.measure) } : null);
    setText(this.caption, this.captionOf(run, number, points));
    const line = slope === null ? '' : ` ${l10n.t('The least-squares line has slope {0}.', decimal(slope, 2))}`;
    this.chart.element.setAttribute(
      'aria-label',
      l10n.t(
        'Scatter plot of {0} weights of layer {1}, y against x{2}. R² {3}.{4} Arrow keys go to the nearest point on that side; Enter opens it, Space selects it.',
        count(n),
        number,
        shares ? (isShare(points.measure) ? l10n.t(', both from 0 to 1') : '') : ` ${l10n.t('as log-ratios')}`,
        decimal(r2),
        line,
      ),
    );
  }

  private captionOf(run: RunView, layer: number, { measure, layer: shown }: WeightPoints): string {
    if (measure === UPDATE_SIZE) {
      const constant = run.figures.identity?.constantInputs ?? 0;
      return weightsCaption(layer, run.layers.length, constant, run.groupOutputs);
    }
    const finding = run.measures.find(({ name }) => name === measure);
    return measureCaption(measure, layer, shown.weights, finding, run.layers[layer - 1]?.weights.r2 ?? null);
  }

  private titles(title: RunTitle, { axes }: Pick<PanelViewState, 'axes'>) {
    return titlesOf(groupWords(title), axes, this.context.store.axis?.name);
  }

  /** What of the plane is shown in a frame of this size. */
  private viewport({ width, height }: Size): Viewport {
    const { left, top, side } = scatterSquare(width, height);
    const rectangle = { left, top, width: side, height: side };
    return this.window === null ? viewportOf(rectangle, this.points?.home) : placedIn(this.window, rectangle);
  }

  private get frame(): Size {
    return { width: this.chart.element.clientWidth, height: this.chart.element.clientHeight };
  }

  /** @param window null for all there is */
  private look(window: Viewport | null): void {
    this.window = window === null || isHome(window) ? null : window;
    this.reset.classList.toggle('held', this.window === null);
    this.chart.redraw();
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { view } = this.context.store;
    const viewport = this.viewport(size);
    const axes = axesOf(viewport, theme);
    if (this.points === null || view === null) return { ...axes, series: [] };
    const whole = withMarginals(axes, viewport, this.marginals(viewport), theme);
    const bars = Array.isArray(whole.series) ? whole.series : [];
    return { ...whole, series: [...bars, ...this.lines(viewport, theme)] };
  }

  private lines({ window }: Viewport, theme: Theme) {
    const { points } = this;
    if (points === null || points.axes !== 'shares') return [];
    const { slope, intercept, band } = points.layer.weights;
    const identity = isShare(points.measure)
      ? [
          lineSeries(
            'identity',
            [
              [window.x0, window.x0],
              [window.x1, window.x1],
            ],
            { color: theme.subtle, width: 1, type: 'dotted' },
          ),
        ]
      : [];
    if (slope === null || intercept === null) return identity;
    const at = (x: number): [number, number] => [x, intercept + slope * x];
    const fit = lineSeries('fit', [at(window.x0), at(window.x1)], {
      color: theme.foreground,
      width: 1.5,
      type: 'solid',
    });
    if (band === null) return [...identity, fit];
    const { upper, lower } = regressionBand({ slope, intercept, ...band }, band.quantile, window);
    const edge = { color: theme.foreground, width: 1, type: 'dashed', opacity: 0.8 } as const;
    const edges = [...upper, ...lower].map((piece, index) => lineSeries(`band-${index}`, piece, edge));
    return [...identity, fit, ...edges];
  }

  /** How the points in sight are spread along each axis, and the selected ones among them. */
  private marginals({ window }: Viewport) {
    const points = this.points as WeightPoints;
    const { selection } = this.context.store;
    return marginals(points, window, BINS, { bits: selection.shown.bits, offset: this.offset });
  }

  /** Number of the shown layer's first weight. */
  private get offset(): number {
    const { choices, view } = this.context.store;
    return choices.order.layers[(view?.layer ?? 1) - 1]?.weights ?? 0;
  }

  private paint(size: Size, pixelRatio: number, theme: Theme) {
    const { view, selection } = this.context.store;
    if (this.points === null || view === null) return null;
    const { shown } = selection;
    return paintPoints(
      this.points,
      this.viewport(size),
      { ...size, pixelRatio },
      {
        mode: this.mode(view),
        shape: view.pointSize > 3 ? 'round' : 'square',
        size: view.pointSize,
        opacity: view.opacity,
        point: colourOf(theme.point, this.colours),
        selected: colourOf(theme.accent, this.colours),
        dimmed: DIMMED,
      },
      shown.isEmpty ? null : { bits: shown.bits, offset: this.offset },
    );
  }

  private mode({ drawing }: PanelViewState): PointMode {
    return drawing === 'auto' ? defaultMode(this.points?.x.length ?? 0) : drawing;
  }

  private mark(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const { highlight, view, selection } = this.context.store;
    if (this.points === null || view === null) return;
    const { points } = this;
    const viewport = this.viewport(size);
    const place: Placing = (x, y) => pixelOf(viewport, x, y);
    const { left, top, width, height } = viewport.rectangle;
    if (!selection.shown.isEmpty) markMarginals(canvas, viewport, this.marginals(viewport), theme);
    canvas.save();
    canvas.beginPath();
    canvas.rect(left - 8, top - 8, width + 16, height + 16);
    canvas.clip();
    if (highlight !== null && highlight.layer === view.layer) {
      const meant = points.meant(highlight);
      const pointSize = Math.max(meant.length > FEW ? 2.5 : 4, view.pointSize + 1);
      markPoints(canvas, place, points, meant, pointSize, theme);
      const [input] = highlight.inputs;
      if (highlight.neuron !== null && input !== undefined) {
        const weight = highlight.neuron * points.layer.inputs + input;
        markRing(canvas, place, points.x[weight] as number, points.y[weight] as number, theme);
      }
    }
    const { primary } = selection.current;
    if (primary?.layer === view.layer && points.axes === 'shares') {
      const { biasX, biasY } = points.layer;
      markRing(canvas, place, biasX[primary.neuron] as number, biasY[primary.neuron] as number, theme, 9);
    }
    canvas.restore();
    if (this.drawn !== null) markRegion(canvas, place, this.drawn, theme);
  }

  private find(x: number, y: number): number {
    if (this.points === null) return -1;
    const weight = this.points.grid.nearest(this.viewport(this.frame), x, y, REACH);
    return weight < 0 ? -1 : this.points.representative(weight);
  }

  private point(weight: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    const { run, view } = store;
    if (run === null || view === null || this.points === null || weight < 0) {
      this.plot.readout.show(null);
      store.point(null);
      return;
    }
    const words = weightWords(run, view.layer, weight, store.axis);
    this.plot.readout.show(words);
    if (byKey) announcer.say(words);
    store.point({ layer: view.layer, ...this.points.clusterAt(weight) });
  }

  /** The nearest distinct point on that side; to begin with, one in the middle of what is shown. */
  private step(from: number, key: ArrowKey): number {
    if (this.points === null) return -1;
    const viewport = this.viewport(this.frame);
    if (from >= 0) {
      const next = nearestInDirection(this.points, viewport, from, key);
      return next < 0 ? from : this.points.representative(next);
    }
    const { left, top, width, height } = viewport.rectangle;
    const middle = this.points.grid.nearest(viewport, left + width / 2, top + height / 2, width + height);
    return middle < 0 ? -1 : this.points.representative(middle);
  }

  private carryOut(gesture: PlotGesture): void {
    const { selection } = this.context.store;
    const viewport = this.viewport(this.frame);
    this.drawn = gesture.kind === 'preview' ? gesture.region : null;
    switch (gesture.kind) {
      case 'click':
        this.click(this.find(...pixelOf(viewport, ...gesture.place)), gesture.mode);
        break;
      case 'preview':
        selection.preview(selection.combine(this.within(gesture.region), gesture.mode));
        break;
      case 'select':
        selection.apply(this.within(gesture.region), gesture.mode, REGION_WORDS[gesture.region.kind]);
        break;
      case 'cancelled':
        selection.preview(null);
        break;
      case 'pan':
        this.look(panned(viewport, gesture.byX, gesture.byY));
        break;
      case 'zoom':
        this.look(zoomed(viewport, gesture.factor, gesture.x, gesture.y));
        break;
      case 'reset':
        this.look(null);
        break;
    }
    this.chart.redrawOverlay();
  }

  private click(weight: number, mode: CombineMode): void {
    if (weight < 0) {
      if (mode === 'replace') this.context.store.selection.clear();
    } else if (mode === 'replace') this.open(weight);
    else this.choose(weight, mode);
  }

  /** What is pointed at elsewhere is read out here as well. */
  private readHighlight(): void {
    const { run, view, highlight, axis } = this.context.store;
    if (this.pointer.current >= 0) return;
    const [input] = highlight?.inputs ?? [];
    const isWeight = highlight !== null && highlight.layer === view?.layer && highlight.neuron !== null;
    const words =
      run === null || !isWeight || input === undefined
        ? null
        : weightWords(run, highlight.layer, (highlight.neuron ?? 0) * (this.points?.layer.inputs ?? 0) + input, axis);
    this.plot.readout.show(words);
  }

  private choose(weight: number, mode: CombineMode): void {
    const { selection, choices, view } = this.context.store;
    if (view === null || this.points === null) return;
    const { layer } = view;
    const { neuron, inputs: members } = this.points.clusterAt(weight);
    const places = members.map((input) => neuron * (this.points?.layer.inputs ?? 0) + input);
    selection.apply(
      choices.weights(layer, places),
      mode,
      l10n.t('a point'),
      mode === 'subtract' ? undefined : { layer, neuron },
    );
  }

  private open(weight: number): void {
    const { store, host } = this.context;
    if (store.view === null || this.points === null) return;
    const { inputs } = this.points.layer;
    this.choose(weight, 'replace');
    const neuron = Math.floor(weight / inputs);
    host.post({ type: 'openWeight', layer: store.view.layer, neuron, input: weight % inputs });
  }

  /** All weights of the layer within a region, seen or not. */
  private within(region: Region): ParameterSet {
    const { count: parameters } = this.context.store.choices.order;
    if (this.points === null) return ParameterSet.empty(parameters);
    return parametersIn(this.points.grid, region, this.offset, parameters);
  }
}

function leftOutWords({ leftOut, x }: WeightPoints): string {
  const shown = l10n.t('{0} weights', count(x.length - leftOut));
  return leftOut === 0 ? shown : l10n.t('{0}, {1}', shown, countOf(leftOut, l10n.t('one'), l10n.t('without a place')));
}
