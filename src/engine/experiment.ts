import type { ControlName, Controls } from '../model/metrics';
import { PHASE_1 } from '../model/networkNames';
import { recordsFor } from './attribution/importance';
import { compareMeasures } from './attribution/importance/compare';
import { measureImportance } from './attribution/importance/measureImportance';
import { relateInChunks } from './attribution/ratios';
import { type CancelFlag, TimeSlicer } from './cancellation';
import { type Compared, comparedOf } from './compared';
import { configHash, type ExperimentConfig, type ResolvedConfig } from './config';
import { MADE_NAMES, type MadeControls } from './controls/controls';
import { startControls } from './controls/sharedControls';
import { permuteLabels } from './controls/sharedLabels';
import { wholeTallyInChunks } from './controls/wholeTally';
import type { Dataset } from './data/dataset';
import { type ExampleStore, readExamples } from './data/examples';
import { type InputData, inputMetricsInChunks } from './data/inputMetrics';
import { withLabelNoise } from './data/labelNoise';
import { refuseTooLarge } from './memoryNeeded';
import { initialParametersInChunks } from './network/initialisation';
import { type Layer, Parameters } from './network/parameters';
import { type Plan, planExperiment, resolveConfig } from './plan';
import type { Run, RunOutcome } from './run';
import { checkpointPath } from './runs/runFormat';
import { streaming } from './streaming';
import { residualOf, summarise, withControls } from './summary';
import type { JobEvent } from './training/job';
import type { Records, TrainingContext, TrainingJob, TrainingRule, TrainingState } from './training/kernel';
import { copyOptimiserState, initialOptimiserState } from './training/optimisers';
import { guessedMilliseconds, PARALLEL_THRESHOLD_MS } from './training/parallelThreshold';
import { MOST_BYTES, prepareMemoryInChunks } from './training/simd/memory';
import { type Executor, Trainer } from './training/trainer';
import { ENGINE_VERSION } from './version';

/** What happens on the way to a run, in the order in which it happens. */
export type ExperimentEvent =
  | { readonly type: 'preparing'; readonly message: string; readonly share: number }
  | {
      readonly type: 'planned';
      readonly config: ResolvedConfig;
      readonly dataName: string;
      /** Neurons of each layer, the inputs first. */
      readonly sizes: readonly number[];
      /** Every network that will be trained, with its number of examples. */
      readonly networks: readonly { readonly name: string; readonly examples: number }[];
      /** Example of phase 1 at which the tally begins. */
      readonly tallyFrom: number;
    }
  | JobEvent
  /** x and y are made from the forks, and all that is said of them: how many of the steps are done. */
  | { readonly type: 'comparing'; readonly done: number; readonly of: number }
  /** There are x and y, and there is something to be looked at: the run but for what it has to be held against. */
  | { readonly type: 'compared'; readonly run: Compared }
  /** Controls that have been made since. */
  | { readonly type: 'controls'; readonly made: Partial<Controls> };

/** Steps of comparing beside the controls: x and y, the inputs, what is said of both, the measures, their comparison, all of phase 1, the labels. */
const OTHER_STEPS = 7;

/** How, as opposed to what, an experiment is run. */
export interface Execution {
  readonly cancel: CancelFlag;
  /** Where networks are trained; with several, forks are trained side by side. */
  readonly executors: readonly Executor[];
  /** Estimated milliseconds of work from which on forks are; 60 when left out. */
  readonly parallelThresholdMs?: number;
  /** Parameters to start from instead of drawing them by `config.seed`. */
  readonly initial?: Parameters;
  /** Where the kernel's memory comes from, if it is not made anew: for runs one after another on the same images. */
  readonly memory?: typeof prepareMemoryInChunks;
  /** Whether the labels are not shuffled, which takes as long as half of the rest: for runs of which that is not asked. */
  readonly withoutLabels?: boolean;
  /** Where it is kept how far each network has come; nowhere when left out. */
  readonly checkpoints?: Checkpoints;
  /** Called with what has been computed so far, before the last metrics of it. */
  readonly onOutcome?: (outcome: RunOutcome) => void;
}

/** Where checkpoints are kept, and how often. */
export interface Checkpoints {
  readonly folder: string;
  /** Between two of a network, at least. */
  readonly seconds: number;
  /** Whether existing ones are resumed from. */
  readonly resuming: boolean;
}

/** What an experiment needs of a data set beside its examples. */
export type DataDescription = Pick<Dataset, 'name' | 'identity' | 'image' | 'classes'>;

