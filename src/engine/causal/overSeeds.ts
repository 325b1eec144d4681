import type { DataContext } from '../data/dataset';
import { runOnExamples } from '../experiment';
import { resolveConfig } from '../plan';
import { openRunData, type RunData } from '../runs/runData';
import type { StoredRun } from '../runs/runStore';
import type { Executor } from '../training/trainer';
import { type CausalFile, causalFileOf, type SeedFinding } from './causalFile';
import { causalInputOf, layerOfTensor, type TestedRun } from './causalInput';
import { causalTest } from './doseResponse';

/** How far the causal test has come. */
export interface CausalEvent {
  readonly type: 'causal';
  readonly stage: 'training' | 'intervening';
  /** Which of the seeds, from 0, of how many. */
  readonly index: number;
  readonly seeds: number;
  /** Of this stage of this seed, 0 … 1. */
  readonly share: number;
}

export interface CausalRequest {
  /** `layer1.weight` */
  readonly tensor: string;
  /** How many seeds: the run's own, and those that follow it. */
  readonly seeds: number;
  /** Where the images are now, if not where they were. */
  readonly data?: string;
}

/**
 * The causal test of a kept run, and of the same experiment with the seeds that follow, which are trained for it and not
 * kept.
 * @param executors where the networks of further seeds are trained
 * @throws ConfigError when there is no such tensor; DataError when the data is not that of the run, or holds out no images
 *   of a group; DivergenceError, CancelledError
 */
export async function* causalOverSeeds(
  run: StoredRun,
  { tensor, seeds, data: source }: CausalRequest,
  context: DataContext,
  executors: readonly Executor[],
): AsyncGenerator<CausalEvent, CausalFile> {
  const { file, parameters } = run;
  const layer = layerOfTensor(file.sizes, tensor);
  const data = await openRunData(run, context, source);
  const findings: SeedFinding[] = [];
  for (let index = 0; index < seeds; index++) {
    const { config } = file;
    const seed = config.seed + index;
    const at = (stage: CausalEvent['stage'], share: number): CausalEvent => ({
      type: 'causal',
      ...{ stage, index, seeds, share },
    });
    let tested: TestedRun = { ...parameters, config };
    if (index > 0) {
      const training = anew({ ...config, seed }, data, context, executors);
      let next = await training.next();
      for (; !next.done; next = await training.next()) yield at('training', next.value);
      tested = next.value;
    }
    const test = causalTest(causalInputOf(tested, layer, data), context.cancel);
    let next = await test.next();
    for (; !next.done; next = await test.next()) yield at('intervening', next.value.done / next.value.curves);
    findings.push({ seed, ...next.value });
  }
  return causalFileOf(file.configHash, tensor, findings);
}

/** Trains a run on images that have been read; yields the share of its examples that has been trained on. */
async function* anew(
  config: TestedRun['config'],
  { data, training, test }: RunData,
  { cancel }: DataContext,
  executors: readonly Executor[],
): AsyncGenerator<number, TestedRun> {
  const resolved = resolveConfig(config, data);
  const events = runOnExamples(resolved, data, { training, test }, { cancel, executors });
  const steps = new Map<string, number>();
  let all = 1;
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    const event = next.value;
    if (event.type === 'planned') all = event.networks.reduce((sum, { examples }) => sum + examples, 0);
    if (event.type !== 'training') continue;
    steps.set(event.name, event.step);
    yield [...steps.values()].reduce((sum, step) => sum + step, 0) / all;
  }
  const { initial, phase1, attribution, measures } = next.value;
  return { config: resolved, initial, phase1: phase1.state.parameters, x: attribution.x, y: attribution.y, measures };
}
