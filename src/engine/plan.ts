import type { ExperimentConfig, GroupName, ResolvedConfig } from './config';
import type { Dataset } from './data/dataset';
import { type ExampleStore, type Sequence, sharedUint32 } from './data/examples';
import { ConfigError, type Mistake } from './errors';
import { RandomStream } from './network/random';

/** One fork to be trained: which class it goes without, and on which examples. */
export interface PlannedFork {
  /** `without-7` */
  readonly name: string;
  readonly left: number;
  readonly group: GroupName;
  readonly sequence: Sequence;
}

/** Which examples each network of the experiment sees, and in which order. */
export interface Plan {
  readonly phase1: Sequence;
  /** Position in phase 1's sequence from which |Δ| is added up. */
  readonly tallyFrom: number;
  readonly forks: readonly PlannedFork[];
}

/**
 * Fills in what only the data can say, and checks the config against it.
 * @throws ConfigError
 */
export function resolveConfig(config: ExperimentConfig, { training, classes, name }: Dataset): ResolvedConfig {
  const mistakes: Mistake[] = [];
  for (const group of ['a', 'b'] as const) {
    for (const [index, label] of config.groups[group].entries()) {
      if (classes.includes(label)) continue;
      mistakes.push({
        path: `groups.${group}[${index}]`,
        found: `${label}, a class with no images in the training file of ${name}`,
        expected: `one of ${classes.join(', ')}`,
      });
    }
  }
  const { rows } = config.phase1;
  if (rows >= training.count) {
    mistakes.push({
      path: 'phase1.rows',
      found: String(rows),
      expected: `fewer rows than the ${training.count} of the training file of ${name}, so that some are left for the forks`,
    });
  }
  const untilRow = config.forks.untilRow ?? training.count;
  if (untilRow > training.count) {
    mistakes.push({
      path: 'forks.untilRow',
      found: String(untilRow),
      expected: `at most ${training.count}, the rows of the training file of ${name}`,
    });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  // In the order of a config that was read, so that what is written again of it has the same bytes.
  return { ...config, forks: { untilRow, equalise: config.forks.equalise } };
}

/**
 * @param store the examples of both groups in the rows before `forks.untilRow`
 * @throws ConfigError when phase 1 or the forks would miss a class altogether
 */
export function planExperiment(config: ResolvedConfig, store: ExampleStore): Plan {
  const { groups, phase1, forks, order } = config;
  const seed = orderSeedOf(config);
  const early = examplesInOrder(store, 0, phase1.rows, order, new RandomStream(seed, 'order', 'phase1'));
  const late = examplesInOrder(store, phase1.rows, forks.untilRow, order, new RandomStream(seed, 'order', 'forks'));
  refuseMissingClasses(config, store, early, late);

  const planned = (['a', 'b'] as const).flatMap((group) =>
    groups[group].map((left) => ({ left, group, examples: late.filter((example) => store.classes[example] !== left) })),
  );
  const smallest = Math.min(...planned.map(({ examples }) => examples.length));
  return {
    phase1: sequenceOf(early),
    tallyFrom: phase1.tally === 'whole' ? 0 : Math.floor(early.length / 2),
    forks: planned.map(({ left, group, examples }) => ({
      name: `without-${left}`,
      left,
      group,
      sequence: sequenceOf(forks.equalise ? examples.slice(0, smallest) : examples),
    })),
  };
}

function orderSeedOf({ orderSeed, seed }: Pick<ResolvedConfig, 'orderSeed' | 'seed'>): number {
  return orderSeed ?? seed;
}

/** From one order to the next: no two seeds of a replication come to the same. */
const APART = 1_000_000;

/**
 * The same experiment with the same initial parameters, its examples in several orders, all of them shuffled: the order
 * of a file is no draw of what shuffling gives. The first is that of the config itself where it is shuffled already.
 */
export function shuffledOrders(config: ResolvedConfig, orders: number): ResolvedConfig[] {
  const own = orderSeedOf(config);
  return Array.from({ length: orders }, (_, index) => ({
    ...config,
    order: 'shuffled',
    orderSeed: own + index * APART,
  }));
}

/** Positions in the store of the examples of the rows `from` … `until` − 1, as they stand in the file or shuffled. */
function examplesInOrder(
  store: ExampleStore,
  from: number,
  until: number,
  order: ResolvedConfig['order'],
  random: RandomStream,
): number[] {
  const { rows } = store;
  const inFile: number[] = [];
  for (let example = 0; example < rows.length; example++) {
    const row = rows[example] as number;
    if (row >= from && row < until) inFile.push(example);
  }
  if (order === 'file') return inFile;
  const exampleOfRow = new Map(inFile.map((example) => [rows[example] as number, example]));
  return [...random.permutation(until - from)].flatMap((offset) => exampleOfRow.get(from + offset) ?? []);
}

function refuseMissingClasses(
  { groups, phase1, forks }: ResolvedConfig,
  store: ExampleStore,
  early: number[],
  late: number[],
) {
  const labels = [...groups.a, ...groups.b];
  const missing = (examples: number[]) =>
    labels.filter((label) => !examples.some((example) => store.classes[example] === label));
  const mistakes: Mistake[] = [];
  const [earlyMissing, lateMissing] = [missing(early), missing(late)];
  if (earlyMissing.length > 0) {
    mistakes.push({
      path: 'phase1.rows',
      found: `${phase1.rows}, rows without any image of class ${earlyMissing.join(', ')}`,
      expected: 'enough rows for at least one image of each class',
    });
  }
  if (lateMissing.length > 0) {
    mistakes.push({
      path: 'forks.untilRow',
      found: `${forks.untilRow}, so that rows ${phase1.rows} to ${forks.untilRow - 1} hold no image of class ${lateMissing.join(', ')}`,
      expected: 'enough rows for at least one image of each class',
    });
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function sequenceOf(examples: readonly number[]): Sequence {
  const sequence = sharedUint32(examples.length);
  sequence.set(examples);
  return sequence;
}
