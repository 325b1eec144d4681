import { activate } from './activations';
import { accumulateAll, backward, backwardAndUpdate, forward, inputsOf, tallyRows } from './dense';
import { accumulate, update, updateAndTally } from './firstLayer';
import { exp, log1p } from './functions';
import { JobField, LayerField, OptimiserCode, RecordIndex, SplitField } from '../layout';
import { updateRows } from './optimisers';
import { recordOf, recordOffsetOf, recordRows, recordSparse } from './records';
export { addColumns } from './columns';
export { updateBySteps } from './firstLayer';
export { countActive, listActive } from './images';
export { multiplyRows, pairedProducts } from './tables';

export { activate } from './activations';

/** 1 / 256: the background, and the scale of a pixel. */
@inline const UNIT: f64 = 0.00390625;

@inline function layerAt(job: usize, index: i32): usize {
  return job + JobField.firstLayer + index * LayerField.size;
}

@inline function address(at: usize, field: usize): usize {
  return <usize>load<i32>(at + field);
}

/**
 * Trains on sequence[from] … sequence[to − 1]. Where they end makes no difference to any bit.
 * @param tallying whether Σ|Δ| is kept
 */
export function train(job: usize, split: usize, sequence: usize, from: i32, to: i32, tallying: bool): void {
  const sparse = load<i32>(job, JobField.sparse) !== 0;
  const refresh = load<i32>(job, JobField.refresh);
  const groups = address(job, JobField.groups);
  const noisy = address(job, JobField.told);
  for (let position = from; position < to; position++) {
    // Folded at fixed positions, so that rounding does not add up over long trainings.
    if (sparse && position > 0 && position % refresh === 0) fold(job);
    const example = load<i32>(sequence + (<usize>position << 2));
    const target = <i32>load<u8>(address(split, SplitField.targets) + example);
    const told = noisy === 0 ? target : <i32>load<u8>(noisy + <usize>position);
    forwardPass(job, split, example);
    store<f64>(job, load<f64>(job, JobField.lossSum) + lossAndDelta(job, told), JobField.lossSum);
    if (prediction(job) === told) store<i32>(job, load<i32>(job, JobField.correct) + 1, JobField.correct);
    route(job, target);
    const group = groups === 0 ? target : <i32>load<u8>(groups + <usize>position);
    const sums: usize = !tallying ? 0 : address(job, group === 0 ? JobField.tallyA : JobField.tallyB);
    const last = load<i32>(job, JobField.layers) - 1;
    const recording = tallying && load<i32>(job, JobField.recording) !== 0;
    if (load<i32>(job, JobField.optimiser) === OptimiserCode.sgd) {
      for (let index = last; index > 0; index--) {
        if (recording) recordLayer(job, index, split, example, group);
        descend(job, index, sums);
      }
      if (recording) recordLayer(job, 0, split, example, group);
      if (sparse) updateSparse(job, split, example, group, sums);
      else updateDense(job, 0, split, example, sums);
    } else {
      beginStep(job);
      store<i32>(job, recording ? <i32>recordOf(job, RecordIndex.gain, group) : 0, JobField.gain);
      store<i32>(job, recording ? <i32>recordOf(job, RecordIndex.displacement, group) : 0, JobField.displacement);
      for (let index = last; index > 0; index--) {
        propagateBack(job, index);
        if (recording) recordLayer(job, index, split, example, group);
        updateDense(job, index, split, example, sums);
      }
      if (recording) recordLayer(job, 0, split, example, group);
      updateDense(job, 0, split, example, sums);
    }
  }
}

/** Losses (f64) and predictions (bytes) of examples `from` … `to` − 1 of a split, without training. */
export function judge(job: usize, split: usize, from: i32, to: i32, losses: usize, predictions: usize): void {
  for (let example = from; example < to; example++) {
    forwardPass(job, split, example);
    const target = <i32>load<u8>(address(split, SplitField.targets) + example);
    store<f64>(losses + (<usize>(example - from) << 3), lossAndDelta(job, target));
    store<u8>(predictions + (example - from), <u8>prediction(job));
  }
}

/** w ← v + s and s ← 0, for every weight of the first layer, and c anew from the weights. The tallies likewise, if asked. */
export function fold(job: usize): void {
  const layer = layerAt(job, 0);
  const bytes = address(layer, LayerField.bytes);
  const rows = load<i32>(job, JobField.inputs);
  const background = address(job, JobField.background);
  addOffset(address(job, JobField.parameters) + address(layer, LayerField.weight), address(job, JobField.offset), bytes, rows);
  memory.fill(background, 0, bytes);
  let w = address(job, JobField.parameters) + address(layer, LayerField.weight);
  for (let row = 0; row < rows; row++) {
    for (let q = background; q < background + bytes; q += 16, w += 16)
      v128.store(q, f64x2.add(v128.load(q), v128.load(w)));
  }
  for (let q = background; q < background + bytes; q += 16)
    v128.store(q, f64x2.mul(v128.load(q), f64x2.splat(UNIT)));
}

