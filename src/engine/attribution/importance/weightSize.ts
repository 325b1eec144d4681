import type { Parameters } from '../../network/parameters';
import { type Importance, type Measure, mapParameters } from './measure';

/** |w| */
export function* sizes(phase1: Parameters): Generator<void, Importance> {
  return { whole: yield* mapParameters((w) => Math.abs(w), phase1) };
}

/** |w − w₀| */
export function* changes(initial: Parameters, phase1: Parameters): Generator<void, Importance> {
  return { whole: yield* mapParameters((w, start) => Math.abs(w - start), phase1, initial) };
}

/** |w| at the end of phase 1. It knows no groups: y is held against it as it is. */
export const weightSize: Measure = { title: '|w|', needs: () => [], sets: 1, of: ({ phase1 }) => sizes(phase1) };

/** |w − w₀|: how far phase 1 moved the parameter, from beginning to end. It knows no groups either. */
export const weightChange: Measure = {
  title: '|Δw|',
  needs: () => [],
  sets: 1,
  of: ({ phase1, initial }) => changes(initial, phase1),
};
