import { NameLists, unpacked } from '../runs/packedRuns';
import type { RunEntry } from '../runs/runEntry';
import type { RunListsContract, RunsMessage } from './contracts';
import type { RunListThread } from './runListThread';

/** A list of runs as the editor has it: what the thread that keeps it has sent. */
abstract class RunList {
  private readonly known = new Map<string, RunEntry>();
  private readonly lists = new NameLists();

  constructor(protected readonly thread: RunListThread) {}

  get entries(): Iterable<RunEntry> {
    return this.known.values();
  }

  get size(): number {
    return this.known.size;
  }

  /** @returns whether anything has changed */
  protected ask<Name extends 'index' | 'elsewhere'>(
    name: Name,
    input: RunListsContract[Name]['input'],
  ): Promise<boolean> {
    return this.thread.ask(name, input, (message) => this.take(message));
  }

  private take({ anew, runs, gone }: RunsMessage): void {
    if (anew) this.known.clear();
    for (const id of gone) this.known.delete(id);
    for (const group of runs)
      for (const { entry } of unpacked(group, (_id, { folder }) => folder, this.lists)) this.known.set(entry.id, entry);
  }
}

/** The runs in a folder. */
export class IndexedRuns extends RunList {
  /**
   * @param folder the runs folder
   * @param file where what is known of it is kept
   */
  constructor(
    thread: RunListThread,
    readonly folder: string,
    private readonly file: string,
  ) {
    super(thread);
  }

  /** Takes what was kept. */
  async load(): Promise<void> {
    await this.ask('index', { folder: this.folder, file: this.file });
  }

  /**
   * Looks for what has changed in the folder.
   * @param ids the runs to look at; all of them when left out
   * @returns whether anything has
   */
  refresh(ids?: readonly string[]): Promise<boolean> {
    return this.ask('index', { folder: this.folder, file: this.file, look: ids ?? 'all' });
  }

  /**
   * Keeps what is known.
   * @param end whether it is not asked for any more
   * @throws Error when it cannot be written
   */
  async save(end: boolean): Promise<void> {
    await this.thread.ask('save', { folder: this.folder, end });
  }
}

/** Runs wherever they are. */
export class RunsElsewhere extends RunList {
  /** Looks at these runs, and at no others any more. @returns whether anything has changed */
  refresh(runs: readonly { readonly id: string; readonly folder: string }[]): Promise<boolean> {
    return this.ask('elsewhere', { runs });
  }
}
