import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { beside, entriesIn, named } from '../files/door';
import { makeFolder, writeShared } from '../files/files';
import { readJsonText } from '../untrusted/file';
import { parseJson } from '../untrusted/json';
import { ENGINE_VERSION } from '../version';
import { type FileStamp, KnownRuns, type RunChanges } from './knownRuns';
import { type PackedRuns, packed, unpacked } from './packedRuns';
import type { RunEntry } from './runEntry';

/** A run's id is the name of its folder: when it was started, and something to tell two of one second apart. */
export const RUN_ID = /^[\w-]{1,100}$/;

/** Folders that are looked at at a time. */
const AT_A_TIME = 32;
/** Of some 200,000 runs. */
const INDEX_LIMITS = { largest: 400_000_000, mostValues: 20_000_000, expected: 'the index of a runs folder' } as const;
const VERSION = 2;

/** As they stand in the file: metrics as float64, little-endian, in base 64. */
interface StoredRuns extends Omit<PackedRuns<FileStamp>, 'metrics'> {
  readonly figures: string;
}

/**
 * The runs in a folder, listed without opening it: what is known of each is kept in one file, which may be deleted at any
 * time. Whoever changes a run's folder need not know of it: a scan finds what has changed by times and sizes.
 */
export class RunIndex {
  private readonly known = new KnownRuns();
  /** Scans one after the other, so that a later one never reports an earlier state. */
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
    return this.known.entries;
  }

  /** What has changed since it was last asked for. */
  takeChanges(): RunChanges {
    return this.known.takeChanges();
  }

  /** Takes what was kept; nothing where there is no file, or one that is damaged or of another engine. */
  async load(): Promise<void> {
    const text = await readJsonText(beside(this.file), INDEX_LIMITS).catch(() => '');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    if (end < 0 || text.slice(0, end) !== this.headOf(body)) return;
    const { expected, mostValues } = INDEX_LIMITS;
    for (const group of parseJson(body, this.file, expected, mostValues) as readonly StoredRuns[]) this.take(group);
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
    const body = JSON.stringify(this.stored());
    await makeFolder(named(dirname(this.file)));
    await writeShared(beside(this.file), `${this.headOf(body)}\n${body}`);
  }

  private async scan(ids: readonly string[] | undefined): Promise<boolean> {
    const wanted = ids ?? (await runIdsIn(this.folder));
    let changed = false;
    if (ids === undefined) {
      const present = new Set(wanted);
      for (const id of this.known.ids) if (!present.has(id)) changed = this.known.drop(id) || changed;
    }
    await eachAtATime(
      wanted.filter((id) => RUN_ID.test(id)),
      async (id) => {
        if (await this.known.look(id, join(this.folder, id))) changed = true;
      },
    );
    if (changed) this.isSaved = false;
    return changed;
  }

  private stored(): StoredRuns[] {
    const items = this.known.all.map(({ stamp, entry }) => ({ about: stamp, entry }));
    return packed(items).map(({ metrics, ...group }) => ({
      ...group,
      figures: Buffer.from(metrics.buffer).toString('base64'),
    }));
  }

  private take({ figures: metrics, ...group }: StoredRuns): void {
    const table = new Float64Array(Uint8Array.from(Buffer.from(metrics, 'base64')).buffer);
    const folderOf = (id: string) => join(this.folder, id);
    for (const { about, entry } of unpacked({ ...group, metrics: table }, folderOf, this.known.lists))
      this.known.take({ stamp: about, entry });
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
export function runsInOrder(entries: readonly RunEntry[]): RunEntry[] {
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

async function eachAtATime<Item>(items: readonly Item[], action: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) await action(items[index] as Item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}
