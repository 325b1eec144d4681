import type { Performance, Performances } from '../../model/performance';
import type { ExampleStore } from '../data/examples';
import { auc } from '../statistics/auc';

/**
 * @param lead z_A − z_B of each example
 * @param store of examples of both groups
 */
export function performances(
  lead: Float64Array,
  { classes, targets }: Pick<ExampleStore, 'classes' | 'targets'>,
): Performances {
  const towards = [0, 1].map((target) => lead.filter((_, n) => targets[n] === target)) as [Float64Array, Float64Array];
  const ofExamples = (picked: Float64Array, target: number): Omit<Performance, 'auc'> => {
    const sign = target === 0 ? 1 : -1;
    return {
      margin: picked.reduce((sum, value) => sum + sign * value, 0) / picked.length,
      // Of equals the first output, which is A's, is the prediction.
      accuracy: picked.filter((value) => (target === 0 ? value >= 0 : value < 0)).length / picked.length,
    };
  };
  const labels = [...new Set(classes)].sort((one, other) => one - other);
  const ofClasses = labels.map((label) => {
    const target = targets[classes.indexOf(label)] as number;
    const own = lead.filter((_, n) => classes[n] === label);
    const [ofA, ofB] = target === 0 ? [own, towards[1]] : [towards[0], own];
    const performance = { ...ofExamples(own, target), auc: auc(ofA, ofB) as number };
    return { label, target, performance };
  });
  const ofGroup = (target: number): Performance => {
    const own = ofClasses.filter((one) => one.target === target);
    const mean = own.reduce((sum, { performance }) => sum + performance.auc, 0) / own.length;
    return { ...ofExamples(towards[target] as Float64Array, target), auc: mean };
  };
  return {
    a: ofGroup(0),
    b: ofGroup(1),
    byClass: Object.fromEntries(ofClasses.map(({ label, performance }) => [label, performance])),
  };
}
