import { refuseLimitedAddresses } from '../../addressSpace';
import { ConfigError } from '../../errors';
import kernelBytes from './kernel/kernel.wasm';

/** Everything that a thread needs to train with the kernel. Travels between threads as it is. */
export interface KernelMemory {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Whether the first layer is trained in its sparse form. */
  readonly sparse: boolean;
  /** Addresses of the two data splits. */
  readonly training: number;
  readonly test: number;
  /** Address of each executor's workspace. */
  readonly workspaces: readonly number[];
  /** Examples of the longest sequence that a workspace has room for. */
  readonly longest: number;
}

/** Bytes of a memory's beginning that belong to the kernel itself. */
export const RESERVED = 1024;
const PAGE = 65536;

/** Once for each thread; threads of one process share the code. */
let compiled: WebAssembly.Module | undefined;

/**
 * The kernel, compiled when it is first asked for.
 * @throws ConfigError where WebAssembly has no SIMD, or has too few addresses
 */
export function kernelModule(): WebAssembly.Module {
  if (compiled === undefined) {
    refuseNoKernel();
    compiled = new WebAssembly.Module(kernelBytes);
  }
  return compiled;
}

/**
 * Refuses what needs the kernel where it cannot run, before anything else is done.
 * @throws ConfigError where WebAssembly has no SIMD, or has too few addresses
 */
export function refuseNoKernel(): void {
  refuseLimitedAddresses();
  if (WebAssembly.validate(kernelBytes)) return;
  const expected = 'a processor and a Node.js with them: training is done in WebAssembly with vectors of 128 bits';
  throw new ConfigError([{ path: 'WebAssembly', found: 'no vector instructions (SIMD)', expected }]);
}

/**
 * Memory for the kernel, of one size for good.
 * @throws RangeError where it is not available
 */
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
