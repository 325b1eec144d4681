import type { Check, ClaimFinding, ClaimMetric, Reason, SeedAnswer, Verdict } from '../../model/claimsView';
import type { PerSeed } from '../../model/sweep';
import { answeredOverSeeds, type reaches } from './answers';
import type { Evidence } from './evidence';
import { metricsOfPart } from './metricNames';
import type { PartName } from './plan';

/** A sentence of the post that claims something, and how it is judged. */
export interface Claim {
  readonly name: string;
  /** As it stands in the post. */
  readonly quote: string;
  readonly needs: (evidence: Evidence) => boolean;
  /** Called when what it needs has been run. */
  readonly judge: (evidence: Evidence) => ClaimFinding;
}

/** Where metrics can lie, by the end of their names: beyond it an interval has nothing to say. */
const RANGES: readonly (readonly [name: RegExp, low: number, high: number])[] = [
  [/r2$|positive-pixels$/, 0, 1],
  [/-r$|^rand$/, -1, 1],
  [/^residual-p$/, 0, 1],
  [/^beyond-pixels-above$|-loss$/, 0, Infinity],
  [/^clusters$|^clustered|^deviation$|-inputs$|^negative-pixels$|^loss-(early|late)$/, 0, Infinity],
];

export function namedMetric(name: string, values: PerSeed, learningRate?: number): ClaimMetric {
  const metric = answeredOverSeeds(values);
  const { interval } = metric;
  const [, least, most] = RANGES.find(([pattern]) => pattern.test(name)) ?? [name, -Infinity, Infinity];
  const possible =
    interval === null ? null : { ...interval, low: Math.max(least, interval.low), high: Math.min(most, interval.high) };
  return { name, ...metric, interval: possible, ...(learningRate === undefined ? {} : { learningRate }) };
}

/**
 * @returns undefined for every seed where the evidence is older than the metric
 * @throws RangeError for a part that has not been run, or a metric that is not kept of it
 */
export function valuesOf({ parts, seeds }: Evidence, part: PartName, metric: string): PerSeed {
  const figures = parts[part]?.figures;
  if (figures === undefined || !metricsOfPart(part).includes(metric))
    throw new RangeError(`No figure ${metric} of part ${part}.`);
  return figures[metric] ?? seeds.map(() => null);
}

export function needing(...names: readonly PartName[]): (evidence: Evidence) => boolean {
  return ({ parts }) => names.every((name) => parts[name] !== undefined);
}

/** A check whether a control reaches a metric. */
export function explaining(
  what: Reason['what'],
  answer: ReturnType<typeof reaches>,
): { check: Check; reasons: Reason[] } {
  const reasons = answer === 'wholly' || answer === 'mostly' ? [{ what, degree: answer }] : [];
  return { check: { question: what, answer }, reasons };
}

/** The verdict on what is so or not, and may be explained. */
export function explainedOrNot(answer: SeedAnswer['answer'], reasons: readonly Reason[]): Verdict {
  if (answer === 'no') return { kind: 'fails', by: [] };
  if (answer === 'unclear') return { kind: 'undecided', by: [] };
  if (answer === 'mixed') return { kind: 'depends', by: [{ what: 'seed' }] };
  return reasons.length > 0 ? { kind: 'explained', by: reasons } : { kind: 'holds', by: [] };
}
