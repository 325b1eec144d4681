import { type Measure, mapParameters, recordedSums } from './measure';

/** |Σ Δ| / Σ |Δ| over a group's examples: 1 where all updates go one way, near 0 where they take each other back. */
export const pathEfficiency: Measure = {
  title: 'path efficiency',
  needs: () => ['displacement'],
  sets: 2,
  *of(recorded) {
    const { a, b } = recordedSums(recorded, 'displacement');
    const { tally } = recorded;
    const efficiency = (sum: number, length: number) => Math.abs(sum) / length;
    return {
      a: yield* mapParameters(efficiency, a, tally.a),
      b: yield* mapParameters(efficiency, b, tally.b),
    };
  },
};
