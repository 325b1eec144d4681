import type { TrainingRule } from './kernel';

/** Neurons `from` … `to` − 1 of the one hidden layer. */
export interface NeuronRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Gradient routing (Cloud et al. 2024): the hidden neurons that an example of a group may *not* move. A moves the first
 * half of them, B the second, which has one more when their number is odd. Every neuron takes part in every forward
 * pass; what is routed is the update of the weights into a neuron, of its bias, and of the weights out of it.
 * @param target index of the output whose target is 1: 0 for A, 1 for B
 * @returns undefined where nothing is routed
 */
export function shieldedNeurons(
  { sizes, routing }: Pick<TrainingRule, 'sizes' | 'routing'>,
  target: number,
): NeuronRange | undefined {
  if (routing !== 'halves') return undefined;
  const neurons = sizes[1] as number;
  const half = Math.floor(neurons / 2);
  return target === 0 ? { from: half, to: neurons } : { from: 0, to: half };
}
