import * as l10n from '@vscode/l10n';
import type { PICTURES } from '../../../src/model/panelProtocol';
import type { NeuronPlace } from '../../../src/model/parameterOrder';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { LayerView, RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { compact, decimal, scientific } from '../../../src/text/format';
import { CellPicture, type Cells } from '../../charts/cells/cellPicture';
import { outlineCells } from '../../charts/cells/cells';
import { ColourLegend } from '../../charts/colourLegend';
import type { ColourKey, Exportable } from '../../charts/export/exportable';
import { colourKey } from '../../charts/export/keys';
import type { CellGrid } from '../../charts/geometry';
import { section } from '../../charts/section';
import { PlotLine } from '../../charts/squarePlot';
import type { Theme } from '../../theme';
import { select } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context } from '../context';
import { summariseSelection } from '../selection/summary';
import { NEURON_NUMBERS, picturesOf } from './pictures';

type PictureName = (typeof PICTURES)[number];

/** The numbers of one neuron, one for each of its inputs, laid out as the map of the inputs is. */
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
  private drawn = '';
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
    this.picture.element.setAttribute('role', 'img');
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
      this.drawn = '';
      setText(this.section.heading, l10n.t('Neuron'));
      this.picture.show(null);
      return;
    }
    // Before any was pointed at: the one with most of the selection, or the first, so that the place is never empty.
    const { layer: number, neuron } = meant ?? this.fullest() ?? { layer: view.layer, neuron: 0 };
    const layer = run.layers[number - 1] as LayerView;
    const offered = picturesOf(layer);
    const picture = [view.picture, 'phase1' as const].find((wanted) => offered.includes(wanted)) ?? 'x';
    this.choice.set(
      offered.map((value) => ({ value, label: NEURON_NUMBERS[value].label })),
      picture,
    );
    const shown = `${run.runId} ${number} ${neuron} ${picture} ${layer.here}`;
    if (!layer.here) this.picture.show(null);
    else if (shown !== this.drawn) this.draw(run, layer, number, neuron ?? 0, picture);
    else this.picture.chart.redrawOverlay();
    this.drawn = shown;
    const [input] = highlight?.layer === number ? highlight.inputs : [];
    this.readout.show(
      input === undefined ? null : `${this.colours?.title ?? ''} ${compact(this.numbers[input] ?? Number.NaN)}`,
    );
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

  private draw(run: RunView, layer: LayerView, number: number, neuron: number, picture: PictureName): void {
    const { label, values, scale } = NEURON_NUMBERS[picture];
    const numbers = values(layer, neuron) ?? new Float64Array();
    const colours = scale(numbers);
    const { rows, columns } = (number === 1 ? run.image : null) ?? { rows: 1, columns: layer.inputs };
    const cells: Cells = { rows, columns, values: numbers, ...colours };
    this.numbers = numbers;
    this.colours = colourKey(label, colours, significant);
    const name = number === run.layers.length ? l10n.t('Output {0}', neuron) : l10n.t('Neuron {0}', neuron);
    setText(this.section.heading, run.layers.length > 2 ? l10n.t('{0} of layer {1}', name, number) : name);
    this.picture.show(cells);
    this.legend.show('', colours, (value) => significant(value));
    const [low, high] = extremes(numbers);
    this.picture.element.setAttribute(
      'aria-label',
      l10n.t(
        '{0}: {1} of its {2} inputs, from {3} to {4}.',
        name,
        label,
        layer.inputs,
        significant(low),
        significant(high),
      ),
    );
  }

  private mark(canvas: CanvasRenderingContext2D, grid: CellGrid, theme: Theme): void {
    const { highlight } = this.context.store;
    if (
      highlight !== null &&
      highlight.inputs.length > 0 &&
      highlight.inputs.every((input) => input < grid.rows * grid.columns)
    )
      outlineCells(canvas, grid, highlight.inputs, theme);
  }
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