/** The offsets of tallies and records into their sums. */
export function foldTallies(job: usize): void {
  const layer = layerAt(job, 0);
  const bytes = address(layer, LayerField.bytes);
  const rows = load<i32>(job, JobField.inputs);
  const weight = address(layer, LayerField.weight);
  addOffset(address(job, JobField.tallyA) + weight, address(job, JobField.offsetA), bytes, rows);
  addOffset(address(job, JobField.tallyB) + weight, address(job, JobField.offsetB), bytes, rows);
  for (let record: i32 = RecordIndex.squares; record <= RecordIndex.displacement; record++) {
    for (let target = 0; target < 2; target++) {
      const sums = recordOf(job, record, target);
      if (sums !== 0) addOffset(sums + weight, recordOffsetOf(job, record, target), bytes, rows);
    }
  }
}

function addOffset(row: usize, offset: usize, bytes: usize, rows: i32): void {
  const end = offset + bytes;
  for (let index = 0; index < rows; index++) {
    for (let q = offset; q < end; q += 16, row += 16) v128.store(row, f64x2.add(v128.load(row), v128.load(q)));
  }
  memory.fill(offset, 0, bytes);
}

function forwardPass(job: usize, split: usize, example: i32): void {
  const layers = load<i32>(job, JobField.layers);
  const parameters = address(job, JobField.parameters);
  let layer = layerAt(job, 0);
  const z = address(layer, LayerField.z);
  const bytes = address(layer, LayerField.bytes);
  const bias = parameters + address(layer, LayerField.bias);
  const weight = parameters + address(layer, LayerField.weight);
  if (load<i32>(job, JobField.sparse) !== 0) {
    const above = f64x2.splat(sumAbove(split, example));
    const offset = address(job, JobField.offset);
    const background = address(job, JobField.background);
    for (let q: usize = 0; q < bytes; q += 16) {
      const start = f64x2.add(v128.load(bias + q), v128.load(background + q));
      v128.store(z + q, f64x2.add(start, f64x2.mul(v128.load(offset + q), above)));
    }
    const starts = address(split, SplitField.starts) + (<usize>example << 2);
    accumulate(z, weight, bytes, <usize>load<i32>(starts), <usize>load<i32>(starts, 4));
  } else {
    const inputs = load<i32>(job, JobField.inputs);
    memory.copy(z, bias, bytes);
    accumulateAll(z, weight, bytes, pixelsOf(split, example, inputs), inputs);
  }
  for (let index = 0; ; index++) {
    const kind = load<i32>(job + (index === layers - 1 ? JobField.outputActivation : JobField.activation));
    const h = address(layer, LayerField.h);
    activate(kind, address(layer, LayerField.z), h, address(layer, LayerField.derivative), address(layer, LayerField.bytes));
    const outputs = load<i32>(layer, LayerField.outputs);
    // The number that pads a vector to two must stay 0: φ(0) need not be.
    if ((outputs & 1) !== 0) store<f64>(h + (<usize>outputs << 3), 0);
    if (index === layers - 1) return;
    layer = layerAt(job, index + 1);
    forward(
      parameters + address(layer, LayerField.weight),
      parameters + address(layer, LayerField.bias),
      h,
      address(layer, LayerField.z),
      address(layer, LayerField.rowBytes),
      load<i32>(layer, LayerField.outputs),
    );
  }
}

/** Σ (x − 1/256) over an image, exact. */
function sumAbove(split: usize, example: i32): f64 {
  return <f64>load<u32>(address(split, SplitField.sums) + (<usize>example << 2)) * UNIT;
}

@inline function pixelsOf(split: usize, example: i32, inputs: i32): usize {
  return address(split, SplitField.pixels) + <usize>example * <usize>inputs;
}

