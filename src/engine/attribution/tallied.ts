import type { Layer } from '../network/parameters';
import { chunks } from './ratios';

/** Σ (a + b) over all parameters of one layer: how far the tallied examples have moved it in all. */
export function* talliedInChunks(a: Layer, b: Layer): Generator<void, number> {
  let sum = 0;
  for (const name of ['weight', 'bias'] as const) {
    const [ofA, ofB] = [a[name], b[name]];
    for (const [from, to] of chunks(ofA.length)) {
      for (let index = from; index < to; index++) sum += (ofA[index] as number) + (ofB[index] as number);
      yield;
    }
  }
  return sum;
}
