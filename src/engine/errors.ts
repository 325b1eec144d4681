/** One thing wrong with a config or a file: where it stands, what was found there, what is allowed. */
export interface Mistake {
  /** A key's path (`phase1.rows`), a file's path, or a place in a text (`line 3, column 7`). */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** A mistake in one line, for a terminal or a message box. */
export function describeMistake({ path, found, expected }: Mistake): string {
  return `${path}: found ${found}; expected ${expected}`;
}

/** The config cannot be run. Holds every mistake found, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map(describeMistake).join('\n'));
  }
}

/** A data file, a tensor file or a run folder is not what it should be. */
export class DataError extends Error {
  override readonly name = 'DataError';
  readonly mistakes: readonly Mistake[];
  constructor(mistake: Mistake, options?: ErrorOptions) {
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
