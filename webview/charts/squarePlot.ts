import { h, setText } from '../ui/dom';
import { type Hint, hint } from '../ui/hint';
import type { Chart } from './chart';
import type { AxisTitle } from './section';

/** A square chart with its axis titles; above it a line that reads out what is pointed at. */
export interface SquarePlot {
  readonly element: HTMLElement;
  readonly readout: PlotLine;
  setTitles(titles: { readonly x: AxisTitle; readonly y: AxisTitle }): void;
}

/**
 * @param idle what can be done on it: said by the pointer while it rests on nothing
 * @param beside what stands beside the title of the upright axis
 */
export function squarePlot(chart: Chart, idle: string, ...beside: readonly HTMLElement[]): SquarePlot {
  const x = title('axis-x');
  const y = title('axis-y');
  const readout = new PlotLine(chart.element, idle, y.element, ...beside);
  return {
    element: h('div', { class: 'square-plot' }, readout.element, chart.element, x.element),
    readout,
    setTitles: (titles) => {
      x.set(titles.x, '→');
      y.set(titles.y, '↑');
    },
  };
}

function title(className: string) {
  const words = h('span');
  const element = h('div', { class: `axis-title ${className}`, role: 'note' }, words);
  let explanation: Hint | null = null;
  return {
    element,
    set: ({ words: text, formula }: AxisTitle, arrow: string) => {
      setText(words, arrow === '↑' ? `${arrow} ${text}` : `${text} ${arrow}`);
      explanation ??= hint(element);
      explanation.set(formula);
    },
  };
}

/**
 * The one line above a plot: what is pointed at, and otherwise what belongs to the plot itself. It is as high either way, so
 * that nothing moves; what does not fit is told in full by the pointer's own tip.
 */
export class PlotLine {
  readonly element: HTMLElement;
  private readonly readout = new Readout('');

  /** @param plot where the pointer's tip is told */
  constructor(
    private readonly plot: HTMLElement,
    private readonly idle: string,
    ...content: readonly HTMLElement[]
  ) {
    this.element = h('div', { class: 'plot-line' }, h('div', { class: 'plot-idle' }, ...content), this.readout.element);
    this.show(null);
  }

  show(text: string | null): void {
    this.readout.show(text === null ? null : text.replaceAll('\n', ' · '));
    this.readout.element.title = text ?? '';
    this.plot.title = text ?? this.idle;
    this.element.classList.toggle('reading', text !== null);
  }
}

/** Words of fixed height, and others while there is nothing to be read out. */
export class Readout {
  readonly element = h('p', { class: 'readout idle' });

  constructor(private readonly idle: string) {
    this.element.textContent = idle;
  }

  show(text: string | null): void {
    setText(this.element, text ?? this.idle);
    this.element.classList.toggle('idle', text === null);
  }
}
