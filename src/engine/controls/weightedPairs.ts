import type { Layer } from '../network/parameters';
import { Planner } from '../training/simd/module';
import { type TableSums, tableSums } from './tableSums';

/** What was drawn of neurons, or of inputs, and how often each. */
export interface Drawn {
  readonly count: number;
  readonly members: Uint32Array;
  readonly times: Float64Array;
}

/** Bytes of a pair. */
const PAIR = 16;

/** Pairs gone through at a time: about a millisecond. */
const CHUNK = 131_072;

/** The pairs (x, y) of a layer's weights, for r of samples in which neurons and inputs count some number of times. */
export class WeightedPairs {
  private readonly sums: TableSums;
  private readonly at: {
    readonly table: number;
    readonly rows: number;
    readonly rowTimes: number;
    readonly columns: number;
    readonly columnTimes: number;
    readonly moments: number;
  };
  /** 1 where x and y are defined. */
  private readonly defined: Uint8Array;
  private allDefined = true;

  static *inStretches(x: Layer, y: Layer): Generator<void, WeightedPairs> {
    const pairs = new WeightedPairs(x.outputs, x.inputs);
    for (let from = 0; from < x.weight.length; from += CHUNK) {
      pairs.fill(x.weight, y.weight, from, Math.min(x.weight.length, from + CHUNK));
      yield;
    }
    return pairs;
  }

  private constructor(
    neurons: number,
    private readonly inputs: number,
  ) {
    const plan = new Planner();
    this.at = {
      table: plan.take(PAIR * neurons * inputs),
      rows: plan.take(4 * neurons),
      rowTimes: plan.take(8 * neurons),
      columns: plan.take(4 * inputs),
      columnTimes: plan.take(8 * inputs),
      moments: plan.take(40),
    };
    this.sums = tableSums(plan.size);
    this.defined = new Uint8Array(neurons * inputs);
  }

  /** Both lie in [0, 1]; taken from ½ so that the sums of squares lose no digits to a large mean. */
  private fill(x: Float64Array, y: Float64Array, from: number, to: number): void {
    const table = new Float64Array(this.sums.buffer, this.at.table, 2 * x.length);
    for (let weight = from; weight < to; weight++) {
      const u = (x[weight] as number) - 0.5;
      const v = (y[weight] as number) - 0.5;
      if (Number.isNaN(u + v)) {
        this.allDefined = false;
        continue;
      }
      table[2 * weight] = u;
      table[2 * weight + 1] = v;
      this.defined[weight] = 1;
    }
  }

  /** Pearson's r, each weight counted times of its neuron × times of its input; null where it is not defined. */
  r(neurons: Drawn, inputs: Drawn): number | null {
    const { at, sums } = this;
    const { buffer } = sums;
    const rowBytes = PAIR * this.inputs;
    new Uint32Array(buffer, at.rows, neurons.count).set(neurons.members.map((neuron) => rowBytes * neuron));
    new Float64Array(buffer, at.rowTimes, neurons.count).set(neurons.times);
    new Uint32Array(buffer, at.columns, inputs.count).set(inputs.members.map((input) => PAIR * input));
    new Float64Array(buffer, at.columnTimes, inputs.count).set(inputs.times);
    const { table, rows, rowTimes, columns, columnTimes, moments } = at;
    sums.weightedMoments(table, rows, rowTimes, neurons.count, columns, columnTimes, inputs.count, moments);
    const [sumX, sumY, xx, yy, xy] = new Float64Array(buffer, moments, 5) as unknown as readonly [
      ...[number, number, number, number, number],
    ];
    const n = this.count(neurons, inputs);
    const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
    // As for the headline, though a count here may hold repetitions.
    if (n < 4 || !(variances > 0)) return null;
    return Math.max(-1, Math.min(1, (xy - (sumX * sumY) / n) / Math.sqrt(variances)));
  }

  /** Pairs, each as often as it counts. */
  private count(neurons: Drawn, inputs: Drawn): number {
    if (this.allDefined) return total(neurons.times) * total(inputs.times);
    let n = 0;
    for (let row = 0; row < neurons.count; row++) {
      const start = (neurons.members[row] as number) * this.inputs;
      let count = 0;
      for (let column = 0; column < inputs.count; column++)
        count +=
          (this.defined[start + (inputs.members[column] as number)] as number) * (inputs.times[column] as number);
      n += (neurons.times[row] as number) * count;
    }
    return n;
  }
}

function total(times: Float64Array): number {
  return times.reduce((sum, often) => sum + often, 0);
}
