// @ts-check
// The training step in TensorFlow.js on its WebAssembly backend, float32, one thread. See ../../README.md.
//
//     node sgd.mjs <work> [broadcast|matmul|minimize]
//
// `broadcast`, the fastest: single operations, no autograd, gradients of weights as products of a column and a row by
// broadcasting. `matmul`: the same with matMul for that product, which this backend is slow at. `minimize`: autograd
// and Optimizer.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const here = dirname(fileURLToPath(import.meta.url));
const [path = '', variant = 'broadcast'] = process.argv.slice(2);

const bytes = readFileSync(path);
const memory = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
const [inputs, hidden, outputs, examples] = /** @type {[number, number, number, number]} */ ([
  ...new Uint32Array(memory, 0, 4),
]);
const [rate] = /** @type {[number]} */ ([...new Float64Array(memory, 16, 1)]);
const shapes = /** @type {[number, number][]} */ ([
  [hidden, inputs],
  [1, hidden],
  [outputs, hidden],
  [1, outputs],
]);
const count = shapes.reduce((sum, [rows, columns]) => sum + rows * columns, 0);
const initial = new Float64Array(memory, 32, count);
const labels = new Uint8Array(memory, 32 + 8 * count, examples);
const pixels = new Uint8Array(memory, 32 + 8 * count + examples, examples * inputs);

setWasmPaths(join(here, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out/'));
setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();

/** Fresh tensors of the initial network, in the order of `shapes`. */
function layers() {
  let start = 0;
  return shapes.map(([rows, columns]) => {
    const values = Float32Array.from(initial.subarray(start, start + rows * columns));
    start += rows * columns;
    return tf.tensor2d(values, [rows, columns]);
  });
}

const zeros = () => shapes.map((shape) => tf.zeros(shape));

/** @param {number} steps */
function prepared(steps) {
  const images = Array.from({ length: steps }, (_, n) =>
    tf.tensor2d(
      Float32Array.from(pixels.subarray(n * inputs, (n + 1) * inputs), (p) => (p + 1) / 256),
      [1, inputs],
    ),
  );
  return { images, targets: [tf.tensor2d([1, 0], [1, 2]), tf.tensor2d([0, 1], [1, 2])] };
}

/**
 * @param {tf.Tensor[]} old
 * @param {() => tf.Tensor[]} make
 */
function replaced(old, make) {
  const fresh = tf.tidy(make);
  tf.dispose(old);
  return fresh;
}

/**
 * @param {tf.Tensor2D} column as a row
 * @param {tf.Tensor2D} row
 */
function outer(column, row) {
  return variant === 'matmul' ? tf.matMul(column, row, true) : tf.mul(tf.reshape(column, [column.size, 1]), row);
}

/**
 * @param {number} steps
 * @param {boolean} tallying
 */
function operations(steps, tallying) {
  const { images, targets } = prepared(steps);
  let network = layers();
  const sums = [zeros(), zeros()];
  const factor = tf.scalar(rate);
  const train = () => {
    for (let n = 0; n < steps; n++) {
      const label = labels[n] ?? 0;
      const before = [...network, ...(tallying ? (sums[label] ?? []) : [])];
      const after = replaced(before, () => {
        const [w1, b1, w2, b2, ...tally] = /** @type {tf.Tensor2D[]} */ (before);
        if (!w1 || !b1 || !w2 || !b2) throw new Error('four tensors make a network');
        const x = /** @type {tf.Tensor2D} */ (images[n]);
        const z1 = tf.add(tf.matMul(x, w1, false, true), b1);
        const h = tf.softplus(z1);
        const z2 = tf.add(tf.matMul(h, w2, false, true), b2);
        const error = tf.sub(tf.softplus(z2), /** @type {tf.Tensor} */ (targets[label]));
        const e2 = /** @type {tf.Tensor2D} */ (tf.mul(tf.mul(error, tf.sigmoid(z2)), factor));
        const e1 = /** @type {tf.Tensor2D} */ (tf.mul(tf.matMul(e2, w2), tf.sigmoid(z1)));
        const changes = [outer(e1, x), e1, outer(e2, /** @type {tf.Tensor2D} */ (h)), e2];
        return [
          ...[w1, b1, w2, b2].map((tensor, index) => tf.sub(tensor, /** @type {tf.Tensor} */ (changes[index]))),
          ...tally.map((sum, index) => tf.add(sum, tf.abs(/** @type {tf.Tensor} */ (changes[index])))),
        ];
      });
      network = after.slice(0, 4);
      if (tallying) sums[label] = after.slice(4);
    }
    network[0]?.dataSync();
  };
  return { train, tensors: () => [...network, ...sums.flat()], release: () => tf.dispose([images, targets, factor]) };
}

/**
 * @param {number} steps
 * @param {boolean} tallying
 */
function minimize(steps, tallying) {
  const { images, targets } = prepared(steps);
  const network = layers().map((tensor) => tf.variable(tensor));
  const sums = [zeros(), zeros()];
  const factor = tf.scalar(rate);
  const optimizer = tf.train.sgd(rate);
  const [w1, b1, w2, b2] = /** @type {[tf.Variable, tf.Variable, tf.Variable, tf.Variable]} */ (network);
  const train = () => {
    for (let n = 0; n < steps; n++) {
      const label = labels[n] ?? 0;
      const loss = () => {
        const x = /** @type {tf.Tensor2D} */ (images[n]);
        const h = tf.softplus(tf.add(tf.matMul(x, /** @type {tf.Tensor2D} */ (w1), false, true), b1));
        const z2 = tf.add(tf.matMul(/** @type {tf.Tensor2D} */ (h), /** @type {tf.Tensor2D} */ (w2), false, true), b2);
        const error = tf.sub(tf.softplus(z2), /** @type {tf.Tensor} */ (targets[label]));
        return /** @type {tf.Scalar} */ (tf.mul(0.5, tf.sum(tf.square(error))));
      };
      const { value, grads } = tf.variableGrads(loss);
      optimizer.applyGradients(grads);
      if (tallying) {
        const before = sums[label] ?? [];
        sums[label] = replaced(before, () =>
          before.map((sum, index) =>
            tf.add(
              sum,
              tf.abs(
                tf.mul(/** @type {tf.Tensor} */ (grads[/** @type {tf.Variable} */ (network[index]).name]), factor),
              ),
            ),
          ),
        );
      }
      tf.dispose([value, grads]);
    }
    network[0]?.dataSync();
  };
  return { train, tensors: () => [...network, ...sums.flat()], release: () => tf.dispose([images, targets, factor]) };
}

console.log(JSON.stringify({ ready: true, version: `TensorFlow.js ${tf.version['tfjs-core']} (wasm, ${variant})` }));
for await (const line of createInterface({ input: process.stdin })) {
  const [steps = '0', tally, out = '-'] = line.split(' ');
  const { train, tensors, release } = (variant === 'minimize' ? minimize : operations)(Number(steps), tally === '1');
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  train();
  const seconds = (performance.now() - wall) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  if (out !== '-') writeFileSync(out, Float64Array.from(tensors().flatMap((tensor) => [...tensor.dataSync()])));
  tf.dispose(tensors());
  release();
  console.log(JSON.stringify({ cpu: (user + system) / 1e6, wall: seconds }));
}
