import * as z from 'zod';
import { recordOf } from './schemas';

/**
 * Every number that a run reports about x and y, as `metrics` of its run.json has them: the one definition for what makes
 * them, reads them and shows them. Depends on config and data alone. What is undefined is null. A control that is not in
 * every version of the engine, or not in what other systems record, may be null or absent, and one that this version
 * does not know is left. A page imports types alone from here.
 */

/** `layer1.weight`, `layer1.bias`, `layer2.weight`, … */
export type TensorName = `layer${number}.${'weight' | 'bias'}`;

const count = z.int().min(0);
const metric = z.number().nullable();
const interval = z.object({ level: z.number(), low: z.number(), high: z.number() });
const correlation = { n: count, r: metric, r2: metric };

/** How sure the least-squares line y = intercept + slope · x is, for a band about it and an interval of its slope. */
const band = z.object({
  method: z.enum(['two-way cluster-robust', 'ordinary least squares']),
  level: z.number(),
  slopeVariance: z.number(),
  interceptVariance: z.number(),
  /** Of slope and intercept. */
  covariance: z.number(),
  degreesOfFreedom: z.number(),
  /** Student's t that `level` of the distribution lies within: the band is ± this many standard errors. */
  quantile: z.number(),
  /** Whether the two-way estimate was no covariance matrix, so that another stands in for it (`regression.ts`). */
  adjusted: z.boolean(),
});

/** How y goes with x within one tensor. */
const tensor = z.object({
  /** Pairs with both numbers defined; r is null for fewer than 4, and where one of the two does not vary. */
  ...correlation,
  slope: metric,
  intercept: metric,
  /** Spearman's ρ; null where r of the ranks is not defined. */
  spearman: metric.optional(),
  /** Parameters left out because x or y is undefined there, and which of the two it was. */
  leftOut: z.object({ parameters: count, x: count, y: count }),
  /** Of the least-squares line: cluster-robust for weights, ordinary for biases; null where there is none. */
  band: band.nullish(),
  /** Fisher's, for the biases of a hidden layer, as for this run alone; null elsewhere. */
  interval: interval.nullable(),
});

/** What is left of R² when x and y are paired anew. */
const permutation = z.object({
  /** Orders at random, or all that there are. */
  draws: count,
  /** Mean R² over the draws; null with one neuron, which cannot be shuffled. */
  meanR2: metric,
  /** (1 + #{R²_π ≥ R²}) / (1 + draws); of all orders #{R²_π ≥ R²} / draws; null with fewer than 20 orders. */
  p: metric,
  /** Standard error of the mean by chance of the draws; 0 of all orders. Absent in older runs. */
  meanError: metric.optional(),
  /** Whether the draws are all orders that there are, the observed one among them. */
  exact: z.boolean().optional(),
});

/** One part of x against the same part of y. */
const part = z.object({
  /** r of the parts themselves. */
  r: metric,
  /** What the part adds to r: its covariance over √(variance of x · variance of y). */
  contribution: z.number(),
});

/** How far clusters that are found in the plot, without knowing about neurons, are neurons. */
const purity = z.object({
  /** Points that have an x and a y. */
  points: count,
  clusters: count,
  /** Points in no cluster; they are left out of the index. */
  noise: count,
  /** Adjusted Rand index of clusters against neurons, over the points in clusters: 1 is wholly, 0 is chance. */
  adjustedRand: metric,
});

/** How well the data alone, with no network at all, foretells y. */
const inkAlone = z.object({
  /** Weights whose input has a defined baseline and whose x and y are defined. */
  n: count,
  /** R² of y against the baseline. */
  r2: metric,
  /** The headline R², of y against x, over the same weights. */
  headlineR2: metric,
});

/** Intervals of the `defined` draws that have an r. */
const drawn = z.object({ defined: count, r: interval.nullable(), r2: interval.nullable() });

