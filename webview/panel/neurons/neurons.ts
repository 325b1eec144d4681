import { h } from '../../ui/dom';
import type { Context } from '../context';
import { ParameterTable } from '../tables/parameterTable';
import { NEURONS } from '../tables/subjects';

/** The neurons of the shown layer: the way in for the keyboard, and for whoever looks for the extremes. */
export function neuronsView(context: Context): HTMLElement {
  const { element } = new ParameterTable(context, NEURONS);
  return h('div', { class: 'neurons' }, element);
}
