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
  const ofGroup = (group: 'a' | 'b') => forks.filter((fork) => fork.group === group).map((fork) => fork.parameters);
  const c = meanAbsoluteDifference(ofGroup('a'));
  const d = meanAbsoluteDifference(ofGroup('b'));
  return { a: tally.a, b: tally.b, c, d, x: share(tally.a, tally.b), y: share(c, d) };
}

/** For each parameter the mean of |wₚ − w_q| over all pairs p < q of networks; with two networks, |w₁ − w₂|. */
function meanAbsoluteDifference(networks: readonly Parameters[]): Parameters {
  const mean = new Parameters((networks[0] as Parameters).sizes);
  let pairs = 0;
  for (const [p, one] of networks.entries()) {
    for (const other of networks.slice(p + 1)) {
      pairs++;
      for (let index = 0; index < mean.values.length; index++) {
        mean.values[index] =
          (mean.values[index] as number) + Math.abs((one.values[index] as number) - (other.values[index] as number));
      }
    }
  }
  if (pairs > 1)
    for (let index = 0; index < mean.values.length; index++)
      mean.values[index] = (mean.values[index] as number) / pairs;
  return mean;
}

/** one / (one + other) for each parameter; NaN where both are 0, for there the share is not defined. */
export function share(one: Parameters, other: Parameters): Parameters {
  const result = new Parameters(one.sizes);
  for (let index = 0; index < result.values.length; index++) {
    const part = one.values[index] as number;
    // 0 / 0 is NaN, which is what an undefined ratio is called throughout.
    result.values[index] = part / (part + (other.values[index] as number));
  }
  return result;
}
