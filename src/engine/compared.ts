import type { ControlName, ShownMetrics } from '../model/metrics';
import { PHASE_1 } from '../model/networkNames';
import type { InputStatistics, NetworkTraining, ParameterSetName } from '../model/runView';
import type { Dataset } from './data/dataset';
import { Parameters } from './network/parameters';
import type { RunOutcome } from './run';

/**
 * A run whose networks are trained and compared, while what its R² has to be held against is still being made. It goes
 * between threads: without class instances, every set of parameters in the shared memory where it is.
 */
export interface Compared {
  /** Neurons of each layer, the inputs first. */
  readonly sizes: readonly number[];
  readonly image: Dataset['image'];
  readonly sets: Readonly<Record<ParameterSetName | 'x' | 'y', SharedArrayBuffer>>;
  /** In the order of training, phase 1 first. */
  readonly networks: readonly NetworkTraining[];
  readonly tallyFrom: number;
  readonly constant: Uint8Array;
  readonly inputs: InputStatistics;
  /** With the controls that have been made by now. */
  readonly metrics: ShownMetrics;
  /** The controls that follow. */
  readonly awaited: readonly ControlName[];
}

/** What is known of an experiment when its forks have been compared. */
export function comparedOf(
  { data, plan, initial, phase1, forks, attribution, constant, inputs }: Omit<RunOutcome, 'measures'>,
  metrics: ShownMetrics,
  awaited: readonly ControlName[],
): Compared {
  const { x, y, a, b, c, d } = attribution;
  const sets = { x, y, a, b, c, d, initial, phase1: phase1.state.parameters };
  const examples = (index: number) => plan.forks[index]?.sequence.length ?? 0;
  return {
    ...{ sizes: initial.sizes, image: data.image, tallyFrom: plan.tallyFrom, constant, inputs, metrics, awaited },
    sets: Object.fromEntries(Object.entries(sets).map(([name, { memory }]) => [name, memory])) as Compared['sets'],
    networks: [
      trainingOf(PHASE_1, plan.phase1.length, phase1),
      ...forks.map((fork, index) => trainingOf(fork.name, examples(index), fork)),
    ],
  };
}

/** The sets again, of the same memory. */
export function setsOf({ sizes, sets }: Pick<Compared, 'sizes' | 'sets'>): Record<keyof Compared['sets'], Parameters> {
  return Object.fromEntries(
    Object.entries(sets).map(([name, memory]) => [name, new Parameters(sizes, memory)]),
  ) as Record<keyof Compared['sets'], Parameters>;
}

function trainingOf(
  name: string,
  examples: number,
  { history, heldOut }: Pick<RunOutcome['phase1'], 'history' | 'heldOut'>,
): NetworkTraining {
  return {
    ...{ name, examples, points: history, heldOutAccuracy: heldOut.accuracy },
    heldOutByClass: Object.values(heldOut.accuracyByClass),
  };
}
