import { ParameterSet } from '../../model/parameterSet';
import { isAbout, meetingIn, type SelectionQuery } from '../../model/selectionQuery';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { imageOf } from '../runs/foreignFormat';
import type { OpenedRun } from './openedRun';

/**
 * The bits of the set of all parameters that meet a query, looked for in one layer after the other.
 * @param shownLayer the layer that a query about one is about, from 1
 * @throws DataError when a layer is damaged; CancelledError
 */
export async function bitsMeeting(
  opened: OpenedRun,
  query: SelectionQuery,
  shownLayer: number,
  slicer: TimeSlicer,
): Promise<Uint8Array> {
  const { order, file } = opened;
  let found = ParameterSet.empty(order.count);
  for (const [index, { bias }] of order.layers.entries()) {
    const layer = index + 1;
    if (!isAbout(query, layer, shownLayer)) continue;
    const { run, at } = await opened.layer(index);
    const [x, y] = [run.parameters.x.layers[at] as Layer, run.parameters.y.layers[at] as Layer];
    const { inputs, outputs } = x;
    const view = { inputs, outputs, bias, weightX: x.weight, weightY: y.weight, biasX: x.bias, biasY: y.bias };
    found = found.union(ParameterSet.of(order.count, meetingIn(query, view, layer, order, imageOf(file))));
    await slicer.pause();
  }
  return found.bits;
}
