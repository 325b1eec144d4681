import type { InterventionName } from '../../model/interventions';
import type { MeasureName } from '../../model/measures';
import type { ColumnName, ParameterColumn, ParameterStanding } from '../../model/parameterColumns';
import type { LayerMetrics, LayerView, MeasureLayer, RunNumbers } from '../../model/runView';
import type { SelectionQuery } from '../../model/selectionQuery';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import type { Answers } from '../../model/sweep';
import type { CausalEvent, CausalRequest } from '../causal/overSeeds';
import type { ClaimsEvent } from '../claims/testClaims';
import type { ExperimentConfig } from '../config';
import type { ControlQueue, MadeControls } from '../controls/controls';
import type { DrawQueue, LabelData, LabelDraw } from '../controls/labelPermutation';
import type { InputData, InputMetrics } from '../data/inputMetrics';
import type { ExperimentEvent } from '../experiment';
import type { ExportedTable, ExportFormat } from '../export/exportedTable';
import type { PackedRuns } from '../runs/packedRuns';
import type { Preparing } from '../sweep/cellData';
import type { CellOutcome, CellTask } from '../sweep/cellExecutor';
import type { CellFile } from '../sweep/cellFile';
import type { Shard } from '../sweep/shard';
import type { Sweep } from '../sweep/sweep';
import type { SweepInput } from '../sweep/sweepInput';
import type { JobEvent } from '../training/job';
import type { TrainingContext } from '../training/kernel';
import type { PlainControlData, PlainJob, Trained } from './plain';
import type { Procedure } from './protocol';

/** What each worker of the product does. Cancelled, each call ends with a CancelledError. */

/** Runs experiments and causal tests, one after the other. */
export interface EngineContract {
  experiment: Procedure<ExperimentRequest, ExperimentEvent, void>;
  /** The test is kept in the run's folder. */
  causal: Procedure<CausalTestRequest, Preparing | CausalEvent, void>;
}

/** One experiment to be run. */
export interface ExperimentRequest {
  readonly config: ExperimentConfig;
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
  /** Where the run is written, absent or empty; or that of the run to be resumed. */
  readonly runFolder: string;
  /** Whether to resume the existing run; `config` is that run's. */
  readonly resume?: true;
  /** Seconds between two checkpoints; the engine's own choice when left out. */
  readonly checkpointSeconds?: number;
}

/** The causal test of a kept run, to be kept in its folder. */
export interface CausalTestRequest extends CausalRequest {
  readonly cacheFolder: string;
  /** That of the run. */
  readonly runFolder: string;
}

/** Trains networks and computes statistics for another thread; everything large is in shared memory. */
export interface TrainerContract {
  train: Procedure<
    { readonly context: TrainingContext; readonly job: PlainJob; readonly place: number },
    JobEvent,
    Trained
  >;
  controls: Procedure<{ readonly data: PlainControlData; readonly queue: ControlQueue }, Partial<MadeControls>, void>;
  labels: Procedure<{ readonly data: LabelData; readonly queue: DrawQueue }, never, LabelDraw[]>;
  inputs: Procedure<InputData, never, InputMetrics>;
  /** Lets go of the memory of an experiment that is over. */
  release: Procedure<null, never, void>;
}

/** Runs cells of a sweep, one at a time. */
export interface CellsContract {
  cell: Procedure<CellTask, never, CellOutcome>;
}

/** Sees to one sweep, on threads of its own. */
export interface SweepContract {
  sweep: Procedure<SweepRequest, SweepThreadEvent, SweepEnd>;
}

export interface SweepRequest {
  /** Where its cells are, or will be. */
  readonly folder: string;
  /** What a sweep file says, for a folder that is still to be made; left out, the folder's own sweep is gone on with. */
  readonly input?: unknown;
  /** Left out: what the folder holds is read, and nothing is run. */
  readonly run?: {
    /** Where downloaded data is kept. */
    readonly cacheFolder: string;
  };
}

/** What came out of one cell. */
export type SweepCell = Pick<CellFile, 'cell' | 'status' | 'figures'> & { readonly dataName: string };

/** The first event: which sweep, and its existing cells. */
export interface SweepKnown {
  readonly type: 'sweep';
  readonly sweep: SweepInput & Pick<Sweep, 'hash'>;
  readonly shard: Shard;
  /** Of the whole sweep. */
  readonly cells: number;
  /** Of the first cell. */
  readonly config: ExperimentConfig;
  readonly there: readonly SweepCell[];
}

export type SweepThreadEvent = SweepKnown | Preparing | { readonly type: 'cell'; readonly cell: SweepCell };

