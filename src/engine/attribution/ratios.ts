import { runSync } from '../cancellation';
import { Parameters } from '../network/parameters';
import type { Tally } from '../training/kernel';

/** A fork: the network of phase 1, trained on without one class of one group. */
export interface ForkedParameters {
  readonly group: 'a' | 'b';
  readonly parameters: Parameters;
}

/** What the experiment is about, one number for each parameter. Undefined ratios are NaN. */
export interface Attribution {
  /** Σ|Δ| on examples of group A. */
  readonly a: Parameters;
  /** Σ|Δ| on examples of group B. */
  readonly b: Parameters;
  /** Mean absolute difference between the forks that lack a class of group A. */
  readonly c: Parameters;
  /** Mean absolute difference between the forks that lack a class of group B. */
  readonly d: Parameters;
  /** a / (a + b), the relative updating due to A. */
  readonly x: Parameters;
  /** c / (c + d), the relative difference between A's forks. */
  readonly y: Parameters;
}

/** From tallies and forks to x and y of every parameter. */
export function relate(tally: Tally, forks: readonly ForkedParameters[]): Attribution {
  return runSync(relateInChunks(tally, forks));
}

export function* relateInChunks(tally: Tally, forks: readonly ForkedParameters[]): Generator<void, Attribution> {
  const ofGroup = (group: 'a' | 'b') => forks.filter((fork) => fork.group === group).map((fork) => fork.parameters);
  const c = yield* meanAbsoluteDifference(ofGroup('a'));
  const d = yield* meanAbsoluteDifference(ofGroup('b'));
  const x = yield* share(tally.a, tally.b);
  return { a: tally.a, b: tally.b, c, d, x, y: yield* share(c, d) };
}

/** For each parameter the mean of |wₚ − w_q| over all pairs p < q of networks; with two networks, |w₁ − w₂|. */
function* meanAbsoluteDifference(networks: readonly Parameters[]): Generator<void, Parameters> {
  const mean = new Parameters((networks[0] as Parameters).shape);
  const { values } = mean;
  let pairs = 0;
  for (const [p, one] of networks.entries()) {
    for (const other of networks.slice(p + 1)) {
      pairs++;
      for (const [from, to] of chunks(values.length)) {
        for (let index = from; index < to; index++) {
          const difference = Math.abs((one.values[index] as number) - (other.values[index] as number));
          values[index] = (values[index] as number) + difference;
        }
        yield;
      }
    }
  }
  for (const [from, to] of chunks(pairs > 1 ? values.length : 0)) {
    for (let index = from; index < to; index++) values[index] = (values[index] as number) / pairs;
    yield;
  }
  return mean;
}

/** one / (one + other) for each parameter; NaN where both are 0, for there the share is not defined. */
export function* share(one: Parameters, other: Parameters): Generator<void, Parameters> {
  const result = new Parameters(one.shape);
  const [values, parts, others] = [result.values, one.values, other.values];
  for (const [from, to] of chunks(values.length)) {
    for (let index = from; index < to; index++) {
      const part = parts[index] as number;
      // 0 / 0 is NaN, which is what an undefined ratio is called throughout.
      values[index] = part / (part + (others[index] as number));
    }
    yield;
  }
  return result;
}

/** Numbers gone through at a time: about a millisecond. */
const CHUNK = 262_144;

/** 0 … `count` − 1 in pieces. */
export function* chunks(count: number): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < count; from += CHUNK) yield [from, Math.min(count, from + CHUNK)];
}
