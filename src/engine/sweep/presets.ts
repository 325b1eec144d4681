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
} as const;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as [PresetName, ...PresetName[]];
