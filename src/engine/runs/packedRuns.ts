import type { ConfigValue, RunEntry } from './runEntry';

/** Runs with the same keys and the same metrics, together: names are kept once, metrics as one table. */
export interface PackedRuns<About> {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly runs: readonly {
    readonly about: About;
    readonly config: readonly ConfigValue[];
    readonly entry: Omit<RunEntry, 'folder' | 'config' | 'metrics'>;
  }[];
  /** Runs × names. */
  readonly metrics: Float64Array<ArrayBuffer>;
}

interface Item<About> {
  readonly about: About;
  readonly entry: RunEntry;
}

/** @param items each with what else is to be kept of it */
export function packed<About>(items: readonly Item<About>[]): PackedRuns<About>[] {
  const groups = new Map<string, Item<About>[]>();
  for (const item of items) {
    const key = JSON.stringify([Object.keys(item.entry.config ?? {}), item.entry.metrics.names]);
    const group = groups.get(key) ?? [];
    group.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Item<About>];
    const { names } = first.entry.metrics;
    const metrics = new Float64Array(group.length * names.length);
    const runs = group.map(({ about, entry: { folder: _folder, config, metrics: own, ...entry } }, index) => {
      metrics.set(own.values, index * names.length);
      return { about, config: Object.values(config ?? {}), entry };
    });
    return { keys: Object.keys(first.entry.config ?? {}), names, runs, metrics };
  });
}

/** Makes lists of the same names one list, which is then known by itself. */
export class NameLists {
  private readonly lists = new Map<string, readonly string[]>();

  readonly of = (names: readonly string[]): readonly string[] => {
    const key = names.join('\n');
    const known = this.lists.get(key);
    if (known === undefined) this.lists.set(key, names);
    return known ?? names;
  };
}

/** @param folderOf the folder of a run, by its id and what else was kept of it */
export function* unpacked<About>(
  { keys, names, runs, metrics }: PackedRuns<About>,
  folderOf: (id: string, about: About) => string,
  lists: NameLists,
): Generator<Item<About>> {
  const shared = lists.of(names);
  for (const [index, { about, config, entry }] of runs.entries()) {
    const values = metrics.subarray(index * names.length, (index + 1) * names.length);
    const flat = keys.length === 0 ? null : Object.fromEntries(keys.map((key, at) => [key, config[at] as ConfigValue]));
    const folder = folderOf(entry.id, about);
    yield { about, entry: { ...entry, folder, config: flat, metrics: { names: shared, values } } };
  }
}
