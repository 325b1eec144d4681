import * as l10n from '@vscode/l10n';
import { type MeasureName, UPDATE_SIZE } from '../../src/model/measures';
import type { PanelViewState } from '../../src/model/panelProtocol';
import type { GroupWords } from '../../src/text/groupWords';
import { measureAxis } from '../../src/text/measures';
import { h } from '../ui/dom';
import { dropDown } from '../ui/dropDown';

/**
 * A part of the panel: a heading with what belongs beside it, a plot, and notes. It is a region with the title's name, whatever the heading comes to say, and its first canvas is its plot.
 */
export interface PanelSection {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly tools: HTMLElement;
  readonly plot: HTMLElement;
  readonly notes: HTMLElement;
}

/** @param place of the notes: opened by a button of the head, or always seen below the plot */
export function section(name: string, title: string, place: 'folded' | 'below' = 'folded'): PanelSection {
  const tools = h('div', { class: 'section-tools' });
  const plot = h('div', { class: 'section-plot' });
  const notes = h('div', { class: 'section-notes' });
  const heading = h('h2', {}, title);
  const head = h('div', { class: 'section-head' }, heading, tools);
  const body = h('div', { class: 'section-body' }, plot);
  if (place === 'below') body.append(notes);
  else head.append(folded(title, notes));
  const element = h('section', { class: `section ${name}`, role: 'region', 'aria-label': title }, head, body);
  return { element, heading, tools, plot, notes };
}

function folded(title: string, notes: HTMLElement): HTMLElement {
  const more = dropDown({
    className: 'section-more',
    button: { icon: 'more', label: l10n.t('More of {0}', title) },
    content: [notes],
  });
  // A table is seen where the plot was, not behind what it was chosen from.
  notes.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.classList.contains('toggle')) more.close();
  });
  return more.element;
}

/** The words of an axis; its formula comes on hover and focus. */
export interface AxisTitle {
  readonly words: string;
  readonly formula: string;
}

/** The words of both axes, with what stands in x's place. */
export function titlesOf(
  groups: GroupWords,
  axes: PanelViewState['axes'],
  measure: MeasureName = UPDATE_SIZE,
): { x: AxisTitle; y: AxisTitle } {
  const titles = axes === 'shares' ? axisTitles(groups) : logAxisTitles(groups);
  return measure === UPDATE_SIZE ? titles : { ...titles, x: measureAxis(measure, groups, axes !== 'shares') };
}

/** The axes of log-ratios. */
function logAxisTitles({ a, b, eitherOfA, eitherOfB }: GroupWords): { x: AxisTitle; y: AxisTitle } {
  return {
    x: {
      words: l10n.t('log (a / b): updating due to {0} against {1}', a, b),
      formula: l10n.t(
        'The logarithm of a / b, the sums of |Δ| over the tallied examples of {0} and of {1}. 0 means: as much by either. Weights with a or b of 0 have no place here.',
        a,
        b,
      ),
    },
    y: {
      words: l10n.t('log (c / d): difference made by leaving out {0} against {1}', eitherOfA, eitherOfB),
      formula: l10n.t(
        'The logarithm of c / d: how far the copies trained without one of {0} lie apart, against those without one of {1}. 0 means: as far.',
        a,
        b,
      ),
    },
  };
}

function axisTitles({ a, b, eitherOfA }: GroupWords): { x: AxisTitle; y: AxisTitle } {
  return {
    x: {
      words: l10n.t('updating due to {0}', a),
      formula: l10n.t(
        'x = a / (a + b): a is the sum of |Δ| over the tallied examples of {0}, b that of {1}. 1 means: moved by {0} alone.',
        a,
        b,
      ),
    },
    y: {
      words: l10n.t('difference made by leaving out {0}', eitherOfA),
      formula: l10n.t(
        'y = c / (c + d): c is how far the copies trained without one of {0} lie apart, d the same for {1}. 1 means: only the classes of {0} make a difference.',
        a,
        b,
      ),
    },
  };
}
