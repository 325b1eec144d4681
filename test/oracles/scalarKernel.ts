import { inputValue } from '../../src/engine/data/examples';
import {
  arraysOf,
  type CreateKernel,
  type Judgement,
  type Kernel,
  type Outcome,
  type Tally,
  type TrainingContext,
  type TrainingJob,
} from '../../src/engine/training/kernel';
import { advanceSteps, createOptimiser, type Optimiser } from '../../src/engine/training/optimisers';
import { shieldedNeurons } from '../../src/engine/training/routing';
import { isSparse } from '../../src/engine/training/simd/memory';
import { REFRESH } from '../../src/engine/training/simd/simd';
import { add, addToRows, sumOf, transposed } from './scalarArrays';
import {
  activate,
  forwardLayer,
  layerOf,
  lossAndDelta,
  propagateBack,
  type ScalarLayer,
  throughActivation,
} from './scalarLayers';
import { ScalarRecords } from './scalarRecords';

/** 1 / 256. */
const UNIT = 0.00390625;

/**
 * What the kernel in WebAssembly is tested against, in plain TypeScript: the same operations on every number in the same
 * order, and so the same bits.
 */
export const createScalarKernel: CreateKernel = (context, job) => new ScalarKernel(context, job);

class ScalarKernel implements Kernel {
  private readonly layers: readonly ScalarLayer[];
  private readonly sparse: boolean;
  private optimiser: Optimiser;
  /** The offset s of the first layer's weights, c = Σᵢ wⱼᵢ / 256, and the offsets of both tallies. */
  private readonly offset: Float64Array;
  private readonly background: Float64Array;
  private readonly tallyOffset: Readonly<Record<'a' | 'b', Float64Array>>;
  /** Σ|Δ| of the first layer's weights, pixel after pixel. */
  private readonly tallyRows: Readonly<Record<'a' | 'b', Float64Array>>;
  /** What is added up beside |Δ|; undefined when that is nothing. */
  private readonly records: ScalarRecords | undefined;
  private recording: boolean;

  constructor(
    private readonly context: TrainingContext,
    private readonly job: TrainingJob,
  ) {
    const { rule, training } = context;
    const { state, tally } = job;
    this.sparse = isSparse(rule, training, training.pixels.filter((pixel) => pixel > 0).length);
    this.optimiser = createOptimiser(rule.optimiser, rule.learningRate, state.optimiser);
    this.layers = state.parameters.layers.map(({ inputs, outputs, weight, bias }, index) => {
      const vector = () => new Float64Array(outputs);
      return {
        inputs,
        outputs,
        weight: index === 0 ? transposed(weight, outputs, inputs) : weight,
        bias,
        z: vector(),
        h: vector(),
        derivative: vector(),
        delta: vector(),
        step: vector(),
      };
    });
    const { inputs, outputs } = this.first;
    const rowsOf = (set: typeof state.parameters | undefined) =>
      set === undefined ? new Float64Array(0) : transposed(layerOf(set.layers, 0).weight, outputs, inputs);
    this.tallyRows = { a: rowsOf(tally?.a), b: rowsOf(tally?.b) };
    this.records = tally?.records === undefined ? undefined : new ScalarRecords(rule, tally.records);
    this.recording = this.records !== undefined && tally?.earlier === undefined;
    this.tallyOffset = { a: new Float64Array(outputs), b: new Float64Array(outputs) };
    this.offset = new Float64Array(outputs);
    this.background = new Float64Array(outputs);
    if (this.sparse) this.fold();
  }

  private get first(): ScalarLayer {
    return layerOf(this.layers, 0);
  }

  private get last(): ScalarLayer {
    return layerOf(this.layers, this.layers.length - 1);
  }

