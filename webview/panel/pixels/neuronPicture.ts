import * as l10n from '@vscode/l10n';
import type { PICTURES } from '../../../src/model/panelProtocol';
import type { NeuronPlace } from '../../../src/model/parameterOrder';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { LayerView, RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { compact, decimal, scientific } from '../../../src/text/format';
import { CellPicture, type Cells } from '../../charts/cells/cellPicture';
import { frameKernels, markShares, outlineCells } from '../../charts/cells/cells';
import { ColourLegend } from '../../charts/colourLegend';
import type { ColourKey, Exportable } from '../../charts/export/exportable';
import { colourKey } from '../../charts/export/keys';
import type { CellGrid } from '../../charts/geometry';
import { type Pointer, pointing } from '../../charts/gestures/pointing';
import { section } from '../../charts/section';
import { PlotLine } from '../../charts/squarePlot';
import type { Theme } from '../../theme';
import type { CombineMode } from '../../ui/combineMode';
import { select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context } from '../context';
import { summariseSelection } from '../selection/summary';
import { inputWords } from '../words';
import { type InputLayout, inputLayout, stepInLayout } from './inputLayout';
import { NEURON_NUMBERS, picturesOf } from './pictures';

type PictureName = (typeof PICTURES)[number];

/** What is drawn: of one neuron, or, where each has one weight alone, of all neurons of the layer. */
interface Drawn {
  readonly run: RunView;
  readonly view: LayerView;
  readonly layer: number;
  readonly neuron: number;
  readonly picture: PictureName;
  readonly layout: InputLayout;
}

/**
 * The numbers of one neuron, one for each of its inputs: laid out as the map of the inputs is, as the kernels of a
 * convolution, or side by side. Pointed at they are its weights.
 */
export class NeuronPicture {
  readonly element: HTMLElement;
  private readonly section = section('neuron', l10n.t('Neuron'), 'below');
  private readonly picture: CellPicture;
  private readonly legend: ColourLegend;
  private readonly choice = select<(typeof PICTURES)[number]>(l10n.t('What the neuron’s picture shows'), (picture) =>
    this.context.store.setView({ picture }),
  );
  private readonly readout: PlotLine;
  private numbers: Float64Array = new Float64Array();
  /** What is drawn now, so that a pointer that moves within one neuron draws nothing anew. */
  private drawn: Drawn | null = null;
  private readonly pointer: Pointer;
  /** What its numbers are called, and what their colours mean. */
  private colours: ColourKey | null = null;
  private looked: { readonly set: ParameterSet | null; readonly neuron: NeuronPlace | null } = {
    set: null,
    neuron: null,
  };

  constructor(private readonly context: Context) {
    const { store, theme } = context;
    this.legend = new ColourLegend(theme);
    this.picture = new CellPicture('neuron-chart', theme, (canvas, grid, now) => this.mark(canvas, grid, now), true);
    this.pointer = pointing(this.picture.element, {
      viewport: () => this.picture.viewport(),
      find: (x, y) => this.drawn?.layout.numbers[this.picture.at(x, y)] ?? -1,
      point: (number, byKey) => this.point(number, byKey),
      choose: (number, mode) => this.select(number, mode),
      open: (number) => this.open(number),
      step: (from, key) => (this.drawn === null ? -1 : from < 0 ? 0 : stepInLayout(this.drawn.layout, from, key)),
      clear: () => store.selection.clear(),
    });
    this.choice.set([{ value: 'change', label: NEURON_NUMBERS.change.label }], 'change');
    this.section.tools.append(this.choice.element);
    this.readout = new PlotLine(this.picture.element, l10n.t('What it shows of the input that is pointed at'));
    this.section.plot.append(
      this.readout.element,
      h('div', { class: 'cell-plot' }, this.picture.element, this.legend.element),
    );
    this.element = this.section.element;
    store.onHighlight(() => this.update());
    store.selection.onChange(() => this.update());
    store.onView(() => this.update());
  }

  update(): void {
    const { run, view, highlight, selection } = this.context.store;
    const meant = highlight !== null && highlight.neuron !== null ? highlight : selection.current.primary;
    if (run === null || view === null) {
      this.drawn = null;
      setText(this.section.heading, l10n.t('Neuron'));
      this.picture.show(null);
      return;
    }
    // Before any was pointed at: the one with most of the selection, or the first, so that the place is never empty.
    const { layer, neuron } = meant ?? this.fullest() ?? { layer: view.layer, neuron: 0 };
    const of = run.layers[layer - 1] as LayerView;
    if (!of.here) {
      this.drawn = null;
      if (this.pointer.current >= 0) this.pointer.point(-1, false);
      this.picture.show(null);
      this.readout.show(null);
      return;
    }
    const offered = picturesOf(of);
    const picture = [view.picture, 'phase1' as const].find((wanted) => offered.includes(wanted)) ?? 'x';
    this.choice.set(
      offered.map((value) => ({ value, label: NEURON_NUMBERS[value].label })),
      picture,
    );
    const before = this.drawn;
    const same = before?.run.layers === run.layers && before.layer === layer && before.picture === picture;
    if (same && before.neuron === (neuron ?? 0)) this.picture.chart.redrawOverlay();
    else {
      const layout = same ? before.layout : inputLayout(run, layer, of);
      this.drawn = { run, view: of, layer, neuron: neuron ?? 0, picture, layout };
      this.draw(this.drawn);
      // What was pointed at here is no more.
      if (!same && this.pointer.current >= 0) this.pointer.point(-1, false);
    }
    const [input] = highlight?.layer === layer ? highlight.inputs : [];
    this.readout.show(input === undefined ? null : this.wordsOf(input));
  }

  /** A number of what is drawn, where it stands only as far as the place in the picture does not say it. */
  private wordsOf(input: number): string {
    const { drawn } = this;
    if (drawn === null) return '';
    const { run, view, layer, neuron } = drawn;
    const value = `${this.colours?.title ?? ''} ${compact(this.numbers[isSingle(view) ? neuron : input] ?? Number.NaN)}`;
    if (isSingle(view)) return `${this.nameOf(drawn)} · ${value}`;
    return layer === 1 && run.image !== null ? value : `${inputWords(run, layer, input)} · ${value}`;
  }

  /** The neuron with most of what is selected; while it is being drawn, as it was before. */
  private fullest(): NeuronPlace | null {
    const { selection, choices } = this.context.store;
    const { set } = selection.current;
    if (set !== this.looked.set) {
      const [neuron = null] = set.isEmpty ? [] : summariseSelection(set, choices.order).neurons;
      this.looked = { set, neuron };
    }
    return this.looked.neuron;
  }

  setTheme(theme: Theme): void {
    this.picture.chart.setTheme(theme);
    this.legend.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    const { run } = this.context.store;
    if (run === null || this.colours === null) return [];
    const title = `${this.section.heading.textContent}: ${this.colours.title}`;
    const words = { plot: 'neuron', title, colours: this.colours, caption: runCaption(run.title) } as const;
    return [this.picture.chart.exportable(words)];
  }

  dispose(): void {
    this.picture.chart.dispose();
  }

  private draw(drawn: Drawn): void {
    const { run, view, layer, neuron, picture, layout } = drawn;
    const { label, values, scale } = NEURON_NUMBERS[picture];
    const single = isSingle(view);
    // As if all neurons were one with all their weights.
    const numbers =
      (single ? values({ ...view, inputs: view.outputs }, 0) : values(view, neuron)) ?? new Float64Array();
    const colours = scale(numbers);
    const { rows, columns, cells } = layout;
    const laidOut = new Float64Array(rows * columns).fill(Number.NaN);
    for (let number = 0; number < numbers.length; number++)
      laidOut[cells[number] as number] = numbers[number] as number;
    const shown: Cells = { rows, columns, values: laidOut, ...colours };
    this.numbers = numbers;
    this.colours = colourKey(label, colours, significant);
    const name = this.nameOf(drawn);
    setText(this.section.heading, run.layers.length > 2 ? l10n.t('{0} of layer {1}', name, layer) : name);
    this.picture.show(shown);
    this.legend.show('', colours, (value) => significant(value));
    const [low, high] = extremes(numbers).map(significant) as [string, string];
    const { kernels } = layout;
    const words = single
      ? l10n.t('{0} of all {1} neurons, from {2} to {3}.', label, view.outputs, low, high)
      : kernels === null
        ? l10n.t('{0}: {1} of its {2} inputs, from {3} to {4}.', name, label, view.inputs, low, high)
        : l10n.t(
            '{0}: {1} of its {2} kernels of {3} by {4}, from {5} to {6}.',
            ...[name, label, kernels.count, kernels.rows, kernels.columns, low, high],
          );
    const keys = l10n.t('Arrow keys choose a weight; Enter opens it, Space selects it.');
    this.picture.element.setAttribute('aria-label', `${words} ${keys}`);
  }

  private nameOf({ run, layer, neuron }: Drawn): string {
    const output = run.groupOutputs && layer === run.layers.length;
    return output ? l10n.t('Output {0}', neuron) : l10n.t('Neuron {0}', neuron);
  }

  /** The weight that a number of the picture is. */
  private placeOf(number: number): { readonly layer: number; readonly neuron: number; readonly input: number } | null {
    const { drawn } = this;
    if (drawn === null || number < 0 || number >= drawn.layout.cells.length) return null;
    const { view, layer, neuron } = drawn;
    return isSingle(view) ? { layer, neuron: number, input: 0 } : { layer, neuron, input: number };
  }

  private point(number: number, byKey: boolean): void {
    const { store, announcer } = this.context;
    const place = this.placeOf(number);
    if (place === null) {
      store.point(null);
      return;
    }
    store.point({ layer: place.layer, neuron: place.neuron, inputs: [place.input] });
    if (byKey) announcer.say(this.wordsOf(place.input));
  }

  private select(number: number, mode: CombineMode): void {
    const place = this.placeOf(number);
    if (place === null || this.drawn === null) return;
    const { store } = this.context;
    const { layer, neuron, input } = place;
    const set = store.choices.weights(layer, [neuron * this.drawn.view.inputs + input]);
    store.selection.apply(set, mode, l10n.t('the picture of a neuron'), mode === 'subtract' ? null : { layer, neuron });
  }

  private open(number: number): void {
    const place = this.placeOf(number);
    if (place === null) return;
    this.select(number, 'replace');
    this.context.openings.open({ type: 'openWeight', ...place });
  }

  private mark(canvas: CanvasRenderingContext2D, grid: CellGrid, theme: Theme): void {
    const { drawn } = this;
    if (drawn === null || grid.rows * grid.columns !== drawn.layout.numbers.length) return;
    const { view, layer, neuron, layout } = drawn;
    if (layout.kernels !== null) frameKernels(canvas, grid, layout.kernels, theme);
    const shares = this.selectedCells(drawn);
    if (shares !== null) markShares(canvas, grid, shares, theme);
    const { highlight } = this.context.store;
    if (highlight === null || highlight.layer !== layer) return;
    const numbers = isSingle(view) ? [neuron] : highlight.inputs;
    outlineCells(
      canvas,
      grid,
      numbers.map((number) => layout.cells[number] as number),
      theme,
    );
  }

  /** 1 at each cell whose weight is selected; null where none is, or all are, which says nothing of where. */
  private selectedCells({ view, layer, neuron, layout: { cells, numbers } }: Drawn): Float64Array | null {
    const { selection, choices } = this.context.store;
    const set = selection.shown;
    const first = choices.order.layers[layer - 1]?.weights ?? 0;
    const from = isSingle(view) ? first : first + neuron * view.inputs;
    const shares = new Float64Array(numbers.length);
    let selected = 0;
    for (const [number, cell] of cells.entries()) {
      if (!set.has(from + number)) continue;
      shares[cell] = 1;
      selected++;
    }
    return selected === 0 || selected === cells.length ? null : shares;
  }
}

/** Whether each of its neurons has one weight alone. */
function isSingle({ shape }: LayerView): boolean {
  return shape.length === 1;
}

function extremes(values: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Two digits are enough for the ends of a scale. */
function significant(value: number): string {
  if (value === 0 || value === 0.5 || value === 1) return String(value);
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1000) return decimal(value, Math.max(0, 2 - Math.ceil(Math.log10(size))));
  return scientific(value);
}
