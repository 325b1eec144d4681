/** One thing wrong with a config or a file: where it stands, what was found there, what is allowed. */
export interface Mistake {
  /** A key's path (`phase1.rows`), a file's path, or a place in a text (`line 3, column 7`). */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** What stands in a file may be of any length; a message may not. */
const LONGEST_TEXT = 2000;
/** Mistakes that are told at a time. */
const MOST_MISTAKES = 100;

/** A mistake in one line, for a terminal or a message box. */
export function describeMistake({ path, found, expected }: Mistake): string {
  return `${path}: found ${found}; expected ${expected}`;
}

function bounded({ path, found, expected }: Mistake): Mistake {
  const cut = (text: string) => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text);
  return { path: cut(path), found: cut(found), expected };
}

/** The config cannot be run. Holds every mistake found, not only the first; of very many the first hundred. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
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
  readonly mistakes: readonly Mistake[];
  constructor(found: Mistake, options?: ErrorOptions) {
    const mistake = bounded(found);
    super(describeMistake(mistake), options);
    this.mistakes = [mistake];
  }
}

/** The loss stopped being a finite number. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
  constructor(phase: string, step: number, learningRate: number) {
    super(
      `Training diverged: the loss is no longer a finite number by step ${step} of ${phase}, with a learning rate of ${learningRate}. Try a smaller learningRate.`,
    );
  }
}

/** Somebody asked for the work to stop. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor() {
    super('The experiment was cancelled.');
  }
}

/** Why a file could not be written, and what helps. */
const REMEDIES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space'],
  EDQUOT: ['the quota is used up', 'Free some space'],
  EACCES: ['that is not allowed', 'Allow it, or take another folder'],
  EPERM: ['that is not allowed', 'Allow it, or take another folder'],
  EROFS: ['the file system can only be read', 'Take another folder'],
  EIO: ['the disk reports a fault', 'Check the disk'],
  ENOENT: ['the folder is not there any more', 'Put it back, or start anew'],
  TAKEN: ['its lock was removed, or another process took it over while this one stood still', 'Leave it to that one'],
};

/** Something could not be written to disk. Says where, why, and what helps. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: string;
  constructor(what: string, path: string, cause: NodeJS.ErrnoException) {
    const code = cause.code ?? 'unknown';
    const [reason, remedy] = REMEDIES[code] ?? [cause.message, 'Check the disk'];
    super(`${path}: could not ${what} it: ${reason} (${code}). ${remedy}; what was complete is unharmed.`, { cause });
    this.code = code;
  }
}

/** The code of an error of the file system, such as `ENOENT`; undefined for any other. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
