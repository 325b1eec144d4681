import type { RunEntry } from '../../engine/runs/runEntry';
import type { RunListRequest } from '../../engine/worker/runLists';
import type { RunListThread } from './runListThread';

/** A list of runs as the editor has it: what the thread that keeps it has told. */
declare abstract class RunList {
  protected readonly thread: RunListThread;
  private readonly known;
  private readonly lists;
  constructor(thread: RunListThread);
  get entries(): Iterable<RunEntry>;
  get size(): number;
  /** @returns whether anything has changed */
  protected ask(request: RunListRequest): Promise<boolean>;
  private take;
}
/** The runs in a folder. */
export declare class IndexedRuns extends RunList {
  readonly folder: string;
  private readonly file;
  /**
   * @param folder the runs folder
   * @param file where what is known of it is kept
   */
  constructor(thread: RunListThread, folder: string, file: string);
  /** Takes what was kept. */
  load(): Promise<void>;
  /**
   * Looks for what has changed in the folder.
   * @param ids the runs to look at; all of them when left out
   * @returns whether anything has
   */
  refresh(ids?: readonly string[]): Promise<boolean>;
  /**
   * Keeps what is known.
   * @param end whether it is not asked for any more
   * @throws Error when it cannot be written
   */
  save(end: boolean): Promise<void>;
}
/** Runs wherever they are. */
export declare class RunsElsewhere extends RunList {
  /** Looks at these runs, and at no others any more. @returns whether anything has changed */
  refresh(
    runs: readonly {
      readonly id: string;
      readonly folder: string;
    }[],
  ): Promise<boolean>;
}
