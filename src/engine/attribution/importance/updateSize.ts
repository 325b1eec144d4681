import type { Measure } from './measure';

/** Σ |Δ| over a group's examples: the post's own, from which x is made. For plain gradient descent η Σ |g|. */
export const updateSize: Measure = {
  title: 'Σ|Δ|',
  needs: () => [],
  sets: 0,
  *of({ tally: { a, b } }) {
    yield;
    return { a, b };
  },
};
