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
