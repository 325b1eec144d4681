import type { Run } from '../run';

/** Numbers of a run by name, `layer1.weight.r2`, in a fixed order. */
export type Figures = Readonly<Record<string, number>>;

/**
 * Every number among a run's metrics, after those of phase 1 and the forks: a metric that is new appears by itself.
 * What is undefined in a run has no entry.
 */
export function figuresOf({ phase1, forks, metrics }: Pick<Run, 'phase1' | 'forks' | 'metrics'>): Figures {
  const accuracies = forks.flatMap(({ heldOut }) => heldOut.accuracy ?? []);
  const { loss, accuracy } = phase1.heldOut;
  return flatten({
    phase1: { heldOut: { loss, accuracy } },
    forks: { meanAccuracy: accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length },
    ...metrics,
  });
}

/** The finite numbers within a value, by the keys that lead to them. */
export function flatten(value: object): Figures {
  return Object.fromEntries(numbersWithin(value, ''));
}

function* numbersWithin(value: unknown, path: string): Generator<[string, number]> {
  if (typeof value === 'number' && Number.isFinite(value)) yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* numbersWithin(inner, path === '' ? key : `${path}.${key}`);
}
