import { type ExampleStore, pickExamples, type Sequence } from '../data/examples';
import type { Parameters } from '../network/parameters';
import type { TrainingContext } from '../training/kernel';
import { initialOptimiserState } from '../training/optimisers';
import { createSimdKernel } from '../training/simd/simd';

/** What the tallied examples did to the first layer, each by itself. Everything is in shared memory. */
export interface TalliedSteps {
  /** |δ| of the first layer at each tallied example, in their order: examples × neurons. */
  readonly sizes: Float64Array<SharedArrayBuffer>;
  readonly neurons: number;
  /** Their images and targets. */
  readonly examples: ExampleStore;
}

/** Examples trained on between two places where the work may be interrupted: a few milliseconds. */
const STRETCH = 64;

/**
 * Trains phase 1 once more, to the same bits, and keeps what a tally adds up: with plain gradient descent |Δ| of weight
 * (j, i) at an example is η |δⱼ| xᵢ.
 * @param place of the kernel's memory that nothing else works in
 * @throws RangeError for another optimiser, whose |Δ| is no such product
 */
export function* talliedSteps(
  context: TrainingContext,
  sequence: Sequence,
  from: number,
  initial: Parameters,
  place: number,
): Generator<void, TalliedSteps> {
  const { rule, training } = context;
  if (rule.optimiser.name !== 'sgd') throw new RangeError('Updates are products of δ and input with plain SGD alone.');
  const state = { parameters: initial.copy(), optimiser: initialOptimiserState(rule.optimiser, initial.values.length) };
  const kernel = createSimdKernel(
    { ...context, rule: { ...rule, records: [] } },
    { name: 'again', sequence, state },
    place,
  );
  yield* { [Symbol.iterator]: () => kernel.readIn() };
  const outcome = { examples: 0, lossSum: 0, correct: 0 };
  for (let position = 0; position < from; position += STRETCH) {
    kernel.train(position, Math.min(from, position + STRETCH), false, outcome);
    yield;
  }
  const neurons = rule.sizes[1] as number;
  const tallied = sequence.subarray(from);
  const sizes = new Float64Array(new SharedArrayBuffer(8 * neurons * tallied.length));
  for (let index = 0; index < tallied.length; index++) {
    kernel.train(from + index, from + index + 1, false, outcome);
    const delta = kernel.firstDelta();
    for (let j = 0; j < neurons; j++) sizes[index * neurons + j] = Math.abs(delta[j] as number);
    if (index % STRETCH === 0) yield;
  }
  return { sizes, neurons, examples: pickExamples(training, tallied) };
}
