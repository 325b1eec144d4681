import type { CausalJudgement } from '../../model/causal';
import type { InterventionName } from '../../model/interventions';
import type { CausalFinding } from './doseResponse';
import { isDrawn, SIMPLE_BASELINES } from './rankings';

/** Selectivity of one ranking under one intervention, over its draws. */
export interface SelectivityFinding {
  readonly ranking: string;
  readonly title: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** (1 + #{draws whose S reaches that of x}) / (1 + draws); null for a ranking without draws, and for several seeds. */
  readonly p: number | null;
  /** The least and the most over other orders of equal scores; null where none was tried, and for several seeds. */
  readonly ties: { readonly low: number; readonly high: number } | null;
}

/** One line a ranking, in the order of the rankings. */
export function selectivities(
  { curves }: Pick<CausalFinding, 'curves'>,
  intervention: InterventionName,
): SelectivityFinding[] {
  const own = curves.filter((curve) => curve.intervention === intervention);
  const [x, another] = own.filter(({ ranking }) => ranking === 'x');
  const one = another === undefined ? x : undefined;
  return [...new Set(own.map(({ ranking }) => ranking))].map((ranking) => {
    const draws = own.filter((curve) => curve.ranking === ranking);
    const values = draws.map(({ selectivity }) => selectivity);
    return {
      ranking,
      title: draws[0]?.title ?? ranking,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
      p: one === undefined || !isDrawn(ranking) ? null : shareReaching(values, one.selectivity),
      ties: ranking === 'x' && one?.ties !== undefined ? { low: one.ties.low, high: one.ties.high } : null,
    };
  });
}

/** The p of a value against draws at random, of which it counts as one more. */
function shareReaching(draws: readonly number[], value: number): number {
  return (1 + draws.filter((draw) => draw >= value).length) / (1 + draws.length);
}

/** A baseline does as well as x from this share of the way from random to x on. */
const AS_WELL = 0.9;

/**
 * By rule: x is selective where S is above 0 and above every draw of random; and that says something about neurons only
 * where the simple baselines, which know pixels alone, stay behind: no draw of theirs reaches nine tenths of the way from
 * random's mean to x. Where S is no further from 0 than it moves when equal x are put in another order, nothing is said.
 */
export function judgeRanking(finding: Pick<CausalFinding, 'curves'>, intervention: InterventionName): CausalJudgement {
  const all = selectivities(finding, intervention);
  const found = (name: string) => all.find(({ ranking }) => ranking === name);
  const of = (name: string) => found(name) as SelectivityFinding;
  const [x, random] = [of('x'), of('random')];
  const judged = {
    ...{ intervention, selectivity: x.mean, ties: x.ties },
    p: { random: random.p as number, shuffled: of('neurons-shuffled').p as number },
  };
  if (x.ties !== null && x.ties.high > x.ties.low && Math.abs(x.mean) <= x.ties.high - x.ties.low)
    return { ...judged, verdict: 'tied', asGood: [] };
  if (x.mean <= 0 || x.mean <= random.high) return { ...judged, verdict: 'not selective', asGood: [] };
  const enough = random.mean + AS_WELL * (x.mean - random.mean);
  // Not in tests of older versions, nor of layers that read no pixels: ink share.
  const asGood = SIMPLE_BASELINES.flatMap((name) => found(name) ?? [])
    .filter(({ high }) => high >= enough)
    .map(({ ranking, high }) => ({ ranking, high }));
  const verdict = asGood.length === 0 ? 'selective' : 'explained by baselines';
  return { ...judged, verdict, asGood };
}
