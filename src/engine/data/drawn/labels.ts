import { RandomStream } from '../../network/random';

/** The labels last asked for, by split: a function of (seed, split) that would otherwise be worked out for every row. */
const latest = new Map<string, { readonly seed: number; readonly labels: Uint8Array }>();

/** The labels of a whole split: each of `classes` labels equally often, in a random order of all `count` rows. */
export function labelsOf(seed: number, split: string, count: number, classes: number): Uint8Array {
  const kept = latest.get(split);
  if (kept?.seed === seed) return kept.labels;
  const order = new RandomStream(seed, 'drawn digits', split, 'labels').permutation(count);
  const labels = Uint8Array.from(order, (place) => place % classes);
  latest.set(split, { seed, labels });
  return labels;
}
