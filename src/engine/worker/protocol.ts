import type { EditorProxies } from '../data/proxies';
import { CancelledError, ConfigError, codeOf, DataError, type Mistake } from '../errors';

/** What a thread of `worker/entry.ts` is started for (its `workerData`). */
export interface Role {
  readonly role: 'engine' | 'cells' | 'sweep' | 'claims' | 'surgery' | 'runs';
  /** What downloads go through; without it, as on the command line, the environment decides. */
  readonly proxies?: EditorProxies;
}

/** One thing that a worker does. What is named here goes between threads: it has no class instances. */
export interface Procedure<Input, Event, Result> {
  readonly input: Input;
  /** What is told on the way. */
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
  /** Nothing new, but the thread is there. */
  | { readonly type: 'alive' };

/** An error on its way between threads, which would otherwise lose its name, its mistakes and its code. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly mistakes?: readonly Mistake[];
  readonly code?: string;
}

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  const { name, message, stack = '' } = error;
  const mistakes = error instanceof ConfigError || error instanceof DataError ? { mistakes: error.mistakes } : {};
  const code = codeOf(error);
  return { name, message, stack, ...mistakes, ...(code === undefined ? {} : { code }) };
}

/** The error again: of the kinds that callers catch as such, of others with its name and code. */
export function revivedError({ name, message, stack, mistakes = [], code }: PlainError): Error {
  // Not the class's own name, which is shortened when the product is built.
  if (name === 'CancelledError') return new CancelledError();
  const [mistake] = mistakes;
  if (name === 'ConfigError' && mistake !== undefined) return new ConfigError(mistakes);
  if (name === 'DataError' && mistake !== undefined) return new DataError(mistake);
  const error = Object.assign(new Error(message), code === undefined ? {} : { code });
  error.name = name;
  error.stack = stack;
  return error;
}

/** Errors that say something to a person about their config, data or disk, as opposed to a fault of ours. */
const EXPECTED_ERRORS = ['CancelledError', 'ConfigError', 'DataError', 'DivergenceError', 'StorageError'];

export function isExpected({ name }: Pick<Error, 'name'>): boolean {
  return EXPECTED_ERRORS.includes(name);
}
