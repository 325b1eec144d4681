import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { ExampleStore } from '../data/examples';
import type { Kernel } from './kernel';

/** How a network does on images it never learned from. */
export interface HeldOut {
  readonly examples: number;
  /** Mean loss; null when there are no such images. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** Accuracy on the images of each class, by class number. */
  readonly accuracyByClass: Readonly<Record<string, number>>;
}

/** Milliseconds of judging between two looks at the clock; a single image of a very wide network may take longer. */
const JUDGING_MS = 10;

/** @param store the test images of both groups, those that the kernel judges */
export async function evaluate(kernel: Kernel, store: ExampleStore, cancel: CancelFlag): Promise<HeldOut> {
  const examples = store.classes.length;
  const losses = new Float64Array(examples);
  const predictions = new Uint8Array(examples);
  const slicer = new TimeSlicer(cancel);
  let atOnce = 1;
  for (let from = 0; from < examples; ) {
    const to = Math.min(examples, from + atOnce);
    const startedAt = performance.now();
    kernel.judge(from, to, { losses: losses.subarray(from, to), predictions: predictions.subarray(from, to) });
    const elapsed = performance.now() - startedAt;
    atOnce = Math.max(1, Math.min(2 * (to - from), Math.floor(((to - from) * JUDGING_MS) / elapsed)));
    from = to;
    if (slicer.due) await slicer.pause();
  }
  const byClass = new Map<number, { examples: number; correct: number }>();
  let correctSum = 0;
  for (const [example, label] of store.classes.entries()) {
    const correct = predictions[example] === store.targets[example] ? 1 : 0;
    correctSum += correct;
    const seen = byClass.get(label) ?? { examples: 0, correct: 0 };
    byClass.set(label, { examples: seen.examples + 1, correct: seen.correct + correct });
  }
  const classes = [...byClass].sort(([one], [other]) => one - other);
  return {
    examples,
    loss: examples === 0 ? null : losses.reduce((sum, loss) => sum + loss, 0) / examples,
    accuracy: examples === 0 ? null : correctSum / examples,
    accuracyByClass: Object.fromEntries(classes.map(([label, seen]) => [label, seen.correct / seen.examples])),
  };
}