/** Whether all cells of its part are complete, and what its preset says then. */
export interface SweepEnd extends Answers {
  readonly complete: boolean;
}

/** Tests the claims of the post, on threads of its own. */
export interface ClaimsContract {
  claims: Procedure<ClaimsRequest & { readonly cacheFolder: string }, ClaimsTold, void>;
}

/** What is tested, and where its cells are: enough to go on after a reload. */
export interface ClaimsRequest {
  readonly config: ExperimentConfig;
  readonly seeds: number;
  /** Where cells and evidence are kept; absent, empty, or begun by the same request. */
  readonly folder: string;
}

/** Cells by their number alone. */
export type ClaimsTold =
  | Exclude<ClaimsEvent, { readonly type: 'cell' }>
  | { readonly type: 'cells'; readonly cells: number; readonly done: number };

/** A run that a worker opens with the first question about it. */
export interface RunToOpen {
  readonly runFolder: string;
  /** Whether what its maker left to do in the folder may be done. */
  readonly mayWrite: boolean;
  /** Bytes of layers that are kept, where it is read layer by layer; the engine's own choice when left out. */
  readonly memory?: number;
  /** Where downloaded data is kept. */
  readonly cacheFolder: string;
}

/** Owns a run that is open. Its tensors are in the memory of this thread alone. */
export interface OpenedRunContract {
  /** What is drawn of it at first. */
  numbers: Procedure<{ readonly run: RunToOpen }, never, RunNumbers>;
  /** How y goes with x in layers, by their indices from 0: one after the other, as they are read. */
  figures: Procedure<
    { readonly run: RunToOpen; readonly layers: readonly number[] },
    { readonly index: number; readonly made: LayerMetrics | { readonly fault: string } },
    void
  >;
  /** A layer with its numbers. */
  layer: Procedure<{ readonly run: RunToOpen; readonly index: number }, never, LayerView>;
  /** A measure in x's place: of a layer, and of those that come with the first answer; null of the others. */
  measure: Procedure<
    { readonly run: RunToOpen; readonly index: number; readonly name: MeasureName },
    never,
    readonly (MeasureLayer | null)[]
  >;
  /** The bits of the set of all parameters that meet a query. */
  meeting: Procedure<
    { readonly run: RunToOpen; readonly query: SelectionQuery; readonly layer: number },
    never,
    Uint8Array
  >;
  /** The numbers of some parameters in every set there is. */
  columns: Procedure<{ readonly run: RunToOpen; readonly parameters: Uint32Array }, never, readonly ParameterColumn[]>;
  standing: Procedure<
    { readonly run: RunToOpen; readonly parameter: number; readonly column: ColumnName },
    never,
    ParameterStanding
  >;
  /** The same numbers as a file. */
  table: Procedure<TableRequest, never, ExportedTable>;
  /** Of an operation come first its metrics and then those of its comparisons. */
  operate: Procedure<OperationRequest, OperationMetrics, ComparisonMetrics>;
}

export interface TableRequest {
  readonly run: RunToOpen;
  /** Null for all of them. */
  readonly parameters: Uint32Array | null;
  readonly format: ExportFormat;
  /** What a file that can say so says about where its numbers come from. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OperationRequest {
  readonly run: RunToOpen;
  readonly operation: InterventionName;
  /** Positions in `Parameters.values`, ascending. */
  readonly members: Uint32Array;
}

/** Keeps lists of runs. What is asked of one list is answered in turn; the result says whether anything has changed. */
export interface RunListsContract {
  /** The runs in a folder: what was cached of them is sent first, once. */
  index: Procedure<RunsIn, RunsMessage, boolean>;
  /** Runs wherever they are. */
  elsewhere: Procedure<
    { readonly runs: readonly { readonly id: string; readonly folder: string }[] },
    RunsMessage,
    boolean
  >;
  /** Keeps what is known of a folder, at once, in the midst of a scan too; `end`: it is not asked for any more. */
  save: Procedure<{ readonly folder: string; readonly end: boolean }, never, void>;
}

export interface RunsIn {
  readonly folder: string;
  /** Where what is known of it is kept. */
  readonly file: string;
  /** The runs to look at, or all; none when left out. */
  readonly look?: readonly string[] | 'all';
}

/** What has changed in a list, a few runs at a time so that whoever takes them in is not held up. */
export interface RunsMessage {
  /** Whether all that was known of the list before is void: the thread, or the list, is a new one. */
  readonly anew: boolean;
  readonly runs: readonly PackedRuns<{ readonly folder: string }>[];
  /** Ids. */
  readonly gone: readonly string[];
}
