import type { CausalView } from './causal';
import type { JobState, Progress } from './job';
import type { MeasureName } from './measures';
import type { Controls } from './metrics';
import type { NeuronPlace } from './parameterOrder';
import type {
  CompleteRun,
  HistoryPoint,
  LayerMetrics,
  LayerView,
  MeasureLayer,
  RunTitle,
  RunView,
  TrainingView,
} from './runView';
import type { SelectionQuery } from './selectionQuery';
import type { OperateIntent, SurgeryMessage } from './surgeryProtocol';

/**
 * Everything that passes between the extension host and the analysis panel. Imports nothing of either side, so that both,
 * and their tests, can know it. Numbers travel in typed arrays of their own buffer (never a `subarray`, never a Node
 * `Buffer`); NaN means undefined.
 */

/** What the panel shows, whole. Sent in answer to `ready` and whenever the kind of what is shown changes. */
export type PanelState =
  /** No experiment has been run in this panel. */
  | { readonly kind: 'empty' }
  | RunningState
  | { readonly kind: 'complete'; readonly run: CompleteRun }
  /** The experiment was stopped by a person, and can be resumed; what its training had shown so far. */
  | { readonly kind: 'cancelled'; readonly title: RunTitle; readonly training: TrainingView; readonly runId: string }
  /** The process that made the run ended in its midst; it can be resumed. */
  | {
      readonly kind: 'interrupted';
      readonly title: RunTitle;
      readonly training: TrainingView;
      readonly runId: string;
      /** Why, as far as anybody knows. */
      readonly reason: string | null;
    }
  | (Extract<JobState, { kind: 'failed' }> & {
      readonly title: RunTitle;
      readonly training: TrainingView;
      /** The run, where it can be resumed. */
      readonly runId: string | null;
      /** What leads on from it; absent from what failed in another window. */
      readonly ways?: WaysOn;
    })
  /** The run is not in the runs folder, or cannot be read. */
  | {
      readonly kind: 'missing';
      readonly runId: string;
      readonly reason: string;
      /** The run that this panel showed until it was deleted, and whether its config is known still. */
      readonly deleted?: { readonly name: string; readonly hasConfig: boolean };
    };

/** What leads on from a run that failed. */
export interface WaysOn {
  /** Whether its config stands in a file, where what is wrong with it can be mended. */
  readonly hasConfigFile: boolean;
  /** Whether its images could not be had, so that others might do. */
  readonly lacksImages: boolean;
  /** What the run is called that was shown when this one was asked for; null where none was. */
  readonly before: string | null;
}

export type RunningState = Extract<JobState, { kind: 'running' }> & {
  readonly runId: string;
  readonly title: RunTitle;
  readonly training: TrainingView;
  /** What can be looked at before it is complete; null until its networks are trained and compared. */
  readonly run: RunView | null;
};

export type ToPanel =
  /** @param answer whether the page is to say when it has drawn a finished run */
  | { readonly type: 'state'; readonly state: PanelState; readonly answer?: true }
  /** While running: at most ten times a second. */
  | { readonly type: 'progress'; readonly progress: Progress }
  /** While running: what a network's history has gained. */
  | { readonly type: 'points'; readonly network: string; readonly points: readonly HistoryPoint[] }
  /** While running: controls that have been made since the page was told of its run. */
  | { readonly type: 'controls'; readonly runId: string; readonly made: Partial<Controls> }
  /** A selection that was made outside of this page: lines of a dump, a link, a command, a page before it. */
  | { readonly type: 'select'; readonly selection: SelectionMessage; readonly from: 'panel' | 'editor' | 'link' }
  /** The parameter on the cursor's line of a dump, by its number; null when there is none. */
  | { readonly type: 'point'; readonly runId: string; readonly parameter: number | null }
  /** The selections that are kept with the run, by name. */
  | { readonly type: 'named'; readonly runId: string; readonly selections: readonly NamedSelection[] }
  /** What an operation on a selection does, in answer to `operate`. */
  | SurgeryMessage
  /** The causal test that is kept with the run; null when there is none. `fault`: why the last one has none to show for it. */
  | {
      readonly type: 'causal';
      readonly runId: string;
      readonly result: CausalView | null;
      readonly fault: string | null;
    }
  /** How far the causal test of the run has come; null when it has ended. */
  | { readonly type: 'causalProgress'; readonly runId: string; readonly progress: Progress | null }
  /** Brings a tab to the front. */
  | { readonly type: 'showTab'; readonly tab: PanelViewState['tab'] }
  /** What was asked for by `measure`: of each layer what the measure puts in x's place. */
  | {
      readonly type: 'measure';
      readonly runId: string;
      readonly name: MeasureName;
      /** Null of a layer that was not asked for and is too large to come unasked. */
      readonly layers: readonly (MeasureLayer | null)[];
    }
  /** What was asked for by `layer`: the layer with its numbers, or why they cannot be read. */
  | {
      readonly type: 'layer';
      readonly runId: string;
      readonly layer: number;
      readonly read: LayerView | { readonly fault: string };
    }
  /** What was asked for by `meeting`, by the number of the request: bits of a `ParameterSet`, or why there are none. */
  | {
      readonly type: 'meeting';
      readonly runId: string;
      readonly request: number;
      readonly found: Uint8Array | { readonly fault: string };
    }
  /** What was asked for by `figures`, as it becomes known. */
  | { readonly type: 'figures'; readonly runId: string; readonly layer: number; readonly figures: LayerMetrics }
  /** Asks for the panel's pictures: it answers with `exportReport`. */
  | { readonly type: 'makeReport' };

