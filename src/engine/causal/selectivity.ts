import type { CausalFinding } from './causalTest';
import { INTERVENTIONS, type InterventionName } from './interventions';
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
 * What the rankings together allow to be said of x, by rule: that it is selective where S is above 0 and above every draw
 * of random; and that this says something about neurons only where the simple baselines, which know pixels alone, stay
 * behind: no draw of theirs reaches nine tenths of the way from random's mean to x.
 */
export function causalVerdict(finding: Pick<CausalFinding, 'curves'>, intervention: InterventionName): string {
  const all = selectivities(finding, intervention);
  const of = (name: string) => all.find(({ ranking }) => ranking === name) as SelectivityFinding;
  const [x, random] = [of('x'), of('random')];
  const what = `Weights that x puts first, ${INTERVENTIONS[intervention]}`;
  if (x.mean <= 0 || x.mean <= random.high) return `${what}: not selective for A (S = ${signed(x.mean)}).`;
  const enough = random.mean + AS_WELL * (x.mean - random.mean);
  const asGood = SIMPLE_BASELINES.map(of).filter(({ high }) => high >= enough);
  if (asGood.length === 0)
    return `${what}: selective for A (S = ${signed(x.mean)}), more than by pixel means or with neurons shuffled.`;
  const names = asGood.map(({ title, high }) => `${title} (S up to ${signed(high)})`).join(' and ');
  return `${what}: selective for A (S = ${signed(x.mean)}), but ${names} ${asGood.length > 1 ? 'do' : 'does'} as well: that says nothing about neurons.`;
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
