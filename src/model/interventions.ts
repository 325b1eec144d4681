/**
 * What is done to weights, of a selection or the first of a ranking: they are put back to their initial values; set to 0;
 * their contribution is replaced by its mean over the forks' examples; they alone are put onto the initial network.
 */
export const INTERVENTION_NAMES = ['reset', 'zero', 'mean', 'graft'] as const;

export type InterventionName = (typeof INTERVENTION_NAMES)[number];
