import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { DataError } from '../errors';
import { beside, entriesIn, entryAt, inside, named } from '../files/door';
import { makeFolder, writeShared } from '../files/files';
import { readWholeText } from '../outside/file';
import { parseJson } from '../outside/json';
import { ENGINE_VERSION } from '../version';
import { LABELS_FILE } from './labels';
import { type ConfigValue, type FigureRow, type RunEntry, readRunEntry } from './runEntry';
import { RUN_FILE } from './runFormat';

/** A run's id is the name of its folder: when it was started, and something to tell two of one second apart. */
export const RUN_ID = /^[\w-]{1,100}$/;

/** Folders that are looked at at a time. */
const AT_A_TIME = 32;
/** Of some 200,000 runs. */
const LARGEST_INDEX_BYTES = 400_000_000;
const VERSION = 2;

/** By which a folder is known to be unchanged: times (ms) and sizes (bytes) of `run.json` and `labels.json`. */
type Stamp = readonly [number, number, number, number];

interface Indexed {
  readonly stamp: Stamp;
  readonly entry: RunEntry;
}

/** Runs with the same keys and the same figures, together: names are kept once, figures as one table. */
interface StoredGroup {
  readonly keys: readonly string[];
  readonly names: readonly string[];
  readonly runs: readonly {
    readonly stamp: Stamp;
    readonly config: readonly ConfigValue[];
    readonly entry: Omit<RunEntry, 'folder' | 'config' | 'figures'>;
  }[];
  /** Runs × names, float64, little-endian, in base 64. */
  readonly figures: string;
}

/**
 * The runs in a folder, listed without opening it: what is known of each is kept in one file, which may be deleted at any
 * time. Whoever changes a run's folder need not know of it: a scan finds what has changed by times and sizes.
 */
export class RunIndex {
  private readonly known = new Map<string, Indexed>();
  private readonly nameLists = new Map<string, readonly string[]>();
  /** Scans one after the other, so that a later one never tells of an earlier state. */
  private last: Promise<unknown> = Promise.resolve();
  private isSaved = true;

  /**
   * @param folder the runs folder
   * @param file where what is known of it is kept; a name of its own for each folder
   */
  constructor(
    readonly folder: string,
    private readonly file: string,
  ) {}

  get entries(): RunEntry[] {
    return Array.from(this.known.values(), ({ entry }) => entry);
  }

  /** Takes what was kept; nothing where there is no file, or one that is damaged or of another engine. */
  async load(): Promise<void> {
    const limits = { largest: LARGEST_INDEX_BYTES, expected: 'the index of a runs folder' };
    const text = await readWholeText(beside(this.file), limits).catch(() => '');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (end < 0 || text.slice(0, end) !== this.headOf(body)) return;
    for (const group of parseJson(body, this.file, limits.expected) as readonly StoredGroup[]) this.take(group);
  }

  /**
   * Looks for what has changed in the folder.
   * @param ids the runs to look at; all of them when left out
   * @returns whether anything has
   */
  refresh(ids?: Iterable<string>): Promise<boolean> {
    const scan = this.last.then(() => this.scan(ids === undefined ? undefined : [...ids]));
    this.last = scan.catch(() => false);
    return scan;
  }

  /**
   * Keeps what is known, if it has changed since it was last kept.
   * @throws Error when it cannot be written
   */
  async save(): Promise<void> {
    if (this.isSaved) return;
    this.isSaved = true;
    const body = JSON.stringify(this.groups());
    await makeFolder(named(dirname(this.file)));
    await writeShared(beside(this.file), `${this.headOf(body)}\n${body}`);
  }

  private async scan(ids: readonly string[] | undefined): Promise<boolean> {
    const wanted = ids ?? (await runIdsIn(this.folder));
    let changed = false;
    if (ids === undefined) {
      const there = new Set(wanted);
      for (const id of this.known.keys()) if (!there.has(id)) changed = this.known.delete(id) || changed;
    }
    await eachAtATime(
      wanted.filter((id) => RUN_ID.test(id)),
      async (id) => {
        if (await this.look(id)) changed = true;
      },
    );
    if (changed) this.isSaved = false;
    return changed;
  }

