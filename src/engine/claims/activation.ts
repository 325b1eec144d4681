import type { ClaimAnswer, ClaimMetric, Reason, Verdict } from '../../model/claimsView';
import type { PerSeed } from '../../model/sweep';
import { above, bothOf, combined } from './answers';
import type { Evidence, PartEvidence } from './evidence';
import { type Claim, explainedOrNot, namedMetric, needing } from './finding';
import { type Attempted, nearestAttempt, referencePart } from './matching';
import * as names from './metricNames';
import { type ClaimedActivation, matchedActivations, matchedName, REFERENCE } from './plan';

/** Whether only activations that are like ReLU have what is about neurons, at test losses that match. */

/** An activation has it where it has at least this share of the reference's. */
const SHARE = 0.5;
/** Those that are no ReLU and have none of its shape. */
const OTHERS = ['sigmoid', 'tanh'] as const;

/** What of the correlation is about neurons and single weights, in two figures. */
interface AboutNeurons {
  /** R² less R² with neurons shuffled. */
  readonly beyond: PerSeed;
  readonly residual: PerSeed;
}

export const activation: Claim = {
  name: 'activation',
  quote:
    "Without a doubt the most interesting thing is that this only worked for a ReLU-like activation function. I was originally using sigmoid activation functions and I couldn't get anything like this.",
  needs: (evidence) => needing('seeds', 'sigmoid-throughout')(evidence) && allMatched(evidence),
  judge: (evidence) => {
    const [half, throughout] = [evidence.parts[referencePart(evidence.config)], evidence.parts['sigmoid-throughout']];
    const reference = aboutNeurons(half);
    const worked = bothOf(above(reference.beyond, 0), above(reference.residual, 0));
    const attempts = matchedActivations(evidence.config)
      .filter((one) => one !== REFERENCE)
      .map((one) => [one, nearestAttempt(evidence, one)] as const);
    const attempted = (activation: ClaimedActivation) => attempts.find(([one]) => one === activation)?.[1];
    const [sigmoid, tanh] = OTHERS.map((one) => answerAt(attempted(one), reference)) as [ClaimAnswer?, ClaimAnswer?];
    const relu = attempted('relu');
    const apart = relu?.matched === true ? isApart(relu, OTHERS.map(attempted)) : undefined;
    const rate = half?.learningRate;
    const ofReference = namedMetric('reference-beyond-pixels', reference.beyond, rate);
    const rows = attempts.flatMap(([one, made]) => (made === undefined ? [] : rowsOf(one, made)));
    const isFirst = ({ name }: ClaimMetric) => name.endsWith('sigmoid-beyond-pixels');
    const same = aboutNeurons(throughout);
    const rateThere = throughout?.learningRate;
    return {
      verdict: {
        ...activationVerdict(worked, sigmoid, tanh),
        ...(apart === 'yes' ? { besides: 'relu-apart' as const } : {}),
      },
      metric: rows.find(isFirst) ?? namedMetric('sigmoid-beyond-pixels', []),
      published: null,
      against: [ofReference],
      bound: null,
      further: [
        ...rows.filter((row) => !isFirst(row) && row.name.endsWith('-beyond-pixels')),
        namedMetric('sigmoid-throughout-beyond-pixels', same.beyond, rateThere),
        namedMetric('reference-residual-r', reference.residual),
        ...rows.filter(({ name }) => name.endsWith('-residual-r')),
        namedMetric('sigmoid-throughout-residual-r', same.residual),
        namedMetric('reference-loss', half?.figures[names.HELD_OUT_LOSS] ?? []),
        ...rows.filter(({ name }) => name.endsWith('-loss')),
        namedMetric('sigmoid-throughout-loss', throughout?.figures[names.HELD_OUT_LOSS] ?? []),
      ],
      checks: [
        { question: 'reference-worked', answer: worked },
        { question: 'sigmoid-at-matched-loss', answer: sigmoid ?? 'unmatched' },
        { question: 'tanh-at-matched-loss', answer: tanh ?? 'unmatched' },
        { question: 'sigmoid-at-same-rate', answer: hasIt(same, reference) },
        { question: 'relu-apart', answer: apart ?? 'unmatched' },
      ],
    };
  },
};

/**
 * “Only” is refuted by one network that is not like ReLU.
 * @param worked whether the reference has it at all
 * @param sigmoid, tanh whether that network has half of what the reference has; undefined where its loss could not be matched,
 * so that it decides nothing
 */
export function activationVerdict(worked: ClaimAnswer, sigmoid?: ClaimAnswer, tanh?: ClaimAnswer): Verdict {
  if (worked !== 'yes') return explainedOrNot(worked, []);
  const answers = [sigmoid, tanh].filter((answer) => answer !== undefined);
  const by = OTHERS.filter((_, index) => [sigmoid, tanh][index] === 'yes').map((what): Reason => ({ what }));
  if (by.length > 0) return { kind: 'fails', by };
  return explainedOrNot(answers.length === 0 || answers.includes('unclear') ? 'unclear' : 'yes', []);
}

function aboutNeurons(part: PartEvidence | undefined): AboutNeurons {
  const of = (metric: string): PerSeed => part?.figures[metric] ?? [];
  const beyond = combined((r2, held) => r2 - held, of(names.WEIGHTS_R2), of(names.SHUFFLED_R2));
  return { beyond, residual: of(names.RESIDUAL_R) };
}

function answerAt(attempt: Attempted | undefined, reference: AboutNeurons): ClaimAnswer | undefined {
  return attempt?.matched === true ? hasIt(aboutNeurons(attempt.part), reference) : undefined;
}

function hasIt(one: AboutNeurons, reference: AboutNeurons): ClaimAnswer {
  return bothOf(reachesHalf(one.beyond, reference.beyond), reachesHalf(one.residual, reference.residual));
}

function reachesHalf(one: PerSeed, reference: PerSeed): ClaimAnswer {
  return above(
    combined((own, other) => own - SHARE * other, one, reference),
    0,
  );
}

/** Whether none of others, where their losses match, has half of what ReLU itself has; undefined where none matches. */
function isApart(relu: Attempted, others: readonly (Attempted | undefined)[]): ClaimAnswer | undefined {
  const answers = others.flatMap((one) => answerAt(one, aboutNeurons(relu.part)) ?? []);
  if (answers.includes('yes')) return 'no';
  if (answers.includes('unclear')) return 'unclear';
  return answers.length === 0 ? undefined : 'yes';
}

/** An activation's figures, named by whether its loss is the reference's. */
function rowsOf(activation: ClaimedActivation, { part, matched }: Attempted): ClaimMetric[] {
  const { beyond, residual } = aboutNeurons(part);
  const name = matched ? activation : `unmatched-${activation}`;
  return [
    namedMetric(`${name}-beyond-pixels`, beyond, part.learningRate),
    namedMetric(`${name}-residual-r`, residual),
    namedMetric(`${name}-loss`, part.figures[names.HELD_OUT_LOSS] ?? []),
  ];
}

/** Whether every activation that has a rate has been run at it. */
function allMatched({ config, matched, parts }: Evidence): boolean {
  const wanted = matchedActivations(config);
  return (
    matched?.every(({ activation, learningRate }) => {
      const known = wanted.find((one) => one === activation);
      return learningRate === null || known === undefined || parts[matchedName(known, 1)] !== undefined;
    }) ?? false
  );
}
