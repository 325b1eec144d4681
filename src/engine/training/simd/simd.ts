import type { Parameters } from '../../network/parameters';
import type { CreateKernel, Judgement, Kernel, Outcome, TrainingContext, TrainingJob } from '../kernel';
import { advanceSteps } from '../optimisers';
import { routedNeurons } from '../routing';
import { ActivationCode, JobField, LayerField, OptimiserCode, RecordIndex } from './layout';
import { JUDGED_AT_ONCE, type WorkspacePlan, workspaceOf } from './memory';
import type { KernelMemory } from './module';

/** What kernel/kernel.ts exports. */
interface Exports extends Record<string, unknown> {
  train(job: number, split: number, sequence: number, from: number, to: number, tallying: number): void;
  judge(job: number, split: number, from: number, to: number, losses: number, predictions: number): void;
  fold(job: number): void;
  foldTallies(job: number): void;
}

/** Bytes of a workspace cleared at a time: a few milliseconds. */
const CLEARED_AT_ONCE = 2 ** 24;

/** Examples between two times that the first layer's offset is folded into its weights. Part of what the bits depend on. */
export const REFRESH = 16_384;

export const ACTIVATION_CODES = {
  softplus: ActivationCode.softplus,
  relu: ActivationCode.relu,
  'leaky relu': ActivationCode.leakyRelu,
  gelu: ActivationCode.gelu,
  silu: ActivationCode.silu,
  tanh: ActivationCode.tanh,
  sigmoid: ActivationCode.sigmoid,
  identity: ActivationCode.identity,
} as const satisfies Record<string, ActivationCode>;

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
export const createSimdKernel: CreateKernel = (context, job, place) => new SimdKernel(context, job, place);

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
    place: number,
  ) {
    const { memory, rule } = context;
    if (memory === undefined) throw new Error('The context has no memory for this kernel.');
    this.memory = memory;
    this.exports = instanceOf(memory);
    this.plan = workspaceOf(rule, memory.sparse, memory.longest);
    this.at = memory.workspaces[place] as number;
    this.view = new DataView(memory.memory.buffer, this.at);
  }

  *readIn(from = 0): Generator<void, void> {
    const { buffer } = this.memory.memory;
    const { sequence, groups, told, total } = this.plan;
    yield* this.clear(0, total);
    this.writeJob(from);
    yield* this.write();
    new Uint32Array(buffer, this.at + sequence, this.job.sequence.length).set(this.job.sequence);
    const { tally } = this.job;
    if (tally?.groups !== undefined) new Uint8Array(buffer, this.at + groups, tally.groups.length).set(tally.groups);
    const noisy = this.context.training.told;
    if (noisy !== undefined) {
      const into = new Uint8Array(buffer, this.at + told, this.job.sequence.length);
      for (const [position, example] of this.job.sequence.entries()) into[position] = noisy[example] as number;
    }
    if (this.memory.sparse) this.exports.fold(this.at);
  }

  /** One chunk of memory: sets, vectors and records, with a few numbers among them that no example leaves to the next. */
  kept(): ReadonlyMap<string, Float64Array> {
    const { sets, sequence } = this.plan;
    const [start, end] = [sets.parameters, sequence];
    return new Map([['workspace', new Float64Array(this.memory.memory.buffer, this.at + start, (end - start) / 8)]]);
  }

  train(from: number, to: number, tallying: boolean, outcome: Outcome): void {
    this.view.setFloat64(JobField.lossSum, outcome.lossSum, true);
    this.view.setInt32(JobField.correct, outcome.correct, true);
    this.exports.train(this.at, this.memory.training, this.at + this.plan.sequence, from, to, tallying ? 1 : 0);
    outcome.lossSum = this.view.getFloat64(JobField.lossSum, true);
    outcome.correct = this.view.getInt32(JobField.correct, true);
    outcome.examples += to - from;
  }

  firstDelta(): Float64Array {
    const { states, layers } = this.plan;
    const [state, layer] = [states[0] as (typeof states)[number], layers[0] as (typeof layers)[number]];
    return new Float64Array(this.memory.memory.buffer, this.at + state.delta, layer.outputs);
  }

  *beginTally(): Generator<void, void> {
    const { tally } = this.job;
    if (this.records.length > 0) this.view.setInt32(JobField.recording, 1, true);
    if (tally?.earlier === undefined) return;
    if (this.memory.sparse) this.exports.foldTallies(this.at);
    for (const group of ['a', 'b'] as const) {
      const set = this.plan.sets[group === 'a' ? 'tallyA' : 'tallyB'];
      yield* this.copyOut(set, tally.earlier[group]);
      yield* this.clear(set, this.plan.setBytes);
    }
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

  *readOut(): Generator<void, void> {
    const { sets } = this.plan;
    const { state, tally, sequence } = this.job;
    if (this.memory.sparse) this.exports.fold(this.at);
    yield* this.copyOut(sets.parameters, state.parameters);
    if (tally !== undefined) {
      if (this.memory.sparse) this.exports.foldTallies(this.at);
      yield* this.copyOut(sets.tallyA, tally.a);
      yield* this.copyOut(sets.tallyB, tally.b);
      for (const { sums, set } of this.records) yield* this.copyOut(set, sums);
    }
    for (const [index, moment] of state.optimiser.moments.entries())
      yield* this.copyOut(index === 0 ? sets.moment1 : sets.moment2, { values: moment });
    advanceSteps(this.context.rule.optimiser, state.optimiser, sequence.length);
  }

  /** @param start bytes from the workspace's own address */
  private *clear(start: number, bytes: number): Generator<void, void> {
    const { buffer } = this.memory.memory;
    for (let from = 0; from < bytes; from += CLEARED_AT_ONCE) {
      new Uint8Array(buffer, this.at + start + from, Math.min(CLEARED_AT_ONCE, bytes - from)).fill(0);
      yield;
    }
  }

  private *write(): Generator<void, void> {
    const { sets } = this.plan;
    const { state, tally } = this.job;
    yield* this.copyIn(sets.parameters, state.parameters);
    if (tally !== undefined) {
      yield* this.copyIn(sets.tallyA, tally.a);
      yield* this.copyIn(sets.tallyB, tally.b);
      for (const { sums, set } of this.records) yield* this.copyIn(set, sums);
    }
    for (const [index, moment] of state.optimiser.moments.entries())
      yield* this.copyIn(index === 0 ? sets.moment1 : sets.moment2, { values: moment });
  }

  /** The sums of this job that are recorded beside |Δ|, and where they stand. */
  private get records() {
    return this.plan.records.flatMap(({ name, group, ...at }) => {
      const sums = this.job.tally?.records?.[name]?.[group];
      return sums === undefined ? [] : [{ name, group, sums, ...at }];
    });
  }

  /** @param from position that training begins at */
  private writeJob(from: number): void {
    const { rule } = this.context;
    const routed = routedNeurons(rule);
    const { layers, sets, vectors, states } = this.plan;
    const whole: [JobField, number][] = [
      [JobField.layers, layers.length],
      [JobField.inputs, rule.sizes[0] as number],
      [JobField.sparse, this.memory.sparse ? 1 : 0],
      [JobField.optimiser, OptimiserCode[rule.optimiser.name]],
      [JobField.activation, ACTIVATION_CODES[rule.activation]],
      [JobField.outputActivation, ACTIVATION_CODES[rule.outputActivation]],
      [JobField.crossEntropy, rule.loss === 'cross-entropy' ? 1 : 0],
      [JobField.refresh, REFRESH],
      [JobField.groups, this.job.tally?.groups === undefined ? 0 : this.at + this.plan.groups],
      [JobField.told, this.context.training.told === undefined ? 0 : this.at + this.plan.told],
      [JobField.ownEnd, routed?.a.to ?? -1],
      [JobField.ownStart, routed?.b.from ?? -1],
      ...Object.entries({ ...sets, ...vectors }).map(([name, offset]): [JobField, number] => [
        JobField[name as keyof typeof sets | keyof typeof vectors],
        this.at + offset,
      ]),
    ];
    const { tally } = this.job;
    const recording = tally?.earlier === undefined || from > tally.from ? 1 : 0;
    for (const { name, group, set, offset } of this.records) {
      const field = JobField.records + 8 * (2 * RecordIndex[name] + (group === 'a' ? 0 : 1));
      whole.push([JobField.recording, recording], [field, this.at + set], [field + 4, this.at + offset]);
    }
    for (const [field, value] of whole) this.view.setInt32(field, value, true);
    const { beta1, beta2, epsilon, power1, power2 } = this.optimiserNumbers(from);
    const real: [JobField, number][] = [
      [JobField.learningRate, rule.learningRate],
      [JobField.beta1, beta1],
      [JobField.beta2, beta2],
      [JobField.epsilon, epsilon],
      [JobField.power1, power1],
      [JobField.power2, power2],
      [JobField.one, 1],
    ];
    for (const [field, value] of real) this.view.setFloat64(field, value, true);
    for (const [index, layer] of layers.entries()) {
      const base = JobField.firstLayer + index * LayerField.size;
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

  private optimiserNumbers(from: number) {
    const { optimiser } = this.context.rule;
    const numbers = { beta1: 0, beta2: 0, epsilon: 0, power1: 1, power2: 1 };
    if (optimiser.name === 'momentum') numbers.beta1 = optimiser.momentum;
    if (optimiser.name === 'adam') {
      const { beta1, beta2, epsilon } = optimiser;
      Object.assign(numbers, { beta1, beta2, epsilon });
      for (let step = 0; step < this.job.state.optimiser.steps + from; step++) {
        numbers.power1 *= beta1;
        numbers.power2 *= beta2;
      }
    }
    return numbers;
  }

  /** Into the kernel's own order: the first layer's weights pixel after pixel, rows padded to two numbers. */
  private *copyIn(set: number, from: Pick<Parameters, 'values'>): Generator<void, void> {
    for (const { own, given, outputs, inputs } of this.tensors(set, from))
      yield* copyTensor(given, own, outputs, inputs);
  }

  private *copyOut(set: number, to: Pick<Parameters, 'values'>): Generator<void, void> {
    for (const { own, given, outputs, inputs } of this.tensors(set, to)) yield* copyTensor(own, given, outputs, inputs);
  }

  /** Where each tensor stands in a set of the kernel's, and in parameters as everybody else has them. */
  private *tensors(set: number, { values }: Pick<Parameters, 'values'>) {
    const memory = new Float64Array(this.memory.memory.buffer, this.at + set, this.plan.setBytes / 8);
    let position = 0;
    for (const [layer, { inputs, outputs, rowBytes, weight, bias }] of this.plan.layers.entries()) {
      const row = rowBytes / 8;
      const [perOutput, perInput] = layer === 0 ? [1, row] : [row, 1];
      yield {
        own: { values: memory, start: weight / 8, perOutput, perInput },
        given: { values, start: position, perOutput: inputs, perInput: 1 },
        outputs,
        inputs,
      };
      position += inputs * outputs;
      yield {
        own: { values: memory, start: bias / 8, perOutput: 1, perInput: 0 },
        given: { values, start: position, perOutput: 1, perInput: 0 },
        outputs,
        inputs: 1,
      };
      position += outputs;
    }
  }
}

/** Number (j, i) of a tensor stands at start + j · perOutput + i · perInput. */
interface Placed {
  readonly values: Float64Array;
  readonly start: number;
  readonly perOutput: number;
  readonly perInput: number;
}

/** Neurons at a time: their numbers of one pixel fill a line of the cache. */
const SIDE_BY_SIDE = 8;

function* copyTensor(from: Placed, to: Placed, outputs: number, inputs: number): Generator<void, void> {
  for (let first = 0; first < outputs; first += SIDE_BY_SIDE) {
    copyRows(from, to, first, Math.min(outputs, first + SIDE_BY_SIDE), inputs);
    yield;
  }
}

/** Neurons `first` … `end` − 1. */
function copyRows(from: Placed, to: Placed, first: number, end: number, inputs: number): void {
  const [source, target] = [from.values, to.values];
  for (let i = 0; i < inputs; i++) {
    let read = from.start + first * from.perOutput + i * from.perInput;
    let write = to.start + first * to.perOutput + i * to.perInput;
    for (let j = first; j < end; j++, read += from.perOutput, write += to.perOutput)
      target[write] = source[read] as number;
  }
}
