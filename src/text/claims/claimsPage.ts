import * as l10n from '@vscode/l10n';
import type { ClaimFinding, ClaimMetric, ClaimsView, JudgedClaim } from '../../model/claimsView';
import { countOf, plain } from '../format';
import type { Block, Page, Section, Strip, Table, TableCell } from '../page/blocks';
import { claimWords } from './claimWords';
import { checkWords, claimNumber, metricName, shareWords } from './metricWords';
import { verdictWords } from './verdictWords';

/** The page about the claims of the post; what has not been run yet stands as pending. */
export function claimsPage(view: ClaimsView, language = 'en'): Page {
  const about: Section = {
    id: 'about',
    blocks: [
      { kind: 'paragraph', text: lead(view) },
      ...(view.drawn
        ? [
            paragraph(
              l10n.t('The digits are drawn by rule: a stand-in for MNIST, on which the post is, and no substitute.'),
            ),
          ]
        : []),
      summary(view.claims),
      paragraph(
        l10n.t(
          'No verdict is written by hand: each is given by a rule, which stands beside it. A figure lies above a bound where the whole 95 % interval of its mean over the seeds (Student’s) does; where only a part of it does, or with fewer than three seeds, it cannot be told. Most seeds show something where the whole 95 % interval of their share (Clopper and Pearson’s) lies above one half.',
        ),
      ),
    ],
  };
  return {
    title: l10n.t('The claims of the post, tested'),
    language,
    sections: [about, ...view.claims.map(claimSection), provenance(view)],
  };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

function lead({ seeds, dataName, learningRate, diverged }: ClaimsView): string {
  const first = l10n.t(
    'What the post “Knowledge Localization: Tentatively Positive Results on OCR” claims, each sentence by itself: measured on {0} over {1} (learning rate {2}) and held against the controls that decide what it means.',
    dataName,
    countOf(seeds.length, l10n.t('seed'), l10n.t('seeds')),
    plain(learningRate),
  );
  if (diverged === 0) return first;
  return `${first} ${l10n.t('Training diverged in {0}, whose figures are missing.', countOf(diverged, l10n.t('experiment'), l10n.t('experiments')))}`;
}

function summary(claims: readonly JudgedClaim[]): Table {
  const rows = claims.map(({ name, finding }): TableCell[] => {
    const link = { kind: 'link', text: claimWords(name).title, to: name } as const;
    if (finding === null) return [link, { kind: 'verdict', tone: 'pending', text: l10n.t('not run yet') }, '', '', ''];
    const { verdict, metric } = finding;
    return [
      link,
      { kind: 'verdict', tone: verdict.kind, text: verdictWords(verdict) },
      l10n.t('{0}: {1}', metricName(metric), claimNumber(metric.name, metric.mean)),
      intervalText(metric),
      heldAgainst(finding),
    ];
  });
  return {
    kind: 'table',
    caption: l10n.t('Every claim in one line: means over the seeds'),
    head: [l10n.t('Claim'), l10n.t('Verdict'), l10n.t('Figure'), l10n.t('95 % interval'), l10n.t('Held against')],
    rows,
  };
}

function intervalText({ name, interval }: ClaimMetric): string {
  if (interval === null) return l10n.t('none');
  return l10n.t('{0} to {1}', claimNumber(name, interval.low), claimNumber(name, interval.high));
}

function heldAgainst({ metric, published, against, bound, shown }: ClaimFinding): string {
  const controls = against.map((one) => l10n.t('{0}: {1}', metricName(one), claimNumber(one.name, one.mean)));
  const post = published === null ? [] : [l10n.t('the post: {0}', claimNumber(metric.name, published))];
  const bounds = bound === null ? [] : [l10n.t('bound: {0}', claimNumber(metric.name, bound))];
  const seeds = shown === undefined ? [] : [l10n.t('shown by {0}', shareWords(shown))];
  return [...post, ...controls, ...bounds, ...seeds].join('; ');
}

function claimSection({ name, quote, finding }: JudgedClaim): Section {
  const { title, measured, rule } = claimWords(name);
  const blocks: Block[] = [
    { kind: 'quote', text: quote },
    ...(finding === null
      ? [{ kind: 'verdict', tone: 'pending', text: l10n.t('Not run yet.') } as const]
      : [{ kind: 'verdict', tone: finding.verdict.kind, text: sentence(verdictWords(finding.verdict)) } as const]),
    paragraph(l10n.t('Measured: {0}', measured)),
    ...(finding === null ? [] : [...metricTables(finding), checks(finding)]),
    paragraph(l10n.t('Rule: {0}', rule)),
  ];
  return { id: name, heading: title, blocks };
}

/** What the claim is about with what it is held against, on one axis; then everything else. */
function metricTables({ metric, published, against, bound, further }: ClaimFinding): Table[] {
  const isAlike = ({ name, learningRate }: ClaimMetric) => name === metric.name || learningRate !== undefined;
  const rest = further.filter((one) => !isAlike(one));
  const drawn = [metric, ...against, ...further.filter(isAlike)];
  const mark = published ?? bound;
  const meaning = published === null ? l10n.t('the rule’s bound') : l10n.t('the post’s figure');
  return [
    stripTable(drawn, mark === null ? null : { at: mark, meaning }),
    ...(rest.length > 0 ? [plainTable(rest)] : []),
  ];
}

function stripTable(
  metrics: readonly ClaimMetric[],
  mark: { readonly at: number; readonly meaning: string } | null,
): Table {
  const name = metrics[0]?.name ?? '';
  const ends = metrics.flatMap(({ values, interval }) => [
    ...values.filter((value) => value !== null),
    ...(interval === null ? [] : [interval.low, interval.high]),
  ]);
  const isShown = mark !== null && isNear(mark.at, ends);
  const all = isShown ? [...ends, mark.at] : ends;
  const axis = [Math.min(...all), Math.max(...all)] as const;
  const parts = [
    l10n.t('A dot for each seed, a bar for the interval'),
    ...(all.length === 0
      ? []
      : [l10n.t('from {0} on the left to {1} on the right', claimNumber(name, axis[0]), claimNumber(name, axis[1]))]),
    ...(isShown ? [l10n.t('dashed: {0}, {1}', mark.meaning, claimNumber(name, mark.at))] : []),
  ];
  return {
    kind: 'table',
    caption: l10n.t('Figures over the seeds'),
    key: `${parts.join('; ')}.`,
    head: [l10n.t('Figure'), l10n.t('Seeds'), l10n.t('Mean'), l10n.t('95 % interval'), l10n.t('n')],
    rows: metrics.map((metric) => [
      metricName(metric),
      strip(metric, isShown ? mark.at : null, axis),
      claimNumber(metric.name, metric.mean),
      intervalText(metric),
      String(metric.n),
    ]),
  };
}

/** Whether a mark can be drawn without squeezing the seeds into less than a tenth of the strip. */
function isNear(mark: number, ends: readonly number[]): boolean {
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  return Math.max(high, mark) - Math.min(low, mark) <= 10 * (high - low);
}

function strip(metric: ClaimMetric, mark: number | null, axis: readonly [number, number]): Strip {
  const { values, interval, name } = metric;
  return { kind: 'strip', text: rangeText(metric, name), values, interval, mark, axis };
}

function rangeText({ values }: ClaimMetric, name: string): string {
  const defined = values.filter((value) => value !== null);
  if (defined.length === 0) return l10n.t('undefined for every seed');
  return l10n.t('{0} to {1}', claimNumber(name, Math.min(...defined)), claimNumber(name, Math.max(...defined)));
}

function plainTable(metrics: readonly ClaimMetric[]): Table {
  return {
    kind: 'table',
    caption: l10n.t('Besides'),
    head: [l10n.t('Figure'), l10n.t('Seeds'), l10n.t('Mean'), l10n.t('95 % interval'), l10n.t('n')],
    rows: metrics.map((metric) => [
      metricName(metric),
      rangeText(metric, metric.name),
      claimNumber(metric.name, metric.mean),
      intervalText(metric),
      String(metric.n),
    ]),
  };
}

function checks({ checks: asked }: ClaimFinding): Table {
  return {
    kind: 'table',
    caption: l10n.t('What the rule asks'),
    head: [l10n.t('Question'), l10n.t('Answer')],
    rows: asked.map(checkWords),
  };
}

function provenance({ engine, configHash, config, command, dataName, checksums, seeds }: ClaimsView): Section {
  const sums = Object.entries(checksums ?? {}).map(([role, sum]) => [l10n.t('SHA-256 of {0}', role), sum] as const);
  return {
    id: 'provenance',
    heading: l10n.t('Where this comes from'),
    blocks: [
      {
        kind: 'terms',
        terms: [
          [l10n.t('Data'), dataName],
          ...sums,
          [l10n.t('Seeds'), seeds.join(', ')],
          [l10n.t('Config'), configHash],
          [l10n.t('Engine'), engine],
        ],
      },
      paragraph(l10n.t('Made by this command; the same command makes the same bytes:')),
      { kind: 'code', text: command },
      paragraph(l10n.t('The config of the first seed:')),
      { kind: 'code', text: config },
    ],
  };
}

/** With a capital and a full stop. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
