import { count, decimal } from '../../src/shared/format';
import type { LayerView, RunTitle, RunView } from '../../src/shared/panelProtocol';
import { groupWords, weightsCaption } from '../../src/shared/sentences';
import { LARGEST_POINT } from '../persisted';
import { fitLine, unitAxes } from '../plot/axes';
import { Chart, type ChartOption, type Size } from '../plot/chart';
import { toData, unitSquare } from '../plot/geometry';
import { markPoints, markRing } from '../plot/marks';
import { pointing } from '../plot/pointing';
import { WeightPoints } from '../plot/weightPoints';
import type { Theme } from '../theme';
import { select, slider } from '../ui/controls';
import { h, setText } from '../ui/dom';
import type { Context, View } from './context';
import { axisTitles, section } from './section';
import { squarePlot } from './squarePlot';
import { weightWords } from './words';

/** How near the pointer must be to a point, in CSS pixels. */
const REACH = 6;

/** Up to so many marked points are drawn large enough to be found among all. */
const FEW = 300;

/** y against x for every weight of one layer, none left out. */
export class WeightsView implements View {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  private readonly chart: Chart;
  private readonly section = section('weights', 'Weights');
  private readonly plot;
  private readonly caption = h('p', { class: 'caption' });
  private readonly summary = h('span', { class: 'section-figure' });
  private readonly layers = select<number>('Layer', (layer) => this.context.store.showLayer(layer));
  private readonly size = slider({
    label: 'Point size',
    min: 1,
    step: 0.5,
    format: (value) => `${value} px`,
    onSlide: (pointSize) => this.context.store.setView({ pointSize }),
  });
  private readonly opacity = slider({
    label: 'Opacity',
    min: 0.05,
    step: 0.05,
    format: (value) => `${Math.round(value * 100)} %`,
    onSlide: (opacity) => this.context.store.setView({ opacity }),
  });
  private points: WeightPoints | null = null;
  private readonly forget: () => void;

  constructor(private readonly context: Context) {
    const { store } = context;
    this.chart = new Chart('weights-chart', context.theme, {
      option: (size, theme) => this.option(size, theme),
      overlay: (canvas, size, theme) => this.mark(canvas, size, theme),
    });
    this.plot = squarePlot(this.chart, 'Point at a weight to read it, click to open it.');
    this.forget = pointing(this.chart.element, {
      find: (x, y) => this.find(x, y),
      point: (weight, byKey) => this.point(weight, byKey),
      open: (weight) => this.open(weight),
      step: (from, key) => this.points?.step(from, key) ?? -1,
      clear: () => store.selection.clear(),
    });
    this.section.tools.append(this.summary, this.layers.element);
    this.section.plot.append(this.plot.element);
    this.section.notes.append(h('div', { class: 'sliders' }, this.size.element, this.opacity.element), this.caption);
    this.element = this.section.element;
    this.heading = this.section.heading;
    store.onView(() => this.update());
    store.onHighlight(() => this.chart.redrawOverlay());
  }

  /** Shows the store's run in its view, or an empty frame. */
  update(title?: RunTitle): void {
    const { run, view } = this.context.store;
    if (run === null || view === null) {
      this.points = null;
      // Unseen, but as high as what will stand there.
      if (title !== undefined) this.plot.setTitles(axisTitles(groupWords(title)));
      setText(this.caption, weightsCaption(1, 2, 1));
      this.chart.redraw();
      return;
    }
    const layer = run.layers[view.layer - 1] as LayerView;
    if (this.points?.layer !== layer) {
      this.forget();
      this.points = new WeightPoints(layer);
    }
    this.layers.set(
      run.layers.map((_, index) => ({ value: index + 1, label: `layer ${index + 1}` })),
      view.layer,
    );
    this.size.set(view.pointSize, LARGEST_POINT);
    this.opacity.set(view.opacity, 1);
    this.describe(run, view.layer, layer);
    this.chart.redraw();
  }

  setTheme(theme: Theme): void {
    this.chart.setTheme(theme);
  }

  dispose(): void {
    this.chart.dispose();
  }

  private describe(run: RunView, number: number, layer: LayerView): void {
    const { n, r2, slope } = layer.weights;
    this.plot.setTitles(axisTitles(groupWords(run.title)));
    this.plot.readout.show(null);
    setText(this.summary, `R² ${decimal(r2)} · ${count(n)} weights`);
    setText(this.caption, weightsCaption(number, run.layers.length, run.figures.identity.constantInputs));
    const line = slope === null ? '' : ` The least-squares line has slope ${decimal(slope, 2)}.`;
    this.chart.element.setAttribute(
      'aria-label',
      `Scatter plot of ${count(n)} weights of layer ${number}, y against x, both from 0 to 1. R² ${decimal(r2)}.${line} Up and down arrows choose a neuron, left and right a weight; Enter opens it.`,
    );
  }

  private option(size: Size, theme: Theme): ChartOption {
    const { view } = this.context.store;
    const axes = unitAxes(unitSquare(size.width, size.height), theme);
    if (this.points === null || view === null) return { ...axes, series: [] };
    const { pairs, layer } = this.points;
    return {
      ...axes,
      series: [
        {
          id: 'points',
          type: 'scatter',
          data: pairs,
          large: true,
          largeThreshold: 2000,
          // All points in one frame: drawing in chunks would show the picture growing.
          progressive: 0,
          clip: false,
          silent: true,
          symbol: 'circle',
          symbolSize: view.pointSize,
          itemStyle: { color: theme.point, opacity: view.opacity, borderWidth: 0 },
          z: 2,
        },
        fitLine(layer.weights, theme),
      ],
    };
  }

  private mark(canvas: CanvasRenderingContext2D, size: Size, theme: Theme): void {
    const { highlight, view } = this.context.store;
    if (highlight === null || this.points === null || view === null || highlight.layer !== view.layer) return;
    const { layer } = this.points;
    const square = unitSquare(size.width, size.height);
    const points = this.points.meant(highlight);
    const pointSize = Math.max(points.length > FEW ? 2.5 : 4, view.pointSize + 1);
    markPoints(canvas, square, layer, points, pointSize, theme);
    const [input] = highlight.inputs;
    if (highlight.neuron === null || input === undefined) return;
    const weight = highlight.neuron * layer.inputs + input;
    markRing(canvas, square, layer.weightX[weight] as number, layer.weightY[weight] as number, theme);
  }

  private find(pixelX: number, pixelY: number): number {
    if (this.points === null) return -1;
    const { clientWidth, clientHeight } = this.chart.element;
    const square = unitSquare(clientWidth, clientHeight);
    const [x, y] = toData(square, pixelX, pixelY);
    return this.points.nearest(x, y, REACH / square.side);
  }

  private point(weight: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    const { run, view } = store;
    if (run === null || view === null || this.points === null || weight < 0) {
      this.plot.readout.show(null);
      store.point(null);
      return;
    }
    const words = weightWords(run, view.layer, weight);
    this.plot.readout.show(words);
    if (byKey) announcer.say(words);
    store.point({ layer: view.layer, ...this.points.clusterAt(weight) });
  }

  private open(weight: number): void {
    const { store, host } = this.context;
    if (store.view === null || this.points === null) return;
    const { layer } = store.view;
    const { inputs } = this.points.layer;
    const { neuron, inputs: members } = this.points.clusterAt(weight);
    const places = members.map((input) => neuron * inputs + input);
    store.selection.apply(store.choices.weights(layer, places), 'replace', 'a point', { layer, neuron });
    host.post({ type: 'openWeight', layer, neuron, input: weight % inputs });
  }
}
