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
 * Every sum that R² needs is a sum over neurons of a sum over inputs that depends on the pair (j, π(j)) alone. With no
 * more neurons than draws those are made once, and a draw costs as many additions as there are neurons; with more there
 * are fewer pairs in the draws than pairs, and each is made when it is drawn. The bits are the same.
 */
export async function neuronPermutationNull(
  x: Layer,
  y: Layer,
  seed: number,
  pace: Pace,
  draws = DRAWS,
): Promise<NeuronPermutationFinding> {
  const pairs = new PairSums(x, y);
  if (x.outputs <= draws) await pairs.keepAll(pace);
  const observed = await r2Of(pairs, (neuron) => neuron, pace);
  if (observed === null) return { draws, meanR2: null, p: null };
  const random = new RandomStream(seed, 'neuron permutation');
  let total = 0;
  let defined = 0;
  let atLeast = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (pace.due) await pace.rest();
    const partner = random.permutation(x.outputs);
    const r2 = await r2Of(pairs, (neuron) => partner[neuron] as number, pace);
    if (r2 === null) continue;
    defined++;
    total += r2;
    if (r2 >= observed) atLeast++;
  }
  return { draws, meanR2: defined === 0 ? null : total / defined, p: (1 + atLeast) / (1 + draws) };
}

/** n, Σx, Σy, Σx², Σy², Σxy over the inputs, for each pair (neuron of x, neuron of y). */
const PARTS = 6;

class PairSums {
  /** Six numbers a pair; empty where they are not kept. */
  private kept = new Float64Array(0);

  constructor(
    private readonly x: Layer,
    private readonly y: Layer,
  ) {}

  get neurons(): number {
    return this.x.outputs;
  }

  async keepAll(pace: Pace): Promise<void> {
    const { outputs } = this.x;
    const all = new Float64Array(outputs * outputs * PARTS);
    for (let j = 0; j < outputs; j++) {
      for (let k = 0; k < outputs; k++) {
        this.sum(j, k, all, (j * outputs + k) * PARTS);
        if (pace.due) await pace.rest();
      }
    }
    this.kept = all;
  }

  get areKept(): boolean {
    return this.kept.length > 0;
  }

  /** Adds the six sums of neuron j's x and neuron k's y. */
  addTo(total: Float64Array, j: number, k: number): void {
    if (!this.areKept) {
      this.sum(j, k, total, 0);
      return;
    }
    const offset = (j * this.neurons + k) * PARTS;
    for (let part = 0; part < PARTS; part++)
      total[part] = (total[part] as number) + (this.kept[offset + part] as number);
  }

  private sum(j: number, k: number, into: Float64Array, at: number): void {
    const { inputs, weight: ofX } = this.x;
    const { weight: ofY } = this.y;
    const [startX, startY] = [j * inputs, k * inputs];
    let n = 0;
    let sumX = 0;
    let sumY = 0;
    let xx = 0;
    let yy = 0;
    let xy = 0;
    for (let i = 0; i < inputs; i++) {
      // Both lie in [0, 1]; taken from ½ so that the sums of squares below lose no digits to a large mean.
      const u = (ofX[startX + i] as number) - 0.5;
      const v = (ofY[startY + i] as number) - 0.5;
      if (Number.isNaN(u) || Number.isNaN(v)) continue;
      n++;
      sumX += u;
      sumY += v;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
    into[at] = (into[at] as number) + n;
    into[at + 1] = (into[at + 1] as number) + sumX;
    into[at + 2] = (into[at + 2] as number) + sumY;
    into[at + 3] = (into[at + 3] as number) + xx;
    into[at + 4] = (into[at + 4] as number) + yy;
    into[at + 5] = (into[at + 5] as number) + xy;
  }
}

async function r2Of(pairs: PairSums, partnerOf: (neuron: number) => number, pace: Pace): Promise<number | null> {
  const total = new Float64Array(PARTS);
  for (let neuron = 0; neuron < pairs.neurons; neuron++) {
    pairs.addTo(total, neuron, partnerOf(neuron));
    if (!pairs.areKept && pace.due) await pace.rest();
  }
  const [n, sumX, sumY, xx, yy, xy] = [...total] as [number, number, number, number, number, number];
  const covariance = xy - (sumX * sumY) / n;
  const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
  return n < 4 || variances <= 0 ? null : (covariance * covariance) / variances;
}
