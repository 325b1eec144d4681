import type { EditorProxies } from '../data/proxies';
import { CancelledError, ConfigError, codeOf, DataError, type ErrorKind, kindOf, type Mistake } from '../errors';

/** What a thread of `worker/entry.ts` is started for (its `workerData`). */
export interface Role {
  readonly role: 'engine' | 'cells' | 'sweep' | 'claims' | 'run' | 'runs';
  /** What downloads go through; without it, as on the command line, the environment decides. */
  readonly proxies?: EditorProxies;
}

/** One thing that a worker does. What is named here goes between threads: it has no class instances. */
export interface Procedure<Input, Event, Result> {
  readonly input: Input;
  /** Sent while the work goes on. */
  readonly event: Event;
  readonly result: Result;
}

/** What a worker does, by name: an interface of `contracts.ts`. */
export type Contract<C> = { readonly [Name in keyof C]: Procedure<unknown, unknown, unknown> };

/** To a worker. */
export type ToWorker =
  | {
      readonly type: 'call';
      /** Chosen by whoever calls; what comes of the call carries it. */
      readonly id: number;
      readonly name: string;
      readonly input: unknown;
      /** Of a `CancelFlag`. */
      readonly cancelMemory: SharedArrayBuffer;
    }
  /** What was handed over has been taken. */
  | { readonly type: 'taken'; readonly id: number };

/** From a worker. After `result` or `failed` nothing more comes of a call. */
export type FromWorker =
  | { readonly type: 'event'; readonly id: number; readonly event: unknown; readonly handedOver: boolean }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError }
  /** A heartbeat. */
  | { readonly type: 'alive' };

/** An error on its way between threads, which would otherwise lose its class and what it has beside its message. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** Absent from a fault of ours. */
  readonly kind?: ErrorKind;
  readonly mistakes?: readonly Mistake[];
  /** Of an error of the system: what it is called, such as `ENOENT`, and the call that failed. */
  readonly code?: string;
  readonly syscall?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const { name, message, stack = '' } = error;
  const { syscall } = error as NodeJS.ErrnoException;
  const [kind, code] = [kindOf(error), codeOf(error)];
  return {
    ...{ name, message, stack },
    ...(kind === undefined ? {} : { kind }),
    ...(error instanceof ConfigError || error instanceof DataError ? { mistakes: error.mistakes } : {}),
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
  };
}

/** The error again: of the classes that callers catch as such, of others with all that they have. */
export function revivedError(plain: PlainError): Error {
  const { kind, mistakes = [] } = plain;
  const [mistake] = mistakes;
  if (kind === 'cancelled') return new CancelledError();
  if (kind === 'config' && mistake !== undefined) return new ConfigError(mistakes);
  if (kind === 'data' && mistake !== undefined) return new DataError(mistake);
  return Object.assign(new Error(plain.message), plain);
}

/** Whether an error says something to a person about their config, data or disk, as opposed to a fault of ours. */
export function isExpected(error: Error | PlainError): boolean {
  return kindOf(error) !== undefined;
}
