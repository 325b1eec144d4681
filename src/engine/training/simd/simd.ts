import type { Parameters } from '../../network/parameters';
import type { CreateKernel, Judgement, Kernel, Outcome, TrainingContext, TrainingJob } from '../kernel';
import { shieldedNeurons } from '../routing';
import { Activation, Job, LayerField, Optimiser, Recorded } from './layout';
import { JUDGED_AT_ONCE, type KernelMemory, type WorkspacePlan, workspaceOf } from './memory';

/** What kernel/kernel.ts exports. */
interface Exports extends Record<string, unknown> {
  train(job: number, split: number, sequence: number, from: number, to: number, tallying: number): void;
  judge(job: number, split: number, from: number, to: number, losses: number, predictions: number): void;
  fold(job: number): void;
  foldTallies(job: number): void;
}

/** Examples between two times that the first layer's offset is folded into its weights. Part of what the bits depend on. */
export const REFRESH = 16_384;

const ACTIVATION_CODES = {
  softplus: Activation.softplus,
  relu: Activation.relu,
  'leaky relu': Activation.leakyRelu,
  gelu: Activation.gelu,
  silu: Activation.silu,
  tanh: Activation.tanh,
  sigmoid: Activation.sigmoid,
  identity: Activation.identity,
} as const satisfies Record<string, Activation>;

/** The kernel of an experiment's own thread, and of each further one, made once for each memory. */
const instances = new WeakMap<WebAssembly.Memory, Exports>();

function instanceOf({ module, memory }: KernelMemory): Exports {
  const known = instances.get(memory);
  if (known !== undefined) return known;
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  instances.set(memory, exports as unknown as Exports);
  return exports as unknown as Exports;
}

/** Trains with two numbers at a time in WebAssembly. Needs `context.memory`. */
export const createSimdKernel: CreateKernel = (context, job, lane) => new SimdKernel(context, job, lane);

class SimdKernel implements Kernel {
  private readonly exports: Exports;
  private readonly memory: KernelMemory;
  private readonly plan: WorkspacePlan;
  /** Address of the workspace, which begins with the job. */
  private readonly at: number;
  private readonly view: DataView;

  constructor(
    private readonly context: TrainingContext,
    private readonly job: TrainingJob,
    lane: number,
  ) {
    const { memory, rule } = context;
    if (memory === undefined) throw new Error('The context has no memory for this kernel.');
    this.memory = memory;
    this.exports = instanceOf(memory);
    this.plan = workspaceOf(rule, memory.sparse, memory.longest);
    this.at = memory.workspaces[lane] as number;
    const { buffer } = memory.memory;
    this.view = new DataView(buffer, this.at);
    new Uint8Array(buffer, this.at, this.plan.total).fill(0);
    this.writeJob();
    this.write();
    new Uint32Array(buffer, this.at + this.plan.sequence, job.sequence.length).set(job.sequence);
    if (job.tally?.groups !== undefined)
      new Uint8Array(buffer, this.at + this.plan.groups, job.sequence.length).set(job.tally.groups);
    if (memory.sparse) this.exports.fold(this.at);
  }

  train(from: number, to: number, tallying: boolean, outcome: Outcome): void {
    this.view.setFloat64(Job.lossSum, outcome.lossSum, true);
    this.view.setInt32(Job.correct, outcome.correct, true);
    this.exports.train(this.at, this.memory.training, this.at + this.plan.sequence, from, to, tallying ? 1 : 0);
    outcome.lossSum = this.view.getFloat64(Job.lossSum, true);
    outcome.correct = this.view.getInt32(Job.correct, true);
    outcome.examples += to - from;
  }

  judge(from: number, to: number, into: Judgement): void {
    const { losses, predictions } = this.plan;
    const { buffer } = this.memory.memory;
    for (let start = from; start < to; start += JUDGED_AT_ONCE) {
      const end = Math.min(to, start + JUDGED_AT_ONCE);
      this.exports.judge(this.at, this.memory.test, start, end, this.at + losses, this.at + predictions);
      into.losses.set(new Float64Array(buffer, this.at + losses, end - start), start - from);
      into.predictions.set(new Uint8Array(buffer, this.at + predictions, end - start), start - from);
    }
  }

  readOut(): void {
    const { sets } = this.plan;
    const { state, tally, sequence } = this.job;
    if (this.memory.sparse) this.exports.fold(this.at);
    this.copyOut(sets.parameters, state.parameters);
    if (tally !== undefined) {
      if (this.memory.sparse) this.exports.foldTallies(this.at);
      this.copyOut(sets.tallyA, tally.a);
      this.copyOut(sets.tallyB, tally.b);
      for (const { sums, set } of this.records) this.copyOut(set, sums);
    }
    const { sizes } = state.parameters;
    for (const [index, moment] of state.optimiser.moments.entries())
      this.copyOut(index === 0 ? sets.moment1 : sets.moment2, { sizes, values: moment });
    if (this.context.rule.optimiser.name === 'adam') state.optimiser.steps += sequence.length;
  }

