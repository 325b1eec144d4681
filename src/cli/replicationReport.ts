import { meanWithInterval } from '../engine/statistics/meanInterval';
import type { Replication } from '../engine/sweep/replication';
import type { PublishedComparison } from '../model/sweep';
import { reliabilitySentences } from '../text/reliability';
import { short, table } from './table';

/** Every figure over the seeds, and where the post's figures lie, for a terminal. */
export function describeReplication({ seeds, orders, status, figures: metrics, published }: Replication): string {
  const diverged = seeds.filter((_, index) => status[index] === 'diverged');
  const rows = Object.entries(metrics).map(([name, { n, mean, standardDeviation, interval }]) => [
    name,
    String(n),
    short(mean),
    short(standardDeviation),
    interval === null ? '–' : `[${short(interval.low)}, ${short(interval.high)}]`,
  ]);
  const notes = [
    ...(diverged.length === 0 ? [] : [`Training diverged with seed ${diverged.join(', ')}.`]),
    ...(orders === undefined ? [] : ofOrders(orders, { seeds, status, figures: metrics })),
    ...published.map(describePublished),
  ];
  const header = ['figure', 'seeds', 'mean', 's.d.', '95 % interval of the mean'];
  return `${table([header, ...rows])}${notes.map((note) => `${note}\n`).join('')}`;
}

/** What comes again in other orders of the examples, and the seeds of which that cannot be said. */
function ofOrders(orders: number, { seeds, status, figures }: Pick<Replication, 'seeds' | 'status' | 'figures'>) {
  const trained = seeds.flatMap((seed, index) =>
    status[index] === 'diverged'
      ? []
      : { seed: `seed ${seed}`, figureOf: (name: string) => figures[name]?.values[index] ?? null },
  );
  return reliabilitySentences(orders, (name) => figures[name] ?? meanWithInterval([]), trained);
}

function describePublished({
  figure: metric,
  value,
  seedsBelow,
  seeds,
  standardDeviations,
  interval,
}: PublishedComparison) {
  const apart =
    standardDeviations === null
      ? ''
      : `, ${short(Math.abs(standardDeviations))} standard deviations ${standardDeviations < 0 ? 'below' : 'above'} their mean`;
  const against = interval === null ? '' : `, ${interval} the interval`;
  return `${metric}: the post reports ${value} (one run, MNIST); ${seedsBelow} of ${seeds} seeds lie below it${apart}${against}.`;
}
