import type { ControlFinding, Interval } from '../../model/metrics';
import type { TimeSlicer } from '../cancellation';
import type { Layer } from '../network/parameters';
import { RandomStream } from '../network/random';
import { DRAWS } from './permutation';
import { type Drawn, WeightedPairs } from './weightedPairs';

const LEVEL = 0.95;

/**
 * The two-way bootstrap (McCullagh 2000; Owen 2007, the “pigeonhole” bootstrap): neurons and inputs are each drawn with
 * replacement, and a weight counts as often as its neuron times as often as its input. Intervals by percentiles. It
 * overstates the spread rather than understating it (Owen 2007), and knows nothing of other seeds.
 * @throws CancelledError
 */
export async function twoWayBootstrap(
  x: Layer,
  y: Layer,
  seed: number,
  slicer: TimeSlicer,
  draws = DRAWS,
): Promise<ControlFinding<'bootstrap'>> {
  const pairs = await slicer.run(WeightedPairs.inStretches(x, y));
  const random = new RandomStream(seed, 'two-way bootstrap');
  const rs = new Float64Array(draws);
  let defined = 0;
  for (let draw = 0; draw < draws; draw++) {
    if (slicer.due) await slicer.pause();
    const r = pairs.r(drawn(x.outputs, random), drawn(x.inputs, random));
    if (r === null) continue;
    rs[defined] = r;
    defined++;
  }
  const found = rs.subarray(0, defined);
  return { draws, defined, r: percentileInterval(found), r2: percentileInterval(found.map((r) => r * r)) };
}

function drawn(count: number, random: RandomStream): Drawn {
  const often = new Uint32Array(count);
  for (let k = 0; k < count; k++) {
    const member = random.integer(count);
    often[member] = (often[member] as number) + 1;
  }
  // A third of them is not drawn at all, and need not be looked at.
  const members = new Uint32Array(count);
  const times = new Float64Array(count);
  let different = 0;
  for (let member = 0; member < count; member++) {
    if (often[member] === 0) continue;
    members[different] = member;
    times[different] = often[member] as number;
    different++;
  }
  return { count: different, members: members.subarray(0, different), times: times.subarray(0, different) };
}

/** The ordered draws at ranks (1 ∓ level) / 2 · (draws + 1), which 999 draws have: the 25th and the 975th. */
function percentileInterval(values: Float64Array): Interval | null {
  const sorted = values.slice().sort();
  const rank = Math.floor(((1 - LEVEL) / 2) * (sorted.length + 1) + 1e-9);
  if (rank < 1) return null;
  return { level: LEVEL, low: sorted[rank - 1] as number, high: sorted[sorted.length - rank] as number };
}
