import type { Pace } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';

/** What is left of R² when each neuron's x is paired with another neuron's y. */
export interface NeuronPermutationFinding {
  readonly draws: number;
  /** Mean R² over the draws; null where R² itself is not defined. */
  readonly meanR2: number | null;
  /** (1 + #{R²_π ≥ R²}) / (1 + draws). */
  readonly p: number | null;
}

const DRAWS = 999;

/**
 * The neuron-permutation null (Mantel's idea, on rows): re-pair neuron j's x with neuron π(j)'s y, inputs kept.
 *
 * Every sum that R² needs is a sum over neurons of a sum over inputs that depends on the pair (j, π(j)) alone, so those
 * are made once, and a draw costs as many additions as there are neurons.
 */
export async function neuronPermutationNull(
  x: Layer,
  y: Layer,
  seed: number,
  pace: Pace,
  draws = DRAWS,
): Promise<NeuronPermutationFinding> {
  const sums = await pairSums(x, y, pace);
  const observed = r2Of(sums, (neuron) => neuron, x.outputs);
  if (observed === null) return { draws, meanR2: null, p: null };
  const random = new RandomStream(seed, 'neuron permutation');
  let total = 0;
  let defined = 0;
  let atLeast = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (pace.due) await pace.rest();
    const partner = random.permutation(x.outputs);
    const r2 = r2Of(sums, (neuron) => partner[neuron] as number, x.outputs);
    if (r2 === null) continue;
    defined++;
    total += r2;
    if (r2 >= observed) atLeast++;
  }
  return { draws, meanR2: defined === 0 ? null : total / defined, p: (1 + atLeast) / (1 + draws) };
}

/** n, Σx, Σy, Σx², Σy², Σxy over the inputs, for each pair (neuron of x, neuron of y), six numbers a pair. */
async function pairSums(x: Layer, y: Layer, pace: Pace): Promise<Float64Array> {
  const { inputs, outputs } = x;
  const sums = new Float64Array(outputs * outputs * 6);
  for (let j = 0; j < outputs; j++) {
    for (let k = 0; k < outputs; k++) {
      if (pace.due) await pace.rest();
      let n = 0;
      let sumX = 0;
      let sumY = 0;
      let xx = 0;
      let yy = 0;
      let xy = 0;
      for (let i = 0; i < inputs; i++) {
        // Both lie in [0, 1]; taken from ½ so that the sums of squares below lose no digits to a large mean.
        const u = (x.weight[j * inputs + i] as number) - 0.5;
        const v = (y.weight[k * inputs + i] as number) - 0.5;
        if (Number.isNaN(u) || Number.isNaN(v)) continue;
        n++;
        sumX += u;
        sumY += v;
        xx += u * u;
        yy += v * v;
        xy += u * v;
      }
      sums.set([n, sumX, sumY, xx, yy, xy], (j * outputs + k) * 6);
    }
  }
  return sums;
}

function r2Of(sums: Float64Array, partnerOf: (neuron: number) => number, neurons: number): number | null {
  const total = [0, 0, 0, 0, 0, 0];
  for (let neuron = 0; neuron < neurons; neuron++) {
    const offset = (neuron * neurons + partnerOf(neuron)) * 6;
    for (let part = 0; part < 6; part++) total[part] = (total[part] as number) + (sums[offset + part] as number);
  }
  const [n, sumX, sumY, xx, yy, xy] = total as [number, number, number, number, number, number];
  const covariance = xy - (sumX * sumY) / n;
  const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
  return n < 4 || variances <= 0 ? null : (covariance * covariance) / variances;
}
