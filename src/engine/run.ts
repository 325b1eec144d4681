import type { MeasureName } from '../model/measures';
import type { OwnMetrics } from '../model/metrics';
import type { InputStatistics } from '../model/runView';
import type { Importance } from './attribution/importance/measure';
import type { Attribution } from './attribution/ratios';
import type { GroupName, ResolvedConfig } from './config';
import type { Dataset } from './data/dataset';
import type { Parameters } from './network/parameters';
import type { Plan } from './plan';
import type { TrainedNetwork } from './training/job';

/** A fork that has been trained. */
export interface Fork extends TrainedNetwork {
  /** The class it went without. */
  readonly left: number;
  readonly group: GroupName;
}

/** All that an experiment has made, but for what is said of it. */
export interface RunOutcome {
  readonly config: ResolvedConfig;
  readonly data: Pick<Dataset, 'name' | 'identity' | 'image' | 'classes'>;
  readonly plan: Plan;
  readonly initial: Parameters;
  readonly phase1: TrainedNetwork;
  readonly forks: readonly Fork[];
  readonly attribution: Attribution;
  /** Other measures of importance, in the config's order. */
  readonly measures: ReadonlyMap<MeasureName, Importance>;
  /** One flag an input: whether it had one and the same value in every example used. */
  readonly constant: Uint8Array;
  readonly inputs: InputStatistics;
}

/** A finished experiment. */
export interface Run extends RunOutcome {
  readonly metrics: OwnMetrics;
}
