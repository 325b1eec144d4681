/** Which hidden neurons one group alone moves: none, all (a half each), or a share of them. */
export type Routing = 'none' | 'halves' | { readonly share: number };

interface Routed {
  readonly sizes: readonly number[];
  readonly routing?: Routing;
}

/** Neurons `from` … `to` − 1 of the one hidden layer. */
export interface NeuronRange {
  readonly from: number;
  readonly to: number;
}

/** How many hidden neurons each group has to itself: equally many, B one more where their number is odd. */
export function ownNeurons(routing: Routing, neurons: number): { readonly a: number; readonly b: number } {
  const share = typeof routing === 'object' ? routing.share : routing === 'halves' ? 1 : 0;
  const routed = Math.round(share * neurons);
  const a = Math.floor(routed / 2);
  return { a, b: routed - a };
}

/** The hidden neurons that A alone moves, the first ones, and those that B alone moves, the last; undefined where there are none. */
export function routedNeurons({
  sizes,
  routing = 'none',
}: Routed): { readonly a: NeuronRange; readonly b: NeuronRange } | undefined {
  const neurons = sizes[1] as number;
  const { a, b } = ownNeurons(routing, neurons);
  return a + b === 0 ? undefined : { a: { from: 0, to: a }, b: { from: neurons - b, to: neurons } };
}

/**
 * Gradient routing (Cloud et al. 2024): the hidden neurons that an example of a group may *not* move, which are those that
 * the other has to itself. Every neuron takes part in every forward pass; what is routed is the update of the weights
 * into a neuron, of its bias, and of the weights out of it.
 * @param target index of the output whose target is 1: 0 for A, 1 for B
 * @returns undefined where nothing is routed
 */
export function shieldedNeurons(rule: Routed, target: number): NeuronRange | undefined {
  return routedNeurons(rule)?.[target === 0 ? 'b' : 'a'];
}