/** The examples of both groups, read. */
export interface Examples {
  readonly training: ExampleStore;
  readonly test: ExampleStore;
}

/**
 * The experiment, start to end: train a network on two groups of classes while adding up how much each parameter is
 * moved by either; train copies of it on without one class each; ask whether the parameters that were moved by a group
 * are those in which the copies without its classes come to differ.
 *
 * Deterministic in config, data and initial parameters.
 * @throws ConfigError, DataError, DivergenceError, CancelledError
 */
export async function* runExperiment(
  config: ExperimentConfig,
  data: Dataset,
  execution: Execution,
): AsyncGenerator<ExperimentEvent, Run> {
  const resolved = resolveConfig(config, data);
  const { sizes } = trainingRule(resolved, data);
  refuseTooLarge(resolved, sizes, execution.executors.length, MOST_BYTES);
  // Other threads start while this one reads the images.
  if (isWorthParallel(resolved, sizes, execution)) for (const executor of execution.executors) executor.warm();
  const examples = yield* readGroups(resolved, data, execution.cancel);
  return yield* runOnExamples(resolved, data, examples, execution);
}

/**
 * Reads the examples that an experiment is about. They depend on data, groups and `forks.untilRow` alone.
 * @throws CancelledError
 */
export async function* readGroups(
  config: Pick<ResolvedConfig, 'groups' | 'forks'>,
  data: Dataset,
  cancel: CancelFlag,
): AsyncGenerator<ExperimentEvent, Examples> {
  const training = yield* readSplit('training', data, config, cancel);
  return { training, test: yield* readSplit('test', data, config, cancel) };
}

/**
 * The experiment on examples that have been read.
 * @throws ConfigError, DivergenceError, CancelledError
 */
export async function* runOnExamples(
  resolved: ResolvedConfig,
  data: DataDescription,
  { training: shown, test }: Examples,
  execution: Execution,
): AsyncGenerator<ExperimentEvent, Run> {
  const plan = planExperiment(resolved, shown);
  const training = withLabelNoise(resolved, shown);
  yield announce(resolved, data, plan);

  const rule = trainingRule(resolved, data);
  const slicer = new TimeSlicer(execution.cancel);
  await slicer.pause();
  // Another thread, where there is one, goes through the images while this one trains on them.
  const sequences = [plan.phase1, ...plan.forks.map((fork) => fork.sequence)];
  const images: InputData = {
    ...{ training, sequences, tallied: plan.phase1.subarray(plan.tallyFrom), groups: resolved.groups },
    ...{ fromRow: resolved.phase1.rows, untilRow: resolved.forks.untilRow },
  };
  const { executors, cancel, parallelThresholdMs = PARALLEL_THRESHOLD_MS } = execution;
  const ofLabels = execution.withoutLabels !== true;
  const inputMetrics = isWorthParallel(resolved, rule.sizes, execution)
    ? executors[1]?.inputs(images, cancel)
    : undefined;
  // Rejection is handled where it is awaited.
  inputMetrics?.catch(() => {});

  const related = yield* relateOnExamples(resolved, data, plan, { training, test }, execution);
  const { context, initial, tally, phase1, forks: trainedForks, attribution } = related;
  const { records, earlier } = tally;
  const comparing = (done: number) => ({ type: 'comparing', done, of: OTHER_STEPS + MADE_NAMES.length }) as const;
  // Nothing more is told of what was cancelled meanwhile.
  const stepDone = (done: number) => {
    execution.cancel.check();
    return comparing(done);
  };
  yield stepDone(1);
  const tallied = plan.phase1.subarray(plan.tallyFrom);
  const recorded = { rule, initial, phase1: phase1.state.parameters, tally, records, training, test, tallied };
  const { constant, statistics: inputs, ink, share } = await (inputMetrics ?? slicer.run(inputMetricsInChunks(images)));
  yield stepDone(2);
  const outcome = {
    ...{ config: resolved, data, plan, initial, phase1, forks: trainedForks },
    ...{ attribution, constant, inputs },
  };
  return yield* streaming<ExperimentEvent, Run>(async (emit) => {
    let done = 2;
    // Heard from other threads too, where nobody would catch what is thrown: whoever works here looks at the flag.
    const tell = (event: ExperimentEvent) => {
      if (!cancel.raised) emit(event);
    };
    const step = () => tell(comparing(++done));

    // Controls are made on other threads meanwhile. Those that are there before the rest is go along with it.
    const found: Partial<Controls> = {};
    let isTold = false;
    const take = (made: Partial<Controls>) => {
      Object.assign(found, made);
      if (isTold) tell({ type: 'controls', made });
    };
    const onMade = (made: Partial<MadeControls>) => {
      take('decomposition' in made ? { ...made, residual: residualOf(made) } : made);
      step();
    };
    const moved = { rule, initial, phase1: phase1.state.parameters, test, effect: new Parameters(rule.sizes) };
    const given = { config: resolved, attribution, ink, share, constant, image: data.image, moved };
    const controls = startControls(given, executors, cancel, parallelThresholdMs, onMade);
    const summary = await summarise(resolved, attribution, constant, data.image, cancel);
    const shown = { ...summary, controls: { ...found, ...summary.controls } };
    tell({
      type: 'compared',
      run: comparedOf(
        outcome,
        shown,
        awaitedOf(found, { withEarlier: earlier !== undefined, ofLabels: ofLabels && rule.optimiser.name === 'sgd' }),
      ),
    });
    isTold = true;
    step();

    const measures = await measureImportance(resolved.measures, recorded, slicer);
    cancel.check();
    execution.onOutcome?.({ ...outcome, measures });
    step();
    const compared = await compareMeasures(measures, attribution.y, resolved.seed, slicer);
    step();
    const ofWhole = earlier === undefined ? null : await slicer.run(wholeTallyInChunks(earlier, tally, attribution));
    if (ofWhole !== null) take({ wholeTally: ofWhole });
    step();
    const metrics = withControls(summary, await controls());
    cancel.check();
    const [x, y, effect] = [attribution.x, attribution.y, moved.effect].map(firstLayer) as [Layer, Layer, Layer];
    const labelled = { context, phase1: plan.phase1, tallyFrom: plan.tallyFrom, initial };
    const drawn = { seed: resolved.seed, x, y, effect };
    const labelPermutation = ofLabels
      ? await permuteLabels(labelled, drawn, constant, executors, cancel, parallelThresholdMs)
      : null;
    if (labelPermutation !== null) take({ labelPermutation });
    step();
    const held = { ...metrics.controls, labelPermutation, wholeTally: ofWhole };
    return { ...{ ...outcome, measures }, metrics: { ...metrics, controls: held, measures: compared } };
  });
}

