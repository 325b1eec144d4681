/**
 * How near the drawn digits come to handwriting: 3-nearest-neighbour accuracy on MNIST's test images of a classifier that
 * knows drawn digits only, beside the figures of the default rows that the experiment depends on.
 *
 *     ATTRIBUTION_MNIST_DIR=<folder of MNIST's four files> npm run bench -- drawn-digits [first N training rows, default 60000]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { COUNT, drawImage, GENERATOR_VERSION, labelOf, SIDE } from '../src/engine/data/drawn/index';

const SEED = 1;
const PIXELS = SIDE * SIDE;
const DEFAULT_DIGITS = [1, 7, 6, 8];
const ALL_DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * Sides of the square blocks over which images are summed. By Cauchy and Schwarz the squared difference of two sums over
 * s × s pixels is at most s² times those pixels' share of the squared distance: 49 or 196 numbers rule out most rows
 * without changing the answer. Side 1 is the image itself.
 */
const BLOCK_SIDES = [4, 2, 1] as const;

/** n images: `pixels` n × 784 bytes, `labels` n, and for every side of blocks n × 784 / side² sums. */
interface Images {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly levels: readonly Int32Array[];
}

function withBlocks(pixels: Uint8Array, labels: Uint8Array): Images {
  const levels = BLOCK_SIDES.map((side) => {
    const across = SIDE / side;
    const sums = new Int32Array(pixels.length / (side * side));
    for (let place = 0; place < pixels.length; place++) {
      const line = Math.floor(place / SIDE);
      const image = Math.floor(line / SIDE);
      const block = (image * across + Math.floor((line % SIDE) / side)) * across + Math.floor((place % SIDE) / side);
      sums[block] = (sums[block] as number) + (pixels[place] as number);
    }
    return sums;
  });
  return { pixels, labels, levels };
}

/** The drawn training images of `digits` among the first `rows` rows. */
function drawnImages(digits: readonly number[], rows: number): Images & { readonly microseconds: number } {
  const chosen = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    digits.includes(labelOf(SEED, 'training', row)),
  );
  const pixels = new Uint8Array(chosen.length * PIXELS);
  const start = performance.now();
  chosen.forEach((row, place) => {
    drawImage(SEED, 'training', row, pixels, place * PIXELS);
  });
  const microseconds = ((performance.now() - start) * 1000) / chosen.length;
  const labels = Uint8Array.from(chosen, (row) => labelOf(SEED, 'training', row));
  return { ...withBlocks(pixels, labels), microseconds };
}

/** MNIST's test images of `digits`. */
function mnistTestImages(folder: string, digits: readonly number[]): Images {
  const read = (name: string, headerBytes: number) => {
    const [plain, zipped] = [join(folder, name), join(folder, `${name}.gz`)];
    return (existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(zipped))).subarray(headerBytes);
  };
  const [all, labels] = [read('t10k-images-idx3-ubyte', 16), read('t10k-labels-idx1-ubyte', 8)];
  const rows = [...labels.keys()].filter((row) => digits.includes(labels[row] as number));
  const pixels = new Uint8Array(rows.length * PIXELS);
  rows.forEach((row, place) => {
    pixels.set(all.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS);
  });
  return withBlocks(
    pixels,
    Uint8Array.from(rows, (row) => labels[row] as number),
  );
}

/** Squared Euclidean distance of row i of `known` and row j of `asked`, or something larger than `limit` once it is known to be. */
function distance2(known: Images, i: number, asked: Images, j: number, limit: number): number {
  let distance = 0;
  for (const [level, side] of BLOCK_SIDES.entries()) {
    const a = known.levels[level] as Int32Array;
    const b = asked.levels[level] as Int32Array;
    const blocks = PIXELS / (side * side);
    let sum = 0;
    for (let k = 0; k < blocks; k++) {
      const difference = (a[i * blocks + k] as number) - (b[j * blocks + k] as number);
      sum += difference * difference;
    }
    distance = sum / (side * side);
    if (distance > limit) break;
  }
  return distance;
}

/** The label of most of the three nearest known rows; the nearest one's if all three differ. */
function classify(known: Images, asked: Images, j: number): number {
  const nearest: { distance: number; label: number }[] = [];
  let limit = Infinity;
  for (let i = 0; i < known.labels.length; i++) {
    const distance = distance2(known, i, asked, j, limit);
    if (distance >= limit) continue;
    nearest.push({ distance, label: known.labels[i] as number });
    nearest.sort((a, b) => a.distance - b.distance).splice(3);
    limit = nearest[2]?.distance ?? Infinity;
  }
  const [first, second, third] = nearest.map(({ label }) => label) as [number, number, number];
  return second === third ? second : first;
}

function print(name: string, value: string): void {
  console.log(`${name.padEnd(64)} ${value}`);
}

function reportAccuracy(folder: string, digits: readonly number[], rows: number): void {
  const known = drawnImages(digits, rows);
  const asked = mnistTestImages(folder, digits);
  const right = new Map<number, number>();
  const total = new Map<number, number>();
  for (let j = 0; j < asked.labels.length; j++) {
    const label = asked.labels[j] as number;
    total.set(label, (total.get(label) ?? 0) + 1);
    if (classify(known, asked, j) === label) right.set(label, (right.get(label) ?? 0) + 1);
  }
  const sum = (counts: Map<number, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(2)} %`;
  print(`3-NN on MNIST test, digits ${digits.join(' ')}`, percent(sum(right), sum(total)));
  print('  drawn images known, of the first N training rows', `${known.labels.length} of N = ${rows}`);
  print('  MNIST images asked', String(sum(total)));
  for (const digit of digits) print(`  digit ${digit}`, percent(right.get(digit) ?? 0, total.get(digit) ?? 0));
}

function reportDefaultRows(): void {
  drawnImages(DEFAULT_DIGITS, 2000); // lets the compiler warm up before time is taken
  const { pixels, labels, microseconds } = drawnImages(DEFAULT_DIGITS, COUNT.training);
  const inked = pixels.reduce((count, byte) => count + (byte > 0 ? 1 : 0), 0);
  let constant = 0;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const varies = labels.some((_, row) => pixels[row * PIXELS + pixel] !== pixels[pixel]);
    if (!varies) constant++;
  }
  print(`default rows: training, digits ${DEFAULT_DIGITS.join(' ')}`, `${labels.length} images`);
  print('  ink: mean share of pixels that are not 0', (inked / pixels.length).toFixed(4));
  print('  constant pixels over all of them', `${constant} of ${PIXELS}`);
  print('  time per image', `${microseconds.toFixed(1)} µs`);
}

print('drawn digits, generator version', `${GENERATOR_VERSION} (drawn.seed ${SEED})`);
reportDefaultRows();
const { ATTRIBUTION_MNIST_DIR: folder } = process.env;
if (folder === undefined || !existsSync(folder)) {
  const found = folder === undefined ? 'it is not set' : `found "${folder}", which does not exist`;
  console.log(`No accuracy on MNIST: ATTRIBUTION_MNIST_DIR has to name the folder of MNIST's IDX files, and ${found}.`);
  process.exitCode = 1;
} else {
  const rows = Number(process.argv[2] ?? COUNT.training);
  reportAccuracy(folder, DEFAULT_DIGITS, rows);
  reportAccuracy(folder, ALL_DIGITS, rows);
}
