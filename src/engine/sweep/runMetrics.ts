/** Numbers of a run by name, `layer1.weight.r2`, in a fixed order. */
export type CellMetrics = Readonly<Record<string, number>>;

/** What figures of several orders of a cell's examples begin with; no run has them. */
export const RELIABILITY = 'reliability';

/** What metrics are taken from: a run, or what its `run.json` says of it. */
interface Measured {
  readonly phase1: { readonly heldOut: { readonly loss: number | null; readonly accuracy: number | null } };
  readonly forks: readonly { readonly heldOut: { readonly accuracy: number | null } }[];
  readonly metrics: object;
}

/**
 * Every number among a run's metrics, after those of phase 1 and the forks: a metric that is new appears by itself.
 * What is undefined in a run has no entry.
 */
export function metricsOf({ phase1, forks, metrics }: Measured): CellMetrics {
  const accuracies = forks.flatMap(({ heldOut }) => heldOut.accuracy ?? []);
  const { loss, accuracy } = phase1.heldOut;
  return flatten({
    phase1: { heldOut: { loss, accuracy } },
    forks: { meanAccuracy: accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length },
    ...metrics,
  });
}

/** The finite numbers within a value, by the keys that lead to them; of a list, how many it holds. */
export function flatten(value: object): CellMetrics {
  return Object.fromEntries(numbersWithin(value, ''));
}

function* numbersWithin(value: unknown, path: string): Generator<[string, number]> {
  if (typeof value === 'number' && Number.isFinite(value)) yield [path, value];
  if (Array.isArray(value)) yield [path, value.length];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) yield* numbersWithin(inner, path === '' ? key : `${path}.${key}`);
}
