import { Parameters } from '../../src/engine/network/parameters';
import type { TrainingContext, TrainingJob, TrainingRule } from '../../src/engine/training/kernel';
import { initialOptimiserState } from '../../src/engine/training/optimisers';
import { prepareMemory } from '../../src/engine/training/simd/memory';
import { NO_EXAMPLES, sharedWords } from './setting';
import type { Work } from './workFile';

/** A fresh copy of the initial network, to be trained on the first `steps` examples. */
export function jobOf({ initial }: Work, rule: TrainingRule, steps: number, name = 'one'): TrainingJob {
  const parameters = initial.copy();
  return {
    name,
    sequence: sharedWords(steps),
    state: { parameters, optimiser: initialOptimiserState(rule.optimiser, parameters.values.length) },
  };
}

export function emptyTally({ sizes, records = [] }: TrainingRule): NonNullable<TrainingJob['tally']> {
  const sums = () => ({ a: new Parameters(sizes), b: new Parameters(sizes) });
  return { ...sums(), from: 0, records: Object.fromEntries(records.map((name) => [name, sums()])) };
}

/** @param form which form of the first layer; `sparse` as the product has it */
export function contextOf(
  { store }: Work,
  rule: TrainingRule,
  executors: number,
  longest: number,
  form: 'sparse' | 'dense' = 'sparse',
): TrainingContext {
  // Momentum takes the dense form, and its workspace holds all that plain gradient descent needs and one set more.
  const laidOutFor: TrainingRule =
    form === 'dense' && rule.optimiser.name === 'sgd'
      ? { ...rule, optimiser: { name: 'momentum', momentum: 0.9 } }
      : rule;
  const memory = prepareMemory(laidOutFor, store, NO_EXAMPLES, executors, longest);
  if (memory === undefined) throw new Error('WebAssembly has no SIMD here: there is no fast kernel to measure.');
  return { rule, training: store, test: NO_EXAMPLES, memory };
}