/** A selection of a run's parameters on its way. */
export interface SelectionMessage {
  readonly runId: string;
  /** `ParameterSet.bits` */
  readonly bits: Uint8Array;
  /** The one neuron that is meant above the others. */
  readonly primary: NeuronPlace | null;
}

/** A selection kept with a run. */
export interface NamedSelection {
  readonly name: string;
  /** `ParameterSet.bits` */
  readonly bits: Uint8Array;
}

/** Small intents; everything else stays where it is. Layers count from 1; neurons, inputs, rows and columns from 0. */
export type FromPanel =
  /** The panel's script runs and listens. */
  | { readonly type: 'ready' }
  /** The finished run that it was told of stands there, where an answer was asked for. */
  | { readonly type: 'drawn'; readonly runId: string }
  | { readonly type: 'openWeight'; readonly layer: number; readonly neuron: number; readonly input: number }
  | { readonly type: 'openBias'; readonly layer: number; readonly neuron: number }
  /** The weights that leave one input of layer 1. */
  | { readonly type: 'openInput'; readonly input: number }
  /** The causal test of the run, over so many seeds: its own and those that follow. */
  | { readonly type: 'runCausalTest'; readonly seeds: number }
  | { readonly type: 'cancelCausalTest' }
  /** Asks for a measure of the run, to stand in x's place: in this layer, and in those that come unasked. */
  | { readonly type: 'measure'; readonly runId: string; readonly name: MeasureName; readonly layer: number }
  /** Asks for the numbers of a layer. */
  | { readonly type: 'layer'; readonly runId: string; readonly layer: number }
  /** Asks for all parameters that meet a query about layers whose numbers are not here. `layer`: the one that is shown. */
  | {
      readonly type: 'meeting';
      readonly runId: string;
      readonly request: number;
      readonly query: SelectionQuery;
      readonly layer: number;
    }
  /** Asks for the figures of all layers of which they are not known. */
  | { readonly type: 'figures'; readonly runId: string }
  | { readonly type: 'start' }
  | { readonly type: 'cancel' }
  /** Goes on with the run that the panel shows, which has not come to its end. */
  | { readonly type: 'resume' }
  /** The same config with the next seed. */
  | { readonly type: 'runNextSeed' }
  /** The same config under several seeds. */
  | { readonly type: 'replicate' }
  /** The same config on MNIST, downloaded once. */
  | { readonly type: 'runOnMnist' }
  /** The same config on a folder of IDX files that a person chooses. */
  | { readonly type: 'runOnFolder' }
  /** Back from a run that failed to the one that was shown when it was asked for. */
  | { readonly type: 'back' }
  | { readonly type: 'openConfig' }
  | { readonly type: 'showLog' }
  /** What is selected now, whenever that changed in the panel. */
  | { readonly type: 'select'; readonly selection: SelectionMessage }
  /** The parameter that is pointed at, by its number; null when none is. */
  | { readonly type: 'point'; readonly runId: string; readonly parameter: number | null }
  /** What breaks without a selection. */
  | OperateIntent
  /** "Open Weights of Selection", "Save Selection As…", "Copy Link to Selection", "Compare Forks" of a neuron. */
  | { readonly type: 'openSelection' }
  | { readonly type: 'saveSelection' }
  | { readonly type: 'copyLink' }
  | { readonly type: 'compareForks'; readonly layer: number; readonly neuron: number }
  /** Keeps the selection with the run under a name; forgets the one of that name. */
  | { readonly type: 'keepSelection'; readonly name: string }
  | { readonly type: 'forgetSelection'; readonly name: string }
  /** x, y and all else of every parameter as a file; the run as one page. */
  | { readonly type: 'exportAll' }
  | { readonly type: 'exportReport'; readonly pictures: readonly ReportPicture[] }
  /** A picture made in the panel, to be saved where the person says. */
  | { readonly type: 'savePicture'; readonly name: string; readonly format: 'png' | 'svg'; readonly bytes: Uint8Array };