/** A figure of the run among those of draws of the labels: their mean, the range of nine tenths of them, and its p. */
const ranged = z.object({ value: metric, mean: metric, low: metric, high: metric, p: metric });
/** How x goes with something, over the same weights. */
const relation = { r2: metric, residualR: metric, withinPixelR: metric };
const rangedRelation = { r2: ranged, residualR: ranged, withinPixelR: ranged };

/** What R² of `layer1.weight` has to be held against, in the order in which a terminal tells of it. */
const controls = z.object({
  /**
   * How far r and R² would vary: with other neurons on the same pixels, and with other neurons and other blocks of 4 × 4
   * pixels. `blocks` is null where inputs are no picture, or too small a one.
   */
  bootstrap: z.object({ draws: count, neurons: drawn.nullish(), blocks: drawn.nullish() }).nullish(),
  /** Over re-pairings of neurons, of pixels, and of both. */
  neuronPermutation: permutation,
  pixelPermutation: permutation.nullish(),
  jointPermutation: permutation.nullish(),
  inkAlone: inkAlone.nullish(),
  /**
   * What x is made of: R² over the `n` weights where the ink's share mA / (mA + mB), ink alone, x and y are defined, m being
   * the mean input over a group's tallied examples. Of x and of y on the share, and of y on ink alone, on both inks, and
   * on both and x.
   */
  inkShare: z
    .object({ n: count, xOnShare: metric, yOnShare: metric, inkAlone: metric, both: metric, withX: metric })
    .nullish(),
  /** What the labels did: y, and the causal effect, against x with the labels of the tallied examples shuffled. Absent where |Δ| is not linear in them. */
  labelPermutation: z
    .object({
      draws: count,
      ...rangedRelation,
      effect: z.object(rangedRelation),
      /** Inputs whose r lies above, or below, what the labels give, with false discoveries controlled at `rate`. */
      pixels: z.object({ rate: z.number(), above: z.array(count), below: z.array(count) }),
    })
    .nullish(),
  /** x and y against the causal effect e_A − e_B of putting a weight back, over the `n` weights where all are defined. */
  effect: z.object({ n: count, x: z.object(relation), y: z.object(relation) }).nullish(),
  /** r of what is left when neuron means and pixel means are taken off x and y: that of the decomposition. */
  residual: z.object({ r: metric }),
  /** Where r comes from; null where it is not defined. The three contributions and `shared` add up to r. */
  decomposition: z
    .object({
      neuron: part,
      pixel: part,
      /** What single weights share beyond their neuron and pixel. */
      residual: part,
      /** What neurons and pixels add together where some weights are undefined, so that their parts overlap; otherwise 0, but for rounding. */
      shared: z.number(),
    })
    .nullish(),
  /** The headline over the weights whose input is not constant: those of constant ones repeat the biases. */
  withoutConstant: z.object(correlation).nullish(),
  /** The headline with x from all of phase 1; null where x is that already. */
  wholeTally: z
    .object({
      ...correlation,
      /** The headline R² over the same weights, which have an x of either; absent in runs that counted more of them. */
      headlineR2: metric.optional(),
    })
    .nullish(),
  /** The headline on log(a / b) and log(c / d); `infinite` weights, which were moved for one group alone, are left out. */
  logRatios: z.object({ ...correlation, infinite: count }).nullish(),
  /** Over all weights, and over those whose input is not constant, where it is known which are. */
  clusterPurity: z.object({ eps: z.number(), minPoints: count, all: purity, varying: purity.nullish() }).nullish(),
  /** AUC of y, over the weights into the neurons that A alone moved against those that B alone moved, where updates were routed; null where one of the two has no defined y. */
  routing: z.object({ auc: metric }).nullish(),
});

/** Mean of r over some inputs. */
const meanOver = z.object({ mean: metric, inputs: count });

