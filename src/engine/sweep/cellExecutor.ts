import { type CancelFlag, TimeSlicer } from '../cancellation';
import { selectivityOfX } from '../causal/doseResponse';
import type { ResolvedConfig } from '../config';
import { type OrderTables, type ReliabilityFinding, reliabilityOverOrders } from '../controls/reliability';
import { DivergenceError } from '../errors';
import {
  type DataDescription,
  type Examples,
  type Execution,
  relateOnExamples,
  runOnExamples,
  trainingRule,
} from '../experiment';
import type { Layer } from '../network/parameters';
import { planExperiment, shuffledOrders } from '../plan';
import type { Run } from '../run';
import { writeRun } from '../runs/runStore';
import { prepareMemoryInChunks } from '../training/simd/memory';
import type { KernelMemory } from '../training/simd/module';
import { thisThread } from '../training/trainer';
import type { CellStatus } from './cellFile';
import { SELECTIVITY } from './detectionLimit';
import { type CellMetrics, flatten, metricsOf, RELIABILITY } from './runMetrics';

/** One cell to be run. Everything large is in shared memory. */
export interface CellTask {
  readonly config: ResolvedConfig;
  readonly data: DataDescription;
  readonly examples: Examples;
  /** Tasks with one key have the same examples. */
  readonly examplesKey: string;
  /** Whether S of the ranking by x is a figure of the cell too. */
  readonly selectivity?: boolean;
  /** Where the whole run is kept, if it is; absent. */
  readonly runFolder?: string;
  /** In how many shuffled orders of its examples it is run besides, if in any: its own counts where it is shuffled. */
  readonly orders?: number;
  /** Whether its labels are not shuffled. */
  readonly withoutLabels?: boolean;
}

export interface CellOutcome {
  readonly status: CellStatus;
  readonly metrics: CellMetrics;
}

/** A place where one whole experiment at a time is run on one thread. */
export interface CellExecutor {
  /** @throws ConfigError when the data lacks something, DataError, CancelledError */
  run(task: CellTask, cancel: CancelFlag): Promise<CellOutcome>;
}

/** Runs cells on the calling thread, the images in the kernel's memory for as long as they are the same. */
export class CellRunner implements CellExecutor {
  private readonly images = new KeptMemory();

  async run(task: CellTask, cancel: CancelFlag): Promise<CellOutcome> {
    const { config, orders } = task;
    try {
      const { metrics, tables } = await this.runOnce(task, cancel);
      if (orders === undefined) return { status: 'done', metrics };
      const own = config.order === 'shuffled' ? [tables] : [];
      const reliability = await this.reliabilityOf(own, orders, task, cancel);
      return { status: 'done', metrics: { ...metrics, ...flatten({ [RELIABILITY]: reliability }) } };
    } catch (error) {
      if (error instanceof DivergenceError) return { status: 'diverged', metrics: {} };
      throw error;
    }
  }

  /** Lets go of everything else of the run. */
  private async runOnce(
    { config, data, examples, examplesKey, runFolder, selectivity = false, withoutLabels = false }: CellTask,
    cancel: CancelFlag,
  ): Promise<{ readonly metrics: CellMetrics; readonly tables: OrderTables }> {
    const started = new Date();
    const startedAt = performance.now();
    const execution = { ...this.execution(examplesKey, cancel), withoutLabels };
    const run = await last(runOnExamples(config, data, examples, execution));
    cancel.check();
    if (runFolder !== undefined) await writeRun(run, runFolder, started, (performance.now() - startedAt) / 1000);
    const metrics = { ...metricsOf(run), ...(selectivity ? await ofX(run, examples, cancel) : {}) };
    return { metrics, tables: firstLayersOf(run.attribution) };
  }

  /**
   * The experiment again in shuffled orders, with the same initial parameters, as far as x and y.
   * @param own of the first of them, where it has been run
   * @returns null where training diverged in one
   */
  private async reliabilityOf(
    own: readonly OrderTables[],
    orders: number,
    { config, data, examples, examplesKey }: CellTask,
    cancel: CancelFlag,
  ): Promise<ReliabilityFinding | null> {
    const tables = [...own];
    try {
      for (const other of shuffledOrders(config, orders).slice(own.length)) {
        const plan = planExperiment(other, examples.training);
        const execution = this.execution(examplesKey, cancel);
        const { attribution } = await last(relateOnExamples(other, data, plan, examples, execution));
        tables.push(firstLayersOf(attribution));
      }
    } catch (error) {
      cancel.check();
      if (error instanceof DivergenceError) return null;
      throw error;
    }
    return reliabilityOverOrders(tables, new TimeSlicer(cancel));
  }

  private execution(examplesKey: string, cancel: CancelFlag): Execution {
    // A flag of its own: a network that diverges raises it to stop the rest of its experiment, not of the sweep.
    return { cancel: cancel.child(), executors: [thisThread], memory: this.images.of(examplesKey) };
  }
}

function firstLayersOf({ x, y }: Run['attribution']): OrderTables {
  return { x: x.layers[0] as Layer, y: y.layers[0] as Layer };
}

/** S of the ranking by x; without held-out images of both groups there is none. */
async function ofX(
  { config, data, initial, phase1, attribution: { x } }: Run,
  { test }: Examples,
  cancel: CancelFlag,
): Promise<CellMetrics> {
  if (!test.targets.includes(0) || !test.targets.includes(1)) return {};
  const rule = trainingRule(config, data);
  const network = { rule, initial, phase1: phase1.state.parameters, x, layer: 0, seed: config.seed, test };
  return { [SELECTIVITY]: await selectivityOfX(network, cancel) };
}

/** The memory of the last experiment, taken again when the next one has the same images and room enough for it. */
class KeptMemory {
  private kept: { readonly key: string; readonly memory: KernelMemory } | undefined;

  of(examplesKey: string): typeof prepareMemoryInChunks {
    const known = () => this.kept;
    const keep = (key: string, memory: KernelMemory) => {
      this.kept = { key, memory };
    };
    return function* (rule, training, test, executors, longest) {
      const key = JSON.stringify([examplesKey, rule.sizes, rule.optimiser.name, rule.records, executors]);
      const kept = known();
      if (kept?.key === key && kept.memory.longest >= longest) return kept.memory;
      const memory = yield* prepareMemoryInChunks(rule, training, test, executors, longest);
      keep(key, memory);
      return memory;
    };
  }
}

async function last<Result>(events: AsyncGenerator<unknown, Result>): Promise<Result> {
  let next = await events.next();
  while (!next.done) next = await events.next();
  return next.value;
}