/** The plots of the panel that can leave it. Of the last two kinds there are several. */
export const PLOTS = ['weights', 'pixels', 'neuron', 'biases', 'training', 'causal'] as const;
export type PlotName = (typeof PLOTS)[number];

/** A plot of the panel for the report: an SVG with its axes as vectors and its points as an image. */
export interface ReportPicture {
  readonly plot: PlotName;
  readonly title: string;
  /** What is found in it; may be empty. */
  readonly note: string;
  /** UTF-8 text of the SVG for a light page, and for a dark one. */
  readonly light: Uint8Array;
  readonly dark: Uint8Array;
}

/** What the panel keeps in the editor's own state, so that it can be restored by run id after a reload. */
export interface PersistedPanel {
  readonly version: 2;
  readonly runId: string | null;
  readonly view: PanelViewState;
  /** What was selected: the bits of its `ParameterSet` in base 64; null when nothing was. */
  readonly selection: { readonly bits: string; readonly primary: NeuronPlace | null } | null;
  readonly scroll: ScrollState;
}

/** What is scrolled by itself: the page, and each tab of the dock. */
export type ScrollPlace = 'page' | PanelViewState['tab'];

/** How far, in CSS pixels; what is not there is at its top. */
export type ScrollState = Readonly<Partial<Record<ScrollPlace, number>>>;

export interface PanelViewState {
  /** Layer shown in the weights plot, counted from 1. */
  readonly layer: number;
  /** Diameter of a point in CSS pixels, from 1. */
  readonly pointSize: number;
  /** 0 … 1 */
  readonly opacity: number;
  /** How the weights are drawn; `auto`: as suits their number. */
  readonly drawing: (typeof DRAWINGS)[number];
  /** Whether weights that fall together are ringed. */
  readonly clusters: boolean;
  /** x and y as shares, or as log(a / b) and log(c / d). */
  readonly axes: (typeof AXES)[number];
  /** What stands in x's place. */
  readonly measure: MeasureName;
  /** What the map of the inputs shows. */
  readonly map: (typeof MAPS)[number];
  /** Which numbers of a neuron its picture shows. */
  readonly picture: (typeof PICTURES)[number];
  /** Whether the biases' axes reach over all there could be, or only over what there is. */
  readonly biasAxes: (typeof BIAS_AXES)[number];
  readonly tab: (typeof TABS)[number];
  /** Whether the dock is open, and how high it then is, in CSS pixels. */
  readonly dock: boolean;
  readonly dockHeight: number;
  /** The plot that is shown where there is room for one alone. */
  readonly plot: (typeof PLOT_VIEWS)[number];
}

export const DRAWINGS = ['auto', 'points', 'density', 'collapsed'] as const;
export const AXES = ['shares', 'log-ratios'] as const;
export const BIAS_AXES = ['whole', 'fit'] as const;
export const MAPS = ['r', 'q', 'meanX', 'meanY', 'inkA', 'inkB', 'active'] as const;
export const PLOT_VIEWS = ['weights', 'pixels', 'neuron', 'biases'] as const;
export const PICTURES = ['change', 'phase1', 'initial', 'a', 'b', 'c', 'd', 'x', 'y'] as const;
export const TABS = ['neurons', 'layers', 'training', 'findings', 'measures', 'causal', 'surgery'] as const;
