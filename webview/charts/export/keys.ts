import type { Scale } from '../colourScale';
import type { ColourKey } from './exportable';

/** Steps of the bar. */
const STEPS = 32;

/**
 * What the colours of a plot mean.
 * @param format writes the numbers at the ends and in the middle
 */
export function colourKey(title: string, scale: Scale, format: (value: number) => string): ColourKey {
  const [low, high] = scale.limits;
  return {
    title,
    stops: (theme) =>
      Array.from({ length: STEPS + 1 }, (_, step) => scale.colour(low + ((high - low) * step) / STEPS, theme)),
    ticks: [format(low), format((low + high) / 2), format(high)],
  };
}
