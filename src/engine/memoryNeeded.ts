import { totalmem } from 'node:os';
import { MEASURES, recordsFor } from './attribution/importance';
import type { ResolvedConfig } from './config';
import { Parameters } from './network/parameters';
import { refuseMemory } from './refuseMemory';
import { refuseNoKernel } from './training/simd/module';

/** Bytes that an experiment takes at its fullest. */
export interface MemoryNeeded {
  /** Of the kernel: a workspace for each executor. */
  readonly kernel: number;
  /** With everything that is kept until the run is written. */
  readonly inAll: number;
}

/** Sets that controls work on at a time. */
const CONTROL_SETS = 5;
/**
 * Tables of the first layer that each thread shuffles labels with: the tally of a draw, that of all, the share of the two,
 * and of y and of the effect what is within a pixel and what is residual.
 */
const LABEL_TABLES = 7;

/**
 * What P parameters make of a config, at the least: images are not counted, since they have not been read. With m
 * moments an optimiser keeps (0, 1 with momentum, 2 with Adam), F forks and L executors, r sums that the measures need to
 * be recorded for each group, k sets that are kept for the measures alone, and W weights of the first layer:
 *
 *     kernel = 8 P · L (3 + 2 r + m)                               parameters, two tallies, what is recorded, moments
 *     in all = kernel + 8 P · (9 + F + m (1 + F) + 2 r + k + e)    initial, phase 1, a, b, c, d, x, y, causal effect;
 *                     + max(8 P · 5, 8 W · 7 L)                    forks; moments; what is recorded; measures; e = 2
 *                                                                  tallies before the second half; what controls work
 *                                                                  on, and after them, with plain SGD, shuffled labels
 *
 * @param sizes neurons of each layer, the inputs first
 */
export function memoryNeeded(
  { groups, phase1, optimiser, measures }: ResolvedConfig,
  sizes: readonly number[],
  executors: number,
): MemoryNeeded {
  const set = 8 * Parameters.count(sizes);
  const moments = { sgd: 0, momentum: 1, adam: 2 }[optimiser.name];
  const forks = groups.a.length + groups.b.length;
  const recorded = 2 * recordsFor(measures, optimiser).length;
  const ofMeasures = [...new Set(measures)].reduce((sum, name) => sum + MEASURES[name].sets, 0);
  const earlier = phase1.tally === 'second-half' ? 2 : 0;
  const kernel = set * executors * (3 + recorded + moments);
  const firstLayer = 8 * (sizes[0] as number) * (sizes[1] as number);
  const ofLabels = optimiser.name === 'sgd' ? firstLayer * LABEL_TABLES * executors : 0;
  const working = Math.max(set * CONTROL_SETS, ofLabels);
  return {
    kernel,
    inAll: kernel + set * (9 + forks + moments * (1 + forks) + recorded + ofMeasures + earlier) + working,
  };
}

/**
 * Refuses what would end for want of memory, or of a kernel, before anything is read.
 * @throws ConfigError with the metric
 */
export function refuseTooLarge(
  config: ResolvedConfig,
  sizes: readonly number[],
  executors: number,
  addressable: number,
  machine = totalmem(),
): void {
  refuseNoKernel();
  const { kernel, inAll } = memoryNeeded(config, sizes, executors);
  refuseMemory(sizes, kernel, addressable, 'that the kernel can address');
  refuseMemory(sizes, inAll, machine, 'that this machine has');
}
