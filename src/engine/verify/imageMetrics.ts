import { PHASE_1 } from '../../model/networkNames';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { LabelledTraining } from '../controls/sharedLabels';
import { sharedUint32 } from '../data/examples';
import { type InputMetrics, inputMetricsInChunks } from '../data/inputMetrics';
import { withLabelNoise } from '../data/labelNoise';
import type { Examples } from '../experiment';
import type { Parameters } from '../network/parameters';
import { planExperiment } from '../plan';
import type { RunFile, RunParameters } from '../runs/runFormat';
import type { HeldOut } from '../training/evaluate';
import { runJob } from '../training/job';
import type { TrainingContext, TrainingRule } from '../training/kernel';
import { initialOptimiserState } from '../training/optimisers';
import { prepareMemoryInChunks } from '../training/simd/memory';
import { createSimdKernel } from '../training/simd/simd';

/** What a run says of its images, and of its networks on them. */
export interface ImageMetrics extends InputMetrics {
  /** What the run was trained on. */
  readonly labelled: LabelledTraining;
  /** By the name of the network. */
  readonly heldOut: ReadonlyMap<string, HeldOut>;
}

interface Given {
  readonly file: Pick<RunFile, 'config'>;
  readonly parameters: Pick<RunParameters, 'initial' | 'phase1' | 'forks'>;
  readonly examples: Examples;
  readonly rule: TrainingRule;
}

/** @throws CancelledError; ConfigError, DataError when the images do not fit the config */
export async function imageMetrics(
  { file: { config }, parameters, examples: { training, test }, rule }: Given,
  cancel: CancelFlag,
): Promise<ImageMetrics> {
  const slicer = new TimeSlicer(cancel);
  const plan = planExperiment(config, training);
  const sequences = [plan.phase1, ...plan.forks.map(({ sequence }) => sequence)];
  const tallied = plan.phase1.subarray(plan.tallyFrom);
  const rows = { fromRow: config.phase1.rows, untilRow: config.forks.untilRow };
  const metrics = await slicer.run(
    inputMetricsInChunks({ training, sequences, tallied, groups: config.groups, ...rows }),
  );
  const longest = Math.max(...sequences.map(({ length }) => length));
  const memory = await slicer.run(prepareMemoryInChunks(rule, training, test, 1, longest));
  const context: TrainingContext = { rule, training: withLabelNoise(config, training), test, memory };
  const heldOut = new Map<string, HeldOut>();
  for (const [name, trained] of [[PHASE_1, parameters.phase1] as const, ...parameters.forks])
    heldOut.set(name, await heldOutOf(trained, context, cancel));
  const { phase1, tallyFrom } = plan;
  return { ...metrics, labelled: { context, phase1, tallyFrom, initial: parameters.initial }, heldOut };
}

/** A network that learns nothing more is judged as it is. */
async function heldOutOf(trained: Parameters, context: TrainingContext, cancel: CancelFlag): Promise<HeldOut> {
  const optimiser = initialOptimiserState(context.rule.optimiser, trained.values.length);
  const state = { parameters: trained.copy(), optimiser };
  const job = { name: PHASE_1, sequence: sharedUint32(0), state };
  return (await runJob(createSimdKernel, context, job, 0, cancel, () => {})).heldOut;
}
