import type { ControlFinding } from '../../model/metrics';
import { chunks } from '../attribution/ratios';
import type { Layer, Parameters } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';
import type { Tally } from '../training/kernel';

/**
 * y of `layer1.weight` against a / (a + b) with the sums of both halves of phase 1 added.
 * @param y that of all parameters
 */
export function* wholeTallyInChunks(
  earlier: Tally,
  tally: Tally,
  y: Parameters,
): Generator<void, ControlFinding<'wholeTally'>> {
  const [a0, a1, b0, b1] = [earlier.a, tally.a, earlier.b, tally.b].map(weights) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const x = new Float64Array(a0.length);
  for (const [from, to] of chunks(x.length)) {
    for (let index = from; index < to; index++) {
      const a = (a0[index] as number) + (a1[index] as number);
      x[index] = a / (a + ((b0[index] as number) + (b1[index] as number)));
    }
    yield;
  }
  const { n, r, r2 } = yield* correlateInChunks(x, weights(y));
  return { n, r, r2 };
}

function weights({ layers }: Parameters): Float64Array {
  return (layers[0] as Layer).weight;
}
