import { answeredOverSeeds, type Degree, type OverSeeds, type PerSeed, type reaches, type Shown } from './answers';
import type { Evidence } from './evidence';
import type { PartName } from './plan';

/** What a claim comes to. */
export interface Verdict {
  /** *undecided*: cannot be decided with this budget. */
  readonly kind: 'holds' | 'explained' | 'depends' | 'fails' | 'undecided';
  /** What explains it, or what it depends on. */
  readonly by: readonly Reason[];
}

export interface Reason {
  readonly what:
    | 'shuffled-neurons'
    | 'ink-alone'
    | 'constant-pixels'
    | 'identity'
    | 'seed'
    | 'learning-rate'
    | 'activation';
  /** Of an explanation. */
  readonly degree?: Degree;
}

/** A figure of a claim by name, over the seeds. */
export interface ClaimFigure extends OverSeeds {
  readonly name: string;
  /** Beside it, where the figure is one of several settings. */
  readonly learningRate?: number;
}

/** A question of a rule, with its answer. */
export interface Check {
  readonly question: string;
  readonly answer: Shown['answer'] | Degree;
  /** How many seeds show it, where seeds are counted. */
  readonly shown?: Shown;
  /** The interval that is asked about, where it is none of a figure's. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** What came out about one claim. */
export interface ClaimFinding {
  readonly verdict: Verdict;
  /** The figure that the claim is about. */
  readonly figure: ClaimFigure;
  /** What the post gives for it. */
  readonly published: number | null;
  /** What it is held against: controls, or the other side of a comparison; where it is a bound, that. */
  readonly against: readonly ClaimFigure[];
  readonly bound: number | null;
  readonly further: readonly ClaimFigure[];
  readonly checks: readonly Check[];
}

/** A sentence of the post that claims something, and how it is judged. */
export interface Claim {
  readonly name: string;
  /** As it stands in the post. */
  readonly quote: string;
  readonly needs: (evidence: Evidence) => boolean;
  /** Called when what it needs has been run. */
  readonly judge: (evidence: Evidence) => ClaimFinding;
}

/** Where figures can lie, by the end of their names: beyond it an interval has nothing to say. */
const RANGES: readonly (readonly [name: RegExp, low: number, high: number])[] = [
  [/r2$|positive-pixels$/, 0, 1],
  [/-r$|^rand$/, -1, 1],
  [/^clusters$|^clustered|^deviation$|-inputs$|^negative-pixels$|^loss-(early|late)$/, 0, Infinity],
];

export function namedFigure(name: string, values: PerSeed, learningRate?: number): ClaimFigure {
  const figure = answeredOverSeeds(values);
  const { interval } = figure;
  const [, least, most] = RANGES.find(([pattern]) => pattern.test(name)) ?? [name, -Infinity, Infinity];
  const possible =
    interval === null ? null : { ...interval, low: Math.max(least, interval.low), high: Math.min(most, interval.high) };
  return { name, ...figure, interval: possible, ...(learningRate === undefined ? {} : { learningRate }) };
}

/** @throws RangeError for a part or a figure that does not exist */
export function valuesOf({ parts }: Evidence, part: PartName, figure: string): PerSeed {
  const values = parts[part]?.figures[figure];
  if (values === undefined) throw new RangeError(`No figure ${figure} of part ${part}.`);
  return values;
}

export function needing(...names: readonly PartName[]): (evidence: Evidence) => boolean {
  return ({ parts }) => names.every((name) => parts[name] !== undefined);
}

/** A check whether a control reaches a figure. */
export function explaining(
  what: Reason['what'],
  answer: ReturnType<typeof reaches>,
): { check: Check; reasons: Reason[] } {
  const reasons = answer === 'wholly' || answer === 'mostly' ? [{ what, degree: answer }] : [];
  return { check: { question: what, answer }, reasons };
}

/** The verdict on what is so or not, and may be explained. */
export function explainedOrNot(answer: Shown['answer'], reasons: readonly Reason[]): Verdict {
  if (answer === 'no') return { kind: 'fails', by: [] };
  if (answer === 'unclear') return { kind: 'undecided', by: [] };
  if (answer === 'mixed') return { kind: 'depends', by: [{ what: 'seed' }] };
  return reasons.length > 0 ? { kind: 'explained', by: reasons } : { kind: 'holds', by: [] };
}
