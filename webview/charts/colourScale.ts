import { diverging } from '../colours';
import type { Theme } from '../theme';

/** How numbers become colours, and what the ends of the scale are called. */
export interface Scale {
  readonly limits: readonly [number, number];
  colour(value: number, theme: Theme): string;
}

/** Signed numbers: 0 in the middle, both ends equally far. */
export function signedScale(limit: number): Scale {
  return { limits: [-limit, limit], colour: (value, { palette }) => diverging(value / limit, palette) };
}

/** Numbers from 0 up: the one arm of the scale. */
export function upwardScale(limit: number): Scale {
  return { limits: [0, limit], colour: (value, { palette }) => diverging(limit === 0 ? 0 : value / limit, palette) };
}

/** Shares: ½ in the middle, towards A above and towards B below. */
export const SHARE_SCALE: Scale = {
  limits: [0, 1],
  colour: (value, { palette }) => diverging(2 * value - 1, palette),
};
