import type { MeasureName } from './measures';

/**
 * A run as it is drawn and read: what the panel, its report and comparisons show of it, without the files that it is kept in.
 * Numbers stand in typed arrays of their own buffer; NaN means undefined.
 */

/** The run in words, for the title line. */
export interface RunTitle {
  /** "Softplus 784–100–2"; without the sizes while the data is not open yet. */
  readonly network: string;
  /** "MNIST 1, 7 | 6, 8" */
  readonly data: string;
  /** The classes of each group, where they are known and `data` does not say them. */
  readonly groups?: { readonly a: readonly string[]; readonly b: readonly string[] };
  // Seed, learning rate and hash: null where another system recorded the run and did not say.
  readonly seed: number | null;
  readonly learningRate: number | null;
  /** First digits of the SHA-256 of the config. */
  readonly configHash: string | null;
  /** Version of the engine that makes or made the run, or its figures. */
  readonly engine: string;
  /** "PyTorch 2.6.0": what recorded the run, where it was not this engine. */
  readonly source?: string;
  /** Whether the run was kept before figures had checksums, so that nobody can tell whether they are what they were. */
  readonly unsealed?: true;
  /** True for the embedded drawn digits: the panel says so, and offers MNIST. */
  readonly drawn: boolean;
}

/** Loss and accuracy of each network over its training. */
export interface TrainingView {
  /** In the order of training, phase 1 first; empty until the data is open. */
  readonly networks: readonly NetworkTraining[];
  /** Example of phase 1 at which the tally begins. */
  readonly tallyFrom: number;
}

export interface NetworkTraining {
  /** `phase1`, or a fork: `without-7`. */
  readonly name: string;
  /** Examples it is trained on. */
  readonly examples: number;
  readonly points: readonly HistoryPoint[];
  /** Accuracy on held-out images once it is trained. */
  readonly heldOutAccuracy: number | null;
}