  train(from: number, to: number, tallying: boolean, outcome: Outcome): void {
    const { training, rule } = this.context;
    for (let position = from; position < to; position++) {
      if (this.sparse && position > 0 && position % REFRESH === 0) this.fold();
      const example = this.job.sequence[position] as number;
      const offset = example * training.inputs;
      const target = training.targets[example] as number;
      const told = training.told?.[example] ?? target;
      this.forward(training.pixels, offset);
      outcome.lossSum += lossAndDelta(this.last, rule.loss, told);
      if (this.prediction === told) outcome.correct++;
      this.route(target);
      const group = tallying ? ((this.job.tally?.groups?.[position] ?? target) === 0 ? 'a' : 'b') : undefined;
      this.optimiser.beginStep();
      for (let index = this.layers.length - 1; index > 0; index--) {
        propagateBack(layerOf(this.layers, index), layerOf(this.layers, index - 1));
        this.recordLayer(index, group);
        if (rule.optimiser.name === 'sgd') this.descend(index, group);
        else this.optimise(index, group);
        throughActivation(layerOf(this.layers, index - 1));
      }
      this.recordFirst(training.pixels, offset, group);
      if (this.sparse) this.updateSparse(training.pixels, offset, group);
      else if (rule.optimiser.name === 'sgd') this.updateDense(training.pixels, offset, group);
      else this.optimiseFirst(training.pixels, offset, group);
    }
    outcome.examples += to - from;
  }

  *beginTally(): Generator<void, void> {
    const { tally } = this.job;
    this.recording = this.records !== undefined;
    if (tally?.earlier === undefined) return;
    yield* this.readTally(tally);
    for (const group of ['a', 'b'] as const) {
      tally.earlier[group].values.set(tally[group].values);
      tally[group].values.fill(0);
      this.tallyRows[group].fill(0);
      yield;
    }
  }

  judge(from: number, to: number, { losses, predictions }: Judgement): void {
    const { test } = this.context;
    for (let example = from; example < to; example++) {
      this.forward(test.pixels, example * test.inputs);
      losses[example - from] = lossAndDelta(this.last, this.context.rule.loss, test.targets[example] as number);
      predictions[example - from] = this.prediction;
    }
  }

  /** The constructor has taken over what is kept in another form here. */
  readIn(from = 0): Iterator<void> {
    const { rule } = this.context;
    const { state, tally } = this.job;
    advanceSteps(rule.optimiser, state.optimiser, from);
    this.optimiser = createOptimiser(rule.optimiser, rule.learningRate, state.optimiser);
    this.recording = this.records !== undefined && (tally?.earlier === undefined || from > tally.from);
    return [].values();
  }

  kept(): ReadonlyMap<string, Float64Array> {
    return new Map([
      ...arraysOf(this.job),
      ['rows', this.first.weight],
      ['offset', this.offset],
      ['background', this.background],
      ['tally/a/rows', this.tallyRows.a],
      ['tally/b/rows', this.tallyRows.b],
      ['tally/a/offset', this.tallyOffset.a],
      ['tally/b/offset', this.tallyOffset.b],
      ...(this.records?.kept() ?? []),
    ]);
  }

  firstDelta(): Float64Array {
    return this.first.delta;
  }

  *readOut(): Generator<void, void> {
    const { state, tally } = this.job;
    const { inputs, outputs, weight } = this.first;
    if (this.sparse) this.fold();
    layerOf(state.parameters.layers, 0).weight.set(transposed(weight, inputs, outputs));
    if (tally === undefined) return;
    yield* this.readTally(tally);
    if (this.records !== undefined) yield* this.records.readOut();
  }

  private *readTally(tally: Tally): Generator<void, void> {
    const { inputs, outputs } = this.first;
    for (const group of ['a', 'b'] as const) {
      yield;
      if (this.sparse) addToRows(this.tallyRows[group], this.tallyOffset[group]);
      layerOf(tally[group].layers, 0).weight.set(transposed(this.tallyRows[group], inputs, outputs));
    }
  }

  private get prediction(): number {
    const { z } = this.last;
    return (z[1] as number) > (z[0] as number) ? 1 : 0;
  }

  private fold(): void {
    const { weight, outputs } = this.first;
    addToRows(weight, this.offset);
    this.background.fill(0);
    for (let index = 0; index < weight.length; index += outputs) {
      for (let j = 0; j < outputs; j++) add(this.background, j, weight[index + j] as number);
    }
    for (let j = 0; j < outputs; j++) this.background[j] = (this.background[j] as number) * UNIT;
  }

