import type { ControlFinding } from '../../model/metrics';
import { chunks } from '../attribution/ratios';
import type { Layer, Parameters } from '../network/parameters';
import { correlateInChunks } from '../statistics/correlation';
import type { Tally } from '../training/kernel';

/**
 * y of `layer1.weight` against a / (a + b) with the sums of both halves of phase 1 added, and the headline over the same
 * weights: one that stood still in the second half has an x of all of phase 1 alone.
 * @param x, y those of all parameters
 */
export function* wholeTallyInChunks(
  earlier: Tally,
  tally: Tally,
  { x: half, y }: { readonly x: Parameters; readonly y: Parameters },
): Generator<void, ControlFinding<'wholeTally'>> {
  const [a0, a1, b0, b1] = [earlier.a, tally.a, earlier.b, tally.b].map(weights) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const ofHalf = weights(half);
  const x = new Float64Array(a0.length);
  const onBoth = new Float64Array(a0.length);
  for (const [from, to] of chunks(x.length)) {
    for (let index = from; index < to; index++) {
      const a = (a0[index] as number) + (a1[index] as number);
      const whole = a / (a + ((b0[index] as number) + (b1[index] as number)));
      const isBoth = !(Number.isNaN(whole) || Number.isNaN(ofHalf[index]));
      x[index] = isBoth ? whole : Number.NaN;
      onBoth[index] = isBoth ? (ofHalf[index] as number) : Number.NaN;
    }
    yield;
  }
  const { n, r, r2 } = yield* correlateInChunks(x, weights(y));
  const { r2: headlineR2 } = yield* correlateInChunks(onBoth, weights(y));
  return { n, r, r2, headlineR2 };
}

function weights({ layers }: Parameters): Float64Array {
  return (layers[0] as Layer).weight;
}
