import { count, countOf, decimal, scientific } from './format';
import type { Figures, LayerView, RunTitle, RunView, TensorFigures } from './panelProtocol';

/** What the figures of a run say, in sentences made from them by rule. Nothing here judges by anything but the numbers. */

/** Shares of the headline R² from which on the shuffled one counts as most of it, or as a part. */
const MOST = 0.5;
const PART = 0.1;
/** Below this an R² is called hardly any correlation, and its parts are not discussed. */
const HARDLY_ANY = 0.005;

/** The words for the two groups of classes, from "MNIST 1, 7 | 6, 8". */
export interface GroupWords {
  readonly data: string;
  /** "1s and 7s" */
  readonly a: string;
  readonly b: string;
  readonly classesOfA: readonly string[];
  readonly classesOfB: readonly string[];
}

export function groupWords({ data }: Pick<RunTitle, 'data'>): GroupWords {
  const match = /^(.*?)\s*(\d+(?:, \d+)*) \| (\d+(?:, \d+)*)$/.exec(data);
  if (match === null) return { data, a: 'group A', b: 'group B', classesOfA: [], classesOfB: [] };
  const [, name, a, b] = match as unknown as [string, string, string, string];
  const [classesOfA, classesOfB] = [a.split(', '), b.split(', ')];
  return { data: name, a: listOf(classesOfA), b: listOf(classesOfB), classesOfA, classesOfB };
}

function listOf(classes: readonly string[]): string {
  const plural = classes.map((name) => `${name}s`);
  return plural.length < 2 ? plural.join('') : `${plural.slice(0, -1).join(', ')} and ${plural.at(-1)}`;
}

/** The headline itself. */
export function headlineSentence({ weights, inputs, outputs }: LayerView, { distinctPoints }: Figures): string {
  const all = `${count(inputs * outputs)} weights`;
  if (weights.r2 === null) return `R² over layer 1’s ${all} is not defined: x or y does not vary.`;
  const direction = weights.r !== null && weights.r < 0 ? ' The relation is negative: r is below 0.' : '';
  return `R² of y against x over layer 1’s ${all}, which lie on ${count(distinctPoints)} distinct points.${direction} They are not independent of one another: read it beside the controls.`;
}

/** What is left when each neuron's x is paired with another neuron's y. */
export function shuffledSentence(headline: number | null, { meanR2 }: Figures['neuronPermutation']): string {
  if (headline === null || meanR2 === null) return 'With neurons shuffled, R² is not defined.';
  const [whole, left] = [decimal(headline), decimal(meanR2)];
  if (headline < HARDLY_ANY) return `There is hardly any correlation to take apart: R² is ${whole}.`;
  const leaves = `Shuffling the neurons leaves ${left} of ${whole}`;
  if (meanR2 >= headline) return `${leaves}: nothing of this correlation is about neurons.`;
  if (meanR2 >= MOST * headline) return `${leaves}: most of this correlation is about pixels, not neurons.`;
  if (meanR2 >= PART * headline)
    return `${leaves}: a part of this correlation is about pixels, the rest about neurons.`;
  return `${leaves}: little of this correlation is about pixels; it hangs on which neuron a weight belongs to.`;
}

/** The permutation p, always under its own name. */
export function permutationSentence({ draws, p }: Figures['neuronPermutation']): string {
  if (p === null) return `Mean R² over ${count(draws)} shuffles of the neurons.`;
  const least = p <= 1 / (1 + draws) ? ', the least that so many can give' : '';
  return `Mean R² over ${count(draws)} shuffles of the neurons; permutation p = ${decimal(p)}${least}.`;
}

/** The data-only baseline beside the headline on the same weights. */
export function inkSentence({ r2, headlineR2 }: Figures['inkAlone']): string {
  if (r2 === null || headlineR2 === null) return 'What the data alone would give is not defined here.';
  const [alone, network] = [decimal(r2), decimal(headlineR2)];
  if (alone === network)
    return `The data alone, with no network, reaches ${alone}, as much as the network’s updates do.`;
  const compared = r2 > headlineR2 ? 'more' : 'less';
  return `The data alone, with no network, reaches ${alone}, ${compared} than the network’s updates do (${network} on the same weights).`;
}

/** What is left after neuron means and pixel means are taken away. */
export function residualSentence(r: number | null): string {
  if (r === null) return 'After taking away neuron means and pixel means, r is not defined.';
  const size = Math.abs(r);
  const start = `After taking away each neuron’s and each pixel’s mean, r is ${decimal(r)}`;
  if (size < 0.1) return `${start}: next to nothing is left for single weights.`;
  const opposite = r < 0 ? ', and it runs the other way' : '';
  return `${start}: ${size < 0.3 ? 'a little' : 'something'} is left that single weights share beyond their neuron and pixel${opposite}.`;
}

