import { meanWithQuantile } from '../../src/engine/statistics/meanWithQuantile';
import type { CellView, StudyView } from '../../src/model/studyProtocol';
import type { MeanWithInterval } from '../../src/model/sweep';
import { metricReader } from '../../src/text/studyMetrics';

/** Of the quantiles that a study brings. */
const LEVEL = 0.95;

/** A metric over the complete cells of a replication that have it. */
export function seedMeans(study: Pick<StudyView, 'metrics' | 'there' | 'quantiles'>, metric: string): MeanWithInterval {
  const values = seedValues(study, metric).map(({ value }) => value);
  return meanWithQuantile(values, LEVEL, (freedom) => study.quantiles[freedom] as number);
}

/** The cells that have a metric, with it, by number. */
export function seedValues(
  { metrics, there }: Pick<StudyView, 'metrics' | 'there'>,
  metric: string,
): { readonly cell: CellView; readonly value: number }[] {
  const read = metricReader({ metrics }, metric);
  return there
    .map((cell) => ({ cell, value: read(cell) }))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((one, other) => one.cell.cell - other.cell.cell);
}
