import type { ControlFinding } from '../../model/metrics';
import type { Layer } from '../network/parameters';
import { auc } from '../statistics/auc';
import type { NeuronRange } from '../training/routing';

/**
 * The positive control: whether y tells the weights into the neurons that A alone moved from those that B alone moved.
 */
export function checkRouting(
  y: Layer,
  { a, b }: { readonly a: NeuronRange; readonly b: NeuronRange },
): ControlFinding<'routing'> {
  const defined = ({ from, to }: NeuronRange) =>
    y.weight.subarray(from * y.inputs, to * y.inputs).filter((value) => !Number.isNaN(value));
  return { auc: auc(defined(a), defined(b)) };
}
