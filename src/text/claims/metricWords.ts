import * as l10n from '@vscode/l10n';
import type { Check, ClaimMetric, SeedAnswer } from '../../model/claimsView';
import { compact, count, decimal, plain, scientific } from '../format';

/** What a metric of a claim is called. */
export function metricName({ name, learningRate }: ClaimMetric): string {
  const words = nameOf(name);
  return learningRate === undefined ? words : l10n.t('{0}, η\u00a0=\u00a0{1}', words, plain(learningRate));
}

function nameOf(name: string): string {
  switch (name) {
    case 'weights-r2':
      return l10n.t('R² of the weights');
    case 'shuffled-r2':
      return l10n.t('R², neurons shuffled');
    case 'added-r2':
      return l10n.t('R² that x adds to both inks');
    case 'inks-r2':
      return l10n.t('R² of both inks, no network');
    case 'share-r2':
      return l10n.t('R² of x on the ink’s share');
    case 'residual-r':
      return l10n.t('Residual r');
    case 'residual-p':
      return l10n.t('p of residual r among shuffled labels');
    case 'beyond-pixels':
      return l10n.t('R² less R² with neurons shuffled');
    case 'biases-r':
      return l10n.t('r of the biases');
    case 'biases-low':
      return l10n.t('Lower end of the seed’s own interval');
    case 'biases-r2':
      return l10n.t('R² of the biases');
    case 'rand':
      return l10n.t('Adjusted Rand index');
    case 'clusters':
      return l10n.t('Clusters');
    case 'clustered':
      return l10n.t('Points in clusters');
    case 'clustered-varying':
      return l10n.t('Points in clusters, without constant pixels');
    case 'deviation':
      return l10n.t('Largest distance from the bias');
    case 'constant-inputs':
      return l10n.t('Pixels that never change');
    case 'positive-pixels':
      return l10n.t('Share of pixels with r > 0');
    case 'negative-pixels':
      return l10n.t('Pixels below what shuffled labels give');
    case 'beyond-pixels-above':
      return l10n.t('Pixels above what shuffled labels give');
    case 'centre-less-edge':
      return l10n.t('r in the centre less r in the frame');
    case 'edge-r':
      return l10n.t('r in the frame');
    case 'centre-r':
      return l10n.t('r in the centre');
    case 'constant-r':
      return l10n.t('r of pixels that never change');
    case 'half-less-whole':
      return l10n.t('R² of the second half less the whole');
    case 'shuffled-half-less-whole':
      return l10n.t('The same, neurons shuffled');
    case 'half-r2':
      return l10n.t('R², second half');
    case 'whole-r2':
      return l10n.t('R², whole of phase 1');
    case 'loss-saved':
      return l10n.t('Share of the loss that going on takes off');
    case 'loss-early':
      return l10n.t('Test loss after phase 1');
    case 'loss-late':
      return l10n.t('Test loss after a longer phase 1');
    default:
      return activationName(name);
  }
}

/** As the field writes them. */
const ACTIVATION_NAMES: Readonly<Record<string, string>> = { relu: 'ReLU', gelu: 'GELU', silu: 'SiLU' };

/** `relu-beyond-pixels`, `unmatched-tanh-residual-r`, `sigmoid-throughout-loss` */
function activationName(name: string): string {
  const [, which = '', figure = ''] = /^(.+)-(beyond-pixels|residual-r|loss)$/.exec(name) ?? [];
  if (figure === '') throw new RangeError(`No words for the figure ${name}.`);
  const network = networkName(which);
  if (figure === 'beyond-pixels') return l10n.t('R² less R² with neurons shuffled, {0}', network);
  return figure === 'loss' ? l10n.t('Test loss, {0}', network) : l10n.t('Residual r, {0}', network);
}

function networkName(which: string): string {
  if (which === 'reference') return l10n.t('softplus');
  if (which === 'sigmoid-throughout') return l10n.t('sigmoid throughout');
  const key = which.replace(/^unmatched-/, '');
  const activation = ACTIVATION_NAMES[key] ?? key;
  return key === which ? activation : l10n.t('{0} (loss not matched)', activation);
}

/** Metrics that count something. */
const COUNTS: readonly string[] = [
  ...['clusters', 'clustered', 'clustered-varying'],
  ...['constant-inputs', 'negative-pixels', 'beyond-pixels-above'],
];