/** The loss of the example in the network, and δ of the outputs. */
function lossAndDelta(job: usize, target: i32): f64 {
  const layer = layerAt(job, load<i32>(job, JobField.layers) - 1);
  const delta = address(layer, LayerField.delta);
  const first = target === 0 ? 1.0 : 0.0;
  if (load<i32>(job, JobField.crossEntropy) !== 0) {
    const z = v128.load(address(layer, LayerField.z));
    const z0 = f64x2.extract_lane(z, 0);
    const z1 = f64x2.extract_lane(z, 1);
    const largest = max(z0, z1);
    const e = exp(f64x2.sub(z, f64x2.splat(largest)));
    const sum = f64x2.extract_lane(e, 0) + f64x2.extract_lane(e, 1);
    const t = f64x2.replace_lane(f64x2.splat(1 - first), 0, first);
    v128.store(delta, f64x2.sub(f64x2.div(e, f64x2.splat(sum)), t));
    // One of the two is e⁰ = 1: ln Σ is ln(1 + the other one).
    const least = f64x2.splat(min(f64x2.extract_lane(e, 0), f64x2.extract_lane(e, 1)));
    return f64x2.extract_lane(log1p(least), 0) + largest - (target === 0 ? z0 : z1);
  }
  const y = v128.load(address(layer, LayerField.h));
  const t = f64x2.replace_lane(f64x2.splat(1 - first), 0, first);
  const error = f64x2.sub(y, t);
  v128.store(delta, f64x2.mul(error, v128.load(address(layer, LayerField.derivative))));
  const squares = f64x2.mul(f64x2.mul(f64x2.splat(0.5), error), error);
  return f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
}

/** φ(z) and φ′(z) of the hidden neurons that the group may not move become 0, and with them all gradients of their weights. */
function route(job: usize, target: i32): void {
  const ofA = load<i32>(job, JobField.ownEnd);
  if (ofA < 0) return;
  const layer = layerAt(job, 0);
  const from = (target === 0 ? <usize>load<i32>(job, JobField.ownStart) : 0) << 3;
  const bytes = (<usize>(target === 0 ? load<i32>(layer, LayerField.outputs) : ofA) << 3) - from;
  memory.fill(address(layer, LayerField.h) + from, 0, bytes);
  memory.fill(address(layer, LayerField.derivative) + from, 0, bytes);
}

/** The output with the larger z; the first of equals. */
function prediction(job: usize): i32 {
  const z = address(layerAt(job, load<i32>(job, JobField.layers) - 1), LayerField.z);
  return load<f64>(z, 8) > load<f64>(z) ? 1 : 0;
}

/** e = η δ of a layer, into the job's vector for it. */
function stepOf(job: usize, layer: usize): usize {
  const rate = f64x2.splat(load<f64>(job, JobField.learningRate));
  const delta = address(layer, LayerField.delta);
  const step = address(job, JobField.step);
  const bytes = address(layer, LayerField.bytes);
  for (let q: usize = 0; q < bytes; q += 16) v128.store(step + q, f64x2.mul(rate, v128.load(delta + q)));
  return step;
}

/** b −= e, and Σ|Δ| += |e| where it is kept. */
function updateBias(job: usize, layer: usize, step: usize, sums: usize): void {
  const bytes = address(layer, LayerField.bytes);
  const bias = address(job, JobField.parameters) + address(layer, LayerField.bias);
  const tally = sums + address(layer, LayerField.bias);
  for (let q: usize = 0; q < bytes; q += 16) {
    const e = v128.load(step + q);
    v128.store(bias + q, f64x2.sub(v128.load(bias + q), e));
    if (sums !== 0) v128.store(tally + q, f64x2.add(v128.load(tally + q), f64x2.abs(e)));
  }
}

/** Plain gradient descent in a layer behind the first, and δ of the layer below from the weights before it. */
function descend(job: usize, index: i32, sums: usize): void {
  const layer = layerAt(job, index);
  const below = layerAt(job, index - 1);
  const step = stepOf(job, layer);
  const weight = address(layer, LayerField.weight);
  const rowBytes = address(layer, LayerField.rowBytes);
  const outputs = load<i32>(layer, LayerField.outputs);
  const h = address(below, LayerField.h);
  if (sums !== 0) tallyRows(sums + weight, h, rowBytes, step, outputs);
  const w = address(job, JobField.parameters) + weight;
  const delta = address(layer, LayerField.delta);
  backwardAndUpdate(w, delta, step, address(below, LayerField.delta), h, rowBytes, outputs);
  updateBias(job, layer, step, sums);
  throughActivation(below);
}

/** δ of the layer below. */
function propagateBack(job: usize, index: i32): void {
  const layer = layerAt(job, index);
  const below = layerAt(job, index - 1);
  backward(
    address(job, JobField.parameters) + address(layer, LayerField.weight),
    address(layer, LayerField.delta),
    address(below, LayerField.delta),
    address(layer, LayerField.rowBytes),
    load<i32>(layer, LayerField.outputs),
  );
  throughActivation(below);
}

