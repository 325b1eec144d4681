import * as l10n from '@vscode/l10n';
import { SMALLEST_N } from '../model/correlation';
import type { MeanWithInterval } from '../model/sweep';
import { count, decimal } from './format';

/** What residual x and y keep from one order of the examples to another, in words. */

type ReliabilityFigure = 'n' | 'x' | 'y' | 'acrossR' | 'disattenuatedR';

/** `reliability.x`, as cells have it. */
export function reliabilityName(figure: ReliabilityFigure): string {
  return `reliability.${figure}`;
}

interface SeedFigures {
  /** Which seed, in words. */
  readonly seed: string;
  /** Null where it does not have it. */
  readonly figureOf: (name: string) => number | null;
}

/**
 * What is to be said: the figures on average over the seeds, and why seeds have none.
 * @param meanOf a figure over the seeds that have it
 * @param seeds those whose own training did not diverge
 */
export function reliabilitySentences(
  orders: number,
  meanOf: (name: string) => MeanWithInterval,
  seeds: readonly SeedFigures[],
): string[] {
  const sentence = meansSentence(orders, (figure) => meanOf(reliabilityName(figure)).mean);
  const reasons = seeds.flatMap(({ seed, figureOf }) => {
    const reason = missingReason((figure) => figureOf(reliabilityName(figure)));
    return reason === null ? [] : `${seed} (${reason})`;
  });
  return [
    ...(sentence === null ? [] : [sentence]),
    ...(reasons.length === 0 ? [] : [l10n.t('No disattenuated residual r: {0}.', reasons.join('; '))]),
  ];
}

/** From this root of both reliabilities on, the order is said to matter little. */
const RELIABLE = 0.9;

function meansSentence(orders: number, meanOf: (figure: ReliabilityFigure) => number | null): string | null {
  const [x, y, across, disattenuated] = [meanOf('x'), meanOf('y'), meanOf('acrossR'), meanOf('disattenuatedR')];
  if (x === null || y === null || across === null) return null;
  const start = l10n.t(
    'In {0} shuffled orders of the examples, with the same initial parameters: reliability of residual x {1}, of residual y {2}; residual r between orders {3}',
    count(orders),
    decimal(x),
    decimal(y),
    decimal(across),
  );
  if (disattenuated === null) return `${start}.`;
  const said = l10n.t('{0}, disattenuated {1}.', start, decimal(disattenuated));
  const isReliable = x > 0 && y > 0 && Math.sqrt(x * y) >= RELIABLE;
  return isReliable
    ? l10n.t('{0} The order hardly limits it.', said)
    : l10n.t('{0} Much of both is the order’s alone: without it, r of single weights lies further from 0.', said);
}

/** Why a seed has no disattenuated residual r; null where it has one. */
function missingReason(figureOf: (figure: ReliabilityFigure) => number | null): string | null {
  if (figureOf('disattenuatedR') !== null) return null;
  const [n, x, y] = [figureOf('n'), figureOf('x'), figureOf('y')];
  if (n === null) return l10n.t('training diverged in one of the shuffled orders');
  if (n < SMALLEST_N) return l10n.t('fewer than {0} weights have an x and a y in every order', SMALLEST_N);
  if (x === null || y === null)
    return l10n.t('in some order nothing of x or y is left when neuron means and pixel means are taken off');
  return l10n.t('a reliability is not above 0: {0} of residual x, {1} of residual y', decimal(x), decimal(y));
}
