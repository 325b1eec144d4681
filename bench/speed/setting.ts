import { parseConfig } from '../../src/engine/config';
import type { ExampleStore, Sequence } from '../../src/engine/data/examples';
import type { TrainingRule } from '../../src/engine/training/kernel';

/** The work that all metrics are about: the default config on MNIST. */
export const DEFAULT_CONFIG = parseConfig({});
export const HIDDEN = 100;
export const INPUTS = 784;

export const DEFAULT_RULE: TrainingRule = {
  sizes: [INPUTS, HIDDEN, 2],
  activation: DEFAULT_CONFIG.network.activation,
  outputActivation: DEFAULT_CONFIG.network.outputActivation,
  loss: DEFAULT_CONFIG.loss,
  optimiser: DEFAULT_CONFIG.optimiser,
  learningRate: DEFAULT_CONFIG.learningRate,
};

export function sharedBytes(values: Uint8Array): Uint8Array<SharedArrayBuffer> {
  const shared = new Uint8Array(new SharedArrayBuffer(values.length));
  shared.set(values);
  return shared;
}

/** 0, 1, 2, … */
export function sharedWords(count: number): Sequence {
  const words = new Uint32Array(new SharedArrayBuffer(4 * count));
  for (const index of words.keys()) words[index] = index;
  return words;
}

/** For training that is not followed by judging. */
export const NO_EXAMPLES: ExampleStore = {
  inputs: INPUTS,
  rows: sharedWords(0),
  classes: sharedBytes(new Uint8Array()),
  targets: sharedBytes(new Uint8Array()),
  pixels: sharedBytes(new Uint8Array()),
};
