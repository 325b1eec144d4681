import type { ClaimAnswer, Degree, SeedAnswer } from '../../model/claimsView';
import type { OverSeeds, PerSeed } from '../../model/sweep';
import { shareInterval } from '../statistics/intervals';
import { meanWithInterval, spreadOfOneMore } from '../statistics/meanInterval';

/** Fewer seeds than this tell nothing. */
export const LEAST_SEEDS = 3;
/** What a control reaches of a metric: from here on it explains it, and from here on most of it. */
export const EXPLAINS = 0.9;
export const EXPLAINS_MOSTLY = 0.5;

export function answeredOverSeeds(values: PerSeed): OverSeeds {
  return { values, ...meanWithInterval(values.filter((value) => value !== null)) };
}

/** What is made, seed by seed, of metrics of the same seed; undefined where one of them is. */
export function combined(make: (...metrics: number[]) => number, ...columns: readonly PerSeed[]): PerSeed {
  return (columns[0] ?? []).map((_, seed) => {
    const values = columns.map((column) => column[seed] ?? null);
    const defined = values.filter((metric) => metric !== null);
    if (defined.length < values.length) return null;
    const made = make(...defined);
    return Number.isFinite(made) ? made : null;
  });
}

/** Whether the mean over the seeds lies above a bound: *yes* where its whole interval does, *no* where none of it does. */
export function above(values: PerSeed, bound: number): ClaimAnswer {
  const { n, interval } = answeredOverSeeds(values);
  if (n < LEAST_SEEDS || interval === null) return 'unclear';
  if (interval.low > bound) return 'yes';
  return interval.high <= bound ? 'no' : 'unclear';
}

/** Whether one thing is so and another too. */
export function bothOf(one: ClaimAnswer, other: ClaimAnswer): ClaimAnswer {
  if (one === 'no' || other === 'no') return 'no';
  return one === 'yes' && other === 'yes' ? 'yes' : 'unclear';
}

/** Most seeds are more than this share of them. */
const MOST = 0.5;
/** It depends on the seed where no fewer than the one share of them show it, and no more than the other. */
const MIXED = [0.1, 0.9] as const;

/**
 * Whether seeds show something, by the interval of the share that does: *yes* where most of them do, all of the interval
 * lying above one half; *no* where all of it lies below; *mixed* where it reaches over one half and lies between one tenth
 * and nine tenths.
 */
export function shownBy(shows: readonly (boolean | null)[]): SeedAnswer {
  const defined = shows.filter((one) => one !== null);
  const [seeds, of] = [defined.filter(Boolean).length, defined.length];
  const interval = shareInterval(seeds, of);
  return { answer: interval === null ? 'unclear' : answerOf(interval), seeds, of, interval };
}

function answerOf({ low, high }: { readonly low: number; readonly high: number }): SeedAnswer['answer'] {
  if (low > MOST) return 'yes';
  if (high < MOST) return 'no';
  return low > MIXED[0] && high < MIXED[1] ? 'mixed' : 'unclear';
}

/** How much of a metric a control reaches, paired over the seeds; *no* where it is less than half. */
export function reaches(control: PerSeed, metric: PerSeed): Degree | 'no' | 'unclear' {
  const beyond = (share: number) =>
    above(
      combined((held, whole) => held - share * whole, control, metric),
      0,
    );
  if (beyond(EXPLAINS) === 'yes') return 'wholly';
  const half = beyond(EXPLAINS_MOSTLY);
  return half === 'yes' ? 'mostly' : half;
}

/**
 * Where R² of one more seed would fall, 95 of 100 times, were r drawn from a normal distribution: the squares of
 * mean ± t(n − 1) · s · √(1 + 1/n), where mean and s are those of r. Null with fewer than three seeds.
 */
export function nextSeedR2(r: PerSeed, level = 0.95): { readonly low: number; readonly high: number } | null {
  const known = answeredOverSeeds(r);
  const { n, mean } = known;
  const half = spreadOfOneMore(known, level);
  if (n < LEAST_SEEDS || mean === null || half === null) return null;
  const ends = [mean - half, mean + half].map((end) => end * end);
  return { low: Math.abs(mean) <= half ? 0 : Math.min(...ends), high: Math.max(...ends) };
}