/** What training comes to: x and y, and what they are made of. */
export interface Related extends Pick<RunOutcome, 'initial' | 'phase1' | 'forks' | 'attribution'> {
  readonly context: TrainingContext;
  readonly tally: NonNullable<TrainingJob['tally']> & { readonly records: Records };
}

/**
 * The experiment up to x and y: the networks are trained and compared, and nothing is said of them yet.
 * @throws DivergenceError, CancelledError
 */
export async function* relateOnExamples(
  resolved: ResolvedConfig,
  data: DataDescription,
  plan: Plan,
  { training: shown, test }: Examples,
  execution: Execution,
): AsyncGenerator<ExperimentEvent, Related> {
  const rule = trainingRule(resolved, data);
  const training = withLabelNoise(resolved, shown);
  const longest = Math.max(...[plan.phase1, ...plan.forks.map(({ sequence }) => sequence)].map(({ length }) => length));
  const slicer = new TimeSlicer(execution.cancel);
  const prepare = execution.memory ?? prepareMemoryInChunks;
  const memory = await slicer.run(prepare(rule, training, test, execution.executors.length, longest));
  const context: TrainingContext = { rule, training, test, memory };
  const trainer = new Trainer(context, execution.cancel, execution.executors, execution.parallelThresholdMs);
  const placeOf = checkpointPlaces(resolved, data, execution.checkpoints);

  // Phase 1: one network on both groups; from the middle on, |Δ| of each parameter is added up for A and for B, and what
  // came before by itself.
  const initial = execution.initial ?? (await slicer.run(initialParametersInChunks(rule.sizes, resolved.seed)));
  const emptySums = () => ({ a: new Parameters(rule.sizes), b: new Parameters(rule.sizes) });
  const records: Records = Object.fromEntries((rule.records ?? []).map((name) => [name, emptySums()]));
  const earlier = plan.tallyFrom > 0 ? emptySums() : undefined;
  const tally = { ...emptySums(), from: plan.tallyFrom, records, ...(earlier === undefined ? {} : { earlier }) };
  const start = { parameters: initial.copy(), optimiser: initialOptimiserState(rule.optimiser, initial.values.length) };
  if (slicer.due) await slicer.pause();
  const phase1 = yield* trainer.train({
    name: PHASE_1,
    sequence: plan.phase1,
    state: start,
    tally,
    ...placeOf(PHASE_1),
  });

  // The forks: copies of that network, each trained on the rest of the file without one class.
  const jobs: TrainingJob[] = [];
  for (const { name, sequence } of plan.forks) {
    jobs.push({ name, sequence, state: copyState(phase1.state), ...placeOf(name) });
    if (slicer.due) await slicer.pause();
  }
  const trained = yield* trainer.trainAll(jobs);

  // x = a / (a + b) against y = c / (c + d), for every parameter.
  yield { type: 'comparing', done: 0, of: OTHER_STEPS + MADE_NAMES.length };
  const forks = plan.forks.map(({ left, group }, index) => ({
    ...(trained[index] as (typeof trained)[number]),
    left,
    group,
  }));
  const forked = forks.map(({ group, state }) => ({ group, parameters: state.parameters }));
  const attribution = await slicer.run(relateInChunks(tally, forked));
  return { context, initial, tally, phase1, forks, attribution };
}

