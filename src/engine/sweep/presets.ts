/** Sweeps with a question of their own, by name: what they are when a sweep file says no more. */
export const PRESETS = {
  /** At the same held-out loss, how do activations compare? See `matchedLoss.ts`. */
  'activations-at-matched-loss': {
    // One output and one loss for all, so that losses mean the same: only the hidden neurons change.
    base: { data: 'mnist', network: { outputActivation: 'softplus' } },
    axes: {
      'network.activation': ['softplus', 'relu', 'gelu', 'silu', 'tanh', 'sigmoid'],
      learningRate: [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03],
      seed: [1, 2, 3],
    },
  },
  /** Of how much locality on would figures have told that there is any? See `detectionLimit.ts`. */
  'detection-limit': {
    // No measure is asked.
    base: { data: 'mnist', measures: [] },
    axes: { 'routing.share': [0, 0.02, 0.04, 0.06, 0.1, 0.2, 0.3, 0.5, 1], seed: [1, 2, 3, 4, 5] },
  },
  /** Up to how much label noise do figures tell that labels say anything? See `detectionLimit.ts`. */
  'label-noise': {
    base: { data: 'mnist', measures: [] },
    axes: { labelNoise: [0, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5], seed: [1, 2, 3, 4, 5] },
  },
} as const;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as [PresetName, ...PresetName[]];
