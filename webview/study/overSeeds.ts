import { meanWithQuantile } from '../../src/engine/statistics/meanWithQuantile';
import type { CellView, StudyView } from '../../src/model/studyProtocol';
import type { MeanWithInterval } from '../../src/model/sweep';
import { figureReader } from '../../src/text/studyFigures';

/** Of the quantiles that a study brings. */
const LEVEL = 0.95;

/** A figure over the complete cells of a replication that have it. */
export function seedMeans(study: Pick<StudyView, 'figures' | 'there' | 'quantiles'>, figure: string): MeanWithInterval {
  const values = seedValues(study, figure).map(({ value }) => value);
  return meanWithQuantile(values, LEVEL, (freedom) => study.quantiles[freedom] as number);
}

/** The cells that have a figure, with it, by number. */
export function seedValues(
  { figures, there }: Pick<StudyView, 'figures' | 'there'>,
  figure: string,
): { readonly cell: CellView; readonly value: number }[] {
  const read = figureReader({ figures }, figure);
  return there
    .map((cell) => ({ cell, value: read(cell) }))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((one, other) => one.cell.cell - other.cell.cell);
}
