import * as l10n from '@vscode/l10n';
import type { TensorMetrics } from '../model/metrics';
import type { PlotName } from '../model/panelProtocol';
import type { CompleteRun, LayerView } from '../model/runView';
import { runCaption } from './caption';
import { pixelsCaption } from './captions';
import { inkSentence } from './controls/inkAlone';
import { permutationSentence, shuffledSentence } from './controls/permutations';
import { residualSentence } from './controls/residual';
import { count, countOf, dateAndTime, decimal, duration, percent, plain } from './format';
import type { Block, Figure, Section, Table } from './page/blocks';
import { pageHtml } from './page/html';
import { biasSentence, headlineSentence, identityExplanation, identitySentence, pointsSentence } from './sentences';

/** What a report tells besides the metrics. */
export interface ReportDetails {
  /** The config, or what another system says of how the run was made, as JSON, in lines; null where it says nothing. */
  readonly config: string | null;
  /** What tells the data from other data: names and values. */
  readonly data: readonly (readonly [name: string, value: string])[];
  /** When the run was started, ISO 8601; null where that is not known. */
  readonly started: string | null;
  readonly seconds: number | null;
  /** Of the texts; English when left out. */
  readonly language?: string;
}

/** A plot of the report. */
export type PictureText = Figure & { readonly plot: PlotName };

/** The run as one HTML page that needs nothing besides: no script, nothing from elsewhere, pictures inside. */
export function reportHtml(run: CompleteRun, details: ReportDetails, pictures: readonly PictureText[]): string {
  const { network, data, learningRate } = run.title;
  const caption = runCaption(run.title);
  const figures = (inRow: 1 | 2 | 3, ...plots: readonly PlotName[]): Block[] => {
    const shown = pictures.filter(({ plot }) => plots.includes(plot));
    return shown.length === 0 ? [] : [{ kind: 'figures', inRow, figures: shown }];
  };
  const sections: readonly Section[] = [
    { id: 'verdict', blocks: verdict(run) },
    section('plots', l10n.t('Plots'), figures(2, 'weights', 'pixels', 'neuron', 'biases')),
    section('figures', l10n.t('Figures'), [definitions(headlines(run))]),
    section('controls', l10n.t('Controls'), [definitions(controls(run))]),
    section('causal', l10n.t('Causal test'), figures(3, 'causal')),
    section('training', l10n.t('Training'), [
      ...figures(1, 'training'),
      ...(run.training.networks.length === 0 ? [] : training(run)),
    ]),
    section('tensors', l10n.t('Tensors'), [tensors(run)]),
    section('data', l10n.t('Data'), details.data.length === 0 ? [] : [table(l10n.t('Data'), [], details.data)]),
    section('run', l10n.t('Run'), [
      { kind: 'paragraph', text: runWords(run, details) },
      ...(details.config === null ? [] : [{ kind: 'code', title: l10n.t('Config'), text: details.config } as const]),
    ]),
  ];
  return pageHtml({
    title: `${network} · ${data}`,
    language: details.language ?? 'en',
    sections: sections.filter(({ blocks }) => blocks.length > 0),
    footer: learningRate === null ? caption : l10n.t('{0} · learning rate {1}', caption, plain(learningRate)),
  });
}

/** What the page says, the question that it answers, and the numbers that it says it by. */
function verdict({ layers, metrics, title }: CompleteRun): Block[] {
  const { neuronPermutation, inkAlone, residual } = metrics.controls;
  const headline = layers[0]?.weights.r2 ?? null;
  const stand = title.drawn
    ? ` ${l10n.t('The digits are drawn by rule: a stand-in for MNIST, and no substitute.')}`
    : '';
  const question = l10n.t(
    'Do the sizes of a parameter’s updates during training tell where in a network a piece of knowledge is kept?',
  );
  const ink = inkAlone == null ? '' : ` ${inkSentence(inkAlone)}`;
  return [
    { kind: 'lead', text: `${shuffledSentence(headline, neuronPermutation)}${ink}` },
    {
      kind: 'numbers',
      numbers: [
        [l10n.t('R² of the network'), decimal(headline)],
        [l10n.t('neurons shuffled'), decimal(neuronPermutation.meanR2)],
        ...(inkAlone == null ? [] : [[l10n.t('ink alone'), decimal(inkAlone.r2)] as const]),
        [l10n.t('residual r'), decimal(residual.r)],
      ],
    },
    { kind: 'paragraph', text: `${question}${stand}` },
  ];
}