/** Mean over a window of examples, each judged before its own update. */
export interface HistoryPoint {
  /** Examples trained on by the end of the window. */
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** A finished run, with all that the panel draws. */
export interface RunView {
  readonly runId: string;
  readonly title: RunTitle;
  readonly training: TrainingView;
  /** The picture that layer 1 reads; null where it reads none. */
  readonly image: { readonly rows: number; readonly columns: number } | null;
  /** From the inputs on. They are also what `ParameterOrder` is made from. */
  readonly layers: readonly LayerView[];
  /** Whether the last layer holds the two outputs, the first on for group A, the second for group B. */
  readonly groupOutputs: boolean;
  /** r over the weights that leave each input; NaN where it is not defined. */
  readonly pixelCorrelation: Float64Array;
  readonly pixels: PixelView;
  /** What the inputs were in the examples used; null where it was not kept. */
  readonly inputStatistics: InputView | null;
  /** One flag an input: 1 where it is known to have had one and the same value in every example. */
  readonly constantInput: Uint8Array;
  readonly figures: Figures;
  /** The other measures of the run, each of which may stand in x's place. */
  readonly measures: readonly MeasureFigures[];
}

/** How y of layer 1's weights goes with a measure in x's place. */
export interface MeasureFigures {
  readonly name: MeasureName;
  /** Weights where both are defined. */
  readonly n: number;
  readonly r2: number | null;
  readonly spearman: number | null;
  readonly neuronPermutation: PermutationFigures;
}

/** What changes in a `LayerView` when a measure stands in x's place. */
export type MeasureLayer = Pick<LayerView, 'weightX' | 'biasX' | 'clusterOf' | 'multiplicity' | 'weights' | 'biases'>;

/** One number an input, over the examples of phase 1 and of the forks, each counted once. */
export interface InputView {
  /** Mean input value, (pixel + 1) / 256, over the examples of group A, and of B. */
  readonly meanA: Float64Array;
  readonly meanB: Float64Array;
  /** Examples in which the pixel is not 0. */
  readonly active: Float64Array;
}

/** What the weights that leave each input say: one number an input, NaN where it is not defined. */
export interface PixelView {
  /** The same numbers as `pixelCorrelation`. */
  readonly r: Float64Array;
  /** Two-sided p of r, and p after Benjamini and Hochberg with all constant inputs as one hypothesis. */
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
}

export interface LayerView {
  /** `layer1`, or what another system calls it */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether it has biases; where it has none, what there is of each bias is empty. */
  readonly bias: boolean;
  /** x and y of each weight, outputs × inputs: weight (neuron j, input i) is at j · inputs + i. */
  readonly weightX: Float64Array;
  readonly weightY: Float64Array;
  readonly biasX: Float64Array;
  readonly biasY: Float64Array;
  /** Which weights' points coincide: cluster of each weight (−1 where x or y is undefined), and of each cluster its size. */
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
  readonly weights: TensorFigures;
  /** Null where it has none. */
  readonly biases: TensorFigures | null;
  /** Every number there is of its parameters besides x and y: of each set the weights, then the biases. */
  readonly sets: Readonly<
    Partial<Record<ParameterSetName, { readonly weight: Float64Array; readonly bias: Float64Array }>>
  >;
}

/** Initial parameters, parameters after phase 1, tallies of A and B, differences between the forks of A and of B. */
export type ParameterSetName = 'initial' | 'phase1' | 'a' | 'b' | 'c' | 'd';

/** How y goes with x within one tensor; r is null where it is not defined (n < 4, or no variation). */
export interface TensorFigures {
  readonly n: number;
  readonly r: number | null;
  readonly r2: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
  /** Spearman’s ρ; null where r of the ranks is not defined, and for runs made before it was reported. */
  readonly spearman: number | null;
  /** Of the line; null where there is none, and for runs made before it was reported. */
  readonly band: LineBand | null;
  /** Parameters left out because x or y is undefined. */
  readonly leftOut: number;
  /** Fisher's 95 % interval for r, for hidden biases, as for this run; null elsewhere. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/**
 * The covariance of slope and intercept: at x, the line's height lies within ± quantile ·
 * √(interceptVariance + 2 x covariance + x² slopeVariance), at the level of confidence.
 */
export interface LineBand {
  readonly method: 'two-way cluster-robust' | 'ordinary least squares';
  readonly level: number;
  readonly slopeVariance: number;
  readonly interceptVariance: number;
  readonly covariance: number;
  readonly degreesOfFreedom: number;
  readonly quantile: number;
}

/** Figures of the whole run, about layer 1's weights unless they say otherwise. */
export interface Figures {
  readonly distinctPoints: number;
  /** Over re-pairings of neurons. */
  readonly neuronPermutation: PermutationFigures;
  /** R² of y against the data alone, and the headline R² over the same weights; null where the data is not known. */
  readonly inkAlone: { readonly n: number; readonly r2: number | null; readonly headlineR2: number | null } | null;
  /** r after removing neuron means and pixel means. */
  readonly residualR: number | null;
  // From here to `clusterPurity`: null where it was not reported, or what it is made of is not known.
  /** Over re-pairings of pixels, and of neurons and pixels both. */
  readonly pixelPermutation: PermutationFigures | null;
  readonly jointPermutation: PermutationFigures | null;
  /** Where r comes from: the three contributions and `shared` add up to r. Null where r is not defined, too. */
  readonly decomposition: {
    readonly neuron: PartFigures;
    readonly pixel: PartFigures;
    readonly residual: PartFigures;
    /** Of neurons and pixels together, where some weights are undefined; otherwise 0, but for rounding. */
    readonly shared: number;
  } | null;
  /** Over the weights whose input is not constant. */
  readonly withoutConstant: { readonly n: number; readonly r: number | null; readonly r2: number | null } | null;
  /** With x from all of phase 1; null where x is that already, too. */
  readonly wholeTally: { readonly n: number; readonly r: number | null; readonly r2: number | null } | null;
  /** Of log(a / b) and log(c / d); weights for which one of them is infinite are left out. */
  readonly logRatios: {
    readonly n: number;
    readonly r: number | null;
    readonly r2: number | null;
    readonly infinite: number;
  } | null;
  /** By drawing neurons and inputs with replacement; `defined` draws make up the intervals. */
  readonly bootstrap: {
    readonly draws: number;
    readonly defined: number;
    readonly r: IntervalFigures | null;
    readonly r2: IntervalFigures | null;
  } | null;
  /**
   * Clusters of the weights plot, found by density alone, against neurons: over all weights, and without constant
   * inputs; null where those are not known.
   */
  readonly clusterPurity: {
    readonly eps: number;
    readonly minPoints: number;
    readonly all: PurityFigures;
    readonly varying: PurityFigures | null;
  } | null;
  readonly pixelCorrelation: {
    readonly mean: number | null;
    readonly negative: number;
    readonly defined: number;
    /** Inputs whose r differs from 0 with false discoveries controlled at `rate`; null for runs made before it was reported. */
    readonly holding: { readonly rate: number; readonly negative: number; readonly positive: number } | null;
    /** Mean r over the outer frame of the image and over the rest, constant inputs left out; null as above. */
    readonly frame: {
      /** In pixels. */
      readonly width: number;
      readonly edge: { readonly mean: number | null; readonly inputs: number };
      readonly centre: { readonly mean: number | null; readonly inputs: number };
    } | null;
  };
  /** Null where constant inputs are not known, or layer 1 has no biases. */
  readonly identity: {
    readonly constantInputs: number;
    readonly maxDeviationX: number;
    readonly maxDeviationY: number;
    /** Null where nothing is asserted (no constant input, or Adam). */
    readonly holds: boolean | null;
  } | null;
}

/** What is left of R² when x and y are paired anew. */
export interface PermutationFigures {
  readonly draws: number;
  readonly meanR2: number | null;
  /** (1 + draws whose R² is at least the observed one) / (1 + draws). */
  readonly p: number | null;
}

/** One part of x against the same part of y. */
export interface PartFigures {
  /** r of the parts themselves. */
  readonly r: number | null;
  /** What the part adds to r. */
  readonly contribution: number;
}

export interface IntervalFigures {
  readonly level: number;
  readonly low: number;
  readonly high: number;
}

export interface PurityFigures {
  readonly points: number;
  readonly clusters: number;
  /** Points in no cluster. */
  readonly noise: number;
  /** Adjusted Rand index over the points in clusters: 1 where clusters are neurons, 0 as by chance. */
  readonly adjustedRand: number | null;
}
