import kernelBytes from './kernel/kernel.wasm';

/** Bytes of a memory's beginning that belong to the kernel itself. */
export const RESERVED = 1024;
const PAGE = 65536;

/** Once for each thread; threads of one process share the code. */
let compiled: WebAssembly.Module | null | undefined;

/** The kernel, compiled when it is first asked for; undefined where WebAssembly has no SIMD. */
export function kernelModule(): WebAssembly.Module | undefined {
  compiled ??= WebAssembly.validate(kernelBytes) ? new WebAssembly.Module(kernelBytes) : null;
  return compiled ?? undefined;
}

/** Memory for the kernel, of one size for good. */
export function kernelMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Gives out addresses, one after the other, each a multiple of 16. */
export class Planner {
  constructor(public size = RESERVED) {}

  take(bytes: number): number {
    const address = this.size;
    this.size += Math.ceil(bytes / 16) * 16;
    return address;
  }
}
