import * as l10n from '@vscode/l10n';
import { isShare } from '../../../src/model/measures';
import { AXES, type PanelViewState } from '../../../src/model/panelProtocol';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { Region } from '../../../src/model/region';
import type { LayerView, RunTitle, RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { weightsCaption } from '../../../src/text/captions';
import { groupWords } from '../../../src/text/groupWords';
import { plotAxes } from '../../charts/axes';
import { Chart, type Size } from '../../charts/chart';
import type { ChartOption } from '../../charts/chartOption';
import type { Exportable } from '../../charts/export/exportable';
import { scatterSquare } from '../../charts/geometry';
import type { Tool } from '../../charts/gestures/gestures';
import { nearestInDirection } from '../../charts/gestures/nearestInDirection';
import { type ArrowKey, type Pointer, pointing } from '../../charts/gestures/pointing';
import { parametersIn } from '../../charts/gestures/regionSelection';
import { linesOver } from '../../charts/lines';
import { BINS, markMarginals, withMarginals } from '../../charts/marginals';
import { type FramePosition, markPoints, markRing } from '../../charts/marks';
import { marginals } from '../../charts/points/histogram';
import { defaultMode, type PointMode, paintPoints } from '../../charts/points/pointLayer';
import { section, titlesOf } from '../../charts/section';
import { squarePlot } from '../../charts/squarePlot';
import { isHome, pixelOf, placedIn, type Viewport, viewportOf } from '../../charts/viewport';
import { colourOf } from '../../rgb';
import type { Theme } from '../../theme';
import type { CombineMode } from '../../ui/combineMode';
import { iconButton } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context, View } from '../context';
import { MeasureChoice } from '../measures/measureChoice';
import { DrawnRegion } from '../selection/drawnRegion';
import { selectionForm } from '../selection/selectionForm';
import { toolChoice } from '../selection/toolChoice';
import { type PlotTable, plotTable } from '../tables/plotTable';
import { weightWords } from '../words';
import { Clusters, markClusters } from './clusters';
import { fitOf, LineLegend, lineKeys } from './lineLegend';
import { pointSizeFor } from './pointSize';
import { axesFor, hasLogRatios, WeightPoints } from './weightPoints';
import { weightsLabel, weightsMetric, weightsWords } from './weightsText';
import { WeightTools } from './weightTools';

/** How near the pointer must be to a point, in CSS pixels. */
const REACH = 6;

/** Up to so many marked points are drawn large enough to be found among all. */
const FEW = 300;

/** What is left of the opacity of what is not selected. */
const DIMMED = 0.35;

const REGION_WORDS = {
  box: l10n.t('box in the weights plot'),
  lasso: l10n.t('lasso in the weights plot'),
} as const satisfies Record<Tool, string>;

/** y against x for every weight of one layer, none left out. */
export class WeightsView implements View {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  private readonly chart: Chart;
  private readonly section = section('weights', l10n.t('Weights'));
  private readonly plot;
  private readonly caption = h('p', { class: 'caption' });
  private readonly summary = h('span', { class: 'section-figure' });
  private readonly tools: WeightTools;
  /** What the lines are: beside the axis's title as far as there is room, and whole among the settings. */
  private readonly legends = [new LineLegend(), new LineLegend()] as const;
  private readonly reset = iconButton({
    icon: 'reset-zoom',
    label: l10n.t('Reset Zoom'),
    description: l10n.t(
      'Shows all again. Ctrl+wheel zooms; drags with the middle button or with the space bar held move',
    ),
    onPress: () => this.look(null),
  });
  /** Only asked what colours are. */
  private readonly colours = h('canvas').getContext('2d') as CanvasRenderingContext2D;
  private readonly table: PlotTable;
  private readonly pointer: Pointer;
  private readonly drawn: DrawnRegion;
  private points: WeightPoints | null = null;
  private clusters: Clusters | null = null;
  /** What of the plane is shown; its rectangle follows the frame. */
  private window: Viewport | null = null;

