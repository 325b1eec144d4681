import { Worker } from 'node:worker_threads';
import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import {
  type EngineRequest,
  type FromEngine,
  type FromExperiment,
  isExpected,
  type PlainError,
  plainError,
  type ToEngine,
} from '../../engine/worker/protocol';
import { onDidChangeProxies, roleOf } from '../proxies';

/**
 * How long the thread is kept with nothing to do. A person who changes a value and starts again does so within it, and
 * whoever does not gets back the memory of a thread a core.
 */
const IDLE_MS = 60_000;

/**
 * A thread at work says every second that it is there (`worker/entry.ts`); it looks around at least that often. One that
 * has not been heard of in so many looks, 30 s, is ended.
 */
const LOOK_MS = 5000;
const LOOKS = 6;

/** An experiment that the thread has been asked for. */
export interface EngineTask {
  /** Hears no more of it, and ends the thread with it when it has not ended by itself; settles when that is so. */
  giveUp(): Promise<void>;
}

/**
 * The engine's worker, kept from one experiment to the next: it is started with the first one, and let go when there
 * has been none for a while. What ends in the midst of an experiment is replaced for the next one.
 */
export class EngineThread implements vscode.Disposable {
  private worker: Worker | undefined;
  private readonly listeners = new Map<number, (message: FromExperiment) => void>();
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;
  private watch: NodeJS.Timeout | undefined;
  /** Whether the next experiment needs a thread that knows the settings of now. */
  private outdated = false;
  private readonly settings: vscode.Disposable;
  /** Looks since something was heard. */
  private silentFor = 0;

  /** @param workerFile the bundled `engine/worker/entry.ts` */
  constructor(
    private readonly workerFile: string,
    private readonly idleMs = IDLE_MS,
    private readonly lookMs = LOOK_MS,
  ) {
    this.settings = onDidChangeProxies(() => {
      this.outdated = this.worker !== undefined;
    });
  }

  /** The number of the thread; undefined when there is none. */
  get threadId(): number | undefined {
    return this.worker?.threadId;
  }

  /**
   * Runs an experiment, after those that were asked for before.
   * @param listener hears what is told of it, the last time that it is complete or has failed; the end of the thread
   *   is a failure
   */
  run(request: EngineRequest, listener: (message: FromExperiment) => void): EngineTask {
    clearTimeout(this.idle);
    if (this.outdated && this.listeners.size === 0) void this.letGo();
    this.worker ??= this.start();
    this.silentFor = 0;
    this.watch ??= setInterval(() => this.look(), this.lookMs);
    const id = ++this.lastId;
    this.listeners.set(id, listener);
    this.worker.postMessage({ id, request } satisfies ToEngine);
    return {
      giveUp: async () => {
        if (!this.listeners.delete(id)) return;
        const message = l10n.t('The worker thread was ended with another experiment.');
        await this.end({ name: 'Error', message, stack: '' });
      },
    };
  }

  dispose(): void {
    this.settings.dispose();
    this.listeners.clear();
    void this.letGo();
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, { workerData: roleOf('engine') });
    // A thread that has been replaced is not heard: its end is not that of the next one.
    const ifCurrent =
      <Told>(action: (told: Told) => void) =>
      (told: Told) => {
        if (this.worker === worker) action(told);
      };
    worker
      .on(
        'message',
        ifCurrent(({ id, message }: FromEngine) => {
          this.silentFor = 0;
          this.receive(id, message);
        }),
      )
      .on(
        'error',
        ifCurrent((error: unknown) => void this.end(plainError(error))),
      )
      .on(
        'exit',
        ifCurrent((code: number) => {
          const message = l10n.t('The worker thread ended with code {0}.', code);
          void this.end({ name: 'Error', message, stack: '' });
        }),
      );
    return worker;
  }

  private receive(id: number, message: FromExperiment): void {
    const listener = this.listeners.get(id);
    if (message.type === 'complete' || message.type === 'failed') {
      this.listeners.delete(id);
      if (this.listeners.size === 0) this.idle = setTimeout(() => void this.letGo(), this.idleMs);
    }
    listener?.(message);
    // After a fault of ours nobody knows what state the thread is in.
    if (message.type === 'failed' && !isExpected(message.error)) void this.end(message.error);
  }

  /** Ends the thread and, for that reason, whatever it still had to do. */
  private async end(error: PlainError): Promise<void> {
    const gone = this.letGo();
    const listeners = [...this.listeners.values()];
    this.listeners.clear();
    for (const listener of listeners) listener({ type: 'failed', error });
    await gone;
  }

  private async letGo(): Promise<void> {
    clearTimeout(this.idle);
    clearInterval(this.watch);
    this.watch = undefined;
    this.outdated = false;
    const { worker } = this;
    this.worker = undefined;
    await worker?.terminate();
  }

  /**
   * Looks how long nothing has been heard of a thread that is at work. Looks are counted rather than the time, which also
   * goes by while the machine sleeps.
   */
  private look(): void {
    if (this.listeners.size === 0) this.silentFor = 0;
    this.silentFor++;
    if (this.silentFor <= LOOKS) return;
    const seconds = Math.round((LOOKS * this.lookMs) / 1000);
    const message = l10n.t('The worker thread has not answered for {0} s and was ended.', seconds);
    void this.end({ name: 'Error', message, stack: '' });
  }
}
