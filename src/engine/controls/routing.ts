import type { Layer } from '../network/parameters';
import { auc } from '../statistics/auc';
import type { NeuronRange } from '../training/routing';

/** The positive control: whether y finds the halves again that the groups' updates were routed to. */
export interface RoutingFinding {
  /** AUC of y, over the weights into A's half against those into B's; null where one half has no defined y. */
  readonly auc: number | null;
}

/** @param ofB the hidden neurons that A may not move */
export function checkRouting(y: Layer, ofB: NeuronRange): RoutingFinding {
  const border = ofB.from * y.inputs;
  const defined = (weights: Float64Array) => weights.filter((value) => !Number.isNaN(value));
  return { auc: auc(defined(y.weight.subarray(0, border)), defined(y.weight.subarray(border))) };
}
