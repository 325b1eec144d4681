import type { InputStatistics } from '../../model/runView';
import { inputValue } from './examples';
import type { ImageSums } from './imageSums';

/** Over the images that were trained on. */
export function inputStatistics(sums: readonly ImageSums[], inputs: number): InputStatistics {
  const pixels = [new Float64Array(inputs), new Float64Array(inputs)] as const;
  const counts = [0, 0];
  const active = new Float64Array(inputs);
  for (const part of sums) {
    if (!part.used) continue;
    const group = part.target as 0 | 1;
    counts[group] = (counts[group] as number) + part.images;
    const ofGroup = pixels[group];
    for (let input = 0; input < inputs; input++) {
      ofGroup[input] = (ofGroup[input] as number) + (part.pixels[input] as number);
      active[input] = (active[input] as number) + (part.active[input] as number);
    }
  }
  const mean = (group: 0 | 1) => pixels[group].map((sum) => inputValue(sum / (counts[group] as number)));
  return { meanA: mean(0), meanB: mean(1), active };
}