/** r over the weights that leave each input, in a few numbers. */
const pixelCorrelation = z.object({
  /** Mean of r over the inputs where it is defined. */
  mean: metric,
  /** Inputs with r < 0. */
  negative: count,
  /** Inputs whose r is defined. */
  defined: count,
  /** Inputs whose r differs from 0 with false discoveries controlled at `rate` (Benjamini & Hochberg 1995). */
  holding: z
    .object({
      rate: z.number(),
      negative: count,
      positive: count,
      /** Inputs whose r is defined, all constant ones counting once, as they do above; absent in runs that counted each. */
      hypotheses: count.optional(),
    })
    .nullish(),
  /** r near the edge of the image and away from it, over inputs that are not constant; null where there is no image. */
  frame: z.object({ width: count, edge: meanOver, centre: meanOver }).nullish(),
});

/**
 * The identity: where an input has the same value κ in every example, a, b, c, d of each weight that leaves it are κ
 * times those of the neuron's bias, so its x and y *are* the bias's x and y.
 */
const identity = z.object({
  /** Inputs with one value over all examples of phase 1 and of the forks. */
  constantInputs: count,
  /** Largest |x of a constant weight − x of its neuron's bias|; 1 where one of the two is undefined and the other is not. */
  maxDeviationX: z.number(),
  maxDeviationY: z.number(),
  /** Whether both deviations are at most 10⁻⁶; null where nothing is asserted: no constant input, or Adam, whose update does not scale with the gradient. */
  holds: z.boolean().nullable(),
});

/** How y of `layer1.weight` goes with a measure in x's place. */
const measure = z.object({
  /** Weights where both are defined. */
  n: count,
  r2: metric,
  /** Spearman's rank correlation. */
  spearman: metric,
  neuronPermutation: permutation,
});

/** Of any run. */
const metrics = z.object({
  pixelCorrelation,
  /** Null where constant inputs are not known, or layer 1 has no biases. */
  identity: identity.nullable(),
  /** Points of the plot of `layer1.weight` that differ, and the largest number of weights on one. */
  clusters: z.object({ distinctPoints: count, largest: count }),
  controls,
  /** y of `layer1.weight` against other measures in x's place, by their names. */
  measures: recordOf(measure).optional(),
});

/** Of a run of this engine, which knows its constant inputs and its images. */
const ownMetrics = metrics.extend({ identity, controls: controls.extend({ inkAlone }) });

export type TensorMetrics = z.output<typeof tensor>;
export type Metrics = z.output<typeof metrics> & { readonly [tensor: TensorName]: TensorMetrics };
export type OwnMetrics = z.output<typeof ownMetrics> & { readonly [tensor: TensorName]: TensorMetrics };
export type Controls = Metrics['controls'];
export type ControlName = keyof Controls;
/** What a control finds, where it finds something. */
export type ControlFinding<Name extends ControlName> = NonNullable<Controls[Name]>;
export type IdentityFinding = z.output<typeof identity>;
export type MeasureFinding = z.output<typeof measure>;
export type PermutationFinding = z.output<typeof permutation>;
export type PurityFinding = z.output<typeof purity>;
export type RegressionBand = z.output<typeof band>;
export type Interval = z.output<typeof interval>;

/** As they are shown: of a run whose controls are still being made, without those that are not made yet. */
export type ShownMetrics = Omit<Metrics, 'controls'> & {
  readonly [tensor: TensorName]: TensorMetrics;
  readonly controls: Partial<Controls>;
};

/** Every control there is. */
export const CONTROL_NAMES = Object.keys(controls.shape) as ControlName[];

/**
 * What is wrong with the metrics of a run of this engine first; undefined where nothing is.
 * @param layers each with its weights and its biases
 */
export function issueOfMetrics(stored: object, layers: number): z.core.$ZodIssue | undefined {
  const [first] = ownMetrics.safeParse(stored).error?.issues ?? [];
  if (first !== undefined) return first;
  for (let layer = 1; layer <= layers; layer++) {
    for (const name of [`layer${layer}.weight`, `layer${layer}.bias`]) {
      const [issue] = tensor.safeParse((stored as Record<string, unknown>)[name]).error?.issues ?? [];
      if (issue !== undefined) return { ...issue, path: [name, ...issue.path] };
    }
  }
  return undefined;
}
