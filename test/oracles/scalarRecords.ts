import type { Parameters } from '../../src/engine/network/parameters';
import type { RecordName, Records, TrainingRule } from '../../src/engine/training/kernel';
import { add, addToRows, transposed } from './scalarArrays';

/** 1 / 256. */
const UNIT = 0.00390625;

/** One record of one group, its first layer's weights pixel after pixel. */
interface Sums {
  readonly name: RecordName;
  readonly group: 'a' | 'b';
  readonly own: Parameters;
  readonly rows: Float64Array;
  readonly offset: Float64Array;
}

/**
 * What is added up beside |Δ|, in the order and with the bits of kernel/records.ts.
 * Positions are those of a kernel's own weights: in the first layer pixel after pixel.
 */
export class ScalarRecords {
  private readonly sums: readonly Sums[];

  constructor(
    private readonly rule: TrainingRule,
    records: Records,
  ) {
    const [inputs, outputs] = rule.sizes as readonly [number, number];
    this.sums = (rule.records ?? []).flatMap((name) =>
      (['a', 'b'] as const).flatMap((group) => {
        const own = records[name]?.[group];
        if (own === undefined) return [];
        const rows = transposed(weightsOf(own, 0), outputs, inputs);
        return [{ name, group, own, rows, offset: new Float64Array(outputs) }];
      }),
    );
  }

  /** A weight's share of one example, before its update; for momentum and Adam without what depends on Δ. */
  weight(layer: number, index: number, group: 'a' | 'b', gradient: number, w: number): void {
    for (const sums of this.sums) {
      if (sums.group !== group) continue;
      this.addTo(layer === 0 ? sums.rows : weightsOf(sums.own, layer), index, sums.name, gradient, w);
    }
  }

  bias(layer: number, index: number, group: 'a' | 'b', gradient: number, b: number): void {
    for (const sums of this.sums) {
      if (sums.group === group) this.addTo(biasesOf(sums.own, layer), index, sums.name, gradient, b);
    }
  }

  private addTo(values: Float64Array, index: number, name: RecordName, gradient: number, w: number): void {
    const { optimiser, learningRate } = this.rule;
    const plain = optimiser.name === 'sgd';
    if (name === 'squares') add(values, index, gradient * gradient);
    else if (name === 'movement') subtract(values, index, w * gradient);
    else if (plain && name === 'gain') add(values, index, learningRate * (gradient * gradient));
    else if (plain && name === 'displacement') subtract(values, index, learningRate * gradient);
  }

  /** What depends on Δ, with momentum and Adam. */
  moved(
    layer: number,
    kind: 'weight' | 'bias',
    index: number,
    group: 'a' | 'b',
    gradient: number,
    delta: number,
  ): void {
    for (const { name, rows, own, ...sums } of this.sums) {
      if (sums.group !== group) continue;
      const values = kind === 'bias' ? biasesOf(own, layer) : layer === 0 ? rows : weightsOf(own, layer);
      if (name === 'gain') subtract(values, index, gradient * delta);
      else if (name === 'displacement') add(values, index, delta);
    }
  }

  /** The first layer's weights in the split form. */
  sparse(
    group: 'a' | 'b',
    delta: Float64Array,
    weight: Float64Array,
    offset: Float64Array,
    pixels: Uint8Array,
    from: number,
  ): void {
    const outputs = delta.length;
    const inputs = weight.length / outputs;
    const rate = this.rule.learningRate;
    for (const { name, rows, ...sums } of this.sums) {
      if (sums.group !== group) continue;
      if (name === 'movement') {
        const subtractRow = (row: number, by: number) => {
          for (let j = 0, w = row * outputs; j < outputs; j++, w++)
            subtract(rows, w, ((weight[w] as number) + (offset[j] as number)) * ((delta[j] as number) * by));
        };
        for (let i = 0; i < inputs; i++) subtractRow(i, UNIT);
        for (let i = 0; i < inputs; i++) {
          const pixel = pixels[from + i] as number;
          if (pixel !== 0) subtractRow(i, pixel * UNIT);
        }
        continue;
      }
      const squared = name !== 'displacement';
      const scale = name === 'squares' ? 1 : name === 'gain' ? rate : -rate;
      const vector = delta.map((d) => scale * (squared ? d * d : d));
      for (let j = 0; j < outputs; j++) add(sums.offset, j, (vector[j] as number) * (squared ? UNIT * UNIT : UNIT));
      for (let i = 0; i < inputs; i++) {
        const pixel = pixels[from + i] as number;
        if (pixel === 0) continue;
        const r = pixel * UNIT;
        const factor = squared ? r * (r + 2 * UNIT) : r;
        for (let j = 0, w = i * outputs; j < outputs; j++, w++) add(rows, w, (vector[j] as number) * factor);
      }
    }
  }

  /** What is kept here in another form than in the job's own sums. */
  *kept(): Generator<[string, Float64Array]> {
    for (const { name, group, rows, offset } of this.sums) {
      yield [`records/${name}/${group}/rows`, rows];
      yield [`records/${name}/${group}/offset`, offset];
    }
  }

  *readOut(): Generator<void, void> {
    const [inputs, outputs] = this.rule.sizes as readonly [number, number];
    for (const { own, rows, offset } of this.sums) {
      yield;
      addToRows(rows, offset);
      weightsOf(own, 0).set(transposed(rows, inputs, outputs));
    }
  }
}

function weightsOf({ layers }: Parameters, layer: number): Float64Array {
  return (layers[layer] as Parameters['layers'][number]).weight;
}

function biasesOf({ layers }: Parameters, layer: number): Float64Array {
  return (layers[layer] as Parameters['layers'][number]).bias;
}

function subtract(values: Float64Array, index: number, value: number): void {
  values[index] = (values[index] as number) - value;
}
