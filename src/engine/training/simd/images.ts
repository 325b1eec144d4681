import type { ExampleStore } from '../../data/examples';
import { SplitField } from './layout';
import { kernelMemory, Planner } from './module';

/** Bytes of images gone through at a time: few enough to stay near the processor. */
const CHUNK = 2 ** 16;

/** What the kernel does for images. Addresses are bytes from the start of its memory. */
interface ImageExports {
  countActive(bytes: number, length: number): number;
  listActive(images: number, count: number, inputs: number, starts: number, sums: number, into: number): number;
}

/** Where the images of a split are put. */
export interface SplitPlan {
  readonly address: number;
  readonly starts: number;
  readonly sums: number;
  readonly targets: number;
  readonly images: number;
  /** Room for the raw images in hand; sparse only. */
  readonly raw: number;
}

export function splitPlan(
  plan: Planner,
  { rows, pixels, inputs }: ExampleStore,
  sparse: boolean,
  active: number,
): SplitPlan {
  return {
    address: plan.take(SplitField.size),
    starts: plan.take(4 * (rows.length + 1)),
    sums: plan.take(4 * rows.length),
    targets: plan.take(rows.length),
    images: plan.take(sparse ? 4 * active : pixels.length),
    raw: plan.take(sparse ? imagesAtOnce(inputs) * inputs : 0),
  };
}

function imagesAtOnce(inputs: number): number {
  return Math.max(1, Math.floor(CHUNK / inputs));
}

/** Active pixels of all images of some stores: those that are not 0. */
export function* countActive(module: WebAssembly.Module, stores: readonly ExampleStore[]): Generator<void, number[]> {
  const plan = new Planner();
  const raw = plan.take(CHUNK);
  const counts: number[] = [];
  const memory = kernelMemory(plan.size);
  const exports = instantiated(module, memory);
  const room = new Uint8Array(memory.buffer, raw, CHUNK);
  for (const { pixels } of stores) {
    let count = 0;
    for (let from = 0; from < pixels.length; from += CHUNK) {
      const some = pixels.subarray(from, from + CHUNK);
      room.set(some);
      count += exports.countActive(raw, some.length);
      yield;
    }
    counts.push(count);
  }
  return counts;
}

/** Puts images into the kernel's memory: in the sparse form as lists of their active pixels, else as they are. */
export function* writeSplits(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  splits: readonly { readonly plan: SplitPlan; readonly store: ExampleStore }[],
  sparse: boolean,
): Generator<void, void> {
  const exports = instantiated(module, memory);
  for (const { plan, store } of splits) {
    const { rows, targets, pixels, inputs } = store;
    const head = new Uint32Array(memory.buffer, plan.address, SplitField.size / 4);
    head[SplitField.starts / 4] = plan.starts;
    head[SplitField.sums / 4] = plan.sums;
    head[SplitField.targets / 4] = plan.targets;
    head[SplitField.pixels / 4] = plan.images;
    new Uint8Array(memory.buffer, plan.targets, rows.length).set(targets);
    if (!sparse) {
      new Uint8Array(memory.buffer, plan.images, pixels.length).set(pixels);
      continue;
    }
    const atOnce = imagesAtOnce(inputs);
    const room = new Uint8Array(memory.buffer, plan.raw, atOnce * inputs);
    let end = plan.images;
    for (let from = 0; from < rows.length; from += atOnce) {
      const count = Math.min(atOnce, rows.length - from);
      room.set(pixels.subarray(from * inputs, (from + count) * inputs));
      end = exports.listActive(plan.raw, count, inputs, plan.starts + 4 * from, plan.sums + 4 * from, end) >>> 0;
      yield;
    }
    new Uint32Array(memory.buffer, plan.starts, rows.length + 1)[rows.length] = end;
  }
}

function instantiated(module: WebAssembly.Module, memory: WebAssembly.Memory) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as ImageExports;
}