  private write(): void {
    const { sets } = this.plan;
    const { state, tally } = this.job;
    this.copyIn(sets.parameters, state.parameters);
    if (tally !== undefined) {
      this.copyIn(sets.tallyA, tally.a);
      this.copyIn(sets.tallyB, tally.b);
      for (const { sums, set } of this.records) this.copyIn(set, sums);
    }
    const { sizes } = state.parameters;
    for (const [index, moment] of state.optimiser.moments.entries())
      this.copyIn(index === 0 ? sets.moment1 : sets.moment2, { sizes, values: moment });
  }

  /** The sums of this job that are recorded beside |Δ|, and where they stand. */
  private get records() {
    return this.plan.records.flatMap(({ name, group, ...at }) => {
      const sums = this.job.tally?.records?.[name]?.[group];
      return sums === undefined ? [] : [{ name, group, sums, ...at }];
    });
  }

  private writeJob(): void {
    const { rule } = this.context;
    const { layers, sets, vectors, states } = this.plan;
    const whole: [Job, number][] = [
      [Job.layers, layers.length],
      [Job.inputs, rule.sizes[0] as number],
      [Job.sparse, this.memory.sparse ? 1 : 0],
      [Job.optimiser, Optimiser[rule.optimiser.name]],
      [Job.activation, ACTIVATION_CODES[rule.activation]],
      [Job.outputActivation, ACTIVATION_CODES[rule.outputActivation]],
      [Job.crossEntropy, rule.loss === 'cross-entropy' ? 1 : 0],
      [Job.refresh, REFRESH],
      [Job.groups, this.job.tally?.groups === undefined ? 0 : this.at + this.plan.groups],
      [Job.half, shieldedNeurons(rule, 0)?.from ?? -1],
      ...Object.entries({ ...sets, ...vectors }).map(([name, offset]): [Job, number] => [
        Job[name as keyof typeof sets | keyof typeof vectors],
        this.at + offset,
      ]),
    ];
    for (const { name, group, set, offset } of this.records) {
      const field = Job.records + 8 * (2 * Recorded[name] + (group === 'a' ? 0 : 1));
      whole.push([Job.recording, 1], [field, this.at + set], [field + 4, this.at + offset]);
    }
    for (const [field, value] of whole) this.view.setInt32(field, value, true);
    const { beta1, beta2, epsilon, power1, power2 } = this.optimiserNumbers();
    const real: [Job, number][] = [
      [Job.learningRate, rule.learningRate],
      [Job.beta1, beta1],
      [Job.beta2, beta2],
      [Job.epsilon, epsilon],
      [Job.power1, power1],
      [Job.power2, power2],
      [Job.one, 1],
    ];
    for (const [field, value] of real) this.view.setFloat64(field, value, true);
    for (const [index, layer] of layers.entries()) {
      const base = Job.firstLayer + index * LayerField.size;
      const { z, h, derivative, delta } = states[index] as (typeof states)[number];
      const fields: [LayerField, number][] = [
        [LayerField.inputs, layer.inputs],
        [LayerField.outputs, layer.outputs],
        [LayerField.rowBytes, layer.rowBytes],
        [LayerField.weight, layer.weight],
        [LayerField.bias, layer.bias],
        [LayerField.z, this.at + z],
        [LayerField.h, this.at + h],
        [LayerField.derivative, this.at + derivative],
        [LayerField.delta, this.at + delta],
        [LayerField.bytes, layer.bytes],
      ];
      for (const [field, value] of fields) this.view.setInt32(base + field, value, true);
    }
  }

  private optimiserNumbers() {
    const { optimiser } = this.context.rule;
    const numbers = { beta1: 0, beta2: 0, epsilon: 0, power1: 1, power2: 1 };
    if (optimiser.name === 'momentum') numbers.beta1 = optimiser.momentum;
    if (optimiser.name === 'adam') {
      const { beta1, beta2, epsilon } = optimiser;
      Object.assign(numbers, { beta1, beta2, epsilon });
      for (let step = 0; step < this.job.state.optimiser.steps; step++) {
        numbers.power1 *= beta1;
        numbers.power2 *= beta2;
      }
    }
    return numbers;
  }

  /** Into the kernel's own order: the first layer's weights pixel after pixel, rows padded to two numbers. */
  private copyIn(set: number, from: Pick<Parameters, 'sizes' | 'values'>): void {
    this.copy(
      set,
      (own, index, values, position) => {
        own[index] = values[position] as number;
      },
      from,
    );
  }

  private copyOut(set: number, to: Pick<Parameters, 'sizes' | 'values'>): void {
    this.copy(
      set,
      (own, index, values, position) => {
        values[position] = own[index] as number;
      },
      to,
    );
  }

  private copy(
    set: number,
    move: (own: Float64Array, index: number, values: Float64Array, position: number) => void,
    { values }: Pick<Parameters, 'sizes' | 'values'>,
  ): void {
    const own = new Float64Array(this.memory.memory.buffer, this.at + set, this.plan.setBytes / 8);
    let position = 0;
    for (const [layer, { inputs, outputs, rowBytes, weight, bias }] of this.plan.layers.entries()) {
      const row = rowBytes / 8;
      const [perOutput, perInput] = layer === 0 ? [1, row] : [row, 1];
      for (let j = 0; j < outputs; j++) {
        const start = weight / 8 + j * perOutput;
        for (let i = 0; i < inputs; i++) move(own, start + i * perInput, values, position++);
      }
      for (let j = 0; j < outputs; j++) move(own, bias / 8 + j, values, position++);
    }
  }
}