/** Hidden biases, with the interval of r that holds for this run alone. */
export function biasSentence({ n, r, r2, interval }: TensorFigures): string {
  if (r === null || r2 === null) return `R² over ${countOf(n, 'hidden bias', 'hidden biases')} is not defined.`;
  const start = `R² over ${countOf(n, 'hidden bias', 'hidden biases')}; r is ${decimal(r)}`;
  if (interval === null) return `${start}.`;
  const zero = interval.low <= 0 && interval.high >= 0 ? ' Zero lies within it.' : '';
  return `${start}, with a 95 % interval of ${decimal(interval.low)} to ${decimal(interval.high)} for this run.${zero} Another seed may well fall outside.`;
}

/** Below this difference ρ and r count as telling the same. */
const ALIKE = 0.05;

/** The correlation of ranks beside that of the numbers. */
export function rankSentence({ r, spearman }: Pick<TensorFigures, 'r' | 'spearman'>): string {
  if (r === null || spearman === null) return 'The correlation of ranks is not defined.';
  const start = `Of ranks alone the correlation is ${decimal(spearman)} (Spearman’s ρ)`;
  if (Math.abs(spearman - r) < ALIKE) return `${start}, close to r: no few extreme ones make it.`;
  return `${start}, where r is ${decimal(r)}: the relation is not a straight line’s, or a few extreme ones weigh much in r.`;
}

/** How many weights there are, on how many points, and how many are left out. */
export function pointsSentence({ weights, inputs, outputs }: LayerView, figures: Figures): string {
  const { constantInputs } = figures.identity;
  const all = inputs * outputs;
  const why =
    constantInputs === 0
      ? ''
      : ` ${count(constantInputs * outputs)} leave pixels that never change; these lie on their neuron’s bias.`;
  const leftOut = weights.leftOut === 0 ? '' : ` ${leftOutSentence(weights.leftOut)}`;
  return `${count(all)} weights lie on ${count(figures.distinctPoints)} distinct points.${why}${leftOut}`;
}

export function leftOutSentence(leftOut: number): string {
  return `${countOf(leftOut, 'weight is', 'weights are')} left out: x or y is undefined, since they never moved.`;
}

/** Whether constant inputs lie where arithmetic says they must. */
export function identitySentence({ constantInputs, maxDeviationX, maxDeviationY, holds }: Figures['identity']): string {
  if (constantInputs === 0) return 'No input has the same value in every example, so there is no identity to check.';
  const largest = scientific(Math.max(maxDeviationX, maxDeviationY));
  const inputs = countOf(constantInputs, 'constant input');
  if (holds === null) return `${inputs}; largest deviation ${largest}. Nothing is asserted for this optimiser.`;
  if (holds) return `${inputs}; largest deviation ${largest}.`;
  return `The identity check fails: ${inputs}, largest deviation ${largest}, where at most 10⁻⁶ is allowed. Do not build on this run’s numbers.`;
}

export function identityExplanation({ holds }: Figures['identity']): string {
  return holds === false
    ? 'A weight from a constant input must lie exactly on its neuron’s bias. Here it does not: the arithmetic of this run cannot be trusted.'
    : 'A weight from an input that never changes must lie exactly on its neuron’s bias. The deviation says how well the arithmetic kept to that.';
}

/** The sentences that stand under the headline, the most important first. */
export function verdict({ layers, figures }: Pick<RunView, 'layers' | 'figures'>): readonly string[] {
  const headline = layers[0]?.weights.r2 ?? null;
  return [shuffledSentence(headline, figures.neuronPermutation), inkSentence(figures.inkAlone)];
}

/** What to look for in the weights plot. */
export function weightsCaption(layer: number, layers: number, constantInputs: number): string {
  if (layer === 1 && constantInputs > 0)
    return 'Clusters are weights from pixels that never change, each on its neuron’s bias. Small points show them.';
  if (layer === 1)
    return 'A cloud along the line means: what moved more for A differs more when A’s classes are left out.';
  const from = `hidden layer ${layer - 1}`;
  return layer === layers
    ? `One point a weight from ${from} into one of the two outputs. The controls above are for layer 1.`
    : `One point a weight from ${from} into the next. The controls above are for layer 1.`;
}

/** @param clusters whether inputs that never change put weights onto their neuron's bias */
export function biasesCaption(outputLayer: boolean, clusters: boolean): string {
  if (outputLayer) return 'The two output biases are listed, not plotted: two points are no finding.';
  const points = 'One point a hidden neuron, by number.';
  return clusters ? `${points} The clusters of the weights plot sit on these points.` : points;
}

export function pixelsCaption({ pixelCorrelation }: Pick<Figures, 'pixelCorrelation'>): string {
  const { mean, negative, defined } = pixelCorrelation;
  if (mean === null) return 'r over the weights that leave each pixel is not defined for any of them.';
  return `r over the weights that leave each pixel: ${decimal(mean)} on average, below 0 for ${count(negative)} of ${count(defined)}.`;
}

export function trainingCaption(forks: number): string {
  const copies = forks === 0 ? 'the copies' : countOf(forks, 'copy', 'copies');
  return `Each value is a mean over a window, every example judged before its own update. Phase 1 ends where ${copies} set out.`;
}
