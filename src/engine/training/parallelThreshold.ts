/** Work of less than this is done on one thread: a further one that has to be started first takes about as long. */
export const PARALLEL_THRESHOLD_MS = 60;

/**
 * Milliseconds that the forks of a config may take, guessed before anything is trained: 60 at 5 · 10⁸ rows × parameters,
 * for a tenth of the rows in each of four forks.
 */
export function guessedMilliseconds(rows: number, parameters: number): number {
  return (rows * parameters * PARALLEL_THRESHOLD_MS) / 5e8;
}
