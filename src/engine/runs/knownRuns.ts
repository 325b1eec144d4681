import { DataError } from '../errors';
import { entryAt, inside } from '../files/door';
import { LABELS_FILE } from './labels';
import { NameLists } from './packedRuns';
import { standingOf } from './pendingFile';
import { Room } from './room';
import { type RunEntry, readRunEntry } from './runEntry';
import { RUN_FILE, RUN_FILE_LIMITS } from './runFormat';

/** By which a folder is known to be unchanged: times (ms) and sizes (bytes) of `run.json` and `labels.json`. */
export type FileStamp = readonly [number, number, number, number];

export interface Known {
  readonly stamp: FileStamp;
  readonly entry: RunEntry;
}

/** What has come, changed and gone. */
export interface RunChanges {
  readonly entries: readonly RunEntry[];
  /** Ids. */
  readonly gone: readonly string[];
}

/** Runs by id, each read anew only when its files have changed, whether it could be read or not. */
export class KnownRuns {
  private readonly known = new Map<string, Known>();
  private readonly changed = new Set<string>();
  readonly lists = new NameLists();
  /** However many are looked at at a time: as much is in memory as the largest `run.json` takes. */
  private readonly room = new Room(RUN_FILE_LIMITS.largest);

  get all(): Known[] {
    return [...this.known.values()];
  }

  get ids(): string[] {
    return [...this.known.keys()];
  }

  get entries(): RunEntry[] {
    return Array.from(this.known.values(), ({ entry }) => entry);
  }

  take(one: Known): void {
    this.known.set(one.entry.id, one);
    this.changed.add(one.entry.id);
  }

  /** @returns whether it was known */
  drop(id: string): boolean {
    if (!this.known.delete(id)) return false;
    this.changed.add(id);
    return true;
  }

  /** What has changed since it was last asked for. */
  takeChanges(): RunChanges {
    const ids = [...this.changed];
    this.changed.clear();
    return {
      entries: ids.flatMap((id) => this.known.get(id)?.entry ?? []),
      gone: ids.filter((id) => !this.known.has(id)),
    };
  }

  /** Looks at the run in a folder. @returns whether what is known of it has changed */
  async look(id: string, folder: string): Promise<boolean> {
    const before = this.known.get(id);
    const stamp = await stampOf(folder);
    if (stamp === null) return this.drop(id);
    if (before?.stamp.join() === stamp.join()) return this.lookForOwner(before);
    const size = Math.min(stamp[1] + stamp[3], RUN_FILE_LIMITS.largest);
    const entry = await this.room.within(size, () => readRunEntry(id, folder, this.lists.of));
    this.take({ stamp, entry });
    return true;
  }

  /** Whether somebody is at work on a run does not stand in its `run.json`. */
  private async lookForOwner({ stamp, entry }: Known): Promise<boolean> {
    if (entry.state !== 'running' && entry.state !== 'interrupted') return false;
    const state = await standingOf(entry.folder, { status: 'running' });
    if (state === entry.state) return false;
    this.take({ stamp, entry: { ...entry, state } });
    return true;
  }
}

/** Of what is no plain file: the entry of its run says so. */
const REFUSED = { mtimeMs: -1, size: -1 } as const;

/** Null for a folder that is no run. */
async function stampOf(folder: string): Promise<FileStamp | null> {
  const of = (name: string) =>
    entryAt(inside(folder, name)).catch((error: unknown) => (error instanceof DataError ? REFUSED : null));
  const run = await of(RUN_FILE);
  if (run === null) return null;
  const labels = await of(LABELS_FILE);
  return [run.mtimeMs, run.size, labels?.mtimeMs ?? 0, labels?.size ?? 0];
}
