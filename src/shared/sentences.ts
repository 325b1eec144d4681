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

/** A p below this is called small. */
const SMALL_P = 0.05;

/** The permutation p, always under its own name, and what a small one does not say. */
export function permutationSentence({ draws, p }: Figures['neuronPermutation']): string {
  if (p === null) return `Mean R² over ${count(draws)} shuffles of the neurons.`;
  const least = p <= 1 / (1 + draws) ? ', the least that so many can give' : '';
  const start = `Mean R² over ${count(draws)} shuffles of the neurons; permutation p = ${decimal(p)}${least}.`;
  if (p >= SMALL_P) return start;
  return `${start} So small a p says that x and y share a pattern over neurons, not that the groups made it.`;
}

/** What is left when each pixel's x is paired with another pixel's y. */
export function pixelShuffledSentence(headline: number | null, finding: Figures['pixelPermutation']): string {
  const left = finding?.meanR2 ?? null;
  if (headline === null || left === null) return 'With pixels shuffled, R² is not known.';
  if (headline < HARDLY_ANY) return `There is hardly any correlation to take apart: R² is ${decimal(headline)}.`;
  const leaves = `Shuffling the pixels leaves ${decimal(left)} of ${decimal(headline)}`;
  if (left >= headline) return `${leaves}: nothing of this correlation is about pixels.`;
  if (left >= MOST * headline) return `${leaves}: most of this correlation is about neurons as wholes.`;
  if (left >= PART * headline) return `${leaves}: a part of this correlation is about neurons as wholes.`;
  return `${leaves}: little of this correlation is about neurons as wholes.`;
}

/** What chance gives to a table that is paired anew in both ways. */
export function bothShuffledSentence(finding: Figures['jointPermutation']): string {
  if (finding === null || finding.meanR2 === null || finding.p === null)
    return 'With neurons and pixels both shuffled, R² is not known.';
  return `With neurons and pixels both shuffled, ${decimal(finding.meanR2)} is left on average, which is chance; permutation p = ${decimal(finding.p)}.`;
}

/** Where r comes from. */
export function decompositionSentence(r: number | null, finding: Figures['decomposition']): string {
  if (r === null || finding === null) return 'What r is made of is not known.';
  const { neuron, pixel, residual, shared } = finding;
  const overlap =
    Math.abs(shared) < 0.0005 ? '' : ` ${decimal(shared)} cannot be told apart, since some weights are undefined.`;
  return `Of r = ${decimal(r)}, ${decimal(pixel.contribution)} lies between pixels, ${decimal(neuron.contribution)} between neurons, and ${decimal(residual.contribution)} between single weights beyond either.${overlap}`;
}

/** The headline without the weights that repeat the biases. */
export function withoutConstantSentence(headline: number | null, finding: Figures['withoutConstant']): string {
  if (finding === null || finding.r2 === null || headline === null)
    return 'R² without the weights of pixels that never change is not known.';
  return `Without the weights of pixels that never change, which repeat the biases, R² is ${decimal(finding.r2)} over ${countOf(finding.n, 'weight')} (with them ${decimal(headline)}).`;
}

/** The headline on axes without bounds. */
export function logRatioSentence(finding: Figures['logRatios']): string {
  if (finding === null || finding.r2 === null) return 'R² on log-ratio axes is not known.';
  const { r2, n, infinite } = finding;
  const leftOut =
    infinite === 0 ? '' : ` ${countOf(infinite, 'weight is', 'weights are')} left out: moved for one group alone.`;
  return `On log-ratio axes, where shares are not squeezed against 0 and 1, R² is ${decimal(r2)} over ${countOf(n, 'weight')}.${leftOut}`;
}

/** How far R² would go with other neurons and pixels. */
export function bootstrapSentence(finding: Figures['bootstrap']): string {
  if (finding === null || finding.r2 === null) return 'How far R² varies with neurons and pixels is not known.';
  const { draws, r2 } = finding;
  return `With neurons and pixels drawn anew ${count(draws)} times, R² lies between ${decimal(r2.low)} and ${decimal(r2.high)} in ${Math.round(100 * r2.level)} % of draws. Another seed may well fall outside.`;
}

