import type { Pace } from '../cancellation';
import { type ExampleStore, inputValue, type Sequence, usedExamples } from './examples';

/** What the inputs were in the examples used, each counted once: one number an input. */
export interface InputStatistics {
  /** Mean input value over the examples of group A, between 1/256 and 1. */
  readonly meanA: Float64Array;
  readonly meanB: Float64Array;
  /** Examples, of either group, in which the pixel is not 0. */
  readonly active: Float64Array;
}

/**
 * Over the examples that are in any of the sequences.
 * @throws CancelledError
 */
export async function inputStatistics(
  store: ExampleStore,
  sequences: readonly Sequence[],
  pace: Pace,
): Promise<InputStatistics> {
  const { inputs, pixels, targets } = store;
  // Sums of raw pixels, exact.
  const sums = [new Float64Array(inputs), new Float64Array(inputs)] as const;
  const counts = [0, 0];
  const active = new Float64Array(inputs);
  for (const [example, isUsed] of usedExamples(store, sequences).entries()) {
    if (isUsed === 0) continue;
    if (pace.due) await pace.rest();
    const group = targets[example] as 0 | 1;
    const sum = sums[group];
    counts[group] = (counts[group] as number) + 1;
    for (let input = 0, index = example * inputs; input < inputs; input++, index++) {
      const pixel = pixels[index] as number;
      if (pixel === 0) continue;
      sum[input] = (sum[input] as number) + pixel;
      active[input] = (active[input] as number) + 1;
    }
  }
  const mean = (group: 0 | 1) => sums[group].map((sum) => inputValue(sum / (counts[group] as number)));
  return { meanA: mean(0), meanB: mean(1), active };
}
