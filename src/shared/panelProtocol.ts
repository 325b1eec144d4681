/**
 * Everything that passes between the extension host and the analysis panel. Imports nothing, so that both sides, and
 * their tests, can know it. Numbers travel in typed arrays of their own buffer (never a `subarray`, never a Node
 * `Buffer`); NaN means undefined.
 */

/** What the panel shows, whole. Sent in answer to `ready` and whenever the kind of what is shown changes. */
export type PanelState =
  /** No experiment has been run in this panel. */
  | { readonly kind: 'empty' }
  | RunningState
  | { readonly kind: 'complete'; readonly run: RunView }
  /** The experiment was stopped by a person; what its training had shown so far. */
  | { readonly kind: 'cancelled'; readonly title: RunTitle; readonly training: TrainingView }
  | {
      readonly kind: 'failed';
      readonly title: RunTitle;
      readonly training: TrainingView;
      /** What happened and what to do, in a sentence or two. */
      readonly message: string;
      /** Whether the log says more: true for faults, false for mistakes in config or data. */
      readonly inLog: boolean;
    }
  /** The panel was restored but its run is not in the runs folder, or cannot be read. */
  | { readonly kind: 'missing'; readonly runId: string; readonly reason: string };

export interface RunningState {
  readonly kind: 'running';
  readonly title: RunTitle;
  readonly training: TrainingView;
  readonly progress: Progress;
}

/** The run in words, for the title line. */
export interface RunTitle {
  /** "Softplus 784–100–2"; without the sizes while the data is not open yet. */
  readonly network: string;
  /** "MNIST 1, 7 | 6, 8" */
  readonly data: string;
  readonly seed: number;
  readonly learningRate: number;
  /** First digits of the SHA-256 of the config. */
  readonly configHash: string;
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

export interface Progress {
  /** "Training phase 1", "Downloading MNIST", … */
  readonly stage: string;
  /** "2,150 of 5,000 · loss 0.1642" */
  readonly detail: string;
  /** Of everything, 0 … 1; null while it is not known. */
  readonly share: number | null;
  readonly secondsLeft: number | null;
}

/** A finished run, with all that the panel draws. */
export interface RunView {
  readonly runId: string;
  readonly title: RunTitle;
  readonly training: TrainingView;
  readonly image: { readonly rows: number; readonly columns: number };
  /** From the inputs on: layer 1 reads the inputs, the last one holds the two outputs. */
  readonly layers: readonly LayerView[];
  /** r over the weights that leave each input; NaN where it is not defined. */
  readonly pixelCorrelation: Float64Array;
  /** One flag an input: 1 where it had one and the same value in every example. */
  readonly constantInput: Uint8Array;
  readonly figures: Figures;
}

export interface LayerView {
  /** `layer1` */
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** x and y of each weight, outputs × inputs: weight (neuron j, input i) is at j · inputs + i. */
  readonly weightX: Float64Array;
  readonly weightY: Float64Array;
  readonly biasX: Float64Array;
  readonly biasY: Float64Array;
  /** Which weights' points coincide: cluster of each weight (−1 where x or y is undefined), and of each cluster its size. */
  readonly clusterOf: Int32Array;
  readonly multiplicity: Uint32Array;
  readonly weights: TensorFigures;
  readonly biases: TensorFigures;
}

/** How y goes with x within one tensor; r is null where it is not defined (n < 4, or no variation). */
export interface TensorFigures {
  readonly n: number;
  readonly r: number | null;
  readonly r2: number | null;
  readonly slope: number | null;
  readonly intercept: number | null;
  /** Spearman’s ρ; null where r of the ranks is not defined, and for runs made before it was reported. */
  readonly spearman: number | null;
  /** Parameters left out because x or y is undefined. */
  readonly leftOut: number;
  /** Fisher's 95 % interval for r, for hidden biases, as for this run; null elsewhere. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Figures of the whole run, about layer 1's weights unless they say otherwise. */
export interface Figures {
  readonly distinctPoints: number;
  /** Mean R² and p over re-pairings of neurons. */
  readonly neuronPermutation: { readonly draws: number; readonly meanR2: number | null; readonly p: number | null };
  /** R² of y against the data alone, and the headline R² over the same weights. */
  readonly inkAlone: { readonly n: number; readonly r2: number | null; readonly headlineR2: number | null };
  /** r after removing neuron means and pixel means. */
  readonly residualR: number | null;
  readonly pixelCorrelation: { readonly mean: number | null; readonly negative: number; readonly defined: number };
  readonly identity: {
    readonly constantInputs: number;
    readonly maxDeviationX: number;
    readonly maxDeviationY: number;
    /** Null where nothing is asserted (no constant input, or Adam). */
    readonly holds: boolean | null;
  };
}

export type ToPanel =
  | { readonly type: 'state'; readonly state: PanelState }
  /** While running: at most ten times a second. */
  | { readonly type: 'progress'; readonly progress: Progress }
  /** While running: what a network's history has gained. */
  | { readonly type: 'points'; readonly network: string; readonly points: readonly HistoryPoint[] };

/** Small intents; everything else stays where it is. Layers count from 1; neurons, inputs, rows and columns from 0. */
export type FromPanel =
  /** The panel's script runs and listens. */
  | { readonly type: 'ready' }
  | { readonly type: 'openWeight'; readonly layer: number; readonly neuron: number; readonly input: number }
  | { readonly type: 'openBias'; readonly layer: number; readonly neuron: number }
  /** The weights that leave one input of layer 1. */
  | { readonly type: 'openInput'; readonly input: number }
  | { readonly type: 'start' }
  | { readonly type: 'cancel' }
  /** The same config with the next seed. */
  | { readonly type: 'runNextSeed' }
  /** The same config on MNIST, downloaded once. */
  | { readonly type: 'runOnMnist' }
  /** The same config on a folder of IDX files that a person chooses. */
  | { readonly type: 'runOnFolder' }
  | { readonly type: 'openConfig' }
  | { readonly type: 'showLog' };

/** What the panel keeps in the editor's own state, so that it can be restored by run id after a reload. */
export interface PersistedPanel {
  readonly version: 1;
  readonly runId: string | null;
  readonly view: PanelViewState;
}

export interface PanelViewState {
  /** Layer shown in the weights plot, counted from 1. */
  readonly layer: number;
  /** Diameter of a point in CSS pixels, from 1. */
  readonly pointSize: number;
  /** 0 … 1 */
  readonly opacity: number;
}
