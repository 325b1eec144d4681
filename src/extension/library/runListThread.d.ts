import type { FromRunLists, RunListRequest } from '../../engine/worker/runLists';
/** What has changed in a list. */
export type RunsMessage = Extract<
  FromRunLists,
  {
    type: 'runs';
  }
>;
/** The worker that reads runs folders, started when the first list is asked for: nothing that is in them holds up the editor. */
export declare class RunListThread {
  private readonly workerFile;
  private worker;
  private readonly asked;
  private lastNumber;
  private ended;
  /** @param workerFile the bundled `engine/worker/entry.ts` */
  constructor(workerFile: string);
  /**
   * @param take takes in what has changed, before the answer
   * @returns whether anything has changed; false when the thread was ended by `end`
   * @throws Error when the thread has ended otherwise: the next one that is asked is a new one
   */
  ask(request: RunListRequest, take?: (message: RunsMessage) => void): Promise<boolean>;
  /** Ends the thread: nothing is told any more. */
  end(): Promise<void>;
  private tell;
  private start;
  private receive;
  private fail;
}