/** A number of a metric, in the form that suits the metric. */
export function claimNumber(name: string, value: number | null): string {
  if (value === null) return l10n.t('undefined');
  if (name === 'deviation') return scientific(value);
  if (name === 'positive-pixels' || name === 'loss-saved') return `${decimal(100 * value, 1)} %`;
  if (COUNTS.includes(name)) return Number.isInteger(value) ? count(value) : decimal(value, 1);
  return /^loss|-loss$/.test(name) ? compact(value) : decimal(value, 3);
}

/** A question of a rule, and its answer. */
export function checkWords({ question, answer, shown, interval }: Check): readonly [string, string] {
  const counted = shown === undefined ? '' : ` (${shareWords(shown)})`;
  const range =
    interval === undefined ? '' : ` ${l10n.t('({0} to {1})', decimal(interval.low), decimal(interval.high))}`;
  return [questionWords(question), `${answerWords(answer)}${counted}${range}`];
}

/** How many seeds show something, with the interval of their share. */
export function shareWords({ seeds, of, interval }: SeedAnswer): string {
  const counted = l10n.t('{0} of {1} seeds', seeds, of);
  if (interval === null) return counted;
  const [low, high] = [interval.low, interval.high].map((end) => decimal(100 * end, 0));
  return l10n.t('{0}, share {1} to {2}\u00a0%', counted, low ?? '', high ?? '');
}

function questionWords(question: string): string {
  switch (question) {
    case 'positive':
      return l10n.t('Does r lie above 0?');
    case 'shuffled-neurons':
      return l10n.t('Do the pixels reach it, with neurons shuffled?');
    case 'ink-alone':
      return l10n.t('Do both inks say what x says, so that x adds little to them?');
    case 'labels-made-residual':
      return l10n.t('Besides: does the residual r lie outside what shuffled labels give (p < 0.05)?');
    case 'own-interval':
      return l10n.t('Does the seed’s own interval of r lie above 0?');
    case 'rates-apart':
      return l10n.t('Do the means at different learning rates lie further apart than half of the post’s figure?');
    case 'next-seed-wide':
      return l10n.t('Is the interval for one more seed wider than the post’s figure?');
    case 'next-seed-holds-published':
      return l10n.t('Does the post’s figure lie in the interval for one more seed?');
    case 'clusters-are-neurons':
      return l10n.t('Does the adjusted Rand index lie above 0.9?');
    case 'constant-pixels':
      return l10n.t('Are the clusters gone without the pixels that never change?');
    case 'on-their-biases':
      return l10n.t('Do the weights of constant pixels lie within 0.01 of their biases?');
    case 'identity':
      return l10n.t('Are they the same to 0.000001, as the identity says?');
    case 'mostly-positive':
      return l10n.t('Have more than half of the pixels r above 0?');
    case 'map-as-described':
      return l10n.t('Both?');
    case 'negative-regions':
      return l10n.t('Does some pixel lie below what shuffled labels give?');
    case 'edges-weaker':
      return l10n.t('Does centre less frame lie above 0, seed by seed?');
    case 'edges-much-weaker':
      return l10n.t('Besides: is r in the frame less than half of that in the centre?');
    case 'whole-positive':
      return l10n.t('Does r over all of phase 1 lie above 0?');
    case 'half-stronger':
      return l10n.t('Does the difference of R² lie above 0?');
    case 'reference-worked':
      return l10n.t('Has softplus anything about neurons, both figures lying above 0?');
    case 'sigmoid-at-matched-loss':
      return l10n.t('Has sigmoid half of it, at the same loss?');
    case 'tanh-at-matched-loss':
      return l10n.t('Has tanh half of it, at the same loss?');
    case 'sigmoid-at-same-rate':
      return l10n.t('Besides: has sigmoid throughout half of it, at the same learning rate and another loss?');
    case 'relu-apart':
      return l10n.t('Besides: has neither sigmoid nor tanh half of what ReLU has, at the same loss?');
    case 'no-lower-later':
      return l10n.t('Is the loss no lower later?');
    default:
      throw new RangeError(`No words for the question ${question}.`);
  }
}

function answerWords(answer: Check['answer']): string {
  switch (answer) {
    case 'yes':
      return l10n.t('yes');
    case 'no':
      return l10n.t('no');
    case 'unclear':
      return l10n.t('cannot be told');
    case 'unmatched':
      return l10n.t('does not count: its loss comes within 5 % of that of softplus at no rate that was tried');
    case 'mixed':
      return l10n.t('some do, some do not');
    case 'wholly':
      return l10n.t('yes: nine tenths or more');
    case 'mostly':
      return l10n.t('mostly: half or more');
  }
}
