import type { MeasureName } from '../../model/measures';
import { MEASURES } from '../attribution/importance';
import { inPlaceOfX } from '../attribution/importance/compare';
import type { Importance } from '../attribution/importance/measure';
import { changes, sizes } from '../attribution/importance/weightSize';
import { runSync } from '../cancellation';
import type { Layer, Parameters } from '../network/parameters';
import { RandomStream } from '../network/random';
import { ascendingOrder } from '../statistics/order';

/** An order in which weights are changed. */
export interface Ranking {
  /** `x`, `y`, a measure's name, or `ink-share`, `random`, `neurons-shuffled`, `pixel-means`. */
  readonly name: string;
  readonly title: string;
  /** Which of several draws of a random ranking. */
  readonly draw: number;
  /** Positions in the layer's weight, the first to be changed first. */
  readonly order: Uint32Array;
  /** The same with equal scores in other orders; none where no dose ends among equals. */
  readonly otherOrders: readonly Uint32Array[];
}

/** Draws of each random ranking: the fewest of which the least p is 0.05. */
export const RANKING_DRAWS = 19;

/** Whether a ranking is one of several draws. */
export function isDrawn(ranking: string): boolean {
  return ranking === 'random' || ranking === 'neurons-shuffled';
}

/** Further orders of equal scores that x is tried in. */
export const TIE_BREAKS = 4;

/** What a ranking by x has to be better than, to say something about neurons. */
export const SIMPLE_BASELINES = ['neurons-shuffled', 'pixel-means', 'ink-share'] as const;

export interface Ranked {
  readonly initial: Parameters;
  readonly phase1: Parameters;
  readonly x: Parameters;
  readonly y: Parameters;
  readonly measures: ReadonlyMap<MeasureName, Importance>;
}

/** What is known of the images that the rankings are of. */
export interface OfImages {
  /** m_A / (m_A + m_B) of each pixel, m being its mean over a group's tallied examples. */
  readonly inkShare: Float64Array;
  /** e_A − e_B of every parameter. A ranking by it is the oracle: it knows what the test will take from either group. */
  readonly effect: Parameters;
}

/**
 * Every ranking of one layer's weights, all over the same candidates: the weights whose x is defined. Scores that are
 * not defined come last; ties are broken by a permutation that the seed draws.
 * @param doses shares of the candidates, in per cent
 */
export function rankingsOf(
  { initial, phase1, x, y, measures, inkShare, effect }: Ranked & OfImages,
  layer: number,
  seed: number,
  doses: readonly number[],
): Ranking[] {
  const layerX = x.layers[layer] as Layer;
  const random = new RandomStream(seed, 'causal test', layer);
  const candidates = candidatesOf(layerX);
  const shuffled = permuted(candidates, random);
  const rank = (name: string, title: string, scores: Float64Array, draw = 0): Ranking => ({
    name,
    title,
    draw,
    order: descending(scores, shuffled),
    otherOrders: [],
  });
  const ties = new RandomStream(seed, 'causal test, ties', layer);
  const otherOrders = (scores: Float64Array) =>
    Array.from({ length: TIE_BREAKS }, () => descending(scores, permuted(candidates, ties)));
  const draws = [...Array(RANKING_DRAWS).keys()];
  const others = new Map<MeasureName, Importance>([
    ...measures,
    // Which any run can give.
    ['weight', runSync(sizes(phase1))],
    ['weight-change', runSync(changes(initial, phase1))],
    ['effect', { whole: effect }],
  ]);
  const byX = rank('x', 'x', layerX.weight);
  return [
    endsAmongEquals(byX.order, layerX.weight, doses) ? { ...byX, otherOrders: otherOrders(layerX.weight) } : byX,
    rank('y', 'y', (y.layers[layer] as Layer).weight),
    ...[...others].map(([name, importance]) =>
      rank(name, MEASURES[name].title, (runSync(inPlaceOfX(importance)).layers[layer] as Layer).weight),
    ),
    // Only the first layer reads pixels.
    ...(layer === 0
      ? [
          rank(
            'ink-share',
            'ink share',
            layerX.weight.map((_, at) => inkShare[at % layerX.inputs] as number),
          ),
        ]
      : []),
    rank('pixel-means', 'pixel means of x', inputMeans(layerX)),
    ...draws.map((draw) =>
      rank('neurons-shuffled', 'x, neurons shuffled', shuffleNeurons(layerX, random.permutation(layerX.outputs)), draw),
    ),
    ...draws.map((draw) => rank('random', 'random', Float64Array.from(random.permutation(layerX.weight.length)), draw)),
  ];
}

/** The weights of a layer as they are ranked by x, its ties broken as in the whole test. */
export function orderByX({ layers }: Parameters, layer: number, seed: number): Uint32Array {
  const x = layers[layer] as Layer;
  return descending(x.weight, permuted(candidatesOf(x), new RandomStream(seed, 'causal test', layer)));
}

/** The weights whose x is defined. */
function candidatesOf({ weight: x }: Layer): number[] {
  return [...x.keys()].filter((position) => !Number.isNaN(x[position]));
}

/** In an order that breaks ties. */
function permuted(candidates: readonly number[], random: RandomStream): number[] {
  return Array.from(random.permutation(candidates.length), (index) => candidates[index] as number);
}

/** How many of some weights a dose changes. */
export function weightsOf(percent: number, candidates: number): number {
  return Math.round((percent * candidates) / 100);
}

/** Whether the last weight of some dose and the one behind it have one and the same score. */
function endsAmongEquals(order: Uint32Array, scores: Float64Array, doses: readonly number[]): boolean {
  return doses.some((percent) => {
    const end = weightsOf(percent, order.length);
    return end > 0 && end < order.length && scores[order[end - 1] as number] === scores[order[end] as number];
  });
}

/**
 * @param positions in the order that breaks ties
 * @returns the positions, largest score first, undefined scores last
 */
export function descending(scores: Float64Array, positions: ArrayLike<number>): Uint32Array {
  const keys = Float64Array.from(positions, (position) => {
    const score = scores[position] as number;
    // 0 − score, so that no −0 comes before a 0.
    return Number.isNaN(score) ? Number.POSITIVE_INFINITY : 0 - score;
  });
  return ascendingOrder(keys).map((index) => positions[index] as number);
}

/** Row j of x becomes row π(j). */
function shuffleNeurons({ inputs, weight }: Layer, partner: Uint32Array): Float64Array {
  return weight.map((_, position) => {
    const neuron = partner[Math.floor(position / inputs)] as number;
    return weight[neuron * inputs + (position % inputs)] as number;
  });
}

/** The mean over the weights that leave an input, for every one of them; undefined ones left out. */
export function inputMeans({ inputs, outputs, weight }: Omit<Layer, 'bias'>): Float64Array {
  const means = Float64Array.from({ length: inputs }, (_, input) => {
    let [sum, n] = [0, 0];
    for (let j = 0; j < outputs; j++) {
      const value = weight[j * inputs + input] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    return sum / n;
  });
  return weight.map((_, position) => means[position % inputs] as number);
}
