import { parseColour } from './rgb';

/**
 * The diverging scale: one colour of the theme below 0, another above, by default blue and orange, distinguishable under
 * every common colour-vision deficiency. Its middle is nearly the page's own ground, so that 0 recedes and size stands
 * out. Interpolated in Oklab (Ottosson 2020), where equal steps look equal.
 */

export type Ground = 'light' | 'dark';

export interface Palette {
  readonly ground: Ground;
  /** The ends of the scale: `attribution.groupA` and `attribution.groupB`. */
  readonly above: string;
  readonly below: string;
}

const ENDS = {
  light: { above: '#9f4600', below: '#0065b4' },
  dark: { above: '#ffa351', below: '#6cc3ff' },
} as const;

const MIDDLE = { light: 0.97, dark: 0.27 } as const;

/** @param above, below the theme's colours; empty where it has none */
export function paletteOf(ground: Ground, above = '', below = ''): Palette {
  const ends = ENDS[ground];
  return { ground, above: readable(above) ? above : ends.above, below: readable(below) ? below : ends.below };
}

/** @param share −1 … 1, as a share of the symmetric limit; beyond it the end's colour */
export function diverging(share: number, { ground, above, below }: Palette): string {
  const size = Math.min(1, Math.abs(share));
  const { lightness, a, b } = oklabOf(share < 0 ? below : above);
  const middle = MIDDLE[ground];
  return hex(rgbOf({ lightness: middle + (lightness - middle) * size, a: a * size, b: b * size }));
}

/** The smallest round limit that holds every defined value on both sides of 0. */
export function symmetricLimit(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (!Number.isNaN(value)) largest = Math.max(largest, Math.abs(value));
  return Math.max(0.1, Math.min(1, Math.ceil(largest * 10 - 1e-9) / 10));
}

type Rgb = readonly [number, number, number];

interface Oklab {
  readonly lightness: number;
  readonly a: number;
  readonly b: number;
}

/** A theme has few colours, and a map asks for them at every pixel. */
const known = new Map<string, Oklab>();

function oklabOf(css: string): Oklab {
  const before = known.get(css);
  if (before !== undefined) return before;
  const { red, green, blue } = parseColour(css);
  const [r, g, b] = [red, green, blue].map(decode) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lab = {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
  known.set(css, lab);
  return lab;
}

function readable(css: string): boolean {
  try {
    parseColour(css);
    return true;
  } catch {
    // A theme may write colours in ways that are not read here; then the scale's own are used.
    return false;
  }
}

function rgbOf({ lightness, a, b }: Oklab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** sRGB, 0 … 255, to linear light. */
function decode(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Linear light to sRGB, 0 … 255. */
function encode(light: number): number {
  const clamped = Math.max(0, Math.min(1, light));
  return Math.round(255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055));
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
