import * as z from 'zod';
import { recordOf } from '../untrusted/schemas';

/**
 * `metrics` as `summarise` makes them (`Metrics`), for reading: what is shown of a run has to be a number where a number
 * is. A figure that is not in every version of the engine may be absent, and one that this version does not know is left.
 */

const count = z.int().min(0);
const figure = z.number().nullable();
const interval = z.looseObject({ level: z.number(), low: z.number(), high: z.number() });
const permutation = z.looseObject({ draws: count, meanR2: figure, p: figure });
const part = z.looseObject({ r: figure, contribution: z.number() });
const purity = z.looseObject({ points: count, clusters: count, noise: count, adjustedRand: figure });
const meanOver = z.looseObject({ mean: figure, inputs: count });
const correlation = z.looseObject({ n: count, r: figure, r2: figure });
const band = z.looseObject({
  method: z.string(),
  level: z.number(),
  slopeVariance: z.number(),
  interceptVariance: z.number(),
  covariance: z.number(),
  degreesOfFreedom: z.number(),
  quantile: z.number(),
  adjusted: z.boolean(),
});

const tensor = z.looseObject({
  ...correlation.shape,
  slope: figure,
  intercept: figure,
  spearman: figure.optional(),
  leftOut: z.looseObject({ parameters: count, x: count, y: count }),
  band: band.nullish(),
  interval: interval.nullable(),
});

const controls = z.looseObject({
  neuronPermutation: permutation,
  inkAlone: z.looseObject({ n: count, r2: figure, headlineR2: figure }),
  residual: z.looseObject({ r: figure }),
  pixelPermutation: permutation.optional(),
  jointPermutation: permutation.optional(),
  decomposition: z.looseObject({ neuron: part, pixel: part, residual: part, shared: z.number() }).nullish(),
  withoutConstant: correlation.optional(),
  wholeTally: correlation.nullish(),
  logRatios: z.looseObject({ ...correlation.shape, infinite: count }).optional(),
  bootstrap: z
    .looseObject({ draws: count, defined: count, r: interval.nullable(), r2: interval.nullable() })
    .optional(),
  clusterPurity: z
    .looseObject({ eps: z.number(), minPoints: count, all: purity, varying: purity.nullish() })
    .optional(),
  routing: z.looseObject({ auc: figure }).optional(),
});

const summary = z.looseObject({
  pixelCorrelation: z.looseObject({
    mean: figure,
    negative: count,
    defined: count,
    holding: z.looseObject({ rate: z.number(), negative: count, positive: count }).optional(),
    frame: z.looseObject({ width: count, edge: meanOver, centre: meanOver }).optional(),
  }),
  identity: z.looseObject({
    constantInputs: count,
    maxDeviationX: z.number(),
    maxDeviationY: z.number(),
    holds: z.boolean().nullable(),
  }),
  clusters: z.looseObject({ distinctPoints: count, largest: count }),
  controls,
  measures: recordOf(
    z.looseObject({ n: count, r2: figure, spearman: figure, neuronPermutation: permutation }),
  ).optional(),
});

/**
 * What is wrong with the metrics of a network first; undefined where nothing is.
 * @param layers each with its weights and its biases
 */
export function issueOfMetrics(metrics: unknown, layers: number): z.core.$ZodIssue | undefined {
  const parsed = summary.safeParse(metrics);
  if (!parsed.success) return parsed.error.issues[0];
  for (let layer = 1; layer <= layers; layer++) {
    for (const name of [`layer${layer}.weight`, `layer${layer}.bias`]) {
      const [issue] = tensor.safeParse(parsed.data[name]).error?.issues ?? [];
      if (issue !== undefined) return { ...issue, path: [name, ...issue.path] };
    }
  }
  return undefined;
}
