import type { ActivationName } from '../../network/activations';
import { kernelMemory, kernelModule, Planner } from './module';
import { ACTIVATION_CODES } from './simd';

/** Numbers that go through the kernel at a time. */
const BLOCK = 4096;

/** A kernel with room for one block. */
interface BlockKernel {
  readonly block: Float64Array;
  /** Puts φ of the block's first numbers in their place. */
  activate(code: number, count: number): void;
}

let kernel: BlockKernel | undefined;

/** z ← φ(z), two numbers at a time. */
export function activateAll(z: Float64Array, activation: ActivationName): void {
  kernel ??= blockKernel();
  for (let from = 0; from < z.length; from += BLOCK) {
    const part = z.subarray(from, from + BLOCK);
    kernel.block.set(part);
    kernel.activate(ACTIVATION_CODES[activation], part.length);
    part.set(kernel.block.subarray(0, part.length));
  }
}

function blockKernel(): BlockKernel {
  const module = kernelModule();
  const plan = new Planner();
  const [at, derivative] = [plan.take(8 * BLOCK), plan.take(8 * BLOCK)];
  const memory = kernelMemory(plan.size);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const activate = exports['activate'] as (code: number, z: number, h: number, slopes: number, bytes: number) => void;
  return {
    block: new Float64Array(memory.buffer, at, BLOCK),
    // An odd number is followed by one more, which nobody looks at.
    activate: (code, count) => activate(code, at, at, derivative, 16 * Math.ceil(count / 2)),
  };
}
