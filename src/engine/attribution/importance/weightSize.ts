import { type Measure, mapParameters } from './measure';

/** |w| at the end of phase 1. It knows no groups: y is held against it as it is. */
export const weightSize: Measure = {
  title: '|w|',
  needs: () => [],
  of: ({ phase1 }) => ({ whole: mapParameters((w) => Math.abs(w), phase1) }),
};

/** |w − w₀|: how far phase 1 moved the parameter, from beginning to end. It knows no groups either. */
export const weightChange: Measure = {
  title: '|Δw|',
  needs: () => [],
  of: ({ phase1, initial }) => ({ whole: mapParameters((w, start) => Math.abs(w - start), phase1, initial) }),
};
