import type { Sides, TurnedImages } from '../../model/surgeryProtocol';
import type { ExampleStore } from '../data/examples';

/** Images of either kind that are shown. */
export const SHOWN_IMAGES = 12;

/** @param before, after z_A − z_B of each image of the store */
export function sidesChanged(before: Float64Array, after: Float64Array, store: ExampleStore): Sides {
  const { targets, rows, classes, pixels, inputs } = store;
  // Of equals the first output, which is A's, is the prediction.
  const right = (lead: number, n: number) => lead >= 0 === (targets[n] === 0);
  const turned = { lost: [] as number[], gained: [] as number[] };
  for (const [n, lead] of before.entries()) {
    const [was, is] = [right(lead, n), right(after[n] as number, n)];
    if (was !== is) turned[is ? 'gained' : 'lost'].push(n);
  }
  const change = (n: number) => Math.abs((after[n] as number) - (before[n] as number));
  const imagesOf = (numbers: readonly number[]): TurnedImages => ({
    count: numbers.length,
    images: [...numbers]
      .sort((one, other) => change(other) - change(one) || one - other)
      .slice(0, SHOWN_IMAGES)
      .map((n) => {
        const sign = targets[n] === 0 ? 1 : -1;
        return {
          row: rows[n] as number,
          label: classes[n] as number,
          before: sign * (before[n] as number),
          after: sign * (after[n] as number),
          pixels: Uint8Array.from(pixels.subarray(n * inputs, (n + 1) * inputs)),
        };
      }),
  });
  return { lost: imagesOf(turned.lost), gained: imagesOf(turned.gained) };
}
