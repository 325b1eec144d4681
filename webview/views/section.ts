import { h } from '../ui/dom';

/** A part of the panel: a heading with what belongs beside it, a plot, and notes: beside the plot or below it, as there is room. */
export interface Section {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly tools: HTMLElement;
  readonly plot: HTMLElement;
  readonly notes: HTMLElement;
}

export function section(name: string, title: string): Section {
  const tools = h('div', { class: 'section-tools' });
  const plot = h('div', { class: 'section-plot' });
  const notes = h('div', { class: 'section-notes' });
  const id = `${name}-heading`;
  const heading = h('h2', { id }, title);
  const element = h(
    'section',
    { class: `section ${name}`, 'aria-labelledby': id },
    h('div', { class: 'section-head' }, heading, tools),
    h('div', { class: 'section-body' }, plot, notes),
  );
  return { element, heading, tools, plot, notes };
}

/** The words of an axis; its formula comes on hover and focus. */
export interface AxisTitle {
  readonly words: string;
  readonly formula: string;
}

/** The axes of log-ratios. */
export function logAxisTitles({ a, b }: { readonly a: string; readonly b: string }): { x: AxisTitle; y: AxisTitle } {
  return {
    x: {
      words: `log (a / b): updating due to ${a} against ${b}`,
      formula: `The logarithm of a / b, the sums of |Δ| over the tallied examples of ${a} and of ${b}. 0 means: as much by either. Weights with a or b of 0 have no place here.`,
    },
    y: {
      words: `log (c / d): difference made by leaving out ${a.replace(' and ', ' or ')} against ${b.replace(' and ', ' or ')}`,
      formula: `The logarithm of c / d: how far the copies trained without one of ${a} lie apart, against those without one of ${b}. 0 means: as far.`,
    },
  };
}

export function axisTitles({ a, b }: { readonly a: string; readonly b: string }): { x: AxisTitle; y: AxisTitle } {
  return {
    x: {
      words: `updating due to ${a}`,
      formula: `x = a / (a + b): a is the sum of |Δ| over the tallied examples of ${a}, b that of ${b}. 1 means: moved by ${a} alone.`,
    },
    y: {
      words: `difference made by leaving out ${a.replace(' and ', ' or ')}`,
      formula: `y = c / (c + d): c is how far the copies trained without one of ${a} lie apart, d the same for ${b}. 1 means: only the classes of ${a} make a difference.`,
    },
  };
}