function firstLayer({ layers }: Parameters): Layer {
  return layers[0] as Layer;
}

/** The controls that follow those that have been found. */
function awaitedOf(found: Partial<Controls>, { withEarlier, ofLabels }: { withEarlier: boolean; ofLabels: boolean }) {
  const all: readonly ControlName[] = [
    ...MADE_NAMES,
    'residual',
    ...(withEarlier ? (['wholeTally'] as const) : []),
    ...(ofLabels ? (['labelPermutation'] as const) : []),
  ];
  return all.filter((name) => !(name in found));
}

/** Whether further threads are likely to be of use. Where the guess is wrong, a `Trainer` decides by the slicer of phase 1. */
function isWorthParallel(
  { phase1, forks }: ResolvedConfig,
  sizes: readonly number[],
  { parallelThresholdMs = PARALLEL_THRESHOLD_MS }: Execution,
): boolean {
  return guessedMilliseconds(forks.untilRow - phase1.rows, Parameters.count(sizes)) >= parallelThresholdMs;
}

async function* readSplit(
  name: 'training' | 'test',
  data: Dataset,
  { groups, forks }: Pick<ResolvedConfig, 'groups' | 'forks'>,
  cancel: CancelFlag,
): AsyncGenerator<ExperimentEvent, ExampleStore> {
  const split = data[name];
  const endRow = name === 'training' ? forks.untilRow : split.count;
  const inputs = data.image.rows * data.image.columns;
  return yield* streaming((emit) =>
    readExamples(split, inputs, groups, endRow, cancel, (share) =>
      emit({ type: 'preparing', message: `Reading the ${name} images of ${data.name}`, share }),
    ),
  );
}

function announce(config: ResolvedConfig, data: DataDescription, plan: Plan): ExperimentEvent {
  const networks = [{ name: PHASE_1, sequence: plan.phase1 }, ...plan.forks];
  return {
    type: 'planned',
    config,
    dataName: data.name,
    sizes: trainingRule(config, data).sizes,
    networks: networks.map(({ name, sequence }) => ({ name, examples: sequence.length })),
    tallyFrom: plan.tallyFrom,
  };
}

/** Where each network's checkpoint is kept, and what it depends on beside its examples. */
function checkpointPlaces(config: ResolvedConfig, { identity }: DataDescription, checkpoints: Checkpoints | undefined) {
  const key = JSON.stringify([ENGINE_VERSION, configHash(config), identity]);
  return (name: string): Pick<TrainingJob, 'checkpoint'> => {
    if (checkpoints === undefined) return {};
    const { folder, seconds, resuming } = checkpoints;
    return { checkpoint: { path: checkpointPath(folder, name), seconds, resuming, key: `${key} ${name}` } };
  };
}

/** What of a config decides the arithmetic of training. */
export function trainingRule(config: ExperimentConfig, { image }: Pick<Dataset, 'image'>): TrainingRule {
  const { network, loss, optimiser, learningRate, routing, measures } = config;
  return {
    sizes: [image.rows * image.columns, ...network.hidden, 2],
    activation: network.activation,
    outputActivation: network.outputActivation,
    loss,
    optimiser,
    learningRate,
    routing,
    records: recordsFor(measures, optimiser),
  };
}

function copyState({ parameters, optimiser }: TrainingState): TrainingState {
  return { parameters: parameters.copy(), optimiser: copyOptimiserState(optimiser) };
}
