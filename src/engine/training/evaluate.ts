import { type CancelFlag, Pace } from '../cancellation';
import type { ExampleStore } from '../data/examples';
import type { Parameters } from '../network/parameters';
import { ForwardPass } from './forward';
import type { TrainingRule } from './kernel';
import { LOSSES } from './losses';

/** How a network does on images it never learned from. */
export interface HeldOut {
  readonly examples: number;
  /** Mean loss; null when there are no such images. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** Accuracy on the images of each class, by class number. */
  readonly accuracyByClass: Readonly<Record<string, number>>;
}

/** @param store the test images of both groups */
export async function evaluate(
  rule: TrainingRule,
  parameters: Parameters,
  store: ExampleStore,
  cancel: CancelFlag,
): Promise<HeldOut> {
  const forward = new ForwardPass(rule, parameters);
  const loss = LOSSES[rule.loss];
  const delta = new Float64Array(2);
  const byClass = new Map<number, { examples: number; correct: number }>();
  let lossSum = 0;
  let correctSum = 0;
  const pace = new Pace(cancel);
  for (const [example, label] of store.classes.entries()) {
    const target = store.targets[example] as number;
    forward.run(store.pixels, example * store.inputs);
    const correct = forward.prediction === target ? 1 : 0;
    lossSum += loss(forward.output, target, forward.outputActivation, delta);
    correctSum += correct;
    const seen = byClass.get(label) ?? { examples: 0, correct: 0 };
    byClass.set(label, { examples: seen.examples + 1, correct: seen.correct + correct });
    if (pace.due) await pace.rest();
  }
  const classes = [...byClass].sort(([one], [other]) => one - other);
  return {
    examples: store.classes.length,
    loss: byClass.size === 0 ? null : lossSum / store.classes.length,
    accuracy: byClass.size === 0 ? null : correctSum / store.classes.length,
    accuracyByClass: Object.fromEntries(classes.map(([label, seen]) => [label, seen.correct / seen.examples])),
  };
}
