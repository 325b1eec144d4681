import { availableParallelism, cpus } from 'node:os';
import { median, metric } from '../speed/numbers';
import type { Measured } from './measure';
import type { Subject } from './subjects';

export interface Found {
  readonly points: number;
  readonly subject: Subject;
  readonly rounds: readonly Measured[];
}

interface Metric {
  readonly title: string;
  readonly of: (measured: Measured) => readonly number[];
  /** Most that is allowed, for 100,000 points at most and for more; none where nothing is. */
  readonly budget: readonly [number | null, number | null];
}

const METRICS: readonly Metric[] = [
  { title: 'first scatter', of: ({ first }) => [first], budget: [400, 2000] },
  { title: 'a move of the brush', of: ({ brush }) => brush, budget: [33, 100] },
  { title: 'letting go of it: all views', of: ({ release }) => [release], budget: [100, null] },
  { title: 'a move of the pointer', of: ({ hover }) => hover, budget: [16, null] },
  { title: 'another theme', of: ({ theme }) => [theme], budget: [300, null] },
];
const HEAP_BUDGET = 60;
const FEW = 100_000;

/** The results as Markdown, for their part of RESULTS.md. */
export function report(found: readonly Found[], chromium: string): string {
  const sizes = [...new Set(found.map(({ points }) => points))];
  return [
    '## The panel',
    `Chromium ${chromium}, headless, without a GPU, ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, ${new Date().toISOString().slice(0, 10)}, on a machine that does other work. A window of 1400 × 1000 at one device pixel a CSS pixel; the points are layer 1’s weights of a run on drawn digits, marks of 1.5 px. Milliseconds until the frame that shows it has been painted, medians over all moves of all rounds, the largest in brackets. First scatter and theme wait for three frames, 50 ms on a screen of 60 Hz, for whatever follows by itself. Moves are those of a mouse, 30 a drag, 3 where each takes seconds.`,
    ...sizes.map((points) =>
      table(
        found.filter((one) => one.points === points),
        points,
      ),
    ),
    '*Selected*: what the drag has selected in the end; where that is nothing, the moves of the brush are of a drag that does nothing of use. ECharts’ brush selects nothing from a series that is `large` (apache/echarts#17079), and without `large` each move draws every point again.',
  ].join('\n\n');
}

function table(found: readonly Found[], points: number): string {
  const at = points <= FEW ? 0 : 1;
  const words = (budget: number | null | undefined) => (budget === null || budget === undefined ? '' : `≤ ${budget}`);
  const rows = [
    [`${points.toLocaleString('en-US')} points`, 'goal', ...found.map(({ subject }) => subject.title)],
    ['---', ...['', ...found].map(() => '---')],
    ...METRICS.map(({ title, of, budget }) => [
      title,
      words(budget[at]),
      ...found.map(({ rounds }) => cell(rounds.flatMap(of), budget[at] ?? null)),
    ]),
    [
      'heap, with array buffers',
      at === 0 ? `≤ ${HEAP_BUDGET} MB` : '',
      ...found.map(({ rounds }) => {
        const size = median(rounds.map(({ heap }) => heap / 1e6));
        return `${metric(size)} MB${at === 0 && size > HEAP_BUDGET ? ' **missed**' : ''}`;
      }),
    ],
    [
      'selected',
      '',
      ...found.map(({ rounds }) =>
        [...new Set(rounds.map(({ selected }) => selected.toLocaleString('en-US')))].join(', '),
      ),
    ],
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(times: readonly number[], budget: number | null): string {
  const middle = median(times);
  return `${metric(middle)} (${metric(Math.max(...times))})${budget !== null && middle > budget ? ' **missed**' : ''}`;
}
