import type { ExampleStore } from '../data/examples';
import { inputValue } from '../data/examples';

/**
 * m_A / (m_A + m_B) of each input, m being its mean over the tallied examples of a group, an example counting as often as
 * it was tallied. No network is in it: Σ |δ_j| x_i is near the mean of |δ_j| times Σ x_i, so that x is near this share
 * wherever a group's errors are alike.
 */
export function inkShareOf({ inputs, pixels, targets }: ExampleStore, tallied: Iterable<number>): Float64Array {
  const sums = [new Float64Array(inputs), new Float64Array(inputs)] as const;
  const examples = [0, 0];
  for (const example of tallied) {
    const target = targets[example] as 0 | 1;
    const ofGroup = sums[target];
    examples[target] = (examples[target] as number) + 1;
    for (let input = 0; input < inputs; input++)
      ofGroup[input] = (ofGroup[input] as number) + (pixels[example * inputs + input] as number);
  }
  const [a, b] = sums.map((pixelSums, target) =>
    pixelSums.map((sum) => inputValue(sum / (examples[target] as number))),
  );
  return (a as Float64Array).map((ofA, input) => ofA / (ofA + ((b as Float64Array)[input] as number)));
}
