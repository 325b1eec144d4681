import { shown } from './untrusted/shown';

/** One thing wrong with a config or a file: its place, what was found there, what is allowed. */
export interface Mistake {
  /** A key's path (`phase1.rows`), a file's path, or a place in a text (`line 3, column 7`). */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** Of a key, or of a text, that is none of those that may stand there: these, to suggest one. */
  readonly allowed?: readonly string[];
}

/** What stands in a file may be of any length; a message may not. */
const LONGEST_TEXT = 2000;
/** Most mistakes in one message. */
const MOST_MISTAKES = 100;

/** A mistake in one line, for a terminal or a message box. */
export function describeMistake({ path, found, expected }: Mistake): string {
  return shown(`${path}: found ${found}; expected ${expected}`);
}

function bounded(mistake: Mistake): Mistake {
  const cut = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text);
  return { ...mistake, path: cut(mistake.path), found: cut(mistake.found) };
}

/**
 * What kind of error says something to a person about their config, data or disk, as opposed to a fault of ours. A word and
 * no class: classes are lost on the way between threads, and every bundle has its own.
 */
const ERROR_KINDS = ['cancelled', 'config', 'data', 'diverged', 'storage'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** The kind of an error of this module, also of one that came from another thread or bundle; undefined for any other. */
export function kindOf(error: unknown): ErrorKind | undefined {
  if (typeof error !== 'object' || error === null || !('kind' in error)) return undefined;
  return ERROR_KINDS.find((kind) => kind === error.kind);
}

/** The config cannot be run. Holds every mistake found, not only the first; of very many the first hundred. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly kind = 'config' satisfies ErrorKind;
  readonly mistakes: readonly Mistake[];
  constructor(found: readonly Mistake[]) {
    const mistakes = found.slice(0, MOST_MISTAKES).map(bounded);
    super(mistakes.map(describeMistake).join('\n'));
    this.mistakes = mistakes;
  }
}

/** A data file, a tensor file or a run folder is not what it should be. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly kind = 'data' satisfies ErrorKind;
  readonly mistakes: readonly Mistake[];
  constructor(found: Mistake, options?: ErrorOptions) {
    const mistake = bounded(found);
    super(describeMistake(mistake), options);
    this.mistakes = [mistake];
  }
}

/** How what was found begins where a data set could not be fetched, whatever the addresses said. */
export const NO_MIRROR = 'no mirror that delivers';

/** Whether a data set could not be fetched, also of an error that came from another thread or bundle. */
export function isNotDownloaded(error: unknown): boolean {
  if (kindOf(error) !== 'data' || !(error instanceof Error) || !('mistakes' in error)) return false;
  const { mistakes } = error as { mistakes: readonly Mistake[] };
  return mistakes.some(({ found }) => found.startsWith(NO_MIRROR));
}

/** The loss stopped being a finite number. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
  readonly kind = 'diverged' satisfies ErrorKind;
  constructor(phase: string, step: number, learningRate: number) {
    super(
      `Training diverged: the loss is no longer a finite number by step ${step} of ${phase}, with a learning rate of ${learningRate}. Try a smaller learningRate.`,
    );
  }
}

/** Somebody asked for the work to stop. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  readonly kind = 'cancelled' satisfies ErrorKind;
  constructor() {
    super('The experiment was cancelled.');
  }
}

/** What the codes of the system mean, and what helps. */
const MEANINGS: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['the quota is used up', 'Free some space'],
  EFBIG: ['a file may not be that large here', 'Allow larger files (ulimit -f), or take another folder'],
  EACCES: ['that is not allowed', 'Allow it, or take another folder'],
  EPERM: ['that is not allowed', 'Allow it, or take another folder'],
  EROFS: ['the file system can only be read', 'Take another folder'],
  EIO: ['the disk reports a fault', 'Check the disk'],
  ENOENT: ['the folder is not there any more', 'Put it back, or start anew'],
  TAKEN: ['its lock was removed, or another process took it over while this one stood still', 'Leave it to that one'],
  ENAMETOOLONG: ['the name is too long', 'Take a shorter one'],
  ENOTDIR: ['a part of the path is not a folder', 'Take another folder'],
  EISDIR: ['it is a folder', 'Take another name'],
  ELOOP: ['its links lead in a circle', 'Take another folder'],
  EEXIST: ['something else has that name', 'Take another name'],
  ENOTEMPTY: ['it is not empty', 'Take another name'],
  EBUSY: ['something else uses it', 'Try again later'],
  EMFILE: ['this process has too many files open', 'Allow more (ulimit -n)'],
  ENFILE: ['the system has too many files open', 'Close some programs'],
  ENOMEM: ['there is not enough memory', 'End other programs'],
};

/** Something could not be written to disk. Says where, why, and what helps. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly kind = 'storage' satisfies ErrorKind;
  readonly code: string;

  /** @param what as in "could not … it" */
  constructor(
    private readonly what: string,
    path: string,
    cause: NodeJS.ErrnoException,
  ) {
    const code = cause.code ?? 'unknown';
    const [reason, remedy] = meaningOf(what, cause);
    // What is in the way may be a folder further up.
    const at = what === MAKE && cause.path !== undefined && cause.path !== path ? `${cause.path}: ` : '';
    super(shown(`${path}: could not ${what} it: ${at}${reason} (${code}). ${remedy}; what was complete is unharmed.`), {
      cause,
    });
    this.code = code;
  }

  /** The same of the path that a person knows, where a folder was to be made under another name at first. */
  of(path: string): StorageError {
    const { code, message } = this.cause as NodeJS.ErrnoException;
    return new StorageError(this.what, path, Object.assign(new Error(message), { code }));
  }
}

/** What a message says of a folder. */
export const MAKE = 'make';

function meaningOf(what: string, { code, message }: NodeJS.ErrnoException): readonly [reason: string, remedy: string] {
  // The folders above it have been made before: some file systems of the kernel say this of whatever is not theirs.
  if (what === MAKE && code === 'ENOENT') return ['nothing can be made there', 'Take another folder'];
  return MEANINGS[code ?? ''] ?? [message, 'Check the disk'];
}

/** Why something cannot be read: `EACCES, that is not allowed`; the code alone when the file does not exist. */
export function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const meaning = code === 'ENOENT' ? undefined : MEANINGS[code]?.[0];
  return meaning === undefined ? code : `${code}, ${meaning}`;
}

/** The code of an error of the file system, such as `ENOENT`; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
