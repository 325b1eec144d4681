import { h, setText } from '../ui/dom';
import { type Hint, hint } from '../ui/hint';
import type { Chart } from './chart';
import type { AxisTitle } from './section';

/** A square chart with its axis titles and a line that reads out what is pointed at. */
export interface SquarePlot {
  readonly element: HTMLElement;
  readonly readout: Readout;
  setTitles(titles: { readonly x: AxisTitle; readonly y: AxisTitle }): void;
}

export function squarePlot(chart: Chart, idle: string): SquarePlot {
  const x = title('axis-x');
  const y = title('axis-y');
  const readout = new Readout(idle);
  return {
    element: h('div', { class: 'square-plot' }, y.element, chart.element, x.element, readout.element),
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

/** One line of fixed height under a plot. */
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
