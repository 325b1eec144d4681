import * as l10n from '@vscode/l10n';
import { runCaption } from './caption';
import { pixelsCaption } from './captions';
import { count, countOf, decimal, percent, plain } from './format';
import { CLOSED_PAGE, escaped } from './markup';
import type { LayerView, RunView, TensorFigures } from './runView';
import {
  biasSentence,
  headlineSentence,
  identityExplanation,
  identitySentence,
  inkSentence,
  permutationSentence,
  pointsSentence,
  residualSentence,
  shuffledSentence,
} from './sentences';

/** What a report tells besides the figures. */
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

/** A plot of the report; `svg` is the text of the file. */
export interface PictureText {
  readonly title: string;
  readonly caption: string;
  readonly svg: string;
}

/** Light or dark as the reader's system has it. No rule loads anything. */
const STYLE = `
:root { color-scheme: light dark; --line: #c8c8c8; --subtle: #5a5a5a; }
@media (prefers-color-scheme: dark) { :root { --line: #4a4a4a; --subtle: #a5a5a5; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { line-height: 1.2; margin-bottom: 0; }
h2 { margin-top: 2.5rem; }
dt { font-weight: 600; margin-top: 1rem; }
dd { margin: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: 0.25rem 1rem 0.25rem 0; text-align: left; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
figure { margin: 1.5rem 0; }
img { max-width: 100%; height: auto; }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 1rem; }
footer, figcaption, .caption { color: var(--subtle); }
@media print { body { margin: 0; max-width: none; } figure, tr { break-inside: avoid; } }
`;

/** A page that runs nothing and loads nothing, whatever got into its texts. */
const POLICY = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; ${CLOSED_PAGE}`;

/** The run as one HTML page that needs nothing besides: no script, nothing from elsewhere, pictures inside. */
export function reportHtml(run: RunView, details: ReportDetails, pictures: readonly PictureText[]): string {
  const { network, data, learningRate } = run.title;
  const title = `${network} · ${data}`;
  const caption = runCaption(run.title);
  const sections = [
    [l10n.t('Figures'), definitions(headlines(run))],
    [l10n.t('Controls'), definitions(controls(run))],
    ...(pictures.length === 0 ? [] : [[l10n.t('Plots'), pictures.map(figure).join('\n')]]),
    [l10n.t('Tensors'), tensors(run)],
    ...(run.training.networks.length === 0 ? [] : [[l10n.t('Training'), training(run)]]),
    ...(details.data.length === 0 ? [] : [[l10n.t('Data'), table([], details.data)]]),
    ...(details.config === null ? [] : [[l10n.t('Config'), `<pre>${escapedLines(details.config)}</pre>`]]),
  ] as const;
  const drawn = run.title.drawn
    ? ` ${l10n.t('The digits are drawn by rule: a stand-in for MNIST, and no substitute.')}`
    : '';
  return `<!DOCTYPE html>
