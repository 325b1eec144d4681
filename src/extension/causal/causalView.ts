import type { CausalFile, SeedFinding } from '../../engine/causal/causalFile';
import type { DoseCurve } from '../../engine/causal/doseResponse';
import { judgeRanking, selectivities } from '../../engine/causal/selectivity';
import {
  type ByOutcome,
  type CausalIntervention,
  type CausalOutcome,
  type CausalRanking,
  type CausalView,
  OUTCOMES,
  type Spread,
} from '../../model/causal';
import { INTERVENTION_NAMES, type InterventionName } from '../../model/interventions';
import type { Performances } from '../../model/performance';

/** A causal test as the panel is told of it: of each curve the mean, the least and the most over draws and seeds. */
export function causalViewOf({ tensor, findings }: CausalFile): CausalView {
  const own = findings[0] as SeedFinding;
  const draws = Math.max(...own.curves.map(({ draw }) => draw + 1));
  return {
    tensor,
    candidates: own.candidates,
    seeds: findings.map(({ seed }) => seed),
    draws,
    doses: own.curves[0]?.doses.map(({ percent }) => percent) ?? [],
    interventions: INTERVENTION_NAMES.map((name) => interventionOf(findings, name)),
  };
}

function interventionOf(findings: readonly SeedFinding[], name: InterventionName): CausalIntervention {
  const curves = findings.flatMap((finding) => finding.curves).filter(({ intervention }) => intervention === name);
  return {
    name,
    unchanged: byOutcome(
      (group, outcome) =>
        spread(findings.map(({ initial, trained }) => (name === 'graft' ? initial : trained)[group][outcome])).mean,
    ),
    rankings: selectivities({ curves }, name).map(
      ({ ranking, mean, low, high }): CausalRanking => ({
        ranking,
        selectivity: { mean, low, high },
        curves: curvesOf(curves.filter((curve) => curve.ranking === ranking)),
      }),
    ),
    judgements: findings.map((finding) => judgeRanking(finding, name)),
  };
}

function curvesOf(curves: readonly DoseCurve[]): CausalRanking['curves'] {
  const doses = [...(curves[0]?.doses.keys() ?? [])];
  return byOutcome((group, outcome) =>
    doses.map((dose) => spread(curves.map(({ doses }) => (doses[dose] as Performances)[group][outcome]))),
  );
}

function byOutcome<Value>(of: (group: 'a' | 'b', outcome: CausalOutcome) => Value): ByOutcome<Value> {
  const ofGroup = (group: 'a' | 'b') =>
    Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(group, outcome)])) as Record<CausalOutcome, Value>;
  return { a: ofGroup('a'), b: ofGroup('b') };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: Math.min(...values), high: Math.max(...values) };
}
