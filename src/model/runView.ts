import type { MeasureName } from './measures';
import type { ControlName, Controls, Metrics, ShownMetrics, TensorMetrics } from './metrics';

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
  /** The share of the training examples of which networks are told the other group; absent where there are none. */
  readonly labelNoise?: number;
  /** First digits of the SHA-256 of the config. */
  readonly configHash: string | null;
  /** Version of the engine that makes or made the run, or its metrics. */
  readonly engine: string;
  /** "PyTorch 2.6.0": what recorded the run, where it was not this engine. */
  readonly source?: string;
  /** Whether the run was kept before metrics had checksums, so that nobody can tell whether they are what they were. */
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
  /** The same on the images of each class; absent until it is known. */
  readonly heldOutByClass?: readonly number[];
}

/** Mean over a window of examples, each judged before its own update. */
export interface HistoryPoint {
  /** Examples trained on by the end of the window. */
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** A run whose networks are trained and compared, with all that the panel draws. */
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
  readonly pixels: PixelMetrics;
  /** What the inputs were in the examples used; null where it was not kept. */
  readonly inputStatistics: InputStatistics | null;
  /** One flag an input: 1 where it is known to have had one and the same value in every example. */
  readonly constantInput: Uint8Array;
  readonly metrics: ShownMetrics;
  /** The controls that are still being made: the metrics do not have them yet. None of a run that is complete. */
  readonly awaited: readonly ControlName[];
  /** The other measures whose numbers are kept, or will be: each of them may then stand in x's place. */
  readonly measures: readonly MeasureName[];
}

/** A run that is complete. */
export interface CompleteRun extends RunView {
  readonly metrics: Metrics;
  readonly awaited: readonly [];
}

/** What of a complete run is made of its tensors, as opposed to what its file says. */
export type RunNumbers = Pick<
  CompleteRun,
  'layers' | 'pixels' | 'inputStatistics' | 'constantInput' | 'metrics' | 'measures'
>;

/** The run with controls that have been made meanwhile. */
export function withControls(run: RunView, made: Partial<Controls>): RunView {
  return {
    ...run,
    metrics: { ...run.metrics, controls: { ...run.metrics.controls, ...made } },
    awaited: run.awaited.filter((name) => !(name in made)),
  };
}

/** What changes in a `LayerView` when a measure stands in x's place. */
export type MeasureLayer = Pick<LayerView, 'weightX' | 'biasX' | 'clusterOf' | 'multiplicity' | 'weights' | 'biases'>;

/** What the inputs were in the examples of phase 1 and of the forks, each counted once: one number an input. */
export interface InputStatistics {
  /** Mean input value, (pixel + 1) / 256, over the examples of group A, and of B. */
  readonly meanA: Float64Array;
  readonly meanB: Float64Array;
  /** Examples, of either group, in which the pixel is not 0. */
  readonly active: Float64Array;
}

/** What the weights that leave each input say: one number an input, NaN where it is not defined. */
export interface PixelMetrics {
  /** r of x and y over the weights that leave the input, one a neuron. */
  readonly r: Float64Array;
  /** Two-sided p of that r, by t with n − 2 degrees of freedom. */
  readonly p: Float64Array;
  /** p after Benjamini and Hochberg, all constant inputs together one hypothesis. */
  readonly q: Float64Array;
  /** Mean x and y of the weights whose x and y are both defined. */
  readonly meanX: Float64Array;
  readonly meanY: Float64Array;
}

/** What is known of a layer without reading it. */
export interface LayerHead {
  /** `layer1`, or what another system calls it */
  readonly name: string;
  /** Of its weight as it is stored: [out, in], of a convolution [out, in, rows, columns], of a norm's scale [out]. */
  readonly shape: readonly number[];
  /** What a neuron reads: all axes of its weight but the first, as one. */
  readonly inputs: number;
  readonly outputs: number;
  /** Whether it has biases; where it has none, what there is of each bias is empty. */
  readonly bias: boolean;
}

/** How y goes with x in a layer. */
export interface LayerMetrics {
  readonly weights: TensorMetrics;
  /** Null where it has none. */
  readonly biases: TensorMetrics | null;
  /** r of what is left of the weights' x and y when the means of neurons and of inputs are taken off; null where undefined. */
  readonly residualR: number | null;
  /** Σ (a + b) over its parameters; null where no tally was recorded. */
  readonly tallied: number | null;
}

/** What is drawn of a layer. */
export interface LayerNumbers {
  /** x and y of each weight, outputs × inputs: weight (neuron j, input i) is at j · inputs + i. */
  readonly weightX: Float64Array;
  readonly weightY: Float64Array;
  readonly biasX: Float64Array;
  readonly biasY: Float64Array;
  /** Which weights' points coincide: cluster of each weight (−1 where x or y is undefined), and of each cluster its size. */
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
  /** Every number there is of its parameters besides x and y: of each set the weights, then the biases. */
  readonly sets: Readonly<
    Partial<Record<ParameterSetName, { readonly weight: Float64Array; readonly bias: Float64Array }>>
  >;
}

export interface LayerView extends LayerHead, LayerNumbers, LayerMetrics {
  /** Whether its numbers are here. Those of a large layer are empty until they are asked for. */
  readonly here: boolean;
  /** Whether its figures are known. Of a layer that has not been read they say of no parameter anything. */
  readonly known: boolean;
}

/** The figures of a layer that has not been read. */
export const NO_METRICS: LayerMetrics = {
  weights: {
    ...{ n: 0, r: null, r2: null, slope: null, intercept: null },
    ...{ leftOut: { parameters: 0, x: 0, y: 0 }, interval: null },
  },
  ...{ biases: null, residualR: null, tallied: null },
};

/** The numbers of a layer that are not here. */
export const NO_NUMBERS: LayerNumbers = {
  weightX: new Float64Array(0),
  weightY: new Float64Array(0),
  biasX: new Float64Array(0),
  biasY: new Float64Array(0),
  clusterOf: new Int32Array(0),
  multiplicity: new Uint32Array(0),
  sets: {},
};

/** Initial parameters, parameters after phase 1, tallies of A and B, differences between the forks of A and of B. */
export type ParameterSetName = 'initial' | 'phase1' | 'a' | 'b' | 'c' | 'd';
