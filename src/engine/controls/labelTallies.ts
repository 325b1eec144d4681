import { INPUT_UNIT } from '../data/examples';
import { countActive, splitPlan, writeSplits } from '../training/simd/images';
import { kernelMemory, kernelModule, Planner } from '../training/simd/module';
import type { TalliedSteps } from './talliedSteps';

/** What of the kernel adds up steps (`training/simd/kernel/firstLayer.ts`). */
interface StepExports {
  updateBySteps(base: number, bytes: number, steps: number, examples: number, count: number, starts: number): void;
}

/** Numbers of a table that are added to between two places where the work may be interrupted: about a millisecond. */
const AT_ONCE = 2 ** 13;

/**
 * Tallies of the first layer over any of the tallied examples: Σ |δⱼ| xᵢ. They stand pixel after pixel, a row of
 * `stride` numbers each, of which the first are those of the neurons.
 */
export class LabelTallies {
  /** Numbers from one pixel's to the next one's: neurons, padded to two. */
  readonly stride: number;

  /** Over all tallied examples. */
  all = new Float64Array();

  private constructor(
    private readonly exports: StepExports,
    private readonly memory: ArrayBufferLike,
    private readonly tallied: TalliedSteps,
    private readonly at: { table: number; steps: number; chosen: number; starts: number },
  ) {
    this.stride = strideOf(tallied.neurons);
  }

  static *of(tallied: TalliedSteps): Generator<void, LabelTallies> {
    const { examples, neurons, sizes } = tallied;
    const count = examples.rows.length;
    const module = kernelModule();
    const [active] = (yield* countActive(module, [examples])) as [number];
    const stride = strideOf(neurons);
    const plan = new Planner();
    const split = splitPlan(plan, examples, true, active);
    const at = {
      table: plan.take(8 * stride * examples.inputs),
      steps: plan.take(8 * stride * count),
      chosen: plan.take(4 * count),
      starts: split.starts,
    };
    const memory = kernelMemory(plan.size);
    yield* writeSplits(module, memory, [{ plan: split, store: examples }], true);
    // What the kernel takes off is added by what is less than 0.
    const steps = new Float64Array(memory.buffer, at.steps, stride * count);
    for (let index = 0; index < count; index++) {
      for (let j = 0; j < neurons; j++) steps[index * stride + j] = -(sizes[index * neurons + j] as number);
    }
    yield;
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const tallies = new LabelTallies(exports as unknown as StepExports, memory.buffer, tallied, at);
    tallies.all = (yield* tallies.over(Uint32Array.from({ length: count }, (_, index) => index))).slice();
    return tallies;
  }

  get count(): number {
    return this.tallied.examples.rows.length;
  }

  /**
   * @param chosen positions among the tallied examples
   * @returns pixels × stride; the next call overwrites it
   */
  *over(chosen: Uint32Array): Generator<void, Float64Array> {
    const { at, stride, memory } = this;
    const { sizes, neurons, examples } = this.tallied;
    const table = new Float64Array(memory, at.table, stride * examples.inputs);
    // Each input is 1/256 and what it lies above that.
    const background = new Float64Array(stride);
    for (const index of chosen)
      for (let j = 0, from = index * neurons; j < neurons; j++)
        background[j] = (background[j] as number) + (sizes[from + j] as number) * INPUT_UNIT;
    for (let start = 0; start < table.length; start += stride) table.set(background, start);
    new Uint32Array(memory, at.chosen, chosen.length).set(chosen);
    const some = Math.max(1, Math.floor(AT_ONCE / stride));
    for (let from = 0; from < chosen.length; from += some) {
      const count = Math.min(some, chosen.length - from);
      this.exports.updateBySteps(at.table, 8 * stride, at.steps, at.chosen + 4 * from, count, at.starts);
      yield;
    }
    return table;
  }
}

function strideOf(neurons: number): number {
  return 2 * Math.ceil(neurons / 2);
}
