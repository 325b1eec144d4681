import type { Rgba } from '../../rgb';
import type { PixelBuffer } from './ink';

/** What is put on a canvas: four bytes a pixel, not premultiplied, row after row. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

export interface LayerColours {
  readonly point: Rgba;
  readonly selected: Rgba;
  /** What is left of the others' opacity while some points are selected, 0 … 1. */
  readonly dimmed: number;
}

/**
 * The selected points over all others.
 * @param shade opacity of what a pixel of a buffer holds, 0 … 1; asked for amounts above 0 alone
 */
export function composed(
  crowd: PixelBuffer,
  chosen: PixelBuffer | null,
  shade: (amount: number) => number,
  { point, selected, dimmed }: LayerColours,
): RgbaImage {
  const { width, height, values } = crowd;
  const data = new Uint8ClampedArray(4 * values.length);
  const under = opacities(shade, point.alpha * (chosen === null ? 1 : dimmed));
  const over = opacities(shade, selected.alpha);
  for (let pixel = 0; pixel < values.length; pixel++) {
    const below = values[pixel] as number;
    const above = chosen === null ? 0 : (chosen.values[pixel] as number);
    if (below === 0 && above === 0) continue;
    const top = above === 0 ? 0 : over(above);
    const bottom = below === 0 ? 0 : under(below) * (1 - top);
    const alpha = top + bottom;
    if (alpha === 0) continue;
    const at = 4 * pixel;
    data[at] = (selected.red * top + point.red * bottom) / alpha;
    data[at + 1] = (selected.green * top + point.green * bottom) / alpha;
    data[at + 2] = (selected.blue * top + point.blue * bottom) / alpha;
    data[at + 3] = 255 * alpha;
  }
  return { width, height, data };
}

/** Neighbouring pixels often hold the same: then nothing is reckoned again. */
function opacities(shade: (amount: number) => number, whole: number): (amount: number) => number {
  let [last, opacity] = [0, 0];
  return (amount) => {
    if (amount !== last) {
      last = amount;
      opacity = whole * shade(amount);
    }
    return opacity;
  };
}
