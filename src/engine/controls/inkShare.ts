import { SMALLEST_N } from '../../model/correlation';
import type { ControlFinding } from '../../model/metrics';
import type { Layer } from '../network/parameters';
import { multipleR2 } from '../statistics/multipleR2';

/**
 * What x is made of, and what it adds. Σ |δⱼ| xᵢ is nearly the mean |δⱼ| times Σ xᵢ, so that x is nearly the share
 * mA / (mA + mB) of its input, m being the mean input over a group's tallied examples. What x knows of y beyond the ink is
 * what it adds to R² of y on both inks together.
 * @param ink, share one number an input: that of the forks' images, and that of the tallied ones
 */
export function* inkShareInChunks(
  x: Layer,
  y: Layer,
  ink: Float64Array,
  share: Float64Array,
): Generator<void, ControlFinding<'inkShare'>> {
  const { inputs, outputs } = x;
  const count = new Float64Array(inputs);
  const [sumsX, sumsY] = [new Float64Array(inputs), new Float64Array(inputs)];
  /** Of x, y and their product, from ½. */
  let [xx, yy, xy] = [0, 0, 0];
  for (let j = 0; j < outputs; j++) {
    for (let i = 0, w = j * inputs; i < inputs; i++, w++) {
      const u = (x.weight[w] as number) - 0.5;
      const v = (y.weight[w] as number) - 0.5;
      if (Number.isNaN(u + v + (ink[i] as number) + (share[i] as number))) continue;
      count[i] = (count[i] as number) + 1;
      sumsX[i] = (sumsX[i] as number) + u;
      sumsY[i] = (sumsY[i] as number) + v;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
    yield;
  }
  const n = count.reduce((sum, ofInput) => sum + ofInput, 0);
  if (n < SMALLEST_N) return { n, xOnShare: null, yOnShare: null, inkAlone: null, both: null, withX: null };
  // Every weight of an input has the input's ink: sums over weights are sums over inputs, as often as each counts.
  const perInput = (of: (input: number) => number) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) if ((count[i] as number) > 0) sum += of(i);
    return sum;
  };
  const at = (values: Float64Array, i: number) => (values[i] as number) - 0.5;
  const mean = (values: Float64Array) => perInput((i) => (count[i] as number) * at(values, i)) / n;
  const [meanX, meanY] = [perInput((i) => sumsX[i] as number) / n, perInput((i) => sumsY[i] as number) / n];
  const [meanInk, meanShare] = [mean(ink), mean(share)];
  const fromInk = (i: number) => at(ink, i) - meanInk;
  const fromShare = (i: number) => at(share, i) - meanShare;
  const weighted = (one: (i: number) => number, other: (i: number) => number) =>
    perInput((i) => (count[i] as number) * one(i) * other(i));
  const inkInk = weighted(fromInk, fromInk);
  const inkOfShare = weighted(fromInk, fromShare);
  const shareShare = weighted(fromShare, fromShare);
  const ofX = (from: (i: number) => number) => perInput((i) => from(i) * (sumsX[i] as number));
  const ofY = (from: (i: number) => number) => perInput((i) => from(i) * (sumsY[i] as number));
  const [x2, y2, products] = [xx - n * meanX * meanX, yy - n * meanY * meanY, xy - n * meanX * meanY];
  const [inkX, shareX, inkY, shareY] = [ofX(fromInk), ofX(fromShare), ofY(fromInk), ofY(fromShare)];
  const inks = [
    [inkInk, inkOfShare],
    [inkOfShare, shareShare],
  ];
  return {
    n,
    xOnShare: multipleR2([[shareShare]], [shareX], x2),
    yOnShare: multipleR2([[shareShare]], [shareY], y2),
    inkAlone: multipleR2([[inkInk]], [inkY], y2),
    both: multipleR2(inks, [inkY, shareY], y2),
    withX: multipleR2([...inks, [inkX, shareX, x2]], [inkY, shareY, products], y2),
  };
}

/** Images gone through between two places where the work may be interrupted. */
const STRETCH = 256;

/**
 * mA / (mA + mB) of each input, m being its mean over a group's tallied examples.
 * @param tallied positions in the store
 */
export function* shareOfTallied(
  { inputs, targets, pixels }: { readonly inputs: number; readonly targets: Uint8Array; readonly pixels: Uint8Array },
  tallied: ArrayLike<number>,
): Generator<void, Float64Array> {
  const sums = [new Float64Array(inputs), new Float64Array(inputs)] as const;
  const counts = [0, 0];
  for (let k = 0; k < tallied.length; k++) {
    if (k % STRETCH === 0) yield;
    const example = tallied[k] as number;
    const target = targets[example] as 0 | 1;
    counts[target] = (counts[target] as number) + 1;
    const into = sums[target];
    for (let i = 0, at = example * inputs; i < inputs; i++, at++)
      into[i] = (into[i] as number) + (pixels[at] as number);
  }
  // Each pixel p is the input (p + 1) / 256; the 256 is in both.
  const mean = (target: 0 | 1, i: number) => (sums[target][i] as number) / (counts[target] as number) + 1;
  return sums[0].map((_, i) => mean(0, i) / (mean(0, i) + mean(1, i)));
}