  /** @returns whether what is known of the run has changed */
  private async look(id: string): Promise<boolean> {
    const folder = join(this.folder, id);
    const before = this.known.get(id);
    const stamp = await stampOf(folder);
    if (stamp === null) return this.known.delete(id);
    // Whether somebody is at work on a run does not stand in its run.json.
    const isOpen = before?.entry.state === 'running' || before?.entry.state === 'interrupted';
    const isSame = before?.stamp.join() === stamp.join();
    if (isSame && !isOpen) return false;
    const entry = await readRunEntry(id, folder, (names) => this.namesOf(names));
    this.known.set(id, { stamp, entry });
    return !isSame || entry.state !== before?.entry.state;
  }

  private namesOf(names: readonly string[]): readonly string[] {
    const key = names.join('\n');
    const known = this.nameLists.get(key);
    if (known === undefined) this.nameLists.set(key, names);
    return known ?? names;
  }

  private groups(): StoredGroup[] {
    const groups = new Map<string, Indexed[]>();
    for (const one of this.known.values()) {
      const key = JSON.stringify([Object.keys(one.entry.config ?? {}), one.entry.figures.names]);
      const group = groups.get(key) ?? [];
      group.push(one);
      groups.set(key, group);
    }
    return [...groups.values()].map((group) => {
      const [first] = group as [Indexed];
      const { names } = first.entry.figures;
      const figures = new Float64Array(group.length * names.length);
      const runs = group.map(({ stamp, entry: { folder: _folder, config, figures: own, ...entry } }, index) => {
        figures.set(own.values, index * names.length);
        return { stamp, config: Object.values(config ?? {}), entry };
      });
      return {
        keys: Object.keys(first.entry.config ?? {}),
        names,
        runs,
        figures: Buffer.from(figures.buffer).toString('base64'),
      };
    });
  }

  private take({ keys, names, runs, figures }: StoredGroup): void {
    const shared = this.namesOf(names);
    const bytes = Uint8Array.from(Buffer.from(figures, 'base64'));
    const table = new Float64Array(bytes.buffer);
    for (const [index, { stamp, config, entry }] of runs.entries()) {
      const values = table.subarray(index * names.length, (index + 1) * names.length);
      const row: FigureRow = { names: shared, values };
      const flat =
        keys.length === 0 ? null : Object.fromEntries(keys.map((key, at) => [key, config[at] as ConfigValue]));
      const folder = join(this.folder, entry.id);
      this.known.set(entry.id, { stamp, entry: { ...entry, folder, config: flat, figures: row } });
    }
  }

  /** By which a file is known to be whole, of this folder and of this engine. */
  private headOf(body: string): string {
    const sha256 = createHash('sha256').update(body).digest('hex');
    return JSON.stringify({
      format: 'attribution-run-index',
      version: VERSION,
      engine: ENGINE_VERSION,
      folder: this.folder,
      sha256,
    });
  }
}

/** The newest first, those without a time last; those that are pinned before all others. */
export function inOrder(entries: readonly RunEntry[]): RunEntry[] {
  const before = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return entries.toSorted(
    (one, other) =>
      Number(other.labels.pinned) - Number(one.labels.pinned) ||
      before(other.started ?? '', one.started ?? '') ||
      before(one.id, other.id),
  );
}

/** What may be a run; a runs folder that does not exist yet holds none. */
async function runIdsIn(folder: string): Promise<string[]> {
  const entries = await entriesIn(named(folder));
  return entries.filter((entry) => entry.isDirectory() && RUN_ID.test(entry.name)).map(({ name }) => name);
}

/** Of what is no plain file: the entry of its run says so. */
const REFUSED = { mtimeMs: -1, size: -1 } as const;

/** Null for a folder that is no run. */
async function stampOf(folder: string): Promise<Stamp | null> {
  const of = (name: string) =>
    entryAt(inside(folder, name)).catch((error: unknown) => (error instanceof DataError ? REFUSED : null));
  const run = await of(RUN_FILE);
  if (run === null) return null;
  const labels = await of(LABELS_FILE);
  return [run.mtimeMs, run.size, labels?.mtimeMs ?? 0, labels?.size ?? 0];
}

async function eachAtATime<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) await action(items[index] as Item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}
