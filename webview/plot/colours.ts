/**
 * The diverging scale: blue below 0, orange above, told apart under every common colour-vision deficiency. Both arms
 * are equally far in lightness from the middle, which is the page's own ground, so that 0 recedes and size stands out.
 * Interpolated in OKLCh (Ottosson 2020), where equal steps look equal.
 */

export type Ground = 'light' | 'dark';

interface Arm {
  readonly chroma: number;
  readonly hue: number;
}

const NEGATIVE: Arm = { chroma: 0.15, hue: 250 };
const POSITIVE: Arm = { chroma: 0.15, hue: 58 };
const LIGHTNESS = { light: { middle: 0.97, end: 0.5 }, dark: { middle: 0.27, end: 0.8 } } as const;

/** @param share −1 … 1, as a share of the symmetric limit; beyond it the end's colour */
export function diverging(share: number, ground: Ground): string {
  const { middle, end } = LIGHTNESS[ground];
  const size = Math.min(1, Math.abs(share));
  const { chroma, hue } = share < 0 ? NEGATIVE : POSITIVE;
  return hex(oklch(middle + (end - middle) * size, chroma * size, hue));
}

/** The smallest round limit that holds every defined value on both sides of 0. */
export function symmetricLimit(values: Float64Array): number {
  let largest = 0;
  for (const value of values) if (!Number.isNaN(value)) largest = Math.max(largest, Math.abs(value));
  return Math.max(0.1, Math.min(1, Math.ceil(largest * 10 - 1e-9) / 10));
}

type Rgb = readonly [number, number, number];

function oklch(lightness: number, chroma: number, hue: number): Rgb {
  const angle = (hue * Math.PI) / 180;
  const [a, b] = [chroma * Math.cos(angle), chroma * Math.sin(angle)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

/** Linear light to sRGB, 0 … 255. */
function encode(light: number): number {
  const clamped = Math.max(0, Math.min(1, light));
  return Math.round(255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055));
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
