import { type Measure, ofBoth, recordedSums } from './measure';

/**
 * Σ −g Δ over a group's examples: what the parameter's own updates took off the loss, to first order (Zenke et al. 2017,
 * their ω; not divided by the squared displacement, which both groups share). For plain gradient descent it is η Σ g²,
 * and the share of A the very one of Fisher; with momentum or Adam a sum may fall below 0, and counts as 0.
 */
export const synapticIntelligence: Measure = {
  title: 'synaptic intelligence',
  needs: (optimiser) => (optimiser === 'sgd' ? ['squares'] : ['gain']),
  sets: 2,
  of: (recorded) => {
    const { optimiser, learningRate } = recorded.rule;
    return optimiser.name === 'sgd'
      ? ofBoth(recordedSums(recorded, 'squares'), (squares) => learningRate * squares)
      : ofBoth(recordedSums(recorded, 'gain'), (gain) => Math.max(0, gain));
  },
};