/** δ ← δ φ′(z). */
function throughActivation(layer: usize): void {
  const bytes = address(layer, LayerField.bytes);
  const delta = address(layer, LayerField.delta);
  const derivative = address(layer, LayerField.derivative);
  for (let q: usize = 0; q < bytes; q += 16)
    v128.store(delta + q, f64x2.mul(v128.load(delta + q), v128.load(derivative + q)));
}

/**
 * Plain gradient descent in the first layer, exact in its split form: with x = 1/256 + r, w = v + s and e = η δ,
 *   v −= e r where r > 0;  s −= e / 256;  c −= e (n / 256 + R) / 256;  Σ|Δ| = T + t, T += |e| r, t += |e| / 256.
 */
function updateSparse(job: usize, split: usize, example: i32, group: i32, sums: usize): void {
  const layer = layerAt(job, 0);
  const step = stepOf(job, layer);
  updateBias(job, layer, step, sums);
  const bytes = address(layer, LayerField.bytes);
  const offset = address(job, JobField.offset);
  const background = address(job, JobField.background);
  const sum = (<f64>load<i32>(job, JobField.inputs) * UNIT + sumAbove(split, example)) * UNIT;
  const tally = address(job, group === 0 ? JobField.offsetA : JobField.offsetB);
  for (let q: usize = 0; q < bytes; q += 16) {
    const e = v128.load(step + q);
    const unit = f64x2.mul(e, f64x2.splat(UNIT));
    v128.store(offset + q, f64x2.sub(v128.load(offset + q), unit));
    v128.store(background + q, f64x2.sub(v128.load(background + q), f64x2.mul(e, f64x2.splat(sum))));
    if (sums !== 0) v128.store(tally + q, f64x2.add(v128.load(tally + q), f64x2.abs(unit)));
  }
  const parameters = address(job, JobField.parameters);
  const w = parameters + address(layer, LayerField.weight);
  const starts = address(split, SplitField.starts) + (<usize>example << 2);
  const start = <usize>load<i32>(starts);
  const end = <usize>load<i32>(starts, 4);
  if (sums === 0) update(step, w, bytes, start, end);
  else updateAndTally(step, w, sums - parameters, bytes, start, end);
}

/** What is recorded of a layer beside |Δ|, from δ and the parameters before their update. */
function recordLayer(job: usize, index: i32, split: usize, example: i32, group: i32): void {
  const layer = layerAt(job, index);
  const weight = address(layer, LayerField.weight);
  const delta = address(layer, LayerField.delta);
  const bytes = address(layer, LayerField.bytes);
  if (index > 0) {
    const h = address(layerAt(job, index - 1), LayerField.h);
    recordRows(job, weight, group, h, address(layer, LayerField.rowBytes), delta, load<i32>(layer, LayerField.outputs));
  } else if (load<i32>(job, JobField.sparse) !== 0) {
    const starts = address(split, SplitField.starts) + (<usize>example << 2);
    recordSparse(job, weight, group, delta, bytes, <usize>load<i32>(starts), <usize>load<i32>(starts, 4));
  } else {
    const inputs = load<i32>(job, JobField.inputs);
    const factors = address(job, JobField.factors);
    inputsOf(factors, pixelsOf(split, example, inputs), inputs);
    recordRows(job, weight, group, delta, bytes, factors, inputs);
  }
  recordRows(job, address(layer, LayerField.bias), group, delta, bytes, job + JobField.one, 1);
}

/** One step of the optimiser for every parameter of a layer. */
function updateDense(job: usize, index: i32, split: usize, example: i32, sums: usize): void {
  const layer = layerAt(job, index);
  const weight = address(layer, LayerField.weight);
  const bias = address(layer, LayerField.bias);
  const delta = address(layer, LayerField.delta);
  const bytes = address(layer, LayerField.bytes);
  const tally: usize = sums === 0 ? 0 : sums + weight;
  if (index === 0) {
    const inputs = load<i32>(job, JobField.inputs);
    const factors = address(job, JobField.factors);
    inputsOf(factors, pixelsOf(split, example, inputs), inputs);
    updateRows(job, weight, tally, delta, bytes, factors, inputs);
  } else {
    const h = address(layerAt(job, index - 1), LayerField.h);
    updateRows(job, weight, tally, h, address(layer, LayerField.rowBytes), delta, load<i32>(layer, LayerField.outputs));
  }
  updateRows(job, bias, sums === 0 ? 0 : sums + bias, delta, bytes, job + JobField.one, 1);
}

/** βᵗ as running products, once an example. */
function beginStep(job: usize): void {
  store<f64>(job, load<f64>(job, JobField.power1) * load<f64>(job, JobField.beta1), JobField.power1);
  store<f64>(job, load<f64>(job, JobField.power2) * load<f64>(job, JobField.beta2), JobField.power2);
}