/** How far what looks like clusters is neurons. */
export function puritySentence(finding: Figures['clusterPurity']): string {
  if (finding === null) return 'Clusters were not looked for when this run was made.';
  const { all, varying } = finding;
  if (all.clusters === 0) return 'Looked at by density alone, the plot has no clusters.';
  const agree = (index: number | null) => (index === null ? '' : `, which agree with neurons to ${decimal(index, 2)}`);
  const start = `By density alone the plot has ${countOf(all.clusters, 'cluster')}${agree(all.adjustedRand)} (adjusted Rand index: 1 is wholly, 0 is chance).`;
  const without =
    varying.clusters === 0
      ? 'there are none'
      : `there are ${count(varying.clusters)}, of ${count(varying.points - varying.noise)} weights${agree(varying.adjustedRand)}`;
  return `${start} Without pixels that never change ${without}.`;
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

/** The slope of the line with its interval, and what that interval allows for. */
export function slopeSentence({ slope, band }: Pick<TensorFigures, 'slope' | 'band'>): string {
  if (slope === null) return 'There is no line through these points.';
  const start = `The line’s slope is ${decimal(slope)}`;
  if (band === null) return `${start}; how sure that is, is not known here.`;
  const half = band.quantile * Math.sqrt(band.slopeVariance);
  const [low, high] = [slope - half, slope + half];
  const allows =
    band.method === 'two-way cluster-robust'
      ? 'allowing for weights of one neuron, and of one input, that go together'
      : 'taking the biases as independent, for this run';
  const zero = low <= 0 && high >= 0 ? ' A slope of 0 lies within it.' : '';
  return `${start}, with a ${Math.round(100 * band.level)} % interval of ${decimal(low)} to ${decimal(high)}, ${allows}.${zero}`;
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

export function pixelsCaption({
  pixelCorrelation,
}: {
  readonly pixelCorrelation: Pick<Figures['pixelCorrelation'], 'mean' | 'negative' | 'defined'>;
}): string {
  const { mean, negative, defined } = pixelCorrelation;
  if (mean === null) return 'r over the weights that leave each pixel is not defined for any of them.';
  return `r over the weights that leave each pixel: ${decimal(mean)} on average, below 0 for ${count(negative)} of ${count(defined)}.`;
}

/** For how many pixels r holds, when so many are asked at once. */
export function pixelsHoldSentence({ negative, defined, holding }: Figures['pixelCorrelation']): string {
  if (holding === null) return 'For which pixels r holds was not asked when this run was made.';
  const all = holding.negative + holding.positive;
  const start = `With false discoveries held at ${Math.round(100 * holding.rate)} %`;
  if (all === 0) return `${start}, r differs from 0 for none of ${countOf(defined, 'pixel')}.`;
  const below =
    negative === 0
      ? 'none lies below it'
      : `below it for ${count(holding.negative)}, of ${count(negative)} with r < 0 at all`;
  return `${start}, r differs from 0 for ${count(all)} of ${countOf(defined, 'pixel')}: above it for ${count(holding.positive)}, ${below}.`;
}

/** Below this difference the edge counts as being like the rest. */
const EDGE_ALIKE = 0.02;

/** Whether the relation is weaker round the edge of the image. */
export function edgeSentence({ frame }: Pick<Figures['pixelCorrelation'], 'frame'>): string {
  if (frame === null || frame.edge.mean === null || frame.centre.mean === null)
    return 'Edge and centre cannot be compared: pixels whose r is defined and that change are not found in both.';
  const { width, edge, centre } = frame;
  const [ofEdge, ofCentre] = [frame.edge.mean, frame.centre.mean];
  const how =
    Math.abs(ofEdge - ofCentre) < EDGE_ALIKE
      ? 'about alike'
      : ofEdge < ofCentre
        ? 'lower at the edge'
        : 'higher at the edge';
  return `Mean r is ${decimal(ofEdge)} over the outer ${countOf(width, 'pixel')} of the frame (${count(edge.inputs)} that change) and ${decimal(ofCentre)} over the rest (${count(centre.inputs)}): ${how}.`;
}

export function trainingCaption(forks: number): string {
  const copies = forks === 0 ? 'the copies' : countOf(forks, 'copy', 'copies');
  return `Each value is a mean over a window, every example judged before its own update. Phase 1 ends where ${copies} set out.`;
}
