import { type Measure, ofBoth, recordedSums } from './measure';

/**
 * |Σ −w g| over a group's examples. Σ −w g is movement pruning's score (Sanh et al. 2020): above 0 where the gradient
 * drives the weight away from 0, below where it drives it towards 0. Its size is taken, as a share needs.
 */
export const movement: Measure = {
  title: 'movement',
  needs: () => ['movement'],
  sets: 2,
  of: (recorded) => ofBoth(recordedSums(recorded, 'movement'), Math.abs),
};
