/** The nearest of 1, 2 and 5 times a power of ten around some values above 0: the ends of an axis of logarithms. */
export function logLimits(least: number, most: number): { readonly low: number; readonly high: number } {
  const low = STEPS.findLast((step) => step * unitOf(least) <= least * (1 + SLACK)) ?? 1;
  const high = STEPS.find((step) => step * unitOf(most) >= most * (1 - SLACK)) ?? 10;
  return { low: rounded(low * unitOf(least)), high: rounded(high * unitOf(most)) };
}

/** The powers of ten from one number above 0 to another. */
export function powersOfTen(low: number, high: number): number[] {
  if (!(low > 0)) return [];
  const [first, last] = [Math.ceil(Math.log10(low) - SLACK), Math.floor(Math.log10(high) + SLACK)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, power) => rounded(10 ** (first + power)));
}

const STEPS = [1, 2, 5, 10] as const;

/** What rounding may have added. */
const SLACK = 1e-9;

function unitOf(value: number): number {
  return 10 ** Math.floor(Math.log10(value) + SLACK);
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
