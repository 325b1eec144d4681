import type { ResolvedConfig } from '../config';
import { ConfigError } from '../errors';
import { RandomStream } from '../network/random';
import type { ExampleStore } from './examples';

/** What of a config decides which labels are replaced. */
type Noisy = Pick<ResolvedConfig, 'labelNoise' | 'seed' | 'phase1'>;

/**
 * Label noise: the store with what a network is told of each example, which for a share of them is the other group than
 * the one that they show. Of n examples of a class, in the rows of phase 1 and in those of the forks, round(q n) are
 * replaced, so that every network is told wrongly as often of each class. With one seed a larger share replaces those
 * of a smaller one and others, and in whatever order the examples are trained on, they are the same.
 * @returns the store itself without noise, and where it has it already
 * @throws ConfigError when not one example would be replaced
 */
export function withLabelNoise({ labelNoise = 0, seed, phase1 }: Noisy, store: ExampleStore): ExampleStore {
  if (labelNoise === 0 || store.told !== undefined) return store;
  const { classes, rows, targets } = store;
  const told = new Uint8Array(new SharedArrayBuffer(targets.length));
  told.set(targets);
  const parts = new Map<string, { readonly random: RandomStream; readonly examples: number[] }>();
  for (const [example, label] of classes.entries()) {
    const part = (rows[example] as number) < phase1.rows ? 'phase1' : 'forks';
    const key = `${part} ${label}`;
    const known = parts.get(key) ?? { random: new RandomStream(seed, 'label noise', part, label), examples: [] };
    known.examples.push(example);
    parts.set(key, known);
  }
  let replaced = 0;
  for (const { random, examples } of parts.values()) {
    const count = Math.round(labelNoise * examples.length);
    for (const place of random.permutation(examples.length).subarray(0, count)) {
      const example = examples[place] as number;
      told[example] = 1 - (targets[example] as number);
    }
    replaced += count;
  }
  if (replaced > 0) return { ...store, told };
  throw new ConfigError([
    { path: 'labelNoise', found: `${labelNoise}, less than half an example of each class`, expected: '0, or more' },
  ]);
}