  private forward(pixels: Uint8Array, offset: number): void {
    const { inputs, outputs, weight, bias, z } = this.first;
    if (this.sparse) {
      const above = sumOf(pixels, offset, inputs) * UNIT;
      for (let j = 0; j < outputs; j++)
        z[j] = (bias[j] as number) + (this.background[j] as number) + (this.offset[j] as number) * above;
    } else z.set(bias);
    for (let i = 0; i < inputs; i++) {
      const pixel = pixels[offset + i] as number;
      if (this.sparse && pixel === 0) continue;
      const x = this.sparse ? pixel * UNIT : inputValue(pixel);
      const row = i * outputs;
      for (let j = 0; j < outputs; j++) z[j] = (z[j] as number) + (weight[row + j] as number) * x;
    }
    const { rule } = this.context;
    for (const [index, layer] of this.layers.entries()) {
      if (index > 0) forwardLayer(layer, layerOf(this.layers, index - 1));
      activate(layer, index === this.layers.length - 1 ? rule.outputActivation : rule.activation);
    }
  }

  /** φ(z) and φ′(z) of the hidden neurons that the group may not move become 0, and with them all gradients of their weights. */
  private route(target: number): void {
    const neurons = shieldedNeurons(this.context.rule, target);
    if (neurons === undefined) return;
    this.first.h.fill(0, neurons.from, neurons.to);
    this.first.derivative.fill(0, neurons.from, neurons.to);
  }

  private recordLayer(index: number, group: 'a' | 'b' | undefined): void {
    if (this.records === undefined || !this.recording || group === undefined) return;
    const { inputs, outputs, weight, bias, delta } = layerOf(this.layers, index);
    const { h } = layerOf(this.layers, index - 1);
    for (let j = 0; j < outputs; j++) {
      for (let i = 0, w = j * inputs; i < inputs; i++, w++)
        this.records.weight(index, w, group, (h[i] as number) * (delta[j] as number), weight[w] as number);
      this.records.bias(index, j, group, delta[j] as number, bias[j] as number);
    }
  }

  private recordFirst(pixels: Uint8Array, offset: number, group: 'a' | 'b' | undefined): void {
    if (this.records === undefined || !this.recording || group === undefined) return;
    const { inputs, outputs, weight, bias, delta } = this.first;
    for (let j = 0; j < outputs; j++) this.records.bias(0, j, group, delta[j] as number, bias[j] as number);
    if (this.sparse) {
      this.records.sparse(group, delta, weight, this.offset, pixels, offset);
      return;
    }
    for (let i = 0; i < inputs; i++) {
      const x = inputValue(pixels[offset + i] as number);
      for (let j = 0, w = i * outputs; j < outputs; j++, w++)
        this.records.weight(0, w, group, (delta[j] as number) * x, weight[w] as number);
    }
  }

  /** e = η δ, and b −= e. */
  private stepBias({ delta, step, bias }: ScalarLayer, sums: Float64Array | undefined): void {
    for (let j = 0; j < step.length; j++) {
      const e = this.context.rule.learningRate * (delta[j] as number);
      step[j] = e;
      bias[j] = (bias[j] as number) - e;
      if (sums !== undefined) add(sums, j, Math.abs(e));
    }
  }

  private descend(index: number, group: 'a' | 'b' | undefined): void {
    const layer = layerOf(this.layers, index);
    const { inputs, outputs, weight, step } = layer;
    const { h } = layerOf(this.layers, index - 1);
    const sums = this.sumsOf(index, group);
    this.stepBias(layer, sums?.bias);
    for (let j = 0; j < outputs; j++) {
      const e = step[j] as number;
      for (let i = 0, w = j * inputs; i < inputs; i++, w++) {
        const change = (h[i] as number) * e;
        weight[w] = (weight[w] as number) - change;
        if (sums !== undefined) add(sums.weight, w, Math.abs(change));
      }
    }
  }

