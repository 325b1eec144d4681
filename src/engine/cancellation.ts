import { CancelledError } from './errors';

/**
 * A flag that any thread may raise and every thread sees at once, because it lives in shared memory: a busy training
 * loop notices it at its next look without having to return to its event loop.
 */
export class CancelFlag {
  private readonly word: Int32Array<SharedArrayBuffer>;

  /** @param parent a flag that counts as this one too when it is up; seen only by those who hold this very object */
  constructor(
    readonly memory: SharedArrayBuffer = new SharedArrayBuffer(4),
    private readonly parent?: CancelFlag,
  ) {
    this.word = new Int32Array(memory);
  }

  /** A flag that may be raised alone, and is up with this one: for a part of the work that may fail by itself, on one thread. */
  child(): CancelFlag {
    return new CancelFlag(undefined, this);
  }

  raise(): void {
    Atomics.store(this.word, 0, 1);
  }

  get raised(): boolean {
    return Atomics.load(this.word, 0) === 1 || (this.parent?.raised ?? false);
  }

  /** @throws CancelledError when the flag is up. */
  check(): void {
    if (this.raised) throw new CancelledError();
  }
}

/** When the event loop of this thread ran last, as far as is known: whatever works on it shares its time. */
let turnedAt = performance.now();

/** Lets the event loop of this thread run once, so that messages, timers and sockets get their turn. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => {
      turnedAt = performance.now();
      resolve();
    });
  });
}

/** The longest chunk of work, in milliseconds, between two looks at the cancel flag and the event loop. */
export const SLICE_MS = 40;

/** Cuts a long loop into chunks: `if (slicer.due) await slicer.pause()` at every turn, which costs next to nothing. */
export class TimeSlicer {
  constructor(private readonly cancel: CancelFlag) {}

  get due(): boolean {
    return performance.now() - turnedAt > SLICE_MS;
  }

  /**
   * Does work that yields wherever it may be interrupted.
   * @throws CancelledError when the flag is up.
   */
  async run<Result>(work: Iterator<void, Result>): Promise<Result> {
    for (let next = work.next(); ; next = work.next()) {
      if (next.done) return next.value;
      if (this.due) await this.pause();
    }
  }

  /** @throws CancelledError when the flag is up. */
  async pause(): Promise<void> {
    this.cancel.check();
    await yieldToEventLoop();
  }
}

/** Does work that yields wherever it may be interrupted, without interrupting it. */
export function runSync<Result>(work: Iterator<void, Result>): Result {
  for (let next = work.next(); ; next = work.next()) if (next.done) return next.value;
}
