import { SMALLEST_N } from '../../model/correlation';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { correlateInChunks, PAIR_CHUNK } from './correlation';
import { fitTwoWay } from './twoWay';

/**
 * r of what is left of x and y of one layer's weights when the means of its neurons and of its inputs are taken off them: of
 * layer 1 the residual r of the decomposition. Some passes over the weights.
 * @returns null where r, or what is left, is not defined: so of a layer whose neurons have one input, which leaves nothing
 * @throws CancelledError
 */
export async function residualCorrelation(x: Layer, y: Layer, slicer: TimeSlicer): Promise<number | null> {
  // One row or one column is wholly its own mean, but for rounding.
  if (x.inputs < 2 || x.outputs < 2 || x.weight.length < SMALLEST_N) return null;
  if ((await slicer.run(correlateInChunks(x.weight, y.weight))).r === null) return null;
  const leftOut = await slicer.run(undefinedCells(x.weight, y.weight));
  const [ofX, ofY] = [await fitTwoWay(x, leftOut, slicer), await fitTwoWay(y, leftOut, slicer)];
  return (await slicer.run(correlateInChunks(ofX.residual, ofY.residual))).r;
}

/** One flag a weight. */
function* undefinedCells(x: Float64Array, y: Float64Array): Generator<void, Uint8Array> {
  const flags = new Uint8Array(x.length);
  for (let from = 0; from < x.length; from += PAIR_CHUNK) {
    const to = Math.min(x.length, from + PAIR_CHUNK);
    for (let weight = from; weight < to; weight++)
      if (Number.isNaN(x[weight]) || Number.isNaN(y[weight])) flags[weight] = 1;
    yield;
  }
  return flags;
}
