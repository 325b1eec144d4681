import type { Performance, Performances } from '../../model/performance';
import type { ExampleStore } from '../data/examples';
import { ascendingOrder } from '../statistics/order';

/** Which group each example belongs to, by its target: 0 for A, 1 for B. */
type Grouped = Readonly<Record<keyof Pick<ExampleStore, 'classes' | 'targets'>, Uint8Array>>;

/**
 * Margin and accuracy of a group are means over its examples, so that a class weighs as much as it has of them; its AUC
 * is that of all of A's examples against all of B's, one number for both groups.
 * @param lead z_A − z_B of each example
 * @param store of examples of both groups
 */
export function performances(lead: Float64Array, store: Grouped): Performances {
  const { classes, targets } = store;
  const labels = [...new Set(classes)].sort((one, other) => one - other);
  const aucs = aucsOf(lead, store);
  const ofExamples = (target: number, isIn: (example: number) => boolean): Omit<Performance, 'auc'> => {
    let [margins, right, examples] = [0, 0, 0];
    for (let n = 0; n < lead.length; n++) {
      if (!isIn(n)) continue;
      const value = lead[n] as number;
      examples++;
      margins += target === 0 ? value : -value;
      // Of equals the first output, which is A's, is the prediction.
      if (target === 0 ? value >= 0 : value < 0) right++;
    }
    return { margin: margins / examples, accuracy: right / examples };
  };
  const ofClass = (label: number): Performance => {
    const target = targets[classes.indexOf(label)] as number;
    const { margin, accuracy } = ofExamples(target, (n) => classes[n] === label);
    return { margin, auc: aucs.byClass.get(label) as number, accuracy };
  };
  const ofGroup = (target: number): Performance => {
    const { margin, accuracy } = ofExamples(target, (n) => targets[n] === target);
    return { margin, auc: aucs.pooled, accuracy };
  };
  return {
    a: ofGroup(0),
    b: ofGroup(1),
    byClass: Object.fromEntries(labels.map((label) => [label, ofClass(label)])),
  };
}

/** The mean of A's margin less that of B's, of which selectivity is made. */
export function marginDifference(lead: Float64Array, { targets }: Pick<Grouped, 'targets'>): number {
  const sums = [0, 0];
  const examples = [0, 0];
  for (let n = 0; n < lead.length; n++) {
    const target = targets[n] as 0 | 1;
    sums[target] = (sums[target] as number) + (lead[n] as number);
    examples[target] = (examples[target] as number) + 1;
  }
  return (sums[0] as number) / (examples[0] as number) + (sums[1] as number) / (examples[1] as number);
}

/**
 * The share of pairs of one example of A and one of B in which A's has the larger lead, equals counted half (Mann and
 * Whitney): of all pairs, and of those with an example of each class. One pass over the leads in their order gives all.
 */
function aucsOf(
  lead: Float64Array,
  { classes, targets }: Grouped,
): { readonly pooled: number; readonly byClass: ReadonlyMap<number, number> } {
  // −0 + 0 is 0, so that the two stand together.
  const order = ascendingOrder(lead.map((value) => value + 0));
  const totals = [0, 0];
  for (const target of targets) totals[target] = (totals[target] as number) + 1;
  const [ofA, ofB] = totals as [number, number];
  const won = new Float64Array(256);
  const images = new Uint32Array(256);
  let [pairs, belowA, belowB] = [0, 0, 0];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = lead[order[from] as number] as number;
    let equalA = 0;
    for (to = from; to < order.length && lead[order[to] as number] === value; to++)
      if (targets[order[to] as number] === 0) equalA++;
    const equalB = to - from - equalA;
    const ofOneA = belowB + equalB / 2;
    const ofOneB = ofA - belowA - equalA + equalA / 2;
    for (let place = from; place < to; place++) {
      const n = order[place] as number;
      const label = classes[n] as number;
      const isA = targets[n] === 0;
      won[label] = (won[label] as number) + (isA ? ofOneA : ofOneB);
      images[label] = (images[label] as number) + (isA ? ofB : ofA);
      if (isA) pairs += ofOneA;
    }
    belowA += equalA;
    belowB += equalB;
  }
  const labels = new Set(classes);
  return {
    pooled: pairs / (ofA * ofB),
    byClass: new Map([...labels].map((label) => [label, (won[label] as number) / (images[label] as number)])),
  };
}
