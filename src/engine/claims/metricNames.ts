/** The metrics of a run that claims are about, by the names they have in the cells of a sweep. */
export const WEIGHTS_R = 'layer1.weight.r';
export const WEIGHTS_R2 = 'layer1.weight.r2';
export const BIASES_R = 'layer1.bias.r';
export const BIASES_R2 = 'layer1.bias.r2';
export const BIASES_LOW = 'layer1.bias.interval.low';
export const SHUFFLED_R2 = 'controls.neuronPermutation.meanR2';
export const INK_R2 = 'controls.inkAlone.r2';
export const INK_HEADLINE_R2 = 'controls.inkAlone.headlineR2';
/** R² of y on both inks, of the data alone, and on both and x; of x on the ink's share: over the weights where ink alone is defined. */
export const BOTH_INKS_R2 = 'controls.inkShare.both';
export const WITH_X_R2 = 'controls.inkShare.withX';
export const X_ON_SHARE_R2 = 'controls.inkShare.xOnShare';
export const RESIDUAL_R = 'controls.residual.r';
/** Among labels shuffled: p of the residual r, and how many pixels lie beyond them. */
export const RESIDUAL_P = 'controls.labelPermutation.residualR.p';
export const BEYOND_NEGATIVE = 'controls.labelPermutation.pixels.below';
export const BEYOND_POSITIVE = 'controls.labelPermutation.pixels.above';
export const POINTS = 'controls.clusterPurity.all.points';
export const NOISE = 'controls.clusterPurity.all.noise';
export const RAND = 'controls.clusterPurity.all.adjustedRand';
export const CLUSTERS = 'controls.clusterPurity.all.clusters';
export const VARYING_POINTS = 'controls.clusterPurity.varying.points';
export const VARYING_NOISE = 'controls.clusterPurity.varying.noise';
export const CONSTANT_INPUTS = 'identity.constantInputs';
export const DEVIATION_X = 'identity.maxDeviationX';
export const DEVIATION_Y = 'identity.maxDeviationY';
export const PIXELS_DEFINED = 'pixelCorrelation.defined';
export const PIXELS_NEGATIVE = 'pixelCorrelation.negative';
export const EDGE = 'pixelCorrelation.frame.edge.mean';
export const CENTRE = 'pixelCorrelation.frame.centre.mean';
export const HELD_OUT_LOSS = 'phase1.heldOut.loss';

const CORRELATION = [WEIGHTS_R, WEIGHTS_R2, SHUFFLED_R2];

/** What is kept of each part. */
const PART_METRICS: Readonly<Record<string, readonly string[]>> = {
  seeds: [
    ...CORRELATION,
    ...[
      BIASES_R,
      BIASES_R2,
      BIASES_LOW,
      INK_R2,
      INK_HEADLINE_R2,
      BOTH_INKS_R2,
      WITH_X_R2,
      X_ON_SHARE_R2,
      RESIDUAL_R,
      RESIDUAL_P,
    ],
    ...[POINTS, NOISE, RAND, CLUSTERS, VARYING_POINTS, VARYING_NOISE],
    ...[CONSTANT_INPUTS, DEVIATION_X, DEVIATION_Y],
    ...[PIXELS_DEFINED, PIXELS_NEGATIVE, BEYOND_NEGATIVE, BEYOND_POSITIVE, EDGE, CENTRE, HELD_OUT_LOSS],
  ],
  'other-tally': CORRELATION,
  'longer-phase1': [HELD_OUT_LOSS],
  'sigmoid-throughout': [...CORRELATION, RESIDUAL_R, HELD_OUT_LOSS],
  matched: [...CORRELATION, RESIDUAL_R, HELD_OUT_LOSS],
};

/** @param part by name; of an attempt to match, what is kept of all of them */
export function metricsOfPart(part: string): readonly string[] {
  return PART_METRICS[part.startsWith('matched-') ? 'matched' : part] ?? [];
}

export const RATE_METRICS = [WEIGHTS_R2, SHUFFLED_R2, BIASES_R2, HELD_OUT_LOSS] as const;