function section(id: string, heading: string, blocks: readonly Block[]): Section {
  return { id, heading, blocks };
}

function runWords({ runId, title }: CompleteRun, { started, seconds, language = 'en' }: ReportDetails): string {
  const run =
    started === null || seconds === null
      ? l10n.t('Run {0}.', runId)
      : l10n.t('Run {0}, started {1}, took {2}.', runId, dateAndTime(started, language), duration(seconds));
  return title.unsealed === true
    ? `${run} ${l10n.t('It was made before figures had checksums, and cannot be verified.')}`
    : run;
}

type Definition = readonly [term: string, value: string, sentence: string];

function headlines({ layers, metrics }: CompleteRun): Definition[] {
  const layer1 = layers[0] as LayerView;
  return [
    [l10n.t('R² of layer 1’s weights'), decimal(layer1.weights.r2), headlineSentence(layer1, metrics)],
    [l10n.t('Weights'), count(layer1.inputs * layer1.outputs), pointsSentence(layer1, metrics)],
    ...(layer1.biases === null
      ? []
      : [[l10n.t('R² of hidden biases'), decimal(layer1.biases.r2), biasSentence(layer1.biases)] as const]),
  ];
}

function controls({ layers, metrics }: CompleteRun): Definition[] {
  const { pixelCorrelation, identity } = metrics;
  const { neuronPermutation, inkAlone, residual } = metrics.controls;
  const shuffled = shuffledSentence(layers[0]?.weights.r2 ?? null, neuronPermutation);
  const holds =
    (identity?.holds ?? null) === null ? l10n.t('not asserted') : identity?.holds ? l10n.t('holds') : l10n.t('fails');
  return [
    [
      l10n.t('Neurons shuffled'),
      decimal(neuronPermutation.meanR2),
      `${shuffled} ${permutationSentence(neuronPermutation)}`,
    ],
    ...(inkAlone == null ? [] : [[l10n.t('Ink alone'), decimal(inkAlone.r2), inkSentence(inkAlone)] as const]),
    [l10n.t('Residual r'), decimal(residual.r), residualSentence(residual.r)],
    [l10n.t('r within pixels'), decimal(pixelCorrelation.mean), pixelsCaption(metrics)],
    ...(identity === null
      ? []
      : [[l10n.t('Identity check'), holds, `${identitySentence(identity)} ${identityExplanation(identity)}`] as const]),
  ];
}

function definitions(list: readonly Definition[]): Block {
  return { kind: 'terms', terms: list.map(([term, value, sentence]) => [`${term}: ${value}`, sentence]) };
}

function tensors({ layers }: CompleteRun): Table {
  const row = (name: string, { n, r2, r, slope, intercept, leftOut, interval }: TensorMetrics) => [
    name,
    count(n),
    decimal(r2),
    decimal(r),
    interval === null ? '' : l10n.t('{0} to {1}', decimal(interval.low), decimal(interval.high)),
    decimal(slope),
    decimal(intercept),
    count(leftOut.parameters),
  ];
  return table(
    l10n.t('Tensors'),
    [
      l10n.t('Tensor'),
      'n',
      l10n.t('R²'),
      'r',
      l10n.t('95 % interval of r'),
      l10n.t('Slope'),
      l10n.t('Intercept'),
      l10n.t('Left out'),
    ],
    layers.flatMap(({ name, weights, biases }) => [
      row(`${name}.weight`, weights),
      ...(biases === null ? [] : [row(`${name}.bias`, biases)]),
    ]),
  );
}

function training({ training: { networks, tallyFrom } }: CompleteRun): Block[] {
  const rows = networks.map(({ name, examples, points, heldOutAccuracy }) => [
    name,
    count(examples),
    decimal(points.at(-1)?.loss ?? null, 4),
    heldOutAccuracy === null ? l10n.t('undefined') : percent(heldOutAccuracy),
  ]);
  const tally = l10n.t(
    'The tally begins after {0} of phase 1.',
    countOf(tallyFrom, l10n.t('example'), l10n.t('examples')),
  );
  const head = [l10n.t('Network'), l10n.t('Examples'), l10n.t('Loss at the end'), l10n.t('Held-out accuracy')];
  return [{ kind: 'paragraph', text: tally }, table(l10n.t('Training'), head, rows)];
}

/** The first cell of each row names it. */
function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): Table {
  return { kind: 'table', caption, captionHidden: true, head, rows };
}
