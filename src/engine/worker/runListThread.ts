import { CancelledError } from '../errors';
import type { RunListsContract, RunsMessage } from './contracts';
import type { Role } from './protocol';
import { Thread } from './thread';

/** The worker that reads runs folders, started when the first list is asked for: nothing that is in them holds up the editor. */
export class RunListThread {
  private readonly thread: Thread<RunListsContract>;

  /** @param workerFile the bundled `engine/worker/entry.ts` */
  constructor(workerFile: string) {
    this.thread = new Thread(workerFile, { workerData: () => ({ role: 'runs' }) satisfies Role });
  }

  /**
   * @param take takes in what has changed, before the answer
   * @returns what comes of it: whether anything has changed; false when the thread was ended by `end`
   * @throws Error when the thread has ended otherwise: the next one that is asked is a new one
   */
  async ask<Name extends keyof RunListsContract>(
    name: Name,
    input: RunListsContract[Name]['input'],
    take: (message: RunsMessage) => void = () => {},
  ): Promise<RunListsContract[Name]['result'] | false> {
    try {
      return await this.thread.start(name, input, { onEvent: take }).result;
    } catch (error) {
      if (error instanceof CancelledError) return false;
      throw error;
    }
  }

  /** Ends the thread: no more events. */
  end(): Promise<void> {
    return this.thread.dispose();
  }
}
