import type { OverSeeds, PublishedComparison } from '../../model/sweep';

/** What the post “Knowledge Localization: Tentatively Positive Results on OCR” reports of its one run, on MNIST. */
export const PUBLISHED = [
  { figure: 'layer1.weight.r2', value: 0.28 },
  { figure: 'layer1.bias.r2', value: 0.17 },
] as const;

/** @throws RangeError for a figure that the post does not give */
export function publishedValue(metric: string): number {
  const found = PUBLISHED.find((one) => one.figure === metric);
  if (found === undefined) throw new RangeError(`The post gives no ${metric}.`);
  return found.value;
}

export function comparePublished(metrics: Readonly<Record<string, OverSeeds>>): PublishedComparison[] {
  return PUBLISHED.flatMap(({ figure: metric, value }) => {
    const found = metrics[metric];
    if (found === undefined) return [];
    const { n, values, mean, standardDeviation, interval } = found;
    const differ = mean !== null && standardDeviation !== null && standardDeviation > 0;
    return {
      figure: metric,
      value,
      seedsBelow: values.filter((one) => one !== null && one < value).length,
      seeds: n,
      standardDeviations: differ ? (value - mean) / standardDeviation : null,
      interval: interval === null ? null : value < interval.low ? 'below' : value > interval.high ? 'above' : 'within',
    };
  });
}
