/**
 * How soon the points of one large layer answer: a box drawn over them, a lasso, pointing, a step of the zoom. Beside it a
 * plain pass over the same numbers, by which machines are compared. Prints a table and writes it to RESULTS.md; see
 * bench/README.md.
 *
 *     npm run bench -- points [points, one size or several: 2400000,38600000]
 */
import type { PointFigures } from '../src/engine/opened/moments';
import { PointIndex } from '../src/engine/opened/pointIndex';
import { correlate } from '../src/engine/statistics/correlation';
import { boxBetween, type Limits, type Region } from '../src/model/region';
import { writePart } from './results';
import { waitForIdle } from './speed/idle';
import { median, metric } from './speed/numbers';

const SIZES = '2400000,38600000';
/** The plot's pixels. */
const [COLUMNS, ROWS] = [800, 600];
const HOME: Limits = { x0: 0, x1: 1, y0: 0, y1: 1 };
const MOVES = 15;

/** Milliseconds, in the order of the sizes: up to 10 million points, and above. */
const GOALS = { brush: [60, 250], pointing: [30, 60], zoom: [60, 250] } as const;

interface Spread {
  readonly title: string;
  readonly draw: (next: () => number) => number;
}

const SPREADS: readonly Spread[] = [
  { title: 'shares of even numbers', draw: (next) => share(next(), next()) },
  // As a layer of which most weights hardly move: a tenth in one place, most of the others close about it.
  {
    title: 'a crowd about one half',
    draw: (next) => {
      const kind = next();
      return kind < 0.1 ? 0.5 : kind < 0.9 ? 0.5 + 0.002 * (next() + next() - 1) : next();
    },
  },
];

function share(one: number, other: number): number {
  return one / (one + other);
}

/** What a brush, a pointer and a zoom ask for, one after the other. */
function subjects(
  index: PointIndex,
): readonly (readonly [string, readonly [number, number], (move: number) => unknown])[] {
  const bits = new Uint8Array(Math.ceil(index.count / 8));
  const grown = (move: number) => 0.1 + (0.8 * (move + 1)) / MOVES;
  const box = (move: number): Region => boxBetween([0.07, 0.09], [grown(move), grown(move) + 0.03]);
  const zoom = (move: number): Limits => {
    const half = 0.5 * 0.8 ** move;
    return { x0: 0.5001 - half, x1: 0.5001 + half, y0: 0.4999 - half, y1: 0.4999 + half };
  };
  return [
    ['a box drawn further: its figures', GOALS.brush, (move) => index.figuresOf(box(move))],
    ['a lasso of 200 corners: its figures', GOALS.brush, (move) => index.figuresOf(lasso(0.05 + (0.4 * move) / MOVES))],
    ['the same box selected, as bits', GOALS.brush, (move) => index.select(box(move), { bits, offset: 0 })],
    ['figures of a set of bits', GOALS.brush, () => index.figuresOfSet({ bits, offset: 0 })],
    [
      'pointing, 6 pixels about',
      GOALS.pointing,
      (move) => index.pick({ x: 0.3 + 0.02 * move, y: 0.72 - 0.02 * move }, { x: 6 / COLUMNS, y: 6 / ROWS }, HOME),
    ],
    ['all of the density', GOALS.zoom, () => index.density(HOME, COLUMNS, ROWS)],
    ['a zoom step: its density', GOALS.zoom, (move) => index.density(zoom(move), COLUMNS, ROWS)],
    ['the density of a box’s points', GOALS.zoom, (move) => index.density(HOME, COLUMNS, ROWS, box(move))],
  ];
}

function lasso(radius: number): Region {
  const corners = Float64Array.from({ length: 400 }, (_, at) => {
    const angle = (2 * Math.PI * Math.floor(at / 2)) / 200;
    return 0.5 + radius * (1 + 0.2 * Math.sin(9 * angle)) * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return { kind: 'lasso', corners };
}

async function main([sizes = SIZES]: readonly string[]): Promise<void> {
  const idle = await waitForIdle(20);
  const lines: string[] = [];
  for (const count of sizes.split(',').map(Number)) {
    for (const spread of SPREADS) lines.push(...measured(count, spread));
  }
  const part = report(lines, idle);
  console.log(part);
  // One size alone is looked at, not kept.
  if (sizes === SIZES) writePart('points', part);
}

function measured(count: number, { title, draw }: Spread): string[] {
  const next = draws(count);
  const x = Float64Array.from({ length: count }, () => draw(next));
  const y = x.map((value) => 0.3 * value + 0.7 * draw(next));
  // What going through all points takes, as they lie.
  const region = boxBetween([0.07, 0.09], [0.6, 0.63]).limits;
  correlate(x, y);
  const pass = median([1, 2, 3].map(() => timed(() => passOver(x, y, region))));
  const said = `${metric(count / 1e6)} million, ${title}`;
  const started = performance.now();
  const index = PointIndex.build(x, y);
  const built = performance.now() - started;
  const bytes = metric(index.bytes / count);
  const lines = [
    `| ${said} | the index is made, ${bytes} bytes a point | ${metric(built)} | | | ${metric(built / pass)} | |`,
  ];
  for (const [what, goals, ask] of subjects(index)) {
    ask(0);
    const took = Array.from({ length: MOVES }, (_, move) => timed(() => ask(move)));
    const goal = goals[count > 1e7 ? 1 : 0];
    const [middle, most] = [median(took), Math.max(...took)];
    const met = middle <= goal ? 'met' : '**missed**';
    lines.push(
      `| ${said} | ${what} | ${metric(middle)} | ${metric(most)} | ≤ ${goal} | ${metric(middle / pass)} | ${met} |`,
    );
    console.error(lines.at(-1));
  }
  return lines;
}

/** The figures of a box by going through all points once. */
function passOver(
  x: Float64Array,
  y: Float64Array,
  { x0, x1, y0, y1 }: Limits,
): Pick<PointFigures, 'n'> & { sums: number } {
  let [n, sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let point = 0; point < x.length; point++) {
    const px = x[point] as number;
    const py = y[point] as number;
    if (!(px >= x0 && px <= x1 && py >= y0 && py <= y1)) continue;
    n++;
    sumX += px;
    sumY += py;
    xx += px * px;
    yy += py * py;
    xy += px * py;
  }
  return { n, sums: sumX + sumY + xx + yy + xy };
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Numbers between 0 and 1 from a seed: xorshift32 (Marsaglia 2003), for bulk and not for statistics. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function report(lines: readonly string[], idle: number): string {
  return `## The points of a large layer

What the index over the points of one layer answers, on one thread, ${COLUMNS} by ${ROWS} pixels; milliseconds, the median of ${MOVES}
moves and the longest. Beside it the time as a share of a plain pass over the same numbers, which sums the points of one box.
Node ${process.versions.node}, ${Math.round(100 * idle)} % of the processors idle before.

| points | what | time | longest | goal | of a pass |  |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
