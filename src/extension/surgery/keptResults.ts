import { isForeign } from '../../engine/runs/foreignFormat';
import type { InterventionName } from '../../model/interventions';
import type { ComparisonMetrics, OperationMetrics } from '../../model/surgeryProtocol';
import type { Runs } from '../runs';
import { readSelections } from '../selections/selectionFile';
import { refuseWriting } from '../trust';
import { type KeptResult, readResults, writeResults } from './surgeryFile';

/** What an operation did, whole. */
export interface Result {
  readonly hash: string;
  readonly operation: InterventionName;
  /** Members of the set. */
  readonly parameters: number;
  readonly metrics: OperationMetrics;
  readonly comparisons: ComparisonMetrics;
}

/** Results that are remembered of a run until they may be kept. */
const REMEMBERED = 20;

/** Keeps what operations on named selections did with the run, and forgets it with the name. */
export class KeptResults {
  private readonly latest = new Map<string, readonly Result[]>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly runs: Runs) {}

  /**
   * What is kept of an operation; undefined when nothing is.
   * @throws DataError when what is kept cannot be read
   */
  async find(runId: string, hash: string, operation: InterventionName): Promise<KeptResult | undefined> {
    const { folder } = await this.runs.load(runId);
    return (await readResults(folder)).find((one) => one.hash === hash && one.operation === operation);
  }

  /** Takes note of a result, and keeps it if its selection has a name. */
  async add(runId: string, result: Result): Promise<void> {
    const others = (this.latest.get(runId) ?? []).filter((one) => !isSame(one, result));
    this.latest.set(runId, [...others, result].slice(-REMEMBERED));
    await this.follow(runId);
  }

  /**
   * Brings what is kept to what has a name now.
   * @throws Error when the run's folder cannot be read or written
   */
  follow(runId: string): Promise<void> {
    const done = this.last.then(() => this.bring(runId));
    this.last = done.catch(() => {});
    return done;
  }

  private async bring(runId: string): Promise<void> {
    const { folder, file } = await this.runs.loadAny(runId);
    // Of a run that another system recorded there are no results.
    if (isForeign(file)) return;
    const { named } = await readSelections(folder);
    const before = await readResults(folder);
    const latest = this.latest.get(runId) ?? [];
    const results = named.flatMap(({ name, hash }) => {
      const found = latest.filter((one) => one.hash === hash);
      const kept = before.filter(
        (one) => one.name === name && one.hash === hash && !found.some((other) => isSame(one, other)),
      );
      return [...kept, ...found.map((result) => keptOf(name, result, file))];
    });
    if (JSON.stringify(results) === JSON.stringify(before)) return;
    refuseWriting([folder]);
    await writeResults(folder, results);
  }
}

function isSame(one: Pick<Result, 'hash' | 'operation'>, other: Pick<Result, 'hash' | 'operation'>): boolean {
  return one.hash === other.hash && one.operation === other.operation;
}

function keptOf(
  name: string,
  { hash, operation, parameters, metrics, comparisons }: Result,
  { seed, engine }: { readonly seed: number; readonly engine: string },
): KeptResult {
  const { images, before, after, sides } = metrics;
  const { lost, gained } = sides;
  return {
    ...{ name, hash, operation, parameters, seed, engine, images, before, after },
    ...{ lost: lost.count, gained: gained.count },
    comparisons: {
      'neurons-shuffled': [...comparisons['neurons-shuffled']],
      'pixel-means': [...comparisons['pixel-means']],
      random: [...comparisons.random],
    },
  };
}
