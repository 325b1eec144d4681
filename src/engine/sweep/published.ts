import type { ReplicatedFigure } from './replication';

/** What the post “Knowledge Localization: Tentatively Positive Results on OCR” reports of its one run, on MNIST. */
export const PUBLISHED = [
  { figure: 'layer1.weight.r2', value: 0.28 },
  { figure: 'layer1.bias.r2', value: 0.17 },
] as const;

/** @throws RangeError for a figure that the post does not give */
export function publishedValue(figure: string): number {
  const found = PUBLISHED.find((one) => one.figure === figure);
  if (found === undefined) throw new RangeError(`The post gives no ${figure}.`);
  return found.value;
}

/** Where a published figure lies among those of the seeds. */
export interface PublishedComparison {
  readonly figure: string;
  readonly value: number;
  /** Seeds whose figure is smaller, of those where it is defined. */
  readonly seedsBelow: number;
  readonly seeds: number;
  /** (value − mean) / standard deviation over the seeds; null for fewer than two, or when they do not differ. */
  readonly standardDeviations: number | null;
  /** Against the interval for the mean, which one more run need not lie in; null without an interval. */
  readonly interval: 'below' | 'within' | 'above' | null;
}

export function comparePublished(figures: Readonly<Record<string, ReplicatedFigure>>): PublishedComparison[] {
  return PUBLISHED.flatMap(({ figure, value }) => {
    const found = figures[figure];
    if (found === undefined) return [];
    const { n, values, mean, standardDeviation, interval } = found;
    const differ = mean !== null && standardDeviation !== null && standardDeviation > 0;
    return {
      figure,
      value,
      seedsBelow: values.filter((one) => one !== null && one < value).length,
      seeds: n,
      standardDeviations: differ ? (value - mean) / standardDeviation : null,
      interval: interval === null ? null : value < interval.low ? 'below' : value > interval.high ? 'above' : 'within',
    };
  });
}
