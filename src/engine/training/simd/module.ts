import { isEnoughForWebAssembly } from '../../addressSpace';
import kernelBytes from './kernel/kernel.wasm';

/** Bytes of a memory's beginning that belong to the kernel itself. */
export const RESERVED = 1024;
const PAGE = 65536;

/** Once for each thread; threads of one process share the code. */
let compiled: WebAssembly.Module | null | undefined;

/**
 * The kernel, compiled when it is first asked for; undefined where WebAssembly has no SIMD, and where addresses are limited.
 * Whoever asks does the same without it then, to the same bits.
 */
export function kernelModule(): WebAssembly.Module | undefined {
  compiled ??=
    WebAssembly.validate(kernelBytes) && isEnoughForWebAssembly() ? new WebAssembly.Module(kernelBytes) : null;
  return compiled ?? undefined;
}

/** Memory for the kernel, of one size for good; undefined where there is none to be had, which is as if there were no kernel. */
export function kernelMemory(bytes: number): WebAssembly.Memory | undefined {
  const pages = Math.ceil(bytes / PAGE);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
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
