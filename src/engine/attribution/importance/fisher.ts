import { type Measure, ofBoth, recordedSums } from './measure';

/**
 * Σ g² over a group's examples: the diagonal of the empirical Fisher information, with g the gradient of the configured
 * loss at the example's own label (elastic weight consolidation, Kirkpatrick et al. 2017).
 */
export const fisher: Measure = {
  title: 'Fisher',
  needs: () => ['squares'],
  sets: 0,
  *of(recorded) {
    yield;
    return recordedSums(recorded, 'squares');
  },
};

/** √Σ g²: synaptic intelligence and memory aware synapses approximate it (Benzing 2022); Σ |g| is of its family. */
export const rootFisher: Measure = {
  title: '√Fisher',
  needs: () => ['squares'],
  sets: 2,
  of: (recorded) => ofBoth(recordedSums(recorded, 'squares'), Math.sqrt),
};