  constructor(private readonly context: Context) {
    const { store } = context;
    this.chart = new Chart('weights-chart', context.theme, {
      option: (size, theme) => this.option(size, theme),
      points: (size, pixelRatio, theme) => this.paint(size, pixelRatio, theme),
      overlay: (canvas, size, theme) => this.mark(canvas, size, theme),
    });
    this.drawn = new DrawnRegion(store, {
      within: (region) => this.within(region),
      select: (set, mode, tool) => store.selection.apply(set, mode, REGION_WORDS[tool]),
      redraw: () => this.chart.redrawOverlay(),
    });
    this.pointer = pointing(this.chart.element, {
      viewport: () => this.viewport(this.frame),
      find: (x, y) => this.find(x, y),
      point: (weight, byKey) => this.point(weight, byKey),
      choose: (weight, mode) => this.choose(weight, mode),
      open: (weight) => this.open(weight),
      step: (from, key) => this.step(from, key),
      clear: () => store.selection.clear(),
      regions: this.drawn,
      look: (window) => this.look(window),
    });
    const idle = l10n.t('Point at a weight to read it, click to open it, drag to select, Ctrl+wheel to zoom.');
    this.plot = squarePlot(this.chart, idle, this.legends[0].element);
    this.reset.setAttribute('aria-disabled', 'true');
    this.table = plotTable(context, 'weights');
    this.tools = new WeightTools(store, [this.table.toggle, toolChoice(store), this.reset], [this.legends[1].element]);
    this.section.tools.append(this.summary, new MeasureChoice(context).element, ...this.tools.elements);
    this.section.plot.append(this.plot.element, this.table.table);
    this.section.notes.append(selectionForm(context), this.caption);
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
      // Hidden, but as high as what will take its place.
      if (title !== undefined) this.plot.setTitles(titlesOf(groupWords(title), 'shares'));
      setText(this.caption, weightsCaption(1, 2, 1));
      this.chart.redraw();
      return;
    }
    const { layers, axis } = this.context.store;
    const layer = layers[view.layer - 1] as LayerView;
    if (!layer.here) {
      this.await(run, view);
      return;
    }
    const axes = axesFor(layer, view.axes);
    if (this.points?.layer !== layer || this.points.axes !== axes) {
      this.pointer.point(-1, false);
      this.points = new WeightPoints(layer, axes, axis?.name);
      this.clusters = new Clusters(this.points);
      this.window = null;
    }
    this.tools.show(run, view, axes, hasLogRatios(layer) ? AXES : ['shares']);
    this.describe(run, view.layer, this.points);
    this.chart.redraw();
  }

  /** Shows that the layer's numbers are on their way, or why they cannot come. */
  private await(run: RunView, view: PanelViewState): void {
    this.pointer.point(-1, false);
    [this.points, this.clusters, this.window] = [null, null, null];
    this.tools.show(run, view, 'shares', ['shares']);
    this.plot.setTitles(this.titles(run.title, { axes: 'shares' }));
    this.plot.readout.show(null);
    for (const legend of this.legends) legend.show(null);
    setText(this.summary, '');
    const reading = l10n.t('Reading the weights of layer {0} …', view.layer);
    setText(this.caption, this.context.store.faultOf(view.layer) ?? reading);
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run, view } = this.context.store;
    if (run === null || view === null || this.points === null) return [];
    const { x, y } = this.titles(run.title, this.points);
    return [
      this.chart.exportable({
        plot: 'weights',
        title: l10n.t('Weights of layer {0}', view.layer),
        note: weightsMetric(this.points),
        axes: { x: x.words, y: y.words },
        lines: lineKeys(fitOf(this.points)),
        caption: runCaption(run.title),
      }),
    ];
  }

  dispose(): void {
    this.chart.dispose();
  }

  private describe(run: RunView, number: number, points: WeightPoints): void {
    const { axes } = points;
    this.plot.setTitles(this.titles(run.title, { axes }));
    this.plot.readout.show(null);
    const metric = weightsMetric(points);
    setText(this.summary, metric);
    this.summary.title = metric;
    for (const legend of this.legends) legend.show(fitOf(points));
    setText(this.caption, weightsWords(run, number, points));
    this.chart.element.setAttribute('aria-label', weightsLabel(number, points));
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
    this.reset.setAttribute('aria-disabled', String(this.window === null));
    this.chart.redraw();
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { view } = this.context.store;
    const viewport = this.viewport(size);
    const frame = plotAxes(viewport, theme);
    if (this.points === null || view === null) return { ...frame, series: [] };
    const { line, axes, measure } = this.points;
    const whole = withMarginals(frame, viewport, this.marginals(viewport), theme);
    const bars = Array.isArray(whole.series) ? whole.series : [];
    return { ...whole, series: [...bars, ...linesOver(line, axes === 'shares' && isShare(measure), viewport, theme)] };
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
    const viewport = this.viewport(size);
    const { shown } = selection;
    const pointSize = this.pointSize(view, viewport);
    return paintPoints(
      this.points,
      viewport,
      { ...size, pixelRatio },
      {
        mode: this.mode(view),
        shape: pointSize > 3 ? 'round' : 'square',
        size: pointSize,
        opacity: view.opacity,
        point: colourOf(theme.point, this.colours),
        selected: colourOf(theme.accent, this.colours),
        dimmed: DIMMED,
      },
      shown.isEmpty ? null : { bits: shown.bits, offset: this.offset },
    );
  }

  /** As chosen while all points are in sight, larger the fewer they are. */
  private pointSize(view: PanelViewState, { window }: Viewport): number {
    return this.points === null
      ? view.pointSize
      : pointSizeFor(view.pointSize, this.points.placed, this.points.countIn(window));
  }

  private mode({ drawing }: PanelViewState): PointMode {
    return drawing === 'auto' ? defaultMode(this.points?.x.length ?? 0) : drawing;
  }

  private mark(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const { highlight, view, selection } = this.context.store;
    if (this.points === null || view === null) return;
    const { points } = this;
    const viewport = this.viewport(size);
    const place: FramePosition = (x, y) => pixelOf(viewport, x, y);
    const { left, top, width, height } = viewport.rectangle;
    if (!selection.shown.isEmpty) markMarginals(canvas, viewport, this.marginals(viewport), theme);
    canvas.save();
    canvas.beginPath();
    canvas.rect(left - 8, top - 8, width + 16, height + 16);
    canvas.clip();
    const pointSize = this.pointSize(view, viewport);
    if (view.clusters && this.clusters !== null) markClusters(canvas, this.clusters, viewport, pointSize, theme);
    if (highlight !== null && highlight.layer === view.layer) {
      const meant = points.meant(highlight);
      markPoints(canvas, place, points, meant, Math.max(meant.length > FEW ? 2.5 : 4, pointSize + 1), theme);
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
    this.drawn.mark(canvas, place, theme);
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

  /** What is pointed at in another view is read out here as well. */
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
    const { store, openings } = this.context;
    if (store.view === null || this.points === null) return;
    const { inputs } = this.points.layer;
    this.choose(weight, 'replace');
    const neuron = Math.floor(weight / inputs);
    openings.open({ type: 'openWeight', layer: store.view.layer, neuron, input: weight % inputs });
  }

  /** All weights of the layer within a region, seen or not. */
  private within(region: Region): ParameterSet {
    const { count: parameters } = this.context.store.choices.order;
    if (this.points === null) return ParameterSet.empty(parameters);
    return parametersIn(this.points.grid, region, this.offset, parameters);
  }
}
