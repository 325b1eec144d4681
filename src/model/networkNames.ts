/** The network that is trained on both groups; all others are forks of it. */
export const PHASE_1 = 'phase1';
