import { Worker } from 'node:worker_threads';
import { plainError, type Role, revivedError } from './protocol';
import type { FromRunLists, RunListRequest, ToRunLists } from './runLists';

/** What has changed in a list. */
export type RunsMessage = Extract<FromRunLists, { type: 'runs' }>;

interface Asked {
  readonly take: (message: RunsMessage) => void;
  readonly resolve: (changed: boolean) => void;
  readonly reject: (error: Error) => void;
}

/** The worker that reads runs folders, started when the first list is asked for: nothing that is in them holds up the editor. */
export class RunListThread {
  private worker: Worker | undefined;
  private readonly asked = new Map<number, Asked>();
  private lastNumber = 0;
  private ended = false;

  /** @param workerFile the bundled `engine/worker/entry.ts` */
  constructor(private readonly workerFile: string) {}

  /**
   * @param take takes in what has changed, before the answer
   * @returns whether anything has changed; false when the thread was ended by `end`
   * @throws Error when the thread has ended otherwise: the next one that is asked is a new one
   */
  ask(request: RunListRequest, take: (message: RunsMessage) => void = () => {}): Promise<boolean> {
    if (this.ended) return Promise.resolve(false);
    this.worker ??= this.start();
    const number = ++this.lastNumber;
    return new Promise((resolve, reject) => {
      this.asked.set(number, { take, resolve, reject });
      this.tell({ type: 'ask', number, request });
    });
  }

  /** Ends the thread: nothing is told any more. */
  async end(): Promise<void> {
    this.ended = true;
    const { worker } = this;
    this.worker = undefined;
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const { resolve } of asked) resolve(false);
    await worker?.terminate();
  }

  private tell(message: ToRunLists): void {
    this.worker?.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, { workerData: { role: 'runs' } satisfies Role });
    // A thread that has been ended or replaced is not heard.
    const ifCurrent =
      <Told>(action: (told: Told) => void) =>
      (told: Told) => {
        if (this.worker === worker) action(told);
      };
    worker
      .on(
        'message',
        ifCurrent((message: FromRunLists) => this.receive(message)),
      )
      .on(
        'error',
        ifCurrent((error: unknown) => this.fail(error)),
      )
      .on(
        'exit',
        ifCurrent((code: number) => this.fail(new Error(`The worker thread ended with code ${code}.`))),
      );
    return worker;
  }

  private receive(message: FromRunLists): void {
    const { number } = message;
    const asked = this.asked.get(number);
    if (message.type === 'runs') {
      asked?.take(message);
      // Only then comes the next one: messages that are there already are all handed over in one turn of the event loop.
      this.tell({ type: 'taken', number });
      return;
    }
    this.asked.delete(number);
    if (message.type === 'done') asked?.resolve(message.changed);
    else asked?.reject(revivedError(message.error));
  }

  private fail(error: unknown): void {
    this.worker = undefined;
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const { reject } of asked) reject(revivedError(plainError(error)));
  }
}