<html lang="${escaped(details.language ?? 'en')}">
<head>
<meta charset="UTF-8"/>
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p class="caption">${escaped(learningRate === null ? caption : l10n.t('{0} · learning rate {1}', caption, plain(learningRate)))}</p>
<p>${escaped(`${l10n.t('Do the sizes of a parameter’s updates during training tell where in a network a piece of knowledge is kept?')} ${runWords(run, details)}${drawn}`)}</p>
${sections.map(([heading, body]) => `<section>\n<h2>${escaped(heading)}</h2>\n${body}\n</section>`).join('\n')}
</main>
<footer><p>${escaped(caption)}</p></footer>
</body>
</html>
`;
}

function runWords({ runId, title }: RunView, { started, seconds }: ReportDetails): string {
  const run =
    started === null || seconds === null
      ? l10n.t('Run {0}.', runId)
      : l10n.t('Run {0}, started {1}, took {2} s.', runId, started, decimal(seconds, 1));
  return title.unsealed === true
    ? `${run} ${l10n.t('It was made before figures had checksums, and cannot be verified.')}`
    : run;
}

type Definition = readonly [term: string, value: string, sentence: string];

function headlines({ layers, figures }: RunView): Definition[] {
  const layer1 = layers[0] as LayerView;
  return [
    [l10n.t('R² of layer 1’s weights'), decimal(layer1.weights.r2), headlineSentence(layer1, figures)],
    [l10n.t('Weights'), count(layer1.inputs * layer1.outputs), pointsSentence(layer1, figures)],
    ...(layer1.biases === null
      ? []
      : [[l10n.t('R² of hidden biases'), decimal(layer1.biases.r2), biasSentence(layer1.biases)] as const]),
  ];
}

function controls({ layers, figures }: RunView): Definition[] {
  const { neuronPermutation, inkAlone, residualR, pixelCorrelation, identity } = figures;
  const shuffled = shuffledSentence(layers[0]?.weights.r2 ?? null, neuronPermutation);
  const holds =
    (identity?.holds ?? null) === null ? l10n.t('not asserted') : identity?.holds ? l10n.t('holds') : l10n.t('fails');
  return [
    [
      l10n.t('Neurons shuffled'),
      decimal(neuronPermutation.meanR2),
      `${shuffled} ${permutationSentence(neuronPermutation)}`,
    ],
    ...(inkAlone === null ? [] : [[l10n.t('Ink alone'), decimal(inkAlone.r2), inkSentence(inkAlone)] as const]),
    [l10n.t('Residual r'), decimal(residualR), residualSentence(residualR)],
    [l10n.t('r within pixels'), decimal(pixelCorrelation.mean), pixelsCaption(figures)],
    ...(identity === null
      ? []
      : [[l10n.t('Identity check'), holds, `${identitySentence(identity)} ${identityExplanation(identity)}`] as const]),
  ];
}

function definitions(list: readonly Definition[]): string {
  const items = list.map(
    ([term, value, sentence]) => `<dt>${escaped(`${term}: ${value}`)}</dt><dd>${escaped(sentence)}</dd>`,
  );
  return `<dl>\n${items.join('\n')}\n</dl>`;
}

function figure({ title, caption, svg }: PictureText): string {
  const source = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return `<figure>\n<img alt="${escaped(title)}" src="${source}"/>\n<figcaption>${escaped(`${title}. ${caption}`)}</figcaption>\n</figure>`;
}

function tensors({ layers }: RunView): string {
  const row = (name: string, { n, r2, r, slope, intercept, leftOut, interval }: TensorFigures) => [
    name,
    count(n),
    decimal(r2),
    decimal(r),
    interval === null ? '' : l10n.t('{0} to {1}', decimal(interval.low), decimal(interval.high)),
    decimal(slope),
    decimal(intercept),
    count(leftOut),
  ];
  return table(
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

function training({ training: { networks, tallyFrom } }: RunView): string {
  const rows = networks.map(({ name, examples, points, heldOutAccuracy }) => [
    name,
    count(examples),
    decimal(points.at(-1)?.loss ?? null, 4),
    heldOutAccuracy === null ? l10n.t('undefined') : percent(heldOutAccuracy),
  ]);
  return `<p>${escaped(l10n.t('The tally begins after {0} of phase 1.', countOf(tallyFrom, l10n.t('example'), l10n.t('examples'))))}</p>
${table([l10n.t('Network'), l10n.t('Examples'), l10n.t('Loss at the end'), l10n.t('Held-out accuracy')], rows)}`;
}

/** The first cell of each row names it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const body = rows.map(([name = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(name)}</th>${rest}</tr>`;
  });
  const titles = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  return `<table>\n${titles && `<thead><tr>${titles}</tr></thead>\n`}<tbody>\n${body.join('\n')}\n</tbody>\n</table>`;
}

function escapedLines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}