  private updateSparse(pixels: Uint8Array, offset: number, group: 'a' | 'b' | undefined): void {
    const { inputs, outputs, weight, step } = this.first;
    this.stepBias(this.first, this.sumsOf(0, group)?.bias);
    const sum = (inputs * UNIT + sumOf(pixels, offset, inputs) * UNIT) * UNIT;
    for (let j = 0; j < outputs; j++) {
      const e = step[j] as number;
      this.offset[j] = (this.offset[j] as number) - e * UNIT;
      this.background[j] = (this.background[j] as number) - e * sum;
      if (group !== undefined) add(this.tallyOffset[group], j, Math.abs(e * UNIT));
    }
    for (let i = 0; i < inputs; i++) {
      const pixel = pixels[offset + i] as number;
      if (pixel === 0) continue;
      const r = pixel * UNIT;
      for (let j = 0, w = i * outputs; j < outputs; j++, w++) {
        const e = step[j] as number;
        weight[w] = (weight[w] as number) - e * r;
        if (group !== undefined) add(this.tallyRows[group], w, Math.abs(e) * r);
      }
    }
  }

  private updateDense(pixels: Uint8Array, offset: number, group: 'a' | 'b' | undefined): void {
    const { inputs, outputs, weight, delta } = this.first;
    this.stepBias(this.first, this.sumsOf(0, group)?.bias);
    for (let i = 0; i < inputs; i++) {
      const e = this.context.rule.learningRate * inputValue(pixels[offset + i] as number);
      for (let j = 0, w = i * outputs; j < outputs; j++, w++) {
        const change = (delta[j] as number) * e;
        weight[w] = (weight[w] as number) - change;
        if (group !== undefined) add(this.tallyRows[group], w, Math.abs(change));
      }
    }
  }

  /** One step of momentum or Adam for a layer behind the first. */
  private optimise(index: number, group: 'a' | 'b' | undefined): void {
    const { inputs, outputs, weight, bias, delta } = layerOf(this.layers, index);
    const { h } = layerOf(this.layers, index - 1);
    const sums = this.sumsOf(index, group);
    const base = this.positionOf(index);
    const moved = this.recorderOf(index, group);
    for (let j = 0; j < outputs; j++) {
      for (let i = 0, w = j * inputs; i < inputs; i++, w++)
        this.move(weight, w, base + w, (h[i] as number) * (delta[j] as number), sums?.weight, moved('weight'));
    }
    for (let j = 0; j < outputs; j++)
      this.move(bias, j, base + inputs * outputs + j, delta[j] as number, sums?.bias, moved('bias'));
  }

  private optimiseFirst(pixels: Uint8Array, offset: number, group: 'a' | 'b' | undefined): void {
    const { inputs, outputs, weight, bias, delta } = this.first;
    const sums = this.sumsOf(0, group);
    const rows = group === undefined ? undefined : this.tallyRows[group];
    const moved = this.recorderOf(0, group);
    for (let i = 0; i < inputs; i++) {
      const x = inputValue(pixels[offset + i] as number);
      for (let j = 0; j < outputs; j++)
        this.move(weight, i * outputs + j, j * inputs + i, (delta[j] as number) * x, rows, moved('weight'));
    }
    for (let j = 0; j < outputs; j++)
      this.move(bias, j, inputs * outputs + j, delta[j] as number, sums?.bias, moved('bias'));
  }

  /** @param parameter position in the parameters' own order, which the optimiser's state has */
  private move(
    values: Float64Array,
    index: number,
    parameter: number,
    gradient: number,
    sums: Float64Array | undefined,
    record: MovedRecorder | undefined,
  ): void {
    const displacement = this.optimiser.update(parameter, gradient);
    record?.(index, gradient, displacement);
    add(values, index, displacement);
    if (sums !== undefined) add(sums, index, Math.abs(displacement));
  }

  /** Records what depends on Δ, for the weights or the biases of a layer. */
  private recorderOf(layer: number, group: 'a' | 'b' | undefined) {
    const records = this.recording ? this.records : undefined;
    return (kind: 'weight' | 'bias'): MovedRecorder | undefined =>
      records === undefined || group === undefined
        ? undefined
        : (index, gradient, displacement) => records.moved(layer, kind, index, group, gradient, displacement);
  }

  private positionOf(index: number): number {
    const layers = this.layers.slice(0, index);
    return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  private sumsOf(index: number, group: 'a' | 'b' | undefined) {
    const tally = group === undefined ? undefined : this.job.tally?.[group];
    return tally === undefined ? undefined : layerOf(tally.layers, index);
  }
}

type MovedRecorder = (index: number, gradient: number, displacement: number) => void;
