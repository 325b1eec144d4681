import type { ControlFinding, Interval } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';
import { percentileInterval } from '../statistics/intervals';
import { DRAWS } from './permutation';

type Drawn = NonNullable<ControlFinding<'bootstrap'>['neurons']>;

/** Pixels of a block, each way: effects of neighbouring pixels are alike, those of neighbouring blocks hardly. */
export const BLOCK_SIDE = 4;
/** Fewer blocks than this say nothing about others. */
const FEWEST_BLOCKS = 16;
/** n, Σ x, Σ y, Σ x², Σ y² and Σ x y. */
const MOMENTS = 6;

/**
 * The bootstrap (Efron 1979) of r and R² over the weights of a layer, by percentiles, about two questions. *This run's
 * pixels*: neurons are drawn with replacement, with all of their weights (a cluster bootstrap; Field & Welsh 2007), pixels
 * stay. *Other pixels*: neurons, and blocks of 4 × 4 pixels (Hall 1985), both drawn with replacement. To draw pixels one by
 * one would take neighbours for independent, and give intervals that are far too narrow where their effects are smooth.
 * It knows nothing of other seeds.
 * @param image pixels of a picture; null where inputs are none, and have no neighbours
 * @throws CancelledError
 */
export async function bootstrapIntervals(
  x: Layer,
  y: Layer,
  image: { readonly rows: number; readonly columns: number } | null,
  seed: number,
  slicer: TimeSlicer,
  draws = DRAWS,
): Promise<ControlFinding<'bootstrap'>> {
  const blocks = image === null ? null : blocksOf(image);
  const ofInput = blocks?.ofInput ?? new Uint16Array(x.inputs);
  const cells = await slicer.run(momentsInStretches(x, y, ofInput, blocks?.count ?? 1));
  const random = new RandomStream(seed, 'bootstrap');
  const columns = blocks?.count ?? 1;
  const whole = new Float64Array(columns).fill(1);
  const neurons = await drawn(draws, slicer, () => rOf(cells, timesOf(x.outputs, random), whole));
  if (blocks === null || blocks.count < FEWEST_BLOCKS) return { draws, neurons, blocks: null };
  const both = () => rOf(cells, timesOf(x.outputs, random), timesOf(blocks.count, random));
  return { draws, neurons, blocks: await drawn(draws, slicer, both) };
}

/** Blocks of a picture from its upper left; those at its right and lower edge may be smaller. */
function blocksOf({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  const across = Math.ceil(columns / BLOCK_SIDE);
  const ofInput = Uint16Array.from({ length: rows * columns }, (_, input) => {
    const [row, column] = [Math.floor(input / columns), input % columns];
    return Math.floor(row / BLOCK_SIDE) * across + Math.floor(column / BLOCK_SIDE);
  });
  return { ofInput, count: across * Math.ceil(rows / BLOCK_SIDE) };
}

/** Of each neuron the moments of each block, one after the other, of x and y from ½: sums of squares lose no digits to a large mean. */
function* momentsInStretches(x: Layer, y: Layer, ofInput: Uint16Array, blocks: number): Generator<void, Float64Array> {
  const cells = new Float64Array(x.outputs * blocks * MOMENTS);
  for (let neuron = 0, weight = 0; neuron < x.outputs; neuron++) {
    const start = neuron * blocks * MOMENTS;
    for (let input = 0; input < x.inputs; input++, weight++) {
      const u = (x.weight[weight] as number) - 0.5;
      const v = (y.weight[weight] as number) - 0.5;
      if (Number.isNaN(u + v)) continue;
      const cell = start + (ofInput[input] as number) * MOMENTS;
      cells[cell] = (cells[cell] as number) + 1;
      cells[cell + 1] = (cells[cell + 1] as number) + u;
      cells[cell + 2] = (cells[cell + 2] as number) + v;
      cells[cell + 3] = (cells[cell + 3] as number) + u * u;
      cells[cell + 4] = (cells[cell + 4] as number) + v * v;
      cells[cell + 5] = (cells[cell + 5] as number) + u * v;
    }
    yield;
  }
  return cells;
}

/** How often each is drawn, of as many draws as there are. */
function timesOf(count: number, random: RandomStream): Float64Array {
  const times = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const member = random.integer(count);
    times[member] = (times[member] as number) + 1;
  }
  return times;
}

/** Pearson's r, each weight counted times of its neuron × times of its block; null where it is not defined. */
function rOf(cells: Float64Array, neurons: Float64Array, blocks: Float64Array): number | null {
  let [n, sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let neuron = 0, cell = 0; neuron < neurons.length; neuron++) {
    const often = neurons[neuron] as number;
    for (let block = 0; block < blocks.length; block++, cell += MOMENTS) {
      const times = often * (blocks[block] as number);
      if (times === 0) continue;
      n += times * (cells[cell] as number);
      sumX += times * (cells[cell + 1] as number);
      sumY += times * (cells[cell + 2] as number);
      xx += times * (cells[cell + 3] as number);
      yy += times * (cells[cell + 4] as number);
      xy += times * (cells[cell + 5] as number);
    }
  }
  const variances = (xx - (sumX * sumX) / n) * (yy - (sumY * sumY) / n);
  // As for the headline, though a count here may hold repetitions.
  if (n < 4 || !(variances > 0)) return null;
  return Math.max(-1, Math.min(1, (xy - (sumX * sumY) / n) / Math.sqrt(variances)));
}

async function drawn(draws: number, slicer: TimeSlicer, r: () => number | null): Promise<Drawn> {
  const rs: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    if (slicer.due) await slicer.pause();
    const found = r();
    if (found !== null) rs.push(found);
  }
  const interval = (values: readonly number[]): Interval | null => percentileInterval(values, 0.95);
  return { defined: rs.length, r: interval(rs), r2: interval(rs.map((value) => value * value)) };
}
