import type { CreateKernel } from './kernel';
import { createScalarKernel } from './simd/scalar';
import { createSimdKernel } from './simd/simd';

/** The kernel that experiments train with: in WebAssembly, or the same to the last bit without it where it has no SIMD. */
export const createFastKernel: CreateKernel = (context, job, lane) =>
  (context.memory === undefined ? createScalarKernel : createSimdKernel)(context, job, lane);
