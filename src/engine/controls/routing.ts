import type { ControlFinding } from '../../model/metrics';
import type { Layer } from '../network/parameters';
import { auc } from '../statistics/auc';
import type { NeuronRange } from '../training/routing';

/**
 * The positive control: whether y finds the halves again that the groups' updates were routed to.
 * @param ofB the hidden neurons that A may not move
 */
export function checkRouting(y: Layer, ofB: NeuronRange): ControlFinding<'routing'> {
  const border = ofB.from * y.inputs;
  const defined = (weights: Float64Array) => weights.filter((value) => !Number.isNaN(value));
  return { auc: auc(defined(y.weight.subarray(0, border)), defined(y.weight.subarray(border))) };
}
