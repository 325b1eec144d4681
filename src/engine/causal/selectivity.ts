import type { CausalJudgement } from '../../model/causal';
import type { InterventionName } from '../../model/interventions';
import type { CausalFinding } from './doseResponse';
import { SIMPLE_BASELINES } from './rankings';

/** Selectivity of one ranking under one intervention, over its draws. */
export interface SelectivityFinding {
  readonly ranking: string;
  readonly title: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** One line a ranking, in the order of the rankings. */
export function selectivities(
  { curves }: Pick<CausalFinding, 'curves'>,
  intervention: InterventionName,
): SelectivityFinding[] {
  const own = curves.filter((curve) => curve.intervention === intervention);
  return [...new Set(own.map(({ ranking }) => ranking))].map((ranking) => {
    const draws = own.filter((curve) => curve.ranking === ranking);
    const values = draws.map(({ selectivity }) => selectivity);
    return {
      ranking,
      title: draws[0]?.title ?? ranking,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      low: Math.min(...values),
      high: Math.max(...values),
    };
  });
}

/** A baseline does as well as x from this share of the way from random to x on. */
const AS_WELL = 0.9;

/**
 * By rule: x is selective where S is above 0 and above every draw of random; and that says something about neurons only
 * where the simple baselines, which know pixels alone, stay behind: no draw of theirs reaches nine tenths of the way from
 * random's mean to x.
 */
export function judgeRanking(finding: Pick<CausalFinding, 'curves'>, intervention: InterventionName): CausalJudgement {
  const all = selectivities(finding, intervention);
  const of = (name: string) => all.find(({ ranking }) => ranking === name) as SelectivityFinding;
  const [x, random] = [of('x'), of('random')];
  const selectivity = x.mean;
  if (x.mean <= 0 || x.mean <= random.high) return { intervention, verdict: 'not selective', selectivity, asGood: [] };
  const enough = random.mean + AS_WELL * (x.mean - random.mean);
  const asGood = SIMPLE_BASELINES.map(of)
    .filter(({ high }) => high >= enough)
    .map(({ ranking, high }) => ({ ranking, high }));
  const verdict = asGood.length === 0 ? 'selective' : 'explained by baselines';
  return { intervention, verdict, selectivity, asGood };
}
