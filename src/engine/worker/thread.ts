import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import { CancelFlag } from '../cancellation';
import { CancelledError, codeOf } from '../errors';
import { type Contract, type FromWorker, isExpected, plainError, revivedError, type ToWorker } from './protocol';

/** A worker that has sent nothing for six checks is ended: 30 s, at the engine's 5 s between two checks. */
const LOOKS = 6;

export interface ThreadOptions {
  /** The `workerData` of a new worker. */
  readonly workerData?: () => unknown;
  /** Milliseconds without a call after which the worker is ended, to be started again with the next one; never when left out. */
  readonly idleMs?: number;
  /** Milliseconds between two checks of a busy worker, which sends a heartbeat every second; none when left out. */
  readonly lookMs?: number;
}

/** What a worker has been asked for. */
export interface Call<Result> {
  /** Rejects as the work does, and with a CancelledError when it is given up. */
  readonly result: Promise<Result>;
  /** Asks the worker to stop. */
  cancel(): void;
  /**
   * Drops the call; settles when nothing of it goes on. The worker is ended with it when it has not ended by itself,
   * unless it is at work on another call that was made before.
   */
  giveUp(): Promise<void>;
}

export interface CallOptions<Event> {
  /** Raised by whoever wants the work to stop; one of its own when left out. */
  readonly cancel?: CancelFlag;
  /** Takes events; of those that the worker hands over, the next comes when this one has been taken. */
  readonly onEvent?: (event: Event) => void | Promise<void>;
}

interface Pending {
  readonly take: (event: unknown) => void | Promise<void>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker thread that does what its contract says, started with the first call. One that has ended, by itself or by
 * `end`, is started again with the next call; a fault of ours in it ends it, since nobody knows what state it is in.
 */
export class Thread<C extends Contract<C>> {
  private worker: Worker | undefined;
  private readonly pending = new Map<number, Pending>();
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;
  private watch: NodeJS.Timeout | undefined;
  /** Whether the next call needs a new worker with new `workerData`. */
  private outdated = false;
  private disposed = false;
  /** Checks since the last message. */
  private silentFor = 0;

  /** @param file the bundled worker, which calls `serve` */
  constructor(
    private readonly file: string,
    private readonly options: ThreadOptions = {},
  ) {}

  /** The number of the thread; undefined when there is none. */
  get threadId(): number | undefined {
    return this.worker?.threadId;
  }

  /** Whether nothing is asked of it. */
  get isIdle(): boolean {
    return this.pending.size === 0;
  }

  /** Has the worker do something. Without a worker, as after `dispose`, it is given up at once. */
  start<Name extends keyof C & string>(
    name: Name,
    input: C[Name]['input'],
    { cancel = new CancelFlag(), onEvent = () => {} }: CallOptions<C[Name]['event']> = {},
  ): Call<C[Name]['result']> {
    const id = ++this.lastId;
    const result = new Promise<C[Name]['result']>((resolve, reject) => {
      if (this.disposed) return reject(new CancelledError());
      this.pending.set(id, { take: onEvent as Pending['take'], resolve: resolve as Pending['resolve'], reject });
      this.running().postMessage({ type: 'call', id, name, input, cancelMemory: cancel.memory } satisfies ToWorker);
    });
    let ended: Promise<void> | undefined;
    const giveUp = () => {
      ended ??= this.giveUp(id, cancel);
      return ended;
    };
    return { result, cancel: () => cancel.raise(), giveUp };
  }

  /** Starts the worker ahead of the first call. */
  warm(): void {
    if (!this.disposed) this.running();
  }

  /** Has the worker replaced before the next call, once it is idle: its `workerData` is out of date. */
  outdate(): void {
    this.outdated = this.worker !== undefined;
  }

  /** Ends the worker; whatever it still had to do fails with the error. Settles when the worker is gone. */
  async end(error: Error = new CancelledError()): Promise<void> {
    clearTimeout(this.idle);
    clearInterval(this.watch);
    this.watch = undefined;
    this.outdated = false;
    const { worker } = this;
    this.worker = undefined;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of pending) reject(error);
    await worker?.terminate();
  }

  /** Ends the worker for good. */
  async dispose(): Promise<void> {
    this.disposed = true;
    await this.end();
  }

  private async giveUp(id: number, cancel: CancelFlag): Promise<void> {
    const pending = this.pending.get(id);
    if (pending === undefined) return;
    const [first] = this.pending.keys();
    this.pending.delete(id);
    cancel.raise();
    pending.reject(new CancelledError());
    if (id === first) await this.end(new Error(l10n.t('The worker thread was ended with another experiment.')));
  }

  /** The worker, ready for a call. */
  private running(): Worker {
    clearTimeout(this.idle);
    // Whoever has just been added is the only one.
    if (this.outdated && this.pending.size <= 1) this.replace();
    this.worker ??= this.begin();
    const { lookMs } = this.options;
    this.silentFor = 0;
    if (lookMs !== undefined) this.watch ??= setInterval(() => this.look(lookMs), lookMs);
    return this.worker;
  }

  private replace(): void {
    this.outdated = false;
    // Nothing waits for it.
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private begin(): Worker {
    const worker = new Worker(this.file, { workerData: this.options.workerData?.() });
    // Events of a replaced worker are ignored: its end is not that of the next one.
    const ifCurrent =
      <Heard>(action: (heard: Heard) => void) =>
      (heard: Heard) => {
        if (this.worker === worker) action(heard);
      };
    const onMessage = ifCurrent((message: FromWorker) => this.receive(worker, message));
    const onError = ifCurrent((error: unknown) => void this.end(revivedError(plainError(error))));
    const onExit = ifCurrent((code: number) => {
      void this.end(new Error(l10n.t('The worker thread ended with code {0}.', code)));
    });
    return worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  }

  private receive(worker: Worker, message: FromWorker): void {
    this.silentFor = 0;
    if (message.type === 'alive') return;
    const { id } = message;
    const pending = this.pending.get(id);
    if (message.type === 'event') {
      const taken = pending?.take(message.event);
      if (!message.handedOver) return;
      Promise.resolve(taken).then(
        () => worker.postMessage({ type: 'taken', id } satisfies ToWorker),
        (error: unknown) => this.end(revivedError(plainError(error))),
      );
      return;
    }
    this.pending.delete(id);
    const { idleMs } = this.options;
    if (this.pending.size === 0 && idleMs !== undefined) this.idle = setTimeout(() => void this.end(), idleMs);
    if (message.type === 'result') {
      pending?.resolve(message.result);
      return;
    }
    const error = revivedError(message.error);
    pending?.reject(error);
    // An error of the system says nothing about the thread.
    if (!isExpected(error) && codeOf(error) === undefined) void this.end(error);
  }

  /**
   * Checks how long a busy worker has sent nothing. Checks are counted rather than the time, which also
   * goes by while the machine sleeps.
   */
  private look(lookMs: number): void {
    if (this.pending.size === 0) this.silentFor = 0;
    this.silentFor++;
    if (this.silentFor <= LOOKS) return;
    const seconds = Math.round((LOOKS * lookMs) / 1000);
    void this.end(new Error(l10n.t('The worker thread has not answered for {0} s and was ended.', seconds)));
  }
}
